// A view in the form that projection uses.
#ifndef O3D_CAMERA_H
#define O3D_CAMERA_H

#include <cstdint>

namespace o3d {

// Tiles are squares of pixels that share one list of Gaussians.
constexpr int kTile = 16;
constexpr int kTilePixels = kTile * kTile;

struct Camera {
  float rotation[9];       // world to camera, row-major
  float translation[3];    // world to camera
  float fx, fy;            // pixels
  float shift_x, shift_y;  // principal point minus image centre, pixels
  float limit_x, limit_y;  // 1.3 tan(fov / 2): beyond it the Jacobian is taken at the limit
  float near_plane, far_plane;
  int width, height;  // pixels
  int tiles_x, tiles_y;
  int64_t first_tile;  // index of the view's first tile among all views' tiles
  // O3D_CCM_DEPTH before its offset: rows (p, q, r, s) give (p u + q v + r) d + s of pixel (u, v) with depth d.
  float position[12];
};

}  // namespace o3d

#endif  // O3D_CAMERA_H
