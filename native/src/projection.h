// From a 3D Gaussian to its 2D splat: EWA splatting (Zwicker et al. 2001) as 3D Gaussian splatting uses it
// (Kerbl et al. 2023, equations 5 and 6), in the conventions of the rasterizer that LGM was trained with.
#ifndef O3D_PROJECTION_H
#define O3D_PROJECTION_H

#include <cstdint>

#include "camera.h"
#include "host_device.h"

namespace o3d {

// Blending constants of the reference.
constexpr float kMaxAlpha = 0.99f;
constexpr float kMinAlpha = 1.0f / 255.0f;
constexpr float kMinTransmittance = 1e-4f;
// Added to the diagonal of the 2D covariance: a low-pass filter of 0.3 square pixels.
constexpr float kLowPass = 0.3f;

// A Gaussian as one view sees it. Pixel (column, row) is evaluated at exactly (column, row).
struct Splat {
  float x, y;                // centre, pixels
  float a, b, c;             // inverse 2D covariance [a b; b c]
  float opacity;             // compensated where antialiased
  float depth;               // camera z
  float reach;               // alpha is below 1/255 where d^T [a b; b c] d > reach
  float slope;               // dx / dy of the line of x-maxima over rows: -b / a
  float inverse_a;           // 1 / a
  float inverse_yy;          // 1 / cov_yy
  float extent_x, extent_y;  // half size of the box around the ellipse of reach
  int32_t index;             // of the Gaussian
  int16_t x0, x1, y0, y1;    // tiles [x0, x1) x [y0, y1): the square of 3 sigma cut to whole tiles
};
static_assert(sizeof(Splat) == 64, "one cache line");

// The rows of R(q) of a quaternion (w, x, y, z), not normalised, row-major.
O3D_HD void quaternion_matrix(const float *q, float *r) {
  const float w = q[0], x = q[1], y = q[2], z = q[3];
  r[0] = 1.0f - 2.0f * (y * y + z * z);
  r[1] = 2.0f * (x * y - w * z);
  r[2] = 2.0f * (x * z + w * y);
  r[3] = 2.0f * (x * y + w * z);
  r[4] = 1.0f - 2.0f * (x * x + z * z);
  r[5] = 2.0f * (y * z - w * x);
  r[6] = 2.0f * (x * z - w * y);
  r[7] = 2.0f * (y * z + w * x);
  r[8] = 1.0f - 2.0f * (x * x + y * y);
}

O3D_HD bool all_finite(const float *values, int count) {
  float sum = 0.0f;
  for (int i = 0; i < count; ++i) sum += 0.0f * values[i];
  return sum == 0.0f;
}

// Whether a Gaussian's attributes let it be drawn in some view.
O3D_HD bool drawable(const float *mean, const float *quat, const float *scale, float opacity, const float *color,
                     int channels) {
  return opacity >= kMinAlpha && finite(opacity) && all_finite(mean, 3) && all_finite(quat, 4) &&
         all_finite(scale, 3) && all_finite(color, channels);
}

// The point in camera space.
O3D_HD void to_camera(const Camera &camera, const float *mean, float *t) {
  const float *r = camera.rotation;
  for (int i = 0; i < 3; ++i) {
    t[i] = r[3 * i] * mean[0] + r[3 * i + 1] * mean[1] + r[3 * i + 2] * mean[2] + camera.translation[i];
  }
}

// Whether a camera-space depth is drawn; false for NaN.
O3D_HD bool in_depth_range(const Camera &camera, float z) { return z > camera.near_plane && z <= camera.far_plane; }

// What the forward and the backward pass both need of the linearised projection.
struct Footprint {
  float t[3];        // mean in camera space
  float tx, ty;      // t[0], t[1] limited to the field of view, for the Jacobian
  float jw[6];       // J W: 2 x 3, pixels per world unit
  float r[9];        // R(q)
  float s[3];        // modified scales
  float h[6];        // J W R S: 2 x 3; the covariance is h h^T
  float xx, xy, yy;  // 2D covariance before the low-pass
};

O3D_HD void footprint(const Camera &camera, const float *t, const float *quat, const float *scale, float modifier,
                      Footprint &f) {
  for (int i = 0; i < 3; ++i) {
    f.t[i] = t[i];
    f.s[i] = scale[i] * modifier;
  }
  const float inverse_z = 1.0f / t[2];
  f.tx = min_of(camera.limit_x, max_of(-camera.limit_x, t[0] * inverse_z)) * t[2];
  f.ty = min_of(camera.limit_y, max_of(-camera.limit_y, t[1] * inverse_z)) * t[2];
  const float jx = camera.fx * inverse_z, jy = camera.fy * inverse_z;
  const float kx = jx * f.tx * inverse_z, ky = jy * f.ty * inverse_z;
  const float *w = camera.rotation;
  for (int i = 0; i < 3; ++i) {
    f.jw[i] = jx * w[i] - kx * w[6 + i];
    f.jw[3 + i] = jy * w[3 + i] - ky * w[6 + i];
  }
  quaternion_matrix(quat, f.r);
  for (int row = 0; row < 2; ++row) {
    for (int i = 0; i < 3; ++i) {
      const float *jw = f.jw + 3 * row;
      f.h[3 * row + i] = (jw[0] * f.r[i] + jw[1] * f.r[3 + i] + jw[2] * f.r[6 + i]) * f.s[i];
    }
  }
  f.xx = f.h[0] * f.h[0] + f.h[1] * f.h[1] + f.h[2] * f.h[2];
  f.xy = f.h[0] * f.h[3] + f.h[1] * f.h[4] + f.h[2] * f.h[5];
  f.yy = f.h[3] * f.h[3] + f.h[4] * f.h[4] + f.h[5] * f.h[5];
}

// Energy kept by the low-pass filter: sqrt(det(cov) / det(cov + 0.3 I)), 0 for a degenerate footprint.
O3D_HD float compensation(float xx, float xy, float yy, float filtered_det) {
  return root(max_of(0.0f, (xx * yy - xy * xy) / filtered_det));
}

// Projects one Gaussian whose camera-space mean t is in the depth range. False where it draws nothing: something is
// not finite, it is too transparent, or its tiles are outside of the image. splat.index is left alone.
O3D_HD bool project(const Camera &camera, const float *t, const float *quat, const float *scale, float opacity,
                    float modifier, bool antialiased, Splat &splat) {
  Footprint f;
  footprint(camera, t, quat, scale, modifier, f);
  const float xx = f.xx + kLowPass, yy = f.yy + kLowPass, xy = f.xy;
  const float det = xx * yy - xy * xy;
  if (!(det > 0.0f) || !finite(det)) return false;
  const float inverse_det = 1.0f / det;
  splat.a = yy * inverse_det;
  splat.b = -xy * inverse_det;
  splat.c = xx * inverse_det;
  // The reference divides by w + 1e-7.
  const float inverse_w = 1.0f / (t[2] + 1e-7f);
  splat.x = (camera.fx * t[0] + camera.shift_x * t[2]) * inverse_w + 0.5f * static_cast<float>(camera.width - 1);
  splat.y = (camera.fy * t[1] + camera.shift_y * t[2]) * inverse_w + 0.5f * static_cast<float>(camera.height - 1);
  splat.opacity = antialiased ? opacity * compensation(f.xx, f.xy, f.yy, det) : opacity;
  splat.depth = t[2];
  if (!finite(splat.x) || !finite(splat.y) || !finite(splat.a) || !finite(splat.b) || !finite(splat.c) ||
      !finite(splat.opacity) || !(splat.opacity >= kMinAlpha)) {
    return false;
  }

  // The reference cuts every splat by the whole tiles that its 3-sigma square touches; 0.1 is its floor under the
  // root, and the truncation toward zero is its.
  const float mid = 0.5f * (xx + yy);
  const float radius = ceiling(3.0f * root(mid + root(max_of(0.1f, mid * mid - det))));
  const float tile = static_cast<float>(kTile);
  splat.x0 = static_cast<int16_t>(truncate_within((splat.x - radius) / tile, camera.tiles_x));
  splat.y0 = static_cast<int16_t>(truncate_within((splat.y - radius) / tile, camera.tiles_y));
  splat.x1 = static_cast<int16_t>(truncate_within((splat.x + radius + (tile - 1.0f)) / tile, camera.tiles_x));
  splat.y1 = static_cast<int16_t>(truncate_within((splat.y + radius + (tile - 1.0f)) / tile, camera.tiles_y));
  if (splat.x0 >= splat.x1 || splat.y0 >= splat.y1) return false;

  // The ellipse of alpha = 1/255, a little larger than exact: rounding of the exponent grows with the cancellation
  // between its terms, which a xx = 1 / (1 - correlation^2) measures.
  splat.reach = 2.0f * logarithm(255.0f * splat.opacity) * (1.0f + 4e-6f * splat.a * xx) + 0.01f;
  splat.inverse_a = 1.0f / splat.a;
  splat.slope = -splat.b * splat.inverse_a;
  splat.inverse_yy = 1.0f / yy;
  splat.extent_x = root(splat.reach * xx);
  splat.extent_y = root(splat.reach * yy);
  return finite(splat.extent_x) && finite(splat.extent_y) && finite(splat.slope);
}

// The columns [left, right] that the splat's ellipse of reach covers on the rows [top, bottom], all relative to the
// splat's centre; false where it covers none.
O3D_HD bool covered_columns(const Splat &splat, float top, float bottom, float &left, float &right) {
  if (top > splat.extent_y || bottom < -splat.extent_y) return false;
  // Over rows, the ellipse's right end is highest at peak and its left end lowest at -peak, if the tile has them.
  const float peak = -splat.b / splat.c * splat.extent_x;
  const float right_row = min_of(min_of(bottom, splat.extent_y), max_of(max_of(top, -splat.extent_y), peak));
  const float left_row = min_of(min_of(bottom, splat.extent_y), max_of(max_of(top, -splat.extent_y), -peak));
  const float right_left = splat.reach - right_row * right_row * splat.inverse_yy;
  const float left_left = splat.reach - left_row * left_row * splat.inverse_yy;
  right = splat.slope * right_row + root(max_of(0.0f, right_left * splat.inverse_a)) + 0.01f;
  left = splat.slope * left_row - root(max_of(0.0f, left_left * splat.inverse_a)) - 0.01f;
  return true;
}

// The tiles of row ty that the splat's ellipse of reach touches: [first, last).
O3D_HD void tiles_in_row(const Splat &splat, int ty, int &first, int &last) {
  first = last = 0;
  const float tile = static_cast<float>(kTile);
  const float top = static_cast<float>(ty * kTile) - splat.y;
  float left, right;
  if (!covered_columns(splat, top, top + (tile - 1.0f), left, right)) return;
  first = max_of(splat.x0, truncate_within((splat.x + left) / tile, splat.x1));
  last = splat.x + right < 0.0f ? 0 : min_of(splat.x1, truncate_within((splat.x + right) / tile, splat.x1) + 1);
  if (last < first) last = first;
}

}  // namespace o3d

#endif  // O3D_PROJECTION_H
