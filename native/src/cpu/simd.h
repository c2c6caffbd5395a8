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
// Four floats, again and again.
O3D_INLINE Floats load_four(const float *p) { return _mm512_broadcast_f32x4(_mm_loadu_ps(p)); }
O3D_INLINE void store(float *p, Floats v) { _mm512_storeu_ps(p, v); }
O3D_INLINE Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
O3D_INLINE Floats sub(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
O3D_INLINE Floats mul(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
O3D_INLINE Floats div(Floats a, Floats b) { return _mm512_div_ps(a, b); }
O3D_INLINE Floats fma(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
// c - a b.
O3D_INLINE Floats fnma(Floats a, Floats b, Floats c) { return _mm512_fnmadd_ps(a, b, c); }
// The second operand where either is NaN.
O3D_INLINE Floats min_of(Floats a, Floats b) { return _mm512_min_ps(a, b); }
O3D_INLINE Floats max_of(Floats a, Floats b) { return _mm512_max_ps(a, b); }
// The least and the largest of every four lanes, in all of the four.
O3D_INLINE Floats min_of_four(Floats a) {
  a = _mm512_min_ps(a, _mm512_permute_ps(a, 0xb1));
  return _mm512_min_ps(a, _mm512_permute_ps(a, 0x4e));
}
O3D_INLINE Floats max_of_four(Floats a) {
  a = _mm512_max_ps(a, _mm512_permute_ps(a, 0xb1));
  return _mm512_max_ps(a, _mm512_permute_ps(a, 0x4e));
}
// 1 / sqrt(a), within 4e-4 of it.
O3D_INLINE Floats inverse_root(Floats a) { return _mm512_rsqrt14_ps(a); }
// -|a|.
O3D_INLINE Floats negative(Floats a) { return _mm512_or_ps(a, _mm512_set1_ps(-0.0f)); }
O3D_INLINE Mask at_most(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
// Whether the bits of each lane, read as int32, are above a number.
O3D_INLINE Mask bits_above(Floats a, int32_t b) {
  return _mm512_cmpgt_epi32_mask(_mm512_castps_si512(a), _mm512_set1_epi32(b));
}
O3D_INLINE Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
O3D_INLINE Floats select(Mask m, Floats a, Floats b) { return _mm512_mask_blend_ps(m, b, a); }
O3D_INLINE Floats keep(Mask m, Floats a) { return _mm512_maskz_mov_ps(m, a); }
O3D_INLINE uint32_t bits(Mask m) { return m; }
O3D_INLINE bool any(Mask m) { return m != 0; }
O3D_INLINE float sum(Floats a) { return _mm512_reduce_add_ps(a); }
// a - floor(a).
O3D_INLINE Floats fraction(Floats a) { return _mm512_reduce_ps(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
// p * 2^floor(a).
O3D_INLINE Floats scale_by_power(Floats p, Floats a) { return _mm512_scalef_ps(p, a); }
// Turns 64 rows of bits into columns: bit r of columns[b * stride] is bit b of rows[r].
using Bits = uint16_t;
O3D_INLINE void transpose_bits(const Bits *rows, uint64_t *columns, int stride) {
  const __m512i low = _mm512_loadu_si512(rows), high = _mm512_loadu_si512(rows + 32);
  for (int bit = 0; bit < 16; ++bit) {
    const __m512i wanted = _mm512_set1_epi16(static_cast<int16_t>(1 << bit));
    columns[bit * stride] =
        _mm512_test_epi16_mask(low, wanted) | static_cast<uint64_t>(_mm512_test_epi16_mask(high, wanted)) << 32;
  }
}

#elif defined(__AVX2__) && defined(__FMA__)

constexpr int kWidth = 8;
using Floats = __m256;
using Mask = __m256;

O3D_INLINE Floats splat_of(float v) { return _mm256_set1_ps(v); }
O3D_INLINE Floats load(const float *p) { return _mm256_loadu_ps(p); }
O3D_INLINE Floats load_four(const float *p) {
  const __m128 four = _mm_loadu_ps(p);
  return _mm256_set_m128(four, four);
}
O3D_INLINE void store(float *p, Floats v) { _mm256_storeu_ps(p, v); }
O3D_INLINE Floats add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
O3D_INLINE Floats sub(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
O3D_INLINE Floats mul(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
O3D_INLINE Floats div(Floats a, Floats b) { return _mm256_div_ps(a, b); }
O3D_INLINE Floats fma(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
O3D_INLINE Floats fnma(Floats a, Floats b, Floats c) { return _mm256_fnmadd_ps(a, b, c); }
O3D_INLINE Floats min_of(Floats a, Floats b) { return _mm256_min_ps(a, b); }
O3D_INLINE Floats max_of(Floats a, Floats b) { return _mm256_max_ps(a, b); }
O3D_INLINE Floats min_of_four(Floats a) {
  a = _mm256_min_ps(a, _mm256_permute_ps(a, 0xb1));
  return _mm256_min_ps(a, _mm256_permute_ps(a, 0x4e));
}
O3D_INLINE Floats max_of_four(Floats a) {
  a = _mm256_max_ps(a, _mm256_permute_ps(a, 0xb1));
  return _mm256_max_ps(a, _mm256_permute_ps(a, 0x4e));
}
O3D_INLINE Floats inverse_root(Floats a) { return _mm256_rsqrt_ps(a); }
O3D_INLINE Floats negative(Floats a) { return _mm256_or_ps(a, _mm256_set1_ps(-0.0f)); }
O3D_INLINE Mask at_most(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
O3D_INLINE Mask bits_above(Floats a, int32_t b) {
  return _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_castps_si256(a), _mm256_set1_epi32(b)));
}
O3D_INLINE Mask both(Mask a, Mask b) { return _mm256_and_ps(a, b); }
O3D_INLINE Floats select(Mask m, Floats a, Floats b) { return _mm256_blendv_ps(b, a, m); }
O3D_INLINE Floats keep(Mask m, Floats a) { return _mm256_and_ps(m, a); }
O3D_INLINE uint32_t bits(Mask m) { return static_cast<uint32_t>(_mm256_movemask_ps(m)); }
O3D_INLINE bool any(Mask m) { return _mm256_movemask_ps(m) != 0; }
O3D_INLINE float sum(Floats a) {
  __m128 v = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}
O3D_INLINE Floats fraction(Floats a) { return _mm256_sub_ps(a, _mm256_floor_ps(a)); }
O3D_INLINE Floats scale_by_power(Floats p, Floats a) {
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(_mm256_floor_ps(a)), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), exponent));
}
using Bits = uint32_t;
O3D_INLINE void transpose_bits(const Bits *rows, uint64_t *columns, int stride) {
  for (int bit = 0; bit < 32; ++bit) columns[bit * stride] = 0;
  for (int r = 0; r < 64; r += 8) {
    __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(rows + r));
    for (int bit = 31; bit >= 0; --bit, v = _mm256_add_epi32(v, v)) {
      columns[bit * stride] |= static_cast<uint64_t>(bits(_mm256_castsi256_ps(v))) << r;
    }
  }
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
O3D_INLINE Floats load_four(const float *p) { return load(p); }
O3D_INLINE void store(float *p, Floats v) { std::memcpy(p, &v, sizeof v); }
O3D_INLINE Floats add(Floats a, Floats b) { return a + b; }
O3D_INLINE Floats sub(Floats a, Floats b) { return a - b; }
O3D_INLINE Floats mul(Floats a, Floats b) { return a * b; }
O3D_INLINE Floats div(Floats a, Floats b) { return a / b; }
O3D_INLINE Floats fma(Floats a, Floats b, Floats c) { return a * b + c; }
O3D_INLINE Floats fnma(Floats a, Floats b, Floats c) { return c - a * b; }
O3D_INLINE Mask at_most(Floats a, Floats b) { return a <= b; }
O3D_INLINE Mask bits_above(Floats a, int32_t b) {
  Mask v;
  std::memcpy(&v, &a, sizeof v);
  return v > Mask{b, b, b, b};
}
O3D_INLINE Mask both(Mask a, Mask b) { return a & b; }
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
O3D_INLINE Floats min_of_four(Floats a) {
  a = min_of(a, Floats{a[1], a[0], a[3], a[2]});
  return min_of(a, Floats{a[2], a[3], a[0], a[1]});
}
O3D_INLINE Floats max_of_four(Floats a) {
  a = max_of(a, Floats{a[1], a[0], a[3], a[2]});
  return max_of(a, Floats{a[2], a[3], a[0], a[1]});
}
O3D_INLINE Floats negative(Floats a) { return select(a < splat_of(0.0f), a, -a); }
O3D_INLINE Floats inverse_root(Floats a) {
  for (int i = 0; i < kWidth; ++i) a[i] = 1.0f / __builtin_sqrtf(a[i]);
  return a;
}
O3D_INLINE uint32_t bits(Mask m) { return static_cast<uint32_t>((m[0] & 1) | (m[1] & 2) | (m[2] & 4) | (m[3] & 8)); }
O3D_INLINE bool any(Mask m) { return (m[0] | m[1] | m[2] | m[3]) != 0; }
O3D_INLINE float sum(Floats a) { return (a[0] + a[2]) + (a[1] + a[3]); }
// floor(a) for |a| below 2^22; beside a whole number n either n or n - 1, so that the fraction is about 0 or about 1.
// Adding and taking away 1.5 * 2^23 rounds to nearest even.
O3D_INLINE Floats whole(Floats a) {
  const Floats magic = splat_of(12582912.0f);
  return (a - splat_of(0.5f) + magic) - magic;
}
O3D_INLINE Floats fraction(Floats a) { return a - whole(a); }
O3D_INLINE Floats scale_by_power(Floats p, Floats a) {
  // The low bits of the sum hold the exponent; the unsigned shift drops the rest.
  const Floats shifted = whole(a) + splat_of(12582912.0f);
  using Words = uint32_t __attribute__((vector_size(16)));
  Words exponent, value;
  std::memcpy(&exponent, &shifted, sizeof exponent);
  std::memcpy(&value, &p, sizeof value);
  value += exponent << 23;
  std::memcpy(&p, &value, sizeof p);
  return p;
}
using Bits = uint64_t;
O3D_INLINE void transpose_bits(const Bits *rows, uint64_t *columns, int stride) {
  for (int bit = 0; bit < 64; ++bit) columns[bit * stride] = 0;
  for (int r = 0; r < 64; ++r) {
    for (Bits rest = rows[r]; rest != 0; rest &= rest - 1) columns[__builtin_ctzll(rest) * stride] |= uint64_t{1} << r;
  }
}

#endif

// 2^x for x in [-126, 0], within 2 units in the last place: a power of two times a polynomial on [0, 1], whose
// coefficients minimise the largest relative error (9e-8) with 2^0 = 1 exactly.
O3D_INLINE Floats power_of_two(Floats x) {
  const Floats r = fraction(x);
  Floats p = splat_of(1.867128e-3f);
  p = fma(p, r, splat_of(9.017040e-3f));
  p = fma(p, r, splat_of(5.579991e-2f));
  p = fma(p, r, splat_of(2.4016445e-1f));
  p = fma(p, r, splat_of(6.9315131e-1f));
  p = fma(p, r, splat_of(1.0f));
  return scale_by_power(p, x);
}

}  // namespace O3D_SIMD_NAMESPACE
}  // namespace o3d
