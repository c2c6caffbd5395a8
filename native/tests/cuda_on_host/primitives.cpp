// Scan and sort for kernel sources executed on the host.
#include "cuda/primitives.cuh"

#include <algorithm>
#include <numeric>
#include <vector>

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

int64_t temporary_size(int32_t) { return 1; }

void inclusive_sum(Queue &, void *, int64_t, int64_t *values, int32_t count) {
  std::partial_sum(values, values + count, values);
}

void sort_pairs(Queue &, void *, int64_t, const uint32_t *keys, uint32_t *sorted_keys, const int32_t *values,
                int32_t *sorted_values, int32_t count, int bits) {
  const uint32_t mask = bits >= 32 ? ~uint32_t{0} : (uint32_t{1} << bits) - 1;
  std::vector<int32_t> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [keys, mask](int32_t a, int32_t b) { return (keys[a] & mask) < (keys[b] & mask); });
  for (int32_t i = 0; i < count; ++i) {
    sorted_keys[i] = keys[order[static_cast<size_t>(i)]];
    sorted_values[i] = values[order[static_cast<size_t>(i)]];
  }
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
