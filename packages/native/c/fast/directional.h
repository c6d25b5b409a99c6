/* Wilder's directional movement. */
#ifndef HOTPATH_FAST_DIRECTIONAL_H
#define HOTPATH_FAST_DIRECTIONAL_H

#include "range.h"

/* Wilder's sums so far: of upward and downward movement, and of the true range. */
typedef struct {
  double plus, minus, range;
} movement;

/* Which results are wanted. */
enum { WANT_ADX = 1, WANT_DX = 2, WANT_PLUS = 4, WANT_MINUS = 8 };

typedef struct {
  const double *high, *low, *close;
  double *adx, *dx, *plus, *minus, least;
} directional;

INLINE movement movement_next(const directional *b, long i, double beta, movement m) {
  double up = b->high[i] - b->high[i - 1], down = b->low[i - 1] - b->low[i];
  m.plus = beta * m.plus + (up > down && up > 0.0 ? up : 0.0);
  m.minus = beta * m.minus + (down > up && down > 0.0 ? down : 0.0);
  m.range = beta * m.range + true_range(b->high, b->low, b->close, i);
  return m;
}

/* 100 |plus - minus| / (plus + minus), or `last` where nothing has moved. */
INLINE double index_of(movement m, double last) {
  double total = m.plus + m.minus;
  return total > 0.0 && m.range > 0.0 ? 100.0 * __builtin_fabs(m.plus - m.minus) / total : last;
}

INLINE void put_movement(int want, const directional *b, long i, movement m, double dx) {
  if (want & WANT_DX) b->dx[i] = dx;
  if (want & WANT_PLUS) b->plus[i] = m.range >= b->least ? 100.0 * (m.plus / m.range) : 0.0;
  if (want & WANT_MINUS) b->minus[i] = m.range >= b->least ? 100.0 * (m.minus / m.range) : 0.0;
}

/* One bar after the average has begun; where nothing has moved, the index and the average stay as they are. */
INLINE void directional_step(int want, const directional *b, long i, double alpha, movement *m, double *dx, double *adx) {
  *m = movement_next(b, i, 1.0 - alpha, *m);
  double now = index_of(*m, -1.0);
  if (now >= 0.0) {
    *adx = (1.0 - alpha) * *adx + alpha * now;
    *dx = now;
  }
  put_movement(want, b, i, *m, *dx);
  if (want & WANT_ADX) b->adx[i] = *adx;
}

/* All bars from i on, a multiple of LANES; whether all were finite. */
INLINE int directional_run(int want, const directional *b, long i, long n, double alpha, movement m, double dx, double adx) {
  double beta = 1.0 - alpha;
  decay plus = decay_from(beta, m.plus), minus = decay_from(beta, m.minus), ranges = decay_from(beta, m.range);
  decay average = decay_from(beta, adx);
  vdouble zero = {};
  for (; i < n; i += LANES) {
    vdouble up = load(b->high + i) - load(b->high + i - 1), down = load(b->low + i - 1) - load(b->low + i);
    movement before = {plus.carry[0], minus.carry[0], ranges.carry[0]};
    vdouble p = decay_next(&plus, as_doubles(as_bits(greater(up, zero)) & (up > down)));
    vdouble q = decay_next(&minus, as_doubles(as_bits(greater(down, zero)) & (down > up)));
    vdouble r = decay_next(&ranges, true_ranges(b->high, b->low, b->close, i) + load(b->high + i) * 0.0);
    vdouble total = p + q;
    if (any(~((total > zero) & (r > zero)))) {
      if (!is_finite(ranges.carry[0])) return 0;
      adx = average.carry[0];
      for (int j = 0; j < LANES; j++) directional_step(want, b, i + j, alpha, &before, &dx, &adx);
      average.carry = splat(adx);
      continue;
    }
    vdouble index = 100.0 * magnitude(p - q) / total;
    if (want & WANT_DX) {
      store(b->dx + i, index);
      dx = index[LANES - 1];
    }
    if (want & WANT_ADX) store(b->adx + i, decay_next(&average, alpha * index));
    if (want & (WANT_PLUS | WANT_MINUS)) {
      vdouble share = choose(r >= b->least, 100.0 / r, zero);
      if (want & WANT_PLUS) store(b->plus + i, p * share);
      if (want & WANT_MINUS) store(b->minus + i, q * share);
    }
  }
  return is_finite(ranges.carry[0] + plus.carry[0] + minus.carry[0]);
}

/*
 * TA-Lib's ADX, DX, PLUS_DI and MINUS_DI, those that `want` asks for; the arrays of the others are not touched. DX and
 * the DIs begin at bar `period`, ADX at 2 period - 1, with the mean of the first `period` indices. Sums begin with the
 * first period - 1 movements and go on as sum - sum / period + movement. The DIs are 0 where the sum of the true range is
 * below `least` > 0.
 */
EXPORT int KERNEL(directional)(const double *high, const double *low, const double *close, int n, int period, int want, double least,
                                double *adx_out, double *dx_out, double *plus_out, double *minus_out) {
  directional b = {high, low, close, adx_out, dx_out, plus_out, minus_out, least};
  int finite = 1;
  long first = 2L * period - 1, begun = n < period ? n : period;
  if (want & WANT_ADX) fill_nan(adx_out, n < first ? n : first);
  if (want & WANT_DX) fill_nan(dx_out, begun);
  if (want & WANT_PLUS) fill_nan(plus_out, begun);
  if (want & WANT_MINUS) fill_nan(minus_out, begun);
  if (n <= first) finite = all_finite(high, n) & all_finite(low, n) & all_finite(close, n);
  if (n <= period) return finite;
  double alpha = 1.0 / period, dx = 0, adx = 0;
  movement m = {0, 0, 0};
  for (long i = 1; i < period; i++) m = movement_next(&b, i, 1.0, m);
  for (long i = period; i < n && i <= first; i++) {
    m = movement_next(&b, i, 1.0 - alpha, m);
    double now = index_of(m, -1.0);
    if (now >= 0.0) adx += dx = now;
    put_movement(want, &b, i, m, dx);
  }
  if (n <= first) return finite;
  adx *= alpha;
  if (want & WANT_ADX) adx_out[first] = adx;
  long i = first + 1;
  for (; (n - i) % LANES != 0; i++) directional_step(want, &b, i, alpha, &m, &dx, &adx);
  finite = is_finite(close[n - 1]) & first_bar_finite(high, low);
  if (want == WANT_ADX) return directional_run(WANT_ADX, &b, i, n, alpha, m, dx, adx) & finite;
  return directional_run(want, &b, i, n, alpha, m, dx, adx) & finite;
}

#endif
