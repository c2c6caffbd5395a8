// Streams, graphs, events and allocation numbers on the first GPU. Fails where there is no GPU, as cuda_test does.
#include <cuda_runtime_api.h>

#include <cstring>
#include <future>

#include "check.h"
#include "cuda_engine.h"
#include "maps.h"
#include "ouroboros3d_cuda.h"

using o3d_test::make_view;
using o3d_test::random_scene;
using o3d_test::Rendering;

namespace {

struct Stream {
  void *handle = nullptr;
  Stream() { Rendering::require(o3d_stream_create(0, &handle)); }
  ~Stream() { o3d_stream_destroy(0, handle); }
  Stream(const Stream &) = delete;
  Stream &operator=(const Stream &) = delete;

  cudaStream_t get() const { return static_cast<cudaStream_t>(handle); }
};

struct Event {
  o3d_event *handle = nullptr;
  Event() { Rendering::require(o3d_event_create(0, &handle)); }
  ~Event() { o3d_event_destroy(handle); }
  Event(const Event &) = delete;
  Event &operator=(const Event &) = delete;

  bool reached() const {
    int32_t answer = -1;
    Rendering::require(o3d_event_query(handle, &answer));
    return answer == 1;
  }
};

// Work of a stream that lasts until it is told to end, which makes tests independent of any speed.
class LongWork {
 public:
  explicit LongWork(const Stream &stream) : stream_(stream), ended_(end_.get_future()) {
    REQUIRE(cudaLaunchHostFunc(stream.get(), wait, &ended_) == cudaSuccess);
  }
  // Also where a check failed: the stream would never end.
  ~LongWork() {
    if (!told_) end();
    cudaStreamSynchronize(stream_.get());
  }
  LongWork(const LongWork &) = delete;
  LongWork &operator=(const LongWork &) = delete;

  void end() {
    told_ = true;
    end_.set_value();
  }

 private:
  static void CUDART_CB wait(void *ended) { static_cast<std::future<void> *>(ended)->wait(); }

  const Stream &stream_;
  std::promise<void> end_;
  std::future<void> ended_;
  bool told_ = false;
};

}  // namespace

TEST(a_recorded_rendering_is_the_one_that_was_not_recorded) {
  for (int ccm_mode : {O3D_CCM_WORLD, O3D_CCM_DEPTH}) {
    o3d_raster_settings settings = o3d_test::white_with_world_ccm();
    settings.ccm_mode = ccm_mode;
    const std::vector<o3d_view> views = {make_view(96, 64, 80, 80), make_view(33, 70, 60, 50)};
    Rendering eager(random_scene(2000, 3), views, settings);
    Rendering recorded(random_scene(2000, 3), views, settings);
    eager.render(o3d_test::cuda_engine());
    recorded.render(o3d_test::recorded_cuda_engine());
    CHECK(recorded.report.intersections == eager.report.intersections);
    CHECK(recorded.report.overflow == 0);
    for (size_t v = 0; v < views.size(); ++v) CHECK(o3d_test::same_bits(recorded.maps[v], eager.maps[v]));
  }
}

TEST(a_graph_reads_its_memory_at_every_launch) {
  Stream stream;
  int *source = nullptr, *target = nullptr;
  REQUIRE(cudaMalloc(reinterpret_cast<void **>(&source), sizeof(int)) == cudaSuccess);
  REQUIRE(cudaMalloc(reinterpret_cast<void **>(&target), sizeof(int)) == cudaSuccess);
  REQUIRE(o3d_graph_begin(0, stream.handle) == O3D_OK);
  CHECK(cudaMemcpyAsync(target, source, sizeof(int), cudaMemcpyDeviceToDevice, stream.get()) == cudaSuccess);
  o3d_graph *graph = nullptr;
  REQUIRE(o3d_graph_end(0, stream.handle, &graph) == O3D_OK);
  for (int value : {7, 11}) {
    int result = 0;
    CHECK(cudaMemcpy(source, &value, sizeof value, cudaMemcpyHostToDevice) == cudaSuccess);
    CHECK(o3d_graph_launch(graph, nullptr) == O3D_OK);
    CHECK(cudaMemcpy(&result, target, sizeof result, cudaMemcpyDeviceToHost) == cudaSuccess);
    CHECK(result == value);
  }
  o3d_graph_destroy(graph);
  cudaFree(source);
  cudaFree(target);
}

TEST(a_call_that_cannot_be_recorded_spoils_the_recording_and_not_the_stream) {
  Stream stream;
  REQUIRE(o3d_graph_begin(0, stream.handle) == O3D_OK);
  CHECK(cudaStreamSynchronize(stream.get()) != cudaSuccess);
  cudaGetLastError();
  o3d_graph *graph = nullptr;
  CHECK(o3d_graph_end(0, stream.handle, &graph) == O3D_CUDA_ERROR);
  CHECK(graph == nullptr);
  CHECK(std::strstr(o3d_last_error(), "cudaStreamEndCapture") != nullptr);
  CHECK(cudaGetLastError() == cudaSuccess);
  REQUIRE(o3d_graph_begin(0, stream.handle) == O3D_OK);
  CHECK(o3d_graph_end(0, stream.handle, nullptr) == O3D_OK);
  CHECK(cudaStreamSynchronize(stream.get()) == cudaSuccess);
  CHECK(o3d_stream_wait(0, stream.handle, nullptr) == O3D_OK);
}

TEST(an_event_is_reached_when_the_work_before_it_has_run_and_not_earlier) {
  Stream stream;
  Event before, behind;
  CHECK(before.reached() && behind.reached());
  REQUIRE(o3d_event_record(before.handle, stream.handle) == O3D_OK);
  LongWork work(stream);
  REQUIRE(o3d_event_record(behind.handle, stream.handle) == O3D_OK);
  CHECK(o3d_event_wait(before.handle) == O3D_OK);
  CHECK(before.reached());
  CHECK(!behind.reached());
  CHECK(cudaGetLastError() == cudaSuccess);
  work.end();
  CHECK(o3d_event_wait(behind.handle) == O3D_OK);
  CHECK(behind.reached());
}

TEST(an_event_that_is_recorded_again_is_only_behind_what_is_new) {
  Stream stream, other;
  Event event;
  LongWork work(stream);
  REQUIRE(o3d_event_record(event.handle, stream.handle) == O3D_OK);
  CHECK(!event.reached());
  REQUIRE(o3d_event_record(event.handle, other.handle) == O3D_OK);
  CHECK(o3d_event_wait(event.handle) == O3D_OK);
  CHECK(event.reached());
}

TEST(an_event_may_be_destroyed_before_it_is_reached) {
  Stream stream;
  LongWork work(stream);
  Event event;
  REQUIRE(o3d_event_record(event.handle, stream.handle) == O3D_OK);
  CHECK(!event.reached());
}

TEST(a_stream_that_is_being_recorded_takes_no_event_and_is_not_spoiled) {
  Stream stream;
  Event event;
  REQUIRE(o3d_graph_begin(0, stream.handle) == O3D_OK);
  CHECK(o3d_event_record(event.handle, stream.handle) == O3D_INVALID_ARGUMENT);
  CHECK(std::strstr(o3d_last_error(), "being recorded") != nullptr);
  o3d_graph *graph = nullptr;
  REQUIRE(o3d_graph_end(0, stream.handle, &graph) == O3D_OK);
  CHECK(o3d_graph_launch(graph, stream.handle) == O3D_OK);
  CHECK(o3d_event_record(event.handle, stream.handle) == O3D_OK);
  CHECK(o3d_event_wait(event.handle) == O3D_OK);
  CHECK(event.reached());
  o3d_graph_destroy(graph);
}

TEST(an_allocation_has_a_number_of_its_own_until_it_is_freed) {
  char *memory = nullptr;
  uint64_t first = 0, inside = 0, freed = 0, again = 0;
  REQUIRE(cudaMalloc(reinterpret_cast<void **>(&memory), 4 << 20) == cudaSuccess);
  REQUIRE(o3d_allocation_id(0, memory, &first) == O3D_OK);
  CHECK(o3d_allocation_id(0, memory + 4096, &inside) == O3D_OK);
  CHECK(first != 0 && inside == first);
  REQUIRE(cudaFree(memory) == cudaSuccess);
  CHECK(o3d_allocation_id(0, memory, &freed) == O3D_OK);
  CHECK(freed == 0);
  REQUIRE(cudaMalloc(reinterpret_cast<void **>(&memory), 4 << 20) == cudaSuccess);
  CHECK(o3d_allocation_id(0, memory, &again) == O3D_OK);
  CHECK(again != 0 && again != first);
  cudaFree(memory);
}
