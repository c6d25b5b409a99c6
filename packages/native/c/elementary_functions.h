/*
 * All elementary functions, each as <name>_scalar, one double at a time and bit for bit that of @hotpath/core; and the
 * roundings that a freestanding library cannot call from elsewhere.
 */
#ifndef HOTPATH_ELEMENTARY_FUNCTIONS_H
#define HOTPATH_ELEMENTARY_FUNCTIONS_H

#include "elementary.h"
#include "hyperbolic.h"
#include "inverse_normal.h"
#include "logarithms.h"
#include "normal.h"
#include "powers.h"
#include "trigonometry.h"

/* The bits of `value` with the sign of x: what is rounded to zero keeps its sign. */
INLINE double signed_as(double value, double x) { return double_of(bits_of(value) | (bits_of(x) & 0x8000000000000000u)); }

/* The greatest integer that is not above x, as Math.floor. */
INLINE double floor_scalar(double x) {
  if (!(x > -0x1p52 && x < 0x1p52)) return x;
  double whole = (double)(int64_t)x;
  return signed_as(whole > x ? whole - 1.0 : whole, x);
}

/* The least integer that is not below x, as Math.ceil. */
INLINE double ceil_scalar(double x) {
  if (!(x > -0x1p52 && x < 0x1p52)) return x;
  double whole = (double)(int64_t)x;
  return signed_as(whole < x ? whole + 1.0 : whole, x);
}

#endif
