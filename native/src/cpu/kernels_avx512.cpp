#define O3D_SIMD_NAMESPACE avx512
#include "composite.inc"
#include "composite_backward.inc"

namespace o3d {
namespace cpu {

const Kernels kAvx512Kernels = {"AVX-512", avx512::composite, avx512::composite_backward};

}  // namespace cpu
}  // namespace o3d
