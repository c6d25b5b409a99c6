/* Moving average convergence and divergence. */
#ifndef HOTPATH_FAST_MACD_H
#define HOTPATH_FAST_MACD_H

#include "decay.h"

/*
 * TA-Lib's MACD: both averages begin at bar slow - 1, the fast one seeded by the mean of the `fast` values that end
 * there; the signal is seeded by the mean of the first `smoothing` differences; all outputs begin with the signal.
 *
 * Averaged are differences from the first element, which leaves their difference what it is: a constant series has none.
 */
EXPORT int KERNEL(macd)(const double *x, int n, int fast, int slow, int smoothing, double *macd, double *signal,
                         double *histogram) {
  long first = (long)slow + smoothing - 2;
  long blank = n < first ? n : first;
  fill_nan(macd, blank);
  fill_nan(signal, blank);
  fill_nan(histogram, blank);
  if (n <= first) return all_finite(x, n);
  double fast_alpha = 2.0 / (fast + 1.0), slow_alpha = 2.0 / (slow + 1.0), alpha = 2.0 / (smoothing + 1.0);
  double fast_beta = 1.0 - fast_alpha, slow_beta = 1.0 - slow_alpha, beta = 1.0 - alpha;
  double origin = x[0], fast_last = 0, slow_last = 0;
  for (int j = slow - fast; j < slow; j++) fast_last += x[j] - origin;
  for (int j = 0; j < slow; j++) slow_last += x[j] - origin;
  fast_last /= fast;
  slow_last /= slow;
  double last = fast_last - slow_last;
  long i = slow;
  for (; i <= first; i++) {
    fast_last = fast_beta * fast_last + fast_alpha * (x[i] - origin);
    slow_last = slow_beta * slow_last + slow_alpha * (x[i] - origin);
    last += fast_last - slow_last;
  }
  last /= smoothing;
  macd[first] = fast_last - slow_last;
  signal[first] = last;
  histogram[first] = macd[first] - last;
  for (; (n - i) % LANES != 0; i++) {
    fast_last = fast_beta * fast_last + fast_alpha * (x[i] - origin);
    slow_last = slow_beta * slow_last + slow_alpha * (x[i] - origin);
    macd[i] = fast_last - slow_last;
    signal[i] = last = beta * last + alpha * macd[i];
    histogram[i] = macd[i] - last;
  }
  decay quick = decay_from(fast_beta, fast_last), sluggish = decay_from(slow_beta, slow_last), average = decay_from(beta, last);
  for (; i < n; i += LANES) {
    vdouble v = load(x + i) - origin;
    vdouble difference = decay_next(&quick, fast_alpha * v) - decay_next(&sluggish, slow_alpha * v);
    vdouble smoothed = decay_next(&average, alpha * difference);
    store(macd + i, difference);
    store(signal + i, smoothed);
    store(histogram + i, difference - smoothed);
  }
  return is_finite(average.carry[0]);
}

#endif
