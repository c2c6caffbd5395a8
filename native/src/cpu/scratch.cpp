#include "scratch.h"

#include "../call.h"
#include "../carver.h"
#include "../error.h"

namespace o3d {
namespace cpu {
Scratch::Scratch(const o3d_raster_call &call, void *base) {
  const int64_t views = call.view_count, gaussians = call.gaussians->count, pairs_capacity = call.max_intersections;
  int64_t tiles = 0;
  for (int v = 0; v < call.view_count; ++v) tiles += tile_count(call.views[v]);
  const bool keep = has_flag(*call.settings, O3D_RASTER_KEEP_STATE);
  Carver carver(base);
  header = carver.take<ScratchHeader>(1);
  cameras = carver.take<Camera>(views);
  drawable = carver.take<uint8_t>(gaussians);
  drawn = carver.take<int64_t>(views);
  tile_starts = carver.take<int64_t>(tiles + 1);
  tile_ends = carver.take<int64_t>(tiles);
  splats = carver.take<Splat>(views * gaussians);
  rows = carver.take<TileRows>(views * gaussians);
  pairs = carver.take<int32_t>(pairs_capacity);
  keys = carver.take<uint32_t>(views * gaussians);
  other_keys = carver.take<uint32_t>(views * gaussians);
  order = carver.take<int32_t>(views * gaussians);
  other_order = carver.take<int32_t>(views * gaussians);
  transmittance = carver.take<float>(keep ? tiles * kTilePixels : 0);
  last = carver.take<float>(keep ? tiles * kTilePixels : 0);
  depth = carver.take<float>(keep && call.settings->ccm_mode == O3D_CCM_DEPTH ? tiles * kTilePixels : 0);
  const int64_t stride = gradient_stride(call.gaussians->channels + 4);
  pair_gradients = carver.take<float>(keep ? pairs_capacity * stride : 0);
  splat_gradients = carver.take<float>(keep ? gaussians * stride : 0);
  bytes = carver.used();
}

TileInput tile_input(const o3d_raster_call &call, const Scratch &scratch, int64_t v, int64_t tile, bool wants_ccm) {
  const Camera &camera = scratch.cameras[v];
  const int64_t in_view = tile - camera.first_tile;
  TileInput input{};
  input.splats = scratch.splats + v * call.gaussians->count;
  input.list = scratch.pairs + scratch.tile_starts[tile];
  input.count = scratch.tile_starts[tile + 1] - scratch.tile_starts[tile];
  input.column = static_cast<int>(in_view % camera.tiles_x) * kTile;
  input.row = static_cast<int>(in_view / camera.tiles_x) * kTile;
  input.colors = call.gaussians->colors;
  input.means = call.gaussians->means;
  input.channels = call.gaussians->channels;
  input.world_ccm = wants_ccm && call.settings->ccm_mode == O3D_CCM_WORLD;
  input.ccm_scale = call.settings->ccm_scale;
  input.ccm_offset = call.settings->ccm_offset;
  return input;
}

void check_scratch(const o3d_raster_call &call, const Scratch &scratch) {
  if (call.scratch_bytes < scratch.bytes) {
    throw Error(O3D_SCRATCH_TOO_SMALL, "scratch has %lld bytes, this call needs %lld",
                static_cast<long long>(call.scratch_bytes), static_cast<long long>(scratch.bytes));
  }
}

}  // namespace cpu
}  // namespace o3d
