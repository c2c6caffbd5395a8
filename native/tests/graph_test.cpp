// Streams, graphs and events where there is no device: every call is refused with a reason and leaves its results
// empty.
#include <cstring>

#include "check.h"
#include "ouroboros3d_cuda.h"

namespace {

bool explains(const char *part) { return std::strstr(o3d_last_error(), part) != nullptr; }

// Any address that is not null: what is refused is not looked at.
void *some_address() {
  static char target = 0;
  return &target;
}

bool no_device() {
  int32_t devices = 0;
  return o3d_device_count(O3D_DEVICE_CUDA, &devices) == O3D_OK && devices == 0;
}

}  // namespace

TEST(null_results_and_negative_ordinals_are_refused) {
  void *stream = some_address();
  CHECK(o3d_stream_create(0, nullptr) == O3D_INVALID_ARGUMENT && explains("stream is null"));
  CHECK(o3d_stream_create(-1, &stream) == O3D_INVALID_ARGUMENT && explains("device_index is -1"));
  CHECK(stream == nullptr);
  CHECK(o3d_stream_destroy(-1, some_address()) == O3D_INVALID_ARGUMENT && explains("device_index"));
  CHECK(o3d_stream_wait(-1, nullptr, nullptr) == O3D_INVALID_ARGUMENT && explains("device_index"));
  CHECK(o3d_graph_begin(-1, some_address()) == O3D_INVALID_ARGUMENT && explains("device_index"));
  CHECK(o3d_graph_end(-1, some_address(), nullptr) == O3D_INVALID_ARGUMENT && explains("device_index"));
  CHECK(o3d_graph_launch(nullptr, nullptr) == O3D_INVALID_ARGUMENT && explains("graph is null"));
  CHECK(o3d_allocation_id(0, nullptr, nullptr) == O3D_INVALID_ARGUMENT && explains("id is null"));
  o3d_event *event = static_cast<o3d_event *>(some_address());
  CHECK(o3d_event_create(0, nullptr) == O3D_INVALID_ARGUMENT && explains("event is null"));
  CHECK(o3d_event_create(-1, &event) == O3D_INVALID_ARGUMENT && explains("device_index is -1"));
  CHECK(event == nullptr);
  CHECK(o3d_event_record(nullptr, nullptr) == O3D_INVALID_ARGUMENT && explains("event is null"));
  CHECK(o3d_event_wait(nullptr) == O3D_INVALID_ARGUMENT && explains("event is null"));
  int32_t reached = 7;
  CHECK(o3d_event_query(nullptr, nullptr) == O3D_INVALID_ARGUMENT && explains("reached is null"));
  CHECK(o3d_event_query(nullptr, &reached) == O3D_INVALID_ARGUMENT && explains("event is null"));
  CHECK(reached == 0);
  uint64_t id = 7;
  CHECK(o3d_allocation_id(-1, nullptr, &id) == O3D_INVALID_ARGUMENT && explains("device_index"));
  CHECK(id == 0);
}

TEST(the_default_stream_is_neither_recorded_nor_destroyed) {
  o3d_graph *graph = static_cast<o3d_graph *>(some_address());
  CHECK(o3d_graph_begin(0, nullptr) == O3D_INVALID_ARGUMENT && explains("default"));
  CHECK(o3d_graph_end(0, nullptr, &graph) == O3D_INVALID_ARGUMENT && explains("default"));
  CHECK(graph == nullptr);
  CHECK(o3d_stream_destroy(0, nullptr) == O3D_INVALID_ARGUMENT && explains("default"));
}

TEST(without_a_device_calls_say_that_there_is_none) {
  if (!no_device()) return;
  void *stream = some_address();
  CHECK(o3d_stream_create(0, &stream) == O3D_UNAVAILABLE && explains("CUDA"));
  CHECK(stream == nullptr);
  CHECK(o3d_stream_destroy(0, some_address()) == O3D_UNAVAILABLE);
  CHECK(o3d_stream_wait(0, nullptr, nullptr) == O3D_UNAVAILABLE);
  CHECK(o3d_graph_begin(0, some_address()) == O3D_UNAVAILABLE);
  o3d_graph *graph = nullptr;
  CHECK(o3d_graph_end(0, some_address(), &graph) == O3D_UNAVAILABLE && explains("CUDA"));
  CHECK(graph == nullptr);
  CHECK(o3d_graph_end(0, some_address(), nullptr) == O3D_UNAVAILABLE);
  o3d_event *event = static_cast<o3d_event *>(some_address());
  CHECK(o3d_event_create(0, &event) == O3D_UNAVAILABLE && explains("CUDA"));
  CHECK(event == nullptr);
  uint64_t id = 7;
  CHECK(o3d_allocation_id(0, some_address(), &id) == O3D_UNAVAILABLE);
  CHECK(id == 0);
}

TEST(destroying_no_graph_and_no_event_does_nothing) {
  o3d_graph_destroy(nullptr);
  o3d_event_destroy(nullptr);
}
