// Comparisons of rendered maps and of gradients.
#ifndef O3D_TESTS_MAPS_H
#define O3D_TESTS_MAPS_H

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "scene.h"

namespace o3d_test {

inline double worst_difference(const std::vector<float> &a, const std::vector<float> &b) {
  if (a.size() != b.size()) return INFINITY;
  double worst = 0.0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double error = std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(error <= worst)) worst = std::isnan(error) ? INFINITY : error;
  }
  return worst;
}

inline bool same_bits(const std::vector<float> &a, const std::vector<float> &b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

inline bool same_bits(const Maps &a, const Maps &b) {
  return same_bits(a.color, b.color) && same_bits(a.alpha, b.alpha) && same_bits(a.depth, b.depth) &&
         same_bits(a.ccm, b.ccm);
}

inline bool same_bits(const SceneGradients &a, const SceneGradients &b) {
  return same_bits(a.means, b.means) && same_bits(a.quats, b.quats) && same_bits(a.scales, b.scales) &&
         same_bits(a.opacities, b.opacities) && same_bits(a.colors, b.colors);
}

inline bool all_finite(const std::vector<float> &values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

inline bool all_finite(const Maps &maps) {
  return all_finite(maps.color) && all_finite(maps.alpha) && all_finite(maps.depth) && all_finite(maps.ccm);
}

inline bool all_equal(const std::vector<float> &values, float expected) {
  return std::all_of(values.begin(), values.end(), [expected](float v) { return v == expected; });
}

inline o3d_raster_settings white_with_world_ccm() {
  o3d_raster_settings settings = make_settings();
  std::fill(std::begin(settings.background), std::end(settings.background), 1.0f);
  settings.ccm_mode = O3D_CCM_WORLD;
  settings.ccm_scale = 0.25f;
  settings.ccm_offset = 0.5f;
  settings.ccm_background[0] = 0.1f;
  settings.ccm_background[1] = 0.2f;
  settings.ccm_background[2] = 0.3f;
  return settings;
}

}  // namespace o3d_test

#endif  // O3D_TESTS_MAPS_H
