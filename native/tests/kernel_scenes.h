// What the tests of the CUDA sources on the host render, and how their results are compared with the CPU's.
#ifndef O3D_TESTS_KERNEL_SCENES_H
#define O3D_TESTS_KERNEL_SCENES_H

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "check.h"
#include "scene.h"

namespace o3d_test {

inline Engine portable_engine() { return cpu_engine(o3d::cpu::kPortableKernels, nullptr); }

// Compared with the CPU's maps: 1e-4, but for the few pixels in which rounding decides about 1/255 or 1e-4; they may
// differ by what such a decision is worth.
inline void check_close(const std::vector<float> &actual, const std::vector<float> &expected, double decision,
                        double share = 5e-4) {
  REQUIRE(actual.size() == expected.size());
  size_t outliers = 0;
  double worst = 0.0;
  for (size_t i = 0; i < actual.size(); ++i) {
    const double error = std::fabs(static_cast<double>(actual[i]) - static_cast<double>(expected[i]));
    outliers += error <= 1e-4 ? 0 : 1;
    if (!(error <= worst)) worst = std::isnan(error) ? INFINITY : error;
  }
  if (!CHECK(static_cast<double>(outliers) <= share * static_cast<double>(actual.size())) ||
      !CHECK(worst <= decision)) {
    std::fprintf(stderr, "  %zu of %zu values differ, worst by %g\n", outliers, actual.size(), worst);
  }
}

inline void check_close(const Maps &actual, const Maps &expected) {
  check_close(actual.color, expected.color, 1.2e-2);
  check_close(actual.alpha, expected.alpha, 1.2e-2);
  check_close(actual.depth, expected.depth, 5e-2);
  check_close(actual.ccm, expected.ccm, 1.2e-2);
}

// Largest difference over the largest entry.
inline double relative_to_largest(const std::vector<float> &actual, const std::vector<float> &expected) {
  double largest = 0.0, worst = 0.0;
  for (size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::fabs(static_cast<double>(expected[i])));
    const double error = std::fabs(static_cast<double>(actual[i]) - static_cast<double>(expected[i]));
    if (!(error <= worst)) worst = std::isnan(error) ? INFINITY : error;
  }
  return worst / largest;
}

inline o3d_raster_settings settings_of(int32_t ccm_mode, uint32_t flags) {
  o3d_raster_settings settings = make_settings();
  for (int c = 0; c < O3D_MAX_CHANNELS; ++c) settings.background[c] = 1.0f - 0.1f * static_cast<float>(c);
  settings.ccm_mode = ccm_mode;
  settings.ccm_scale = ccm_mode == O3D_CCM_DEPTH ? 0.05f : 0.25f;
  settings.ccm_offset = 0.5f;
  settings.ccm_background[0] = 0.1f;
  settings.ccm_background[1] = 0.2f;
  settings.ccm_background[2] = 0.3f;
  settings.scale_modifier = 1.1f;
  settings.flags = flags;
  return settings;
}

// Three cameras of different sizes, turned and off centre; the last is smaller than a tile.
inline std::vector<o3d_view> cameras() {
  o3d_view turned = make_view(133, 70, 90.0f, 110.0f);
  turned.cx += 9.25f;
  turned.cy -= 4.5f;
  const float matrix[12] = {0.96f, 0, 0.28f, -0.6f, 0, 1, 0, 0.05f, -0.28f, 0, 0.96f, 0.2f};
  std::copy(matrix, matrix + 12, turned.world_to_camera);
  return {turned, make_view(40, 57, 60.0f, 60.0f), make_view(5, 9, 8.0f, 8.0f)};
}

// Needles, specks and giants among others: giants reach more tiles than one thread writes.
inline Scene varied_scene(int64_t count, uint32_t seed, int channels) {
  Scene scene = random_scene(count, seed, channels);
  for (size_t i = 0; i < 40; ++i) scene.scales[3 * i] *= i % 2 == 0 ? 30.0f : 0.001f;
  return scene;
}

}  // namespace o3d_test

#endif  // O3D_TESTS_KERNEL_SCENES_H
