// The sources of the CUDA kernels, executed on the host: no order but that of depth decides.
#include "cuda_on_host.h"
#include "host_engine.h"
#include "kernel_scenes.h"
#include "map_loss.h"
#include "maps.h"

using o3d_test::cameras;
using o3d_test::check_close;
using o3d_test::host_engine;
using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::portable_engine;
using o3d_test::random_scene;
using o3d_test::random_weights;
using o3d_test::Rendering;
using o3d_test::same_bits;
using o3d_test::Scene;
using o3d_test::SceneGradients;
using o3d_test::settings_of;
using o3d_test::varied_scene;

namespace {

struct Reversed {
  Reversed() { cuda_on_host::reversed = true; }
  ~Reversed() { cuda_on_host::reversed = false; }
};

}  // namespace

TEST(results_do_not_depend_on_the_order_of_warps_and_lanes) {
  const auto settings = settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE);
  Rendering first(varied_scene(1500, 5, 3), cameras(), settings), last(first.scene, cameras(), settings);
  const std::vector<Maps> weights = random_weights(first, 4);
  first.render(host_engine());
  const SceneGradients a = first.differentiate(weights, host_engine());
  const Reversed reversed;
  last.render(host_engine());
  const SceneGradients b = last.differentiate(weights, host_engine());
  for (size_t v = 0; v < first.maps.size(); ++v) CHECK(same_bits(first.maps[v], last.maps[v]));
  CHECK(same_bits(a, b));
}

TEST(order_of_the_input_does_not_matter) {
  const Scene scene = random_scene(800, 5);
  Scene backwards;
  for (int64_t i = scene.count() - 1; i >= 0; --i) {
    const auto copy = [i](const std::vector<float> &from, std::vector<float> &to, int64_t width) {
      to.insert(to.end(), from.begin() + i * width, from.begin() + (i + 1) * width);
    };
    copy(scene.means, backwards.means, 3);
    copy(scene.quats, backwards.quats, 4);
    copy(scene.scales, backwards.scales, 3);
    copy(scene.opacities, backwards.opacities, 1);
    copy(scene.colors, backwards.colors, 3);
  }
  Rendering a(scene, cameras(), make_settings()), b(backwards, cameras(), make_settings());
  a.render(host_engine());
  b.render(host_engine());
  for (size_t v = 0; v < a.maps.size(); ++v) CHECK(same_bits(a.maps[v], b.maps[v]));
}

TEST(equal_depths_keep_the_order_of_indices) {
  Scene scene;
  for (int i = 0; i < 300; ++i) {
    scene.means.insert(scene.means.end(), {0.001f * static_cast<float>(i % 7), 0.0f, 2.0f});
    scene.quats.insert(scene.quats.end(), {1.0f, 0.0f, 0.0f, 0.0f});
    scene.scales.insert(scene.scales.end(), {0.2f, 0.2f, 0.2f});
    scene.opacities.push_back(0.02f);
    const float shade = static_cast<float>(i % 11) / 10.0f;
    scene.colors.insert(scene.colors.end(), {shade, 1.0f - shade, static_cast<float>(i) / 300.0f});
  }
  Rendering here(scene, {make_view(40, 40, 40, 40)}, make_settings());
  Rendering there(scene, {make_view(40, 40, 40, 40)}, make_settings());
  here.render(host_engine());
  there.render(portable_engine());
  check_close(here.maps[0], there.maps[0]);
}
