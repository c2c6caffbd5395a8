#define O3D_SIMD_NAMESPACE avx512
#include "composite.inc"

namespace o3d {
namespace cpu {

const Kernels kAvx512Kernels = {"AVX-512", avx512::composite};

}  // namespace cpu
}  // namespace o3d
