/* Averages of averages. */
#ifndef HOTPATH_FAST_CHAIN_H
#define HOTPATH_FAST_CHAIN_H

#include "decay.h"

#define CHAIN_MAX 6

INLINE double chain_step(int depth, double *last, double alpha, const double *weight, double x) {
  double answer = 0;
  for (int k = 0; k < depth; k++) {
    x = last[k] = (1.0 - alpha) * last[k] + alpha * x;
    answer += weight[k] * x;
  }
  return answer;
}

/* Tiles that are taken through the chain at a time, link by link: their values stay in the first cache. */
#define CHAIN_TILES 16
#define CHAIN_TILE (LANES * LANES)

/* One link over `tiles` tiles: its average of `values`, in place, and times `weight` added to `sums`. */
INLINE void chain_link(tiled_decay *link, double alpha, double weight, long tiles, double *values, double *sums) {
  for (double *end = values + tiles * CHAIN_TILE; values < end; values += CHAIN_TILE, sums += CHAIN_TILE) {
    vdouble v[LANES];
    UNROLL for (int j = 0; j < LANES; j++) v[j] = alpha * load(values + j * LANES);
    decay_tile(link, v);
    UNROLL for (int j = 0; j < LANES; j++) {
      store(values + j * LANES, v[j]);
      store(sums + j * LANES, load(sums + j * LANES) + weight * v[j]);
    }
  }
}

/*
 * All elements of x from i on, a multiple of CHAIN_TILE; whether all were finite. Element by element through all links
 * each would wait for the one before, longer than the processor looks ahead; the tiles of one link wait for a carry alone.
 */
INLINE int chain_run(int depth, const double *x, long i, long n, double alpha, const double *last, const double *weight,
                     double *out) {
  tiled_decay link = tiled_decay_from(1.0 - alpha, 0.0);
  double values[CHAIN_TILES * CHAIN_TILE], sums[CHAIN_TILES * CHAIN_TILE];
  vdouble carry[CHAIN_MAX], row[LANES];
  for (int k = 0; k < depth; k++) carry[k] = splat(last[k]);
  for (long tiles; i < n; i += tiles * CHAIN_TILE) {
    tiles = (n - i) / CHAIN_TILE < CHAIN_TILES ? (n - i) / CHAIN_TILE : CHAIN_TILES;
    for (long t = 0; t < tiles * CHAIN_TILE; t += CHAIN_TILE) {
      load_tile(x + i + t, LANES, row);
      UNROLL for (int j = 0; j < LANES; j++) {
        store(values + t + j * LANES, row[j]);
        store(sums + t + j * LANES, (vdouble){});
      }
    }
    for (int k = 0; k < depth; k++) {
      link.carry = carry[k];
      chain_link(&link, alpha, weight[k], tiles, values, sums);
      carry[k] = link.carry;
    }
    for (long t = 0; t < tiles * CHAIN_TILE; t += CHAIN_TILE) {
      UNROLL for (int j = 0; j < LANES; j++) row[j] = load(sums + t + j * LANES);
      store_tile(out + i + t, LANES, row);
    }
  }
  return is_finite(carry[depth - 1][0]);
}

/*
 * An exponential average, that of it, and so on, `depth` (2, 3 or 6) of them, each seeded by the mean of the first
 * `period` values of the one before: the sum of `weight` times each, from depth (period - 1) on. TA-Lib's DEMA has the
 * weights 2, -1; TEMA 3, -3, 1; T3 four of six. Where `relative`, the percentage by which it has changed, as TRIX does; 0
 * where it was 0.
 */
EXPORT int KERNEL(ema_chain)(const double *x, int n, int period, int depth, const double *weight, int relative,
                              double *out) {
  long first = (long)depth * (period - 1L), blank = first + (relative != 0);
  fill_nan(out, n < blank ? n : blank);
  if (n <= blank) return all_finite(x, n);
  double alpha = 2.0 / (period + 1.0), last[CHAIN_MAX] = {};
  for (long i = 0; i <= first; i++) {
    double v = x[i];
    for (int k = 0; k < depth && i >= k * (period - 1L); k++) {
      /* The mean of the first `period` is a running mean; then the average goes on from it. */
      long seen = i - k * (period - 1L) + 1;
      double share = seen <= period ? 1.0 / (double)seen : alpha;
      last[k] = (1.0 - share) * last[k] + share * v;
      if (seen < period) break;
      v = last[k];
    }
  }
  double answer = 0;
  for (int k = 0; k < depth; k++) answer += weight[k] * last[k];
  out[first] = answer;
  long i = first + 1;
  for (; (n - i) % CHAIN_TILE != 0; i++) out[i] = chain_step(depth, last, alpha, weight, x[i]);
  int finite = chain_run(depth, x, i, n, alpha, last, weight, out);
  if (!relative || !finite) return finite;
  vdouble seen = {};
  for (i = n; i - LANES >= blank; i -= LANES) {
    vdouble now = load(out + i - LANES), before = load(out + i - LANES - 1);
    vdouble change = choose(before != (vdouble){}, (now - before) / before * 100.0, (vdouble){});
    seen = notice(seen, change);
    store(out + i - LANES, change);
  }
  double rest = 0;
  for (; i-- > blank;) {
    out[i] = out[i - 1] != 0.0 ? (out[i] - out[i - 1]) / out[i - 1] * 100.0 : 0.0;
    rest += out[i] * 0.0;
  }
  out[first] = HP_NAN;
  return all_zero(seen) & (rest == 0.0);
}

#endif
