/* Rolling means, exact; fast/averages.h and fast/decay.h have the fast ones. */
#ifndef HOTPATH_SCAN_H
#define HOTPATH_SCAN_H

#include "vector.h"

/*
 * The simple moving average. The series is cut into blocks of one period; a window is the end of one block and the
 * beginning of the next, so its sum is a running sum from the left of the one and from the right of the other: only
 * additions of the window's own elements, no drift, and a NaN or an infinity leaves with its window. Four blocks go side
 * by side, their chains of additions being independent. The sums of block ends wait in `out`, where they are needed.
 */
INLINE void sma_blocks(const double *x, int period, double *out, int blocks) {
  double tail[4], head[4];
  for (int c = 0; c < blocks; c++) tail[c] = x[(long)c * period - 1];
  for (int r = period - 2; r >= 0; r--)
    for (int c = 0; c < blocks; c++) {
      long at = (long)c * period + r;
      out[at] = tail[c];
      tail[c] += x[at - period];
    }
  for (int c = 0; c < blocks; c++) head[c] = x[(long)c * period];
  for (int c = 0; c < blocks && period > 1; c++) out[(long)c * period] += head[c];
  for (int r = 1; r < period - 1; r++)
    for (int c = 0; c < blocks; c++) {
      long at = (long)c * period + r;
      head[c] += x[at];
      out[at] += head[c];
    }
  for (int c = 0; c < blocks; c++) {
    long last = (long)c * period + period - 1;
    out[last] = period > 1 ? head[c] + x[last] : head[c];
  }
}

INLINE void divide_all(double *out, long n, double period) {
  long i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, load(out + i) / period);
  for (; i < n; i++) out[i] /= period;
}

EXPORT void KERNEL(sma)(const double *x, int n, int period, double *out) {
  int warm = n < period - 1 ? n : period - 1;
  for (int i = 0; i < warm; i++) out[i] = HP_NAN;
  if (n < period) return;
  double first = x[0];
  for (int i = 1; i < period; i++) first += x[i];
  out[period - 1] = first;
  divide_all(out + period - 1, 1, period);
  long at = period;
  for (; at + 4L * period <= n; at += 4L * period) {
    sma_blocks(x + at, period, out + at, 4);
    divide_all(out + at, 4L * period, period);
  }
  for (; at + period <= n; at += period) {
    sma_blocks(x + at, period, out + at, 1);
    divide_all(out + at, period, period);
  }
  /* The last block is not whole; its windows begin in the block before, as all others do. */
  long left = n - at;
  if (left == 0) return;
  double tail = x[at - 1];
  for (long r = period - 2; r >= 0; r--) {
    if (r < left) out[at + r] = tail;
    tail += x[at - period + r];
  }
  double head = x[at];
  out[at] += head;
  for (long r = 1; r < left; r++) {
    head += x[at + r];
    out[at + r] += head;
  }
  divide_all(out + at, left, period);
}

/* The exponential moving average, element after element: each waits for the one before. */
EXPORT void KERNEL(ema)(const double *x, int n, double alpha, double previous, double *out) {
  if (n == 0) return;
  double last = previous != previous ? x[0] : previous;
  for (int i = 0; i < n; i++) out[i] = last = last + alpha * (x[i] - last);
}

#endif
