// What a build without nvcc has instead of graph.cu.
#include "../error.h"
#include "graph.h"

namespace o3d {
namespace cuda {
namespace {

[[noreturn]] void refuse() {
  throw Error(O3D_UNAVAILABLE, "this libouroboros3d was built without CUDA: build it where nvcc is found");
}

}  // namespace

void *create_stream(int32_t) { refuse(); }

void destroy_stream(int32_t, void *) { refuse(); }

void wait_for(int32_t, void *, void *) { refuse(); }

void begin_recording(int32_t, void *) { refuse(); }

o3d_graph *end_recording(int32_t, void *) { refuse(); }

void drop_recording(int32_t, void *) { refuse(); }

void launch(o3d_graph &, void *) { refuse(); }

// There is none to destroy.
void destroy(o3d_graph *) {}

o3d_event *create_event(int32_t) { refuse(); }

void record(o3d_event &, void *) { refuse(); }

bool reached(const o3d_event &) { refuse(); }

void wait_until_reached(const o3d_event &) { refuse(); }

// There is none to destroy.
void destroy(o3d_event *) {}

uint64_t allocation_id(int32_t, const void *) { refuse(); }

}  // namespace cuda
}  // namespace o3d
