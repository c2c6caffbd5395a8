#include <algorithm>
#include <cstdio>

#include "check.h"
#include "maps.h"
#include "scene.h"

using o3d_test::all_equal;
using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::same_bits;
using o3d_test::Scene;
using o3d_test::white_with_world_ccm;
using o3d_test::worst_difference;

namespace {

// Every pixel against every splat in double, with no tile lists and no cut by the ellipse: only the tile rectangle.
void render_plainly(const Rendering &r, size_t v, std::vector<float> &color, std::vector<float> &ccm) {
  const o3d_view &view = r.views[v];
  const o3d::Camera camera = o3d::make_camera(view, r.settings, 0);
  std::vector<o3d::Splat> splats;
  for (int64_t i = 0; i < r.scene.count(); ++i) {
    o3d::Splat splat{};
    float t[3];
    o3d::to_camera(camera, r.scene.means.data() + 3 * i, t);
    if (!o3d::in_depth_range(camera, t[2])) continue;
    splat.index = static_cast<int32_t>(i);
    if (o3d::project(camera, t, r.scene.quats.data() + 4 * i, r.scene.scales.data() + 3 * i,
                     r.scene.opacities[static_cast<size_t>(i)], r.settings.scale_modifier,
                     o3d::has_flag(r.settings, O3D_RASTER_ANTIALIASED), splat)) {
      splats.push_back(splat);
    }
  }
  std::stable_sort(splats.begin(), splats.end(),
                   [](const o3d::Splat &a, const o3d::Splat &b) { return a.depth < b.depth; });
  const size_t pixels = static_cast<size_t>(view.width) * static_cast<size_t>(view.height);
  const int channels = r.scene.channels;
  color.assign(pixels * static_cast<size_t>(channels), 0.0f);
  ccm.assign(pixels * 3, 0.0f);
  for (int y = 0; y < view.height; ++y) {
    for (int x = 0; x < view.width; ++x) {
      const size_t pixel = static_cast<size_t>(y) * static_cast<size_t>(view.width) + static_cast<size_t>(x);
      double rest = 1.0, sums[8] = {}, position[3] = {};
      for (const o3d::Splat &s : splats) {
        if (x / 16 < s.x0 || x / 16 >= s.x1 || y / 16 < s.y0 || y / 16 >= s.y1) continue;
        const double dx = x - static_cast<double>(s.x), dy = y - static_cast<double>(s.y);
        const double power = -0.5 * (static_cast<double>(s.a) * dx * dx + static_cast<double>(s.c) * dy * dy) -
                             static_cast<double>(s.b) * dx * dy;
        const double alpha = std::min(0.99, static_cast<double>(s.opacity) * std::exp(power));
        if (power > 0.0 || alpha < 1.0 / 255.0) continue;
        if (rest * (1.0 - alpha) < 1e-4) break;
        for (int c = 0; c < channels; ++c) {
          sums[c] += rest * alpha * static_cast<double>(r.scene.colors[static_cast<size_t>(s.index * channels + c)]);
        }
        for (int k = 0; k < 3; ++k) {
          const double mean = static_cast<double>(r.scene.means[static_cast<size_t>(3 * s.index + k)]);
          position[k] +=
              rest * alpha *
              (static_cast<double>(r.settings.ccm_scale) * mean + static_cast<double>(r.settings.ccm_offset));
        }
        rest *= 1.0 - alpha;
      }
      for (int c = 0; c < channels; ++c) {
        color[static_cast<size_t>(c) * pixels + pixel] =
            static_cast<float>(sums[c] + rest * static_cast<double>(r.settings.background[c]));
      }
      for (int k = 0; k < 3; ++k) {
        ccm[static_cast<size_t>(k) * pixels + pixel] =
            static_cast<float>(position[k] + rest * static_cast<double>(r.settings.ccm_background[k]));
      }
    }
  }
}

// How many values differ by more than rounding: where rounding decides about 1/255 or 1e-4, single pixels may.
int64_t outliers(const std::vector<float> &a, const std::vector<float> &b) {
  int64_t count = 0;
  for (size_t i = 0; i < a.size(); ++i) count += std::fabs(a[i] - b[i]) <= 3e-5f ? 0 : 1;
  return count;
}

}  // namespace

TEST(every_kernel_agrees_with_plain_evaluation) {
  for (uint32_t flags : {uint32_t{0}, uint32_t{O3D_RASTER_ANTIALIASED}}) {
    for (int channels : {1, 3, 5, 8}) {
      Scene scene = random_scene(300, 17, channels);
      // Needles and giants too: they stress the cut by the ellipse.
      for (size_t i = 0; i < 40; ++i) scene.scales[3 * i] *= i % 2 == 0 ? 30.0f : 0.001f;
      o3d_raster_settings settings = white_with_world_ccm();
      settings.flags = flags;
      o3d_view wide = make_view(133, 70, 90.0f, 110.0f);
      wide.cx += 9.25f;
      wide.cy -= 4.5f;
      for (const o3d::cpu::Kernels *const *kernels = o3d::cpu::all_kernels(); *kernels != nullptr; ++kernels) {
        Rendering r(scene, {wide, make_view(40, 57, 60.0f, 60.0f)}, settings);
        r.render(**kernels, nullptr);
        for (size_t v = 0; v < 2; ++v) {
          std::vector<float> color, ccm;
          render_plainly(r, v, color, ccm);
          CHECK(outliers(r.maps[v].color, color) <= static_cast<int64_t>(color.size()) / 500);
          CHECK(outliers(r.maps[v].ccm, ccm) <= static_cast<int64_t>(ccm.size()) / 500);
          // A flipped decision moves a pixel by little more than 1/255 or the last hundredth of transmittance.
          CHECK(worst_difference(r.maps[v].color, color) <= 1.2e-2);
        }
      }
    }
  }
}

TEST(results_are_the_same_bits_for_any_number_of_threads) {
  for (const o3d::cpu::Kernels *const *kernels = o3d::cpu::all_kernels(); *kernels != nullptr; ++kernels) {
    Rendering alone(random_scene(5000, 3), {make_view(200, 120, 150, 150), make_view(64, 64, 60, 60)},
                    white_with_world_ccm());
    alone.render(**kernels, nullptr);
    for (int threads : {2, 3, 8}) {
      o3d::ThreadPool pool(threads);
      Rendering together(alone.scene, alone.views, alone.settings);
      together.render(**kernels, &pool);
      for (size_t v = 0; v < 2; ++v) CHECK(same_bits(alone.maps[v], together.maps[v]));
    }
  }
}

TEST(order_of_the_input_does_not_matter) {
  const Scene scene = random_scene(800, 5);
  Scene reversed;
  for (int64_t i = scene.count() - 1; i >= 0; --i) {
    const auto copy = [i](const std::vector<float> &from, std::vector<float> &to, int64_t width) {
      to.insert(to.end(), from.begin() + i * width, from.begin() + (i + 1) * width);
    };
    copy(scene.means, reversed.means, 3);
    copy(scene.quats, reversed.quats, 4);
    copy(scene.scales, reversed.scales, 3);
    copy(scene.opacities, reversed.opacities, 1);
    copy(scene.colors, reversed.colors, 3);
  }
  Rendering a(scene, {make_view(96, 96, 90, 90)}, make_settings());
  Rendering b(reversed, {make_view(96, 96, 90, 90)}, make_settings());
  a.render();
  b.render();
  CHECK(same_bits(a.maps[0], b.maps[0]));
}

TEST(no_gaussians_render_the_background) {
  o3d_raster_settings settings = white_with_world_ccm();
  Rendering r(Scene{}, {make_view(33, 17, 30, 30)}, settings);
  r.render();
  CHECK(all_equal(r.maps[0].color, 1.0f));
  CHECK(all_equal(r.maps[0].alpha, 0.0f));
  CHECK(all_equal(r.maps[0].depth, 0.0f));
  CHECK(r.maps[0].ccm[0] == 0.1f && r.maps[0].ccm[33 * 17] == 0.2f);
  CHECK(r.report.visible == 0 && r.report.intersections == 0);
}

TEST(overflow_is_reported_and_leaves_the_background) {
  Rendering r(random_scene(500, 9), {make_view(64, 64, 60, 60)}, white_with_world_ccm());
  r.reserve(10);
  REQUIRE(o3d_raster_forward(&r.call) == O3D_OK);
  CHECK(r.report.overflow == 1);
  CHECK(r.report.intersections > 10);
  CHECK(all_equal(r.maps[0].color, 1.0f));
  r.reserve(r.report.intersections);
  REQUIRE(o3d_raster_forward(&r.call) == O3D_OK);
  CHECK(r.report.overflow == 0);
  CHECK(!all_equal(r.maps[0].color, 1.0f));
}

TEST(far_plane_and_near_plane_drop_gaussians) {
  Scene scene = random_scene(200, 21);
  o3d_view view = make_view(48, 48, 50, 50);
  view.near_plane = 2.0f;
  view.far_plane = 2.5f;
  Rendering cut(scene, {view}, make_settings());
  cut.render();
  for (size_t i = 0; i < scene.opacities.size(); ++i) {
    const float z = scene.means[3 * i + 2];
    if (!(z > 2.0f && z <= 2.5f)) scene.opacities[i] = 0.0f;
  }
  Rendering without(scene, {make_view(48, 48, 50, 50)}, make_settings());
  without.render();
  CHECK(same_bits(cut.maps[0], without.maps[0]));
  CHECK(!all_equal(cut.maps[0].alpha, 0.0f));
}
