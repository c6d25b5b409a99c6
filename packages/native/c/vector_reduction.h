/*
 * What several functions over vectors begin with: bringing their arguments to where a polynomial or a table's row
 * answers. Lane for lane the operations of the scalar functions.
 */
#ifndef HOTPATH_VECTOR_REDUCTION_H
#define HOTPATH_VECTOR_REDUCTION_H

#include "elementary_functions.h"
#include "vector.h"

INLINE vdouble square_root(vdouble v) {
  UNROLL for (int j = 0; j < LANES; j++) v[j] = __builtin_sqrt(v[j]);
  return v;
}

/* x = 2^k z; c z - 1 = r_hi + r_lo for the c in the row of LOG_TABLE. */
typedef struct {
  vdouble k, r_hi, r_lo;
  vint row;
} vector_mantissa;

/* For normal positive x. */
INLINE vector_mantissa mantissa_vector(vdouble x) {
  /* The exponent field of `moved` is that of the power of two that brings x into [0.6875, 1.375), still biased. */
  vint moved = as_bits(x) + (int64_t)(0x3ff00000 - LOG_START) * 0x100000000;
  vint exponent = moved & 0x7ff0000000000000;
  vdouble z = as_doubles(as_bits(x) - exponent + 0x3ff0000000000000);
  vdouble k = as_doubles((vint)((vword)exponent >> 52) | 0x4330000000000000) - 4503599627371519.0;
  vint row = (vint)((vword)moved >> 43) & 0x1fc;
  vdouble scaled = z * 4294967297.0;
  vdouble top = scaled - (scaled - z);
  vdouble c = gather(LOG_TABLE, row);
  vector_mantissa result = {k, top * c - 1.0, (z - top) * c, row};
  return result;
}

/* The angle less `quarter` times pi/2, of which the last two bits count. */
typedef struct {
  vdouble hi, lo;
  vint quarter;
} vector_angle;

/* For |x| < LARGE_ARGUMENT. */
INLINE vector_angle reduce_angle_vector(vdouble x) {
  vdouble shifted = x * TWO_OVER_PI + ROUNDER;
  vdouble turns = shifted - ROUNDER;
  vdouble a = x - turns * HALF_PI_1;
  vdouble after = turns * HALF_PI_AFTER_1;
  vdouble r = a - after;
  vdouble r_lo = a - r - after;
  vint cancelled = magnitude(a) < SMALL_REMAINDER;
  if (any(cancelled)) {
    vdouble second = turns * HALF_PI_2;
    vdouble b = a - second;
    vdouble b_part = b - a;
    vdouble third = turns * HALF_PI_3;
    vdouble c = b - third;
    vdouble c_part = c - b;
    vdouble lo = a - (b - b_part) - (second + b_part) + (b - (c - c_part) - (third + c_part)) - turns * HALF_PI_4;
    vdouble careful = c + lo;
    r_lo = choose(cancelled, c - careful + lo, r_lo);
    r = choose(cancelled, careful, r);
  }
  vector_angle angle = {r, r_lo, as_bits(shifted)};
  return angle;
}

/* The multiple of 1/16 nearest to x, and where its row of NORMAL_TABLE begins. */
typedef struct {
  vdouble knot;
  vint row;
} vector_knot;

/* For 0 <= x < 4.28. */
INLINE vector_knot nearest_knot_vector(vdouble x) {
  /* The integer part of 16 x + 1/2, read from the last bits of a sum with 2^52. */
  vdouble shifted = x * 16.0 + 0.5;
  vdouble rounded = shifted + 4503599627370496.0;
  vdouble whole = rounded - 4503599627370496.0;
  whole = choose(whole > shifted, whole - 1.0, whole);
  vector_knot nearest = {whole * 0.0625, (as_bits(whole + 4503599627370496.0) & 0xff) << 2};
  return nearest;
}

#endif
