// The caller's stream on the caller's device: what kernels are launched on.
#ifndef O3D_CUDA_QUEUE_CUH
#define O3D_CUDA_QUEUE_CUH

#include "../error.h"
#include "rasterizer.h"

#if !defined(__CUDACC__)
// Tests only: the kernel sources executed on the host.
#include "cuda_on_host.h"
#else

#include <cuda_runtime.h>
#include <nvtx3/nvToolsExt.h>

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

inline void check_cuda(cudaError_t status, const char *what) {
  if (status == cudaSuccess) return;
  throw Error(O3D_CUDA_ERROR, "%s: %s (%s)", what, cudaGetErrorString(status), cudaGetErrorName(status));
}

// Makes the call's device the thread's current one while it lives. Nothing here waits for the device.
class Queue {
 public:
  explicit Queue(const o3d_execution &execution) : stream_(static_cast<cudaStream_t>(execution.stream)), before_(0) {
    const int32_t devices = device_count();
    if (devices == 0) {
      throw Error(O3D_UNAVAILABLE, "no CUDA device: the driver is missing, too old for this build, or sees no GPU");
    }
    if (execution.device_index >= devices) {
      throw Error(O3D_UNAVAILABLE, "execution.device_index is %d, but there are %d CUDA devices",
                  execution.device_index, devices);
    }
    check_cuda(cudaGetDevice(&before_), "cudaGetDevice");
    check_cuda(cudaSetDevice(execution.device_index), "cudaSetDevice");
  }
  ~Queue() { cudaSetDevice(before_); }
  Queue(const Queue &) = delete;
  Queue &operator=(const Queue &) = delete;

  cudaStream_t stream() const { return stream_; }

  // Enqueues a kernel; an empty grid is no launch.
  template <typename... Parameters>
  void launch(const char *name, void (*kernel)(Parameters...), dim3 grid, int threads, Parameters... arguments) {
    if (grid.x == 0 || grid.y == 0) return;
    void *pointers[] = {&arguments...};
    check_cuda(cudaLaunchKernel(reinterpret_cast<const void *>(kernel), grid, dim3(static_cast<unsigned>(threads)),
                                pointers, 0, stream_),
               name);
  }

 private:
  cudaStream_t stream_;
  int before_;
};

// A stage of a call in a profiler's timeline; without one it is a test of a pointer.
class Range {
 public:
  explicit Range(const char *name) { nvtxRangePushA(name); }
  ~Range() { nvtxRangePop(); }
  Range(const Range &) = delete;
  Range &operator=(const Range &) = delete;
};

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d

#endif  // __CUDACC__

#endif  // O3D_CUDA_QUEUE_CUH
