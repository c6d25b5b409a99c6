/*
 * Powers and what differs from a power by a little: the C twins of expm1.ts, log1p.ts, pow.ts and exp-of-sum.ts in
 * packages/core/src/elementary, where the methods are explained.
 */
#ifndef HOTPATH_POWERS_H
#define HOTPATH_POWERS_H

#include "logarithms.h"

static double expm1_scalar(double x) {
  if (x > -0.0625 && x < 0.0625) {
    if (x > -0x1p-54 && x < 0x1p-54) return x;
    double z = x * x;
    double low = EXPM1_0 + x * EXPM1_1 + z * (EXPM1_2 + x * EXPM1_3);
    double high = EXPM1_4 + x * EXPM1_5 + z * EXPM1_6;
    return x + (0.5 * z + x * z * (low + z * z * high));
  }
  if (!(x > -38.0 && x < 50.0)) return x < 0.0 ? -1.0 : exp_scalar(x);
  double steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  double r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  int k = (int)steps;
  double r2 = r * r;
  double p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  int i = (k & 127) << 1;
  double scale = power_of_two(k >> 7);
  double root = EXP_TABLE[i];
  double top = root * scale;
  double hi = top - 1.0;
  double part = hi - top;
  return hi + (top - (hi - part) - (1.0 + part) + (EXP_TABLE[i + 1] + root * p) * scale);
}

static double log1p_scalar(double x) {
  if (!(x > -1.0 && x < HP_INFINITY)) return x == -1.0 ? -HP_INFINITY : x > 0.0 ? x : HP_NAN;
  if (x > -0x1p-53 && x < 0x1p-53) return x;
  double u = 1.0 + x;
  double part = u - x;
  double lost = 1.0 - part + (x - (u - part));
  two_doubles log = split_log(u);
  return log.hi + (log.lo + lost / u);
}

/* e^(hi + lo) factor for -745.14 < hi < 710, |lo| far smaller and a factor in [2^-10, 2]. */
INLINE double exp_of_sum(double hi, double lo, double factor) {
  double steps = hi * EXP_PER_STEP + ROUNDER - ROUNDER;
  double r = hi - steps * EXP_STEP_HI - (steps * EXP_STEP_LO - lo);
  int k = (int)steps;
  double r2 = r * r;
  double p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  int i = (k & 127) << 1;
  double root = EXP_TABLE[i];
  return times_power_of_two((root + (EXP_TABLE[i + 1] + root * p)) * factor, k >> 7);
}

static double pow_positive(double x, double y) {
  two_doubles log = split_log(x);
  double product = y * log.hi;
  if (!(product > -745.14 && product < 710.0)) return product < 0.0 ? 0.0 : HP_INFINITY;
  if (product > -0x1p-54 && product < 0x1p-54) return 1.0 + product;
  double y_top = leading(y);
  double y_bottom = y - y_top;
  double log_top = leading(log.hi);
  double log_bottom = log.hi - log_top;
  double exact = y_top * log_top - product + y_top * log_bottom + y_bottom * log_top + y_bottom * log_bottom;
  return exp_of_sum(product, exact + y * log.lo, 1.0);
}

/* Whether a finite y is an integer; every double from 2^53 on is one, and even. */
INLINE int is_whole(double y) { return !(y > -0x1p53 && y < 0x1p53) || (double)(int64_t)y == y; }

/* x^y with ECMAScript's special cases: NaN, where C99 has 1, for 1^NaN and for (+-1)^(+-infinity). */
static double pow_scalar(double x, double y) {
  if (y == 0.0) return 1.0;
  if (x > 0.0 && x < HP_INFINITY && y - y == 0.0) return pow_positive(x, y);
  if (x != x || y != y) return HP_NAN;
  double size = x < 0.0 ? -x : x;
  if (y - y != 0.0) return size == 1.0 ? HP_NAN : (size > 1.0) == (y > 0.0) ? HP_INFINITY : 0.0;
  int whole = is_whole(y);
  int negative = whole && !is_whole(y * 0.5) && high_word(x) < 0;
  if (size == 0.0 || size == HP_INFINITY) {
    double value = (size == 0.0) == (y < 0.0) ? HP_INFINITY : 0.0;
    return negative ? -value : value;
  }
  if (!whole) return HP_NAN;
  double value = pow_positive(size, y);
  return negative ? -value : value;
}

#endif
