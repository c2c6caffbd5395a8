// Scan and sort over device memory.
#ifndef O3D_CUDA_PRIMITIVES_CUH
#define O3D_CUDA_PRIMITIVES_CUH

#include <cstdint>

#include "queue.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

// Temporary memory of either for so many items.
int64_t temporary_size(int32_t items);

// Running sums in place.
void inclusive_sum(Queue &queue, void *temporary, int64_t temporary_bytes, int64_t *values, int32_t count);

// Orders (key, value) by the keys' lowest bits; equal keys keep their order. What was unsorted is left alone.
void sort_pairs(Queue &queue, void *temporary, int64_t temporary_bytes, const uint32_t *keys, uint32_t *sorted_keys,
                const int32_t *values, int32_t *sorted_values, int32_t count, int bits);

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d

#endif  // O3D_CUDA_PRIMITIVES_CUH
