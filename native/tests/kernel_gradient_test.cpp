// The sources of the CUDA kernels, executed on the host: their gradients against central differences.
#include "host_engine.h"
#include "kernel_scenes.h"
#include "map_loss.h"

using o3d_test::host_engine;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_weights;
using o3d_test::Rendering;
using o3d_test::SceneGradients;
using o3d_test::settings_of;
using o3d_test::smooth_scene;
using o3d_test::worst_against_differences;

TEST(gradients_are_central_differences) {
  o3d_raster_settings settings = settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE | O3D_RASTER_ANTIALIASED);
  Rendering r(smooth_scene(3), {make_view(24, 20, 28.0f, 28.0f)}, settings);
  const std::vector<Maps> weights = random_weights(r, 5);
  const auto render = [&r] { r.render(host_engine()); };
  render();
  const SceneGradients g = r.differentiate(weights, host_engine());
  // Rounding of a float32 loss over the step leaves about 1e-3.
  CHECK(worst_against_differences(r, r.scene.means, g.means, weights, 3e-3f, render) < 3e-3);
  CHECK(worst_against_differences(r, r.scene.quats, g.quats, weights, 3e-3f, render) < 3e-3);
  CHECK(worst_against_differences(r, r.scene.scales, g.scales, weights, 3e-3f, render) < 3e-3);
  CHECK(worst_against_differences(r, r.scene.opacities, g.opacities, weights, 3e-3f, render) < 3e-3);
  CHECK(worst_against_differences(r, r.scene.colors, g.colors, weights, 3e-2f, render) < 3e-3);
}
