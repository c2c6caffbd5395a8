#include <cstdio>
#include <cstring>

#include "check.h"
#include "maps.h"
#include "scene.h"

using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::random_scene;
using o3d_test::Rendering;

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
  CHECK(o3d_raster_forward(&r.call) == O3D_OK);
  r.call.scratch_bytes -= 1;
  CHECK(o3d_raster_forward(&r.call) == O3D_SCRATCH_TOO_SMALL);
  int32_t devices = 0;
  REQUIRE(o3d_device_count(O3D_DEVICE_CUDA, &devices) == O3D_OK);
  r.execution.device = O3D_DEVICE_CUDA;
  r.execution.device_index = devices;
  CHECK(o3d_raster_forward(&r.call) == O3D_UNAVAILABLE);
  CHECK(std::strstr(o3d_last_error(), "CUDA") != nullptr);
}
