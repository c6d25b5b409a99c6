/* Where the close stands between the extremes of its window. */
#ifndef HOTPATH_FAST_STOCHASTIC_H
#define HOTPATH_FAST_STOCHASTIC_H

#include "averages.h"

EXPORT int KERNEL(willr)(const double *high, const double *low, const double *close, int n, int period, double *out,
                          double *scratch) {
  windows w = {.x = high, .y = low, .close = close, .period = period, .out = {out}};
  return all_finite(close, n < period ? n : period - 1) & slide_all(TALLY_EXTREMES, ANSWER_DEPTH, &w, n, scratch);
}

/* Means of `period` elements of x, which begins at `from`, into out from its first whole window on. */
INLINE int means_from(const double *x, long from, long n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {1.0 / period, 1.0}, .out = {out}};
  return slide(TALLY_SUM, ANSWER_MEAN, &w, from + period - 1, n, scratch);
}

/*
 * TA-Lib's STOCH with simple averages: fast K over `fast` bars, slow K its mean of `slow`, slow D the mean of `last`
 * slow Ks. Both begin where D does. With slow = 1 it is STOCHF. Fast K waits in `d`.
 */
EXPORT int KERNEL(stoch)(const double *high, const double *low, const double *close, int n, int fast, int slow, int last,
                          double *k, double *d, double *scratch) {
  long ready = (long)fast + slow + last - 3;
  int finite;
  if (n > ready) {
    finite = all_finite(close, fast - 1L);
    windows w = {.x = high, .y = low, .close = close, .period = fast, .out = {d}};
    finite &= slide(TALLY_EXTREMES, ANSWER_PLACE, &w, fast - 1L, n, scratch);
    finite &= means_from(d, fast - 1L, n, slow, k, scratch);
    finite &= means_from(k, (long)fast + slow - 2, n, last, d, scratch);
  } else {
    finite = all_finite(high, n) & all_finite(low, n) & all_finite(close, n);
  }
  fill_nan(k, n < ready ? n : ready);
  fill_nan(d, n < ready ? n : ready);
  return finite;
}

#endif
