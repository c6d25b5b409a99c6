/* Sums, averages and extremes of windows. */
#ifndef HOTPATH_FAST_AVERAGES_H
#define HOTPATH_FAST_AVERAGES_H

#include "decay.h"
#include "window.h"

/* NaN where no window has ended, then the answers of all windows; whether all elements were finite. */
INLINE int slide_all(int kind, int answer, const windows *w, long n, double *scratch) {
  for (int k = 0; k < answer_width(answer); k++) fill_nan(w->out[k], n < w->period ? n : w->period - 1);
  if (n < w->period) return all_finite(w->x, n) & all_finite(w->y, n);
  return slide(kind, answer, w, w->period - 1L, n, scratch);
}

EXPORT int KERNEL(moving_sum)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {1.0, period}, .out = {out}};
  return slide_all(TALLY_SUM, ANSWER_MEAN, &w, n, scratch);
}

EXPORT int KERNEL(sma)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {1.0 / period, 1.0}, .out = {out}};
  return slide_all(TALLY_SUM, ANSWER_MEAN, &w, n, scratch);
}

/* Weights 1 to period, the last element's the greatest. */
EXPORT int KERNEL(wma)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .factor = {2.0 / (period * (period + 1.0))}, .out = {out}};
  return slide_all(TALLY_TREND, ANSWER_WEIGHTED, &w, n, scratch);
}

EXPORT int KERNEL(highest)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .out = {out}};
  return slide_all(TALLY_HIGHEST, ANSWER_EXTREME, &w, n, scratch);
}

EXPORT int KERNEL(lowest)(const double *x, int n, int period, double *out, double *scratch) {
  windows w = {.x = x, .y = x, .period = period, .out = {out}};
  return slide_all(TALLY_LOWEST, ANSWER_EXTREME, &w, n, scratch);
}

/* The least of `low` and the greatest of `high`, which may be one series. */
EXPORT int KERNEL(extremes)(const double *high, const double *low, int n, int period, double *least, double *greatest,
                             double *scratch) {
  windows w = {.x = high, .y = low, .period = period, .out = {least, greatest}};
  return slide_all(TALLY_EXTREMES, ANSWER_EXTREMES, &w, n, scratch);
}

/* Half-way between them: TA-Lib's MIDPRICE and, of one series, its MIDPOINT. */
EXPORT int KERNEL(midprice)(const double *high, const double *low, int n, int period, double *out, double *scratch) {
  windows w = {.x = high, .y = low, .period = period, .out = {out}};
  return slide_all(TALLY_EXTREMES, ANSWER_MIDDLE, &w, n, scratch);
}

#endif
