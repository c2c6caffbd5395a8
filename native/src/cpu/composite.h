// Compositing of one tile on the CPU, in as many versions as there are instruction sets.
#ifndef O3D_CPU_COMPOSITE_H
#define O3D_CPU_COMPOSITE_H

#include <cstdint>

#include "../projection.h"
#include "../projection_backward.h"
#include "ouroboros3d.h"

namespace o3d {
namespace cpu {

// The order of pixels within a tile: bands of four lines, each column by column. Any register of 4, 8 or 16 floats then
// holds a block of pixels that is about as wide as it is high, of which small splats touch the fewest.
constexpr int kBandLines = 4;
constexpr int kBandPixels = kBandLines * kTile;
constexpr int tile_pixel(int x, int y) { return y / kBandLines * kBandPixels + x * kBandLines + y % kBandLines; }

// What a pixel blends: colours, CCM and depth.
constexpr int kMaxFeatures = O3D_MAX_CHANNELS + 4;

// One tile's Gaussians, nearest first, and where their features are.
struct TileInput {
  const Splat *splats;  // of the view, [N]
  const int32_t *list;  // Gaussians
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

// Blended features, [feature][tile_pixel], without background. last is the position in list after the last Gaussian
// that the pixel blended, as the bits of an int32; it may be NULL.
struct TileOutput {
  alignas(64) float features[kMaxFeatures][kTilePixels];
  float transmittance[kTilePixels];
  float *last;
};

// Loss gradients of one tile's pixels and what the forward pass left.
struct TileGradientInput {
  TileInput tile;
  const float *transmittance;  // [tile_pixel], final
  const float *last;           // [tile_pixel], see TileOutput
  // d loss / d blended feature, [feature][tile_pixel], and d loss / d final transmittance, [tile_pixel].
  alignas(64) float features[kMaxFeatures][kTilePixels];
  float background[kTilePixels];
};

// Gradient of a pair of a Gaussian and a tile: with respect to the splat's x, y, a, b, c and opacity, then to the
// features in the order of the tile's. b is the coefficient of dx dy, both off-diagonal entries at once.
constexpr int kSplatGradients = 6;

// Floats that one gradient takes, a multiple of four.
constexpr int gradient_stride(int features) { return (kSplatGradients + features + 3) / 4 * 4; }

struct Kernels {
  const char *name;
  void (*composite)(const TileInput &input, TileOutput &output);
  // Writes gradient_stride(features) floats for every entry of the list.
  void (*composite_backward)(const TileGradientInput &input, float *gradients);
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
