/*
 * Sorting and selecting. A double becomes an unsigned integer of the same order: -Infinity first, -0 before +0, every
 * NaN (as the one canonical NaN) last. The work is done by digits of 11 bits, so no input is a bad one.
 */
#ifndef HOTPATH_ORDER_H
#define HOTPATH_ORDER_H

#include "vector.h"

#define DIGITS 6
#define BUCKETS 2048
/* Below this a quicksort is quicker than counting into 2,048 buckets. */
#define SMALL_SORT 768

INLINE uint64_t key_of(double x) {
  uint64_t bits = bits_of(x);
  if (x != x) return UINT64_MAX;
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | 0x8000000000000000u);
}

INLINE double value_of(uint64_t key) {
  if (key == UINT64_MAX) return HP_NAN;
  return double_of(key ^ (((key >> 63) - 1) | 0x8000000000000000u));
}

static void insertion_sort(uint64_t *keys, int n) {
  for (int i = 1; i < n; i++) {
    uint64_t key = keys[i];
    int j = i;
    for (; j > 0 && keys[j - 1] > key; j--) keys[j] = keys[j - 1];
    keys[j] = key;
  }
}

static void heap_sort(uint64_t *keys, int n) {
  for (int start = n / 2 - 1, end = n; end > 1;) {
    if (start >= 0) start--;
    int root = start + 1;
    if (start < 0) {
      end--;
      uint64_t key = keys[end];
      keys[end] = keys[0];
      keys[0] = key;
      root = 0;
    }
    for (int child; (child = 2 * root + 1) < end; root = child) {
      if (child + 1 < end && keys[child] < keys[child + 1]) child++;
      if (keys[root] >= keys[child]) break;
      uint64_t key = keys[root];
      keys[root] = keys[child];
      keys[child] = key;
    }
  }
}

INLINE uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
  uint64_t low = a < b ? a : b, high = a < b ? b : a;
  return c < low ? low : c > high ? high : c;
}

/* Quicksort whose partition swaps without branching; what degenerates goes to heap_sort. */
static void quick_sort(uint64_t *keys, int n, int depth) {
  while (n > 24) {
    if (depth-- == 0) {
      heap_sort(keys, n);
      return;
    }
    uint64_t pivot = median(keys[n / 4], keys[n / 2], keys[n - 1 - n / 4]);
    int less = 0;
    for (int i = 0; i < n; i++) {
      uint64_t key = keys[i];
      keys[i] = keys[less];
      keys[less] = key;
      less += key < pivot;
    }
    int equal = less;
    for (int i = less; i < n; i++) {
      uint64_t key = keys[i];
      keys[i] = keys[equal];
      keys[equal] = key;
      equal += key == pivot;
    }
    quick_sort(keys, less, depth);
    keys += equal;
    n -= equal;
  }
  insertion_sort(keys, n);
}

/* Sorts x in place; scratch: 2n doubles, whose bytes are overwritten. */
EXPORT void KERNEL(sort)(double *x, int n, void *scratch) {
  uint64_t *from = scratch, *to = from + n;
  if (n < SMALL_SORT) {
    for (int i = 0; i < n; i++) from[i] = key_of(x[i]);
    quick_sort(from, n, 20);
    for (int i = 0; i < n; i++) x[i] = value_of(from[i]);
    return;
  }
  uint32_t counts[DIGITS][BUCKETS];
  for (int d = 0; d < DIGITS; d++)
    for (int b = 0; b < BUCKETS; b++) counts[d][b] = 0;
  for (int i = 0; i < n; i++) {
    uint64_t key = key_of(x[i]);
    from[i] = key;
    UNROLL for (int d = 0; d < DIGITS; d++) counts[d][(key >> (11 * d)) % BUCKETS]++;
  }
  for (int d = 0; d < DIGITS; d++) {
    uint32_t *count = counts[d];
    if (count[(from[0] >> (11 * d)) % BUCKETS] == (uint32_t)n) continue;
    uint32_t before = 0;
    for (int b = 0; b < BUCKETS; b++) {
      uint32_t here = count[b];
      count[b] = before;
      before += here;
    }
    for (int i = 0; i < n; i++) {
      uint64_t key = from[i];
      to[count[(key >> (11 * d)) % BUCKETS]++] = key;
    }
    uint64_t *other = from;
    from = to;
    to = other;
  }
  for (int i = 0; i < n; i++) x[i] = value_of(from[i]);
}

/*
 * The k-th smallest (from 0) of x, which stays as it is; scratch: n doubles. Counts the leading digit, keeps the bucket
 * that holds the k-th, and goes on inside it with the next digit.
 */
EXPORT double KERNEL(select)(const double *x, int n, int k, void *scratch) {
  uint64_t *keys = scratch;
  for (int i = 0; i < n; i++) keys[i] = key_of(x[i]);
  for (int shift = 53; n > 48; shift -= 11) {
    uint32_t count[BUCKETS];
    int width = shift < 0 ? 0 : shift;
    for (int b = 0; b < BUCKETS; b++) count[b] = 0;
    for (int i = 0; i < n; i++) count[(keys[i] >> width) % BUCKETS]++;
    int bucket = 0;
    for (; (uint32_t)k >= count[bucket]; bucket++) k -= (int)count[bucket];
    int kept = 0;
    for (int i = 0; i < n; i++) {
      keys[kept] = keys[i];
      kept += (keys[i] >> width) % BUCKETS == (uint64_t)bucket;
    }
    n = kept;
    if (width == 0) return value_of(keys[0]);
  }
  insertion_sort(keys, n);
  return value_of(keys[k]);
}

#endif
