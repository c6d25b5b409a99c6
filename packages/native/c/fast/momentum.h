/* Changes over a period. */
#ifndef HOTPATH_FAST_MOMENTUM_H
#define HOTPATH_FAST_MOMENTUM_H

#include "averages.h"

/* TA-Lib's MOM: x less what it was `period` elements before. Where `relative`, ROC: in percent of that, 0 where it is 0. */
EXPORT int KERNEL(momentum)(const double *x, int n, int period, int relative, double *out) {
  fill_nan(out, n < period ? n : period);
  if (n <= period) return all_finite(x, n);
  long i = period;
  vdouble zero = {}, seen = {};
  double rest = 0;
  for (; i + LANES <= n; i += LANES) {
    vdouble before = load(x + i - period), change = load(x + i) - before;
    seen = notice(seen, change);
    store(out + i, relative ? choose(before != zero, change / before * 100.0, zero) : change);
  }
  for (; i < n; i++) {
    double before = x[i - period], change = x[i] - before;
    rest += change * 0.0;
    out[i] = !relative ? change : before != 0.0 ? change / before * 100.0 : 0.0;
  }
  /* Between the first element that has none before and the last that is before another. */
  if (n < 2L * period && !all_finite(x + n - period, 2L * period - n)) return 0;
  return all_zero(seen) & (rest == 0.0);
}

/*
 * TA-Lib's AROON: how lately, among the last `period` + 1 bars, the least low and the greatest high were; 100 now, 0
 * `period` bars ago, the later of equals.
 */
EXPORT int KERNEL(aroon)(const double *high, const double *low, int n, int period, double *down, double *up,
                          double *scratch) {
  windows w = {.x = high, .y = low, .period = period + 1, .factor = {100.0 / period}, .out = {down, up}};
  return slide_all(TALLY_LATEST, ANSWER_RECENCY, &w, n, scratch);
}

#endif
