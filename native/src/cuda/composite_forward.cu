// Forward compositing, and the maps.
#include "composite.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {
namespace {

// One pixel's place in the maps of its view.
struct Pixel {
  const Camera &camera;
  int x, y;

  __device__ void store(float *map, int channel, float value) const {
    map[(int64_t{channel} * camera.height + y) * camera.width + x] = value;
  }
};

template <int kChannels, bool kWorldCcm>
__device__ void write_pixel(const Frame &frame, const View &view, const Pixel &pixel, const float *sums,
                            float transmittance) {
  const o3d_raster_settings &settings = frame.settings;
  const float depth = sums[kChannels + (kWorldCcm ? 3 : 0)];
  if (view.color != nullptr) {
#pragma unroll
    for (int c = 0; c < kChannels; ++c) {
      if (c >= frame.gaussians.channels) break;
      const float color = sums[c] + transmittance * settings.background[c];
      pixel.store(view.color, c, (settings.flags & O3D_RASTER_CLAMP_COLOR) != 0 ? clamp_unit(color) : color);
    }
  }
  if (view.alpha != nullptr) pixel.store(view.alpha, 0, 1.0f - transmittance);
  if (view.depth != nullptr) pixel.store(view.depth, 0, depth);
  if (view.ccm == nullptr) return;
#pragma unroll
  for (int k = 0; k < 3; ++k) {
    if (kWorldCcm) {
      pixel.store(view.ccm, k, sums[kChannels + k] + transmittance * settings.ccm_background[k]);
    } else if (settings.ccm_mode == O3D_CCM_DEPTH) {
      const float slope = position_slope(pixel.camera, k, pixel.x, pixel.y);
      pixel.store(view.ccm, k, clamp_unit(position_map(pixel.camera, k, slope, depth, settings.ccm_offset)));
    }
  }
}

template <int kChannels, bool kWorldCcm>
__global__ void __launch_bounds__(kThreads) o3d_composite_fwd(Frame frame) {
  constexpr int kFeatures = feature_count(kChannels, kWorldCcm), kSize = kThreads;
  const View &view = frame.scratch.views[blockIdx.y];
  const Camera &camera = view.camera;
  if (static_cast<int>(blockIdx.x) >= camera.tiles_x * camera.tiles_y) return;
  const Place place(camera);
  const int begin = frame.scratch.tile_starts[place.tile], end = frame.scratch.tile_starts[place.tile + 1];
  __shared__ Batch<kFeatures, kSize> batch;

  float transmittance = 1.0f;
  float sums[4 * Batch<kFeatures, kSize>::kWords] = {};
  int last = 0;
  bool done = !place.inside;
  const float x = static_cast<float>(place.x), y = static_cast<float>(place.y);
  for (int base = begin; base < end; base += kSize) {
    // Also keeps the batch until all warps are through with it.
    if (__syncthreads_count(done) == kThreads) break;
    const int count = min_of(kSize, end - base), k = static_cast<int>(threadIdx.x);
    if (k < count) {
      load_splat<kChannels, kWorldCcm>(frame, frame.scratch.splats[frame.scratch.pairs[base + k]], place, k, batch);
    }
    __syncthreads();
    for (int group = 0; group < count; group += 32) {
      if (__ballot_sync(kFullWarp, !done) == 0) break;
      for (unsigned bits = reaching(batch, place, group, count); bits != 0; bits &= bits - 1) {
        const int at = group + __ffs(static_cast<int>(bits)) - 1;
        const Conic conic = conic_of(batch, at);
        float alpha, uncapped;
        if (!alpha_at(conic, x - conic.x, y - conic.y, alpha, uncapped) || done) continue;
        const float rest = transmittance * (1.0f - alpha);
        if (rest < kMinTransmittance) {
          done = true;
          continue;
        }
        const float weight = alpha * transmittance;
        float features[4 * Batch<kFeatures, kSize>::kWords];
        features_of(batch, at, features);
#pragma unroll
        for (int f = 0; f < kFeatures; ++f) sums[f] = fused(weight, features[f], sums[f]);
        transmittance = rest;
        last = base - begin + at + 1;
      }
    }
  }

  const bool keep = (frame.settings.flags & O3D_RASTER_KEEP_STATE) != 0;
  if (keep) {
    const int64_t slot = place.tile * kTilePixels + threadIdx.x;
    frame.scratch.transmittance[slot] = transmittance;
    frame.scratch.last[slot] = last;
    if (frame.settings.ccm_mode == O3D_CCM_DEPTH) frame.scratch.depth[slot] = sums[kFeatures - 1];
  }
  if (!place.inside) return;
  const Pixel pixel{camera, place.column + place.x, place.row + place.y};
  write_pixel<kChannels, kWorldCcm>(frame, view, pixel, sums, transmittance);
}

template <int kChannels, bool kWorldCcm>
void launch(Queue &queue, const Frame &frame) {
  const dim3 grid(static_cast<unsigned>(frame.tiles_per_view), static_cast<unsigned>(frame.view_count), 1);
  queue.launch("o3d_composite_fwd", o3d_composite_fwd<kChannels, kWorldCcm>, grid, kThreads, frame);
}

}  // namespace

void composite_forward(Queue &queue, const Frame &frame) {
  const Range range("o3d composite");
  const bool few = compiled_channels(frame.gaussians.channels) == 3;
  if (frame.settings.ccm_mode == O3D_CCM_WORLD) {
    few ? launch<3, true>(queue, frame) : launch<O3D_MAX_CHANNELS, true>(queue, frame);
  } else {
    few ? launch<3, false>(queue, frame) : launch<O3D_MAX_CHANNELS, false>(queue, frame);
  }
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
