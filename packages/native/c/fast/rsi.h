/* The relative strength index. */
#ifndef HOTPATH_FAST_RSI_H
#define HOTPATH_FAST_RSI_H

#include "decay.h"

INLINE double rsi_of(double gain, double loss) {
  double total = gain + loss;
  return total > 0.0 ? 100.0 * (gain / total) : 0.0;
}

/* TA-Lib's RSI: Wilder's averages of gains and losses, begun at bar `period`; 100 gain / (gain + loss), 0 for 0 / 0. */
EXPORT void KERNEL(rsi)(const double *x, int n, int period, double *out) {
  fill_nan(out, n < period ? n : period);
  if (n <= period) return;
  double alpha = 1.0 / period, beta = 1.0 - alpha, gain = 0, loss = 0;
  for (int i = 1; i <= period; i++) {
    double change = x[i] - x[i - 1];
    gain += change > 0.0 ? change : 0.0;
    loss += change < 0.0 ? -change : 0.0;
  }
  gain /= period;
  loss /= period;
  out[period] = rsi_of(gain, loss);
  int i = period + 1;
  for (; (n - i) % LANES != 0; i++) {
    double change = x[i] - x[i - 1];
    gain = beta * gain + alpha * (change > 0.0 ? change : 0.0);
    loss = beta * loss + alpha * (change < 0.0 ? -change : 0.0);
    out[i] = rsi_of(gain, loss);
  }
  decay gains = decay_from(beta, gain), losses = decay_from(beta, loss);
  vdouble zero = {};
  for (; i < n; i += LANES) {
    vdouble change = alpha * (load(x + i) - load(x + i - 1));
    vdouble up = decay_next(&gains, greater(change, zero));
    vdouble total = up + decay_next(&losses, greater(-change, zero));
    store(out + i, choose(total > zero, 100.0 * up / total, zero));
  }
}

#endif
