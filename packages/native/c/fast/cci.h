/* The commodity channel index. */
#ifndef HOTPATH_FAST_CCI_H
#define HOTPATH_FAST_CCI_H

#include "decay.h"

/* Windows that are answered side by side, in vectors: enough sums to hide the latency of an addition. */
#define CCI_VECTORS 4

/*
 * Answers for bars [from, from + LANES vectors): (typical price - its mean) / (0.015 mean absolute deviation), 0 where
 * either is 0. `typical` holds the typical prices; all is relative to the bar's own, so that no digit is lost.
 */
INLINE void cci_answers(const double *typical, int period, int vectors, double *out) {
  vdouble own[CCI_VECTORS], sum[CCI_VECTORS] = {}, spread[CCI_VECTORS] = {}, zero = {};
  UNROLL for (int v = 0; v < vectors; v++) own[v] = load(typical + v * LANES);
  for (long back = 1; back < period; back++)
    UNROLL for (int v = 0; v < vectors; v++) sum[v] += load(typical + v * LANES - back) - own[v];
  UNROLL for (int v = 0; v < vectors; v++) {
    sum[v] *= 1.0 / period;
    own[v] += sum[v];
  }
  for (long back = 1; back < period; back++)
    UNROLL for (int v = 0; v < vectors; v++) spread[v] += magnitude(load(typical + v * LANES - back) - own[v]);
  UNROLL for (int v = 0; v < vectors; v++) {
    spread[v] = (spread[v] + magnitude(sum[v])) * (0.015 / period);
    store(out + v * LANES, choose((sum[v] != zero) & (spread[v] != zero), -sum[v] / spread[v], zero));
  }
}

INLINE double cci_answer(const double *typical, int period) {
  double sum = 0, spread = 0, own = typical[0];
  for (long back = 1; back < period; back++) sum += typical[-back] - own;
  sum /= period;
  for (long back = 0; back < period; back++) spread += __builtin_fabs(typical[-back] - own - sum);
  spread *= 0.015 / period;
  return sum != 0.0 && spread != 0.0 ? -sum / spread : 0.0;
}

/* TA-Lib's CCI. `typical` is scratch for n typical prices. */
EXPORT void KERNEL(cci)(const double *high, const double *low, const double *close, int n, int period, double *out,
                        double *typical) {
  fill_nan(out, n < period ? n : period - 1);
  if (n < period) return;
  long done = 0, i = period - 1;
  while (i < n) {
    /* Prices are taken a few ahead, so that they are still in the first cache when their windows end. */
    long ahead = i + 1024 < n ? i + 1024 : n;
    for (; done + LANES <= ahead; done += LANES)
      store(typical + done, (load(high + done) + load(low + done) + load(close + done)) / 3.0);
    for (; done < ahead; done++) typical[done] = (high[done] + low[done] + close[done]) / 3.0;
    for (; i + CCI_VECTORS * LANES <= ahead; i += CCI_VECTORS * LANES) cci_answers(typical + i, period, CCI_VECTORS, out + i);
    for (; i + LANES <= ahead; i += LANES) cci_answers(typical + i, period, 1, out + i);
    for (; i < ahead; i++) out[i] = cci_answer(typical + i, period);
  }
}

#endif
