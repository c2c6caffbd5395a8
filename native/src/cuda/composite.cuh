// What the compositing kernels share. A block takes one tile, a thread one pixel, a warp a block of 8 x 4 pixels.
//
// The tile's list comes in batches through shared memory. The thread that loads a splat also finds by arithmetic on the
// ellipse which of the eight warps' blocks it reaches, so that a warp only evaluates what can touch its pixels.
#ifndef O3D_CUDA_COMPOSITE_CUH
#define O3D_CUDA_COMPOSITE_CUH

#include "../pixel.h"
#include "state.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

static_assert(kTilePixels == kThreads, "a thread a pixel");
constexpr unsigned kFullWarp = 0xffffffffu;
constexpr int kWarps = kThreads / 32;
constexpr int kBlockWidth = 8, kBlockHeight = 4;

// Channels, three of CCM where it is blended, depth.
__host__ __device__ constexpr int feature_count(int channels, bool world_ccm) {
  return channels + (world_ccm ? 3 : 0) + 1;
}

// Where a thread stands.
struct Place {
  int lane, warp;
  int x, y;         // of the pixel, within the tile
  int column, row;  // of the tile's first pixel
  int64_t tile;     // among all views'
  bool inside;      // of the view

  __device__ explicit Place(const Camera &camera)
      : lane(static_cast<int>(threadIdx.x) % 32),
        warp(static_cast<int>(threadIdx.x) / 32),
        x(warp % 2 * kBlockWidth + lane % kBlockWidth),
        y(warp / 2 * kBlockHeight + lane / kBlockWidth),
        column(static_cast<int>(blockIdx.x) % camera.tiles_x * kTile),
        row(static_cast<int>(blockIdx.x) / camera.tiles_x * kTile),
        tile(camera.first_tile + blockIdx.x),
        inside(column + x < camera.width && row + y < camera.height) {}
};

// Splats in shared memory, in the tile's pixel coordinates.
template <int kFeatures, int kSize>
struct Batch {
  static constexpr int kWords = (kFeatures + 3) / 4;
  float4 conics[kSize];            // x, y, quadratic, cross
  float2 rests[kSize];             // vertical, opacity
  float4 features[kSize][kWords];  // padded with zeros
  uint8_t blocks[kSize];           // bit w: it reaches the pixels of warp w
};

// Which warps' blocks the splat's ellipse of reach touches.
__device__ inline unsigned touched_blocks(const Splat &splat, const Conic &conic) {
  // Against rounding of very flat ellipses.
  constexpr float kMargin = 0.1f;
  unsigned blocks = 0;
#pragma unroll
  for (int band = 0; band < kTile / kBlockHeight; ++band) {
    const float top = static_cast<float>(band * kBlockHeight) - conic.y;
    float left, right;
    if (!covered_columns(splat, top, top + static_cast<float>(kBlockHeight - 1), left, right)) continue;
    left += conic.x - kMargin;
    right += conic.x + kMargin;
    if (left <= static_cast<float>(kBlockWidth - 1) && right >= 0.0f) blocks |= 1u << (2 * band);
    if (left <= static_cast<float>(kTile - 1) && right >= static_cast<float>(kBlockWidth)) blocks |= 2u << (2 * band);
  }
  return blocks;
}

template <int kChannels, bool kWorldCcm, int kSize>
__device__ void load_splat(const Frame &frame, const Splat &splat, const Place &place, int k,
                           Batch<feature_count(kChannels, kWorldCcm), kSize> &batch) {
  using Loaded = Batch<feature_count(kChannels, kWorldCcm), kSize>;
  const Conic conic = conic_at(splat, static_cast<float>(place.column), static_cast<float>(place.row));
  batch.conics[k] = make_float4(conic.x, conic.y, conic.quadratic, conic.cross);
  batch.rests[k] = make_float2(conic.vertical, conic.opacity);
  batch.blocks[k] = static_cast<uint8_t>(touched_blocks(splat, conic));
  const o3d_gaussians &g = frame.gaussians;
  const int64_t i = splat.index;
  float features[4 * Loaded::kWords] = {};
#pragma unroll
  for (int c = 0; c < kChannels; ++c) {
    if (c < g.channels) features[c] = g.colors[i * g.channels + c];
  }
  if (kWorldCcm) {
#pragma unroll
    for (int axis = 0; axis < 3; ++axis) {
      features[kChannels + axis] = g.means[3 * i + axis] * frame.settings.ccm_scale + frame.settings.ccm_offset;
    }
  }
  features[kChannels + (kWorldCcm ? 3 : 0)] = splat.depth;
#pragma unroll
  for (int word = 0; word < Loaded::kWords; ++word) {
    const float *f = features + 4 * word;
    batch.features[k][word] = make_float4(f[0], f[1], f[2], f[3]);
  }
}

template <int kFeatures, int kSize>
__device__ Conic conic_of(const Batch<kFeatures, kSize> &batch, int k) {
  const float4 conic = batch.conics[k];
  const float2 rest = batch.rests[k];
  return Conic{conic.x, conic.y, conic.z, conic.w, rest.x, rest.y};
}

template <int kFeatures, int kSize>
__device__ void features_of(const Batch<kFeatures, kSize> &batch, int k, float *features) {
#pragma unroll
  for (int word = 0; word < Batch<kFeatures, kSize>::kWords; ++word) {
    const float4 four = batch.features[k][word];
    features[4 * word] = four.x;
    features[4 * word + 1] = four.y;
    features[4 * word + 2] = four.z;
    features[4 * word + 3] = four.w;
  }
}

// The batch entries [group, group + 32) that reach this warp, as bits.
template <int kFeatures, int kSize>
__device__ unsigned reaching(const Batch<kFeatures, kSize> &batch, const Place &place, int group, int count) {
  const int k = group + place.lane;
  return __ballot_sync(kFullWarp, k < count && (batch.blocks[k] >> place.warp & 1) != 0);
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d

#endif  // O3D_CUDA_COMPOSITE_CUH
