/* Volume by the direction of the price. */
#ifndef HOTPATH_FAST_VOLUME_H
#define HOTPATH_FAST_VOLUME_H

#include "averages.h"

/* TA-Lib's OBV: volume is added where the close rises, subtracted where it falls; it begins with the first volume. */
EXPORT void KERNEL(obv)(const double *close, const double *volume, int n, double *out) {
  if (n == 0) return;
  double last = volume[0];
  out[0] = last;
  long i = 1;
  for (; (n - i) % LANES != 0; i++) {
    last += close[i] > close[i - 1] ? volume[i] : close[i] < close[i - 1] ? -volume[i] : 0.0;
    out[i] = last;
  }
  decay sum = decay_from(1.0, last);
  for (; i < n; i += LANES) {
    vdouble now = load(close + i), before = load(close + i - 1), v = load(volume + i), zero = {};
    store(out + i, decay_next(&sum, choose(now > before, v, choose(now < before, -v, zero))));
  }
}

INLINE double accumulated(const double *high, const double *low, const double *close, const double *volume, long i) {
  double range = high[i] - low[i];
  return range > 0.0 ? (close[i] - low[i] - (high[i] - close[i])) / range * volume[i] : 0.0;
}

/* TA-Lib's AD: the sum so far of volume times where the close stands in its bar, -1 at the low, 1 at the high. */
EXPORT void KERNEL(accumulation)(const double *high, const double *low, const double *close, const double *volume, int n,
                                 double *out) {
  double last = 0;
  long i = 0;
  for (; (n - i) % LANES != 0; i++) out[i] = last += accumulated(high, low, close, volume, i);
  decay sum = decay_from(1.0, last);
  for (; i < n; i += LANES) {
    vdouble h = load(high + i), l = load(low + i), c = load(close + i), range = h - l, zero = {};
    store(out + i, decay_next(&sum, choose(range > zero, (c - l - (h - c)) / range * load(volume + i), zero)));
  }
}

/*
 * TA-Lib's MFI: of the flows of money (typical price times volume) in each window, the share in percent that came with
 * a rising typical price; 0 for none. `scratch` has room for n signed flows before that for the windows.
 */
EXPORT void KERNEL(mfi)(const double *high, const double *low, const double *close, const double *volume, int n, int period,
                        double *out, double *scratch) {
  fill_nan(out, n < period ? n : period);
  if (n <= period) return;
  double before = (high[0] + low[0] + close[0]) / 3.0;
  long i = 1;
  scratch[0] = 0;
  for (; (n - i) % LANES != 0; i++) {
    double typical = (high[i] + low[i] + close[i]) / 3.0, flow = typical * volume[i];
    scratch[i] = typical > before ? flow : typical < before ? -flow : 0.0;
    before = typical;
  }
  for (; i < n; i += LANES) {
    vdouble typical = (load(high + i) + load(low + i) + load(close + i)) / 3.0, zero = {};
    vdouble last = (load(high + i - 1) + load(low + i - 1) + load(close + i - 1)) / 3.0;
    vdouble flow = typical * load(volume + i);
    store(scratch + i, choose(typical > last, flow, choose(typical < last, -flow, zero)));
  }
  windows w = {.x = scratch, .y = scratch, .period = period, .out = {out}};
  slide(TALLY_FLOW, ANSWER_FLOW, &w, period, n, scratch + n);
}

#endif
