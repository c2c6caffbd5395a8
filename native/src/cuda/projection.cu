// Projection of all Gaussians into all views, and its derivative.
#include "../call.h"
#include "../projection_backward.h"
#include "state.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {
namespace {

// Views travel as kernel parameters, which the launch copies: the caller's structs are not read after the call, and
// nothing is copied from pageable memory. Sixteen of them stay within the 4 KiB that every device takes.
constexpr int kViewsPerLaunch = 16;

struct ViewChunk {
  View views[kViewsPerLaunch];
};
static_assert(sizeof(ViewChunk) + 64 <= 4096, "kernel parameters");

__global__ void o3d_store_views(ViewChunk chunk, int first, int count, View *views, Header *header) {
  const int i = static_cast<int>(threadIdx.x);
  if (i < count) views[first + i] = chunk.views[i];
  if (i == 0 && first == 0) *header = Header{0, 0, 0};
}

// Four 16-byte stores: the compiler would make sixteen of the members.
__device__ void store_splat(Splat *to, const Splat &splat) {
  float4 words[4];
  memcpy(words, &splat, sizeof splat);
  for (int k = 0; k < 4; ++k) reinterpret_cast<float4 *>(to)[k] = words[k];
}

__device__ int32_t count_tiles(const Splat &splat) {
  int32_t tiles = 0;
  for (int ty = splat.y0; ty < splat.y1; ++ty) {
    int first, last;
    tiles_in_row(splat, ty, first, last);
    tiles += last - first;
  }
  return tiles;
}

__global__ void __launch_bounds__(kThreads) o3d_project_fwd(Frame frame) {
  const o3d_gaussians &g = frame.gaussians;
  const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  bool drawn = false;
  if (i < g.count) {
    const int32_t s = static_cast<int32_t>(blockIdx.y * g.count + i);
    const Camera &camera = frame.scratch.views[blockIdx.y].camera;
    const float *mean = g.means + 3 * i, *quat = g.quats + 4 * i, *scale = g.scales + 3 * i;
    Splat splat;
    splat.index = static_cast<int32_t>(i);
    float t[3];
    to_camera(camera, mean, t);
    drawn = drawable(mean, quat, scale, g.opacities[i], g.colors + g.channels * i, g.channels) &&
            in_depth_range(camera, t[2]) &&
            project(camera, t, quat, scale, g.opacities[i], frame.settings.scale_modifier,
                    (frame.settings.flags & O3D_RASTER_ANTIALIASED) != 0, splat);
    // Depths are positive, so their bits order as they do; what is not drawn comes after all of them.
    uint32_t key = 0x7fffffffu;
    int32_t tiles = 0;
    if (drawn) {
      memcpy(&key, &splat.depth, sizeof key);
      tiles = count_tiles(splat);
      store_splat(frame.scratch.splats + s, splat);
    }
    frame.scratch.depth_keys[s] = key;
    frame.scratch.identity[s] = s;
    frame.scratch.tile_counts[s] = tiles;
  }
  const int visible = __syncthreads_count(drawn);
  if (threadIdx.x == 0 && visible > 0) atomicAdd(&frame.scratch.header->visible, static_cast<unsigned>(visible));
}

// Adds up the gradients of each splat's pairs, in their order, into the first of them. Sixteen lanes take one splat.
constexpr int kSumLanes = 16;

__global__ void __launch_bounds__(kThreads) o3d_sum_pairs(Frame frame, int stride) {
  const int64_t s = (static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x) / kSumLanes;
  if (s >= frame.splats() || frame.scratch.header->overflow != 0) return;
  const int32_t count = frame.scratch.tile_counts[s];
  if (count < 2) return;
  float *first = frame.scratch.pair_gradients + static_cast<int64_t>(frame.scratch.pair_starts[s]) * stride;
  for (int f = static_cast<int>(threadIdx.x) % kSumLanes; f < stride; f += kSumLanes) {
    float sum = 0.0f;
#pragma unroll 8
    for (int32_t pair = 0; pair < count; ++pair) sum += first[static_cast<int64_t>(pair) * stride + f];
    first[f] = sum;
  }
}

template <int kCount>
__device__ void store(float *array, int64_t i, const float *values) {
  if (array == nullptr) return;
#pragma unroll
  for (int k = 0; k < kCount; ++k) array[kCount * i + k] = values[k];
}

// One Gaussian over all views, in their order: no two threads write the same gradient.
__global__ void __launch_bounds__(kThreads)
    o3d_project_bwd(Frame frame, o3d_gaussian_gradients result, int stride, int compiled, bool world_ccm) {
  const o3d_gaussians &g = frame.gaussians;
  const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (i >= g.count) return;
  GaussianGradient sum{};
  float colors[O3D_MAX_CHANNELS] = {};
  const bool overflow = frame.scratch.header->overflow != 0;
  for (int v = 0; v < frame.view_count && !overflow; ++v) {
    const int64_t s = v * g.count + i;
    if (frame.scratch.tile_counts[s] == 0) continue;
    const float *pair = frame.scratch.pair_gradients + static_cast<int64_t>(frame.scratch.pair_starts[s]) * stride;
    const float *features = pair + kMoments;
    const Splat &splat = frame.scratch.splats[s];
    SplatGradient by_splat;
    power_backward(splat, PowerMoments{pair[0], pair[1], pair[2], pair[3], pair[4], pair[5]}, by_splat);
    by_splat.depth = features[compiled + (world_ccm ? 3 : 0)];
    GaussianGradient by;
    o3d::project_backward(frame.scratch.views[v].camera, g.means + 3 * i, g.quats + 4 * i, g.scales + 3 * i,
                          g.opacities[i], frame.settings.scale_modifier,
                          (frame.settings.flags & O3D_RASTER_ANTIALIASED) != 0, splat, by_splat, by);
#pragma unroll
    for (int k = 0; k < 3; ++k) {
      if (world_ccm) by.mean[k] += frame.settings.ccm_scale * features[compiled + k];
      sum.mean[k] += by.mean[k];
      sum.scale[k] += by.scale[k];
    }
#pragma unroll
    for (int k = 0; k < 4; ++k) sum.quat[k] += by.quat[k];
    sum.opacity += by.opacity;
#pragma unroll
    for (int c = 0; c < O3D_MAX_CHANNELS; ++c) {
      if (c < g.channels) colors[c] += features[c];
    }
  }
  store<3>(result.means, i, sum.mean);
  store<4>(result.quats, i, sum.quat);
  store<3>(result.scales, i, sum.scale);
  store<1>(result.opacities, i, &sum.opacity);
#pragma unroll
  for (int c = 0; c < O3D_MAX_CHANNELS; ++c) {
    if (c < g.channels && result.colors != nullptr) result.colors[g.channels * i + c] = colors[c];
  }
}

}  // namespace

void project_forward(Queue &queue, const Frame &frame, const o3d_raster_call &call) {
  const Range range("o3d project");
  int64_t first_tile = 0;
  for (int first = 0; first < call.view_count; first += kViewsPerLaunch) {
    const int count = min_of(kViewsPerLaunch, call.view_count - first);
    ViewChunk chunk{};
    for (int k = 0; k < count; ++k) {
      const o3d_view &view = call.views[first + k];
      chunk.views[k] =
          View{make_camera(view, *call.settings, first_tile), view.color, view.alpha, view.depth, view.ccm};
      first_tile += tile_count(view);
    }
    queue.launch("o3d_store_views", o3d_store_views, dim3(1, 1, 1), 32, chunk, first, count, frame.scratch.views,
                 frame.scratch.header);
  }
  queue.launch("o3d_project_fwd", o3d_project_fwd, blocks_for(frame.gaussians.count, frame.view_count), kThreads,
               frame);
}

void project_backward(Queue &queue, const Frame &frame, const o3d_gaussian_gradients &result, bool world_ccm) {
  const Range range("o3d project backward");
  const int compiled = compiled_channels(frame.gaussians.channels);
  const int stride = gradient_stride(compiled + (world_ccm ? 3 : 0) + 1);
  queue.launch("o3d_sum_pairs", o3d_sum_pairs, blocks_for(int64_t{kSumLanes} * frame.splats()), kThreads, frame,
               stride);
  queue.launch("o3d_project_bwd", o3d_project_bwd, blocks_for(frame.gaussians.count), kThreads, frame, result, stride,
               compiled, world_ccm);
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
