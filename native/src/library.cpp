// The entries of the C ABI in ouroboros3d.h.
#include <cstdio>

#include "call.h"
#include "cpu/rasterizer.h"
#include "cuda/rasterizer.h"
#include "error.h"
#include "thread_pool.h"

struct o3d_thread_pool {
  explicit o3d_thread_pool(int threads) : pool(threads) {}
  o3d::ThreadPool pool;
};

namespace {

o3d::ThreadPool *pool_of(const o3d_raster_call &call) {
  return call.execution->pool == nullptr ? nullptr : &call.execution->pool->pool;
}

bool on_cuda(const o3d_raster_call &call) { return call.execution->device == O3D_DEVICE_CUDA; }

struct BuildInfo {
  char text[256];

  BuildInfo() : text() {
    std::snprintf(text, sizeof text, "libouroboros3d %s, " O3D_COMPILER ", %s, %s", O3D_VERSION,
                  o3d::cpu::kernels().name, o3d::cuda::description());
  }
};

}  // namespace

int32_t o3d_abi_version(void) { return O3D_ABI_VERSION; }

const char *o3d_build_info(void) {
  static const BuildInfo info;
  return info.text;
}

const char *o3d_last_error(void) { return o3d::last_error(); }

int32_t o3d_device_count(int32_t device, int32_t *count) {
  return o3d::guarded([&] {
    if (count == nullptr) throw o3d::Error(O3D_INVALID_ARGUMENT, "count is null");
    if (device != O3D_DEVICE_CPU && device != O3D_DEVICE_CUDA) {
      throw o3d::Error(O3D_INVALID_ARGUMENT, "device is %d, must be an o3d_device", device);
    }
    *count = device == O3D_DEVICE_CPU ? 1 : o3d::cuda::device_count();
  });
}

void o3d_range_push(const char *name) { o3d::cuda::push_range(name); }

void o3d_range_pop(void) { o3d::cuda::pop_range(); }

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

int32_t o3d_raster_scratch_size(const o3d_raster_call *call, int64_t *bytes) {
  return o3d::guarded([&] {
    if (bytes == nullptr) throw o3d::Error(O3D_INVALID_ARGUMENT, "bytes is null");
    o3d::check_call(call, o3d::Purpose::kScratchSize);
    *bytes = on_cuda(*call) ? o3d::cuda::scratch_size(*call) : o3d::cpu::scratch_size(*call);
  });
}

int32_t o3d_raster_forward(const o3d_raster_call *call) {
  return o3d::guarded([&] {
    o3d::check_call(call, o3d::Purpose::kForward);
    if (on_cuda(*call)) {
      o3d::cuda::forward(*call);
    } else {
      o3d::cpu::forward(*call, pool_of(*call), o3d::cpu::kernels());
    }
  });
}

int32_t o3d_raster_backward(const o3d_raster_call *call, const o3d_view_gradients *gradients,
                            const o3d_gaussian_gradients *result) {
  return o3d::guarded([&] {
    o3d::check_call(call, o3d::Purpose::kBackward);
    o3d::check_gradients(*call, gradients, result);
    if (on_cuda(*call)) {
      o3d::cuda::backward(*call, gradients, *result);
    } else {
      o3d::cpu::backward(*call, gradients, *result, pool_of(*call), o3d::cpu::kernels());
    }
  });
}
