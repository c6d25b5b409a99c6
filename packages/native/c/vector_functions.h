/*
 * The elementary functions beyond those of batch.h, over vectors: lane for lane the operations of the scalar functions,
 * both sides of a branch taken and one chosen. Each holds where <name>_in_range says so.
 */
#ifndef HOTPATH_VECTOR_FUNCTIONS_H
#define HOTPATH_VECTOR_FUNCTIONS_H

#include "vector_reduction.h"

INLINE vdouble leading_vector(vdouble x) {
  vdouble scaled = x * SPLITTER;
  return scaled - (scaled - x);
}

INLINE vdouble with_sign_of(vdouble value, vdouble x) {
  return as_doubles(as_bits(value) | (as_bits(x) & INT64_MIN));
}

INLINE vdouble quotient_vector(vdouble n, vdouble n_lo, vdouble d, vdouble d_lo) {
  vdouble over = n + n_lo;
  vdouble under = d + d_lo;
  vdouble q = over / under;
  vdouble q_top = leading_vector(q);
  vdouble q_bottom = q - q_top;
  vdouble d_top = leading_vector(under);
  vdouble d_bottom = under - d_top;
  vdouble product = q * under;
  vdouble error = q_top * d_top - product + q_top * d_bottom + q_bottom * d_top + q_bottom * d_bottom;
  return q + (over - product - error + (n - over + n_lo) - q * (d - under + d_lo)) / under;
}

INLINE vint tan_in_range(vdouble x) { return magnitude(x) < LARGE_ARGUMENT; }

INLINE vdouble tan_vector(vdouble x) {
  vector_angle angle = reduce_angle_vector(x);
  vdouble r = angle.hi;
  vdouble r_lo = angle.lo;
  vdouble z = r * r;
  vdouble z2 = z * z;
  vdouble sin_p = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  vdouble cos_p = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  vdouble sin_lo = z * (r * sin_p) + r_lo * (1.0 - 0.5 * z);
  vdouble half = 0.5 * z;
  vdouble w = 1.0 - half;
  vdouble top = leading_vector(r);
  vdouble bottom = r - top;
  vdouble z_lo = top * top - z + 2.0 * top * bottom + bottom * bottom;
  vdouble cos_lo = 1.0 - w - half + (z2 * cos_p - r * r_lo - 0.5 * z_lo);
  vint odd = (angle.quarter & 1) != 0;
  vdouble value = quotient_vector(choose(odd, w, r), choose(odd, cos_lo, sin_lo), choose(odd, r, w),
                                  choose(odd, sin_lo, cos_lo));
  return choose(magnitude(x) < 0x1p-27, x, as_doubles(as_bits(value) ^ (odd & INT64_MIN)));
}

/* Where arcsine and arccosine are reckoned from: z, and for |x| > 1/2 what the arcsine of its root is the sum of. */
typedef struct {
  vint outside;
  vdouble excess, top, rest;
} vector_arc;

INLINE vector_arc arc_vector(vdouble x) {
  vdouble size = magnitude(x);
  vector_arc arc;
  arc.outside = size > 0.5;
  vdouble z = choose(arc.outside, 0.5 * (1.0 - size), x * x);
  vdouble z2 = z * z;
  vdouble z4 = z2 * z2;
  vdouble low = ASIN_0 + z * ASIN_1 + z2 * (ASIN_2 + z * ASIN_3);
  vdouble middle = ASIN_4 + z * ASIN_5 + z2 * (ASIN_6 + z * ASIN_7);
  vdouble high = ASIN_8 + z * ASIN_9 + z2 * (ASIN_10 + z * ASIN_11);
  vdouble s = square_root(z);
  arc.excess = z * (low + z4 * (middle + z4 * (high + z4 * ASIN_12)));
  arc.top = leading_vector(s);
  arc.rest = (z - arc.top * arc.top) / (s + arc.top) + s * arc.excess;
  return arc;
}

INLINE vint asin_in_range(vdouble x) { return magnitude(x) < 1.0; }

INLINE vdouble asin_vector(vdouble x) {
  vector_arc arc = arc_vector(x);
  vdouble hi = ATAN_LIMIT_HI - 2.0 * arc.top;
  vdouble far = hi + (ATAN_LIMIT_HI - hi - 2.0 * arc.top + (ATAN_LIMIT_LO - 2.0 * arc.rest));
  return choose(arc.outside, with_sign_of(far, x), x + x * arc.excess);
}

INLINE vint acos_in_range(vdouble x) { return magnitude(x) < 1.0; }

INLINE vdouble acos_vector(vdouble x) {
  vector_arc arc = arc_vector(x);
  vdouble hi = ATAN_LIMIT_HI - x;
  vdouble inside = hi + (ATAN_LIMIT_HI - hi - x + (ATAN_LIMIT_LO - x * arc.excess));
  vdouble top = ATAN_LIMIT_HI - arc.top;
  vdouble below = top + (ATAN_LIMIT_HI - top - arc.top + (ATAN_LIMIT_LO - arc.rest));
  return choose(arc.outside, 2.0 * choose(x > 0.0, arc.top + arc.rest, below), inside);
}

typedef struct {
  vdouble sinh, sinh_lo, cosh, cosh_lo;
} vector_hyperbolic;

/* 2^(k/128 rounded down + exponent) for the step number in the last bits of k. */
INLINE vdouble power_of_steps(vint k, int64_t exponent) {
  return as_doubles((vint)(((vword)k << 45) & 0xfff0000000000000) + (exponent + 1023) * 0x10000000000000);
}

INLINE vector_hyperbolic split_hyperbolic_vector(vdouble x) {
  vdouble shifted = x * EXP_PER_STEP + ROUNDER;
  vdouble steps = shifted - ROUNDER;
  vdouble r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  vint k = as_bits(shifted) - (int64_t)0x4338000000000000;
  vdouble r2 = r * r;
  vdouble s = r + r * r2 * (0.16666666666666666 + r2 * 0.008333333333333333);
  vdouble c = r2 * (0.5 + r2 * 0.041666666666666664);
  vint i = (k & 127) << 1;
  vint j = (-k & 127) << 1;
  vdouble rise = power_of_steps(k, -1);
  vdouble fall = power_of_steps(-k, -1);
  vdouble up = gather(EXP_TABLE, i) * rise;
  vdouble down = gather(EXP_TABLE, j) * fall;
  vdouble up_lo = gather(EXP_TABLE + 1, i) * rise;
  vdouble down_lo = gather(EXP_TABLE + 1, j) * fall;
  vdouble difference = up - down;
  vdouble sum = up + down;
  vector_hyperbolic parts = {difference, up - difference - down + (up_lo - down_lo) + (s * sum + c * difference), sum,
                             up - sum + down + (up_lo + down_lo) + (s * difference + c * sum)};
  return parts;
}

INLINE vint sinh_in_range(vdouble x) { return magnitude(x) <= LARGE_HYPERBOLIC; }

INLINE vdouble sinh_vector(vdouble x) {
  vdouble size = magnitude(x);
  vector_hyperbolic parts = split_hyperbolic_vector(size);
  vdouble z = x * x;
  vdouble z2 = z * z;
  vdouble near = x + x * z * (SINH_0 + z * SINH_1 + z2 * (SINH_2 + z * SINH_3 + z2 * SINH_4));
  vdouble far = with_sign_of(parts.sinh + parts.sinh_lo, x);
  return choose(size < 0x1p-28, x, choose(size < SMALL_HYPERBOLIC, near, far));
}

INLINE vint cosh_in_range(vdouble x) { return magnitude(x) <= LARGE_HYPERBOLIC; }

INLINE vdouble cosh_vector(vdouble x) {
  vector_hyperbolic parts = split_hyperbolic_vector(magnitude(x));
  return parts.cosh + parts.cosh_lo;
}

INLINE vint tanh_in_range(vdouble x) { return magnitude(x) <= LARGE_HYPERBOLIC; }

INLINE vdouble tanh_vector(vdouble x) {
  vdouble size = magnitude(x);
  vector_hyperbolic parts = split_hyperbolic_vector(size);
  vdouble z = x * x;
  vdouble z2 = z * z;
  vdouble low = TANH_0 + z * TANH_1 + z2 * (TANH_2 + z * TANH_3);
  vdouble high = TANH_4 + z * TANH_5 + z2 * (TANH_6 + z * TANH_7);
  vdouble near = x + x * z * (low + z2 * z2 * high);
  vdouble far = with_sign_of(quotient_vector(parts.sinh, parts.sinh_lo, parts.cosh, parts.cosh_lo), x);
  return choose(size < 0x1p-28, x, choose(size < SMALL_HYPERBOLIC, near, far));
}

INLINE vint expm1_in_range(vdouble x) { return (x > -38.0) & (x < 50.0); }

INLINE vdouble expm1_vector(vdouble x) {
  vdouble size = magnitude(x);
  vdouble z = x * x;
  vdouble low = EXPM1_0 + x * EXPM1_1 + z * (EXPM1_2 + x * EXPM1_3);
  vdouble high = EXPM1_4 + x * EXPM1_5 + z * EXPM1_6;
  vdouble near = x + (0.5 * z + x * z * (low + z * z * high));
  vdouble shifted = x * EXP_PER_STEP + ROUNDER;
  vdouble steps = shifted - ROUNDER;
  vdouble r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  vdouble r2 = r * r;
  vdouble p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  vint k = as_bits(shifted) - (int64_t)0x4338000000000000;
  vint i = (k & 127) << 1;
  vdouble scale = power_of_steps(k, 0);
  vdouble root = gather(EXP_TABLE, i);
  vdouble top = root * scale;
  vdouble hi = top - 1.0;
  vdouble part = hi - top;
  vdouble far = hi + (top - (hi - part) - (1.0 + part) + (gather(EXP_TABLE + 1, i) + root * p) * scale);
  return choose(size < 0x1p-54, x, choose(size < 0.0625, near, far));
}

typedef struct {
  vdouble hi, lo;
} vector_parts;

/* For normal positive x. */
INLINE vector_parts split_log_vector(vdouble x) {
  vector_mantissa m = mantissa_vector(x);
  vdouble r = m.r_hi + m.r_lo;
  vdouble added = r - m.r_hi;
  vdouble rest = m.r_hi - (r - added) + (m.r_lo - added);
  vdouble r_top = leading_vector(r);
  vdouble r_bottom = r - r_top;
  vdouble square = r * r;
  vdouble square_lo = r_top * r_top - square + 2.0 * r_top * r_bottom + r_bottom * r_bottom;
  vdouble p = 0.3333333333333333 - r * 0.25 + square * (0.2 - r * 0.16666666666666666) +
              square * square * (0.14285714285714285 - r * 0.125 + square * (0.1111111111111111 - r * 0.1));
  vdouble base = m.k * LN2_HI + gather(LOG_TABLE + 1, m.row);
  vdouble first = base + r;
  vdouble half = 0.5 * square;
  vdouble second = first - half;
  vdouble lost = base - first + r + (first - second - half);
  vdouble small =
      rest + (m.k * LN2_LO + gather(LOG_TABLE + 2, m.row)) + (r * square * p - (0.5 * square_lo + r * rest));
  vdouble hi = second + (lost + small);
  vector_parts parts = {hi, second - hi + (lost + small)};
  return parts;
}

INLINE vint log10_in_range(vdouble x) { return (x >= 0x1p-1022) & (x < HP_INFINITY); }

INLINE vdouble log10_vector(vdouble x) {
  vector_parts log = split_log_vector(x);
  vdouble top = leading_vector(log.hi);
  return top * LOG10_E_HI + (top * LOG10_E_LO + ((log.hi - top) * LOG10_E + log.lo * LOG10_E));
}

INLINE vint log1p_in_range(vdouble x) { return (x > -1.0) & (x < HP_INFINITY); }

INLINE vdouble log1p_vector(vdouble x) {
  vdouble u = 1.0 + x;
  vdouble part = u - x;
  vdouble lost = 1.0 - part + (x - (u - part));
  vector_parts log = split_log_vector(u);
  return choose(magnitude(x) < 0x1p-53, x, log.hi + (log.lo + lost / u));
}

INLINE vint normal_cdf_in_range(vdouble x) { return magnitude(x) < FAR_TAIL; }

INLINE vdouble normal_cdf_vector(vdouble x) {
  vdouble size = magnitude(x);
  vector_knot at = nearest_knot_vector(size);
  vdouble knot = at.knot;
  vdouble d = size - knot;
  KNOT_SERIES(vdouble, knot, d, series)
  vdouble tail = gather(NORMAL_TABLE, at.row);
  vdouble rest = gather(NORMAL_TABLE + 1, at.row) - gather(NORMAL_TABLE + 2, at.row) * series;
  vdouble hi = 1.0 - tail;
  return choose(x < 0.0, tail + rest, hi + (1.0 - hi - tail - rest));
}

#endif
