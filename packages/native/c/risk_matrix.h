/*
 * Products of a matrix with columns of simulated numbers. Each sum runs over the columns in their order, from +0: the
 * same bits for every width of vectors. The twin is src/portable/risk.ts.
 */
#ifndef HOTPATH_RISK_MATRIX_H
#define HOTPATH_RISK_MATRIX_H

#include "vector.h"

#define BLOCK_ROWS 4
#define BLOCK_VECTORS 4

INLINE void block_product(const double *factor, const double *z, int dimensions, int paths, int depth, int rows,
                          int vectors, double *out) {
  vdouble sum[BLOCK_ROWS][BLOCK_VECTORS] = {};
  for (int j = 0; j < depth; j++) {
    vdouble column[BLOCK_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) column[v] = load(z + (long)j * paths + v * LANES);
    UNROLL for (int r = 0; r < rows; r++) {
      vdouble f = splat(factor[(long)r * dimensions + j]);
      UNROLL for (int v = 0; v < vectors; v++) sum[r][v] += f * column[v];
    }
  }
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vectors; v++) store(out + (long)r * paths + v * LANES, sum[r][v]);
}

/* The rows of one block for all paths from `path` on that `vectors` hold. */
INLINE void block_rows(const double *factor, const double *z, int dimensions, int paths, int depth, int rows,
                       int vectors, double *out) {
  if (rows == 4) block_product(factor, z, dimensions, paths, depth, 4, vectors, out);
  else if (rows == 3) block_product(factor, z, dimensions, paths, depth, 3, vectors, out);
  else if (rows == 2) block_product(factor, z, dimensions, paths, depth, 2, vectors, out);
  else block_product(factor, z, dimensions, paths, depth, 1, vectors, out);
}

/*
 * out[a][p] = sum over j of factor[a][j] z[j][p]; `paths` is a multiple of 8. With `triangular`, what stands above the
 * diagonal is zero, and is left out but for the rows of a block.
 */
EXPORT void KERNEL(risk_correlate)(const double *factor, const double *z, int assets, int dimensions, int paths,
                                   int triangular, double *out) {
  int path = 0;
  for (int vectors; path < paths; path += vectors * LANES) {
    vectors = path + BLOCK_VECTORS * LANES <= paths ? BLOCK_VECTORS : 1;
    for (int a = 0; a < assets; a += BLOCK_ROWS) {
      int rows = assets - a < BLOCK_ROWS ? assets - a : BLOCK_ROWS;
      int depth = triangular && a + rows < dimensions ? a + rows : dimensions;
      const double *row = factor + (long)a * dimensions;
      double *to = out + (long)a * paths + path;
      if (vectors == BLOCK_VECTORS) block_rows(row, z + path, dimensions, paths, depth, rows, BLOCK_VECTORS, to);
      else block_rows(row, z + path, dimensions, paths, depth, rows, 1, to);
    }
  }
}

/* out[p] = sum over a of weights[a] x[a][p], in their order from +0; `paths` is a multiple of 8. */
EXPORT void KERNEL(risk_weigh)(const double *x, const double *weights, int assets, int paths, double *out) {
  int path = 0;
  for (int vectors; path < paths; path += vectors * LANES) {
    vectors = path + BLOCK_VECTORS * LANES <= paths ? BLOCK_VECTORS : 1;
    if (vectors == BLOCK_VECTORS) block_product(weights, x + path, assets, paths, assets, 1, BLOCK_VECTORS, out + path);
    else block_product(weights, x + path, assets, paths, assets, 1, 1, out + path);
  }
}

#endif
