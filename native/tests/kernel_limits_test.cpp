// The sources of the CUDA kernels, executed on the host: nothing to draw, too small a scratch, too much for a device.
#include "host_engine.h"
#include "kernel_scenes.h"
#include "map_loss.h"
#include "maps.h"

using o3d_test::all_equal;
using o3d_test::host_engine;
using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_scene;
using o3d_test::random_weights;
using o3d_test::Rendering;
using o3d_test::same_bits;
using o3d_test::Scene;
using o3d_test::SceneGradients;
using o3d_test::settings_of;

TEST(no_gaussians_render_the_background) {
  Rendering r(Scene{}, {make_view(33, 17, 30, 30)}, settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE));
  r.render(host_engine());
  CHECK(r.maps[0].color[0] == 1.0f && r.maps[0].color[33 * 17] == 0.9f);
  CHECK(all_equal(r.maps[0].alpha, 0.0f) && all_equal(r.maps[0].depth, 0.0f));
  CHECK(r.maps[0].ccm[0] == 0.1f && r.maps[0].ccm[33 * 17] == 0.2f);
  CHECK(r.report.visible == 0 && r.report.intersections == 0);
  r.differentiate(random_weights(r, 1), host_engine());
}

TEST(overflow_is_reported_and_leaves_the_background_and_zero_gradients) {
  const auto settings = settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE);
  Rendering r(random_scene(500, 9), {make_view(64, 64, 60, 60)}, settings);
  const std::vector<Maps> weights = random_weights(r, 1);
  for (int64_t capacity : {0, 10}) {
    r.reserve(capacity, host_engine());
    host_engine().forward(r.call);
    CHECK(r.report.overflow == 1);
    CHECK(r.report.intersections > 10);
    CHECK(all_equal(r.maps[0].alpha, 0.0f) && r.maps[0].color[0] == 1.0f);
    const SceneGradients g = r.differentiate(weights, host_engine());
    for (const auto *part : {&g.means, &g.quats, &g.scales, &g.opacities, &g.colors}) CHECK(all_equal(*part, 0.0f));
  }
  // Exactly enough, one too few, and far more than needed.
  const int64_t needed = r.report.intersections;
  r.reserve(needed - 1, host_engine());
  host_engine().forward(r.call);
  CHECK(r.report.overflow == 1);
  r.reserve(needed, host_engine());
  host_engine().forward(r.call);
  CHECK(r.report.overflow == 0 && r.report.intersections == needed);
  const Maps exact = r.maps[0];
  const SceneGradients exact_gradients = r.differentiate(weights, host_engine());
  r.reserve(3 * needed, host_engine());
  host_engine().forward(r.call);
  CHECK(r.report.overflow == 0 && same_bits(exact, r.maps[0]));
  CHECK(same_bits(exact_gradients, r.differentiate(weights, host_engine())));
}

TEST(more_splats_or_tiles_than_the_device_numbers_are_refused) {
  Rendering r(random_scene(4, 1), {make_view(16, 16, 16, 16), make_view(16, 16, 16, 16)}, make_settings());
  r.gaussians.count = int64_t{1} << 30;
  bool refused = false;
  try {
    host_engine().scratch_size(r.call);
  } catch (const std::exception &error) {
    refused = std::strstr(error.what(), "render fewer views") != nullptr;
  }
  CHECK(refused);
}
