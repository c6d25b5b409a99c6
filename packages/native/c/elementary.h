/*
 * The elementary functions, one double at a time: the C twin of packages/core/src/elementary, operation by operation.
 * Whatever is changed here is changed there; the tests compare the bits of both over millions of inputs.
 *
 * Compiled with -ffp-contract=off: a fused multiply-add would round once where TypeScript rounds twice.
 */
#ifndef HOTPATH_ELEMENTARY_H
#define HOTPATH_ELEMENTARY_H

#include <stdint.h>

#include "generated/elementary_tables.h"

#define INLINE static inline __attribute__((always_inline))

#define HP_INFINITY __builtin_inf()
#define HP_NAN __builtin_nan("")

/* Adding and subtracting this rounds a double below 2^51 to an integer, ties to even. */
#define ROUNDER 6755399441055744.0
/* Multiplying by this and subtracting twice leaves the leading 26 bits (Veltkamp's splitting). */
#define SPLITTER 134217729.0

INLINE uint64_t bits_of(double x) {
  union { double f; uint64_t u; } both = {x};
  return both.u;
}

INLINE double double_of(uint64_t bits) {
  union { uint64_t u; double f; } both = {bits};
  return both.f;
}

INLINE int32_t high_word(double x) { return (int32_t)(bits_of(x) >> 32); }

/* 2^e for -1022 <= e <= 1023. */
INLINE double power_of_two(int e) { return double_of((uint64_t)(e + 1023) << 52); }

/* m 2^e for a normal m and -1540 < e <= 1024, rounded once. */
INLINE double times_power_of_two(double m, int e) {
  if (e > 1023) return m * power_of_two(1023) * 2.0;
  if (e < -1021) return m * power_of_two(e + 500) * power_of_two(-500);
  return m * power_of_two(e);
}

static double exp_scalar(double x) {
  if (!(x > -745.14 && x < 710.0)) return x < 0.0 ? 0.0 : x > 0.0 ? HP_INFINITY : HP_NAN;
  double steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  double r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  int k = (int)steps;
  double r2 = r * r;
  double p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  int i = (k & 127) << 1;
  double root = EXP_TABLE[i];
  return times_power_of_two(root + (EXP_TABLE[i + 1] + root * p), k >> 7);
}

/* High word of 0.6875: mantissas are brought into [0.6875, 1.375). */
#define LOG_START 0x3fe60000

static double log_scalar(double x) {
  int32_t high = high_word(x);
  int k = 0;
  if (high < 0x100000 || high >= 0x7ff00000) {
    if (x == 0.0) return -HP_INFINITY;
    if (!(x > 0.0)) return HP_NAN;
    if (x == HP_INFINITY) return x;
    x *= 18014398509481984.0;
    high = high_word(x);
    k = -54;
  }
  int32_t offset = high - LOG_START;
  k += offset >> 20;
  int i = (offset >> 11) & 0x1fc;
  double z = double_of(bits_of(x) - ((uint64_t)(uint32_t)(offset & -0x100000) << 32));
  double scaled = z * 4294967297.0;
  double top = scaled - (scaled - z);
  double c = LOG_TABLE[i];
  double r_hi = top * c - 1.0;
  double r_lo = (z - top) * c;
  double r = r_hi + r_lo;
  double r2 = r * r;
  double p = -0.5 + r * 0.3333333333333333 + r2 * (-0.25 + r * 0.2) +
             r2 * r2 * (-0.16666666666666666 + r * 0.14285714285714285 + r2 * -0.125);
  double base = k * LN2_HI + LOG_TABLE[i + 1];
  if (base == 0.0) return r + r2 * p;
  return base + r_hi + (k * LN2_LO + LOG_TABLE[i + 2] + (r_lo + r2 * p));
}

/* Below this, pi/2 in parts reduces the argument; above, 2/pi to as many digits as it takes. */
#define LARGE_ARGUMENT 1647099.0
/* A remainder below this has lost so many bits that pi/2 is needed in four parts rather than two. */
#define SMALL_REMAINDER 0.0078125

INLINE double sin_kernel(double r, double r_lo) {
  double z = r * r;
  double z2 = z * z;
  double p = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  return r + (z * (r * p) + r_lo * (1.0 - 0.5 * z));
}

INLINE double cos_kernel(double r, double r_lo) {
  double z = r * r;
  double z2 = z * z;
  double p = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  double half = 0.5 * z;
  double w = 1.0 - half;
  return w + (1.0 - w - half + (z2 * p - r * r_lo));
}

typedef struct {
  int turns;
  double hi, lo;
} reduced_angle;

/* (sum + rest) pi/2 as a double and what it lacks. */
static reduced_angle times_half_pi(double sum, double rest, int turns, int negative) {
  double f = sum + rest;
  double f_lo = sum - f + rest;
  double scaled = f * SPLITTER;
  double f_top = scaled - (scaled - f);
  double f_bottom = f - f_top;
  double product = f * ATAN_LIMIT_HI;
  double error =
      f_top * HALF_PI_TOP - product + f_top * HALF_PI_MIDDLE + f_bottom * HALF_PI_TOP + f_bottom * HALF_PI_MIDDLE;
  double lo = error + (f * HALF_PI_LOW + f_lo * ATAN_LIMIT_HI);
  double r = product + lo;
  double r_lo = product - r + lo;
  reduced_angle result = {turns & 3, r, r_lo};
  if (negative) {
    result.turns = -turns & 3;
    result.hi = -r;
    result.lo = -r_lo;
  }
  return result;
}

/* Payne and Hanek's reduction of a finite |x| >= 2^20 by pi/2, in exact integers. */
static reduced_angle reduce_large(double x) {
  uint64_t bits = bits_of(x);
  int64_t fraction_bits = (int64_t)((bits & 0xfffffffffffffu) | 0x10000000000000u);
  int64_t m0 = fraction_bits & 0xffffff;
  int64_t m1 = (fraction_bits >> 24) & 0xffffff;
  int64_t m2 = fraction_bits >> 48;
  int exponent = (int)((bits >> 52) & 0x7ff) - 1075;
  /* Floor division: exponent - 2 is negative for the smallest arguments. */
  int first = (exponent - 2 + 48) / 24 - 1;
  int power = exponent - 24 * first;
  double limbs[10];
  int64_t carry = 0;
  for (int k = 9; k >= 0; k--) {
    const int *digits = TWO_OVER_PI_DIGITS + first + k + 1;
    int64_t digit = m0 * digits[0] + m1 * digits[1] + m2 * digits[2] + carry;
    carry = digit >> 24;
    limbs[k] = (double)(digit & 0xffffff);
  }
  double unit = power_of_two(power);
  double head = limbs[0] * unit + limbs[1] * (unit * 0x1p-24);
  int whole = (int)head;
  double fraction = head - (double)whole;
  int up = fraction >= 0.5;
  double a = up ? fraction - 1.0 : fraction;
  double b = limbs[2] * (unit * 0x1p-48) + limbs[3] * (unit * 0x1p-72);
  double c = limbs[4] * (unit * 0x1p-96) + limbs[5] * (unit * 0x1p-120);
  double d = limbs[6] * (unit * 0x1p-144) + limbs[7] * (unit * 0x1p-168);
  double sum = a + b;
  double part = sum - a;
  double rest = a - (sum - part) + (b - part) + (c + d);
  return times_half_pi(sum, rest, (whole & 3) + up, (int)(bits >> 63));
}

/* What is left of a + turns (pi/2 - HALF_PI_1) where a is small: Cody and Waite's reduction with Knuth's two-sums. */
static reduced_angle reduce_small(double a, double turns) {
  double second = turns * HALF_PI_2;
  double b = a - second;
  double b_part = b - a;
  double third = turns * HALF_PI_3;
  double c = b - third;
  double c_part = c - b;
  double lo = a - (b - b_part) - (second + b_part) + (b - (c - c_part) - (third + c_part)) - turns * HALF_PI_4;
  double r = c + lo;
  reduced_angle result = {(int)turns, r, c - r + lo};
  return result;
}

INLINE reduced_angle reduce_angle(double x) {
  if (!(x > -LARGE_ARGUMENT && x < LARGE_ARGUMENT)) return reduce_large(x);
  double turns = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  double a = x - turns * HALF_PI_1;
  if (a > -SMALL_REMAINDER && a < SMALL_REMAINDER) return reduce_small(a, turns);
  double rest = turns * HALF_PI_AFTER_1;
  double r = a - rest;
  reduced_angle result = {(int)turns, r, a - r - rest};
  return result;
}

static double sin_scalar(double x) {
  if (x > -0x1p-27 && x < 0x1p-27) return x;
  if (x - x != 0.0) return HP_NAN;
  reduced_angle angle = reduce_angle(x);
  double value = angle.turns & 1 ? cos_kernel(angle.hi, angle.lo) : sin_kernel(angle.hi, angle.lo);
  return angle.turns & 2 ? -value : value;
}

static double cos_scalar(double x) {
  if (x - x != 0.0) return HP_NAN;
  reduced_angle angle = reduce_angle(x);
  double value = angle.turns & 1 ? sin_kernel(angle.hi, angle.lo) : cos_kernel(angle.hi, angle.lo);
  return (angle.turns + 1) & 2 ? -value : value;
}

/* (arctan t - t) / t for z = t^2. */
INLINE double atan_polynomial(double z) {
  double z2 = z * z;
  return z * (ATAN_0 + z * ATAN_1 + z2 * (ATAN_2 + z * ATAN_3 + z2 * (ATAN_4 + z * ATAN_5 + z2 * ATAN_6)));
}

static double atan_scalar(double x) {
  int32_t high = high_word(x) & 0x7fffffff;
  if (high < 0x3fc00000) return high < 0x3e300000 ? x : x + x * atan_polynomial(x * x);
  double magnitude = x < 0.0 ? -x : x;
  double value;
  if (high < 0x40400000) {
    int knot = ((high - 0x3fc00000) >> 17) * 4 + 4;
    double c = ATAN_TABLE[knot];
    double t = (magnitude - c) / (1.0 + magnitude * c);
    value = ATAN_TABLE[knot + 1] + (t + (ATAN_TABLE[knot + 2] + t * atan_polynomial(t * t)));
  } else {
    double t = -1.0 / magnitude;
    value = ATAN_LIMIT_HI + (t + (ATAN_LIMIT_LO + t * atan_polynomial(t * t)));
  }
  return x < 0.0 ? -value : value;
}

#endif
