/*
 * The quantile of the standard normal distribution: the C twin of packages/core/src/elementary/inverse-normal.ts, where
 * the method is explained.
 */
#ifndef HOTPATH_INVERSE_NORMAL_H
#define HOTPATH_INVERSE_NORMAL_H

#include "normal.h"

INLINE double quantile_central(double q) {
  double z = q * q;
  double z2 = z * z;
  double z4 = z2 * z2;
  double low = QUANTILE_0 + z * QUANTILE_1 + z2 * (QUANTILE_2 + z * QUANTILE_3);
  double middle = QUANTILE_4 + z * QUANTILE_5 + z2 * (QUANTILE_6 + z * QUANTILE_7);
  double high = QUANTILE_8 + z * QUANTILE_9 + z2 * QUANTILE_10;
  double p = low + z4 * (middle + z4 * high);
  double scaled = q * SPLITTER;
  double top = scaled - (scaled - q);
  return top * ROOT_TWO_PI_HI + ((q - top) * ROOT_TWO_PI_HI + (q * ROOT_TWO_PI_LO + q * (z * p)));
}

/* a[0] + a[1] r + ... + a[7] r^7, from the inside out; for a double and for a vector of them. */
#define HORNER8(a, r)                                                                                          \
  ((((((((a)[7] * (r) + (a)[6]) * (r) + (a)[5]) * (r) + (a)[4]) * (r) + (a)[3]) * (r) + (a)[2]) * (r) + (a)[1]) * (r) + \
   (a)[0])

static const double WICHURA_CENTRE[2][8] = {
    {3.3871328727963665, 133.14166789178438, 1971.5909503065514, 13731.69376550946, 45921.95393154987, 67265.7709270087,
     33430.57558358813, 2509.0809287301227},
    {1.0, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
     28729.085735721943, 5226.495278852855}};

static const double WICHURA_TAIL[2][8] = {
    {1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
     0.2417807251774506, 0.022723844989269184, 7.745450142783414e-4},
    {1.0, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
     5.475938084995345e-4, 1.0507500716444169e-9}};

static const double WICHURA_FAR[2][8] = {
    {6.657904643501104, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
     0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7},
    {1.0, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4, 1.8463183175100548e-5,
     1.421511758316446e-7, 2.0442631033899397e-15}};

INLINE double wichura_centre(double q) {
  double r = 0.180625 - q * q;
  return q * HORNER8(WICHURA_CENTRE[0], r) / HORNER8(WICHURA_CENTRE[1], r);
}

static double wichura_tail(double tail) {
  double s = __builtin_sqrt(-log_scalar(tail));
  const double(*ratio)[8] = s > 5.0 ? WICHURA_FAR : WICHURA_TAIL;
  double r = s > 5.0 ? s - 5.0 : s - 1.6;
  return HORNER8(ratio[0], r) / HORNER8(ratio[1], r);
}

INLINE double refine_by_knot(double x, double tail) {
  int k = (int)(x * 16.0 + 0.5);
  double knot = k * 0.0625;
  double d = x - knot;
  const double *row = NORMAL_TABLE + 4 * k;
  double density = row[2];
  KNOT_SERIES(double, knot, d, series)
  double difference = row[0] - tail + row[1] - density * series;
  return x + difference / (density * (1.0 - knot * d));
}

static double refine_by_mills(double x, double tail) {
  double scaled = x * SPLITTER;
  double top = scaled - (scaled - x);
  double half = 0.5 * ((x - top) * (x + top));
  double growth = exp_scalar(0.25 * (top * top));
  double inverse_density = 1.0 + half * (1.0 + 0.5 * half);
  double w = 1.0 / (x * x);
  return x + (mills(w) / x - tail * growth * growth * (ROOT_TWO_PI * inverse_density));
}

static double inverse_normal_scalar(double p) {
  if (!(p > 0.0 && p < 1.0)) return p == 0.0 ? -HP_INFINITY : p == 1.0 ? HP_INFINITY : HP_NAN;
  double q = p - 0.5;
  if (q > -0.19 && q < 0.19) return quantile_central(q);
  double tail = q < 0.0 ? p : 1.0 - p;
  double guess = q > -0.425 && q < 0.425 ? wichura_centre(q < 0.0 ? -q : q) : wichura_tail(tail);
  double x = guess < FAR_TAIL ? refine_by_knot(guess, tail) : refine_by_mills(guess, tail);
  return q < 0.0 ? -x : x;
}

#endif
