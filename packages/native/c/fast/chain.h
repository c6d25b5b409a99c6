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

/* All elements of x from i on, a multiple of LANES; whether all were finite. */
INLINE int chain_run(int depth, const double *x, long i, long n, double alpha, const double *last, const double *weight,
                      double *out) {
  decay link = decay_from(1.0 - alpha, 0.0);
  vdouble carry[CHAIN_MAX];
  UNROLL for (int k = 0; k < depth; k++) carry[k] = splat(last[k]);
  for (; i < n; i += LANES) {
    vdouble v = load(x + i), answer = {};
    UNROLL for (int k = 0; k < depth; k++) {
      link.carry = carry[k];
      v = decay_next(&link, alpha * v);
      carry[k] = link.carry;
      answer += weight[k] * v;
    }
    store(out + i, answer);
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
  for (; (n - i) % LANES != 0; i++) out[i] = chain_step(depth, last, alpha, weight, x[i]);
  int finite = depth == 2   ? chain_run(2, x, i, n, alpha, last, weight, out)
               : depth == 3 ? chain_run(3, x, i, n, alpha, last, weight, out)
                            : chain_run(6, x, i, n, alpha, last, weight, out);
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
