/*
 * The few operations on vectors of doubles that the kernels are written in. The compilers' own vector types carry them,
 * so that one source serves every instruction set: LANES is all that changes.
 */
#ifndef HOTPATH_VECTOR_H
#define HOTPATH_VECTOR_H

#include <stdint.h>

#include "elementary.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifndef LANES
#error "LANES: include this header from the file of an instruction set"
#endif

#define VECTOR_BYTES (8 * LANES)

typedef double vdouble __attribute__((vector_size(VECTOR_BYTES)));
typedef int64_t vint __attribute__((vector_size(VECTOR_BYTES)));
typedef uint64_t vword __attribute__((vector_size(VECTOR_BYTES)));
/* The caller's arrays are aligned to 8 bytes, no more. */
typedef double vdouble_unaligned __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));

/* Accumulators live in registers only where their loops are unrolled. A sanitized build has other cares. */
#ifdef PLAIN_LOOPS
#define UNROLL
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

INLINE vdouble load(const double *from) { return *(const vdouble_unaligned *)from; }

INLINE void store(double *to, vdouble v) { *(vdouble_unaligned *)to = v; }

INLINE vdouble splat(double x) { return x - (vdouble){}; }

INLINE vint splat_int(int64_t x) { return x + (vint){}; }

/* The first `count` doubles, 0 <= count < LANES, then zeros. */
INLINE vdouble load_part(const double *from, int count) {
  vdouble v = {};
  for (int j = 0; j < LANES - 1; j++)
    if (j < count) v[j] = from[j];
  return v;
}

/* For each lane, `yes` where the mask is all ones, `no` where it is zero. */
INLINE vdouble choose(vint mask, vdouble yes, vdouble no) {
  return (vdouble)((mask & (vint)yes) | (~mask & (vint)no));
}

INLINE vint as_bits(vdouble v) { return (vint)v; }

INLINE vdouble as_doubles(vint v) { return (vdouble)v; }

/* Whether any lane of a mask is set. */
INLINE int any(vint mask) {
#if LANES == 8
  return _mm512_movepi64_mask((__m512i)mask) != 0;
#elif LANES == 4
  return _mm256_movemask_pd((__m256d)mask) != 0;
#elif defined(__x86_64__)
  return _mm_movemask_pd((__m128d)mask) != 0;
#else
  return (mask[0] | mask[1]) != 0;
#endif
}

INLINE vdouble magnitude(vdouble v) { return as_doubles(as_bits(v) & INT64_MAX); }

/* The greater and the lesser of each lane; `b` where one of the two is NaN. */
#if LANES == 8
INLINE vdouble greater(vdouble a, vdouble b) { return (vdouble)_mm512_max_pd((__m512d)a, (__m512d)b); }
INLINE vdouble lesser(vdouble a, vdouble b) { return (vdouble)_mm512_min_pd((__m512d)a, (__m512d)b); }
INLINE vdouble root(vdouble v) { return (vdouble)_mm512_sqrt_pd((__m512d)v); }
#elif LANES == 4
INLINE vdouble greater(vdouble a, vdouble b) { return (vdouble)_mm256_max_pd((__m256d)a, (__m256d)b); }
INLINE vdouble lesser(vdouble a, vdouble b) { return (vdouble)_mm256_min_pd((__m256d)a, (__m256d)b); }
INLINE vdouble root(vdouble v) { return (vdouble)_mm256_sqrt_pd((__m256d)v); }
#elif defined(__x86_64__)
INLINE vdouble greater(vdouble a, vdouble b) { return (vdouble)_mm_max_pd((__m128d)a, (__m128d)b); }
INLINE vdouble lesser(vdouble a, vdouble b) { return (vdouble)_mm_min_pd((__m128d)a, (__m128d)b); }
INLINE vdouble root(vdouble v) { return (vdouble)_mm_sqrt_pd((__m128d)v); }
#else
INLINE vdouble greater(vdouble a, vdouble b) { return choose(a > b, a, b); }
INLINE vdouble lesser(vdouble a, vdouble b) { return choose(a < b, a, b); }
INLINE vdouble root(vdouble v) { return (vdouble){__builtin_sqrt(v[0]), __builtin_sqrt(v[1])}; }
#endif

/* The last lane in every lane. */
INLINE vdouble last_lane(vdouble v) {
#if LANES == 4 && defined(__x86_64__)
  return (vdouble)_mm256_permute4x64_pd((__m256d)v, 0xff);
#else
  return splat(v[LANES - 1]);
#endif
}

/* One double of each of LANES places, `stride` doubles apart. */
INLINE vdouble load_apart(const double *from, long stride) {
#if LANES == 8
  return (vdouble){from[0], from[stride], from[2 * stride], from[3 * stride],
                   from[4 * stride], from[5 * stride], from[6 * stride], from[7 * stride]};
#elif LANES == 4
  return (vdouble){from[0], from[stride], from[2 * stride], from[3 * stride]};
#else
  return (vdouble){from[0], from[stride]};
#endif
}

INLINE void store_apart(double *to, long stride, vdouble v) {
  UNROLL for (int j = 0; j < LANES; j++) to[j * stride] = v[j];
}

/* LANES rows of LANES doubles become columns. */
INLINE void transpose(vdouble *row) {
#if LANES == 4 && defined(__x86_64__)
  __m256d a = (__m256d)row[0], b = (__m256d)row[1], c = (__m256d)row[2], d = (__m256d)row[3];
  __m256d even_ab = _mm256_unpacklo_pd(a, b), odd_ab = _mm256_unpackhi_pd(a, b);
  __m256d even_cd = _mm256_unpacklo_pd(c, d), odd_cd = _mm256_unpackhi_pd(c, d);
  row[0] = (vdouble)_mm256_permute2f128_pd(even_ab, even_cd, 0x20);
  row[1] = (vdouble)_mm256_permute2f128_pd(odd_ab, odd_cd, 0x20);
  row[2] = (vdouble)_mm256_permute2f128_pd(even_ab, even_cd, 0x31);
  row[3] = (vdouble)_mm256_permute2f128_pd(odd_ab, odd_cd, 0x31);
#elif LANES == 8
  __m512d even[4], odd[4];
  UNROLL for (int j = 0; j < 4; j++) {
    even[j] = _mm512_unpacklo_pd((__m512d)row[2 * j], (__m512d)row[2 * j + 1]);
    odd[j] = _mm512_unpackhi_pd((__m512d)row[2 * j], (__m512d)row[2 * j + 1]);
  }
  UNROLL for (int j = 0; j < 2; j++) {
    __m512d *half = j == 0 ? even : odd;
    __m512d near_low = _mm512_shuffle_f64x2(half[0], half[1], 0x88), near_high = _mm512_shuffle_f64x2(half[2], half[3], 0x88);
    __m512d far_low = _mm512_shuffle_f64x2(half[0], half[1], 0xdd), far_high = _mm512_shuffle_f64x2(half[2], half[3], 0xdd);
    row[j] = (vdouble)_mm512_shuffle_f64x2(near_low, near_high, 0x88);
    row[j + 4] = (vdouble)_mm512_shuffle_f64x2(near_low, near_high, 0xdd);
    row[j + 2] = (vdouble)_mm512_shuffle_f64x2(far_low, far_high, 0x88);
    row[j + 6] = (vdouble)_mm512_shuffle_f64x2(far_low, far_high, 0xdd);
  }
#else
  vdouble column[LANES];
  UNROLL for (int j = 0; j < LANES; j++)
    UNROLL for (int k = 0; k < LANES; k++) column[j][k] = row[k][j];
  UNROLL for (int j = 0; j < LANES; j++) row[j] = column[j];
#endif
}

/* `load_apart` of `from` and the LANES - 1 places after it. */
INLINE void load_tile(const double *from, long stride, vdouble *row) {
  UNROLL for (int j = 0; j < LANES; j++) row[j] = load(from + j * stride);
  transpose(row);
}

/* `store_apart` to `to` and the LANES - 1 places after it. */
INLINE void store_tile(double *to, long stride, vdouble *row) {
  transpose(row);
  UNROLL for (int j = 0; j < LANES; j++) store(to + j * stride, row[j]);
}

/* table[index] for each lane. */
INLINE vdouble gather(const double *table, vint index) {
#if LANES == 8
  return (vdouble)_mm512_i64gather_pd((__m512i)index, table, 8);
#endif
  vdouble v;
  for (int j = 0; j < LANES; j++) v[j] = table[index[j]];
  return v;
}

/* The lanes of zero and v, numbered on from each other, in the order listed. */
#if defined(__clang__) || __GNUC__ >= 12
#define AFTER_ZEROS(v, ...) __builtin_shufflevector((vdouble){}, v, __VA_ARGS__)
#else
#define AFTER_ZEROS(v, ...) __builtin_shuffle((vdouble){}, v, (vint){__VA_ARGS__})
#endif

/* Lanes moved up, zeros moving in. */
#if LANES == 2
#define SHIFT_UP_1(v) AFTER_ZEROS(v, 0, 2)
#elif LANES == 4
#define SHIFT_UP_1(v) AFTER_ZEROS(v, 0, 4, 5, 6)
#define SHIFT_UP_2(v) AFTER_ZEROS(v, 0, 1, 4, 5)
#else
#define SHIFT_UP_1(v) AFTER_ZEROS(v, 0, 8, 9, 10, 11, 12, 13, 14)
#define SHIFT_UP_2(v) AFTER_ZEROS(v, 0, 1, 8, 9, 10, 11, 12, 13)
#define SHIFT_UP_4(v) AFTER_ZEROS(v, 0, 1, 2, 3, 8, 9, 10, 11)
#endif

#endif
