// What the kernels of a call share: the caller's arrays and the sections of the scratch.
#ifndef O3D_CUDA_STATE_CUH
#define O3D_CUDA_STATE_CUH

#include <cstdint>

#include "../camera.h"
#include "../projection.h"
#include "ouroboros3d.h"
#include "queue.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

constexpr int kThreads = 256;

struct View {
  Camera camera;
  float *color, *alpha, *depth, *ccm;
};

struct ViewGradient {
  const float *color, *alpha, *depth, *ccm;
};

// What later kernels and the backward pass must know of binning.
struct Header {
  int64_t intersections;
  int32_t overflow;
  uint32_t visible;
};

// Sections of the scratch. A splat is (view, Gaussian) at view * N + Gaussian; tiles are numbered over all views.
struct Scratch {
  Header *header;
  View *views;                   // [V]
  ViewGradient *view_gradients;  // [V]
  Splat *splats;                 // [V, N]
  int32_t *tile_counts;          // [V, N], 0 where not drawn
  uint32_t *depth_keys;          // [V, N]
  uint32_t *sorted_depth_keys;   // [V, N]
  int32_t *identity;             // [V, N], 0, 1, 2, …
  int32_t *order;                // [V, N], splats by depth, all views together
  int64_t *pair_ends;            // [V, N], running sum of tile_counts along order
  uint32_t *tile_keys;           // [max_intersections], tiles of the pairs, by depth
  uint32_t *sorted_tile_keys;    // [max_intersections]
  int32_t *pair_splats;          // [max_intersections], splats of the pairs, by depth
  int32_t *pairs;                // [max_intersections], splats by tile, then by depth
  int32_t *tile_starts;          // [tiles + 1], offsets in pairs
  // Backward only.
  int32_t *pair_starts;   // [V, N], where a splat's pairs start in pair_gradients
  float *transmittance;   // [tiles, pixel], final
  int32_t *last;          // [tiles, pixel], position in the tile's list after the last Gaussian that was blended
  float *depth;           // [tiles, pixel], only for O3D_CCM_DEPTH
  float *pair_gradients;  // [max_intersections, gradient_stride], in the order of tile_keys
  void *temporary;        // of scan and sort
  int64_t temporary_bytes;
  int64_t bytes;

  // With a null base, only bytes is meaningful.
  Scratch(const o3d_raster_call &call, void *base);
};

// The arguments of every kernel.
struct Frame {
  o3d_gaussians gaussians;
  o3d_raster_settings settings;
  Scratch scratch;
  int32_t view_count;
  int32_t tiles;           // of all views
  int32_t tiles_per_view;  // of the largest view
  int32_t capacity;        // max_intersections
  o3d_raster_report *report;

  // Splats, drawn or not.
  __host__ __device__ int32_t splats() const { return view_count * static_cast<int32_t>(gaussians.count); }
};

inline dim3 blocks_for(int64_t items, int64_t rows = 1) {
  return dim3(static_cast<unsigned>((items + kThreads - 1) / kThreads), static_cast<unsigned>(rows), 1);
}

// The stages, in the order of a call.
void project_forward(Queue &queue, const Frame &frame, const o3d_raster_call &call);
void bin(Queue &queue, const Frame &frame);
void composite_forward(Queue &queue, const Frame &frame);
void composite_backward(Queue &queue, const Frame &frame, const o3d_view_gradients *gradients);
void project_backward(Queue &queue, const Frame &frame, const o3d_gaussian_gradients &result, bool world_ccm);

// Whether the backward call has a gradient of O3D_CCM_WORLD in some view.
bool has_world_ccm(const Frame &frame, const o3d_view_gradients *gradients);

// Floats that one pair's gradient takes: six moments and the features, in whole 16 bytes.
constexpr int kMoments = 6;
__host__ __device__ constexpr int gradient_stride(int features) { return (kMoments + features + 3) / 4 * 4; }

// The channels that a compositing kernel is compiled for.
__host__ __device__ constexpr int compiled_channels(int channels) { return channels <= 3 ? 3 : O3D_MAX_CHANNELS; }

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d

#endif  // O3D_CUDA_STATE_CUH
