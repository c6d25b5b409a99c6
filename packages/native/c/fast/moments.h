/* Second moments of windows: variances, bands, correlations, regressions on time. */
#ifndef HOTPATH_FAST_MOMENTS_H
#define HOTPATH_FAST_MOMENTS_H

#include "averages.h"

/* Population variance. */
EXPORT int KERNEL(moving_variance)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .out = {out}};
  return slide_all(TALLY_MOMENTS, ANSWER_VARIANCE, &w, n, scratch);
}

/* Population standard deviation, times `deviations`. */
EXPORT int KERNEL(stddev)(const double *x, int n, int period, double deviations, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {deviations}, .out = {out}};
  return slide_all(TALLY_MOMENTS, ANSWER_DEVIATION, &w, n, scratch);
}

/* The simple average, and so many population deviations above and below it. */
EXPORT int KERNEL(bbands)(const double *x, int n, int period, double above, double below, double *upper, double *middle,
                           double *lower, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {above, below}, .out = {upper, middle, lower}};
  return slide_all(TALLY_MOMENTS, ANSWER_BANDS, &w, n, scratch);
}

/* Pearson's correlation; 0 where a variance is not positive. */
EXPORT int KERNEL(correl)(const double *x, const double *y, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = y, .period = period, .out = {out}};
  return slide_all(TALLY_PAIR, ANSWER_CORRELATION, &w, n, scratch);
}

/* TA-Lib's BETA: the slope of y's relative changes on x's, over `period` changes; 0 where x has not changed. */
EXPORT int KERNEL(beta)(const double *x, const double *y, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = y, .period = period, .out = {out}};
  fill_nan(out, n < period ? n : period);
  if (n <= period) return all_finite(x, n) & all_finite(y, n);
  return slide(TALLY_RETURNS, ANSWER_BETA, &w, period, n, scratch);
}

/* The value of each window's least-squares line at `place`: 0 is its first element, period - 1 its last. */
EXPORT int KERNEL(regression)(const double *x, int n, int period, double place, double *out, double *scratch) {
  double length = period, middle = 0.5 * (length - 1.0), spread = 12.0 / (length * (length * length - 1.0));
  windows w = {.x = x, .y = x, .period = period, .factor = {place - middle, spread}, .out = {out}};
  return slide_all(TALLY_TREND, ANSWER_LINE, &w, n, scratch);
}

/* The slope of each window's least-squares line. */
EXPORT int KERNEL(regression_slope)(const double *x, int n, int period, double *out, double *scratch) {
  double length = period, spread = 12.0 / (length * (length * length - 1.0));
  windows w = {.x = x, .y = x, .period = period, .factor = {0.0, spread}, .out = {out}};
  return slide_all(TALLY_TREND, ANSWER_SLOPE, &w, n, scratch);
}

#endif
