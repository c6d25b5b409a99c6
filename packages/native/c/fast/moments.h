/* Second moments of windows: variances, bands, correlations, regressions on time. */
#ifndef HOTPATH_FAST_MOMENTS_H
#define HOTPATH_FAST_MOMENTS_H

#include "averages.h"

/* Population variance. */
EXPORT void KERNEL(moving_variance)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .out = {out}, .outputs = 1};
  SLIDE(TALLY_MOMENTS, ANSWER_VARIANCE, w, n, scratch);
}

/* Population standard deviation, times `deviations`. */
EXPORT void KERNEL(stddev)(const double *x, int n, int period, double deviations, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {deviations}, .out = {out}, .outputs = 1};
  SLIDE(TALLY_MOMENTS, ANSWER_DEVIATION, w, n, scratch);
}

/* The simple average, and so many population deviations above and below it. */
EXPORT void KERNEL(bbands)(const double *x, int n, int period, double above, double below, double *upper, double *middle,
                           double *lower, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {above, below}, .out = {upper, middle, lower}, .outputs = 3};
  SLIDE(TALLY_MOMENTS, ANSWER_BANDS, w, n, scratch);
}

/* Pearson's correlation; 0 where a variance is not positive. */
EXPORT void KERNEL(correl)(const double *x, const double *y, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = y, .period = period, .out = {out}, .outputs = 1};
  SLIDE(TALLY_PAIR, ANSWER_CORRELATION, w, n, scratch);
}

/* TA-Lib's BETA: the slope of y's relative changes on x's, over `period` changes; 0 where x has not changed. */
EXPORT void KERNEL(beta)(const double *x, const double *y, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = y, .period = period, .out = {out}, .outputs = 1};
  fill_nan(out, n < period ? n : period);
  slide(TALLY_RETURNS, ANSWER_BETA, &w, period, n, scratch);
}

/*
 * The least-squares line through each window: its value at `places` (0 the first element of the window, period - 1 the
 * last), or its slope for a place that is NaN.
 */
EXPORT void KERNEL(regression)(const double *x, int n, int period, int outputs, double first_place, double second_place,
                               double *first, double *second, double *scratch) {
  double middle = 0.5 * (period - 1.0);
  windows w = {.x = x, .y = x, .period = period, .factor = {first_place - middle, second_place - middle},
               .out = {first, second}, .outputs = outputs};
  if (outputs == 1) {
    SLIDE(TALLY_TREND, ANSWER_TREND, w, n, scratch);
  } else {
    SLIDE(TALLY_TREND, ANSWER_TREND, w, n, scratch);
  }
}

#endif
