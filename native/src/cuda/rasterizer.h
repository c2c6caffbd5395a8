// The rasterizer on CUDA devices. A build without nvcc has unavailable.cpp in its place.
#ifndef O3D_CUDA_RASTERIZER_H
#define O3D_CUDA_RASTERIZER_H

#include <cstdint>

#include "ouroboros3d.h"

// Tests compile the same sources a second time, for execution on the host.
#ifndef O3D_CUDA_NAMESPACE
#define O3D_CUDA_NAMESPACE cuda
#endif

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

// What o3d_build_info says of CUDA.
const char *description();

// Ranges of the calling thread in a profiler's timeline.
void push_range(const char *name);
void pop_range();

// Devices that the driver offers; 0 without a driver.
int32_t device_count();

// The calls have been checked; all throw Error.
int64_t scratch_size(const o3d_raster_call &call);
void forward(const o3d_raster_call &call);
void backward(const o3d_raster_call &call, const o3d_view_gradients *gradients, const o3d_gaussian_gradients &result);

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d

#endif  // O3D_CUDA_RASTERIZER_H
