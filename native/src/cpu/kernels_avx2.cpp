#define O3D_SIMD_NAMESPACE avx2
#include "composite.inc"

namespace o3d {
namespace cpu {

const Kernels kAvx2Kernels = {"AVX2", avx2::composite};

}  // namespace cpu
}  // namespace o3d
