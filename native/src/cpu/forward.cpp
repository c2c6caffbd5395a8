#include <algorithm>

#include "../call.h"
#include "binning.h"
#include "output.h"
#include "rasterizer.h"
#include "scratch.h"

namespace o3d {
namespace cpu {

int64_t scratch_size(const o3d_raster_call &call) { return Scratch(call, nullptr).bytes; }

void forward(const o3d_raster_call &call, ThreadPool *pool, const Kernels &kernels) {
  const Scratch scratch(call, call.scratch);
  check_scratch(call, scratch);
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
    const int64_t v = camera - scratch.cameras;
    const o3d_view &view = call.views[v];
    const TileInput input = tile_input(call, scratch, v, tile, view.ccm != nullptr);
    TileOutput output;
    output.last = keep ? scratch.last + tile * kTilePixels : nullptr;
    kernels.composite(input, output);
    if (keep) {
      std::copy_n(output.transmittance, kTilePixels, scratch.transmittance + tile * kTilePixels);
      if (settings.ccm_mode == O3D_CCM_DEPTH) {
        std::copy_n(output.features[input.features() - 1], kTilePixels, scratch.depth + tile * kTilePixels);
      }
    }
    write_tile(settings, view, *camera, g.channels, input.column, input.row, output);
  });
}

}  // namespace cpu
}  // namespace o3d
