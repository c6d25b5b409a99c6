/* True ranges and their averages. */
#ifndef HOTPATH_FAST_RANGE_H
#define HOTPATH_FAST_RANGE_H

#include "decay.h"

/*
 * The greatest of high - low, |high - close before| and |low - close before|. NaN where low or the close before is: of
 * two, the second is taken. A high that is NaN is added by those who take the range further.
 */
INLINE vdouble true_ranges(const double *high, const double *low, const double *close, long i) {
  vdouble h = load(high + i), l = load(low + i), before = load(close + i - 1);
  return greater(h - l, greater(magnitude(h - before), magnitude(l - before)));
}

INLINE double true_range(const double *high, const double *low, const double *close, long i) {
  double range = high[i] - low[i];
  double up = __builtin_fabs(high[i] - close[i - 1]), down = __builtin_fabs(low[i] - close[i - 1]);
  if (up > range) range = up;
  if (down > range) range = down;
  return range + close[i - 1] * 0.0;
}

/* What bar 0 has that no true range has. */
INLINE int first_bar_finite(const double *high, const double *low) { return is_finite(high[0]) & is_finite(low[0]); }

/* TA-Lib's TRANGE, from bar 1 on. */
EXPORT int KERNEL(true_range)(const double *high, const double *low, const double *close, int n, double *out) {
  if (n == 0) return 1;
  out[0] = HP_NAN;
  long i = 1;
  vdouble seen = {};
  double rest = close[n - 1] * 0.0;
  for (; i + LANES <= n; i += LANES) {
    vdouble range = true_ranges(high, low, close, i);
    seen = notice(notice(seen, load(high + i)), range);
    store(out + i, range);
  }
  for (; i < n; i++) rest += (out[i] = true_range(high, low, close, i)) * 0.0;
  return all_zero(seen) & (rest == 0.0) & first_bar_finite(high, low);
}

/*
 * TA-Lib's ATR: Wilder's average of the true range, begun at bar `period` by the mean of the first `period` of them.
 * Where `relative`, its NATR: in percent of the close, 0 where that is 0.
 */
INLINE int average_range(const double *high, const double *low, const double *close, long n, int period, int relative,
                          double *out) {
#define SHARE(range, price) ((price) != 0.0 ? (range) / (price) * 100.0 : 0.0)
  fill_nan(out, n < period ? n : period);
  if (n <= period) return all_finite(high, n) & all_finite(low, n) & all_finite(close, n);
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
    vdouble v = decay_next(&average, alpha * true_ranges(high, low, close, i) + load(high + i) * 0.0);
    vdouble price = load(close + i);
    store(out + i, relative ? choose(price != zero, v / price * 100.0, zero) : v);
  }
  return is_finite(average.carry[0]) & is_finite(close[n - 1]) & first_bar_finite(high, low);
#undef SHARE
}

EXPORT int KERNEL(atr)(const double *high, const double *low, const double *close, int n, int period, double *out) {
  return average_range(high, low, close, n, period, 0, out);
}

EXPORT int KERNEL(natr)(const double *high, const double *low, const double *close, int n, int period, double *out) {
  return average_range(high, low, close, n, period, 1, out);
}

#endif
