/*
 * Recursions y = beta y + v over a whole series, the base of every exponential average. What is not finite stays in them
 * for good (times a beta of 0 it is NaN), so that the last value tells whether all terms were finite.
 */
#ifndef HOTPATH_FAST_DECAY_H
#define HOTPATH_FAST_DECAY_H

#include "finite.h"

/*
 * A recursion under way. Within a vector the terms are joined by doubling steps; between vectors only `carry` (the last
 * value, in every lane) is handed on, by one multiply-add: that is the whole chain of dependence.
 */
typedef struct {
  vdouble carry, powers, whole, by1, by2, by4;
} decay;

INLINE decay decay_from(double beta, double last) {
  decay d;
  double power = beta;
  for (int j = 0; j < LANES; j++) {
    d.powers[j] = power;
    if (j < LANES - 1) power *= beta;
  }
  d.whole = splat(power);
  d.by1 = splat(beta);
  d.by2 = splat(beta * beta);
  d.by4 = splat(beta * beta * beta * beta);
  d.carry = splat(last);
  return d;
}

/* The next LANES values of the recursion, for the next LANES terms. */
INLINE vdouble decay_next(decay *d, vdouble v) {
  v += d->by1 * SHIFT_UP_1(v);
#if LANES > 2
  v += d->by2 * SHIFT_UP_2(v);
#endif
#if LANES > 4
  v += d->by4 * SHIFT_UP_4(v);
#endif
  vdouble carry = d->carry;
  d->carry = last_lane(v) + d->whole * carry;
  return v + d->powers * carry;
}

/*
 * The same of LANES * LANES terms at a time, a run of LANES in each lane: row[j] has term j of every run. Within its run
 * each lane goes one by one; across the runs as decay_next does across the lanes of a vector.
 */
typedef struct {
  decay runs;
  vdouble carry, starts, beta, by[LANES];
} tiled_decay;

INLINE tiled_decay tiled_decay_from(double beta, double last) {
  tiled_decay d;
  double power = 1;
  for (int j = 0; j < LANES; j++) d.by[j] = splat(power *= beta);
  d.runs = decay_from(power, 0.0);
  d.starts = SHIFT_UP_1(d.runs.powers);
  d.starts[0] = 1.0;
  d.beta = splat(beta);
  d.carry = splat(last);
  return d;
}

INLINE void decay_tile(tiled_decay *d, vdouble *row) {
  UNROLL for (int j = 1; j < LANES; j++) row[j] += d->beta * row[j - 1];
  vdouble ends = row[LANES - 1];
  ends += d->runs.by1 * SHIFT_UP_1(ends);
#if LANES > 2
  ends += d->runs.by2 * SHIFT_UP_2(ends);
#endif
#if LANES > 4
  ends += d->runs.by4 * SHIFT_UP_4(ends);
#endif
  vdouble start = SHIFT_UP_1(ends) + d->starts * d->carry;
  d->carry = last_lane(ends) + d->runs.whole * d->carry;
  UNROLL for (int j = 0; j < LANES; j++) row[j] += d->by[j] * start;
}

INLINE void fill_nan(double *out, long n) {
  for (long i = 0; i < n; i++) out[i] = HP_NAN;
}

/* The mean of n elements, n > 0. */
INLINE double mean_of(const double *x, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++) sum += x[i];
  return sum / (double)n;
}

/* y = beta y + alpha x from `last` on, over x[from..n); whether all was finite. */
INLINE int smooth(const double *x, long from, long n, double alpha, double beta, double last, double *out) {
  long i = from;
  for (; (n - i) % LANES != 0; i++) out[i] = last = beta * last + alpha * x[i];
  decay d = decay_from(beta, last);
  for (; i < n; i += LANES) store(out + i, decay_next(&d, alpha * load(x + i)));
  return is_finite(d.carry[0]);
}

/* The exponential average from `previous`, or from the first element where that is NaN. */
EXPORT void KERNEL(ema)(const double *x, int n, double alpha, double previous, double *out) {
  if (n > 0) smooth(x, 0, n, alpha, 1.0 - alpha, previous != previous ? x[0] : previous, out);
}

/*
 * An exponential average seeded by the mean of the first `period` elements, NaN before. With alpha = 2/(period + 1) it
 * is TA-Lib's EMA, with 1/period Wilder's.
 */
EXPORT int KERNEL(seeded_ema)(const double *x, int n, int period, double alpha, double *out) {
  fill_nan(out, n < period ? n : period - 1);
  if (n < period) return all_finite(x, n);
  double seed = mean_of(x, period);
  out[period - 1] = seed;
  return smooth(x, period, n, alpha, 1.0 - alpha, seed, out);
}

#endif
