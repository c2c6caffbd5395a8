// Marks functions that the CPU and the CUDA kernels share, so that the two cannot drift.
//
// On the host they are always inlined with internal linkage. The SIMD sources are compiled for instruction sets that
// the machine may lack; an ordinary inline function emitted there could be the copy that the linker keeps for all.
#ifndef O3D_HOST_DEVICE_H
#define O3D_HOST_DEVICE_H

#if defined(__CUDACC__)
#define O3D_HD static __host__ __device__ __forceinline__
#else
#define O3D_HD static inline __attribute__((always_inline, unused))
#endif

namespace o3d {

O3D_HD float min_of(float a, float b) { return a < b ? a : b; }
O3D_HD float max_of(float a, float b) { return a > b ? a : b; }
O3D_HD int min_of(int a, int b) { return a < b ? a : b; }
O3D_HD int max_of(int a, int b) { return a > b ? a : b; }

#if defined(__CUDA_ARCH__)
O3D_HD float root(float v) { return sqrtf(v); }
O3D_HD float logarithm(float v) { return logf(v); }
O3D_HD float ceiling(float v) { return ceilf(v); }
O3D_HD float floor_of(float v) { return floorf(v); }
O3D_HD float fused(float a, float b, float c) { return __fmaf_rn(a, b, c); }
// Within 2 units in the last place; for the inner loops, where the exact forms cost several instructions.
O3D_HD float exponential(float v) { return __expf(v); }
O3D_HD float reciprocal(float v) { return __fdividef(1.0f, v); }
#else
O3D_HD float root(float v) { return __builtin_sqrtf(v); }
O3D_HD float logarithm(float v) { return __builtin_logf(v); }
O3D_HD float ceiling(float v) { return __builtin_ceilf(v); }
O3D_HD float floor_of(float v) { return __builtin_floorf(v); }
O3D_HD float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
O3D_HD float exponential(float v) { return __builtin_expf(v); }
O3D_HD float reciprocal(float v) { return 1.0f / v; }
#endif

// False for NaN and the infinities: their difference with themselves is NaN.
O3D_HD bool finite(float v) { return v - v == 0.0f; }

// Truncation toward zero of v limited to [0, limit]; NaN gives 0.
O3D_HD int truncate_within(float v, int limit) {
  if (!(v > 0.0f)) return 0;
  return v < static_cast<float>(limit) ? static_cast<int>(v) : limit;
}

}  // namespace o3d

#endif  // O3D_HOST_DEVICE_H
