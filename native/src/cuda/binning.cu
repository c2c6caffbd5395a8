// From splats to one list of splats per tile, nearest first, all views together.
//
// Splats are sorted by depth once, pairs of a splat and a tile are made in that order, and a stable sort by tile alone
// then leaves each tile's list by depth. Against one sort of the pairs by (tile, depth) this moves the 31 bits of the
// depth V N times instead of once per pair, and the pairs, five times as many, move in two passes instead of six.
#include "primitives.cuh"
#include "state.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {
namespace {

constexpr unsigned kFullWarp = 0xffffffffu;

// From this many tiles on, a splat's pairs are written by its whole warp.
constexpr int kWideSplat = 32;

__device__ int64_t pair_total(const Frame &frame) {
  const int32_t splats = frame.splats();
  return splats > 0 ? frame.scratch.pair_ends[splats - 1] : 0;
}

__global__ void __launch_bounds__(kThreads) o3d_ordered_counts(Frame frame) {
  const int64_t at = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at < frame.splats()) frame.scratch.pair_ends[at] = frame.scratch.tile_counts[frame.scratch.order[at]];
}

__device__ void write_row(const Frame &frame, const Camera &camera, int32_t s, int ty, int first, int last,
                          int64_t to) {
  const uint32_t row = static_cast<uint32_t>(camera.first_tile + int64_t{ty} * camera.tiles_x);
  for (int tx = first; tx < last; ++tx, ++to) {
    frame.scratch.tile_keys[to] = row + static_cast<uint32_t>(tx);
    frame.scratch.pair_splats[to] = s;
  }
}

// A splat's pairs, row after row, by one thread.
__device__ void write_narrow(const Frame &frame, const Splat &splat, const Camera &camera, int32_t s, int64_t to) {
  for (int ty = splat.y0; ty < splat.y1; ++ty) {
    int first, last;
    tiles_in_row(splat, ty, first, last);
    write_row(frame, camera, s, ty, first, last, to);
    to += last - first;
  }
}

// The same by a warp: its lanes take rows, and a scan over the lanes says where each row goes.
__device__ void write_wide(const Frame &frame, const Splat &splat, const Camera &camera, int32_t s, int64_t to) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  for (int base = splat.y0; base < splat.y1; base += 32) {
    int first = 0, last = 0;
    if (base + lane < splat.y1) tiles_in_row(splat, base + lane, first, last);
    int before = last - first;
    for (int step = 1; step < 32; step *= 2) {
      const int lower = __shfl_up_sync(kFullWarp, before, step);
      if (lane >= step) before += lower;
    }
    write_row(frame, camera, s, base + lane, first, last, to + before - (last - first));
    to += __shfl_sync(kFullWarp, before, 31);
  }
}

__global__ void __launch_bounds__(kThreads) o3d_expand_pairs(Frame frame) {
  const int64_t at = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (pair_total(frame) > frame.capacity) return;
  const bool keep = (frame.settings.flags & O3D_RASTER_KEEP_STATE) != 0;
  int32_t s = 0, count = 0;
  int64_t start = 0;
  if (at < frame.splats()) {
    s = frame.scratch.order[at];
    count = frame.scratch.tile_counts[s];
    start = frame.scratch.pair_ends[at] - count;
    if (keep) frame.scratch.pair_starts[s] = static_cast<int32_t>(start);
  }
  const int32_t gaussians = static_cast<int32_t>(frame.gaussians.count);
  if (count > 0 && count < kWideSplat) {
    write_narrow(frame, frame.scratch.splats[s], frame.scratch.views[s / gaussians].camera, s, start);
  }
  for (unsigned wide = __ballot_sync(kFullWarp, count >= kWideSplat); wide != 0; wide &= wide - 1) {
    const int lane = __ffs(static_cast<int>(wide)) - 1;
    const int32_t splat = __shfl_sync(kFullWarp, s, lane);
    const int64_t to = __shfl_sync(kFullWarp, start, lane);
    write_wide(frame, frame.scratch.splats[splat], frame.scratch.views[splat / gaussians].camera, splat, to);
  }
}

// Fills the capacity behind the pairs with the last tile, behind whose own pairs a stable sort leaves it, and says
// what binning found.
__global__ void __launch_bounds__(kThreads) o3d_finish_pairs(Frame frame) {
  const int64_t at = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  const int64_t total = pair_total(frame);
  const bool overflow = total > frame.capacity;
  if (at < frame.capacity && (overflow || at >= total)) {
    frame.scratch.tile_keys[at] = static_cast<uint32_t>(frame.tiles - 1);
    frame.scratch.pair_splats[at] = 0;
  }
  if (at == 0) {
    frame.scratch.header->intersections = total;
    frame.scratch.header->overflow = overflow ? 1 : 0;
    frame.report->intersections = total;
    frame.report->visible = static_cast<int32_t>(frame.scratch.header->visible);
    // A host that watches pinned memory sees the rest before this.
    __threadfence_system();
    *const_cast<volatile int32_t *>(&frame.report->overflow) = overflow ? 1 : 0;
  }
}

// The first pair of each tile, by bisection in the sorted keys.
__global__ void __launch_bounds__(kThreads) o3d_tile_starts(Frame frame) {
  const int64_t tile = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (tile > frame.tiles) return;
  const Header &header = *frame.scratch.header;
  int32_t low = 0, high = header.overflow != 0 ? 0 : static_cast<int32_t>(header.intersections);
  while (low < high) {
    const int32_t middle = low + (high - low) / 2;
    if (frame.scratch.sorted_tile_keys[middle] < static_cast<uint32_t>(tile)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  frame.scratch.tile_starts[tile] = low;
}

int bits_below(uint32_t limit) {
  int bits = 1;
  while (bits < 32 && (limit - 1) >> bits != 0) ++bits;
  return bits;
}

}  // namespace

void bin(Queue &queue, const Frame &frame) {
  const Range range("o3d bin");
  const Scratch &scratch = frame.scratch;
  if (frame.splats() > 0) {
    sort_pairs(queue, scratch.temporary, scratch.temporary_bytes, scratch.depth_keys, scratch.sorted_depth_keys,
               scratch.identity, scratch.order, frame.splats(), 31);
    queue.launch("o3d_ordered_counts", o3d_ordered_counts, blocks_for(frame.splats()), kThreads, frame);
    inclusive_sum(queue, scratch.temporary, scratch.temporary_bytes, scratch.pair_ends, frame.splats());
    queue.launch("o3d_expand_pairs", o3d_expand_pairs, blocks_for(frame.splats()), kThreads, frame);
  }
  queue.launch("o3d_finish_pairs", o3d_finish_pairs, blocks_for(int64_t{frame.capacity} + 1), kThreads, frame);
  if (frame.capacity > 0) {
    sort_pairs(queue, scratch.temporary, scratch.temporary_bytes, scratch.tile_keys, scratch.sorted_tile_keys,
               scratch.pair_splats, scratch.pairs, frame.capacity, bits_below(static_cast<uint32_t>(frame.tiles)));
  }
  queue.launch("o3d_tile_starts", o3d_tile_starts, blocks_for(int64_t{frame.tiles} + 1), kThreads, frame);
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
