// The sources of the CUDA kernels, executed on the host, against the CPU's kernels. What only a device can show, it
// does not: speed, and orders of execution that the harness does not produce.
#include "host_engine.h"
#include "kernel_scenes.h"
#include "map_loss.h"
#include "maps.h"

using o3d_test::all_finite;
using o3d_test::cameras;
using o3d_test::check_close;
using o3d_test::host_engine;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::portable_engine;
using o3d_test::random_scene;
using o3d_test::random_weights;
using o3d_test::relative_to_largest;
using o3d_test::Rendering;
using o3d_test::Scene;
using o3d_test::SceneGradients;
using o3d_test::settings_of;
using o3d_test::varied_scene;

namespace {

void check_against_cpu(const Scene &scene, int32_t ccm, uint32_t flags, double shape_tolerance) {
  Rendering here(scene, cameras(), settings_of(ccm, flags)), there(scene, cameras(), settings_of(ccm, flags));
  here.render(host_engine());
  there.render(portable_engine());
  CHECK(here.report.intersections == there.report.intersections);
  CHECK(here.report.visible == there.report.visible);
  for (size_t v = 0; v < here.maps.size(); ++v) check_close(here.maps[v], there.maps[v]);
  const std::vector<Maps> weights = random_weights(here, 7);
  const SceneGradients a = here.differentiate(weights, host_engine()),
                       b = there.differentiate(weights, portable_engine());
  const double shape[] = {relative_to_largest(a.means, b.means), relative_to_largest(a.quats, b.quats),
                          relative_to_largest(a.scales, b.scales)};
  const double opacities = relative_to_largest(a.opacities, b.opacities);
  const double colors = relative_to_largest(a.colors, b.colors);
  std::printf("     channels %d ccm %d: means %.1e quats %.1e scales %.1e opacities %.1e colors %.1e\n", scene.channels,
              ccm, shape[0], shape[1], shape[2], opacities, colors);
  for (double error : shape) CHECK(error < shape_tolerance);
  CHECK(opacities < 1e-4);
  CHECK(colors < 1e-4);
}

}  // namespace

TEST(maps_and_gradients_agree_with_the_cpu) {
  for (int channels : {1, 3, 5, 8}) {
    for (int32_t ccm : {O3D_CCM_NONE, O3D_CCM_WORLD, O3D_CCM_DEPTH}) {
      const uint32_t antialiased = channels % 2 == 0 ? uint32_t{O3D_RASTER_ANTIALIASED} : 0u;
      const uint32_t flags = O3D_RASTER_KEEP_STATE | antialiased, seed = static_cast<uint32_t>(10 * channels + ccm);
      check_against_cpu(random_scene(500, seed, channels), ccm, flags, 1e-4);
    }
  }
}

TEST(needles_and_giants_agree_with_the_cpu) {
  for (int32_t ccm : {O3D_CCM_NONE, O3D_CCM_WORLD, O3D_CCM_DEPTH}) {
    // Their gradients to the shape are differences of terms that are a thousand times larger.
    check_against_cpu(varied_scene(500, static_cast<uint32_t>(ccm), 3), ccm, O3D_RASTER_KEEP_STATE, 2e-2);
  }
}

TEST(long_lists_agree_with_the_cpu) {
  // Several batches in a tile, opaque pixels early in some.
  Scene scene = random_scene(6000, 3);
  for (size_t i = 0; i < scene.opacities.size(); ++i) scene.opacities[i] *= i % 3 == 0 ? 1.0f : 0.1f;
  const auto settings = settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE);
  const std::vector<o3d_view> views{make_view(64, 48, 40, 40), make_view(33, 31, 20, 20)};
  Rendering here(scene, views, settings), there(scene, views, settings);
  here.render(host_engine());
  there.render(portable_engine());
  for (size_t v = 0; v < 2; ++v) check_close(here.maps[v], there.maps[v]);
  const std::vector<Maps> weights = random_weights(here, 2);
  const SceneGradients a = here.differentiate(weights, host_engine()),
                       b = there.differentiate(weights, portable_engine());
  // One pixel where rounding decides otherwise is worth about 1e-4 of the largest entry.
  CHECK(relative_to_largest(a.means, b.means) < 1e-3);
  CHECK(relative_to_largest(a.colors, b.colors) < 1e-3);
  CHECK(relative_to_largest(a.opacities, b.opacities) < 1e-3);
}

TEST(maps_that_are_not_wanted_are_not_written) {
  Rendering r(random_scene(100, 2), {make_view(32, 32, 30, 30)}, settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE));
  r.views[0].color = nullptr;
  r.views[0].ccm = nullptr;
  r.render(host_engine());
  CHECK(std::isnan(r.maps[0].color[0]) && std::isnan(r.maps[0].ccm[0]));
  CHECK(all_finite(r.maps[0].alpha) && all_finite(r.maps[0].depth));
  std::vector<Maps> weights = random_weights(r, 1);
  weights[0].ccm.clear();
  weights[0].depth.clear();
  Rendering there(r.scene, {make_view(32, 32, 30, 30)}, r.settings);
  there.render(portable_engine());
  const SceneGradients a = r.differentiate(weights, host_engine()), b = there.differentiate(weights, portable_engine());
  CHECK(relative_to_largest(a.means, b.means) < 1e-4);
  CHECK(relative_to_largest(a.colors, b.colors) < 1e-4);
}

TEST(hostile_attributes_agree_with_the_cpu) {
  const float hostile[] = {NAN,    INFINITY, -INFINITY, 0.0f,  -0.0f,  1e38f, -1e38f,  3.4e38f,
                           1e-38f, 1e-45f,   -1.0f,     1e19f, 256.0f, 1e-7f, 65536.0f};
  std::mt19937 engine(77);
  for (int round = 0; round < 12; ++round) {
    Scene scene = random_scene(64, static_cast<uint32_t>(round));
    std::vector<float> *const arrays[] = {&scene.means, &scene.quats, &scene.scales, &scene.opacities};
    for (int k = 0; k < 120; ++k) {
      std::vector<float> &array = *arrays[engine() % 4];
      array[engine() % array.size()] = hostile[engine() % (sizeof hostile / sizeof *hostile)];
    }
    // Where e^-80 times an opacity counts, the CPU's limit of the exponent does.
    for (float &opacity : scene.opacities) opacity = std::min(opacity, 1e19f);
    for (int k = 0; k < 10; ++k) scene.colors[engine() % scene.colors.size()] = hostile[engine() % 3];
    auto settings =
        settings_of(O3D_CCM_NONE, O3D_RASTER_KEEP_STATE | (round % 2 == 0 ? 0u : uint32_t{O3D_RASTER_ANTIALIASED}));
    settings.scale_modifier = round % 5 == 0 ? -3e19f : 1.0f;
    const std::vector<o3d_view> views{make_view(50, 35, 45, 40), make_view(1, 1, 1, 1),
                                      make_view(16, 300, 1e-3f, 1e6f)};
    Rendering here(scene, views, settings), there(scene, views, settings);
    here.render(host_engine());
    there.render(portable_engine());
    for (size_t v = 0; v < views.size(); ++v) {
      CHECK(all_finite(here.maps[v].color));
      // Giant needles amplify rounding: the CPU's own kernels are as far from each other.
      check_close(here.maps[v].color, there.maps[v].color, 3e-2, 3e-2);
      check_close(here.maps[v].alpha, there.maps[v].alpha, 3e-2, 3e-2);
    }
    here.differentiate(random_weights(here, 3), host_engine());
  }
}

TEST(more_views_than_one_launch_carries) {
  const Scene scene = random_scene(50, 6);
  std::vector<o3d_view> views;
  for (int v = 0; v < 70; ++v) views.push_back(make_view(16 + v % 5, 12 + v % 9, 12.0f + static_cast<float>(v), 20.0f));
  const auto settings = settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE);
  Rendering here(scene, views, settings), there(scene, views, settings);
  here.render(host_engine());
  there.render(portable_engine());
  for (size_t v = 0; v < views.size(); ++v) check_close(here.maps[v], there.maps[v]);
  const std::vector<Maps> weights = random_weights(here, 3);
  const SceneGradients a = here.differentiate(weights, host_engine()),
                       b = there.differentiate(weights, portable_engine());
  CHECK(relative_to_largest(a.means, b.means) < 1e-4);
  CHECK(relative_to_largest(a.scales, b.scales) < 1e-4);
}
