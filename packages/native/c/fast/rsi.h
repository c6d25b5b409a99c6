/* The relative strength index. */
#ifndef HOTPATH_FAST_RSI_H
#define HOTPATH_FAST_RSI_H

#include "decay.h"

INLINE double rsi_of(double gain, double loss, double least) {
  double total = gain + loss;
  return total >= least ? 100.0 * (gain / total) : 0.0;
}

/* The indices of a tile whose averages are there. */
INLINE void rsi_tile(vdouble *gain, const vdouble *total, double least, double *out) {
  vdouble zero = {};
  UNROLL for (int j = 0; j < LANES; j++) gain[j] = choose(total[j] >= least, 100.0 * gain[j] / total[j], zero);
  store_tile(out, LANES, gain);
}

/*
 * TA-Lib's RSI: Wilder's averages of gains and losses, begun at bar `period`; 100 gain / (gain + loss). Of the averages,
 * `period` times as much is kept: only their ratio is wanted. Where gain + loss, so kept, is below `least` > 0, it is 0. A
 * change that is NaN passes the comparisons with 0 and stays in both. The divisions of a tile wait for the tile after,
 * which keeps the processor busy meanwhile.
 */
EXPORT int KERNEL(rsi)(const double *x, int n, int period, double least, double *out) {
  fill_nan(out, n < period ? n : period);
  if (n <= period) return all_finite(x, n);
  double beta = 1.0 - 1.0 / period, gain = 0, loss = 0;
  long i = 1;
  for (; i < n && (i <= period || (n - i) % (LANES * LANES) != 0); i++) {
    double change = x[i] - x[i - 1], kept = i <= period ? 1.0 : beta;
    gain = kept * gain + (change < 0.0 ? 0.0 : change);
    loss = kept * loss + (change > 0.0 ? 0.0 : -change);
    if (i >= period) out[i] = rsi_of(gain, loss, least);
  }
  tiled_decay gains = tiled_decay_from(beta, gain), losses = tiled_decay_from(beta, -loss);
  vdouble zero = {}, waiting[LANES] = {}, total[LANES] = {};
  long begun = i;
  for (; i < n; i += LANES * LANES) {
    vdouble up[LANES], down[LANES];
    UNROLL for (int j = 0; j < LANES; j++) up[j] = load(x + i + j * LANES) - load(x + i + j * LANES - 1);
    transpose(up);
    UNROLL for (int j = 0; j < LANES; j++) {
      down[j] = lesser(zero, up[j]);
      up[j] = greater(zero, up[j]);
    }
    decay_tile(&gains, up);
    decay_tile(&losses, down);
    if (i > begun) rsi_tile(waiting, total, least, out + i - LANES * LANES);
    UNROLL for (int j = 0; j < LANES; j++) {
      waiting[j] = up[j];
      total[j] = up[j] - down[j];
    }
  }
  if (i > begun) rsi_tile(waiting, total, least, out + i - LANES * LANES);
  return is_finite(gains.carry[0] - losses.carry[0]);
}

#endif
