/*
 * The elementary functions over arrays. A vector whose lanes all lie where the main method holds goes through it, lane
 * for lane the operations of the scalar function; any other vector goes element by element. `out` may be `x`.
 */
#ifndef HOTPATH_BATCH_H
#define HOTPATH_BATCH_H

#include "vector_functions.h"

#define EVERY_LANE(mask) (!any(~(mask)))

INLINE vint exp_in_range(vdouble x) { return (x > -700.0) & (x < 700.0); }

INLINE vdouble exp_vector(vdouble x) {
  vdouble shifted = x * EXP_PER_STEP + ROUNDER;
  vdouble steps = shifted - ROUNDER;
  vdouble r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  vdouble r2 = r * r;
  vdouble p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  vint k = as_bits(shifted) - (int64_t)0x4338000000000000;
  vint i = (k & 127) << 1;
  vdouble root = gather(EXP_TABLE, i);
  vdouble m = root + (gather(EXP_TABLE + 1, i) + root * p);
  vint power = (vint)(((vword)k << 45) & 0xfff0000000000000);
  return m * as_doubles(power + 0x3ff0000000000000);
}

INLINE vint log_in_range(vdouble x) { return (x >= 0x1p-1022) & (x < HP_INFINITY); }

INLINE vdouble log_vector(vdouble x) {
  vector_mantissa m = mantissa_vector(x);
  vdouble r = m.r_hi + m.r_lo;
  vdouble r2 = r * r;
  vdouble p = -0.5 + r * 0.3333333333333333 + r2 * (-0.25 + r * 0.2) +
              r2 * r2 * (-0.16666666666666666 + r * 0.14285714285714285 + r2 * -0.125);
  vdouble base = m.k * LN2_HI + gather(LOG_TABLE + 1, m.row);
  vdouble far = base + m.r_hi + (m.k * LN2_LO + gather(LOG_TABLE + 2, m.row) + (m.r_lo + r2 * p));
  return choose(base == 0.0, r + r2 * p, far);
}

INLINE vint angle_in_range(vdouble x) { return magnitude(x) < LARGE_ARGUMENT; }

/* sin(x + quarter_turns pi/2) */
INLINE vdouble sine_vector(vdouble x, int64_t quarter_turns) {
  vector_angle angle = reduce_angle_vector(x);
  vdouble r = angle.hi;
  vdouble r_lo = angle.lo;
  vdouble z = r * r;
  vdouble z2 = z * z;
  vdouble sin_p = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  vdouble sine = r + (z * (r * sin_p) + r_lo * (1.0 - 0.5 * z));
  vdouble cos_p = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  vdouble half = 0.5 * z;
  vdouble w = 1.0 - half;
  vdouble cosine = w + (1.0 - w - half + (z2 * cos_p - r * r_lo));
  vint quarter = angle.quarter + quarter_turns;
  vdouble value = choose((quarter & 1) == 0, sine, cosine);
  return as_doubles(as_bits(value) ^ (vint)((vword)(quarter & 2) << 62));
}

INLINE vdouble sin_vector(vdouble x) {
  return choose(magnitude(x) < 0x1p-27, x, sine_vector(x, 0));
}

INLINE vdouble cos_vector(vdouble x) { return sine_vector(x, 1); }

INLINE vint atan_in_range(vdouble x) { return x == x; }

INLINE vdouble atan_vector(vdouble x) {
  vdouble size = magnitude(x);
  /* Held to where the table has rows: its first is for all below 1/8, its last for all from 32. */
  vdouble held = choose(size < 0.12, splat(0.12), choose(size < 33.0, size, splat(33.0)));
  vint row = ((vint)((vword)as_bits(held) >> 49) - (int64_t)((0x3fc00000 >> 17) - 1)) << 2;
  vdouble c = gather(ATAN_TABLE, row);
  vint far = size >= 32.0;
  vdouble above = choose(far, splat(-1.0), size - c);
  vdouble below = choose(far, size, 1.0 + size * c);
  vdouble t = above / below;
  vdouble z = t * t;
  vdouble z2 = z * z;
  vdouble p = z * (ATAN_0 + z * ATAN_1 + z2 * (ATAN_2 + z * ATAN_3 + z2 * (ATAN_4 + z * ATAN_5 + z2 * ATAN_6)));
  vdouble value = gather(ATAN_TABLE + 1, row) + (t + (gather(ATAN_TABLE + 2, row) + t * p));
  return as_doubles(as_bits(value) | (as_bits(x) & INT64_MIN));
}

/* Where the guess is below 4.25 for certain, so that the knots refine it. */
INLINE vint inverse_normal_in_range(vdouble p) { return (p > 1.2e-5) & (p < 1.0 - 1.2e-5); }

INLINE vdouble quantile_central_vector(vdouble q) {
  vdouble z = q * q;
  vdouble z2 = z * z;
  vdouble z4 = z2 * z2;
  vdouble low = QUANTILE_0 + z * QUANTILE_1 + z2 * (QUANTILE_2 + z * QUANTILE_3);
  vdouble middle = QUANTILE_4 + z * QUANTILE_5 + z2 * (QUANTILE_6 + z * QUANTILE_7);
  vdouble high = QUANTILE_8 + z * QUANTILE_9 + z2 * QUANTILE_10;
  vdouble p = low + z4 * (middle + z4 * high);
  vdouble scaled = q * SPLITTER;
  vdouble top = scaled - (scaled - q);
  return top * ROOT_TWO_PI_HI + ((q - top) * ROOT_TWO_PI_HI + (q * ROOT_TWO_PI_LO + q * (z * p)));
}

INLINE vdouble refine_by_knot_vector(vdouble x, vdouble tail) {
  vector_knot at = nearest_knot_vector(x);
  vint row = at.row;
  vdouble knot = at.knot;
  vdouble d = x - knot;
  vdouble density = gather(NORMAL_TABLE + 2, row);
  KNOT_SERIES(vdouble, knot, d, series)
  vdouble difference = gather(NORMAL_TABLE, row) - tail + gather(NORMAL_TABLE + 1, row) - density * series;
  return x + difference / (density * (1.0 - knot * d));
}

INLINE vdouble inverse_normal_vector(vdouble p) {
  vdouble q = p - 0.5;
  vdouble size = magnitude(q);
  vdouble tail = choose(q < 0.0, p, 1.0 - p);
  vdouble r = 0.180625 - q * q;
  vdouble guess = size * HORNER8(WICHURA_CENTRE[0], r) / HORNER8(WICHURA_CENTRE[1], r);
  vint outside = size >= 0.425;
  if (any(outside)) {
    vdouble s = square_root(-log_vector(tail)) - 1.6;
    guess = choose(outside, HORNER8(WICHURA_TAIL[0], s) / HORNER8(WICHURA_TAIL[1], s), guess);
  }
  vdouble x = refine_by_knot_vector(guess, tail);
  vdouble value = as_doubles(as_bits(x) | (as_bits(q) & INT64_MIN));
  vint inside = size < 0.19;
  return any(inside) ? choose(inside, quantile_central_vector(q), value) : value;
}

#define BATCH(name)                                                          \
  EXPORT void KERNEL(name)(const double *x, int n, double *out) {            \
    int i = 0;                                                               \
    for (; i + LANES <= n; i += LANES) {                                     \
      vdouble v = load(x + i);                                               \
      if (EVERY_LANE(name##_in_range(v))) store(out + i, name##_vector(v));  \
      else                                                                   \
        for (int j = i; j < i + LANES; j++) out[j] = name##_scalar(x[j]);    \
    }                                                                        \
    for (; i < n; i++) out[i] = name##_scalar(x[i]);                         \
  }

#define sin_in_range angle_in_range
#define cos_in_range angle_in_range

BATCH(exp)
BATCH(log)
BATCH(sin)
BATCH(cos)
BATCH(atan)
BATCH(inverse_normal)
BATCH(tan)
BATCH(asin)
BATCH(acos)
BATCH(sinh)
BATCH(cosh)
BATCH(tanh)
BATCH(log10)
BATCH(expm1)
BATCH(log1p)
BATCH(normal_cdf)

/* Its paths part too often for a vector. */
EXPORT void KERNEL(pow)(const double *x, const double *y, int n, double *out) {
  for (int i = 0; i < n; i++) out[i] = pow_scalar(x[i], y[i]);
}

#endif
