// Renders the reference's scenes and compares with what the reference rendered.
// usage: golden_test DIRECTORY, a folder of raster_forward__*.golden.safetensors
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "host_engine.h"
#include "scene.h"

namespace o3d_test {
namespace {

// The reference in float32 is 7e-6 away from itself in float64 on ordinary pixels.
constexpr double kTolerance = 3e-5;
// On pixels marked fragile, rounding decides whether a Gaussian counts: 1/255 at the alpha threshold, 1.2e-2 at the
// edge of a tile rectangle or where blending stops.
constexpr double kFragileTolerance = 1.2e-2;

struct Difference {
  double worst = 0.0, worst_fragile = 0.0;

  void add(const std::vector<float> &actual, const float *expected, int64_t channels, const uint8_t *fragile) {
    const int64_t pixels = static_cast<int64_t>(actual.size()) / channels;
    for (int64_t i = 0; i < static_cast<int64_t>(actual.size()); ++i) {
      const double error = std::fabs(static_cast<double>(actual[static_cast<size_t>(i)]) - expected[i]);
      double &slot = fragile[i % pixels] != 0 ? worst_fragile : worst;
      // A NaN counts as infinitely wrong.
      slot = error <= slot ? slot : std::isnan(error) ? INFINITY : error;
    }
  }
};

bool check_file(const std::string &path, const Engine &engine) {
  const SafetensorsFile file(path);
  const bool lgm = file.has("input.gaussians");
  const int64_t objects = lgm ? file.array("input.gaussians").size(0) : 1;
  const std::vector<float> image = file.floats("output.image"), alpha = file.floats("output.alpha");
  const std::vector<float> depth = file.has("output.depth") ? file.floats("output.depth") : std::vector<float>();
  const std::vector<uint8_t> fragile = file.array("output.fragile").as<uint8_t>();
  o3d_raster_settings settings = golden_settings(file);
  // The reference's renderer of LGM clamps, its rasterizer does not.
  if (lgm) settings.flags |= O3D_RASTER_CLAMP_COLOR;
  Difference colors, alphas, depths;
  for (int64_t object = 0; object < objects; ++object) {
    const Scene scene = golden_scene(file, object);
    // The reference returns black for an empty scene; we render the background, on purpose.
    if (scene.count() == 0) std::fill(std::begin(settings.background), std::end(settings.background), 0.0f);
    Rendering rendering(scene, golden_views(file), settings);
    rendering.render(engine);
    const int64_t views = static_cast<int64_t>(rendering.views.size());
    for (int64_t v = 0; v < views; ++v) {
      const Maps &maps = rendering.maps[static_cast<size_t>(v)];
      const int64_t pixels = static_cast<int64_t>(maps.alpha.size()), at = (object * views + v) * pixels;
      colors.add(maps.color, image.data() + 3 * at, 3, fragile.data() + at);
      alphas.add(maps.alpha, alpha.data() + at, 1, fragile.data() + at);
      if (!depth.empty()) depths.add(maps.depth, depth.data() + at, 1, fragile.data() + at);
    }
  }
  const double worst = std::max({colors.worst, alphas.worst, depths.worst});
  const double fragile_worst = std::max({colors.worst_fragile, alphas.worst_fragile, depths.worst_fragile});
  const bool passed = worst <= kTolerance && fragile_worst <= kFragileTolerance;
  std::printf("%s %-9s color %.1e alpha %.1e depth %.1e fragile %.1e  %s\n", passed ? "ok  " : "FAIL", engine.name,
              colors.worst, alphas.worst, depths.worst, fragile_worst, std::filesystem::path(path).filename().c_str());
  return passed;
}

// Largest difference over the largest entry.
double relative_to_largest(const std::vector<float> &actual, const std::vector<float> &expected) {
  double largest = 0.0, worst = 0.0;
  for (size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::fabs(static_cast<double>(expected[i])));
    const double error = std::fabs(static_cast<double>(actual.at(i)) - static_cast<double>(expected[i]));
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
  }
  return worst / largest;
}

std::vector<Maps> golden_weights(const SafetensorsFile &file, const Rendering &rendering) {
  const std::vector<float> image = file.floats("input.grad_image"), alpha = file.floats("input.grad_alpha");
  const std::vector<float> depth = file.floats("input.grad_depth");
  std::vector<Maps> weights(rendering.maps.size());
  const auto part = [&](const std::vector<float> &all, size_t v) {
    const auto size = static_cast<std::ptrdiff_t>(all.size() / weights.size());
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(v) * size;
    return std::vector<float>(begin, begin + size);
  };
  for (size_t v = 0; v < weights.size(); ++v) {
    weights[v] = {part(image, v), part(alpha, v), part(depth, v), {}};
  }
  return weights;
}

// The true derivatives that the reference data hold; float32 arithmetic costs a few 1e-6 of the largest entry.
bool check_gradients(const std::string &path, const Engine &engine) {
  const SafetensorsFile file(path);
  if (!file.has("output.grad_means")) return true;
  o3d_raster_settings settings = golden_settings(file);
  settings.flags |= O3D_RASTER_KEEP_STATE;
  Rendering rendering(golden_scene(file, 0), golden_views(file), settings);
  rendering.render(engine);
  const SceneGradients g = rendering.differentiate(golden_weights(file, rendering), engine);
  const double errors[] = {relative_to_largest(g.means, file.floats("output.grad_means")),
                           relative_to_largest(g.quats, file.floats("output.grad_rotations")),
                           relative_to_largest(g.scales, file.floats("output.grad_scales")),
                           relative_to_largest(g.opacities, file.floats("output.grad_opacities")),
                           relative_to_largest(g.colors, file.floats("output.grad_colors"))};
  const bool passed = *std::max_element(std::begin(errors), std::end(errors)) <= 1e-4;
  std::printf("%s %-9s gradients of means %.1e quats %.1e scales %.1e opacities %.1e colors %.1e\n",
              passed ? "ok  " : "FAIL", engine.name, errors[0], errors[1], errors[2], errors[3], errors[4]);
  return passed;
}

int run(const std::string &directory) {
  int files = 0, failures = 0;
  std::vector<std::string> paths;
  for (const auto &entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().filename().string().rfind("raster_", 0) == 0) paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Engine> engines{host_engine()};
  for (const o3d::cpu::Kernels *const *kernels = o3d::cpu::all_kernels(); *kernels != nullptr; ++kernels) {
    engines.push_back(cpu_engine(**kernels, nullptr));
  }
  for (const std::string &path : paths) {
    for (const Engine &engine : engines) {
      ++files;
      if (!check_file(path, engine)) ++failures;
      if (!check_gradients(path, engine)) ++failures;
    }
  }
  std::printf("%d comparisons, %d failures\n", files, failures);
  return files > 0 && failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace o3d_test

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
    return 2;
  }
  try {
    return o3d_test::run(argv[1]);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
