// The entries of the C ABI that do not rasterize.
#include <memory>

#include "error.h"
#include "thread_pool.h"

struct o3d_thread_pool {
  explicit o3d_thread_pool(int threads) : pool(threads) {}
  o3d::ThreadPool pool;
};

int32_t o3d_abi_version(void) { return O3D_ABI_VERSION; }

const char *o3d_last_error(void) { return o3d::last_error(); }

int32_t o3d_thread_pool_create(int32_t thread_count, o3d_thread_pool **pool) {
  return o3d::guarded([&] {
    if (pool == nullptr) throw o3d::Error(O3D_INVALID_ARGUMENT, "pool is null");
    *pool = nullptr;
    if (thread_count < 1 || thread_count > 1024) {
      throw o3d::Error(O3D_INVALID_ARGUMENT, "thread_count is %d, must be 1 to 1024", thread_count);
    }
    *pool = new o3d_thread_pool(thread_count);
  });
}

void o3d_thread_pool_destroy(o3d_thread_pool *pool) { delete pool; }
