// The sources of the CUDA kernels, executed on the host: what they write in each layout and format.
#include "dtype.h"
#include "host_engine.h"
#include "kernel_scenes.h"

using o3d_test::host_engine;
using o3d_test::make_view;
using o3d_test::random_scene;
using o3d_test::Rendering;
using o3d_test::Scene;
using o3d_test::settings_of;

TEST(every_layout_and_format_holds_the_same_values) {
  const Scene scene = random_scene(400, 8, 5);
  const std::vector<o3d_view> views{make_view(40, 24, 40, 40), make_view(16, 56, 40, 40)};
  for (int32_t ccm : {O3D_CCM_WORLD, O3D_CCM_DEPTH}) {
    Rendering plain(scene, views, settings_of(ccm, O3D_RASTER_CLAMP_COLOR));
    plain.render(host_engine());
    for (int32_t layout : {O3D_LAYOUT_PLANAR, O3D_LAYOUT_UNSHUFFLE8}) {
      for (int32_t dtype : {O3D_FLOAT32, O3D_FLOAT16, O3D_BFLOAT16}) {
        o3d_raster_settings settings = plain.settings;
        settings.feature_layout = layout;
        settings.feature_dtype = dtype;
        settings.map_dtype = dtype;
        Rendering other(scene, views, settings);
        other.render(host_engine());
        const auto value = [dtype](const std::vector<float> &map, size_t i) {
          uint32_t bits = 0;
          const size_t width = dtype == O3D_FLOAT32 ? 4 : 2;
          std::memcpy(&bits, reinterpret_cast<const char *>(map.data()) + width * i, width);
          return bits;
        };
        const auto rounded = [dtype](float v) {
          uint32_t bits;
          std::memcpy(&bits, &v, sizeof bits);
          return dtype == O3D_FLOAT32
                     ? bits
                     : static_cast<uint32_t>(dtype == O3D_FLOAT16 ? o3d::to_float16(v) : o3d::to_bfloat16(v));
        };
        bool equal = true;
        for (size_t v = 0; v < views.size(); ++v) {
          const size_t width = static_cast<size_t>(views[v].width), height = static_cast<size_t>(views[v].height);
          for (size_t c = 0; c < 5; ++c) {
            for (size_t y = 0; y < height; ++y) {
              for (size_t x = 0; x < width; ++x) {
                const size_t from = (c * height + y) * width + x;
                const size_t to = layout == O3D_LAYOUT_PLANAR
                                      ? from
                                      : ((c * 64 + y % 8 * 8 + x % 8) * (height / 8) + y / 8) * (width / 8) + x / 8;
                equal = equal && value(other.maps[v].color, to) == rounded(plain.maps[v].color[from]);
                if (c < 3) equal = equal && value(other.maps[v].ccm, to) == rounded(plain.maps[v].ccm[from]);
              }
            }
          }
          for (size_t p = 0; p < width * height; ++p) {
            equal = equal && value(other.maps[v].alpha, p) == rounded(plain.maps[v].alpha[p]) &&
                    value(other.maps[v].depth, p) == rounded(plain.maps[v].depth[p]);
          }
        }
        CHECK(equal);
      }
    }
  }
}
