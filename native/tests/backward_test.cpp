#include <algorithm>
#include <cstdio>

#include "check.h"
#include "map_loss.h"
#include "maps.h"
#include "scene.h"

using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_scene;
using o3d_test::random_weights;
using o3d_test::Rendering;
using o3d_test::same_bits;
using o3d_test::Scene;
using o3d_test::SceneGradients;
using o3d_test::smooth_scene;

namespace {

double worst_against_differences(Rendering &r, std::vector<float> &parameters, const std::vector<float> &gradient,
                                 const std::vector<Maps> &weights, float step) {
  return o3d_test::worst_against_differences(r, parameters, gradient, weights, step, [&r] { r.render(); });
}

void check_by_differences(int channels, int32_t ccm_mode, uint32_t flags) {
  o3d_raster_settings settings = make_settings();
  settings.flags = flags | O3D_RASTER_KEEP_STATE;
  settings.ccm_mode = ccm_mode;
  settings.ccm_scale = ccm_mode == O3D_CCM_DEPTH ? 0.01f : 0.4f;
  settings.ccm_offset = 0.5f;
  settings.scale_modifier = 1.2f;
  for (int c = 0; c < channels; ++c) settings.background[c] = 0.3f * static_cast<float>(c + 1);
  for (float &value : settings.ccm_background) value = 0.7f;
  o3d_view turned = make_view(20, 18, 30.0f, 26.0f);
  turned.cx += 1.5f;
  // A turn about y, moved so that the scene stays in front.
  const float matrix[12] = {0.96f, 0, 0.28f, -0.6f, 0, 1, 0, 0.05f, -0.28f, 0, 0.96f, 0.2f};
  std::copy(matrix, matrix + 12, turned.world_to_camera);
  Rendering r(smooth_scene(channels), {make_view(24, 20, 28.0f, 28.0f), turned}, settings);
  const std::vector<Maps> weights = random_weights(r, 5);
  r.render();
  const SceneGradients g = r.differentiate(weights, o3d::cpu::kernels(), nullptr);
  // Rounding of a float32 loss over a step of 1e-2 leaves about 1e-3; the step's own error is below that here.
  const double errors[] = {worst_against_differences(r, r.scene.means, g.means, weights, 3e-3f),
                           worst_against_differences(r, r.scene.quats, g.quats, weights, 3e-3f),
                           worst_against_differences(r, r.scene.scales, g.scales, weights, 3e-3f),
                           worst_against_differences(r, r.scene.opacities, g.opacities, weights, 3e-3f),
                           worst_against_differences(r, r.scene.colors, g.colors, weights, 3e-2f)};
  std::printf("     channels %d ccm %d flags %u: means %.1e quats %.1e scales %.1e opacities %.1e colors %.1e\n",
              channels, ccm_mode, flags, errors[0], errors[1], errors[2], errors[3], errors[4]);
  for (double error : errors) CHECK(error < 3e-3);
}

}  // namespace

TEST(gradients_are_central_differences) {
  check_by_differences(3, O3D_CCM_NONE, 0);
  check_by_differences(3, O3D_CCM_WORLD, 0);
  check_by_differences(3, O3D_CCM_DEPTH, 0);
  check_by_differences(1, O3D_CCM_WORLD, O3D_RASTER_ANTIALIASED);
  check_by_differences(8, O3D_CCM_WORLD, 0);
}

TEST(compensated_small_splats_have_right_opacity_and_scale_gradients) {
  // Below a pixel, antialiasing makes the opacity depend on the scales most of all.
  o3d_raster_settings settings = make_settings();
  settings.flags = O3D_RASTER_ANTIALIASED | O3D_RASTER_KEEP_STATE;
  Scene scene;
  scene.means = {0.0f, 0.0f, 2.0f};
  scene.quats = {0.9f, 0.1f, 0.2f, -0.1f};
  scene.scales = {0.04f, 0.05f, 0.06f};
  scene.opacities = {0.6f};
  scene.colors = {0.2f, 0.5f, 0.9f};
  Rendering r(scene, {make_view(17, 17, 17, 17)}, settings);
  // Only the pixels well inside count: the splat's rim crosses 1/255 as it grows.
  std::vector<Maps> weights = random_weights(r, 3);
  for (Maps &w : weights) {
    for (size_t p = 0; p < w.alpha.size(); ++p) {
      const bool inside = p / 17 >= 8 && p / 17 <= 9 && p % 17 >= 8 && p % 17 <= 9;
      if (inside) continue;
      w.alpha[p] = w.depth[p] = 0.0f;
      for (size_t c = 0; c < 3; ++c) w.color[c * 289 + p] = 0.0f;
    }
  }
  r.render();
  const SceneGradients g = r.differentiate(weights, o3d::cpu::kernels(), nullptr);
  CHECK(worst_against_differences(r, r.scene.scales, g.scales, weights, 3e-4f) < 3e-3);
  CHECK(worst_against_differences(r, r.scene.opacities, g.opacities, weights, 3e-3f) < 3e-3);
  CHECK(worst_against_differences(r, r.scene.quats, g.quats, weights, 1e-3f) < 5e-3);
}

TEST(gradients_are_the_same_bits_for_any_number_of_threads) {
  o3d_raster_settings settings = make_settings();
  settings.flags = O3D_RASTER_KEEP_STATE;
  settings.ccm_mode = O3D_CCM_WORLD;
  for (const o3d::cpu::Kernels *const *kernels = o3d::cpu::all_kernels(); *kernels != nullptr; ++kernels) {
    Rendering r(random_scene(3000, 12), {make_view(150, 90, 120, 120), make_view(64, 64, 60, 60)}, settings);
    const std::vector<Maps> weights = random_weights(r, 8);
    r.render(**kernels, nullptr);
    const SceneGradients alone = r.differentiate(weights, **kernels, nullptr);
    for (int threads : {2, 5}) {
      o3d::ThreadPool pool(threads);
      r.render(**kernels, &pool);
      const SceneGradients together = r.differentiate(weights, **kernels, &pool);
      CHECK(same_bits(alone, together));
    }
  }
}

TEST(hostile_scenes_have_finite_gradients_where_nothing_is_drawn) {
  o3d_raster_settings settings = make_settings();
  settings.flags = O3D_RASTER_KEEP_STATE;
  Scene scene = random_scene(10, 2);
  scene.means[2] = NAN;
  scene.quats[4] = INFINITY;
  scene.scales[6] = NAN;
  scene.opacities[3] = NAN;
  scene.colors[12] = NAN;
  scene.means[17] = -5.0f;
  Rendering r(scene, {make_view(40, 40, 40, 40)}, settings);
  const std::vector<Maps> weights = random_weights(r, 1);
  r.render();
  const SceneGradients g = r.differentiate(weights, o3d::cpu::kernels(), nullptr);
  for (const std::vector<float> *part : {&g.means, &g.quats, &g.scales, &g.opacities, &g.colors}) {
    CHECK(std::all_of(part->begin(), part->end(), [](float v) { return std::isfinite(v); }));
  }
  for (size_t i = 0; i < 18; ++i) CHECK(g.means[i] == 0.0f);
  CHECK(g.means[18] != 0.0f || g.means[21] != 0.0f);
}

TEST(backward_after_an_overflow_or_without_state_is_defined) {
  o3d_raster_settings settings = make_settings();
  settings.flags = O3D_RASTER_KEEP_STATE;
  Rendering r(random_scene(300, 2), {make_view(64, 64, 60, 60)}, settings);
  const std::vector<Maps> weights = random_weights(r, 1);
  r.reserve(4);
  REQUIRE(o3d_raster_forward(&r.call) == O3D_OK);
  const SceneGradients g = r.differentiate(weights, o3d::cpu::kernels(), nullptr);
  CHECK(std::all_of(g.means.begin(), g.means.end(), [](float v) { return v == 0.0f; }));
  const o3d_view_gradients none{nullptr, nullptr, nullptr, nullptr};
  const o3d_gaussian_gradients nowhere{nullptr, nullptr, nullptr, nullptr, nullptr};
  CHECK(o3d_raster_backward(&r.call, &none, &nowhere) == O3D_OK);
  r.settings.flags = 0;
  CHECK(o3d_raster_backward(&r.call, &none, &nowhere) == O3D_INVALID_ARGUMENT);
  r.settings.flags = O3D_RASTER_KEEP_STATE | O3D_RASTER_CLAMP_COLOR;
  CHECK(o3d_raster_backward(&r.call, &none, &nowhere) == O3D_INVALID_ARGUMENT);
}
