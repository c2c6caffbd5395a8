#include "binning.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "../call.h"

namespace o3d {
namespace cpu {
namespace {

constexpr int64_t kProjectionChunk = 2048;

bool drawable_at(const o3d_gaussians &g, int64_t i) {
  return drawable(g.means + 3 * i, g.quats + 4 * i, g.scales + 3 * i, g.opacities[i], g.colors + g.channels * i,
                  g.channels);
}

TileRows tile_rows(const Splat &splat) {
  TileRows result{};
  result.x0 = splat.x0;
  result.y0 = splat.y0;
  result.rows = static_cast<int16_t>(splat.y1 - splat.y0);
  if (result.rows > TileRows::kRows || splat.x1 - splat.x0 > UINT8_MAX) {
    result.rows = INT16_MAX;
    return result;
  }
  for (int row = 0; row < result.rows; ++row) {
    int first, last;
    tiles_in_row(splat, splat.y0 + row, first, last);
    result.first[row] = static_cast<uint8_t>(std::max(0, first - splat.x0));
    result.last[row] = static_cast<uint8_t>(std::max(0, last - splat.x0));
  }
  return result;
}

// The key of a Gaussian that is not drawn: no depth has these bits.
constexpr uint32_t kNotDrawn = 0xffffffffu;

// Projects a stretch of the view's Gaussians; keys of those drawn are their depths. Returns how many are drawn.
int64_t project_chunk(const o3d_raster_call &call, const Scratch &scratch, int64_t v, int64_t begin, int64_t end) {
  const o3d_gaussians &g = *call.gaussians;
  const Camera &camera = scratch.cameras[v];
  const bool antialiased = has_flag(*call.settings, O3D_RASTER_ANTIALIASED);
  int64_t visible = 0;
  for (int64_t i = begin; i < end; ++i) {
    Splat &splat = scratch.splats[v * g.count + i];
    uint32_t &key = scratch.keys[v * g.count + i];
    splat.index = static_cast<int32_t>(i);
    float t[3];
    to_camera(camera, g.means + 3 * i, t);
    if (scratch.drawable[i] != 0 && in_depth_range(camera, t[2]) &&
        project(camera, t, g.quats + 4 * i, g.scales + 3 * i, g.opacities[i], call.settings->scale_modifier,
                antialiased, splat)) {
      // Depths are positive, so their bits order as they do.
      std::memcpy(&key, t + 2, sizeof key);
      scratch.rows[v * g.count + i] = tile_rows(splat);
      ++visible;
    } else {
      splat.x0 = splat.x1 = splat.y0 = splat.y1 = 0;
      key = kNotDrawn;
    }
  }
  return visible;
}

struct Sorting {
  uint32_t *keys, *other_keys;
  int32_t *order, *other_order;
};

// Stable sort by key, least significant digit first, of as many bits as the keys differ in. The result is in order.
void radix_sort(Sorting s, int64_t count) {
  constexpr int kMaxDigitBits = 12, kMaxDigits = 3;
  static_assert(kMaxDigitBits * kMaxDigits >= 32, "digits cover a key");
  if (count == 0) return;
  const auto range = std::minmax_element(s.keys, s.keys + count);
  const uint32_t least = *range.first, spread = *range.second - least;
  int key_bits = 0;
  while (key_bits < 32 && spread >> key_bits != 0) ++key_bits;
  const int digits = (key_bits + kMaxDigitBits - 1) / kMaxDigitBits;
  if (digits == 0) return;
  const int digit_bits = (key_bits + digits - 1) / digits;
  const uint32_t mask = (1u << digit_bits) - 1;
  uint32_t histogram[kMaxDigits][1 << kMaxDigitBits];
  std::memset(histogram, 0, sizeof histogram);
  for (int64_t i = 0; i < count; ++i) {
    s.keys[i] -= least;
    for (int d = 0; d < digits; ++d) ++histogram[d][s.keys[i] >> (d * digit_bits) & mask];
  }
  int32_t *const result = s.order;
  for (int d = 0; d < digits; ++d) {
    uint32_t start = 0;
    for (uint32_t bucket = 0; bucket <= mask; ++bucket) {
      const uint32_t size = histogram[d][bucket];
      histogram[d][bucket] = start;
      start += size;
    }
    for (int64_t i = 0; i < count; ++i) {
      const uint32_t at = histogram[d][s.keys[i] >> (d * digit_bits) & mask]++;
      s.other_keys[at] = s.keys[i];
      s.other_order[at] = s.order[i];
    }
    std::swap(s.keys, s.other_keys);
    std::swap(s.order, s.other_order);
  }
  if (s.order != result) std::memcpy(result, s.order, static_cast<size_t>(count) * sizeof(int32_t));
}

// Orders the view's drawn Gaussians by depth; equal depths keep the order of indices.
void sort_view(const o3d_raster_call &call, const Scratch &scratch, int64_t v) {
  const int64_t gaussians = call.gaussians->count, base = v * gaussians;
  const Sorting s{scratch.keys + base, scratch.other_keys + base, scratch.order + base, scratch.other_order + base};
  int64_t count = 0;
  for (int64_t i = 0; i < gaussians; ++i) {
    const uint32_t key = s.keys[i];
    s.keys[count] = key;
    s.order[count] = static_cast<int32_t>(i);
    count += key != kNotDrawn ? 1 : 0;
  }
  radix_sort(s, count);
  scratch.drawn[v] = count;
}

// Calls visit(tile, Gaussian) for each pair of a tile in the rows [first_row, last_row) and a splat, nearest first.
template <typename Visit>
void for_each_pair(const o3d_raster_call &call, const Scratch &scratch, int64_t v, int first_row, int last_row,
                   Visit &&visit) {
  // Records lie all over memory; this many ahead are asked for.
  constexpr int64_t kAhead = 16;
  const Camera &camera = scratch.cameras[v];
  const int64_t base = v * call.gaussians->count, count = scratch.drawn[v];
  const Splat *const splats = scratch.splats + base;
  const TileRows *const rows = scratch.rows + base;
  const int32_t *const order = scratch.order + base;
  for (int64_t at = 0; at < count; ++at) {
    __builtin_prefetch(rows + order[std::min(at + kAhead, count - 1)]);
    const int32_t i = order[at];
    const TileRows &listed = rows[i];
    const bool all_listed = listed.rows <= TileRows::kRows;
    const int end = std::min<int>(all_listed ? listed.y0 + listed.rows : splats[i].y1, last_row);
    for (int ty = std::max<int>(listed.y0, first_row); ty < end; ++ty) {
      int first, last;
      if (all_listed) {
        first = listed.x0 + listed.first[ty - listed.y0];
        last = listed.x0 + listed.last[ty - listed.y0];
      } else {
        tiles_in_row(splats[i], ty, first, last);
      }
      const int64_t row = camera.first_tile + int64_t{ty} * camera.tiles_x;
      for (int tx = first; tx < last; ++tx) visit(row + tx, i);
    }
  }
}

// Runs body(view, first_row, last_row) over all tile rows, cut finely enough to keep the threads busy.
template <typename Body>
void for_each_band(const o3d_raster_call &call, const Scratch &scratch, ThreadPool *pool, Body &&body) {
  const int64_t threads = pool == nullptr ? 1 : pool->threads();
  const int64_t bands = threads == 1 ? 1 : (2 * threads + call.view_count - 1) / call.view_count;
  parallel_for(pool, call.view_count * bands, [&](int64_t task) {
    const int64_t v = task / bands, band = task % bands, rows = scratch.cameras[v].tiles_y;
    body(v, static_cast<int>(rows * band / bands), static_cast<int>(rows * (band + 1) / bands));
  });
}

}  // namespace

void bin(const o3d_raster_call &call, const Scratch &scratch, ThreadPool *pool) {
  const o3d_gaussians &g = *call.gaussians;
  int64_t tiles = 0;
  for (int v = 0; v < call.view_count; ++v) {
    scratch.cameras[v] = make_camera(call.views[v], *call.settings, tiles);
    tiles += tile_count(call.views[v]);
  }
  const int64_t chunks = (g.count + kProjectionChunk - 1) / kProjectionChunk;
  parallel_for(pool, chunks, [&](int64_t chunk) {
    const int64_t end = std::min(g.count, (chunk + 1) * kProjectionChunk);
    for (int64_t i = chunk * kProjectionChunk; i < end; ++i) scratch.drawable[i] = drawable_at(g, i) ? 1 : 0;
  });
  std::atomic<int64_t> visible{0};
  parallel_for(pool, call.view_count * chunks, [&](int64_t task) {
    const int64_t v = task / chunks, begin = task % chunks * kProjectionChunk;
    visible += project_chunk(call, scratch, v, begin, std::min(g.count, begin + kProjectionChunk));
  });
  parallel_for(pool, call.view_count, [&](int64_t v) { sort_view(call, scratch, v); });

  std::memset(scratch.tile_ends, 0, static_cast<size_t>(tiles) * sizeof(int64_t));
  for_each_band(call, scratch, pool, [&](int64_t v, int first_row, int last_row) {
    for_each_pair(call, scratch, v, first_row, last_row, [&](int64_t tile, int32_t) { ++scratch.tile_ends[tile]; });
  });
  int64_t total = 0;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    scratch.tile_starts[tile] = total;
    total += scratch.tile_ends[tile];
    scratch.tile_ends[tile] = scratch.tile_starts[tile];
  }
  scratch.tile_starts[tiles] = total;
  const bool overflow = total > call.max_intersections;
  scratch.header->overflow = overflow ? 1 : 0;
  call.report->intersections = total;
  call.report->overflow = overflow ? 1 : 0;
  call.report->visible = static_cast<int32_t>(std::min<int64_t>(visible, INT32_MAX));
  if (overflow) {
    std::memset(scratch.tile_starts, 0, static_cast<size_t>(tiles + 1) * sizeof(int64_t));
    return;
  }
  for_each_band(call, scratch, pool, [&](int64_t v, int first_row, int last_row) {
    for_each_pair(call, scratch, v, first_row, last_row,
                  [&](int64_t tile, int32_t i) { scratch.pairs[scratch.tile_ends[tile]++] = i; });
  });
}

}  // namespace cpu
}  // namespace o3d
