// Which kernels this processor can run. Compiled without any instruction set option.
#include "composite.h"

namespace o3d {
namespace cpu {
namespace {

struct Available {
  const Kernels *list[4] = {};

  Available() {
    int count = 0;
#if defined(O3D_HAVE_X86_KERNELS)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw")) {
      list[count++] = &kAvx512Kernels;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) list[count++] = &kAvx2Kernels;
#endif
    list[count] = &kPortableKernels;
  }
};

}  // namespace

const Kernels *const *all_kernels() {
  static const Available available;
  return available.list;
}

const Kernels &kernels() { return *all_kernels()[0]; }

}  // namespace cpu
}  // namespace o3d
