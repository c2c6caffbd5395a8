// A loss that is a random weighted sum of all maps, and its central differences.
#ifndef O3D_TESTS_MAP_LOSS_H
#define O3D_TESTS_MAP_LOSS_H

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "scene.h"

namespace o3d_test {

inline std::vector<float> random_values(size_t count, std::mt19937 &engine) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float &v : values) v = normal(engine);
  return values;
}

inline std::vector<Maps> random_weights(const Rendering &r, uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<Maps> weights;
  for (const Maps &maps : r.maps) {
    weights.push_back({random_values(maps.color.size(), engine), random_values(maps.alpha.size(), engine),
                       random_values(maps.depth.size(), engine), random_values(maps.ccm.size(), engine)});
  }
  return weights;
}

inline double dot(const std::vector<float> &a, const std::vector<float> &b) {
  double sum = 0.0;
  for (size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

inline double loss(const std::vector<Maps> &maps, const std::vector<Maps> &weights) {
  double sum = 0.0;
  for (size_t v = 0; v < weights.size(); ++v) {
    sum += dot(maps[v].color, weights[v].color) + dot(maps[v].alpha, weights[v].alpha) +
           dot(maps[v].depth, weights[v].depth) + dot(maps[v].ccm, weights[v].ccm);
  }
  return sum;
}

// A scene without hard decisions within reach of a finite difference: few, faint, broad Gaussians that fill the image,
// so that no alpha is near 1/255 or 0.99, with depths well apart.
inline Scene smooth_scene(int channels) {
  Scene scene = random_scene(6, 31);
  scene.channels = channels;
  scene.colors = random_scene(6, 32, channels).colors;
  for (size_t i = 0; i < 6; ++i) {
    scene.means[3 * i] *= 0.1f;
    scene.means[3 * i + 1] *= 0.1f;
    scene.means[3 * i + 2] = 2.0f + 0.2f * static_cast<float>((i * 5) % 6);
    for (size_t k = 0; k < 3; ++k) scene.scales[3 * i + k] = 0.6f + 0.1f * static_cast<float>((i + 2 * k) % 5);
    for (size_t k = 0; k < 4; ++k) scene.quats[4 * i + k] *= 0.9f;
    scene.opacities[i] = 0.25f + 0.08f * static_cast<float>(i);
  }
  return scene;
}

// Central differences against the gradient, in every parameter of the rendering's scene. render() renders it anew.
// Returns the worst error over the largest entry.
template <typename Render>
double worst_against_differences(const Rendering &r, std::vector<float> &parameters, const std::vector<float> &gradient,
                                 const std::vector<Maps> &weights, float step, Render &&render) {
  const auto loss_at = [&](float &parameter, float value) {
    parameter = value;
    render();
    return loss(r.maps, weights);
  };
  double worst = 0.0, largest = 0.0;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const float before = parameters[i], high = before + step, low = before - step;
    const double above = loss_at(parameters[i], high), below = loss_at(parameters[i], low);
    const double difference = (above - below) / (static_cast<double>(high) - static_cast<double>(low));
    parameters[i] = before;
    largest = std::max(largest, std::fabs(difference));
    worst = std::max(worst, std::fabs(difference - static_cast<double>(gradient[i])));
  }
  return worst / largest;
}

}  // namespace o3d_test

#endif  // O3D_TESTS_MAP_LOSS_H
