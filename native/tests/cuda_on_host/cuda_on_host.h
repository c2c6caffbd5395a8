// Kernel sources executed on the host: a test harness, no device. Included in place of the CUDA runtime, it gives the
// sources of native/src/cuda what they use of CUDA C++, with the meaning that the programming guide gives it.
//
// Blocks run one after another, the threads of a block as fibers. A fiber runs until it meets a barrier or a warp
// operation, which all threads of the block or the warp must meet; anything else ends the program with a message, as
// it would hang or be undefined on a device. Warps, and lanes in them, run first to last or last to first as the test
// chooses: results that differ show a missing barrier.
#ifndef O3D_TESTS_CUDA_ON_HOST_H
#define O3D_TESTS_CUDA_ON_HOST_H

#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "ouroboros3d.h"

#define __global__ static
#define __device__
#define __host__
#define __forceinline__ inline
// One block runs at a time.
#define __shared__ static
#define __launch_bounds__(threads)

struct dim3 {
  unsigned x, y, z;
  explicit dim3(unsigned x_, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};

struct uint3 {
  unsigned x, y, z;
};

struct alignas(8) float2 {
  float x, y;
};

struct alignas(16) float4 {
  float x, y, z, w;
};

inline float2 make_float2(float x, float y) { return float2{x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return float4{x, y, z, w}; }

// Set before a fiber goes on.
inline uint3 threadIdx, blockIdx;

namespace cuda_on_host {

enum class Collective { kNone, kBarrier, kBallot, kShuffle };

// What a kernel did, summed over its launches; per warp where a warp does it together.
struct Counters {
  int64_t launches, blocks, barriers, ballots, shuffles, bit_scans;
};

Counters &counters();
std::map<std::string, Counters> &all_counters();

// Whether warps and lanes run last to first.
extern bool reversed;

// Runs kernel() for every thread of the grid.
void run(const char *name, dim3 grid, int threads, const std::function<void()> &kernel);

// The calling thread's part in a barrier: how many threads brought a true predicate.
int barrier(bool predicate);

// The calling lane's part in a warp operation: everybody's values.
const uint64_t *exchange(Collective kind, unsigned mask, uint64_t value);

int lane();

template <typename T>
T shuffle(unsigned mask, T value, int from) {
  static_assert(sizeof(T) <= 8, "what a shuffle takes");
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  const uint64_t *all = exchange(Collective::kShuffle, mask, bits);
  std::memcpy(&value, all + from, sizeof value);
  return value;
}

}  // namespace cuda_on_host

inline void __syncthreads() { cuda_on_host::barrier(false); }
inline int __syncthreads_count(int predicate) { return cuda_on_host::barrier(predicate != 0); }

inline void __threadfence_system() {}

inline unsigned __ballot_sync(unsigned mask, int predicate) {
  const uint64_t *all = cuda_on_host::exchange(cuda_on_host::Collective::kBallot, mask, predicate != 0 ? 1 : 0);
  unsigned bits = 0;
  for (unsigned i = 0; i < 32; ++i) bits |= all[i] != 0 ? 1u << i : 0u;
  return bits;
}

template <typename T>
T __shfl_sync(unsigned mask, T value, int from) {
  return cuda_on_host::shuffle(mask, value, from % 32);
}

template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int bits) {
  return cuda_on_host::shuffle(mask, value, cuda_on_host::lane() ^ bits);
}

// Lanes without a lower partner keep their value.
template <typename T>
T __shfl_up_sync(unsigned mask, T value, int distance) {
  const int from = cuda_on_host::lane() - distance;
  return cuda_on_host::shuffle(mask, value, from < 0 ? cuda_on_host::lane() : from);
}

inline unsigned atomicAdd(unsigned *address, unsigned value) {
  const unsigned before = *address;
  *address += value;
  return before;
}

inline int __ffs(int bits) {
  ++cuda_on_host::counters().bit_scans;
  return __builtin_ffs(bits);
}

inline int __clz(int bits) {
  ++cuda_on_host::counters().bit_scans;
  return bits == 0 ? 32 : __builtin_clz(static_cast<unsigned>(bits));
}

namespace o3d {
namespace O3D_CUDA_NAMESPACE {

class Queue {
 public:
  explicit Queue(const o3d_execution &) {}
  ~Queue() {}

  template <typename... Parameters>
  void launch(const char *name, void (*kernel)(Parameters...), dim3 grid, int threads, Parameters... arguments) {
    ::cuda_on_host::run(name, grid, threads, [&] { kernel(arguments...); });
  }
};

class Range {
 public:
  explicit Range(const char *) {}
  ~Range() {}
};

}  // namespace O3D_CUDA_NAMESPACE
}  // namespace o3d

#endif  // O3D_TESTS_CUDA_ON_HOST_H
