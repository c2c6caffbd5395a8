#include "call.h"

#include <cmath>

#include "error.h"

namespace o3d {
namespace {

void check_range(const char *name, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) {
    throw Error(O3D_INVALID_ARGUMENT, "%s is %lld, must be %lld to %lld", name, static_cast<long long>(value),
                static_cast<long long>(low), static_cast<long long>(high));
  }
}

void check_finite(const char *name, float value) {
  if (!std::isfinite(value)) throw Error(O3D_INVALID_ARGUMENT, "%s is not finite", name);
}

void check_pointer(const char *name, const void *pointer) {
  if (pointer == nullptr) throw Error(O3D_INVALID_ARGUMENT, "%s is null", name);
}

void check_execution(const o3d_execution &execution) {
  check_range("execution.device", execution.device, O3D_DEVICE_CPU, O3D_DEVICE_CUDA);
  check_range("execution.device_index", execution.device_index, 0, execution.device == O3D_DEVICE_CPU ? 0 : 1023);
}

void check_settings(const o3d_raster_settings &settings, int channels) {
  constexpr uint32_t known = O3D_RASTER_ANTIALIASED | O3D_RASTER_CLAMP_COLOR | O3D_RASTER_KEEP_STATE;
  if ((settings.flags & ~known) != 0) {
    throw Error(O3D_INVALID_ARGUMENT, "settings.flags has unknown bits: 0x%x", settings.flags & ~known);
  }
  check_finite("settings.scale_modifier", settings.scale_modifier);
  check_range("settings.ccm_mode", settings.ccm_mode, O3D_CCM_NONE, O3D_CCM_DEPTH);
  check_finite("settings.ccm_scale", settings.ccm_scale);
  check_finite("settings.ccm_offset", settings.ccm_offset);
  for (float value : settings.ccm_background) check_finite("settings.ccm_background", value);
  for (int c = 0; c < channels; ++c) check_finite("settings.background", settings.background[c]);
}

void check_view(const o3d_view &view, int number) {
  char name[64];
  std::snprintf(name, sizeof name, "views[%d].width", number);
  check_range(name, view.width, 1, O3D_MAX_IMAGE_SIZE);
  std::snprintf(name, sizeof name, "views[%d].height", number);
  check_range(name, view.height, 1, O3D_MAX_IMAGE_SIZE);
  if (!(view.fx > 0.0f && view.fy > 0.0f) || !std::isfinite(view.fx) || !std::isfinite(view.fy)) {
    throw Error(O3D_INVALID_ARGUMENT, "views[%d] has focal lengths %g and %g, must be positive", number,
                static_cast<double>(view.fx), static_cast<double>(view.fy));
  }
  if (!std::isfinite(view.cx) || !std::isfinite(view.cy)) {
    throw Error(O3D_INVALID_ARGUMENT, "views[%d] has a principal point that is not finite", number);
  }
  // The far plane may be infinite, neither may be NaN.
  if (!(view.near_plane >= 0.0f && view.near_plane < view.far_plane)) {
    throw Error(O3D_INVALID_ARGUMENT, "views[%d] has near plane %g and far plane %g, must be 0 <= near < far", number,
                static_cast<double>(view.near_plane), static_cast<double>(view.far_plane));
  }
  for (float value : view.world_to_camera) {
    if (!std::isfinite(value)) throw Error(O3D_INVALID_ARGUMENT, "views[%d].world_to_camera is not finite", number);
  }
  const float *last = view.world_to_camera + 12;
  if (last[0] != 0.0f || last[1] != 0.0f || last[2] != 0.0f || last[3] != 1.0f) {
    throw Error(O3D_INVALID_ARGUMENT,
                "views[%d].world_to_camera ends in row %g %g %g %g, must be 0 0 0 1 (row-major, not transposed)",
                number, static_cast<double>(last[0]), static_cast<double>(last[1]), static_cast<double>(last[2]),
                static_cast<double>(last[3]));
  }
}

// The inverse of the affine map in rows of 4, in double; false where it is singular.
bool invert_affine(const float *m, double *inverse) {
  const double a = m[0], b = m[1], c = m[2], d = m[4], e = m[5], f = m[6], g = m[8], h = m[9], i = m[10];
  const double det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const double cofactors[9] = {e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g,
                               c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d};
  for (int row = 0; row < 3; ++row) {
    double moved = 0.0;
    for (int column = 0; column < 3; ++column) {
      inverse[4 * row + column] = cofactors[3 * row + column] / det;
      moved += inverse[4 * row + column] * static_cast<double>(m[4 * column + 3]);
    }
    inverse[4 * row + 3] = -moved;
    for (int column = 0; column < 4; ++column) {
      if (!std::isfinite(inverse[4 * row + column])) return false;
    }
  }
  return true;
}

}  // namespace

void check_call(const o3d_raster_call *call, Purpose purpose) {
  check_pointer("call", call);
  check_pointer("execution", call->execution);
  check_execution(*call->execution);
  check_pointer("gaussians", call->gaussians);
  const o3d_gaussians &gaussians = *call->gaussians;
  check_range("gaussians.channels", gaussians.channels, 1, O3D_MAX_CHANNELS);
  check_range("gaussians.count", gaussians.count, 0, INT32_MAX);
  check_pointer("settings", call->settings);
  check_settings(*call->settings, gaussians.channels);
  check_range("call.view_count", call->view_count, 1, O3D_MAX_VIEWS);
  check_pointer("call.views", call->views);
  for (int v = 0; v < call->view_count; ++v) {
    check_view(call->views[v], v);
    double inverse[12];
    if (call->settings->ccm_mode == O3D_CCM_DEPTH && !invert_affine(call->views[v].world_to_camera, inverse)) {
      throw Error(O3D_INVALID_ARGUMENT, "views[%d].world_to_camera has no inverse, which the position map needs", v);
    }
  }
  check_range("call.max_intersections", call->max_intersections, 0, INT32_MAX);
  if (purpose == Purpose::kScratchSize) return;
  check_pointer("call.scratch", call->scratch);
  if (reinterpret_cast<uintptr_t>(call->scratch) % 256 != 0) {
    throw Error(O3D_INVALID_ARGUMENT, "call.scratch is not aligned to 256 bytes");
  }
  check_pointer("call.report", call->report);
  if (gaussians.count > 0) {
    check_pointer("gaussians.means", gaussians.means);
    check_pointer("gaussians.quats", gaussians.quats);
    check_pointer("gaussians.scales", gaussians.scales);
    check_pointer("gaussians.opacities", gaussians.opacities);
    check_pointer("gaussians.colors", gaussians.colors);
  }
  if (purpose == Purpose::kBackward) {
    if (!has_flag(*call->settings, O3D_RASTER_KEEP_STATE)) {
      throw Error(O3D_INVALID_ARGUMENT, "backward needs a forward call with O3D_RASTER_KEEP_STATE");
    }
    if (has_flag(*call->settings, O3D_RASTER_CLAMP_COLOR)) {
      throw Error(O3D_INVALID_ARGUMENT, "backward does not support O3D_RASTER_CLAMP_COLOR: clamp afterwards");
    }
  }
}

void check_gradients(const o3d_raster_call &call, const o3d_view_gradients *gradients,
                     const o3d_gaussian_gradients *result) {
  check_pointer("gradients", gradients);
  for (int v = 0; v < call.view_count; ++v) {
    if (gradients[v].ccm != nullptr && call.settings->ccm_mode == O3D_CCM_NONE) {
      throw Error(O3D_INVALID_ARGUMENT, "gradients[%d].ccm is given but the call renders no CCM", v);
    }
  }
  check_pointer("result", result);
}

Camera make_camera(const o3d_view &view, const o3d_raster_settings &settings, int64_t first_tile) {
  Camera camera{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      camera.rotation[3 * row + column] = view.world_to_camera[4 * row + column];
    }
    camera.translation[row] = view.world_to_camera[4 * row + 3];
  }
  const float width = static_cast<float>(view.width), height = static_cast<float>(view.height);
  camera.fx = view.fx;
  camera.fy = view.fy;
  camera.shift_x = view.cx - 0.5f * width;
  camera.shift_y = view.cy - 0.5f * height;
  camera.limit_x = 1.3f * (0.5f * width / view.fx);
  camera.limit_y = 1.3f * (0.5f * height / view.fy);
  camera.near_plane = view.near_plane;
  camera.far_plane = view.far_plane;
  camera.width = view.width;
  camera.height = view.height;
  camera.tiles_x = (view.width + kTile - 1) / kTile;
  camera.tiles_y = (view.height + kTile - 1) / kTile;
  camera.first_tile = first_tile;
  if (settings.ccm_mode == O3D_CCM_DEPTH) {
    double inverse[12] = {};
    invert_affine(view.world_to_camera, inverse);
    // (u - cx/W) W/fx and (v - cy/H) H/fy as one affine map of (u, v, 1), times camera to world, times ccm_scale.
    const double sx = static_cast<double>(width) / static_cast<double>(view.fx);
    const double sy = static_cast<double>(height) / static_cast<double>(view.fy);
    const double ox = -static_cast<double>(view.cx) / static_cast<double>(view.fx);
    const double oy = -static_cast<double>(view.cy) / static_cast<double>(view.fy);
    const double scale = static_cast<double>(settings.ccm_scale);
    for (int row = 0; row < 3; ++row) {
      const double *m = inverse + 4 * row;
      camera.position[4 * row] = static_cast<float>(scale * m[0] * sx);
      camera.position[4 * row + 1] = static_cast<float>(scale * m[1] * sy);
      camera.position[4 * row + 2] = static_cast<float>(scale * (m[0] * ox + m[1] * oy + m[2]));
      camera.position[4 * row + 3] = static_cast<float>(scale * m[3]);
    }
  }
  return camera;
}

}  // namespace o3d
