// The sources of the CUDA kernels, executed on the host, against the CPU's kernels. What only a device can show, it
// does not: speed, and orders of execution that the harness does not produce.
#include <algorithm>
#include <cstdio>

#include "check.h"
#include "cuda_on_host.h"
#include "dtype.h"
#include "host_engine.h"

using o3d_test::Engine;
using o3d_test::host_engine;
using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::Scene;
using o3d_test::SceneGradients;

namespace {

Engine cpu() { return o3d_test::cpu_engine(o3d::cpu::kPortableKernels, nullptr); }

bool same_bits(const std::vector<float> &a, const std::vector<float> &b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

bool same_bits(const Maps &a, const Maps &b) {
  return same_bits(a.color, b.color) && same_bits(a.alpha, b.alpha) && same_bits(a.depth, b.depth) &&
         same_bits(a.ccm, b.ccm);
}

bool same_bits(const SceneGradients &a, const SceneGradients &b) {
  return same_bits(a.means, b.means) && same_bits(a.quats, b.quats) && same_bits(a.scales, b.scales) &&
         same_bits(a.opacities, b.opacities) && same_bits(a.colors, b.colors);
}

bool all_equal(const std::vector<float> &values, float expected) {
  return std::all_of(values.begin(), values.end(), [expected](float v) { return v == expected; });
}

bool all_finite(const std::vector<float> &values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

std::vector<float> random_values(size_t count, std::mt19937 &engine) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &v : values) v = normal(engine);
  return values;
}

std::vector<Maps> random_weights(const Rendering &r, uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<Maps> weights;
  for (const Maps &maps : r.maps) {
    weights.push_back({random_values(maps.color.size(), engine), random_values(maps.alpha.size(), engine),
                       random_values(maps.depth.size(), engine), random_values(maps.ccm.size(), engine)});
  }
  return weights;
}

// Compared with the CPU's maps: 1e-4, but for the few pixels in which rounding decides about 1/255 or 1e-4; they may
// differ by what such a decision is worth.
void check_close(const std::vector<float> &actual, const std::vector<float> &expected, double decision,
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

void check_close(const Maps &actual, const Maps &expected) {
  check_close(actual.color, expected.color, 1.2e-2);
  check_close(actual.alpha, expected.alpha, 1.2e-2);
  check_close(actual.depth, expected.depth, 5e-2);
  check_close(actual.ccm, expected.ccm, 1.2e-2);
}

// Largest difference over the largest entry.
double relative_to_largest(const std::vector<float> &actual, const std::vector<float> &expected) {
  double largest = 0.0, worst = 0.0;
  for (size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::fabs(static_cast<double>(expected[i])));
    const double error = std::fabs(static_cast<double>(actual[i]) - static_cast<double>(expected[i]));
    if (!(error <= worst)) worst = std::isnan(error) ? INFINITY : error;
  }
  return worst / largest;
}

o3d_raster_settings settings_of(int32_t ccm_mode, uint32_t flags) {
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
std::vector<o3d_view> cameras() {
  o3d_view turned = make_view(133, 70, 90.0f, 110.0f);
  turned.cx += 9.25f;
  turned.cy -= 4.5f;
  const float matrix[12] = {0.96f, 0, 0.28f, -0.6f, 0, 1, 0, 0.05f, -0.28f, 0, 0.96f, 0.2f};
  std::copy(matrix, matrix + 12, turned.world_to_camera);
  return {turned, make_view(40, 57, 60.0f, 60.0f), make_view(5, 9, 8.0f, 8.0f)};
}

// Needles, specks and giants among others: giants reach more tiles than one thread writes.
Scene varied_scene(int64_t count, uint32_t seed, int channels) {
  Scene scene = random_scene(count, seed, channels);
  for (size_t i = 0; i < 40; ++i) scene.scales[3 * i] *= i % 2 == 0 ? 30.0f : 0.001f;
  return scene;
}

struct Reversed {
  Reversed() { cuda_on_host::reversed = true; }
  ~Reversed() { cuda_on_host::reversed = false; }
};

}  // namespace

namespace {

void check_against_cpu(const Scene &scene, int32_t ccm, uint32_t flags, double shape_tolerance) {
  Rendering here(scene, cameras(), settings_of(ccm, flags)), there(scene, cameras(), settings_of(ccm, flags));
  here.render(host_engine());
  there.render(cpu());
  CHECK(here.report.intersections == there.report.intersections);
  CHECK(here.report.visible == there.report.visible);
  for (size_t v = 0; v < here.maps.size(); ++v) check_close(here.maps[v], there.maps[v]);
  const std::vector<Maps> weights = random_weights(here, 7);
  const SceneGradients a = here.differentiate(weights, host_engine()), b = there.differentiate(weights, cpu());
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
  there.render(cpu());
  for (size_t v = 0; v < 2; ++v) check_close(here.maps[v], there.maps[v]);
  const std::vector<Maps> weights = random_weights(here, 2);
  const SceneGradients a = here.differentiate(weights, host_engine()), b = there.differentiate(weights, cpu());
  // One pixel where rounding decides otherwise is worth about 1e-4 of the largest entry.
  CHECK(relative_to_largest(a.means, b.means) < 1e-3);
  CHECK(relative_to_largest(a.colors, b.colors) < 1e-3);
  CHECK(relative_to_largest(a.opacities, b.opacities) < 1e-3);
}

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
  there.render(cpu());
  check_close(here.maps[0], there.maps[0]);
}

TEST(every_layout_and_format_holds_the_same_values) {
  const Scene scene = random_scene(400, 8, 5);
  const std::vector<o3d_view> views{make_view(40, 24, 40, 40), make_view(16, 56, 40, 40)};
  for (int32_t ccm : {O3D_CCM_WORLD, O3D_CCM_DEPTH}) {
    Rendering plain(scene, views, settings_of(ccm, O3D_RASTER_CLAMP_COLOR));
    plain.render(host_engine());
    for (int32_t layout : {O3D_LAYOUT_PLANAR, O3D_LAYOUT_UNSHUFFLE8}) {
      for (int32_t dtype : {O3D_FLOAT32, O3D_FLOAT16, O3D_BFLOAT16}) {
        o3d_raster_settings settings = plain.settings;
        settings.feature_layout = layout;
        settings.feature_dtype = dtype;
        settings.map_dtype = dtype;
        Rendering other(scene, views, settings);
        other.render(host_engine());
        const auto value = [dtype](const std::vector<float> &map, size_t i) {
          uint32_t bits = 0;
          const size_t width = dtype == O3D_FLOAT32 ? 4 : 2;
          std::memcpy(&bits, reinterpret_cast<const char *>(map.data()) + width * i, width);
          return bits;
        };
        const auto rounded = [dtype](float v) {
          uint32_t bits;
          std::memcpy(&bits, &v, sizeof bits);
          return dtype == O3D_FLOAT32
                     ? bits
                     : static_cast<uint32_t>(dtype == O3D_FLOAT16 ? o3d::to_float16(v) : o3d::to_bfloat16(v));
        };
        bool equal = true;
        for (size_t v = 0; v < views.size(); ++v) {
          const size_t width = static_cast<size_t>(views[v].width), height = static_cast<size_t>(views[v].height);
          for (size_t c = 0; c < 5; ++c) {
            for (size_t y = 0; y < height; ++y) {
              for (size_t x = 0; x < width; ++x) {
                const size_t from = (c * height + y) * width + x;
                const size_t to = layout == O3D_LAYOUT_PLANAR
                                      ? from
                                      : ((c * 64 + y % 8 * 8 + x % 8) * (height / 8) + y / 8) * (width / 8) + x / 8;
                equal = equal && value(other.maps[v].color, to) == rounded(plain.maps[v].color[from]);
                if (c < 3) equal = equal && value(other.maps[v].ccm, to) == rounded(plain.maps[v].ccm[from]);
              }
            }
          }
          for (size_t p = 0; p < width * height; ++p) {
            equal = equal && value(other.maps[v].alpha, p) == rounded(plain.maps[v].alpha[p]) &&
                    value(other.maps[v].depth, p) == rounded(plain.maps[v].depth[p]);
          }
        }
        CHECK(equal);
      }
    }
  }
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
  there.render(cpu());
  const SceneGradients a = r.differentiate(weights, host_engine()), b = there.differentiate(weights, cpu());
  CHECK(relative_to_largest(a.means, b.means) < 1e-4);
  CHECK(relative_to_largest(a.colors, b.colors) < 1e-4);
}

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

TEST(gradients_are_central_differences) {
  o3d_raster_settings settings = settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE | O3D_RASTER_ANTIALIASED);
  // Few, faint, broad Gaussians that fill the image: no hard decision within reach of the step.
  Scene scene = random_scene(6, 31);
  for (size_t i = 0; i < 6; ++i) {
    scene.means[3 * i] *= 0.1f;
    scene.means[3 * i + 1] *= 0.1f;
    scene.means[3 * i + 2] = 2.0f + 0.2f * static_cast<float>((i * 5) % 6);
    for (size_t k = 0; k < 3; ++k) scene.scales[3 * i + k] = 0.6f + 0.1f * static_cast<float>((i + 2 * k) % 5);
    for (size_t k = 0; k < 4; ++k) scene.quats[4 * i + k] *= 0.9f;
    scene.opacities[i] = 0.25f + 0.08f * static_cast<float>(i);
  }
  Rendering r(scene, {make_view(24, 20, 28.0f, 28.0f)}, settings);
  const std::vector<Maps> weights = random_weights(r, 5);
  const auto loss = [&] {
    r.render(host_engine());
    double sum = 0.0;
    const auto dot = [&sum](const std::vector<float> &a, const std::vector<float> &b) {
      for (size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    };
    dot(r.maps[0].color, weights[0].color);
    dot(r.maps[0].alpha, weights[0].alpha);
    dot(r.maps[0].depth, weights[0].depth);
    dot(r.maps[0].ccm, weights[0].ccm);
    return sum;
  };
  loss();
  const SceneGradients g = r.differentiate(weights, host_engine());
  const auto worst = [&](std::vector<float> &parameters, const std::vector<float> &gradient, float step) {
    double error = 0.0, largest = 0.0;
    for (size_t i = 0; i < parameters.size(); ++i) {
      const float before = parameters[i];
      parameters[i] = before + step;
      const double above = loss(), high = static_cast<double>(parameters[i]);
      parameters[i] = before - step;
      const double difference = (above - loss()) / (high - static_cast<double>(parameters[i]));
      parameters[i] = before;
      largest = std::max(largest, std::fabs(difference));
      error = std::max(error, std::fabs(difference - static_cast<double>(gradient[i])));
    }
    return error / largest;
  };
  // Rounding of a float32 loss over the step leaves about 1e-3.
  CHECK(worst(r.scene.means, g.means, 3e-3f) < 3e-3);
  CHECK(worst(r.scene.quats, g.quats, 3e-3f) < 3e-3);
  CHECK(worst(r.scene.scales, g.scales, 3e-3f) < 3e-3);
  CHECK(worst(r.scene.opacities, g.opacities, 3e-3f) < 3e-3);
  CHECK(worst(r.scene.colors, g.colors, 3e-2f) < 3e-3);
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
    there.render(cpu());
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
  there.render(cpu());
  for (size_t v = 0; v < views.size(); ++v) check_close(here.maps[v], there.maps[v]);
  const std::vector<Maps> weights = random_weights(here, 3);
  const SceneGradients a = here.differentiate(weights, host_engine()), b = there.differentiate(weights, cpu());
  CHECK(relative_to_largest(a.means, b.means) < 1e-4);
  CHECK(relative_to_largest(a.scales, b.scales) < 1e-4);
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
