/*
 * The covariance matrix of columns: exact, each entry the very bits of KERNEL(covariance) on its two columns; fast, by
 * panels (gram.h) where there are enough columns to fill one.
 */
#ifndef HOTPATH_MATRIX_H
#define HOTPATH_MATRIX_H

#include "gram.h"

/* Sums of products of deviations of column x with up to four columns y, so that x is read once for the four. */
INLINE void products_of_four(const double *x, const double *y, int n, double mean_x, const double *mean_y, double *out) {
  vdouble acc[4][ACCUMULATORS] = {};
  vdouble middle_x = splat(mean_x);
  int i = 0;
  for (int blocks; (blocks = chunk_blocks(n, i)) > 0; i += 32 * blocks)
    UNROLL for (int g = 0; g < ACCUMULATORS; g++)
      for (int b = 0; b < blocks; b++) {
        const double *at = y + i + 32 * b + g * LANES;
        vdouble d = load(x + i + 32 * b + g * LANES) - middle_x;
        UNROLL for (int c = 0; c < 4; c++) acc[c][g] += d * (load(at + (long)c * n) - splat(mean_y[c]));
      }
  for (; i < n; i++) {
    double d = x[i] - mean_x;
    int lane = i % 32;
    for (int c = 0; c < 4; c++) acc[c][lane / LANES][lane % LANES] += d * (y[i + (long)c * n] - mean_y[c]);
  }
  for (int c = 0; c < 4; c++) out[c] = add_lanes(acc[c]);
}

/*
 * columns: `count` columns of n doubles, one after the other; out: count x count; scratch: 2 x count doubles, and of the
 * fast form those of covariance_by_panels.
 */
EXPORT void KERNEL(covariance_matrix)(const double *columns, int n, int count, int ddof, double *out, double *scratch) {
#ifdef FAST
  if (count >= PANEL) {
    covariance_by_panels(columns, n, count, ddof, out, scratch);
    return;
  }
#endif
  double *mean = scratch, *sum = scratch + count;
  for (int i = 0; i < count; i++) {
    const double *x = columns + (long)i * n;
    double squares;
    mean[i] = KERNEL(sum)(x, n) / n;
    deviations(x, x, n, mean[i], mean[i], &sum[i], &squares);
    out[(long)i * count + i] = (squares - sum[i] * sum[i] / n) / (n - ddof);
  }
  for (int i = 0; i < count; i++) {
    const double *x = columns + (long)i * n;
    for (int j = i + 1; j < count; j += 4) {
      double products[4], unused;
      int width = count - j < 4 ? count - j : 4;
      if (width == 4) products_of_four(x, columns + (long)j * n, n, mean[i], mean + j, products);
      else
        for (int c = 0; c < width; c++)
          deviations(x, columns + (long)(j + c) * n, n, mean[i], mean[j + c], &unused, &products[c]);
      for (int c = 0; c < width; c++) {
        double value = (products[c] - sum[i] * sum[j + c] / n) / (n - ddof);
        out[(long)i * count + j + c] = value;
        out[(long)(j + c) * count + i] = value;
      }
    }
  }
}

#endif
