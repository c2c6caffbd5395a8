#include <cuda.h>

#include <memory>

#include "graph.h"
#include "queue.cuh"

// An executable graph and the device that it was recorded on.
struct o3d_graph {
  cudaGraphExec_t executable;
  int32_t device_index;
};

// An event and the device whose streams it is recorded on.
struct o3d_event {
  cudaEvent_t handle;
  int32_t device_index;
};

namespace o3d {
namespace cuda {
namespace {

// The driver's function, asked for by name: the library links no driver, so that it loads where there is none.
using PointerAttribute = CUresult(CUDAAPI *)(void *, CUpointer_attribute, CUdeviceptr);

o3d_execution execution_on(int32_t device_index, void *stream) {
  o3d_execution execution{};
  execution.device_index = device_index;
  execution.stream = stream;
  return execution;
}

// Recorded nodes, which are of no use once they have been instantiated.
class Nodes {
 public:
  Nodes() : graph_(nullptr) {}
  ~Nodes() {
    if (graph_ != nullptr) cudaGraphDestroy(graph_);
  }
  Nodes(const Nodes &) = delete;
  Nodes &operator=(const Nodes &) = delete;

  // Ends the recording in any case; the stream is then as it was before.
  void end(cudaStream_t stream) {
    const cudaError_t status = cudaStreamEndCapture(stream, &graph_);
    if (status != cudaSuccess) cudaGetLastError();
    check_cuda(status, "cudaStreamEndCapture");
  }

  cudaGraph_t get() const { return graph_; }

 private:
  cudaGraph_t graph_;
};

class Event {
 public:
  Event() : event_(nullptr) {
    check_cuda(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "cudaEventCreate");
  }
  // The driver keeps what is still waited for.
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event &) = delete;
  Event &operator=(const Event &) = delete;

  cudaEvent_t get() const { return event_; }

 private:
  cudaEvent_t event_;
};

PointerAttribute pointer_attribute() {
  void *function = nullptr;
  cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
#if CUDART_VERSION >= 12050
  check_cuda(cudaGetDriverEntryPointByVersion("cuPointerGetAttribute", &function, 4000, cudaEnableDefault, &found),
             "cudaGetDriverEntryPointByVersion");
#else
  check_cuda(cudaGetDriverEntryPoint("cuPointerGetAttribute", &function, cudaEnableDefault, &found),
             "cudaGetDriverEntryPoint");
#endif
  if (found != cudaDriverEntryPointSuccess || function == nullptr) {
    throw Error(O3D_UNAVAILABLE, "the CUDA driver has no cuPointerGetAttribute");
  }
  return reinterpret_cast<PointerAttribute>(function);
}

}  // namespace

void *create_stream(int32_t device_index) {
  const Queue queue(execution_on(device_index, nullptr));
  cudaStream_t stream = nullptr;
  check_cuda(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  return stream;
}

void destroy_stream(int32_t device_index, void *stream) {
  const Queue queue(execution_on(device_index, stream));
  check_cuda(cudaStreamDestroy(queue.stream()), "cudaStreamDestroy");
}

void wait_for(int32_t device_index, void *stream, void *other) {
  const Queue queue(execution_on(device_index, stream));
  const Event event;
  check_cuda(cudaEventRecord(event.get(), static_cast<cudaStream_t>(other)), "cudaEventRecord");
  check_cuda(cudaStreamWaitEvent(queue.stream(), event.get(), 0), "cudaStreamWaitEvent");
}

void begin_recording(int32_t device_index, void *stream) {
  const Queue queue(execution_on(device_index, stream));
  // Of this thread alone: others may allocate and wait meanwhile.
  check_cuda(cudaStreamBeginCapture(queue.stream(), cudaStreamCaptureModeThreadLocal), "cudaStreamBeginCapture");
}

o3d_graph *end_recording(int32_t device_index, void *stream) {
  const Queue queue(execution_on(device_index, stream));
  Nodes nodes;
  nodes.end(queue.stream());
  auto graph = std::make_unique<o3d_graph>(o3d_graph{nullptr, device_index});
  const cudaError_t status = cudaGraphInstantiateWithFlags(&graph->executable, nodes.get(), 0);
  if (status != cudaSuccess) cudaGetLastError();
  check_cuda(status, "cudaGraphInstantiateWithFlags");
  return graph.release();
}

void drop_recording(int32_t device_index, void *stream) {
  const Queue queue(execution_on(device_index, stream));
  Nodes nodes;
  nodes.end(queue.stream());
}

void launch(o3d_graph &graph, void *stream) {
  const Queue queue(execution_on(graph.device_index, stream));
  check_cuda(cudaGraphLaunch(graph.executable, queue.stream()), "cudaGraphLaunch");
}

void destroy(o3d_graph *graph) {
  if (graph == nullptr) return;
  cudaGraphExecDestroy(graph->executable);
  delete graph;
}

o3d_event *create_event(int32_t device_index) {
  const Queue queue(execution_on(device_index, nullptr));
  auto event = std::make_unique<o3d_event>(o3d_event{nullptr, device_index});
  // A thread that waits for it sleeps: the device may need seconds.
  check_cuda(cudaEventCreateWithFlags(&event->handle, cudaEventDisableTiming | cudaEventBlockingSync),
             "cudaEventCreateWithFlags");
  return event.release();
}

void record(o3d_event &event, void *stream) {
  const Queue queue(execution_on(event.device_index, stream));
  cudaStreamCaptureStatus capture = cudaStreamCaptureStatusNone;
  check_cuda(cudaStreamIsCapturing(queue.stream(), &capture), "cudaStreamIsCapturing");
  // The runtime would take the event for a dependency between recorded nodes, which is never reached.
  if (capture != cudaStreamCaptureStatusNone) {
    throw Error(O3D_INVALID_ARGUMENT, "stream is being recorded: record the event after o3d_graph_end");
  }
  check_cuda(cudaEventRecord(event.handle, queue.stream()), "cudaEventRecord");
}

bool reached(const o3d_event &event) {
  const Queue queue(execution_on(event.device_index, nullptr));
  const cudaError_t status = cudaEventQuery(event.handle);
  // The runtime notes "not ready" as an error, which the next one to ask for the last error would take for its own.
  if (status != cudaSuccess) cudaGetLastError();
  if (status == cudaErrorNotReady) return false;
  check_cuda(status, "cudaEventQuery");
  return true;
}

void wait_until_reached(const o3d_event &event) {
  const Queue queue(execution_on(event.device_index, nullptr));
  check_cuda(cudaEventSynchronize(event.handle), "cudaEventSynchronize");
}

void destroy(o3d_event *event) {
  if (event == nullptr) return;
  cudaEventDestroy(event->handle);
  delete event;
}

uint64_t allocation_id(int32_t device_index, const void *address) {
  const Queue queue(execution_on(device_index, nullptr));
  unsigned long long id = 0;
  const CUresult status =
      pointer_attribute()(&id, CU_POINTER_ATTRIBUTE_BUFFER_ID, reinterpret_cast<CUdeviceptr>(address));
  // The driver's answer for an address that lies in no allocation.
  if (status == CUDA_ERROR_INVALID_VALUE) return 0;
  if (status != CUDA_SUCCESS) {
    throw Error(O3D_CUDA_ERROR, "cuPointerGetAttribute failed with %d", static_cast<int>(status));
  }
  return id;
}

}  // namespace cuda
}  // namespace o3d
