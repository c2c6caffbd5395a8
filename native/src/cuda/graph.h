// Recorded work on CUDA devices, and how far they are with any. A build without nvcc has graph_unavailable.cpp in its
// place.
#ifndef O3D_CUDA_GRAPH_H
#define O3D_CUDA_GRAPH_H

#include <cstdint>

#include "ouroboros3d_cuda.h"

namespace o3d {
namespace cuda {

// What the entries of ouroboros3d_cuda.h with these names do. Arguments have been checked; all but both destroy throw
// Error.
void *create_stream(int32_t device_index);
void destroy_stream(int32_t device_index, void *stream);
void wait_for(int32_t device_index, void *stream, void *other);
void begin_recording(int32_t device_index, void *stream);
o3d_graph *end_recording(int32_t device_index, void *stream);
void drop_recording(int32_t device_index, void *stream);
void launch(o3d_graph &graph, void *stream);
void destroy(o3d_graph *graph);
o3d_event *create_event(int32_t device_index);
void record(o3d_event &event, void *stream);
bool reached(const o3d_event &event);
void wait_until_reached(const o3d_event &event);
void destroy(o3d_event *event);
uint64_t allocation_id(int32_t device_index, const void *address);

}  // namespace cuda
}  // namespace o3d

#endif  // O3D_CUDA_GRAPH_H
