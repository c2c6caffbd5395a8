#include <algorithm>

#include "../call.h"
#include "../error.h"
#include "binning.h"
#include "output.h"
#include "rasterizer.h"
#include "scratch.h"

namespace o3d {
namespace cpu {

int64_t scratch_size(const o3d_raster_call &call) { return Scratch(call, nullptr).bytes; }

void forward(const o3d_raster_call &call, ThreadPool *pool, const Kernels &kernels) {
  const Scratch scratch(call, call.scratch);
  if (call.scratch_bytes < scratch.bytes) {
    throw Error(O3D_SCRATCH_TOO_SMALL, "scratch has %lld bytes, this call needs %lld",
                static_cast<long long>(call.scratch_bytes), static_cast<long long>(scratch.bytes));
  }
  bin(call, scratch, pool);

  const o3d_gaussians &g = *call.gaussians;
  const o3d_raster_settings &settings = *call.settings;
  const bool keep = has_flag(settings, O3D_RASTER_KEEP_STATE);
  const int64_t tiles = scratch.cameras[call.view_count - 1].first_tile + tile_count(call.views[call.view_count - 1]);
  parallel_for(pool, tiles, [&](int64_t tile) {
    const Camera *camera =
        std::upper_bound(scratch.cameras, scratch.cameras + call.view_count, tile,
                         [](int64_t wanted, const Camera &candidate) { return wanted < candidate.first_tile; }) -
        1;
    const int64_t v = camera - scratch.cameras, in_view = tile - camera->first_tile;
    const o3d_view &view = call.views[v];
    TileInput input{};
    input.splats = scratch.splats + v * g.count;
    input.list = scratch.pairs + scratch.tile_starts[tile];
    input.count = scratch.tile_starts[tile + 1] - scratch.tile_starts[tile];
    input.column = static_cast<int>(in_view % camera->tiles_x) * kTile;
    input.row = static_cast<int>(in_view / camera->tiles_x) * kTile;
    input.colors = g.colors;
    input.means = g.means;
    input.channels = g.channels;
    input.world_ccm = settings.ccm_mode == O3D_CCM_WORLD && view.ccm != nullptr;
    input.ccm_scale = settings.ccm_scale;
    input.ccm_offset = settings.ccm_offset;
    TileOutput output;
    output.last = keep ? scratch.last + tile * kTilePixels : nullptr;
    kernels.composite(input, output);
    if (keep) {
      std::copy_n(output.transmittance, kTilePixels, scratch.transmittance + tile * kTilePixels);
    }
    write_tile(settings, view, *camera, g.channels, input.column, input.row, output);
  });
}

}  // namespace cpu
}  // namespace o3d
