// From a composited tile to the caller's maps.
#ifndef O3D_CPU_OUTPUT_H
#define O3D_CPU_OUTPUT_H

#include "../camera.h"
#include "composite.h"
#include "ouroboros3d.h"

namespace o3d {
namespace cpu {

// Adds the background and writes the pixels of the tile at (column, row) that are inside of the view.
void write_tile(const o3d_raster_settings &settings, const o3d_view &view, const Camera &camera, int channels,
                int column, int row, const TileOutput &tile);

}  // namespace cpu
}  // namespace o3d

#endif  // O3D_CPU_OUTPUT_H
