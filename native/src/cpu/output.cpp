#include "output.h"

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "../call.h"
#include "../dtype.h"
#include "../pixel.h"

namespace o3d {
namespace cpu {
namespace {

void store(void *map, int dtype, int64_t at, float value) {
  switch (dtype) {
    case O3D_FLOAT16:
      static_cast<uint16_t *>(map)[at] = to_float16(value);
      break;
    case O3D_BFLOAT16:
      static_cast<uint16_t *>(map)[at] = to_bfloat16(value);
      break;
    default:
      static_cast<float *>(map)[at] = value;
      break;
  }
}

#if defined(__SSE2__)
// Writes one cache line around the caches: maps are larger than they are, and a line that is written whole need not be
// read first.
void stream_line(float *to, const float *from) {
  for (int i = 0; i < kTile; i += 4) _mm_stream_ps(to + i, _mm_loadu_ps(from + i));
}

bool streams(const float *to, int count) { return count == kTile && reinterpret_cast<uintptr_t>(to) % 64 == 0; }

// Makes streamed lines visible to other threads before the tile counts as done.
void finish_stream() { _mm_sfence(); }
#else
void stream_line(float *, const float *) {}
bool streams(const float *, int) { return false; }
void finish_stream() {}
#endif

// One row of a tile in a map of one view.
struct Row {
  int width, height;  // of the view
  int x, y, count;    // pixels [x, x + count) of line y

  void write_planar(void *map, int dtype, int channel, const float *values) const {
    const int64_t at = (int64_t{channel} * height + y) * width + x;
    if (dtype == O3D_FLOAT32) {
      float *to = static_cast<float *>(map) + at;
      if (streams(to, count)) {
        stream_line(to, values);
      } else {
        std::memcpy(to, values, static_cast<size_t>(count) * sizeof(float));
      }
      return;
    }
    for (int i = 0; i < count; ++i) store(map, dtype, at + i, values[i]);
  }

  void write_unshuffled(void *map, int dtype, int channel, const float *values) const {
    const int64_t plane = int64_t{height / 8} * (width / 8);
    const int64_t line = (int64_t{channel} * 64 + y % 8 * 8) * plane + int64_t{y / 8} * (width / 8);
    for (int i = 0; i < count; ++i) store(map, dtype, line + (x + i) % 8 * plane + (x + i) / 8, values[i]);
  }

  void write(const o3d_raster_settings &settings, void *map, int channel, const float *values) const {
    if (settings.feature_layout == O3D_LAYOUT_UNSHUFFLE8) {
      write_unshuffled(map, settings.feature_dtype, channel, values);
    } else {
      write_planar(map, settings.feature_dtype, channel, values);
    }
  }
};

void write_color(const o3d_raster_settings &settings, void *map, int channels, const Row &row, const TileOutput &tile,
                 int pixel) {
  const bool clamped = has_flag(settings, O3D_RASTER_CLAMP_COLOR);
  float values[kTile];
  for (int c = 0; c < channels; ++c) {
    for (int i = 0; i < kTile; ++i) {
      values[i] = tile.features[c][pixel + i] + tile.transmittance[pixel + i] * settings.background[c];
    }
    for (int i = 0; clamped && i < kTile; ++i) values[i] = clamp_unit(values[i]);
    row.write(settings, map, c, values);
  }
}

void write_world_ccm(const o3d_raster_settings &settings, void *map, int channels, const Row &row,
                     const TileOutput &tile, int pixel) {
  float values[kTile];
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < kTile; ++i) {
      values[i] = tile.features[channels + k][pixel + i] + tile.transmittance[pixel + i] * settings.ccm_background[k];
    }
    row.write(settings, map, k, values);
  }
}

void write_depth_ccm(const o3d_raster_settings &settings, const Camera &camera, void *map, const Row &row,
                     const float *depth) {
  float values[kTile];
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < kTile; ++i) {
      const float slope = position_slope(camera, k, row.x + i, row.y);
      values[i] = clamp_unit(position_map(camera, k, slope, depth[i], settings.ccm_offset));
    }
    row.write(settings, map, k, values);
  }
}

}  // namespace

void write_tile(const o3d_raster_settings &settings, const o3d_view &view, const Camera &camera, int channels,
                int column, int row, const TileOutput &tile) {
  const bool world = settings.ccm_mode == O3D_CCM_WORLD && view.ccm != nullptr;
  const float *depth = tile.features[channels + (world ? 3 : 0)];
  const int rows = std::min(kTile, view.height - row);
  for (int y = 0; y < rows; ++y) {
    const Row line{view.width, view.height, column, row + y, std::min(kTile, view.width - column)};
    const int pixel = y * kTile;
    if (view.color != nullptr) write_color(settings, view.color, channels, line, tile, pixel);
    if (view.alpha != nullptr) {
      float values[kTile];
      for (int i = 0; i < kTile; ++i) values[i] = 1.0f - tile.transmittance[pixel + i];
      line.write_planar(view.alpha, settings.map_dtype, 0, values);
    }
    if (view.depth != nullptr) line.write_planar(view.depth, settings.map_dtype, 0, depth + pixel);
    if (world) write_world_ccm(settings, view.ccm, channels, line, tile, pixel);
    if (settings.ccm_mode == O3D_CCM_DEPTH && view.ccm != nullptr) {
      write_depth_ccm(settings, camera, view.ccm, line, depth + pixel);
    }
  }
  finish_stream();
}

}  // namespace cpu
}  // namespace o3d
