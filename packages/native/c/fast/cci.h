/* The commodity channel index. */
#ifndef HOTPATH_FAST_CCI_H
#define HOTPATH_FAST_CCI_H

#include "decay.h"

/* Windows that are answered side by side, in vectors: enough sums to hide the latency of an addition. */
#define CCI_VECTORS 4
/* The share of a price that is its rounding. */
#define CCI_ROUNDING 1e-15

/*
 * Answers for bars [from, from + LANES vectors): (typical price - its mean) / (0.015 mean absolute deviation), 0 where
 * the deviation is no more than the price's rounding. `typical` holds the typical prices; all is relative to the bar's
 * own, so that no digit is lost.
 */
INLINE void cci_answers(const double *typical, int period, int vectors, double *out) {
  vdouble own[CCI_VECTORS], sum[CCI_VECTORS] = {}, spread[CCI_VECTORS] = {}, zero = {};
  UNROLL for (int v = 0; v < vectors; v++) own[v] = load(typical + v * LANES);
  for (long back = 1; back < period; back++)
    UNROLL for (int v = 0; v < vectors; v++) sum[v] += load(typical + v * LANES - back) - own[v];
  UNROLL for (int v = 0; v < vectors; v++) sum[v] *= 1.0 / period;
  for (long back = 1; back < period; back++)
    UNROLL for (int v = 0; v < vectors; v++) spread[v] += magnitude(load(typical + v * LANES - back) - own[v] - sum[v]);
  UNROLL for (int v = 0; v < vectors; v++) {
    spread[v] = (spread[v] + magnitude(sum[v])) * (0.015 / period);
    vint moved = spread[v] > magnitude(own[v]) * (0.015 * CCI_ROUNDING);
    store(out + v * LANES, choose(moved, -sum[v] / spread[v], zero));
  }
}

INLINE double cci_answer(const double *typical, int period) {
  double sum = 0, spread = 0, own = typical[0];
  for (long back = 1; back < period; back++) sum += typical[-back] - own;
  sum /= period;
  for (long back = 0; back < period; back++) spread += __builtin_fabs(typical[-back] - own - sum);
  spread *= 0.015 / period;
  return spread > __builtin_fabs(own) * (0.015 * CCI_ROUNDING) ? -sum / spread : 0.0;
}

/* Bars that are answered at a time: their typical prices stay in the first cache. */
#define CCI_BARS 1024

/* TA-Lib's CCI. `scratch` has room for the typical prices of period + CCI_BARS bars. */
EXPORT int KERNEL(cci)(const double *high, const double *low, const double *close, int n, int period, double *out,
                        double *scratch) {
  fill_nan(out, n < period ? n : period - 1);
  if (n < period) return all_finite(high, n) & all_finite(low, n) & all_finite(close, n);
  long before = period - 1L;
  vdouble seen = {};
  double rest = 0;
  for (long i = 0; i < before; i++) rest += (scratch[i] = (high[i] + low[i] + close[i]) / 3.0) * 0.0;
  for (long from = before, bars; from < n; from += bars) {
    bars = n - from < CCI_BARS ? n - from : CCI_BARS;
    double *typical = scratch + before;
    long i = 0;
    for (; i + LANES <= bars; i += LANES) {
      vdouble price = (load(high + from + i) + load(low + from + i) + load(close + from + i)) / 3.0;
      seen = notice(seen, price);
      store(typical + i, price);
    }
    for (; i < bars; i++) rest += (typical[i] = (high[from + i] + low[from + i] + close[from + i]) / 3.0) * 0.0;
    for (i = 0; i + CCI_VECTORS * LANES <= bars; i += CCI_VECTORS * LANES)
      cci_answers(typical + i, period, CCI_VECTORS, out + from + i);
    for (; i + LANES <= bars; i += LANES) cci_answers(typical + i, period, 1, out + from + i);
    for (; i < bars; i++) out[from + i] = cci_answer(typical + i, period);
    for (i = 0; i < before; i++) scratch[i] = scratch[bars + i];
  }
  return all_zero(seen) & (rest == 0.0);
}

#endif
