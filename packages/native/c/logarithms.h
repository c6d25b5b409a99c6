/*
 * The logarithm to the base 10 and a logarithm of more than double precision: the C twins of log10.ts and log-parts.ts
 * in packages/core/src/elementary, where the methods are explained.
 */
#ifndef HOTPATH_LOGARITHMS_H
#define HOTPATH_LOGARITHMS_H

#include "trigonometry.h"

typedef struct {
  double hi, lo;
} two_doubles;

/* The natural logarithm of a positive finite x as two doubles, within 2^-66 of it relatively. */
INLINE two_doubles split_log(double x) {
  int32_t high = high_word(x);
  int k = 0;
  if (high < 0x100000) {
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
  double added = r - r_hi;
  double rest = r_hi - (r - added) + (r_lo - added);
  double r_top = leading(r);
  double r_bottom = r - r_top;
  double square = r * r;
  double square_lo = r_top * r_top - square + 2.0 * r_top * r_bottom + r_bottom * r_bottom;
  double p = 0.3333333333333333 - r * 0.25 + square * (0.2 - r * 0.16666666666666666) +
             square * square * (0.14285714285714285 - r * 0.125 + square * (0.1111111111111111 - r * 0.1));
  double base = k * LN2_HI + LOG_TABLE[i + 1];
  double first = base + r;
  double half = 0.5 * square;
  double second = first - half;
  double lost = base - first + r + (first - second - half);
  double small = rest + (k * LN2_LO + LOG_TABLE[i + 2]) + (r * square * p - (0.5 * square_lo + r * rest));
  double hi = second + (lost + small);
  two_doubles parts = {hi, second - hi + (lost + small)};
  return parts;
}

static double log10_scalar(double x) {
  if (!(x > 0.0 && x < HP_INFINITY)) return x == 0.0 ? -HP_INFINITY : x > 0.0 ? x : HP_NAN;
  two_doubles log = split_log(x);
  double top = leading(log.hi);
  return top * LOG10_E_HI + (top * LOG10_E_LO + ((log.hi - top) * LOG10_E + log.lo * LOG10_E));
}

#endif
