#include <algorithm>
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

// 268 million pixels: offsets of tiles and pixels pass 2^27 here, and 2^31 bytes in the maps of colour, so that the
// alpha map alone is asked for.
TEST(every_corner_of_the_largest_image_is_that_of_a_crop) {
  constexpr int kSize = 16384, kCrop = 64;
  constexpr float kFocal = 16000.0f;
  Scene scene = random_scene(60, 11);
  for (size_t i = 0; i < scene.opacities.size(); ++i) {
    // Flat and facing the camera: the limit of the Jacobian, which depends on the field of view, changes nothing then.
    scene.scales[3 * i + 2] = 0.0f;
    std::fill_n(&scene.quats[4 * i], 4, 0.0f);
    scene.quats[4 * i] = 1.0f;
  }
  std::vector<float> alpha(static_cast<size_t>(kSize) * kSize, NAN);
  Rendering whole(scene, {make_view(kCrop, kCrop, kFocal, kFocal)}, make_settings());
  o3d_view &view = whole.views[0];
  view.width = view.height = kSize;
  view.cx = view.cy = 0.5f * kSize;
  view.color = nullptr;
  view.depth = nullptr;
  view.alpha = alpha.data();
  whole.render();
  CHECK(all_finite(alpha));
  float covered = 0.0f;
  for (int corner = 0; corner < 4; ++corner) {
    const int left = corner % 2 == 0 ? 0 : kSize - kCrop, top = corner / 2 == 0 ? 0 : kSize - kCrop;
    Rendering crop(scene, {make_view(kCrop, kCrop, kFocal, kFocal)}, make_settings());
    crop.views[0].cx = 0.5f * kSize - static_cast<float>(left);
    crop.views[0].cy = 0.5f * kSize - static_cast<float>(top);
    crop.render();
    for (int y = 0; y < kCrop; ++y) {
      for (int x = 0; x < kCrop; ++x) {
        const size_t at = static_cast<size_t>(top + y) * kSize + static_cast<size_t>(left + x);
        const float expected = crop.maps[0].alpha[static_cast<size_t>(y * kCrop + x)];
        // Pixel positions near 16384 are rounded to 1e-3 pixels in float32.
        CHECK(std::fabs(alpha[at] - expected) < 1e-4f);
        covered += expected;
      }
    }
  }
  CHECK(covered > 100.0f);
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
