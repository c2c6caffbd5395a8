// What a build without nvcc has instead of the CUDA sources.
#include "../error.h"
#include "graph.h"
#include "rasterizer.h"

namespace o3d {
namespace cuda {
namespace {

[[noreturn]] void refuse() {
  throw Error(O3D_UNAVAILABLE,
              "this libouroboros3d was built without CUDA: build it where nvcc is found, or keep the Gaussians on the "
              "CPU");
}

[[noreturn]] void refuse_recording() {
  throw Error(O3D_UNAVAILABLE, "this libouroboros3d was built without CUDA: build it where nvcc is found");
}

}  // namespace

const char *description() { return "no CUDA"; }

void push_range(const char *) {}

void pop_range() {}

int32_t device_count() { return 0; }

int64_t scratch_size(const o3d_raster_call &) { refuse(); }

void forward(const o3d_raster_call &) { refuse(); }

void backward(const o3d_raster_call &, const o3d_view_gradients *, const o3d_gaussian_gradients &) { refuse(); }

void *create_stream(int32_t) { refuse_recording(); }

void destroy_stream(int32_t, void *) { refuse_recording(); }

void wait_for(int32_t, void *, void *) { refuse_recording(); }

void begin_recording(int32_t, void *) { refuse_recording(); }

o3d_graph *end_recording(int32_t, void *) { refuse_recording(); }

void drop_recording(int32_t, void *) { refuse_recording(); }

void launch(o3d_graph &, void *) { refuse_recording(); }

// There is none to destroy.
void destroy(o3d_graph *) {}

o3d_event *create_event(int32_t) { refuse_recording(); }

void record(o3d_event &, void *) { refuse_recording(); }

bool reached(const o3d_event &) { refuse_recording(); }

void wait_until_reached(const o3d_event &) { refuse_recording(); }

// There is none to destroy.
void destroy(o3d_event *) {}

uint64_t allocation_id(int32_t, const void *) { refuse_recording(); }

}  // namespace cuda
}  // namespace o3d
