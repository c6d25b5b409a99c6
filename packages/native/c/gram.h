/*
 * Products of the columns of a tall matrix with one another, X'X: what covariances and the normal equations of an
 * optimiser are made of. Rows are packed into panels of PANEL columns, a block of them at a time, so that a tile of
 * sums stays in registers while it reads packed memory from one end to the other.
 *
 * Each entry adds its products in the order of the rows, one after the other, whatever the width of the vectors: the
 * lanes are different entries. So the exact form has the bits of a plain loop, and the fast one differs by fused
 * multiply-adds alone.
 */
#ifndef HOTPATH_GRAM_H
#define HOTPATH_GRAM_H

#include "reduce.h"

/* A tile is TILE_ROWS x TILE_VECTORS vectors: as many accumulators as there are registers to spare. */
#define TILE_VECTORS 3
#if LANES == 8
#define TILE_ROWS 8
#elif LANES == 4
#define TILE_ROWS 4
#else
#define TILE_ROWS 3
#endif
#define PANEL (TILE_VECTORS * LANES)
/* Rows packed at a time: 500 columns of them are half a megabyte. */
#define GRAM_DEPTH 128

/* Adds the products of TILE_ROWS columns of one panel with all columns of another. */
INLINE void gram_tile(const double *rows, const double *columns, int depth, double *sums, long stride) {
  vdouble acc[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int r = 0; r < TILE_ROWS; r++)
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) acc[r][v] = load(sums + r * stride + v * LANES);
  for (int k = 0; k < depth; k++) {
    vdouble column[TILE_VECTORS];
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) column[v] = load(columns + (long)k * PANEL + v * LANES);
    UNROLL for (int r = 0; r < TILE_ROWS; r++) {
      vdouble row = splat(rows[(long)k * PANEL + r]);
      UNROLL for (int v = 0; v < TILE_VECTORS; v++) acc[r][v] += row * column[v];
    }
  }
  UNROLL for (int r = 0; r < TILE_ROWS; r++)
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) store(sums + r * stride + v * LANES, acc[r][v]);
}

/* Adds a packed block to the upper triangle of `sums`, a matrix of `panels` x PANEL columns. */
INLINE void gram_block(const double *packed, int panels, int depth, double *sums) {
  long stride = (long)panels * PANEL;
  for (int j = 0; j < panels; j++)
    for (int i = 0; i <= j; i++)
      for (int r = 0; r < PANEL; r += TILE_ROWS)
        gram_tile(packed + (long)i * PANEL * depth + r, packed + (long)j * PANEL * depth, depth,
                  sums + ((long)i * PANEL + r) * stride + (long)j * PANEL, stride);
}

INLINE void clear(double *from, long count) {
  for (long i = 0; i < count; i++) from[i] = 0;
}

#ifdef FAST
/*
 * The covariance matrix of columns by their deviations from means that were found before. `columns` lie one after the
 * other. scratch: 2 x count, then (GRAM_DEPTH + P) x P doubles, where P is count in whole panels.
 */
INLINE void covariance_by_panels(const double *columns, int n, int count, int ddof, double *out, double *scratch) {
  int panels = (count + PANEL - 1) / PANEL;
  long stride = (long)panels * PANEL;
  double *mean = scratch, *sum = scratch + count, *packed = scratch + 2 * count, *sums = packed + GRAM_DEPTH * stride;
  for (int i = 0; i < count; i++) {
    mean[i] = KERNEL(sum)(columns + (long)i * n, n) / n;
    sum[i] = 0;
  }
  clear(sums, stride * stride);
  for (int from = 0; from < n; from += GRAM_DEPTH) {
    int depth = n - from < GRAM_DEPTH ? n - from : GRAM_DEPTH;
    for (int p = 0; p < panels; p++) {
      double *panel = packed + (long)p * PANEL * depth;
      for (int c = 0; c < PANEL; c++) {
        int column = p * PANEL + c;
        if (column >= count) {
          for (int k = 0; k < depth; k++) panel[k * PANEL + c] = 0;
          continue;
        }
        const double *x = columns + (long)column * n + from;
        double middle = mean[column], total = sum[column];
        for (int k = 0; k < depth; k++) {
          double deviation = x[k] - middle;
          total += deviation;
          panel[k * PANEL + c] = deviation;
        }
        sum[column] = total;
      }
    }
    gram_block(packed, panels, depth, sums);
  }
  for (int i = 0; i < count; i++)
    for (int j = i; j < count; j++) {
      double value = (sums[i * stride + j] - sum[i] * sum[j] / n) / (n - ddof);
      out[(long)i * count + j] = value;
      out[(long)j * count + i] = value;
    }
}
#endif

/*
 * out = sum over rows t of weights[t] x_t x_t', where x_t are the rows of an n x count matrix and no weight is negative:
 * the columns are scaled by the roots of the weights first. scratch: (GRAM_DEPTH + P) x P doubles.
 */
EXPORT void KERNEL(weighted_gram)(const double *rows, const double *weights, int n, int count, double *out,
                                  double *scratch) {
  int panels = (count + PANEL - 1) / PANEL;
  long stride = (long)panels * PANEL;
  double *packed = scratch, *sums = packed + GRAM_DEPTH * stride;
  clear(sums, stride * stride);
  for (int from = 0; from < n; from += GRAM_DEPTH) {
    int depth = n - from < GRAM_DEPTH ? n - from : GRAM_DEPTH;
    for (int k = 0; k < depth; k++) {
      const double *row = rows + (long)(from + k) * count;
      double scale = __builtin_sqrt(weights[from + k]);
      for (int p = 0; p < panels; p++) {
        double *at = packed + (long)p * PANEL * depth + (long)k * PANEL;
        int width = count - p * PANEL < PANEL ? count - p * PANEL : PANEL;
        for (int c = 0; c < width; c++) at[c] = row[p * PANEL + c] * scale;
        for (int c = width; c < PANEL; c++) at[c] = 0;
      }
    }
    gram_block(packed, panels, depth, sums);
  }
  for (int i = 0; i < count; i++)
    for (int j = i; j < count; j++) {
      out[(long)i * count + j] = sums[i * stride + j];
      out[(long)j * count + i] = sums[i * stride + j];
    }
}

/* Rows of the factor that are applied together to the rows below them. */
#define FACTOR_DEPTH 32

/* Row `i` to `i + height` of a, from column `from` on, less their products with rows `first` to `last` of the factor. */
INLINE void factor_rows(double *a, int n, int first, int last, int i, int height, int from, int to) {
  for (int j = from; j < to; j++)
    for (int r = 0; r < height; r++) {
      double x = a[(long)(i + r) * n + j];
      for (int k = first; k < last; k++) x -= a[(long)k * n + i + r] * a[(long)k * n + j];
      a[(long)(i + r) * n + j] = x;
    }
}

/* The same for TILE_ROWS rows and PANEL columns. */
INLINE void factor_tile(double *a, int n, int first, int last, int i, int j) {
  vdouble acc[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int r = 0; r < TILE_ROWS; r++)
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) acc[r][v] = load(a + (long)(i + r) * n + j + v * LANES);
  for (int k = first; k < last; k++) {
    const double *row = a + (long)k * n;
    vdouble column[TILE_VECTORS];
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) column[v] = load(row + j + v * LANES);
    UNROLL for (int r = 0; r < TILE_ROWS; r++) {
      vdouble factor = splat(row[i + r]);
      UNROLL for (int v = 0; v < TILE_VECTORS; v++) acc[r][v] -= factor * column[v];
    }
  }
  UNROLL for (int r = 0; r < TILE_ROWS; r++)
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) store(a + (long)(i + r) * n + j + v * LANES, acc[r][v]);
}

/*
 * Cholesky's factor of a symmetric n x n matrix, of which the upper triangle is read: a becomes U with U'U = a, zeros
 * below. The index of the first pivot that is not above `least`, or n. From each entry the products are taken in the
 * order of the factor's rows.
 */
EXPORT int KERNEL(cholesky)(double *a, int n, double least) {
  for (int first = 0; first < n; first += FACTOR_DEPTH) {
    int last = n - first < FACTOR_DEPTH ? n : first + FACTOR_DEPTH;
    for (int k = first; k < last; k++) {
      double *row = a + (long)k * n;
      if (!(row[k] > least)) return k;
      double pivot = __builtin_sqrt(row[k]);
      row[k] = pivot;
      for (int j = k + 1; j < n; j++) row[j] /= pivot;
      for (int i = k + 1; i < last; i++) {
        double *below = a + (long)i * n, factor = row[i];
        for (int j = i; j < n; j++) below[j] -= factor * row[j];
      }
    }
    int i = last;
    for (; i + TILE_ROWS <= n; i += TILE_ROWS) {
      int j = i;
      for (; j + PANEL <= n; j += PANEL) factor_tile(a, n, first, last, i, j);
      factor_rows(a, n, first, last, i, TILE_ROWS, j, n);
    }
    factor_rows(a, n, first, last, i, n - i, i, n);
  }
  for (int i = 1; i < n; i++) clear(a + (long)i * n, i);
  return n;
}

#endif
