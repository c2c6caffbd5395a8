// What this build and this machine offer.
#include "queue.cuh"

#if !defined(O3D_CUDA_ARCHITECTURES)
#error "the build says which architectures it compiles for"
#endif

namespace o3d {
namespace cuda {

#define O3D_TEXT_OF(value) #value
#define O3D_TEXT(value) O3D_TEXT_OF(value)

const char *description() {
  return "CUDA " O3D_TEXT(__CUDACC_VER_MAJOR__) "." O3D_TEXT(__CUDACC_VER_MINOR__) " for " O3D_CUDA_ARCHITECTURES;
}

void push_range(const char *name) { nvtxRangePushA(name == nullptr ? "" : name); }

void pop_range() { nvtxRangePop(); }

int32_t device_count() {
  int devices = 0;
  // Without a driver the runtime reports an error; that is no device, and no error of the caller's.
  if (cudaGetDeviceCount(&devices) != cudaSuccess) {
    cudaGetLastError();
    return 0;
  }
  return devices;
}

}  // namespace cuda
}  // namespace o3d
