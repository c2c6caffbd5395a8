// Compositing of one tile on the CPU, in as many versions as there are instruction sets.
#ifndef O3D_CPU_COMPOSITE_H
#define O3D_CPU_COMPOSITE_H

#include <cstdint>

#include "../projection.h"
#include "ouroboros3d.h"

namespace o3d {
namespace cpu {

// What a pixel blends: colours, CCM and depth.
constexpr int kMaxFeatures = O3D_MAX_CHANNELS + 4;

// One tile's Gaussians, nearest first, and where their features are.
struct TileInput {
  const Splat *splats;  // of the view
  const int32_t *list;  // positions in splats
  int64_t count;
  int column, row;      // of the tile's first pixel
  const float *colors;  // [N, channels]
  const float *means;   // [N, 3]
  int channels;
  bool world_ccm;  // blend ccm_scale * mean + ccm_offset too
  float ccm_scale, ccm_offset;

  // Channels, then three of CCM where it is blended, then depth.
  int features() const { return channels + (world_ccm ? 3 : 0) + 1; }
};

// Blended features, [feature][pixel], without background. last is the position in list after the last Gaussian that
// the pixel blended, as the bits of an int32; it may be NULL.
struct TileOutput {
  float features[kMaxFeatures][kTilePixels];
  float transmittance[kTilePixels];
  float *last;
};

struct Kernels {
  const char *name;
  void (*composite)(const TileInput &input, TileOutput &output);
};

// The best kernels for this processor.
const Kernels &kernels();

// All that this processor can run, best first, ended by NULL.
const Kernels *const *all_kernels();

extern const Kernels kPortableKernels;
#if defined(O3D_HAVE_X86_KERNELS)
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
#endif

}  // namespace cpu
}  // namespace o3d

#endif  // O3D_CPU_COMPOSITE_H
