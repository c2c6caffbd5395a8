// What a build without nvcc has instead of the rasterizer's CUDA sources.
#include "../error.h"
#include "rasterizer.h"

namespace o3d {
namespace cuda {
namespace {

[[noreturn]] void refuse() {
  throw Error(O3D_UNAVAILABLE,
              "this libouroboros3d was built without CUDA: build it where nvcc is found, or keep the Gaussians on the "
              "CPU");
}

}  // namespace

const char *description() { return "no CUDA"; }

void push_range(const char *) {}

void pop_range() {}

int32_t device_count() { return 0; }

int64_t scratch_size(const o3d_raster_call &) { refuse(); }

void forward(const o3d_raster_call &) { refuse(); }

void backward(const o3d_raster_call &, const o3d_view_gradients *, const o3d_gaussian_gradients &) { refuse(); }

}  // namespace cuda
}  // namespace o3d
