#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "check.h"
#include "ouroboros3d.h"
#include "thread_pool.h"

TEST(abi_version_matches_the_header) { CHECK(o3d_abi_version() == O3D_ABI_VERSION); }

TEST(a_refused_call_explains_itself_on_its_own_thread) {
  o3d_thread_pool *pool = nullptr;
  CHECK(o3d_thread_pool_create(0, &pool) == O3D_INVALID_ARGUMENT);
  CHECK(pool == nullptr);
  CHECK(std::strstr(o3d_last_error(), "thread_count is 0") != nullptr);
  std::thread other([] { CHECK(o3d_last_error()[0] == '\0'); });
  other.join();
  CHECK(o3d_thread_pool_create(2, nullptr) == O3D_INVALID_ARGUMENT);
}

TEST(a_pool_runs_every_index_once) {
  for (int threads : {1, 2, 5}) {
    o3d::ThreadPool pool(threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::atomic<int>> runs(997);
      o3d::parallel_for(&pool, 997, [&](int64_t i) { ++runs[static_cast<size_t>(i)]; });
      bool once = true;
      for (auto &count : runs) once = once && count == 1;
      CHECK(once);
    }
  }
}

TEST(callers_of_one_pool_take_turns) {
  o3d::ThreadPool pool(2);
  std::atomic<int64_t> total{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) o3d::parallel_for(&pool, 100, [&](int64_t k) { total += k; });
    });
  }
  for (auto &caller : callers) caller.join();
  CHECK(total == 4 * 20 * 4950);
}

TEST(a_pool_can_be_made_and_destroyed_through_the_abi) {
  o3d_thread_pool *pool = nullptr;
  REQUIRE(o3d_thread_pool_create(3, &pool) == O3D_OK);
  o3d_thread_pool_destroy(pool);
  o3d_thread_pool_destroy(nullptr);
}
