/*
 * ouroboros3d.h - C ABI of libouroboros3d: a differentiable rasterizer of 3D Gaussians for CPU and CUDA.
 *
 * Conventions
 *   - N Gaussians, V views, C colour channels, H x W pixels. Every array is contiguous, row-major, native byte order.
 *   - Camera space is OpenCV's: x right, y down, z forward. Depth is camera-space z, in world units.
 *   - Intrinsics are in pixels, with pixel (0, 0) covering [0, 1] x [0, 1]: a centred camera has cx = W / 2.
 *   - Quaternions are (w, x, y, z) and are used as they are: R(q) of a non-unit quaternion is not a rotation.
 *   - Gaussians blend front to back by depth; equal depths keep the order of their indices.
 *   - A Gaussian with a NaN or an infinity in any attribute, or whose projection is not finite, is not drawn and
 *     gets zero gradients. Zero and negative scales count by their square; an opacity below 1/255 draws nothing and
 *     one above 1 saturates at alpha 0.99. With no Gaussian to draw, outputs are the background.
 *
 * Contract of every function that returns int32_t
 *   - It returns an o3d_status and never throws. After anything but O3D_OK, o3d_last_error() explains it on the same
 *     thread.
 *   - Every buffer belongs to the caller. Nothing is allocated, kept, or freed, except by the functions that make and
 *     destroy thread pools.
 *   - With O3D_DEVICE_CUDA, work is enqueued on the caller's stream and the call returns without waiting; Gaussians,
 *     outputs, gradients, scratch and report are device memory. The structs and the views are host memory on either
 *     device, and are not read after the call has returned: what the kernels need of them travels as kernel parameters.
 *     Nothing is allocated, waited for or copied from host memory, and launches depend on sizes alone, so that calls
 *     can be captured in a CUDA graph. N * V stays below 2^31 there.
 *   - The same call gives the same bits again, gradients too, on the same device with the same build: sums are made in
 *     a fixed order, no result depends on the order of atomics.
 *   - Calls on disjoint outputs, scratch and report may run at the same time. Calls that share a thread pool take
 *     turns.
 *
 * Versioning: a caller compares o3d_abi_version() with the O3D_ABI_VERSION that it was compiled with; no other library
 * understands its structs.
 */
#ifndef OUROBOROS3D_H
#define OUROBOROS3D_H

#include <stdint.h>

#if defined(__GNUC__)
#define O3D_API __attribute__((visibility("default")))
#else
#define O3D_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a struct or a function changes. */
#define O3D_ABI_VERSION 2

/* The largest number of colour channels of one call. */
#define O3D_MAX_CHANNELS 8

/* The largest number of views of one call. */
#define O3D_MAX_VIEWS 1024

/* The largest width and height of a view, in pixels. */
#define O3D_MAX_IMAGE_SIZE 32768

enum o3d_status {
  O3D_OK = 0,
  /* A null pointer, a size out of range, an unknown enum value or a non-finite camera. */
  O3D_INVALID_ARGUMENT = 1,
  /* The scratch buffer is smaller than o3d_raster_scratch_size says. */
  O3D_SCRATCH_TOO_SMALL = 2,
  /* This build or this machine lacks what was asked for, for example CUDA. */
  O3D_UNAVAILABLE = 3,
  /* The CUDA runtime reported an error. */
  O3D_CUDA_ERROR = 4,
  /* The system refused memory or threads to o3d_thread_pool_create. */
  O3D_OUT_OF_RESOURCES = 5,
  /* A defect of the library. */
  O3D_INTERNAL_ERROR = 6
};

enum o3d_device { O3D_DEVICE_CPU = 0, O3D_DEVICE_CUDA = 1 };

/* What the CCM output holds, three channels per pixel. w_i is the blending weight of Gaussian i, T what is left of
 * the background. */
enum o3d_ccm {
  O3D_CCM_NONE = 0,
  /* Canonical coordinates: sum_i w_i (ccm_scale * mean_i + ccm_offset) + T * ccm_background. Not clamped. */
  O3D_CCM_WORLD = 1,
  /* The map that the released Ouroboros3D feeds back, made of the depth d of pixel (column u, row v):
   * clamp(ccm_scale * (camera_to_world * ((u - cx/W) d W/fx, (v - cy/H) d H/fy, d, 1)) + ccm_offset, 0, 1) where
   * d > 0, else clamp(ccm_offset, 0, 1). Pixel indices meet normalised intrinsics on purpose: its checkpoint was
   * trained so (ccm_scale 0.001, ccm_offset 0.5). ccm_background is not used. */
  O3D_CCM_DEPTH = 2
};

enum o3d_raster_flag {
  /* Scale each opacity by sqrt(det(cov) / det(cov + 0.3 I)), so that the 0.3 pixel low-pass filter keeps energy. */
  O3D_RASTER_ANTIALIASED = 1,
  /* Clamp the colour to [0, 1] when it is written. Forward only: the backward call refuses it. */
  O3D_RASTER_CLAMP_COLOR = 2,
  /* Leave in the scratch what o3d_raster_backward needs. */
  O3D_RASTER_KEEP_STATE = 4
};

/* A fixed set of worker threads for CPU calls. */
typedef struct o3d_thread_pool o3d_thread_pool;

/* Where a call runs. */
typedef struct o3d_execution {
  int32_t device;        /* an o3d_device */
  int32_t device_index;  /* CUDA ordinal; 0 on the CPU */
  void *stream;          /* cudaStream_t, NULL for the default stream; ignored on the CPU */
  o3d_thread_pool *pool; /* CPU threads, NULL for the calling thread alone; results do not depend on it */
} o3d_execution;

/* The scene, float32 in the memory of the device. Pointers may be NULL when count is 0. */
typedef struct o3d_gaussians {
  int32_t channels;       /* C, 1 to O3D_MAX_CHANNELS */
  int64_t count;          /* N, 0 to 2^31 - 1 */
  const float *means;     /* [N, 3] world positions */
  const float *quats;     /* [N, 4] (w, x, y, z), not normalised here */
  const float *scales;    /* [N, 3] standard deviations, world units */
  const float *opacities; /* [N] */
  const float *colors;    /* [N, C] */
} o3d_gaussians;

/* What is the same in all views. */
typedef struct o3d_raster_settings {
  uint32_t flags;       /* o3d_raster_flag bits */
  float scale_modifier; /* factor on every scale; 1 changes nothing */
  int32_t ccm_mode;     /* an o3d_ccm */
  float ccm_scale;
  float ccm_offset;
  float ccm_background[3];
  float background[O3D_MAX_CHANNELS]; /* the first C count */
} o3d_raster_settings;

/* One camera and where its maps go, float32. An output pointer may be NULL: that map is then not written. */
typedef struct o3d_view {
  int32_t width;
  int32_t height;
  float fx, fy, cx, cy;      /* pixels */
  float near_plane;          /* Gaussians with depth <= near_plane are dropped; the reference uses 0.2 */
  float far_plane;           /* those with depth > far_plane too; INFINITY for none, as in the reference */
  float world_to_camera[16]; /* 4 x 4 row-major; the last row must be 0 0 0 1 */
  float *color;              /* [C, H, W], sum_i w_i color_i + T * background */
  float *alpha;              /* [H, W], sum_i w_i */
  float *depth;              /* [H, W], sum_i w_i depth_i: not divided by alpha, and 0 where nothing is */
  float *ccm;                /* [3, H, W], see o3d_ccm */
} o3d_view;

/* What a forward call found out; written where the call runs, so on CUDA it is read after the stream has passed. There
 * it may also be pinned host memory, which the device writes: overflow comes last, so a caller that set it to another
 * value before the call knows from it, without waiting, that the report is complete. */
typedef struct o3d_raster_report {
  int64_t intersections; /* pairs of a Gaussian and a tile that the scene needs, all views together */
  int32_t overflow;      /* 1: more than max_intersections; the outputs are then the background alone */
  int32_t visible;       /* pairs of a Gaussian and a view that are drawn, at most 2^31 - 1 */
} o3d_raster_report;

/* One rasterization of N Gaussians in V views. */
typedef struct o3d_raster_call {
  int32_t view_count; /* V, 1 to O3D_MAX_VIEWS */
  const o3d_execution *execution;
  const o3d_gaussians *gaussians;
  const o3d_raster_settings *settings;
  const o3d_view *views;     /* V of them */
  int64_t max_intersections; /* capacity that the scratch is laid out for; at most 2^31 - 1 */
  void *scratch;             /* aligned to 256 bytes */
  int64_t scratch_bytes;
  o3d_raster_report *report;
} o3d_raster_call;

/* Gradients of a scalar loss with respect to one view's maps: float32, NULL for zero. */
typedef struct o3d_view_gradients {
  const float *color; /* [C, H, W] */
  const float *alpha; /* [H, W] */
  const float *depth; /* [H, W] */
  const float *ccm;   /* [3, H, W] */
} o3d_view_gradients;

/* Gradients with respect to the scene, float32, summed over views and overwritten; NULL where not wanted.
 * They are the derivatives of the forward pass with its hard decisions (culling, tile rectangle, order, 1/255 and
 * 1e-4 thresholds) held fixed; nothing flows through the 0.99 cap where it is active. */
typedef struct o3d_gaussian_gradients {
  float *means;     /* [N, 3] */
  float *quats;     /* [N, 4], of the quaternion as given */
  float *scales;    /* [N, 3] */
  float *opacities; /* [N] */
  float *colors;    /* [N, C] */
} o3d_gaussian_gradients;

/* O3D_ABI_VERSION of the library. */
O3D_API int32_t o3d_abi_version(void);

/* One line on this build and this processor: version, compiler, instruction set chosen, CUDA architectures or
 * "no CUDA". Static storage. */
O3D_API const char *o3d_build_info(void);

/* The last error of the calling thread, in English, or an empty string. Valid until the thread's next call. */
O3D_API const char *o3d_last_error(void);

/* Number of usable devices of a kind: 1 for the CPU, 0 for CUDA where the build or the driver is missing. */
O3D_API int32_t o3d_device_count(int32_t device, int32_t *count);

/* Starts thread_count - 1 workers (the calling thread is the remaining one). thread_count is 1 to 1024. */
O3D_API int32_t o3d_thread_pool_create(int32_t thread_count, o3d_thread_pool **pool);

/* Ends the workers; NULL does nothing. No call may be using the pool. */
O3D_API void o3d_thread_pool_destroy(o3d_thread_pool *pool);

/* Begins a range in a profiler's timeline (NVTX) on the calling thread, and ends the one begun last; ranges nest. The
 * rasterizer marks its own stages so. Without a profiler, and in a build without CUDA, both do nothing. name is text
 * that ends in zero and is not kept; NULL begins a range without one. */
O3D_API void o3d_range_push(const char *name);
O3D_API void o3d_range_pop(void);

/* The scratch that o3d_raster_forward needs for this call, and with O3D_RASTER_KEEP_STATE o3d_raster_backward as
 * well. Depends on the device, the pool, the settings, sizes, N, C, V and max_intersections, on no data; pointers to
 * data are not looked at and may be NULL. */
O3D_API int32_t o3d_raster_scratch_size(const o3d_raster_call *call, int64_t *bytes);

/* Renders all views. When report->overflow comes back 1, grow max_intersections to report->intersections or more,
 * and the scratch with it, and call again. */
O3D_API int32_t o3d_raster_forward(const o3d_raster_call *call);

/* Gradients of the forward call just made with the same call struct, O3D_RASTER_KEEP_STATE and an untouched scratch.
 * gradients holds V entries. Outputs of the views are not read. After a forward call that overflowed, gradients are
 * zero. */
O3D_API int32_t o3d_raster_backward(const o3d_raster_call *call, const o3d_view_gradients *gradients,
                                    const o3d_gaussian_gradients *result);

#ifdef __cplusplus
}
#endif

#endif /* OUROBOROS3D_H */
