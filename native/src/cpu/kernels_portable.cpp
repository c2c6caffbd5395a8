#define O3D_SIMD_NAMESPACE portable
#include "composite.inc"

namespace o3d {
namespace cpu {

const Kernels kPortableKernels = {"portable", portable::composite};

}  // namespace cpu
}  // namespace o3d
