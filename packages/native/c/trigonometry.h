/*
 * Tangent, arcsine and arccosine: the C twins of tan.ts, asin.ts and acos.ts in packages/core/src/elementary, where the
 * methods are explained.
 */
#ifndef HOTPATH_TRIGONOMETRY_H
#define HOTPATH_TRIGONOMETRY_H

#include "elementary.h"

/* The leading 26 bits, so that a product of two such is exact. */
INLINE double leading(double x) {
  double scaled = x * SPLITTER;
  return scaled - (scaled - x);
}

/* (n + n_lo) / (d + d_lo), the remainder of the first quotient exact by Dekker's product. */
INLINE double quotient(double n, double n_lo, double d, double d_lo) {
  double over = n + n_lo;
  double under = d + d_lo;
  double q = over / under;
  double q_top = leading(q);
  double q_bottom = q - q_top;
  double d_top = leading(under);
  double d_bottom = under - d_top;
  double product = q * under;
  double error = q_top * d_top - product + q_top * d_bottom + q_bottom * d_top + q_bottom * d_bottom;
  return q + (over - product - error + (n - over + n_lo) - q * (d - under + d_lo)) / under;
}

static double tan_scalar(double x) {
  if (x > -0x1p-27 && x < 0x1p-27) return x;
  if (x - x != 0.0) return HP_NAN;
  reduced_angle angle = reduce_angle(x);
  double r = angle.hi;
  double r_lo = angle.lo;
  double z = r * r;
  double z2 = z * z;
  double sin_p = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  double cos_p = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  double sin_lo = z * (r * sin_p) + r_lo * (1.0 - 0.5 * z);
  double half = 0.5 * z;
  double w = 1.0 - half;
  double top = leading(r);
  double bottom = r - top;
  double z_lo = top * top - z + 2.0 * top * bottom + bottom * bottom;
  double cos_lo = 1.0 - w - half + (z2 * cos_p - r * r_lo - 0.5 * z_lo);
  return angle.turns & 1 ? -quotient(w, cos_lo, r, sin_lo) : quotient(r, sin_lo, w, cos_lo);
}

/* (arcsin t - t) / t for z = t^2 <= 1/4. */
INLINE double arcsine_excess(double z) {
  double z2 = z * z;
  double z4 = z2 * z2;
  double low = ASIN_0 + z * ASIN_1 + z2 * (ASIN_2 + z * ASIN_3);
  double middle = ASIN_4 + z * ASIN_5 + z2 * (ASIN_6 + z * ASIN_7);
  double high = ASIN_8 + z * ASIN_9 + z2 * (ASIN_10 + z * ASIN_11);
  return z * (low + z4 * (middle + z4 * (high + z4 * ASIN_12)));
}

/* arcsin of the root of z <= 1/4 less `top`, the leading bits of s, the rounded root. */
INLINE double arcsine_rest(double z, double s, double top) {
  return (z - top * top) / (s + top) + s * arcsine_excess(z);
}

static double asin_scalar(double x) {
  double size = x < 0.0 ? -x : x;
  if (size <= 0.5) return size < 0x1p-27 ? x : x + x * arcsine_excess(x * x);
  if (!(size < 1.0)) return size == 1.0 ? x * ATAN_LIMIT_HI : HP_NAN;
  double z = 0.5 * (1.0 - size);
  double s = __builtin_sqrt(z);
  double top = leading(s);
  double hi = ATAN_LIMIT_HI - 2.0 * top;
  double value = hi + (ATAN_LIMIT_HI - hi - 2.0 * top + (ATAN_LIMIT_LO - 2.0 * arcsine_rest(z, s, top)));
  return x < 0.0 ? -value : value;
}

static double acos_scalar(double x) {
  double size = x < 0.0 ? -x : x;
  if (size <= 0.5) {
    double hi = ATAN_LIMIT_HI - x;
    return hi + (ATAN_LIMIT_HI - hi - x + (ATAN_LIMIT_LO - x * arcsine_excess(x * x)));
  }
  if (!(size < 1.0)) return x == 1.0 ? 0.0 : x == -1.0 ? 2.0 * ATAN_LIMIT_HI : HP_NAN;
  double z = 0.5 * (1.0 - size);
  double s = __builtin_sqrt(z);
  double top = leading(s);
  double rest = arcsine_rest(z, s, top);
  if (x > 0.0) return 2.0 * (top + rest);
  double hi = ATAN_LIMIT_HI - top;
  return 2.0 * (hi + (ATAN_LIMIT_HI - hi - top + (ATAN_LIMIT_LO - rest)));
}

#endif
