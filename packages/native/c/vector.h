/*
 * The few operations on vectors of doubles that the kernels are written in. The compilers' own vector types carry them,
 * so that one source serves every instruction set: LANES is all that changes.
 */
#ifndef HOTPATH_VECTOR_H
#define HOTPATH_VECTOR_H

#include <stdint.h>

#include "elementary.h"

#ifndef LANES
#error "LANES: include this header from the file of an instruction set"
#endif

#define VECTOR_BYTES (8 * LANES)

typedef double vdouble __attribute__((vector_size(VECTOR_BYTES)));
typedef int64_t vint __attribute__((vector_size(VECTOR_BYTES)));
typedef uint64_t vword __attribute__((vector_size(VECTOR_BYTES)));
/* The caller's arrays are aligned to 8 bytes, no more. */
typedef double vdouble_unaligned __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));

#define UNROLL _Pragma("GCC unroll 16")

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
  int64_t joined = 0;
  for (int j = 0; j < LANES; j++) joined |= mask[j];
  return joined != 0;
}

INLINE vdouble magnitude(vdouble v) { return as_doubles(as_bits(v) & INT64_MAX); }

/* table[4 * row + column] for each lane. */
INLINE vdouble gather(const double *table, vint index) {
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
