#include <cmath>
#include <cstdio>
#include <cstring>

#include "check.h"
#include "hostile_call.h"
#include "maps.h"
#include "scene.h"

using o3d_test::all_finite;
using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::same_bits;
using o3d_test::Scene;
using o3d_test::white_with_world_ccm;

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

TEST(a_million_gaussians_at_one_point_end_at_the_transmittance_threshold) {
  Scene scene;
  for (int i = 0; i < 1000000; ++i) {
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

TEST(calls_of_arbitrary_bytes_keep_the_promises_of_the_header) {
  std::mt19937 engine(20260101);
  o3d_test::HostileOutcomes outcomes;
  for (int number = 0; number < 1000; ++number) {
    std::vector<uint8_t> bytes(engine() % 700);
    for (uint8_t &byte : bytes) byte = static_cast<uint8_t>(engine());
    try {
      o3d_test::run_hostile_call(bytes.data(), bytes.size(), outcomes);
    } catch (const std::runtime_error &error) {
      throw std::runtime_error("call " + std::to_string(number) + ": " + error.what());
    }
  }
  std::printf("     %lld rendered, %lld of them overflowed, %lld differentiated, %lld refused\n",
              static_cast<long long>(outcomes.rendered), static_cast<long long>(outcomes.overflowed),
              static_cast<long long>(outcomes.differentiated), static_cast<long long>(outcomes.refused));
  // Most calls must get past the checks, and every way to end must have been seen.
  CHECK(outcomes.rendered > 400);
  CHECK(outcomes.overflowed > 40);
  CHECK(outcomes.differentiated > 200);
  CHECK(outcomes.refused > 50);
}
