#include <algorithm>
#include <cstdio>

#include "check.h"
#include "dtype.h"
#include "scene.h"

using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::Scene;

namespace {

double worst_difference(const std::vector<float> &a, const std::vector<float> &b) {
  if (a.size() != b.size()) return INFINITY;
  double worst = 0.0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double error = std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(error <= worst)) worst = std::isnan(error) ? INFINITY : error;
  }
  return worst;
}

bool same_bits(const std::vector<float> &a, const std::vector<float> &b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

bool same_bits(const Maps &a, const Maps &b) {
  return same_bits(a.color, b.color) && same_bits(a.alpha, b.alpha) && same_bits(a.depth, b.depth) &&
         same_bits(a.ccm, b.ccm);
}

bool all_finite(const std::vector<float> &values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

bool all_finite(const Maps &maps) {
  return all_finite(maps.color) && all_finite(maps.alpha) && all_finite(maps.depth) && all_finite(maps.ccm);
}

bool all_equal(const std::vector<float> &values, float expected) {
  return std::all_of(values.begin(), values.end(), [expected](float v) { return v == expected; });
}

o3d_raster_settings white_with_world_ccm() {
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

TEST(position_map_is_the_formula_on_the_depth) {
  o3d_raster_settings settings = make_settings();
  settings.ccm_mode = O3D_CCM_DEPTH;
  settings.ccm_scale = 0.001f;
  settings.ccm_offset = 0.5f;
  o3d_view view = make_view(64, 48, 70.0f, 65.0f);
  // A turn about y and a shift.
  const float c = 0.8f, s = 0.6f;
  const float matrix[12] = {c, 0, s, 0.1f, 0, 1, 0, -0.2f, -s, 0, c, 0.9f};
  std::copy(matrix, matrix + 12, view.world_to_camera);
  Rendering r(random_scene(300, 2), {view}, settings);
  r.render();
  const size_t pixels = 64 * 48;
  double worst = 0.0;
  int64_t empty = 0;
  for (size_t p = 0; p < pixels; ++p) {
    const double d = static_cast<double>(r.maps[0].depth[p]);
    const double x = (static_cast<double>(p % 64) - 0.5) * d * 64.0 / 70.0 - 0.1;
    const double y = (static_cast<double>(p / 64) - 0.5) * d * 48.0 / 65.0 + 0.2;
    const double z = d - 0.9;
    // Inverse of the camera: transpose of the rotation.
    const double world[3] = {0.8 * x - 0.6 * z, y, 0.6 * x + 0.8 * z};
    empty += d > 0.0 ? 0 : 1;
    for (size_t k = 0; k < 3; ++k) {
      const double expected = std::min(1.0, std::max(0.0, (d > 0.0 ? world[k] * 0.001 : 0.0) + 0.5));
      worst = std::max(worst, std::fabs(expected - static_cast<double>(r.maps[0].ccm[k * pixels + p])));
    }
  }
  CHECK(worst < 1e-6);
  CHECK(empty > 0 && empty < static_cast<int64_t>(pixels));
}

TEST(unshuffled_and_narrow_outputs_hold_the_same_values) {
  const Scene scene = random_scene(400, 8);
  Rendering plain(scene, {make_view(40, 24, 40, 40)}, white_with_world_ccm());
  plain.render();
  o3d_raster_settings settings = plain.settings;
  settings.feature_layout = O3D_LAYOUT_UNSHUFFLE8;
  Rendering shuffled(scene, {make_view(40, 24, 40, 40)}, settings);
  shuffled.render();
  bool equal = true;
  for (size_t c = 0; c < 3; ++c) {
    for (size_t y = 0; y < 24; ++y) {
      for (size_t x = 0; x < 40; ++x) {
        const size_t to = ((c * 64 + y % 8 * 8 + x % 8) * 3 + y / 8) * 5 + x / 8, from = (c * 24 + y) * 40 + x;
        equal = equal && plain.maps[0].color[from] == shuffled.maps[0].color[to] &&
                plain.maps[0].ccm[from] == shuffled.maps[0].ccm[to];
      }
    }
  }
  CHECK(equal);
  settings.feature_dtype = O3D_FLOAT16;
  settings.map_dtype = O3D_BFLOAT16;
  Rendering narrow(scene, {make_view(40, 24, 40, 40)}, settings);
  narrow.render();
  const auto halves = [](const std::vector<float> &map, size_t i) {
    uint16_t value;
    std::memcpy(&value, reinterpret_cast<const char *>(map.data()) + 2 * i, 2);
    return value;
  };
  equal = true;
  for (size_t i = 0; i < 40 * 24; ++i) {
    equal = equal && halves(narrow.maps[0].color, i) == o3d::to_float16(shuffled.maps[0].color[i]) &&
            halves(narrow.maps[0].alpha, i) == o3d::to_bfloat16(plain.maps[0].alpha[i]);
  }
  CHECK(equal);
}

TEST(maps_at_a_cache_line_hold_what_others_do) {
  Rendering r(random_scene(300, 14), {make_view(50, 40, 45, 45), make_view(64, 33, 60, 60)}, white_with_world_ccm());
  r.render();
  for (size_t v = 0; v < 2; ++v) {
    const size_t count = r.maps[v].color.size();
    std::vector<float> storage(count + 16, -1.0f);
    float *aligned = storage.data();
    while (reinterpret_cast<uintptr_t>(aligned) % 64 != 0) ++aligned;
    r.views[v].color = aligned;
    r.render();
    CHECK(std::memcmp(aligned, r.maps[v].color.data(), count * sizeof(float)) == 0);
    r.views[v].color = r.maps[v].color.data();
  }
}

TEST(narrow_formats_round_to_nearest_even) {
  CHECK(o3d::to_float16(1.0f) == 0x3c00 && o3d::to_float16(-2.0f) == 0xc000);
  CHECK(o3d::to_float16(65504.0f) == 0x7bff && o3d::to_float16(65520.0f) == 0x7c00);
  CHECK(o3d::to_float16(65519.0f) == 0x7bff);
  CHECK(o3d::to_float16(5.9604645e-8f) == 0x0001 && o3d::to_float16(2.9802322e-8f) == 0x0000);
  CHECK(o3d::to_float16(6.1035156e-5f) == 0x0400 && o3d::to_float16(6.0975552e-5f) == 0x03ff);
  CHECK(o3d::to_float16(1.00048828125f) == 0x3c00 && o3d::to_float16(1.00146484375f) == 0x3c02);
  CHECK(o3d::to_float16(NAN) == 0x7e00 && o3d::to_float16(-INFINITY) == 0xfc00);
  CHECK(o3d::to_bfloat16(1.0f) == 0x3f80 && o3d::to_bfloat16(1.00390625f) == 0x3f80);
  CHECK(o3d::to_bfloat16(1.01171875f) == 0x3f82 && (o3d::to_bfloat16(NAN) & 0x7fff) > 0x7f80);
  CHECK(o3d::to_bfloat16(3.4e38f) == 0x7f80);
}

TEST(hostile_attributes_draw_nothing_or_something_finite) {
  const float hostile[] = {NAN,    INFINITY, -INFINITY, 0.0f,  -0.0f,  1e38f, -1e38f,  3.4e38f,
                           1e-38f, 1e-45f,   -1.0f,     1e19f, 256.0f, 1e-7f, 65536.0f};
  std::mt19937 engine(77);
  for (int round = 0; round < 60; ++round) {
    Scene scene = random_scene(64, static_cast<uint32_t>(round));
    std::vector<float> *const arrays[] = {&scene.means, &scene.quats, &scene.scales, &scene.opacities};
    for (int k = 0; k < 120; ++k) {
      std::vector<float> &array = *arrays[engine() % 4];
      array[engine() % array.size()] = hostile[engine() % (sizeof hostile / sizeof *hostile)];
    }
    // Colours may be NaN too, but finite huge ones may rightly overflow.
    for (int k = 0; k < 10; ++k) scene.colors[engine() % scene.colors.size()] = hostile[engine() % 3];
    o3d_raster_settings settings = white_with_world_ccm();
    settings.flags = round % 2 == 0 ? 0 : O3D_RASTER_ANTIALIASED | O3D_RASTER_KEEP_STATE;
    settings.scale_modifier = round % 5 == 0 ? -3e19f : 1.0f;
    for (const o3d::cpu::Kernels *const *kernels = o3d::cpu::all_kernels(); *kernels != nullptr; ++kernels) {
      Rendering r(scene, {make_view(50, 35, 45, 40), make_view(1, 1, 1, 1), make_view(16, 300, 1e-3f, 1e6f)}, settings);
      r.render(**kernels, nullptr);
      for (const Maps &maps : r.maps) {
        CHECK(all_finite(maps.color));
        CHECK(all_finite(maps.alpha));
      }
    }
  }
}

TEST(a_gaussian_that_is_not_finite_leaves_the_others_alone) {
  const Scene scene = random_scene(100, 4);
  Rendering before(scene, {make_view(64, 64, 60, 60)}, white_with_world_ccm());
  before.render();
  for (float bad : {NAN, INFINITY}) {
    Scene more = scene;
    const auto append = [](std::vector<float> &array, std::vector<float> values) {
      array.insert(array.end(), values.begin(), values.end());
    };
    for (int field = 0; field < 5; ++field) {
      append(more.means, {field == 0 ? bad : 0.0f, 0.0f, 1.0f});
      append(more.quats, {1.0f, field == 1 ? bad : 0.0f, 0.0f, 0.0f});
      append(more.scales, {0.1f, 0.1f, field == 2 ? bad : 0.1f});
      append(more.opacities, {field == 3 ? bad : 0.5f});
      append(more.colors, {0.0f, field == 4 ? bad : 0.0f, 0.0f});
    }
    Rendering after(more, {make_view(64, 64, 60, 60)}, white_with_world_ccm());
    after.render();
    CHECK(same_bits(before.maps[0], after.maps[0]));
  }
}

TEST(zero_quaternions_zero_scales_and_negative_scales_are_defined) {
  Scene scene;
  scene.means = {0, 0, 2, 0.5f, 0, 2, -0.5f, 0, 2};
  scene.quats = {0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
  scene.scales = {0.1f, 0.1f, 0.1f, 0, 0, 0, -0.1f, -0.1f, -0.1f};
  scene.opacities = {0.5f, 0.5f, 0.5f};
  scene.colors = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  Rendering r(scene, {make_view(65, 33, 60, 60)}, make_settings());
  r.render();
  CHECK(r.report.visible == 3);
  // R(0) is the identity, and the sign of a scale does not matter: each centre pixel has its Gaussian's opacity.
  CHECK(std::fabs(r.maps[0].alpha[16 * 65 + 32] - 0.5f) < 1e-5f);
  CHECK(std::fabs(r.maps[0].alpha[16 * 65 + 47] - 0.5f) < 1e-5f);
  CHECK(std::fabs(r.maps[0].alpha[16 * 65 + 17] - 0.5f) < 1e-5f);
}

TEST(many_gaussians_at_one_point_end_at_the_transmittance_threshold) {
  Scene scene;
  for (int i = 0; i < 200000; ++i) {
    scene.means.insert(scene.means.end(), {0.0f, 0.0f, 2.0f});
    scene.quats.insert(scene.quats.end(), {1.0f, 0.0f, 0.0f, 0.0f});
    scene.scales.insert(scene.scales.end(), {0.01f, 0.01f, 0.01f});
    scene.opacities.push_back(0.5f);
    scene.colors.insert(scene.colors.end(), {1.0f, 1.0f, 1.0f});
  }
  Rendering r(scene, {make_view(17, 17, 16, 16)}, make_settings());
  r.render();
  // Thirteen halvings leave 1.2e-4; the fourteenth would fall below 1e-4.
  CHECK(std::fabs(r.maps[0].alpha[8 * 17 + 8] - (1.0f - 1.0f / 8192.0f)) < 1e-6f);
  CHECK(all_finite(r.maps[0]));
}

TEST(large_images_work) {
  Scene scene = random_scene(20, 6);
  scene.scales[0] = 50.0f;
  o3d_raster_settings settings = make_settings();
  Rendering r(scene, {make_view(16384, 40, 8000, 8000), make_view(3, 16384, 8000, 8000)}, settings);
  r.render();
  CHECK(all_finite(r.maps[0]) && all_finite(r.maps[1]));
}

TEST(refused_calls_name_the_argument) {
  Rendering r(random_scene(4, 1), {make_view(16, 16, 16, 16)}, make_settings());
  r.reserve(16);
  const auto refused = [&](const char *reason) {
    const int32_t status = o3d_raster_forward(&r.call);
    const bool named = std::strstr(o3d_last_error(), reason) != nullptr;
    if (!named) std::fprintf(stderr, "expected \"%s\", got \"%s\"\n", reason, o3d_last_error());
    return status == O3D_INVALID_ARGUMENT && named;
  };
  CHECK(o3d_raster_forward(nullptr) == O3D_INVALID_ARGUMENT);
  r.views[0].struct_size = 8;
  CHECK(refused("views[0].struct_size is 8"));
  r.views[0].struct_size = sizeof(o3d_view);
  r.views[0].width = 0;
  CHECK(refused("views[0].width is 0"));
  r.views[0].width = 16;
  r.views[0].fx = NAN;
  CHECK(refused("focal lengths"));
  r.views[0].fx = 16;
  r.views[0].world_to_camera[12] = 1.0f;
  CHECK(refused("row-major, not transposed"));
  r.views[0].world_to_camera[12] = 0.0f;
  r.views[0].far_plane = NAN;
  CHECK(refused("near plane"));
  r.views[0].far_plane = 10;
  r.gaussians.channels = 9;
  CHECK(refused("gaussians.channels is 9"));
  r.gaussians.channels = 3;
  r.gaussians.means = nullptr;
  CHECK(refused("gaussians.means is null"));
  r.gaussians.means = r.scene.means.data();
  r.settings.flags = 1u << 20;
  CHECK(refused("unknown bits"));
  r.settings.flags = 0;
  r.settings.feature_layout = O3D_LAYOUT_UNSHUFFLE8;
  CHECK(o3d_raster_forward(&r.call) == O3D_OK);
  r.views[0].height = 12;
  CHECK(refused("multiples of 8"));
  r.views[0].height = 16;
  r.call.scratch_bytes -= 1;
  CHECK(o3d_raster_forward(&r.call) == O3D_SCRATCH_TOO_SMALL);
  int32_t devices = 0;
  REQUIRE(o3d_device_count(O3D_DEVICE_CUDA, &devices) == O3D_OK);
  r.execution.device = O3D_DEVICE_CUDA;
  r.execution.device_index = devices;
  CHECK(o3d_raster_forward(&r.call) == O3D_UNAVAILABLE);
  CHECK(std::strstr(o3d_last_error(), "CUDA") != nullptr);
}
