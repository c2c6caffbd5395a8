#include <algorithm>
#include <cstring>

#include "../call.h"
#include "../pixel.h"
#include "../projection_backward.h"
#include "rasterizer.h"
#include "scratch.h"

namespace o3d {
namespace cpu {
namespace {

constexpr int64_t kChunk = 1024;

// Stretches of the Gaussians whose gradients are summed by one thread each; results do not depend on their number.
constexpr int64_t kMaxStretches = 64;

struct Pass {
  const o3d_raster_call &call;
  const o3d_view_gradients *gradients;
  const o3d_gaussian_gradients &result;
  const Scratch &scratch;
};

// What one pixel's maps hand back, read where it is inside of the view.
void load_pixel(const Pass &pass, int64_t v, int64_t tile, int x, int y, int pixel, TileGradientInput &input) {
  const o3d_raster_settings &settings = *pass.call.settings;
  const o3d_view &view = pass.call.views[v];
  const o3d_view_gradients &g = pass.gradients[v];
  const int channels = input.tile.channels;
  const int64_t plane = int64_t{view.height} * view.width, at = int64_t{y} * view.width + x;
  float background = g.alpha != nullptr ? -g.alpha[at] : 0.0f;
  for (int c = 0; c < channels; ++c) {
    const float by_color = g.color != nullptr ? g.color[c * plane + at] : 0.0f;
    input.features[c][pixel] = by_color;
    background += by_color * settings.background[c];
  }
  if (input.tile.world_ccm) {
    for (int k = 0; k < 3; ++k) {
      const float by_ccm = g.ccm[k * plane + at];
      input.features[channels + k][pixel] = by_ccm;
      background += by_ccm * settings.ccm_background[k];
    }
  }
  float by_depth = g.depth != nullptr ? g.depth[at] : 0.0f;
  if (settings.ccm_mode == O3D_CCM_DEPTH && g.ccm != nullptr) {
    const float depth = pass.scratch.depth[tile * kTilePixels + pixel];
    for (int k = 0; k < 3 && depth > 0.0f; ++k) {
      const float slope = position_slope(pass.scratch.cameras[v], k, x, y);
      const float value = position_map(pass.scratch.cameras[v], k, slope, depth, settings.ccm_offset);
      // Nothing flows through the clamp.
      if (value >= 0.0f && value <= 1.0f) by_depth += g.ccm[k * plane + at] * slope;
    }
  }
  input.features[input.tile.features() - 1][pixel] = by_depth;
  input.background[pixel] = background;
}

void tile_backward(const Pass &pass, const Kernels &kernels, int64_t v, int64_t tile, float *gradients) {
  TileGradientInput input;
  input.tile = tile_input(pass.call, pass.scratch, v, tile, pass.gradients[v].ccm != nullptr);
  if (input.tile.count == 0) return;
  input.transmittance = pass.scratch.transmittance + tile * kTilePixels;
  input.last = pass.scratch.last + tile * kTilePixels;
  std::memset(input.features, 0, sizeof input.features);
  std::memset(input.background, 0, sizeof input.background);
  const o3d_view &view = pass.call.views[v];
  const int columns = std::min(kTile, view.width - input.tile.column);
  const int rows = std::min(kTile, view.height - input.tile.row);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      load_pixel(pass, v, tile, input.tile.column + x, input.tile.row + y, tile_pixel(x, y), input);
    }
  }
  kernels.composite_backward(input, gradients);
}

// Adds the pairs' gradients up by splat, for the Gaussians [begin, end) in a view; pairs are taken in their order, so
// the sums do not depend on how the splats are divided.
void sum_pairs(const Scratch &scratch, int64_t first_pair, int64_t end_pair, int stride, int64_t begin, int64_t end) {
  std::memset(scratch.splat_gradients + begin * stride, 0, static_cast<size_t>((end - begin) * stride) * sizeof(float));
  for (int64_t pair = first_pair; pair < end_pair; ++pair) {
    const int64_t i = scratch.pairs[pair];
    if (i < begin || i >= end) continue;
    float *total = scratch.splat_gradients + i * stride;
    const float *part = scratch.pair_gradients + (pair - first_pair) * stride;
    for (int k = 0; k < stride; ++k) total[k] += part[k];
  }
}

void add(float *array, int64_t at, const float *values, int count) {
  if (array == nullptr) return;
  for (int i = 0; i < count; ++i) array[at * count + i] += values[i];
}

// From one splat's gradient to its Gaussian's.
void splat_backward(const Pass &pass, int64_t v, const Splat &splat, const float *g, bool world_ccm) {
  const o3d_gaussians &gaussians = *pass.call.gaussians;
  const o3d_raster_settings &settings = *pass.call.settings;
  const int64_t i = splat.index;
  const float *features = g + kSplatGradients;
  const int depth = gaussians.channels + (world_ccm ? 3 : 0);
  const SplatGradient by_splat{g[0], g[1], g[2], g[3], g[4], g[5], features[depth]};
  GaussianGradient by;
  project_backward(pass.scratch.cameras[v], gaussians.means + 3 * i, gaussians.quats + 4 * i, gaussians.scales + 3 * i,
                   gaussians.opacities[i], settings.scale_modifier, has_flag(settings, O3D_RASTER_ANTIALIASED), splat,
                   by_splat, by);
  if (world_ccm) {
    for (int k = 0; k < 3; ++k) by.mean[k] += settings.ccm_scale * features[gaussians.channels + k];
  }
  add(pass.result.means, i, by.mean, 3);
  add(pass.result.quats, i, by.quat, 4);
  add(pass.result.scales, i, by.scale, 3);
  add(pass.result.opacities, i, &by.opacity, 1);
  add(pass.result.colors, i, features, gaussians.channels);
}

void view_backward(const Pass &pass, const Kernels &kernels, ThreadPool *pool, int64_t v) {
  const Scratch &scratch = pass.scratch;
  const int64_t first_tile = scratch.cameras[v].first_tile, tiles = tile_count(pass.call.views[v]);
  const int64_t first_pair = scratch.tile_starts[first_tile], end_pair = scratch.tile_starts[first_tile + tiles];
  const bool world_ccm = pass.call.settings->ccm_mode == O3D_CCM_WORLD && pass.gradients[v].ccm != nullptr;
  const int stride = gradient_stride(pass.call.gaussians->channels + (world_ccm ? 3 : 0) + 1);
  parallel_for(pool, tiles, [&](int64_t tile) {
    const int64_t start = scratch.tile_starts[first_tile + tile] - first_pair;
    tile_backward(pass, kernels, v, first_tile + tile, scratch.pair_gradients + start * stride);
  });
  const int64_t count = pass.call.gaussians->count;
  const int64_t stretches = std::min<int64_t>(kMaxStretches, pool == nullptr ? 1 : pool->threads());
  parallel_for(pool, stretches, [&](int64_t stretch) {
    sum_pairs(scratch, first_pair, end_pair, stride, count * stretch / stretches, count * (stretch + 1) / stretches);
  });
  parallel_for(pool, (count + kChunk - 1) / kChunk, [&](int64_t chunk) {
    const int64_t end = std::min(count, (chunk + 1) * kChunk);
    for (int64_t i = chunk * kChunk; i < end; ++i) {
      const Splat &splat = scratch.splats[v * count + i];
      if (splat.x0 >= splat.x1) continue;
      splat_backward(pass, v, splat, scratch.splat_gradients + i * stride, world_ccm);
    }
  });
}

void clear(float *array, int64_t count) {
  if (array != nullptr) std::memset(array, 0, static_cast<size_t>(count) * sizeof(float));
}

}  // namespace

void backward(const o3d_raster_call &call, const o3d_view_gradients *gradients, const o3d_gaussian_gradients &result,
              ThreadPool *pool, const Kernels &kernels) {
  const Scratch scratch(call, call.scratch);
  check_scratch(call, scratch);
  const int64_t count = call.gaussians->count;
  clear(result.means, 3 * count);
  clear(result.quats, 4 * count);
  clear(result.scales, 3 * count);
  clear(result.opacities, count);
  clear(result.colors, call.gaussians->channels * count);
  if (scratch.header->overflow != 0) return;
  const Pass pass{call, gradients, result, scratch};
  for (int64_t v = 0; v < call.view_count; ++v) view_backward(pass, kernels, pool, v);
}

}  // namespace cpu
}  // namespace o3d
