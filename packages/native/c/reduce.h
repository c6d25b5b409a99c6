/*
 * Reductions in fixed lanes. Element i always belongs to lane i mod 32; each lane adds its elements in order, from +0;
 * then lane j + 16 is added to lane j, j + 8 to j, and so on down to one. Every width of vector, and TypeScript, can
 * do exactly that, so the result has the same bits everywhere. 32 lanes are four AVX-512 registers, as many as it takes
 * to hide the latency of an addition.
 *
 * An element that is absent counts as +0, which changes no lane: a lane that starts from +0 is never -0.
 */
#ifndef HOTPATH_REDUCE_H
#define HOTPATH_REDUCE_H

#include "vector.h"

#define ACCUMULATORS (32 / LANES)
/* As many as SSE2's 16 registers hold; a narrower vector passes more than once over each chunk. */
#define GROUP (ACCUMULATORS < 8 ? ACCUMULATORS : 8)
#define HALF_GROUP 4
/* Doubles in a chunk: it stays in the first cache between the passes. */
#define CHUNK 2048

/* Adds the lanes in the stated order. */
INLINE double add_lanes(vdouble *acc) {
  UNROLL for (int half = ACCUMULATORS / 2; half > 0; half /= 2)
    UNROLL for (int k = 0; k < half; k++) acc[k] += acc[k + half];
  double lane[LANES];
  UNROLL for (int j = 0; j < LANES; j++) lane[j] = acc[0][j];
  UNROLL for (int half = LANES / 2; half > 0; half /= 2)
    UNROLL for (int j = 0; j < half; j++) lane[j] += lane[j + half];
  return lane[0];
}

INLINE int chunk_blocks(int n, int from) {
  int left = (n - from) / 32;
  return left > CHUNK / 32 ? CHUNK / 32 : left;
}

EXPORT double KERNEL(sum)(const double *x, int n) {
  vdouble acc[ACCUMULATORS] = {};
  int i = 0;
  for (int blocks; (blocks = chunk_blocks(n, i)) > 0; i += 32 * blocks) {
    UNROLL for (int g = 0; g < ACCUMULATORS; g += GROUP) {
      const double *from = x + i + g * LANES;
      for (int b = 0; b < blocks; b++, from += 32)
        UNROLL for (int k = 0; k < GROUP; k++) acc[g + k] += load(from + k * LANES);
    }
  }
  UNROLL for (int k = 0; k < ACCUMULATORS; k++) {
    int left = n - i - k * LANES;
    if (left >= LANES) acc[k] += load(x + i + k * LANES);
    else if (left > 0) acc[k] += load_part(x + i + k * LANES, left);
  }
  return add_lanes(acc);
}

EXPORT double KERNEL(dot)(const double *a, const double *b, int n) {
  vdouble acc[ACCUMULATORS] = {};
  int i = 0;
  for (int blocks; (blocks = chunk_blocks(n, i)) > 0; i += 32 * blocks) {
    UNROLL for (int g = 0; g < ACCUMULATORS; g += GROUP) {
      const double *from_a = a + i + g * LANES;
      const double *from_b = b + i + g * LANES;
      for (int block = 0; block < blocks; block++, from_a += 32, from_b += 32)
        UNROLL for (int k = 0; k < GROUP; k++) acc[g + k] += load(from_a + k * LANES) * load(from_b + k * LANES);
    }
  }
  UNROLL for (int k = 0; k < ACCUMULATORS; k++) {
    int at = i + k * LANES;
    if (n - at >= LANES) acc[k] += load(a + at) * load(b + at);
    else if (n > at) acc[k] += load_part(a + at, n - at) * load_part(b + at, n - at);
  }
  return add_lanes(acc);
}

/* Sum of (x - mean_x) and of (x - mean_x)(y - mean_y), for x = y the squares. */
INLINE void deviations(const double *x, const double *y, int n, double mean_x, double mean_y, double *sum, double *products) {
  vdouble first[ACCUMULATORS] = {}, second[ACCUMULATORS] = {};
  vdouble middle_x = splat(mean_x), middle_y = splat(mean_y);
  int i = 0;
  for (int blocks; (blocks = chunk_blocks(n, i)) > 0; i += 32 * blocks) {
    UNROLL for (int g = 0; g < ACCUMULATORS; g += HALF_GROUP) {
      const double *from_x = x + i + g * LANES;
      const double *from_y = y + i + g * LANES;
      for (int b = 0; b < blocks; b++, from_x += 32, from_y += 32)
        UNROLL for (int k = 0; k < HALF_GROUP; k++) {
          vdouble d = load(from_x + k * LANES) - middle_x;
          first[g + k] += d;
          second[g + k] += d * (load(from_y + k * LANES) - middle_y);
        }
    }
  }
  UNROLL for (int k = 0; k < ACCUMULATORS; k++) {
    int at = i + k * LANES;
    if (n <= at) continue;
    vdouble d = {}, e = {};
    UNROLL for (int j = 0; j < LANES; j++)
      if (at + j < n) {
        d[j] = x[at + j] - mean_x;
        e[j] = y[at + j] - mean_y;
      }
    first[k] += d;
    second[k] += d * e;
  }
  *sum = add_lanes(first);
  *products = add_lanes(second);
}

/* out[0] the mean, out[1] the variance with divisor n - ddof; the second pass corrects for the mean's rounding. */
EXPORT void KERNEL(mean_variance)(const double *x, int n, int ddof, double *out) {
  double mean = KERNEL(sum)(x, n) / n;
  double sum, squares;
  deviations(x, x, n, mean, mean, &sum, &squares);
  out[0] = mean;
  out[1] = (squares - sum * sum / n) / (n - ddof);
}

EXPORT double KERNEL(covariance)(const double *x, const double *y, int n, int ddof) {
  double mean_x = KERNEL(sum)(x, n) / n;
  double mean_y = KERNEL(sum)(y, n) / n;
  double sum_x, sum_y, products, unused;
  deviations(x, y, n, mean_x, mean_y, &sum_x, &products);
  deviations(y, y, n, mean_y, mean_y, &sum_y, &unused);
  return (products - sum_x * sum_y / n) / (n - ddof);
}

/* What min_max has seen in one column of vectors: extremes, NaN, and which bits stood in any or in every element. */
typedef struct {
  vdouble low, high;
  vint nan, any_bits, all_bits;
} extremes;

INLINE void widen(extremes *e, vdouble v) {
  e->low = choose(v < e->low, v, e->low);
  e->high = choose(v > e->high, v, e->high);
  e->nan |= v != v;
  e->any_bits |= as_bits(v);
  e->all_bits &= as_bits(v);
}

INLINE void join(extremes *e, const extremes *other) {
  e->low = choose(other->low < e->low, other->low, e->low);
  e->high = choose(other->high > e->high, other->high, e->high);
  e->nan |= other->nan;
  e->any_bits |= other->any_bits;
  e->all_bits &= other->all_bits;
}

/* Both extremes; a NaN anywhere makes both NaN; -0 is less than +0. */
EXPORT void KERNEL(min_max)(const double *x, int n, double *out) {
  extremes e[4];
  UNROLL for (int k = 0; k < 4; k++)
    e[k] = (extremes){splat(HP_INFINITY), splat(-HP_INFINITY), splat_int(0), splat_int(0), splat_int(-1)};
  int i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES)
    UNROLL for (int k = 0; k < 4; k++) widen(&e[k], load(x + i + k * LANES));
  for (; i + LANES <= n; i += LANES) widen(&e[0], load(x + i));
  join(&e[0], &e[1]);
  join(&e[2], &e[3]);
  join(&e[0], &e[2]);
  double min = HP_INFINITY, max = -HP_INFINITY;
  int64_t any_bit = 0, every_bit = -1, unordered = any(e[0].nan);
  UNROLL for (int j = 0; j < LANES; j++) {
    min = e[0].low[j] < min ? e[0].low[j] : min;
    max = e[0].high[j] > max ? e[0].high[j] : max;
    any_bit |= e[0].any_bits[j];
    every_bit &= e[0].all_bits[j];
  }
  for (; i < n; i++) {
    double v = x[i];
    if (v < min) min = v;
    if (v > max) max = v;
    unordered |= v != v;
    any_bit |= (int64_t)bits_of(v);
    every_bit &= (int64_t)bits_of(v);
  }
  /* Where the minimum is a zero no element is negative but -0, so a sign bit anywhere is its sign; and in mirror image. */
  if (min == 0.0) min = any_bit < 0 ? -0.0 : 0.0;
  if (max == 0.0) max = every_bit < 0 ? -0.0 : 0.0;
  out[0] = unordered ? HP_NAN : min;
  out[1] = unordered ? HP_NAN : max;
}

#endif
