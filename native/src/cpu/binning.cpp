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

struct Sorting {
  uint32_t *keys, *other_keys;
  int32_t *order, *other_order;
};

// Stable sort by key, least significant digit first. Digits that all keys share are skipped. The result is in order.
void radix_sort(Sorting s, int64_t count) {
  constexpr int kDigitBits = 11, kDigits = 3, kBuckets = 1 << kDigitBits;
  static_assert(kDigitBits * kDigits >= 32, "digits cover a key");
  uint32_t histogram[kDigits][kBuckets];
  std::memset(histogram, 0, sizeof histogram);
  for (int64_t i = 0; i < count; ++i) {
    for (int d = 0; d < kDigits; ++d) ++histogram[d][s.keys[i] >> (d * kDigitBits) & (kBuckets - 1)];
  }
  int32_t *const result = s.order;
  for (int d = 0; d < kDigits; ++d) {
    const int shift = d * kDigitBits;
    if (count == 0 || histogram[d][s.keys[0] >> shift & (kBuckets - 1)] == static_cast<uint32_t>(count)) continue;
    uint32_t start = 0;
    for (uint32_t &bucket : histogram[d]) {
      const uint32_t size = bucket;
      bucket = start;
      start += size;
    }
    for (int64_t i = 0; i < count; ++i) {
      const uint32_t at = histogram[d][s.keys[i] >> shift & (kBuckets - 1)]++;
      s.other_keys[at] = s.keys[i];
      s.other_order[at] = s.order[i];
    }
    std::swap(s.keys, s.other_keys);
    std::swap(s.order, s.other_order);
  }
  if (s.order != result) std::memcpy(result, s.order, static_cast<size_t>(count) * sizeof(int32_t));
}

// Orders the view's drawable Gaussians by depth; equal depths keep the order of indices.
void sort_view(const o3d_raster_call &call, const Scratch &scratch, int64_t v) {
  const o3d_gaussians &g = *call.gaussians;
  const Camera &camera = scratch.cameras[v];
  const int64_t base = v * g.count;
  const Sorting s{scratch.keys + base, scratch.other_keys + base, scratch.order + base, scratch.other_order + base};
  int64_t count = 0;
  for (int64_t i = 0; i < g.count; ++i) {
    if (scratch.drawable[i] == 0) continue;
    float t[3];
    to_camera(camera, g.means + 3 * i, t);
    if (!in_depth_range(camera, t[2])) continue;
    // Depths are positive, so their bits order as they do.
    std::memcpy(s.keys + count, t + 2, sizeof(float));
    s.order[count] = static_cast<int32_t>(i);
    ++count;
  }
  radix_sort(s, count);
  scratch.drawn[v] = count;
}

// Projects a stretch of the view's ordered Gaussians and returns how many are drawn.
int64_t project_chunk(const o3d_raster_call &call, const Scratch &scratch, int64_t v, int64_t begin, int64_t end) {
  const o3d_gaussians &g = *call.gaussians;
  const Camera &camera = scratch.cameras[v];
  const bool antialiased = has_flag(*call.settings, O3D_RASTER_ANTIALIASED);
  int64_t visible = 0;
  for (int64_t at = begin; at < end; ++at) {
    const int64_t i = scratch.order[v * g.count + at];
    Splat &splat = scratch.splats[v * g.count + at];
    splat.index = static_cast<int32_t>(i);
    float t[3];
    to_camera(camera, g.means + 3 * i, t);
    if (project(camera, t, g.quats + 4 * i, g.scales + 3 * i, g.opacities[i], call.settings->scale_modifier,
                antialiased, splat)) {
      ++visible;
    } else {
      splat.x0 = splat.x1 = splat.y0 = splat.y1 = 0;
    }
  }
  return visible;
}

// Calls visit(tile, position) for each pair of a tile in the rows [first_row, last_row) and a splat, nearest first.
template <typename Visit>
void for_each_pair(const Camera &camera, const Splat *splats, int64_t count, int first_row, int last_row,
                   Visit &&visit) {
  for (int64_t at = 0; at < count; ++at) {
    const Splat &splat = splats[at];
    const int end = std::min<int>(splat.y1, last_row);
    for (int ty = std::max<int>(splat.y0, first_row); ty < end; ++ty) {
      int begin_x, end_x;
      tiles_in_row(splat, ty, begin_x, end_x);
      const int64_t row = camera.first_tile + int64_t{ty} * camera.tiles_x;
      for (int tx = begin_x; tx < end_x; ++tx) visit(row + tx, at);
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
  parallel_for(pool, call.view_count, [&](int64_t v) { sort_view(call, scratch, v); });
  std::atomic<int64_t> visible{0};
  parallel_for(pool, call.view_count * chunks, [&](int64_t task) {
    const int64_t v = task / chunks, begin = task % chunks * kProjectionChunk;
    const int64_t end = std::min(scratch.drawn[v], begin + kProjectionChunk);
    if (begin < end) visible += project_chunk(call, scratch, v, begin, end);
  });

  std::memset(scratch.tile_ends, 0, static_cast<size_t>(tiles) * sizeof(int64_t));
  for_each_band(call, scratch, pool, [&](int64_t v, int first_row, int last_row) {
    for_each_pair(scratch.cameras[v], scratch.splats + v * g.count, scratch.drawn[v], first_row, last_row,
                  [&](int64_t tile, int64_t) { ++scratch.tile_ends[tile]; });
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
    for_each_pair(
        scratch.cameras[v], scratch.splats + v * g.count, scratch.drawn[v], first_row, last_row,
        [&](int64_t tile, int64_t at) { scratch.pairs[scratch.tile_ends[tile]++] = static_cast<int32_t>(at); });
  });
}

}  // namespace cpu
}  // namespace o3d
