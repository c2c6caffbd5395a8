// The entries of the C ABI in ouroboros3d_cuda.h.
#include "../error.h"
#include "graph.h"

namespace {

void require_ordinal(int32_t device_index) {
  if (device_index < 0)
    throw o3d::Error(O3D_INVALID_ARGUMENT, "device_index is %d, must not be negative", device_index);
}

void require(const void *pointer, const char *name) {
  if (pointer == nullptr) throw o3d::Error(O3D_INVALID_ARGUMENT, "%s is null", name);
}

// The default stream can be neither recorded nor destroyed.
void require_own_stream(const void *stream) {
  if (stream == nullptr) {
    throw o3d::Error(O3D_INVALID_ARGUMENT, "stream is the default one, must be one that o3d_stream_create made");
  }
}

}  // namespace

int32_t o3d_stream_create(int32_t device_index, void **stream) {
  return o3d::guarded([&] {
    require(stream, "stream");
    *stream = nullptr;
    require_ordinal(device_index);
    *stream = o3d::cuda::create_stream(device_index);
  });
}

int32_t o3d_stream_destroy(int32_t device_index, void *stream) {
  return o3d::guarded([&] {
    require_ordinal(device_index);
    require_own_stream(stream);
    o3d::cuda::destroy_stream(device_index, stream);
  });
}

int32_t o3d_stream_wait(int32_t device_index, void *stream, void *other) {
  return o3d::guarded([&] {
    require_ordinal(device_index);
    o3d::cuda::wait_for(device_index, stream, other);
  });
}

int32_t o3d_graph_begin(int32_t device_index, void *stream) {
  return o3d::guarded([&] {
    require_ordinal(device_index);
    require_own_stream(stream);
    o3d::cuda::begin_recording(device_index, stream);
  });
}

int32_t o3d_graph_end(int32_t device_index, void *stream, o3d_graph **graph) {
  return o3d::guarded([&] {
    if (graph != nullptr) *graph = nullptr;
    require_ordinal(device_index);
    require_own_stream(stream);
    if (graph == nullptr) {
      o3d::cuda::drop_recording(device_index, stream);
    } else {
      *graph = o3d::cuda::end_recording(device_index, stream);
    }
  });
}

int32_t o3d_graph_launch(o3d_graph *graph, void *stream) {
  return o3d::guarded([&] {
    require(graph, "graph");
    o3d::cuda::launch(*graph, stream);
  });
}

void o3d_graph_destroy(o3d_graph *graph) { o3d::cuda::destroy(graph); }

int32_t o3d_event_create(int32_t device_index, o3d_event **event) {
  return o3d::guarded([&] {
    require(event, "event");
    *event = nullptr;
    require_ordinal(device_index);
    *event = o3d::cuda::create_event(device_index);
  });
}

int32_t o3d_event_record(o3d_event *event, void *stream) {
  return o3d::guarded([&] {
    require(event, "event");
    o3d::cuda::record(*event, stream);
  });
}

int32_t o3d_event_query(o3d_event *event, int32_t *reached) {
  return o3d::guarded([&] {
    require(reached, "reached");
    *reached = 0;
    require(event, "event");
    *reached = o3d::cuda::reached(*event) ? 1 : 0;
  });
}

int32_t o3d_event_wait(o3d_event *event) {
  return o3d::guarded([&] {
    require(event, "event");
    o3d::cuda::wait_until_reached(*event);
  });
}

void o3d_event_destroy(o3d_event *event) { o3d::cuda::destroy(event); }

int32_t o3d_allocation_id(int32_t device_index, const void *address, uint64_t *id) {
  return o3d::guarded([&] {
    require(id, "id");
    *id = 0;
    require_ordinal(device_index);
    *id = o3d::cuda::allocation_id(device_index, address);
  });
}
