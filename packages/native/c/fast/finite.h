/* Noticing, on the way, whether what a kernel reads is finite. */
#ifndef HOTPATH_FAST_FINITE_H
#define HOTPATH_FAST_FINITE_H

#include "../vector.h"

INLINE int is_finite(double x) { return x - x == 0.0; }

/*
 * Notices what is not finite, at one multiply-add: `seen`, which begins as 0, stays 0 while all numbers are finite, and is
 * NaN in a lane for good once one is not.
 */
INLINE vdouble notice(vdouble seen, vdouble v) { return seen + v * 0.0; }

INLINE int all_zero(vdouble v) { return !any(v != (vdouble){}); }

/* The same of LANES vectors at once, whose sum is finite as long as they are (and far from overflow). */
INLINE vdouble notice_tile(vdouble seen, const vdouble *row) {
  vdouble sum[LANES];
  UNROLL for (int j = 0; j < LANES; j++) sum[j] = row[j];
  UNROLL for (int width = LANES / 2; width > 0; width /= 2)
    UNROLL for (int j = 0; j < width; j++) sum[j] += sum[j + width];
  return notice(seen, sum[0]);
}

/* Whether n doubles are finite. */
static __attribute__((noinline)) int all_finite(const double *x, long n) {
  vdouble seen = {};
  double rest = 0;
  long i = 0;
  for (; i + LANES <= n; i += LANES) seen = notice(seen, load(x + i));
  for (; i < n; i++) rest += x[i] * 0.0;
  return all_zero(seen) & (rest == 0.0);
}

#endif
