#include "output.h"

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "../call.h"
#include "../pixel.h"

namespace o3d {
namespace cpu {
namespace {

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

  void write(float *map, int channel, const float *values) const {
    float *to = map + (int64_t{channel} * height + y) * width + x;
    if (streams(to, count)) {
      stream_line(to, values);
    } else {
      std::memcpy(to, values, static_cast<size_t>(count) * sizeof(float));
    }
  }
};

// A band's values, [line][column].
struct Lines {
  float at[kBandLines][kTile];

  // From their order in a tile.
  explicit Lines(const float *values) {
#if defined(__SSE2__)
    for (int x = 0; x < kTile; x += 4) {
      __m128 a = _mm_loadu_ps(values + x * kBandLines), b = _mm_loadu_ps(values + (x + 1) * kBandLines);
      __m128 c = _mm_loadu_ps(values + (x + 2) * kBandLines), d = _mm_loadu_ps(values + (x + 3) * kBandLines);
      _MM_TRANSPOSE4_PS(a, b, c, d);
      _mm_storeu_ps(at[0] + x, a);
      _mm_storeu_ps(at[1] + x, b);
      _mm_storeu_ps(at[2] + x, c);
      _mm_storeu_ps(at[3] + x, d);
    }
#else
    for (int line = 0; line < kBandLines; ++line) {
      for (int x = 0; x < kTile; ++x) at[line][x] = values[tile_pixel(x, line)];
    }
#endif
  }
};

// The pixels of a band that are inside of its view.
struct Band {
  Row first;
  int lines;
  int pixel;  // of the tile, where the band begins

  template <typename Write>
  void each_line(const float *values, Write &&write) const {
    const Lines by_line(values);
    Row row = first;
    for (int line = 0; line < lines; ++line, ++row.y) write(row, by_line.at[line]);
  }
};

// Writes blended features [first_feature, first_feature + count), the background added, as channels of a map.
void write_features(float *map, int first_feature, int count, const float *background, bool clamped, const Band &band,
                    const TileOutput &tile) {
  float values[kBandPixels];
  for (int c = 0; c < count; ++c) {
    const float *blended = tile.features[first_feature + c] + band.pixel;
    const float *transmittance = tile.transmittance + band.pixel;
    for (int i = 0; i < kBandPixels; ++i) values[i] = blended[i] + transmittance[i] * background[c];
    for (int i = 0; clamped && i < kBandPixels; ++i) values[i] = clamp_unit(values[i]);
    band.each_line(values, [&](const Row &row, const float *line) { row.write(map, c, line); });
  }
}

void write_depth_ccm(const o3d_raster_settings &settings, const Camera &camera, float *map, const Row &row,
                     const float *depth) {
  float values[kTile];
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < kTile; ++i) {
      const float slope = position_slope(camera, k, row.x + i, row.y);
      values[i] = clamp_unit(position_map(camera, k, slope, depth[i], settings.ccm_offset));
    }
    row.write(map, k, values);
  }
}

void write_band(const o3d_raster_settings &settings, const o3d_view &view, const Camera &camera, int channels,
                const Band &band, const TileOutput &tile) {
  const bool world = settings.ccm_mode == O3D_CCM_WORLD && view.ccm != nullptr;
  if (view.color != nullptr) {
    write_features(view.color, 0, channels, settings.background, has_flag(settings, O3D_RASTER_CLAMP_COLOR), band,
                   tile);
  }
  if (view.alpha != nullptr) {
    float values[kBandPixels];
    for (int i = 0; i < kBandPixels; ++i) values[i] = 1.0f - tile.transmittance[band.pixel + i];
    band.each_line(values, [&](const Row &row, const float *line) { row.write(view.alpha, 0, line); });
  }
  if (world) write_features(view.ccm, channels, 3, settings.ccm_background, false, band, tile);
  const float *depth = tile.features[channels + (world ? 3 : 0)] + band.pixel;
  const bool depth_ccm = settings.ccm_mode == O3D_CCM_DEPTH && view.ccm != nullptr;
  band.each_line(depth, [&](const Row &row, const float *line) {
    if (view.depth != nullptr) row.write(view.depth, 0, line);
    if (depth_ccm) write_depth_ccm(settings, camera, view.ccm, row, line);
  });
}

}  // namespace

void write_tile(const o3d_raster_settings &settings, const o3d_view &view, const Camera &camera, int channels,
                int column, int row, const TileOutput &tile) {
  const int columns = std::min(kTile, view.width - column), lines = std::min(kTile, view.height - row);
  for (int y = 0; y < lines; y += kBandLines) {
    const Band band{
        {view.width, view.height, column, row + y, columns}, std::min(kBandLines, lines - y), tile_pixel(0, y)};
    write_band(settings, view, camera, channels, band, tile);
  }
  finish_stream();
}

}  // namespace cpu
}  // namespace o3d
