#define O3D_SIMD_NAMESPACE avx2
#include "composite.inc"
#include "composite_backward.inc"

namespace o3d {
namespace cpu {

const Kernels kAvx2Kernels = {"AVX2", avx2::composite, avx2::composite_backward};

}  // namespace cpu
}  // namespace o3d
