// Backward compositing.
//
// Gaussians are taken back to front. With s_i the loss gradient of a unit of weight of Gaussian i (its features times
// the pixel's feature gradients) and T_i the transmittance before it,
//   d loss / d alpha_i = T_i s_i - (sum_{j > i} w_j s_j + T_final d loss / d T_final) / (1 - alpha_i),
// so a pixel needs one running number whatever the number of features. A warp adds its pixels' parts up by exchange,
// the block adds its warps' in their order, and each pair has a slot of its own: no atomics, the same bits every time.
#include "composite.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {
namespace {

constexpr int kBackwardBatch = 32;

// Where the gradient of the pair (splat s, tile) goes: as the pairs were made, row after row of the splat's tiles.
__device__ int64_t pair_slot(const Frame &frame, const Splat &splat, int32_t s, const Place &place) {
  const int tile_row = place.row / kTile;
  int64_t slot = frame.scratch.pair_starts[s];
  int first, last;
  for (int ty = splat.y0; ty < tile_row; ++ty) {
    tiles_in_row(splat, ty, first, last);
    slot += last - first;
  }
  tiles_in_row(splat, tile_row, first, last);
  return slot + place.column / kTile - first;
}

// The sums over the warp of values[0], values[1], …: afterwards each lane holds that of its owned_value(). At every
// step a lane hands half of what it has to its partner, so 32 values take 31 exchanges instead of 160.
template <int kHalf, int kBit>
__device__ inline void reduce_step(float *values, int lane) {
  if constexpr (kHalf >= 1) {
    const bool upper = (lane & kBit) != 0;
#pragma unroll
    for (int i = 0; i < kHalf; ++i) {
      const float sent = upper ? values[i] : values[i + kHalf];
      const float kept = upper ? values[i + kHalf] : values[i];
      values[i] = kept + __shfl_xor_sync(kFullWarp, sent, kBit);
    }
    reduce_step<kHalf / 2, kBit / 2>(values, lane);
  }
}

template <int kValues>
__device__ float reduce_warp(float *values, int lane) {
  static_assert(kValues == 16 || kValues == 32, "a power of two");
  reduce_step<kValues / 2, 16>(values, lane);
  return kValues == 16 ? values[0] + __shfl_xor_sync(kFullWarp, values[0], 1) : values[0];
}

template <int kValues>
__device__ int owned_value(int lane) {
  return kValues == 16 ? lane / 2 : lane;
}

// What a pixel's maps hand back.
template <int kChannels, bool kWorldCcm>
struct PixelGradient {
  float features[feature_count(kChannels, kWorldCcm)];  // d loss / d blended feature
  float background;                                     // d loss / d final transmittance

  __device__ PixelGradient(const Frame &frame, const Place &place, int64_t slot) {
    const o3d_raster_settings &settings = frame.settings;
    const ViewGradient &g = frame.scratch.view_gradients[blockIdx.y];
    const Camera &camera = frame.scratch.views[blockIdx.y].camera;
    const int x = place.column + place.x, y = place.row + place.y;
    const int64_t plane = int64_t{camera.height} * camera.width, at = int64_t{y} * camera.width + x;
#pragma unroll
    for (float &feature : features) feature = 0.0f;
    background = 0.0f;
    if (!place.inside) return;
    if (g.alpha != nullptr) background = -g.alpha[at];
    if (g.color != nullptr) {
#pragma unroll
      for (int c = 0; c < kChannels; ++c) {
        if (c >= frame.gaussians.channels) break;
        features[c] = g.color[c * plane + at];
        background += features[c] * settings.background[c];
      }
    }
    if (kWorldCcm && g.ccm != nullptr) {
#pragma unroll
      for (int k = 0; k < 3; ++k) {
        features[kChannels + k] = g.ccm[k * plane + at];
        background += features[kChannels + k] * settings.ccm_background[k];
      }
    }
    float by_depth = g.depth != nullptr ? g.depth[at] : 0.0f;
    if (settings.ccm_mode == O3D_CCM_DEPTH && g.ccm != nullptr) {
      const float depth = frame.scratch.depth[slot];
#pragma unroll
      for (int k = 0; k < 3; ++k) {
        const float slope = position_slope(camera, k, x, y);
        const float value = position_map(camera, k, slope, depth, settings.ccm_offset);
        // Nothing flows through the clamp.
        if (depth > 0.0f && value >= 0.0f && value <= 1.0f) by_depth += g.ccm[k * plane + at] * slope;
      }
    }
    features[feature_count(kChannels, kWorldCcm) - 1] = by_depth;
  }
};

template <int kChannels, bool kWorldCcm>
__global__ void __launch_bounds__(kThreads) o3d_composite_bwd(Frame frame) {
  constexpr int kFeatures = feature_count(kChannels, kWorldCcm), kStride = gradient_stride(kFeatures);
  constexpr int kValues = kMoments + kFeatures <= 16 ? 16 : 32, kSize = kBackwardBatch;
  const Camera &camera = frame.scratch.views[blockIdx.y].camera;
  if (static_cast<int>(blockIdx.x) >= camera.tiles_x * camera.tiles_y) return;
  const Place place(camera);
  const int begin = frame.scratch.tile_starts[place.tile], end = frame.scratch.tile_starts[place.tile + 1];
  if (begin == end) return;
  __shared__ Batch<kFeatures, kSize> batch;
  __shared__ int64_t slots[kSize];
  __shared__ float parts[kWarps][kSize][kStride];
  __shared__ unsigned written[kWarps];  // bit k: the warp has a part of the batch's entry k
  __shared__ int warp_ends[kWarps];

  const int64_t pixel = place.tile * kTilePixels + threadIdx.x;
  const PixelGradient<kChannels, kWorldCcm> gradient(frame, place, pixel);
  const int last = frame.scratch.last[pixel];
  float transmittance = frame.scratch.transmittance[pixel];
  float behind = transmittance * gradient.background;
  int warp_end = last;
  for (int step = 16; step > 0; step /= 2) warp_end = max_of(warp_end, __shfl_xor_sync(kFullWarp, warp_end, step));
  if (place.lane == 0) warp_ends[place.warp] = warp_end;
  __syncthreads();
  int tile_end = 0;
  for (int w = 0; w < kWarps; ++w) tile_end = max_of(tile_end, warp_ends[w]);

  // Nobody blended the rest of the list.
  for (int at = begin + tile_end + static_cast<int>(threadIdx.x); at < end; at += kThreads) {
    const int32_t s = frame.scratch.pairs[at];
    float4 *out = reinterpret_cast<float4 *>(frame.scratch.pair_gradients +
                                             pair_slot(frame, frame.scratch.splats[s], s, place) * kStride);
    for (int word = 0; word < kStride / 4; ++word) out[word] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  }

  const float x = static_cast<float>(place.x), y = static_cast<float>(place.y);
  for (int top = tile_end; top > 0; top -= kSize) {
    const int bottom = max_of(0, top - kSize), count = top - bottom;
    const int k = static_cast<int>(threadIdx.x);
    if (k < count) {
      const int32_t s = frame.scratch.pairs[begin + bottom + k];
      const Splat &splat = frame.scratch.splats[s];
      load_splat<kChannels, kWorldCcm>(frame, splat, place, k, batch);
      slots[k] = pair_slot(frame, splat, s, place);
    }
    __syncthreads();
    unsigned mine = 0;
    for (unsigned bits = warp_end > bottom ? reaching(batch, place, 0, count) : 0; bits != 0;) {
      const int at = 31 - __clz(static_cast<int>(bits));
      bits &= ~(1u << at);
      const Conic conic = conic_of(batch, at);
      const float dx = x - conic.x, dy = y - conic.y;
      float alpha, uncapped;
      const bool drawn = alpha_at(conic, dx, dy, alpha, uncapped) && bottom + at < last;
      if (__ballot_sync(kFullWarp, drawn) == 0) continue;
      float values[kValues] = {};
      if (drawn) {
        float features[4 * Batch<kFeatures, kSize>::kWords];
        features_of(batch, at, features);
        const float keeps = reciprocal(1.0f - alpha);
        transmittance *= keeps;
        const float weight = alpha * transmittance;
        float unit = 0.0f;
#pragma unroll
        for (int f = 0; f < kFeatures; ++f) {
          unit = fused(gradient.features[f], features[f], unit);
          values[kMoments + f] = weight * gradient.features[f];
        }
        const float by_alpha = transmittance * unit - behind * keeps;
        behind = fused(weight, unit, behind);
        // Nothing flows through the cap of alpha.
        const float p = uncapped <= kMaxAlpha ? by_alpha * alpha : 0.0f;
        values[0] = p * dx;
        values[1] = p * dy;
        values[2] = p * dx * dx;
        values[3] = p * dx * dy;
        values[4] = p * dy * dy;
        values[5] = p;
      }
      const float sum = reduce_warp<kValues>(values, place.lane);
      const int value = owned_value<kValues>(place.lane);
      if (value < kStride) parts[place.warp][at][value] = sum;
      mine |= 1u << at;
    }
    if (place.lane == 0) written[place.warp] = mine;
    __syncthreads();
    for (int at = static_cast<int>(threadIdx.x); at < count * kStride; at += kThreads) {
      const int entry = at / kStride, value = at % kStride;
      float sum = 0.0f;
      for (int w = 0; w < kWarps; ++w) {
        if ((written[w] >> entry & 1) != 0) sum += parts[w][entry][value];
      }
      frame.scratch.pair_gradients[slots[entry] * kStride + value] = sum;
    }
    __syncthreads();
  }
}

// As for views: by value, so that the caller's structs may go.
constexpr int kGradientsPerLaunch = 64;

struct GradientChunk {
  ViewGradient gradients[kGradientsPerLaunch];
};
static_assert(sizeof(GradientChunk) + 64 <= 4096, "kernel parameters");

__global__ void o3d_store_gradients(GradientChunk chunk, int first, int count, ViewGradient *gradients) {
  const int i = static_cast<int>(threadIdx.x);
  if (i < count) gradients[first + i] = chunk.gradients[i];
}

template <int kChannels, bool kWorldCcm>
void launch(Queue &queue, const Frame &frame) {
  const dim3 grid(static_cast<unsigned>(frame.tiles_per_view), static_cast<unsigned>(frame.view_count), 1);
  queue.launch("o3d_composite_bwd", o3d_composite_bwd<kChannels, kWorldCcm>, grid, kThreads, frame);
}

}  // namespace

bool has_world_ccm(const Frame &frame, const o3d_view_gradients *gradients) {
  bool any = false;
  for (int v = 0; v < frame.view_count; ++v) any = any || gradients[v].ccm != nullptr;
  return any && frame.settings.ccm_mode == O3D_CCM_WORLD;
}

void composite_backward(Queue &queue, const Frame &frame, const o3d_view_gradients *gradients) {
  const Range range("o3d composite backward");
  for (int first = 0; first < frame.view_count; first += kGradientsPerLaunch) {
    const int count = min_of(kGradientsPerLaunch, frame.view_count - first);
    GradientChunk chunk{};
    for (int k = 0; k < count; ++k) {
      const o3d_view_gradients &g = gradients[first + k];
      chunk.gradients[k] = ViewGradient{g.color, g.alpha, g.depth, g.ccm};
    }
    queue.launch("o3d_store_gradients", o3d_store_gradients, dim3(1, 1, 1), kGradientsPerLaunch, chunk, first, count,
                 frame.scratch.view_gradients);
  }
  const bool few = compiled_channels(frame.gaussians.channels) == 3;
  if (has_world_ccm(frame, gradients)) {
    few ? launch<3, true>(queue, frame) : launch<O3D_MAX_CHANNELS, true>(queue, frame);
  } else {
    few ? launch<3, false>(queue, frame) : launch<O3D_MAX_CHANNELS, false>(queue, frame);
  }
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
