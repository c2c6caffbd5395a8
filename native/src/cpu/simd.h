// One register of floats, in the instruction set that the including source is compiled for. The includer defines
// O3D_SIMD_NAMESPACE, which keeps the same names of different instruction sets apart.
#ifndef O3D_SIMD_NAMESPACE
#error "define O3D_SIMD_NAMESPACE"
#endif

#include <cstdint>
#include <cstring>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#define O3D_INLINE static inline __attribute__((always_inline, unused))

namespace o3d {
namespace O3D_SIMD_NAMESPACE {

#if defined(__AVX512F__) && defined(__AVX512DQ__)

constexpr int kWidth = 16;
using Floats = __m512;
using Mask = __mmask16;

O3D_INLINE Floats splat_of(float v) { return _mm512_set1_ps(v); }
O3D_INLINE Floats load(const float *p) { return _mm512_loadu_ps(p); }
O3D_INLINE void store(float *p, Floats v) { _mm512_storeu_ps(p, v); }
O3D_INLINE Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
O3D_INLINE Floats sub(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
O3D_INLINE Floats mul(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
O3D_INLINE Floats div(Floats a, Floats b) { return _mm512_div_ps(a, b); }
O3D_INLINE Floats fma(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
// The second operand where either is NaN.
O3D_INLINE Floats min_of(Floats a, Floats b) { return _mm512_min_ps(a, b); }
O3D_INLINE Floats max_of(Floats a, Floats b) { return _mm512_max_ps(a, b); }
O3D_INLINE Floats root(Floats a) { return _mm512_sqrt_ps(a); }
O3D_INLINE Mask at_most(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
O3D_INLINE Mask less(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
// Whether the bits of each lane, read as int32, are above a number.
O3D_INLINE Mask bits_above(Floats a, int32_t b) {
  return _mm512_cmpgt_epi32_mask(_mm512_castps_si512(a), _mm512_set1_epi32(b));
}
O3D_INLINE Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
O3D_INLINE Mask without(Mask a, Mask b) { return static_cast<Mask>(a & ~b); }
O3D_INLINE Floats select(Mask m, Floats a, Floats b) { return _mm512_mask_blend_ps(m, b, a); }
O3D_INLINE Floats keep(Mask m, Floats a) { return _mm512_maskz_mov_ps(m, a); }
O3D_INLINE uint32_t bits(Mask m) { return m; }
O3D_INLINE bool any(Mask m) { return m != 0; }
O3D_INLINE float sum(Floats a) { return _mm512_reduce_add_ps(a); }
O3D_INLINE Floats round_nearest(Floats a) {
  return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// p * 2^n for integral n.
O3D_INLINE Floats scale_by_power(Floats p, Floats n) { return _mm512_scalef_ps(p, n); }

#elif defined(__AVX2__) && defined(__FMA__)

constexpr int kWidth = 8;
using Floats = __m256;
using Mask = __m256;

O3D_INLINE Floats splat_of(float v) { return _mm256_set1_ps(v); }
O3D_INLINE Floats load(const float *p) { return _mm256_loadu_ps(p); }
O3D_INLINE void store(float *p, Floats v) { _mm256_storeu_ps(p, v); }
O3D_INLINE Floats add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
O3D_INLINE Floats sub(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
O3D_INLINE Floats mul(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
O3D_INLINE Floats div(Floats a, Floats b) { return _mm256_div_ps(a, b); }
O3D_INLINE Floats fma(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
O3D_INLINE Floats min_of(Floats a, Floats b) { return _mm256_min_ps(a, b); }
O3D_INLINE Floats max_of(Floats a, Floats b) { return _mm256_max_ps(a, b); }
O3D_INLINE Floats root(Floats a) { return _mm256_sqrt_ps(a); }
O3D_INLINE Mask at_most(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
O3D_INLINE Mask less(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
O3D_INLINE Mask bits_above(Floats a, int32_t b) {
  return _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_castps_si256(a), _mm256_set1_epi32(b)));
}
O3D_INLINE Mask both(Mask a, Mask b) { return _mm256_and_ps(a, b); }
O3D_INLINE Mask without(Mask a, Mask b) { return _mm256_andnot_ps(b, a); }
O3D_INLINE Floats select(Mask m, Floats a, Floats b) { return _mm256_blendv_ps(b, a, m); }
O3D_INLINE Floats keep(Mask m, Floats a) { return _mm256_and_ps(m, a); }
O3D_INLINE uint32_t bits(Mask m) { return static_cast<uint32_t>(_mm256_movemask_ps(m)); }
O3D_INLINE bool any(Mask m) { return _mm256_movemask_ps(m) != 0; }
O3D_INLINE float sum(Floats a) {
  __m128 v = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}
O3D_INLINE Floats round_nearest(Floats a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
O3D_INLINE Floats scale_by_power(Floats p, Floats n) {
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), exponent));
}

#else

// Vector extensions of GCC and Clang: SSE2 on any x86-64, NEON on ARM, scalars elsewhere.
constexpr int kWidth = 4;
using Floats = float __attribute__((vector_size(16)));
using Mask = int32_t __attribute__((vector_size(16)));

O3D_INLINE Floats splat_of(float v) { return Floats{v, v, v, v}; }
O3D_INLINE Floats load(const float *p) {
  Floats v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
O3D_INLINE void store(float *p, Floats v) { std::memcpy(p, &v, sizeof v); }
O3D_INLINE Floats add(Floats a, Floats b) { return a + b; }
O3D_INLINE Floats sub(Floats a, Floats b) { return a - b; }
O3D_INLINE Floats mul(Floats a, Floats b) { return a * b; }
O3D_INLINE Floats div(Floats a, Floats b) { return a / b; }
O3D_INLINE Floats fma(Floats a, Floats b, Floats c) { return a * b + c; }
O3D_INLINE Mask at_most(Floats a, Floats b) { return a <= b; }
O3D_INLINE Mask less(Floats a, Floats b) { return a < b; }
O3D_INLINE Mask bits_above(Floats a, int32_t b) {
  Mask v;
  std::memcpy(&v, &a, sizeof v);
  return v > Mask{b, b, b, b};
}
O3D_INLINE Mask both(Mask a, Mask b) { return a & b; }
O3D_INLINE Mask without(Mask a, Mask b) { return a & ~b; }
O3D_INLINE Floats keep(Mask m, Floats a) {
  Mask v;
  std::memcpy(&v, &a, sizeof v);
  v &= m;
  std::memcpy(&a, &v, sizeof a);
  return a;
}
O3D_INLINE Floats select(Mask m, Floats a, Floats b) {
  Mask u, v;
  std::memcpy(&u, &a, sizeof u);
  std::memcpy(&v, &b, sizeof v);
  u = (u & m) | (v & ~m);
  std::memcpy(&a, &u, sizeof a);
  return a;
}
O3D_INLINE Floats min_of(Floats a, Floats b) { return select(a < b, a, b); }
O3D_INLINE Floats max_of(Floats a, Floats b) { return select(a > b, a, b); }
O3D_INLINE Floats root(Floats a) {
  for (int i = 0; i < kWidth; ++i) a[i] = __builtin_sqrtf(a[i]);
  return a;
}
O3D_INLINE uint32_t bits(Mask m) { return static_cast<uint32_t>((m[0] & 1) | (m[1] & 2) | (m[2] & 4) | (m[3] & 8)); }
O3D_INLINE bool any(Mask m) { return (m[0] | m[1] | m[2] | m[3]) != 0; }
O3D_INLINE float sum(Floats a) { return (a[0] + a[2]) + (a[1] + a[3]); }
// For |a| below 2^22: adding and taking away 1.5 * 2^23 rounds to nearest even.
O3D_INLINE Floats round_nearest(Floats a) {
  const Floats magic = splat_of(12582912.0f);
  return (a + magic) - magic;
}
O3D_INLINE Floats scale_by_power(Floats p, Floats n) {
  const Floats magic = splat_of(12582912.0f);
  const Floats shifted = n + magic;
  Mask exponent, value;
  std::memcpy(&exponent, &shifted, sizeof exponent);
  std::memcpy(&value, &p, sizeof value);
  // The low bits of shifted hold n; the unsigned shift drops the rest.
  using Bits = uint32_t __attribute__((vector_size(16)));
  Bits moved;
  std::memcpy(&moved, &exponent, sizeof moved);
  moved <<= 23;
  Bits sum_bits;
  std::memcpy(&sum_bits, &value, sizeof sum_bits);
  sum_bits += moved;
  std::memcpy(&p, &sum_bits, sizeof p);
  return p;
}

#endif

// 2^x for x in [-126, 0], within 2 units in the last place: 2^n times a polynomial on [-1/2, 1/2], whose coefficients
// minimise the largest relative error (9e-8).
O3D_INLINE Floats power_of_two(Floats x) {
  const Floats n = round_nearest(x);
  const Floats r = sub(x, n);
  Floats p = splat_of(1.326472199e-3f);
  p = fma(p, r, splat_of(9.671512997e-3f));
  p = fma(p, r, splat_of(5.550733761e-2f));
  p = fma(p, r, splat_of(2.402224208e-1f));
  p = fma(p, r, splat_of(6.931469776e-1f));
  p = fma(p, r, splat_of(1.0f));
  return scale_by_power(p, n);
}

}  // namespace O3D_SIMD_NAMESPACE
}  // namespace o3d
