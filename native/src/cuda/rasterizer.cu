#include "../call.h"
#include "../carver.h"
#include "primitives.cuh"
#include "rasterizer.h"
#include "state.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {
namespace {

int64_t total_tiles(const o3d_raster_call &call) {
  int64_t tiles = 0;
  for (int v = 0; v < call.view_count; ++v) tiles += tile_count(call.views[v]);
  return tiles;
}

// Splats and tiles are numbered in 32 bits on the device.
void check_limits(const o3d_raster_call &call) {
  if (call.gaussians->count * call.view_count > INT32_MAX - kThreads) {
    throw Error(O3D_INVALID_ARGUMENT, "%lld Gaussians in %d views are more than 2^31 splats: render fewer views a call",
                static_cast<long long>(call.gaussians->count), call.view_count);
  }
  if (total_tiles(call) > INT32_MAX - kThreads) {
    throw Error(O3D_INVALID_ARGUMENT, "the views have more than 2^31 tiles: render fewer views a call");
  }
}

Frame make_frame(const o3d_raster_call &call) {
  Frame frame{*call.gaussians,
              *call.settings,
              Scratch(call, call.scratch),
              call.view_count,
              static_cast<int32_t>(total_tiles(call)),
              0,
              static_cast<int32_t>(call.max_intersections),
              call.report};
  for (int v = 0; v < call.view_count; ++v) {
    frame.tiles_per_view = max_of(frame.tiles_per_view, static_cast<int32_t>(tile_count(call.views[v])));
  }
  if (call.scratch_bytes < frame.scratch.bytes) {
    throw Error(O3D_SCRATCH_TOO_SMALL, "scratch has %lld bytes, this call needs %lld",
                static_cast<long long>(call.scratch_bytes), static_cast<long long>(frame.scratch.bytes));
  }
  return frame;
}

}  // namespace

Scratch::Scratch(const o3d_raster_call &call, void *base) {
  const int64_t view_count = call.view_count, splat_count = view_count * call.gaussians->count;
  const int64_t pair_count = call.max_intersections;
  const int64_t tiles = total_tiles(call);
  const bool keep = has_flag(*call.settings, O3D_RASTER_KEEP_STATE);
  Carver carver(base);
  header = carver.take<Header>(1);
  views = carver.take<View>(view_count);
  view_gradients = carver.take<ViewGradient>(keep ? view_count : 0);
  splats = carver.take<Splat>(splat_count);
  tile_counts = carver.take<int32_t>(splat_count);
  depth_keys = carver.take<uint32_t>(splat_count);
  sorted_depth_keys = carver.take<uint32_t>(splat_count);
  identity = carver.take<int32_t>(splat_count);
  order = carver.take<int32_t>(splat_count);
  pair_ends = carver.take<int64_t>(splat_count);
  tile_keys = carver.take<uint32_t>(pair_count);
  sorted_tile_keys = carver.take<uint32_t>(pair_count);
  pair_splats = carver.take<int32_t>(pair_count);
  pairs = carver.take<int32_t>(pair_count);
  tile_starts = carver.take<int32_t>(tiles + 1);
  pair_starts = carver.take<int32_t>(keep ? splat_count : 0);
  transmittance = carver.take<float>(keep ? tiles * kTilePixels : 0);
  last = carver.take<int32_t>(keep ? tiles * kTilePixels : 0);
  depth = carver.take<float>(keep && call.settings->ccm_mode == O3D_CCM_DEPTH ? tiles * kTilePixels : 0);
  const bool world_ccm = call.settings->ccm_mode == O3D_CCM_WORLD;
  const int stride = gradient_stride(compiled_channels(call.gaussians->channels) + (world_ccm ? 3 : 0) + 1);
  pair_gradients = carver.take<float>(keep ? pair_count * stride : 0);
  temporary_bytes = temporary_size(static_cast<int32_t>(splat_count > pair_count ? splat_count : pair_count));
  temporary = carver.take<char>(temporary_bytes);
  bytes = carver.used();
}

int64_t scratch_size(const o3d_raster_call &call) {
  check_limits(call);
  const Queue queue(*call.execution);
  return Scratch(call, nullptr).bytes;
}

void forward(const o3d_raster_call &call) {
  check_limits(call);
  Queue queue(*call.execution);
  const Range range("o3d_raster_forward");
  const Frame frame = make_frame(call);
  project_forward(queue, frame, call);
  bin(queue, frame);
  composite_forward(queue, frame);
}

void backward(const o3d_raster_call &call, const o3d_view_gradients *gradients, const o3d_gaussian_gradients &result) {
  check_limits(call);
  Queue queue(*call.execution);
  const Range range("o3d_raster_backward");
  const Frame frame = make_frame(call);
  if (frame.gaussians.count == 0) return;
  composite_backward(queue, frame, gradients);
  project_backward(queue, frame, result, has_world_ccm(frame, gradients));
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
