// A fixed set of threads that share the indices of a loop.
#ifndef O3D_THREAD_POOL_H
#define O3D_THREAD_POOL_H

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace o3d {

class ThreadPool {
 public:
  // Starts threads - 1 workers; the thread that calls run is the remaining one.
  explicit ThreadPool(int threads);
  ~ThreadPool();

  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls body(context, index) once for every index below count, in any order and on any thread, and returns when all
  // have ended. The body must not throw. Concurrent callers take turns.
  void run(int64_t count, void (*body)(void *context, int64_t index), void *context);

 private:
  void work();
  void drain(int64_t count, void (*body)(void *, int64_t), void *context);
  void stop() noexcept;

  std::mutex turn_;
  std::mutex mutex_;
  std::condition_variable start_;
  std::condition_variable done_;
  std::atomic<int64_t> next_{0};
  int64_t count_ = 0;
  void (*body_)(void *, int64_t) = nullptr;
  void *context_ = nullptr;
  uint64_t generation_ = 0;
  int busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

// Calls body(index) for every index below count, on the pool's threads or, without a pool, on this one.
template <typename Body>
void parallel_for(ThreadPool *pool, int64_t count, Body &&body) {
  if (pool == nullptr || pool->threads() == 1 || count == 1) {
    for (int64_t index = 0; index < count; ++index) body(index);
    return;
  }
  using Plain = std::remove_reference_t<Body>;
  pool->run(
      count, [](void *context, int64_t index) { (*static_cast<Plain *>(context))(index); }, &body);
}

}  // namespace o3d

#endif  // O3D_THREAD_POOL_H
