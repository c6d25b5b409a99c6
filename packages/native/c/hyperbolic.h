/*
 * The hyperbolic functions: the C twins of hyperbolic.ts, sinh.ts, cosh.ts and tanh.ts in packages/core/src/elementary,
 * where the methods are explained.
 */
#ifndef HOTPATH_HYPERBOLIC_H
#define HOTPATH_HYPERBOLIC_H

#include "trigonometry.h"

/* Below this a polynomial answers; from the other on, e^-x is below half an ulp of e^x. */
#define SMALL_HYPERBOLIC 0.25
#define LARGE_HYPERBOLIC 22.0

typedef struct {
  double sinh, sinh_lo, cosh, cosh_lo;
} hyperbolic_parts;

/* sinh x and cosh x for 0 <= x <= 22, each as two doubles. */
INLINE hyperbolic_parts split_hyperbolic(double x) {
  double steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  double r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  int k = (int)steps;
  double r2 = r * r;
  double s = r + r * r2 * (0.16666666666666666 + r2 * 0.008333333333333333);
  double c = r2 * (0.5 + r2 * 0.041666666666666664);
  int i = (k & 127) << 1;
  int j = (-k & 127) << 1;
  double rise = power_of_two((k >> 7) - 1);
  double fall = power_of_two((-k >> 7) - 1);
  double up = EXP_TABLE[i] * rise;
  double down = EXP_TABLE[j] * fall;
  double up_lo = EXP_TABLE[i + 1] * rise;
  double down_lo = EXP_TABLE[j + 1] * fall;
  double difference = up - down;
  double sum = up + down;
  hyperbolic_parts parts = {difference, up - difference - down + (up_lo - down_lo) + (s * sum + c * difference), sum,
                            up - sum + down + (up_lo + down_lo) + (s * difference + c * sum)};
  return parts;
}

/* e^x / 2 for x >= 22. */
static double half_exp(double x) {
  if (x > 710.5) return HP_INFINITY;
  double steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  double r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  int k = (int)steps;
  double r2 = r * r;
  double p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  int i = (k & 127) << 1;
  double root = EXP_TABLE[i];
  return (root + (EXP_TABLE[i + 1] + root * p)) * power_of_two((k >> 7) - 2) * 2.0;
}

static double sinh_scalar(double x) {
  double size = x < 0.0 ? -x : x;
  if (size < SMALL_HYPERBOLIC) {
    if (size < 0x1p-28) return x;
    double z = x * x;
    double z2 = z * z;
    return x + x * z * (SINH_0 + z * SINH_1 + z2 * (SINH_2 + z * SINH_3 + z2 * SINH_4));
  }
  if (size != size) return x;
  double value;
  if (size > LARGE_HYPERBOLIC) {
    value = half_exp(size);
  } else {
    hyperbolic_parts parts = split_hyperbolic(size);
    value = parts.sinh + parts.sinh_lo;
  }
  return x < 0.0 ? -value : value;
}

static double cosh_scalar(double x) {
  double size = x < 0.0 ? -x : x;
  if (size != size) return x;
  if (size > LARGE_HYPERBOLIC) return half_exp(size);
  hyperbolic_parts parts = split_hyperbolic(size);
  return parts.cosh + parts.cosh_lo;
}

static double tanh_scalar(double x) {
  double size = x < 0.0 ? -x : x;
  if (size < SMALL_HYPERBOLIC) {
    if (size < 0x1p-28) return x;
    double z = x * x;
    double z2 = z * z;
    double low = TANH_0 + z * TANH_1 + z2 * (TANH_2 + z * TANH_3);
    double high = TANH_4 + z * TANH_5 + z2 * (TANH_6 + z * TANH_7);
    return x + x * z * (low + z2 * z2 * high);
  }
  if (size != size) return x;
  if (size > LARGE_HYPERBOLIC) return x < 0.0 ? -1.0 : 1.0;
  hyperbolic_parts parts = split_hyperbolic(size);
  double value = quotient(parts.sinh, parts.sinh_lo, parts.cosh, parts.cosh_lo);
  return x < 0.0 ? -value : value;
}

#endif
