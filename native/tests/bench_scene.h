// A benchmark's scene: Gaussians and camera poses of a safetensors file.
#ifndef O3D_TESTS_BENCH_SCENE_H
#define O3D_TESTS_BENCH_SCENE_H

#include "scene.h"

namespace o3d_test {

struct BenchScene {
  Scene scene;
  std::vector<o3d_view> views;

  BenchScene(const std::string &path, int size) {
    const SafetensorsFile file(path);
    scene.means = file.floats("means");
    scene.quats = file.floats("quats");
    scene.scales = file.floats("scales");
    scene.opacities = file.floats("opacities");
    scene.colors = file.floats("colors");
    const std::vector<float> poses = file.floats("camtoworlds"), fovs = file.floats("fovy_degrees");
    for (size_t v = 0; v < fovs.size(); ++v) {
      const float focal = 0.5f * static_cast<float>(size) / std::tan(fovs[v] * 0.00872664626f);
      o3d_view view = make_view(size, size, focal, focal);
      const float *pose = poses.data() + 16 * v;
      for (int row = 0; row < 3; ++row) {
        float moved = 0.0f;
        for (int k = 0; k < 3; ++k) {
          view.world_to_camera[4 * row + k] = pose[4 * k + row];
          moved += pose[4 * k + row] * pose[4 * k + 3];
        }
        view.world_to_camera[4 * row + 3] = -moved;
      }
      views.push_back(view);
    }
  }
};

}  // namespace o3d_test

#endif  // O3D_TESTS_BENCH_SCENE_H
