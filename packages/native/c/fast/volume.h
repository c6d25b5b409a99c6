/* Volume by the direction of the price. */
#ifndef HOTPATH_FAST_VOLUME_H
#define HOTPATH_FAST_VOLUME_H

#include "averages.h"

/* TA-Lib's OBV: volume is added where the close rises, subtracted where it falls; it begins with the first volume. */
EXPORT int KERNEL(obv)(const double *close, const double *volume, int n, double *out) {
  if (n == 0) return 1;
  double last = volume[0];
  out[0] = last;
  vdouble seen = {};
  double rest = close[0] * 0.0;
  long i = 1;
  for (; (n - i) % LANES != 0; i++) {
    rest += close[i] * volume[i] * 0.0;
    last += close[i] > close[i - 1] ? volume[i] : close[i] < close[i - 1] ? -volume[i] : 0.0;
    out[i] = last;
  }
  decay sum = decay_from(1.0, last);
  for (; i < n; i += LANES) {
    vdouble now = load(close + i), before = load(close + i - 1), v = load(volume + i), zero = {};
    seen = notice(seen, now * v);
    store(out + i, decay_next(&sum, choose(now > before, v, choose(now < before, -v, zero))));
  }
  return all_zero(seen) & (rest == 0.0) & is_finite(sum.carry[0]);
}

INLINE double accumulated(const double *high, const double *low, const double *close, const double *volume, long i) {
  double range = high[i] - low[i];
  return range > 0.0 ? (close[i] - low[i] - (high[i] - close[i])) / range * volume[i] : 0.0;
}

/* TA-Lib's AD: the sum so far of volume times where the close stands in its bar, -1 at the low, 1 at the high. */
EXPORT int KERNEL(accumulation)(const double *high, const double *low, const double *close, const double *volume, int n,
                                 double *out) {
  vdouble seen = {};
  double last = 0, rest = 0;
  long i = 0;
  for (; (n - i) % LANES != 0; i++) {
    rest += (close[i] - low[i] - (high[i] - close[i])) * volume[i] * 0.0;
    out[i] = last += accumulated(high, low, close, volume, i);
  }
  decay sum = decay_from(1.0, last);
  for (; i < n; i += LANES) {
    vdouble h = load(high + i), l = load(low + i), c = load(close + i), range = h - l, zero = {};
    vdouble place = c - l - (h - c), v = load(volume + i);
    seen = notice(seen, place * v);
    store(out + i, decay_next(&sum, choose(range > zero, place / range * v, zero)));
  }
  return all_zero(seen) & (rest == 0.0) & is_finite(sum.carry[0]);
}

/*
 * TA-Lib's MFI: of the flows of money (typical price times volume) in each window, the share in percent that came with
 * a rising typical price; 0 for less than `least` > 0. `scratch` has room for n signed flows before that for the windows.
 * A flow that is negative has no sign to give: it is told as what is not finite is.
 */
EXPORT int KERNEL(mfi)(const double *high, const double *low, const double *close, const double *volume, int n, int period,
                        double least, double *out, double *scratch) {
  fill_nan(out, n < period ? n : period);
  if (n <= period) return all_finite(high, n) & all_finite(low, n) & all_finite(close, n) & all_finite(volume, n);
  vdouble seen = {};
  double before = (high[0] + low[0] + close[0]) / 3.0, rest = before * volume[0] * 0.0;
  vint negative = {};
  long i = 1;
  scratch[0] = 0;
  for (; (n - i) % LANES != 0; i++) {
    double typical = (high[i] + low[i] + close[i]) / 3.0, flow = typical * volume[i];
    rest += flow < 0.0 ? HP_NAN : flow * 0.0;
    scratch[i] = typical > before ? flow : typical < before ? -flow : 0.0;
    before = typical;
  }
  for (; i < n; i += LANES) {
    vdouble typical = (load(high + i) + load(low + i) + load(close + i)) / 3.0, zero = {};
    vdouble last = (load(high + i - 1) + load(low + i - 1) + load(close + i - 1)) / 3.0;
    vdouble flow = typical * load(volume + i);
    seen = notice(seen, flow);
    negative |= flow < zero;
    store(scratch + i, choose(typical > last, flow, choose(typical < last, -flow, zero)));
  }
  windows w = {.x = scratch, .y = scratch, .period = period, .factor = {least}, .out = {out}};
  if (any(negative)) return 0;
  return slide(TALLY_FLOW, ANSWER_FLOW, &w, period, n, scratch + n) & all_zero(seen) & (rest == 0.0);
}

#endif
