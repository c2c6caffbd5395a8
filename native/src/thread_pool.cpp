#include "thread_pool.h"

namespace o3d {

ThreadPool::ThreadPool(int threads) {
  try {
    workers_.reserve(static_cast<size_t>(threads - 1));
    for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { work(); });
  } catch (...) {
    stop();
    throw;
  }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::stop() noexcept {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  start_.notify_all();
  for (std::thread &worker : workers_) worker.join();
  workers_.clear();
}

void ThreadPool::run(int64_t count, void (*body)(void *, int64_t), void *context) {
  if (count <= 0) return;
  std::lock_guard<std::mutex> turn(turn_);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    next_.store(0, std::memory_order_relaxed);
    count_ = count;
    body_ = body;
    context_ = context;
    busy_ = static_cast<int>(workers_.size());
    ++generation_;
  }
  start_.notify_all();
  drain(count, body, context);
  std::unique_lock<std::mutex> lock(mutex_);
  done_.wait(lock, [this] { return busy_ == 0; });
}

void ThreadPool::drain(int64_t count, void (*body)(void *, int64_t), void *context) {
  for (int64_t index = next_.fetch_add(1); index < count; index = next_.fetch_add(1)) body(context, index);
}

void ThreadPool::work() {
  uint64_t seen = 0;
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    start_.wait(lock, [this, seen] { return stopping_ || generation_ != seen; });
    if (stopping_) return;
    seen = generation_;
    const int64_t count = count_;
    auto *const body = body_;
    void *const context = context_;
    lock.unlock();
    drain(count, body, context);
    lock.lock();
    if (--busy_ == 0) done_.notify_one();
  }
}

}  // namespace o3d
