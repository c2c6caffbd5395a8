// How the caller's scratch is divided on the CPU.
#ifndef O3D_CPU_SCRATCH_H
#define O3D_CPU_SCRATCH_H

#include <cstdint>

#include "../camera.h"
#include "../projection.h"
#include "composite.h"
#include "ouroboros3d.h"

namespace o3d {
namespace cpu {

// What backward must know about the forward call.
struct ScratchHeader {
  int32_t overflow;
};

// The tiles of one splat as binning reads them: [first, last) of each row from y0 on, relative to x0.
struct TileRows {
  static constexpr int kRows = 5;
  int16_t x0, y0;
  // Rows of tiles; more than kRows where they are too many, or too wide, to be listed.
  int16_t rows;
  uint8_t first[kRows], last[kRows];
};
static_assert(sizeof(TileRows) == 16, "four in a cache line");

// Sections of the scratch. With a null base, only bytes is meaningful.
struct Scratch {
  ScratchHeader *header;
  Camera *cameras;    // [V]
  uint8_t *drawable;  // [N], 1 where the attributes let a Gaussian be drawn
  int64_t *drawn;     // [V], Gaussians that each view draws
  // Offsets of tiles in pairs: [tiles + 1], all views' tiles one after another.
  int64_t *tile_starts;
  int64_t *tile_ends;  // [tiles], also the cursors of binning
  Splat *splats;       // [V, N], with no tiles where a Gaussian is not drawn
  TileRows *rows;      // [V, N], of the Gaussians that are drawn
  int32_t *pairs;      // [max_intersections], Gaussians
  // Sorting, one set a view: [V, N].
  uint32_t *keys;
  uint32_t *other_keys;
  int32_t *order;  // the Gaussians that a view draws, by depth
  int32_t *other_order;
  // Backward only: final transmittance and last position, [tiles, tile_pixel].
  float *transmittance;
  float *last;
  float *depth;  // [tiles, tile_pixel], only for O3D_CCM_DEPTH
  // Backward only, for one view at a time; gradient_stride() floats each.
  float *pair_gradients;   // [max_intersections]
  float *splat_gradients;  // [N]
  int64_t bytes;

  Scratch(const o3d_raster_call &call, void *base);
};

// Throws Error where the call's scratch is smaller than its sections.
void check_scratch(const o3d_raster_call &call, const Scratch &scratch);

// A tile of view v after binning; wants_ccm says whether CCM_WORLD is blended along.
TileInput tile_input(const o3d_raster_call &call, const Scratch &scratch, int64_t v, int64_t tile, bool wants_ccm);

}  // namespace cpu
}  // namespace o3d

#endif  // O3D_CPU_SCRATCH_H
