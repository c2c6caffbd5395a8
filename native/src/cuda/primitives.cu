#include <algorithm>
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_scan.cuh>

#include "primitives.cuh"

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

int64_t temporary_size(int32_t items) {
  size_t scan = 0, sort = 0;
  check_cuda(cub::DeviceScan::InclusiveSum(nullptr, scan, static_cast<int64_t *>(nullptr), items), "scan size");
  check_cuda(cub::DeviceRadixSort::SortPairs(nullptr, sort, static_cast<const uint32_t *>(nullptr),
                                             static_cast<uint32_t *>(nullptr), static_cast<const int32_t *>(nullptr),
                                             static_cast<int32_t *>(nullptr), items),
             "sort size");
  return static_cast<int64_t>(std::max(scan, sort));
}

void inclusive_sum(Queue &queue, void *temporary, int64_t temporary_bytes, int64_t *values, int32_t count) {
  size_t bytes = static_cast<size_t>(temporary_bytes);
  check_cuda(cub::DeviceScan::InclusiveSum(temporary, bytes, values, count, queue.stream()), "scan");
}

void sort_pairs(Queue &queue, void *temporary, int64_t temporary_bytes, const uint32_t *keys, uint32_t *sorted_keys,
                const int32_t *values, int32_t *sorted_values, int32_t count, int bits) {
  size_t bytes = static_cast<size_t>(temporary_bytes);
  check_cuda(cub::DeviceRadixSort::SortPairs(temporary, bytes, keys, sorted_keys, values, sorted_values, count, 0, bits,
                                             queue.stream()),
             "sort");
}

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d
