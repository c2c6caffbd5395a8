// The rasterizer on the first GPU against the CPU's. Fails where there is no GPU: it is not part of ctest, the GPU
// suite runs it, under compute-sanitizer as well.
#include <cmath>
#include <cstdio>

#include "check.h"
#include "cuda_engine.h"
#include "maps.h"

using o3d_test::cuda_engine;
using o3d_test::make_view;
using o3d_test::Maps;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::SceneGradients;

namespace {

// Where rounding decides about 1/255 or 1e-4, single pixels may differ by more.
void check_close(const std::vector<float> &actual, const std::vector<float> &expected) {
  int64_t outliers = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    outliers += std::fabs(actual[i] - expected[i]) <= 5e-5f * (1.0f + std::fabs(expected[i])) ? 0 : 1;
  }
  CHECK(actual.size() == expected.size());
  if (!CHECK(static_cast<double>(outliers) <= 2e-3 * static_cast<double>(expected.size()))) {
    std::fprintf(stderr, "  %lld of %zu values differ\n", static_cast<long long>(outliers), expected.size());
  }
}

void check_gradients(const std::vector<float> &actual, const std::vector<float> &expected) {
  double difference = 0.0, size = 0.0;
  for (size_t i = 0; i < expected.size(); ++i) {
    difference += std::pow(static_cast<double>(actual[i]) - static_cast<double>(expected[i]), 2);
    size += std::pow(static_cast<double>(expected[i]), 2);
  }
  CHECK(std::sqrt(difference) <= 1e-3 * std::sqrt(size));
}

o3d_raster_settings settings_of(int ccm_mode, uint32_t flags) {
  o3d_raster_settings settings = o3d_test::white_with_world_ccm();
  settings.ccm_mode = ccm_mode;
  settings.flags = flags;
  return settings;
}

}  // namespace

TEST(there_is_a_gpu) {
  int32_t devices = 0;
  REQUIRE(o3d_device_count(O3D_DEVICE_CUDA, &devices) == O3D_OK);
  REQUIRE(devices > 0);
}

TEST(maps_and_gradients_are_those_of_the_cpu) {
  const auto engine = cuda_engine();
  const auto cpu = o3d_test::cpu_engine(o3d::cpu::kPortableKernels, nullptr);
  for (int channels : {1, 3, 8}) {
    for (int ccm_mode : {O3D_CCM_NONE, O3D_CCM_WORLD, O3D_CCM_DEPTH}) {
      for (uint32_t flags :
           {uint32_t{O3D_RASTER_KEEP_STATE}, uint32_t{O3D_RASTER_KEEP_STATE | O3D_RASTER_ANTIALIASED}}) {
        const std::vector<o3d_view> views = {make_view(96, 64, 80, 80), make_view(33, 70, 60, 50),
                                             make_view(5, 3, 4, 4)};
        Rendering expected(random_scene(400, 11, channels), views, settings_of(ccm_mode, flags));
        Rendering actual(random_scene(400, 11, channels), views, settings_of(ccm_mode, flags));
        expected.render(cpu);
        actual.render(engine);
        CHECK(actual.report.intersections == expected.report.intersections);
        CHECK(actual.report.visible == expected.report.visible);
        for (size_t v = 0; v < views.size(); ++v) {
          check_close(actual.maps[v].color, expected.maps[v].color);
          check_close(actual.maps[v].alpha, expected.maps[v].alpha);
          check_close(actual.maps[v].depth, expected.maps[v].depth);
          check_close(actual.maps[v].ccm, expected.maps[v].ccm);
        }
        const SceneGradients by_cpu = expected.differentiate(expected.maps, cpu);
        const SceneGradients by_gpu = actual.differentiate(expected.maps, engine);
        check_gradients(by_gpu.means, by_cpu.means);
        check_gradients(by_gpu.quats, by_cpu.quats);
        check_gradients(by_gpu.scales, by_cpu.scales);
        check_gradients(by_gpu.opacities, by_cpu.opacities);
        check_gradients(by_gpu.colors, by_cpu.colors);
      }
    }
  }
}

TEST(the_same_call_gives_the_same_bits) {
  const auto engine = cuda_engine();
  Rendering r(random_scene(2000, 5), {make_view(160, 160, 120, 120)},
              settings_of(O3D_CCM_WORLD, O3D_RASTER_KEEP_STATE));
  r.render(engine);
  const Maps first = r.maps[0];
  const SceneGradients gradients = r.differentiate({first}, engine);
  r.render(engine);
  CHECK(o3d_test::same_bits(first, r.maps[0]));
  const SceneGradients again = r.differentiate({first}, engine);
  CHECK(o3d_test::same_bits(gradients.means, again.means));
  CHECK(o3d_test::same_bits(gradients.colors, again.colors));
}

TEST(no_gaussians_and_too_little_room_leave_the_background) {
  const auto engine = cuda_engine();
  Rendering none(o3d_test::Scene(), {make_view(20, 20, 16, 16)}, settings_of(O3D_CCM_NONE, 0));
  none.render(engine);
  CHECK(o3d_test::all_equal(none.maps[0].color, 1.0f) && o3d_test::all_equal(none.maps[0].alpha, 0.0f));
  Rendering full(random_scene(300, 2), {make_view(64, 64, 60, 60)}, settings_of(O3D_CCM_NONE, 0));
  full.reserve(3, engine);
  engine.forward(full.call);
  CHECK(full.report.overflow == 1 && full.report.intersections > 3);
  CHECK(o3d_test::all_equal(full.maps[0].color, 1.0f));
}
