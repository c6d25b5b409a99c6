/*
 * The elementary functions over arrays. A vector whose lanes all lie where the main method holds goes through it, lane
 * for lane the operations of the scalar function; any other vector goes element by element. `out` may be `x`.
 */
#ifndef HOTPATH_BATCH_H
#define HOTPATH_BATCH_H

#include "inverse_normal.h"
#include "vector.h"

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
  /* The exponent field of `moved` is that of the power of two that brings x into [0.6875, 1.375), still biased. */
  vint moved = as_bits(x) + (int64_t)(0x3ff00000 - LOG_START) * 0x100000000;
  vint exponent = moved & 0x7ff0000000000000;
  vdouble z = as_doubles(as_bits(x) - exponent + 0x3ff0000000000000);
  vdouble k = as_doubles((vint)((vword)exponent >> 52) | 0x4330000000000000) - 4503599627371519.0;
  vint i = (vint)((vword)moved >> 43) & 0x1fc;
  vdouble scaled = z * 4294967297.0;
  vdouble top = scaled - (scaled - z);
  vdouble c = gather(LOG_TABLE, i);
  vdouble r_hi = top * c - 1.0;
  vdouble r_lo = (z - top) * c;
  vdouble r = r_hi + r_lo;
  vdouble r2 = r * r;
  vdouble p = -0.5 + r * 0.3333333333333333 + r2 * (-0.25 + r * 0.2) +
              r2 * r2 * (-0.16666666666666666 + r * 0.14285714285714285 + r2 * -0.125);
  vdouble base = k * LN2_HI + gather(LOG_TABLE + 1, i);
  vdouble far = base + r_hi + (k * LN2_LO + gather(LOG_TABLE + 2, i) + (r_lo + r2 * p));
  return choose(base == 0.0, r + r2 * p, far);
}

INLINE vint angle_in_range(vdouble x) { return magnitude(x) < LARGE_ARGUMENT; }

/* sin(x + quarter_turns pi/2) */
INLINE vdouble sine_vector(vdouble x, int64_t quarter_turns) {
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
  vdouble z = r * r;
  vdouble z2 = z * z;
  vdouble sin_p = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  vdouble sine = r + (z * (r * sin_p) + r_lo * (1.0 - 0.5 * z));
  vdouble cos_p = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  vdouble half = 0.5 * z;
  vdouble w = 1.0 - half;
  vdouble cosine = w + (1.0 - w - half + (z2 * cos_p - r * r_lo));
  vint quarter = as_bits(shifted) + quarter_turns;
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

/* Too many branches for lanes: its main cost is the two divisions, which go side by side as it is. */
EXPORT void KERNEL(inverse_normal)(const double *p, int n, double *out) {
  for (int i = 0; i < n; i++) out[i] = inverse_normal_scalar(p[i]);
}

#endif
