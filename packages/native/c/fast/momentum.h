/* Changes over a period. */
#ifndef HOTPATH_FAST_MOMENTUM_H
#define HOTPATH_FAST_MOMENTUM_H

#include "averages.h"

/* x less what it was `period` elements before, or how the two compare. */
enum { MOMENTUM, RATE, RATE_PERCENT, RATIO, RATIO_PERCENT };

INLINE vdouble compared(int how, vdouble now, vdouble before) {
  if (how == MOMENTUM) return now - before;
  vdouble share = (how == RATIO || how == RATIO_PERCENT ? now : now - before) / before;
  return how == RATE_PERCENT || how == RATIO_PERCENT ? share * 100.0 : share;
}

INLINE int momentum_run(int how, const double *x, long n, long period, double *out) {
  long i = period;
  vdouble zero = {}, seen = {};
  double rest = 0;
  for (; i + LANES <= n; i += LANES) {
    vdouble before = load(x + i - period), now = load(x + i), answer = compared(how, now, before);
    seen = notice(seen, now - before);
    store(out + i, how == MOMENTUM ? answer : choose(before != zero, answer, zero));
  }
  for (; i < n; i++) {
    double before = x[i - period];
    rest += (x[i] - before) * 0.0;
    out[i] = how == MOMENTUM || before != 0.0 ? compared(how, splat(x[i]), splat(before))[0] : 0.0;
  }
  return all_zero(seen) & (rest == 0.0);
}

/* TA-Lib's MOM, ROCP, ROC, ROCR and ROCR100, by `how`; those that divide are 0 where the element before is 0. */
EXPORT int KERNEL(momentum)(const double *x, int n, int period, int how, double *out) {
  fill_nan(out, n < period ? n : period);
  if (n <= period) return all_finite(x, n);
  /* Between the first element that has none before and the last that is before another. */
  if (n < 2L * period && !all_finite(x + n - period, 2L * period - n)) return 0;
  if (how == MOMENTUM) return momentum_run(MOMENTUM, x, n, period, out);
  if (how == RATE) return momentum_run(RATE, x, n, period, out);
  if (how == RATE_PERCENT) return momentum_run(RATE_PERCENT, x, n, period, out);
  if (how == RATIO) return momentum_run(RATIO, x, n, period, out);
  return momentum_run(RATIO_PERCENT, x, n, period, out);
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
