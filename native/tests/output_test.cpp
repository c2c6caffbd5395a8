#include "cpu/output.h"

#include <sys/mman.h>

#include <cmath>
#include <cstring>

#include "check.h"
#include "maps.h"
#include "scene.h"

using o3d_test::make_settings;
using o3d_test::make_view;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::Scene;
using o3d_test::white_with_world_ccm;

namespace {

// Memory of which only the pages that are touched exist.
class SparseMap {
 public:
  explicit SparseMap(size_t floats) : bytes_(floats * sizeof(float)) {
    map_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map_ == MAP_FAILED) throw std::runtime_error("no address space for the largest image");
  }
  ~SparseMap() { munmap(map_, bytes_); }
  SparseMap(const SparseMap &) = delete;
  SparseMap &operator=(const SparseMap &) = delete;

  float *data() { return static_cast<float *>(map_); }

 private:
  size_t bytes_;
  void *map_;
};

}  // namespace

TEST(position_map_is_the_formula_on_the_depth) {
  o3d_raster_settings settings = make_settings();
  settings.ccm_mode = O3D_CCM_DEPTH;
  settings.ccm_scale = 0.001f;
  settings.ccm_offset = 0.5f;
  o3d_view view = make_view(64, 48, 70.0f, 65.0f);
  // A turn about y and a shift.
  const float c = 0.8f, s = 0.6f;
  const float matrix[12] = {c, 0, s, 0.1f, 0, 1, 0, -0.2f, -s, 0, c, 0.9f};
  std::copy(matrix, matrix + 12, view.world_to_camera);
  Rendering r(random_scene(300, 2), {view}, settings);
  r.render();
  const size_t pixels = 64 * 48;
  double worst = 0.0;
  int64_t empty = 0;
  for (size_t p = 0; p < pixels; ++p) {
    const double d = static_cast<double>(r.maps[0].depth[p]);
    const double x = (static_cast<double>(p % 64) - 0.5) * d * 64.0 / 70.0 - 0.1;
    const double y = (static_cast<double>(p / 64) - 0.5) * d * 48.0 / 65.0 + 0.2;
    const double z = d - 0.9;
    // Inverse of the camera: transpose of the rotation.
    const double world[3] = {0.8 * x - 0.6 * z, y, 0.6 * x + 0.8 * z};
    empty += d > 0.0 ? 0 : 1;
    for (size_t k = 0; k < 3; ++k) {
      const double expected = std::min(1.0, std::max(0.0, (d > 0.0 ? world[k] * 0.001 : 0.0) + 0.5));
      worst = std::max(worst, std::fabs(expected - static_cast<double>(r.maps[0].ccm[k * pixels + p])));
    }
  }
  CHECK(worst < 1e-6);
  CHECK(empty > 0 && empty < static_cast<int64_t>(pixels));
}

TEST(maps_at_a_cache_line_hold_what_others_do) {
  Rendering r(random_scene(300, 14), {make_view(50, 40, 45, 45), make_view(64, 33, 60, 60)}, white_with_world_ccm());
  r.render();
  for (size_t v = 0; v < 2; ++v) {
    const size_t count = r.maps[v].color.size();
    std::vector<float> storage(count + 16, -1.0f);
    float *aligned = storage.data();
    while (reinterpret_cast<uintptr_t>(aligned) % 64 != 0) ++aligned;
    r.views[v].color = aligned;
    r.render();
    CHECK(std::memcmp(aligned, r.maps[v].color.data(), count * sizeof(float)) == 0);
    r.views[v].color = r.maps[v].color.data();
  }
}

TEST(the_last_tile_of_the_largest_image_is_at_the_end_of_its_map) {
  // Its colour map has 2^33 values: beyond what 32 bits count.
  constexpr int kChannels = O3D_MAX_CHANNELS, kSize = O3D_MAX_IMAGE_SIZE, kCorner = kSize - o3d::kTile;
  constexpr size_t kWide = kSize, kPlane = kWide * kWide;
  static_assert(kPlane * kChannels > INT32_MAX, "more than 32 bits count");
  o3d::cpu::TileOutput tile{};
  for (int c = 0; c < kChannels; ++c) {
    for (int y = 0; y < o3d::kTile; ++y) {
      for (int x = 0; x < o3d::kTile; ++x) {
        tile.features[c][o3d::cpu::tile_pixel(x, y)] = static_cast<float>(1 + (c * o3d::kTile + y) * o3d::kTile + x);
      }
    }
  }
  const o3d_raster_settings settings = make_settings();
  SparseMap color(kPlane * kChannels), alpha(kPlane);
  o3d_view view = make_view(kSize, kSize, kSize, kSize);
  view.color = color.data();
  view.alpha = alpha.data();
  const o3d::Camera camera = o3d::make_camera(view, settings, 0);
  o3d::cpu::write_tile(settings, view, camera, kChannels, kCorner, kCorner, tile);
  bool equal = true;
  for (size_t c = 0; c < kChannels; ++c) {
    for (size_t y = kCorner; y < kWide; ++y) {
      for (size_t x = kCorner; x < kWide; ++x) {
        const float expected = static_cast<float>(1 + (c * o3d::kTile + y - kCorner) * o3d::kTile + x - kCorner);
        equal = equal && color.data()[c * kPlane + y * kWide + x] == expected;
        equal = equal && alpha.data()[y * kWide + x] == 1.0f;
      }
    }
  }
  CHECK(equal);
}
