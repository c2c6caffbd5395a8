// The rasterizer on the CPU.
#ifndef O3D_CPU_RASTERIZER_H
#define O3D_CPU_RASTERIZER_H

#include "../thread_pool.h"
#include "composite.h"
#include "ouroboros3d.h"

namespace o3d {
namespace cpu {

// The calls have been checked; throws Error where the scratch is too small.
int64_t scratch_size(const o3d_raster_call &call);
void forward(const o3d_raster_call &call, ThreadPool *pool, const Kernels &kernels);
void backward(const o3d_raster_call &call, const o3d_view_gradients *gradients, const o3d_gaussian_gradients &result,
              ThreadPool *pool, const Kernels &kernels);

}  // namespace cpu
}  // namespace o3d

#endif  // O3D_CPU_RASTERIZER_H
