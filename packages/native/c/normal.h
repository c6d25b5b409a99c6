/*
 * The standard normal distribution function, and what its quantile shares with it: the C twins of normal-cdf.ts and
 * normal-tail.ts in packages/core/src/elementary, where the methods are explained.
 */
#ifndef HOTPATH_NORMAL_H
#define HOTPATH_NORMAL_H

#include "powers.h"

/* From here on Mills' ratio answers, the table having ended. */
#define FAR_TAIL 4.25

/* P(knot < Z <= knot + d) over the density at the knot; for a double and for a vector of them. */
#define KNOT_SERIES(number, knot, d, series)                                                                        \
  number series;                                                                                                    \
  {                                                                                                                 \
    number h2 = knot * knot - 1.0;                                                                                  \
    number h3 = knot * h2 - 2.0 * knot;                                                                             \
    number h4 = knot * h3 - 3.0 * h2;                                                                               \
    number h5 = knot * h4 - 4.0 * h3;                                                                               \
    number h6 = knot * h5 - 5.0 * h4;                                                                               \
    number h7 = knot * h6 - 6.0 * h5;                                                                               \
    number h8 = knot * h7 - 7.0 * h6;                                                                               \
    number h9 = knot * h8 - 8.0 * h7;                                                                               \
    number far = h6 * 1.984126984126984e-4 -                                                                        \
                 d * (h7 * 2.48015873015873e-5 - d * (h8 * 2.755731922398589e-6 - d * (h9 * 2.755731922398589e-7))); \
    number near = knot * 0.5 -                                                                                      \
                  d * (h2 * 0.16666666666666666 -                                                                   \
                       d * (h3 * 0.041666666666666664 -                                                             \
                            d * (h4 * 0.008333333333333333 - d * (h5 * 0.001388888888888889 - d * far))));          \
    series = d - d * d * near;                                                                                      \
  }

INLINE double mills(double w) {
  double w2 = w * w;
  double w4 = w2 * w2;
  double low = MILLS_0 + w * MILLS_1 + w2 * (MILLS_2 + w * MILLS_3);
  double middle = MILLS_4 + w * MILLS_5 + w2 * (MILLS_6 + w * MILLS_7);
  double high = MILLS_8 + w * MILLS_9 + w2 * (MILLS_10 + w * MILLS_11);
  return low + w4 * (middle + w4 * (high + w4 * (MILLS_12 + w * MILLS_13 + w2 * (MILLS_14 + w * MILLS_15))));
}

/* P(Z > x) for x >= 4.25. */
static double far_tail(double x) {
  if (!(x < 38.6)) return x > 0.0 ? 0.0 : HP_NAN;
  double top = leading(x);
  double bottom = x - top;
  double square = x * x;
  double square_lo = top * top - square + 2.0 * top * bottom + bottom * bottom;
  return exp_of_sum(-0.5 * square, -0.5 * square_lo, mills(1.0 / square) / (x * ROOT_TWO_PI));
}

static double normal_cdf_scalar(double x) {
  double size = x < 0.0 ? -x : x;
  if (!(size < FAR_TAIL)) return x < 0.0 ? far_tail(size) : 1.0 - far_tail(size);
  int k = (int)(size * 16.0 + 0.5);
  double knot = k * 0.0625;
  double d = size - knot;
  const double *row = NORMAL_TABLE + 4 * k;
  KNOT_SERIES(double, knot, d, series)
  double rest = row[1] - row[2] * series;
  if (x < 0.0) return row[0] + rest;
  double hi = 1.0 - row[0];
  return hi + (1.0 - hi - row[0] - rest);
}

#endif
