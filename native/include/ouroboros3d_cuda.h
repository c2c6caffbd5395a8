/*
 * ouroboros3d_cuda.h - streams, graphs and events of CUDA devices: the second part of the C ABI of libouroboros3d,
 * which knows nothing of Gaussians.
 *
 * It is for whoever records work of libraries that share a device's primary context, the rasterizer among them.
 * device_index is a CUDA ordinal. Every function gives O3D_UNAVAILABLE in a build without CUDA, and where there is no
 * such device. A stream is a cudaStream_t; NULL is the device's default stream. Statuses, errors and the version are
 * those of ouroboros3d.h.
 */
#ifndef OUROBOROS3D_CUDA_H
#define OUROBOROS3D_CUDA_H

#include "ouroboros3d.h"

#ifdef __cplusplus
extern "C" {
#endif

/* CUDA work that was recorded once, to be enqueued again at once. */
typedef struct o3d_graph o3d_graph;

/* A point in the work of a CUDA stream. */
typedef struct o3d_event o3d_event;

/* Makes a stream that no other stream waits for of itself, the default one included: only such a stream can be recorded
 * while other threads use the default one. */
O3D_API int32_t o3d_stream_create(int32_t device_index, void **stream);

/* Destroys a stream that o3d_stream_create made; what it holds is still computed. NULL is refused. */
O3D_API int32_t o3d_stream_destroy(int32_t device_index, void *stream);

/* What is enqueued on stream from now on starts when everything that other holds now has run. */
O3D_API int32_t o3d_stream_wait(int32_t device_index, void *stream, void *other);

/* From now on what is enqueued on stream is recorded and not run. Calls of this thread that a recording cannot hold,
 * such as waiting for the device, fail and spoil the recording; other threads are not affected. The default stream
 * cannot be recorded. Ends with o3d_graph_end on the same thread, whatever fails in between. */
O3D_API int32_t o3d_graph_begin(int32_t device_index, void *stream);

/* Ends the recording of stream. graph may be NULL: what was recorded is then dropped. The stream can be used again
 * after this call in any case. */
O3D_API int32_t o3d_graph_end(int32_t device_index, void *stream, o3d_graph **graph);

/* Enqueues what was recorded on stream, any of the same device. Memory that the recorded work reads and writes must
 * still be there, at the same addresses. Launches of one graph run one after the other. */
O3D_API int32_t o3d_graph_launch(o3d_graph *graph, void *stream);

/* Frees a graph; what was launched is still computed. NULL does nothing. */
O3D_API void o3d_graph_destroy(o3d_graph *graph);

/* Makes an event. It counts as reached until it is recorded. */
O3D_API int32_t o3d_event_create(int32_t device_index, o3d_event **event);

/* Puts the event behind everything that stream, any of the same device, holds now; where it was before is forgotten. A
 * stream that is being recorded is refused, and the recording goes on. */
O3D_API int32_t o3d_event_record(o3d_event *event, void *stream);

/* Writes 1 to reached when everything before the event has run, and 0 when something of it has not; does not wait. Work
 * that failed on the device gives O3D_CUDA_ERROR. */
O3D_API int32_t o3d_event_query(o3d_event *event, int32_t *reached);

/* Blocks the calling thread until everything before the event has run; what was enqueued behind it is not waited for.
 * Work that failed on the device gives O3D_CUDA_ERROR. */
O3D_API int32_t o3d_event_wait(o3d_event *event);

/* Frees an event, reached or not; the work before it is still computed. NULL does nothing. */
O3D_API void o3d_event_destroy(o3d_event *event);

/* The number of the allocation of device memory that address lies in, which no other allocation of the process has had
 * or will have; 0 when it lies in none. It tells memory that is still there from memory that was freed, even where the
 * address has been given out again. */
O3D_API int32_t o3d_allocation_id(int32_t device_index, const void *address, uint64_t *id);

#ifdef __cplusplus
}
#endif

#endif /* OUROBOROS3D_CUDA_H */
