// A call of the C ABI after its checks.
#ifndef O3D_CALL_H
#define O3D_CALL_H

#include <cstdint>

#include "camera.h"
#include "ouroboros3d.h"

namespace o3d {

// What the data are for: sizes only, or reading and writing.
enum class Purpose { kScratchSize, kForward, kBackward };

// Throws Error(O3D_INVALID_ARGUMENT) that names the argument, unless every struct, size, camera and needed pointer of
// the call is as ouroboros3d.h says.
void check_call(const o3d_raster_call *call, Purpose purpose);

// Throws likewise unless the gradients fit the call.
void check_gradients(const o3d_raster_call &call, const o3d_view_gradients *gradients,
                     const o3d_gaussian_gradients *result);

// The camera of a checked view. first_tile is where the view's tiles start among all views'.
Camera make_camera(const o3d_view &view, const o3d_raster_settings &settings, int64_t first_tile);

inline int64_t tile_count(const o3d_view &view) {
  return int64_t{(view.width + kTile - 1) / kTile} * ((view.height + kTile - 1) / kTile);
}

inline bool has_flag(const o3d_raster_settings &settings, o3d_raster_flag flag) {
  return (settings.flags & static_cast<uint32_t>(flag)) != 0;
}

}  // namespace o3d

#endif  // O3D_CALL_H
