// The derivative of projection.h.
#ifndef O3D_PROJECTION_BACKWARD_H
#define O3D_PROJECTION_BACKWARD_H

#include "camera.h"
#include "projection.h"

namespace o3d {

// d loss / d what project() made of a Gaussian. b is the coefficient of dx dy in the exponent.
struct SplatGradient {
  float x, y;
  float a, b, c;
  float opacity;
  float depth;
};

// Sums over pixels of p = d loss / d power times products of the offset (dx, dy) from the splat's centre.
struct PowerMoments {
  float x, y, xx, xy, yy, one;
};

// The part of a splat's gradient that flows through power = -(a dx^2 + c dy^2) / 2 - b dx dy and alpha = opacity
// e^power; depth is left alone.
O3D_HD void power_backward(const Splat &splat, const PowerMoments &m, SplatGradient &g) {
  g.x = splat.a * m.x + splat.b * m.y;
  g.y = splat.b * m.x + splat.c * m.y;
  g.a = -0.5f * m.xx;
  g.b = -m.xy;
  g.c = -0.5f * m.yy;
  g.opacity = m.one / splat.opacity;
}

// d loss / d the Gaussian.
struct GaussianGradient {
  float mean[3];
  float quat[4];
  float scale[3];
  float opacity;
};

// g with respect to R(q), row-major, to the quaternion (w, x, y, z) as it is.
O3D_HD void quaternion_backward(const float *q, const float *g, float *result) {
  const float w = q[0], x = q[1], y = q[2], z = q[3];
  result[0] = 2.0f * (x * (g[7] - g[5]) + y * (g[2] - g[6]) + z * (g[3] - g[1]));
  result[1] = 2.0f * (y * (g[1] + g[3]) + z * (g[2] + g[6]) + w * (g[7] - g[5]) - 2.0f * x * (g[4] + g[8]));
  result[2] = 2.0f * (x * (g[1] + g[3]) + z * (g[5] + g[7]) + w * (g[2] - g[6]) - 2.0f * y * (g[0] + g[8]));
  result[3] = 2.0f * (x * (g[2] + g[6]) + y * (g[5] + g[7]) + w * (g[3] - g[1]) - 2.0f * z * (g[0] + g[4]));
}

// d loss / d the 2D covariance before the low-pass: cov_xy counts both off-diagonal entries.
struct CovarianceGradient {
  float xx, xy, yy;
};

// Through the inverse, S -> S^-1: d loss / d S = -S^-1 (d loss / d S^-1) S^-1.
O3D_HD CovarianceGradient inverse_backward(float a, float b, float c, const SplatGradient &g) {
  CovarianceGradient result;
  result.xx = -(a * a * g.a + a * b * g.b + b * b * g.c);
  result.xy = -(2.0f * a * b * g.a + (a * c + b * b) * g.b + 2.0f * b * c * g.c);
  result.yy = -(b * b * g.a + b * c * g.b + c * c * g.c);
  return result;
}

// Adds what flows through the opacity compensation root(det(S) / det(S + 0.3 I)); by_compensation is d loss / d it.
O3D_HD void compensation_backward(const Footprint &f, float det, float by_compensation, CovarianceGradient &g) {
  const float ratio = (f.xx * f.yy - f.xy * f.xy) / det;
  if (!(ratio > 0.0f)) return;
  const float scale = by_compensation * 0.5f / (root(ratio) * det);
  g.xx += scale * (f.yy - ratio * (f.yy + kLowPass));
  g.yy += scale * (f.xx - ratio * (f.xx + kLowPass));
  g.xy += scale * 2.0f * f.xy * (ratio - 1.0f);
}

// Adds to by_t (d loss / d camera-space mean) what flows through one axis of the linearised projection: by_jw with
// respect to its row of J W, ratio the limited t[axis] / t[2].
O3D_HD void jacobian_backward(const Camera &camera, const Footprint &f, int axis, float focal, float limit,
                              const float *by_jw, float *by_t) {
  const float inverse_z = 1.0f / f.t[2];
  const float ratio = (axis == 0 ? f.tx : f.ty) * inverse_z;
  const float *w = camera.rotation;
  float by_scale = 0.0f, by_ratio = 0.0f;
  for (int k = 0; k < 3; ++k) {
    by_scale += by_jw[k] * (w[3 * axis + k] - ratio * w[6 + k]);
    by_ratio -= by_jw[k] * w[6 + k];
  }
  const float scale = focal * inverse_z;
  by_ratio *= scale;
  by_t[2] -= by_scale * scale * inverse_z;
  const float position = f.t[axis] * inverse_z;
  if (position > -limit && position < limit) {
    by_t[axis] += by_ratio * inverse_z;
    by_t[2] -= by_ratio * position * inverse_z;
  }
}

// Adds what flows through the centre on one axis: pixel = (focal t + shift z) / (z + 1e-7) + constant.
O3D_HD void center_backward(float focal, float shift, float position, float z, float g, float &by_position,
                            float &by_z) {
  const float inverse_w = 1.0f / (z + 1e-7f);
  by_position += g * focal * inverse_w;
  by_z += g * (shift - (focal * position + shift * z) * inverse_w) * inverse_w;
}

// The gradient of a Gaussian that project() accepted.
O3D_HD void project_backward(const Camera &camera, const float *mean, const float *quat, const float *scale,
                             float opacity, float modifier, bool antialiased, const Splat &splat,
                             const SplatGradient &g, GaussianGradient &result) {
  float t[3];
  to_camera(camera, mean, t);
  Footprint f;
  footprint(camera, t, quat, scale, modifier, f);

  CovarianceGradient by_cov = inverse_backward(splat.a, splat.b, splat.c, g);
  result.opacity = g.opacity;
  if (antialiased) {
    const float det = (f.xx + kLowPass) * (f.yy + kLowPass) - f.xy * f.xy;
    result.opacity = g.opacity * compensation(f.xx, f.xy, f.yy, det);
    compensation_backward(f, det, g.opacity * opacity, by_cov);
  }

  float by_h[6];
  for (int i = 0; i < 3; ++i) {
    by_h[i] = 2.0f * by_cov.xx * f.h[i] + by_cov.xy * f.h[3 + i];
    by_h[3 + i] = 2.0f * by_cov.yy * f.h[3 + i] + by_cov.xy * f.h[i];
  }
  float by_jw[6] = {}, by_r[9];
  for (int i = 0; i < 3; ++i) {
    float by_scale = 0.0f;
    for (int k = 0; k < 3; ++k) {
      const float along = by_h[i] * f.jw[k] + by_h[3 + i] * f.jw[3 + k];
      by_scale += along * f.r[3 * k + i];
      by_r[3 * k + i] = along * f.s[i];
      by_jw[k] += by_h[i] * f.s[i] * f.r[3 * k + i];
      by_jw[3 + k] += by_h[3 + i] * f.s[i] * f.r[3 * k + i];
    }
    result.scale[i] = by_scale * modifier;
  }
  quaternion_backward(quat, by_r, result.quat);

  float by_t[3] = {0.0f, 0.0f, g.depth};
  jacobian_backward(camera, f, 0, camera.fx, camera.limit_x, by_jw, by_t);
  jacobian_backward(camera, f, 1, camera.fy, camera.limit_y, by_jw + 3, by_t);
  center_backward(camera.fx, camera.shift_x, t[0], t[2], g.x, by_t[0], by_t[2]);
  center_backward(camera.fy, camera.shift_y, t[1], t[2], g.y, by_t[1], by_t[2]);
  for (int i = 0; i < 3; ++i) {
    result.mean[i] = camera.rotation[i] * by_t[0] + camera.rotation[3 + i] * by_t[1] + camera.rotation[6 + i] * by_t[2];
  }
}

}  // namespace o3d

#endif  // O3D_PROJECTION_BACKWARD_H
