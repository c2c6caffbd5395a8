#define O3D_SIMD_NAMESPACE portable
#include "composite.inc"
#include "composite_backward.inc"

namespace o3d {
namespace cpu {

const Kernels kPortableKernels = {"portable", portable::composite, portable::composite_backward};

}  // namespace cpu
}  // namespace o3d
