// What one pixel blends and writes, shared by the CUDA kernels, the CPU's maps and its gradients.
#ifndef O3D_PIXEL_H
#define O3D_PIXEL_H

#include <cstdint>

#include "camera.h"
#include "host_device.h"
#include "projection.h"

namespace o3d {

// A splat as a pixel evaluates it, around some origin of pixel coordinates.
struct Conic {
  float x, y;                        // centre
  float quadratic, cross, vertical;  // power = dx (quadratic dx + cross dy) + vertical dy^2
  float opacity;
};

O3D_HD Conic conic_at(const Splat &splat, float column, float row) {
  return Conic{splat.x - column, splat.y - row, -0.5f * splat.a, -splat.b, -0.5f * splat.c, splat.opacity};
}

// The splat's alpha at an offset from its centre; false where it counts for nothing. uncapped is the alpha before the
// cap at kMaxAlpha.
O3D_HD bool alpha_at(const Conic &conic, float dx, float dy, float &alpha, float &uncapped) {
  const float power = fused(fused(conic.quadratic, dx, conic.cross * dy), dx, conic.vertical * dy * dy);
  uncapped = conic.opacity * exponential(power);
  alpha = min_of(uncapped, kMaxAlpha);
  // A NaN fails both.
  return power <= 0.0f && alpha >= kMinAlpha;
}

// Row k of the map from (u, v, 1) to what one unit of depth adds to O3D_CCM_DEPTH.
O3D_HD float position_slope(const Camera &camera, int k, int u, int v) {
  const float *p = camera.position + 4 * k;
  return p[0] * static_cast<float>(u) + p[1] * static_cast<float>(v) + p[2];
}

// O3D_CCM_DEPTH before its clamp.
O3D_HD float position_map(const Camera &camera, int k, float slope, float depth, float offset) {
  return (depth > 0.0f ? slope * depth + camera.position[4 * k + 3] : 0.0f) + offset;
}

// NaN gives 0.
O3D_HD float clamp_unit(float v) { return min_of(max_of(v, 0.0f), 1.0f); }

}  // namespace o3d

#endif  // O3D_PIXEL_H
