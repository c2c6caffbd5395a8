// A scene, its cameras and the memory of a call, for tests.
#ifndef O3D_TESTS_SCENE_H
#define O3D_TESTS_SCENE_H

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "call.h"
#include "cpu/rasterizer.h"
#include "ouroboros3d.h"
#include "safetensors.h"

namespace o3d_test {

struct Scene {
  int channels = 3;
  std::vector<float> means, quats, scales, opacities, colors;
  int64_t count() const { return static_cast<int64_t>(opacities.size()); }
};

// A view's maps.
struct Maps {
  std::vector<float> color, alpha, depth, ccm;
};

inline o3d_view make_view(int width, int height, float fx, float fy) {
  o3d_view view{};
  view.width = width;
  view.height = height;
  view.fx = fx;
  view.fy = fy;
  view.cx = 0.5f * static_cast<float>(width);
  view.cy = 0.5f * static_cast<float>(height);
  view.near_plane = 0.2f;
  view.far_plane = std::numeric_limits<float>::infinity();
  for (int i = 0; i < 4; ++i) view.world_to_camera[5 * i] = 1.0f;
  return view;
}

inline o3d_raster_settings make_settings() {
  o3d_raster_settings settings{};
  settings.scale_modifier = 1.0f;
  settings.ccm_scale = 1.0f;
  return settings;
}

struct AlignedDeleter {
  void operator()(void *p) const { std::free(p); }
};

// What runs checked calls.
struct Engine {
  const char *name;
  std::function<int64_t(const o3d_raster_call &)> scratch_size;
  std::function<void(const o3d_raster_call &)> forward;
  std::function<void(const o3d_raster_call &, const o3d_view_gradients *, const o3d_gaussian_gradients &)> backward;
};

inline Engine cpu_engine(const o3d::cpu::Kernels &kernels, o3d::ThreadPool *pool) {
  return {kernels.name, o3d::cpu::scratch_size,
          [&kernels, pool](const o3d_raster_call &call) { o3d::cpu::forward(call, pool, kernels); },
          [&kernels, pool](const o3d_raster_call &call, const o3d_view_gradients *gradients,
                           const o3d_gaussian_gradients &result) {
            o3d::cpu::backward(call, gradients, result, pool, kernels);
          }};
}

// Loss gradients with respect to a scene.
struct SceneGradients {
  std::vector<float> means, quats, scales, opacities, colors;
};

// One call: settings, views, memory. render() may be repeated.
class Rendering {
 public:
  Rendering(Scene scene_, std::vector<o3d_view> views_, o3d_raster_settings settings_)
      : scene(std::move(scene_)), views(std::move(views_)), settings(settings_), maps(views.size()) {
    for (size_t v = 0; v < views.size(); ++v) {
      const size_t pixels = static_cast<size_t>(views[v].width) * static_cast<size_t>(views[v].height);
      const float untouched = std::numeric_limits<float>::quiet_NaN();
      maps[v].color.assign(pixels * static_cast<size_t>(scene.channels), untouched);
      maps[v].alpha.assign(pixels, untouched);
      maps[v].depth.assign(pixels, untouched);
      maps[v].ccm.assign(settings.ccm_mode == O3D_CCM_NONE ? 0 : 3 * pixels, untouched);
      views[v].color = maps[v].color.data();
      views[v].alpha = maps[v].alpha.data();
      views[v].depth = maps[v].depth.data();
      views[v].ccm = settings.ccm_mode == O3D_CCM_NONE ? nullptr : maps[v].ccm.data();
    }
    gaussians.channels = scene.channels;
    gaussians.count = scene.count();
    gaussians.means = scene.means.data();
    gaussians.quats = scene.quats.data();
    gaussians.scales = scene.scales.data();
    gaussians.opacities = scene.opacities.data();
    gaussians.colors = scene.colors.data();
    call.view_count = static_cast<int32_t>(views.size());
    call.execution = &execution;
    call.gaussians = &gaussians;
    call.settings = &settings;
    call.views = views.data();
    call.report = &report;
  }

  Rendering(const Rendering &) = delete;
  Rendering &operator=(const Rendering &) = delete;

  // Allocates scratch for a capacity of tile intersections.
  void reserve(int64_t max_intersections) {
    call.max_intersections = max_intersections;
    int64_t bytes = 0;
    if (o3d_raster_scratch_size(&call, &bytes) != O3D_OK) throw std::runtime_error(o3d_last_error());
    allocate(bytes);
  }

  void reserve(int64_t max_intersections, const Engine &engine) {
    call.max_intersections = max_intersections;
    o3d::check_call(&call, o3d::Purpose::kScratchSize);
    allocate(engine.scratch_size(call));
  }

  void allocate(int64_t bytes) {
    scratch_.reset(std::aligned_alloc(256, static_cast<size_t>(bytes)));
    call.scratch = scratch_.get();
    call.scratch_bytes = bytes;
  }

  // Renders through the C ABI, growing the scratch once where it is too small.
  void render() {
    if (call.scratch == nullptr) reserve(1024);
    require(o3d_raster_forward(&call));
    if (report.overflow != 0) {
      reserve(report.intersections);
      require(o3d_raster_forward(&call));
    }
  }

  // Renders with chosen kernels and threads.
  void render(const o3d::cpu::Kernels &kernels, o3d::ThreadPool *pool) { render(cpu_engine(kernels, pool)); }

  void render(const Engine &engine) {
    if (call.scratch == nullptr) reserve(1024, engine);
    o3d::check_call(&call, o3d::Purpose::kForward);
    engine.forward(call);
    if (report.overflow != 0) {
      reserve(report.intersections, engine);
      engine.forward(call);
    }
  }

  // The gradients of sum(maps * weights), given weights of the maps' sizes; empty weights are no gradient. After
  // render() with O3D_RASTER_KEEP_STATE.
  SceneGradients differentiate(const std::vector<Maps> &weights, const o3d::cpu::Kernels &kernels,
                               o3d::ThreadPool *pool) {
    return differentiate(weights, cpu_engine(kernels, pool));
  }

  SceneGradients differentiate(const std::vector<Maps> &weights, const Engine &engine) {
    const auto pointer = [](const std::vector<float> &values) { return values.empty() ? nullptr : values.data(); };
    std::vector<o3d_view_gradients> inputs;
    for (const Maps &weight : weights) {
      inputs.push_back({pointer(weight.color), pointer(weight.alpha), pointer(weight.depth), pointer(weight.ccm)});
    }
    SceneGradients g{scene.means, scene.quats, scene.scales, scene.opacities, scene.colors};
    const o3d_gaussian_gradients outputs{g.means.data(), g.quats.data(), g.scales.data(), g.opacities.data(),
                                         g.colors.data()};
    o3d::check_call(&call, o3d::Purpose::kBackward);
    o3d::check_gradients(call, inputs.data(), &outputs);
    engine.backward(call, inputs.data(), outputs);
    return g;
  }

  static void require(int32_t status) {
    if (status != O3D_OK) throw std::runtime_error(o3d_last_error());
  }

  Scene scene;
  std::vector<o3d_view> views;
  o3d_raster_settings settings;
  std::vector<Maps> maps;
  o3d_execution execution{};
  o3d_gaussians gaussians{};
  o3d_raster_report report{};
  o3d_raster_call call{};

 private:
  std::unique_ptr<void, AlignedDeleter> scratch_;
};

// Random Gaussians in front of make_view's camera.
inline Scene random_scene(int64_t count, uint32_t seed, int channels = 3) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> unit(0.0f, 1.0f);
  std::normal_distribution<float> normal;
  Scene scene;
  scene.channels = channels;
  for (int64_t i = 0; i < count; ++i) {
    scene.means.insert(scene.means.end(), {unit(engine) * 2 - 1, unit(engine) * 2 - 1, 1.5f + 2 * unit(engine)});
    float q[4], length = 0.0f;
    for (float &v : q) {
      v = normal(engine);
      length += v * v;
    }
    for (float v : q) scene.quats.push_back(v / std::sqrt(length));
    for (int k = 0; k < 3; ++k) scene.scales.push_back(0.01f + 0.1f * unit(engine));
    scene.opacities.push_back(0.05f + 0.9f * unit(engine));
    for (int k = 0; k < channels; ++k) scene.colors.push_back(unit(engine));
  }
  return scene;
}

// The camera that a transposed view matrix, a transposed full projection and the tangents of half the fields of view
// stand for, as the reference's rasterizer takes them.
inline o3d_view reference_view(const float *viewmatrix, const float *projmatrix, float tan_x, float tan_y, int width,
                               int height) {
  o3d_view view =
      make_view(width, height, static_cast<float>(width) / (2.0f * tan_x), static_cast<float>(height) / (2.0f * tan_y));
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 4; ++column) view.world_to_camera[4 * row + column] = viewmatrix[4 * column + row];
  }
  // The full projection is world-to-camera times P: on the rotation part, column 0 of it is
  // P00 * row 0 + P02 * row 2 of the rotation, whose rows are orthonormal.
  const float *w = view.world_to_camera;
  double off_x = 0.0, off_y = 0.0;
  for (int k = 0; k < 3; ++k) {
    off_x += static_cast<double>(projmatrix[4 * k]) * static_cast<double>(w[8 + k]);
    off_y += static_cast<double>(projmatrix[4 * k + 1]) * static_cast<double>(w[8 + k]);
  }
  // Below a part in a million it is the rounding of the matrices.
  if (std::fabs(off_x) > 1e-6) view.cx += static_cast<float>(off_x * width / 2);
  if (std::fabs(off_y) > 1e-6) view.cy += static_cast<float>(off_y * height / 2);
  return view;
}

// The views of a golden file.
inline std::vector<o3d_view> golden_views(const SafetensorsFile &file) {
  const std::vector<float> viewmatrix = file.floats("input.viewmatrix"), projmatrix = file.floats("input.projmatrix");
  const std::vector<float> tan_x = file.floats("input.tanfovx"), tan_y = file.floats("input.tanfovy");
  std::vector<o3d_view> views;
  for (size_t v = 0; v < tan_x.size(); ++v) {
    views.push_back(reference_view(viewmatrix.data() + 16 * v, projmatrix.data() + 16 * v, tan_x[v], tan_y[v],
                                   static_cast<int>(file.config("width", 0)),
                                   static_cast<int>(file.config("height", 0))));
  }
  return views;
}

// The scene of a golden file: separate arrays, or object number object of [B, N, 14] Gaussians.
inline Scene golden_scene(const SafetensorsFile &file, int64_t object) {
  Scene scene;
  if (!file.has("input.gaussians")) {
    scene.means = file.floats("input.means");
    scene.quats = file.floats("input.rotations");
    scene.scales = file.floats("input.scales");
    scene.opacities = file.floats("input.opacities");
    scene.colors = file.floats("input.colors");
    return scene;
  }
  const std::vector<float> all = file.floats("input.gaussians");
  const int64_t count = file.array("input.gaussians").size(1);
  for (int64_t i = 0; i < count; ++i) {
    const float *g = all.data() + (object * count + i) * 14;
    scene.means.insert(scene.means.end(), g, g + 3);
    scene.opacities.push_back(g[3]);
    scene.scales.insert(scene.scales.end(), g + 4, g + 7);
    scene.quats.insert(scene.quats.end(), g + 7, g + 11);
    scene.colors.insert(scene.colors.end(), g + 11, g + 14);
  }
  return scene;
}

inline o3d_raster_settings golden_settings(const SafetensorsFile &file) {
  o3d_raster_settings settings = make_settings();
  settings.scale_modifier = static_cast<float>(file.config("scale_modifier", 1.0));
  const std::vector<float> background = file.floats("input.bg");
  for (size_t c = 0; c < background.size(); ++c) settings.background[c] = background[c];
  return settings;
}

}  // namespace o3d_test

#endif  // O3D_TESTS_SCENE_H
