#include "cuda_engine.h"

#include <cuda_runtime_api.h>

#include "ouroboros3d_cuda.h"

namespace o3d_test {
namespace {

void require_cuda(cudaError_t error) {
  if (error != cudaSuccess) throw std::runtime_error(cudaGetErrorString(error));
}

class DeviceMemory {
 public:
  DeviceMemory() = default;
  explicit DeviceMemory(int64_t bytes) : bytes_(bytes) {
    require_cuda(cudaMalloc(&pointer_, static_cast<size_t>(bytes > 0 ? bytes : 1)));
  }
  // Null stays null: an optional argument that is not given.
  DeviceMemory(const float *host, int64_t count) {
    if (host == nullptr) return;
    *this = DeviceMemory(count * int64_t{sizeof(float)});
    require_cuda(cudaMemcpy(pointer_, host, static_cast<size_t>(bytes_), cudaMemcpyHostToDevice));
  }
  DeviceMemory(DeviceMemory &&other) noexcept { *this = std::move(other); }
  DeviceMemory &operator=(DeviceMemory &&other) noexcept {
    std::swap(pointer_, other.pointer_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~DeviceMemory() { cudaFree(pointer_); }

  void to_host(void *host) const {
    if (pointer_ == nullptr || bytes_ == 0) return;
    require_cuda(cudaMemcpy(host, pointer_, static_cast<size_t>(bytes_), cudaMemcpyDeviceToHost));
  }
  void fill(int byte) const {
    if (pointer_ != nullptr) require_cuda(cudaMemsetAsync(pointer_, byte, static_cast<size_t>(bytes_), nullptr));
  }
  void *data() const { return pointer_; }
  float *floats() const { return static_cast<float *>(pointer_); }

 private:
  void *pointer_ = nullptr;
  int64_t bytes_ = 0;
};

// The call on the device; it lives from a forward pass to its backward pass.
struct DeviceCall {
  o3d_execution execution{};
  o3d_gaussians gaussians{};
  o3d_raster_settings settings{};
  o3d_raster_call call{};
  std::vector<o3d_view> views;
  DeviceMemory means, quats, scales, opacities, colors, report, scratch;
  std::vector<DeviceMemory> maps;  // four a view

  explicit DeviceCall(const o3d_raster_call &host) {
    const o3d_gaussians &g = *host.gaussians;
    means = DeviceMemory(g.means, 3 * g.count);
    quats = DeviceMemory(g.quats, 4 * g.count);
    scales = DeviceMemory(g.scales, 3 * g.count);
    opacities = DeviceMemory(g.opacities, g.count);
    colors = DeviceMemory(g.colors, g.channels * g.count);
    execution.device = O3D_DEVICE_CUDA;
    gaussians = {g.channels,         g.count,        means.floats(), quats.floats(), scales.floats(),
                 opacities.floats(), colors.floats()};
    settings = *host.settings;
    report = DeviceMemory(sizeof(o3d_raster_report));
    views.assign(host.views, host.views + host.view_count);
    for (o3d_view &view : views) {
      const int64_t plane = int64_t{view.width} * view.height * int64_t{sizeof(float)};
      view.color = map(view.color, g.channels * plane);
      view.alpha = map(view.alpha, plane);
      view.depth = map(view.depth, plane);
      view.ccm = map(view.ccm, 3 * plane);
    }
    call = host;
    call.execution = &execution;
    call.gaussians = &gaussians;
    call.settings = &settings;
    call.views = views.data();
    call.report = static_cast<o3d_raster_report *>(report.data());
    int64_t bytes = 0;
    Rendering::require(o3d_raster_scratch_size(&call, &bytes));
    scratch = DeviceMemory(bytes);
    call.scratch = scratch.data();
    call.scratch_bytes = bytes;
  }

  void forward(const o3d_raster_call &host) {
    Rendering::require(o3d_raster_forward(&call));
    fetch(host);
  }

  // The same by a graph, launched twice on the default stream; the first launch leaves nothing that the second needs.
  void forward_recorded(const o3d_raster_call &host) {
    Rendering::require(o3d_stream_create(0, &execution.stream));
    require_cuda(cudaDeviceSynchronize());
    Rendering::require(o3d_graph_begin(0, execution.stream));
    const int32_t enqueued = o3d_raster_forward(&call);
    o3d_graph *graph = nullptr;
    Rendering::require(o3d_graph_end(0, execution.stream, &graph));
    Rendering::require(enqueued);
    for (int launch = 0; launch < 2; ++launch) {
      for (const DeviceMemory &map : maps) map.fill(0xff);
      scratch.fill(0xff);
      Rendering::require(o3d_graph_launch(graph, nullptr));
    }
    fetch(host);
    o3d_graph_destroy(graph);
    Rendering::require(o3d_stream_destroy(0, execution.stream));
  }

  void fetch(const o3d_raster_call &host) {
    require_cuda(cudaDeviceSynchronize());
    report.to_host(host.report);
    for (int v = 0; v < host.view_count; ++v) {
      const size_t first = 4 * static_cast<size_t>(v);
      maps[first].to_host(host.views[v].color);
      maps[first + 1].to_host(host.views[v].alpha);
      maps[first + 2].to_host(host.views[v].depth);
      maps[first + 3].to_host(host.views[v].ccm);
    }
  }

  void backward(const o3d_view_gradients *host, const o3d_gaussian_gradients &result) {
    std::vector<o3d_view_gradients> inputs(host, host + views.size());
    std::vector<DeviceMemory> held;
    const auto upload = [&held](const float *values, int64_t count) -> const float * {
      held.emplace_back(values, count);
      return held.back().floats();
    };
    for (size_t v = 0; v < views.size(); ++v) {
      const int64_t pixels = int64_t{views[v].width} * views[v].height;
      inputs[v].color = upload(host[v].color, gaussians.channels * pixels);
      inputs[v].alpha = upload(host[v].alpha, pixels);
      inputs[v].depth = upload(host[v].depth, pixels);
      inputs[v].ccm = upload(host[v].ccm, 3 * pixels);
    }
    const int64_t size = gaussians.count * int64_t{sizeof(float)};
    const DeviceMemory by_means(3 * size), by_quats(4 * size), by_scales(3 * size), by_opacities(size),
        by_colors(gaussians.channels * size);
    const o3d_gaussian_gradients outputs{by_means.floats(), by_quats.floats(), by_scales.floats(),
                                         by_opacities.floats(), by_colors.floats()};
    Rendering::require(o3d_raster_backward(&call, inputs.data(), &outputs));
    require_cuda(cudaDeviceSynchronize());
    by_means.to_host(result.means);
    by_quats.to_host(result.quats);
    by_scales.to_host(result.scales);
    by_opacities.to_host(result.opacities);
    by_colors.to_host(result.colors);
  }

 private:
  float *map(const void *host, int64_t bytes) {
    maps.push_back(host == nullptr ? DeviceMemory() : DeviceMemory(bytes));
    return maps.back().floats();
  }
};

}  // namespace

Engine cuda_engine() {
  // The engine keeps the device's memory of its last forward pass for the backward pass.
  const auto last = std::make_shared<std::unique_ptr<DeviceCall>>();
  return {"CUDA", [](const o3d_raster_call &) { return int64_t{256}; },
          [last](const o3d_raster_call &call) {
            *last = std::make_unique<DeviceCall>(call);
            (*last)->forward(call);
          },
          [last](const o3d_raster_call &, const o3d_view_gradients *gradients, const o3d_gaussian_gradients &result) {
            (*last)->backward(gradients, result);
          }};
}

Engine recorded_cuda_engine() {
  Engine engine = cuda_engine();
  engine.name = "CUDA graph";
  engine.forward = [](const o3d_raster_call &call) { DeviceCall(call).forward_recorded(call); };
  engine.backward = nullptr;
  return engine;
}

}  // namespace o3d_test
