// From Gaussians to one depth-ordered list of splats per tile.
#ifndef O3D_CPU_BINNING_H
#define O3D_CPU_BINNING_H

#include "../thread_pool.h"
#include "ouroboros3d.h"
#include "scratch.h"

namespace o3d {
namespace cpu {

// Fills the scratch up to the tiles' lists and writes the report. Where the lists do not fit, they are left empty.
void bin(const o3d_raster_call &call, const Scratch &scratch, ThreadPool *pool);

}  // namespace cpu
}  // namespace o3d

#endif  // O3D_CPU_BINNING_H
