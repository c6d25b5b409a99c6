/* True ranges and their averages. */
#ifndef HOTPATH_FAST_RANGE_H
#define HOTPATH_FAST_RANGE_H

#include "decay.h"

/* The greatest of high - low, |high - close before| and |low - close before|. */
INLINE vdouble true_ranges(const double *high, const double *low, const double *close, long i) {
  vdouble h = load(high + i), l = load(low + i), before = load(close + i - 1);
  return greater(h - l, greater(magnitude(h - before), magnitude(l - before)));
}

INLINE double true_range(const double *high, const double *low, const double *close, long i) {
  double range = high[i] - low[i];
  double up = __builtin_fabs(high[i] - close[i - 1]), down = __builtin_fabs(low[i] - close[i - 1]);
  if (up > range) range = up;
  return down > range ? down : range;
}

/* TA-Lib's TRANGE, from bar 1 on. */
EXPORT void KERNEL(true_range)(const double *high, const double *low, const double *close, int n, double *out) {
  fill_nan(out, n < 1 ? n : 1);
  long i = 1;
  for (; i + LANES <= n; i += LANES) store(out + i, true_ranges(high, low, close, i));
  for (; i < n; i++) out[i] = true_range(high, low, close, i);
}

/*
 * TA-Lib's ATR: Wilder's average of the true range, begun at bar `period` by the mean of the first `period` of them.
 * Where `relative`, its NATR: in percent of the close, 0 where that is 0.
 */
INLINE void average_range(const double *high, const double *low, const double *close, long n, int period, int relative,
                          double *out) {
#define SHARE(range, price) ((price) != 0.0 ? (range) / (price) * 100.0 : 0.0)
  fill_nan(out, n < period ? n : period);
  if (n <= period) return;
  double alpha = 1.0 / period, beta = 1.0 - alpha, last = 0;
  for (long j = 1; j <= period; j++) last += true_range(high, low, close, j);
  last /= period;
  out[period] = relative ? SHARE(last, close[period]) : last;
  long i = period + 1L;
  for (; (n - i) % LANES != 0; i++) {
    last = beta * last + alpha * true_range(high, low, close, i);
    out[i] = relative ? SHARE(last, close[i]) : last;
  }
  decay average = decay_from(beta, last);
  vdouble zero = {};
  for (; i < n; i += LANES) {
    vdouble v = decay_next(&average, alpha * true_ranges(high, low, close, i));
    vdouble price = load(close + i);
    store(out + i, relative ? choose(price != zero, v / price * 100.0, zero) : v);
  }
#undef SHARE
}

EXPORT void KERNEL(atr)(const double *high, const double *low, const double *close, int n, int period, double *out) {
  average_range(high, low, close, n, period, 0, out);
}

EXPORT void KERNEL(natr)(const double *high, const double *low, const double *close, int n, int period, double *out) {
  average_range(high, low, close, n, period, 1, out);
}

#endif
