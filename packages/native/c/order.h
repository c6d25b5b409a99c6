/*
 * Sorting and selecting. A double becomes a signed integer of the same order: -Infinity first, -0 before +0, every NaN
 * (as the one canonical NaN) last. Quicksort without branches on the data: a partition writes the lesser keys back to
 * the front and the others to a second array, side by side. A range that will not shrink is sorted by its digits
 * instead, so no input is a bad one.
 */
#ifndef HOTPATH_ORDER_H
#define HOTPATH_ORDER_H

#include "vector.h"

#define CANONICAL_NAN 0x7ff8000000000000
/* Up to this many keys are sorted by counting. */
#define SMALL_RANGE (LANES == 2 ? 16 : 32)
#define SMALL_VECTORS (SMALL_RANGE / LANES)

INLINE int64_t key_of(double x) {
  int64_t bits = x != x ? CANONICAL_NAN : (int64_t)bits_of(x);
  return bits ^ ((bits >> 63) & INT64_MAX);
}

INLINE double value_of(int64_t key) { return double_of((uint64_t)(key ^ ((key >> 63) & INT64_MAX))); }

INLINE void copy_keys(int64_t *restrict to, const int64_t *restrict from, int n) {
  for (int i = 0; i < n; i++) to[i] = from[i];
}

/*
 * Sorts up to SMALL_RANGE keys: the place of a key is the number of keys less than it, and of its equals before it. All
 * pairs are compared, many at a time and without a branch, which is quicker than to guess wrong.
 */
static void rank_sort(int64_t *keys, int n) {
  int64_t padded[SMALL_RANGE], place[SMALL_RANGE];
  for (int i = 0; i < SMALL_RANGE; i++) padded[i] = i < n ? keys[i] : INT64_MAX;
  vint key[SMALL_VECTORS], rank[SMALL_VECTORS] = {}, lane;
  UNROLL for (int v = 0; v < SMALL_VECTORS; v++) key[v] = as_bits(load((const double *)padded + v * LANES));
  for (int j = 0; j < LANES; j++) lane[j] = j;
  UNROLL for (int own = 0; own < SMALL_VECTORS; own++)
    for (int j = own * LANES; j < (own + 1) * LANES && j < n; j++) {
      vint other = splat_int(padded[j]);
      UNROLL for (int v = 0; v < SMALL_VECTORS; v++) {
        if (v < own) rank[v] -= other < key[v];
        else if (v > own) rank[v] -= other <= key[v];
        else rank[v] -= (other < key[v]) | ((other == key[v]) & (lane > j - own * LANES));
      }
    }
  UNROLL for (int v = 0; v < SMALL_VECTORS; v++) store((double *)place + v * LANES, as_doubles(rank[v]));
  for (int i = 0; i < n; i++) keys[place[i]] = padded[i];
}

/* By bytes from the last to the first; eight passes whatever the input. */
static void radix_sort(int64_t *keys, int64_t *spare, int n) {
  uint32_t counts[8][256];
  for (int d = 0; d < 8; d++)
    for (int b = 0; b < 256; b++) counts[d][b] = 0;
  for (int i = 0; i < n; i++)
    for (int d = 0; d < 8; d++) counts[d][((uint64_t)(keys[i] ^ INT64_MIN) >> (8 * d)) & 255]++;
  int64_t *from = keys, *to = spare;
  for (int d = 0; d < 8; d++) {
    uint32_t before = 0;
    for (int b = 0; b < 256; b++) {
      uint32_t here = counts[d][b];
      counts[d][b] = before;
      before += here;
    }
    for (int i = 0; i < n; i++) to[counts[d][((uint64_t)(from[i] ^ INT64_MIN) >> (8 * d)) & 255]++] = from[i];
    int64_t *other = from;
    from = to;
    to = other;
  }
}

INLINE int64_t median(int64_t a, int64_t b, int64_t c) {
  int64_t low = a < b ? a : b, high = a < b ? b : a;
  return c < low ? low : c > high ? high : c;
}

/* The median of three keys, or of three such medians in a long range. */
INLINE int64_t choose_pivot(const int64_t *keys, int n) {
  int step = n / 8;
  if (n < 256) return median(keys[step], keys[4 * step], keys[7 * step]);
  return median(median(keys[0], keys[step], keys[2 * step]), median(keys[3 * step], keys[4 * step], keys[5 * step]),
                median(keys[6 * step], keys[7 * step], keys[n - 1]));
}

#if LANES == 4
/* For each set of lanes, the halves of those lanes and then of the others. */
static const int32_t LESSER_FIRST[16][8] = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {2, 3, 0, 1, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {4, 5, 0, 1, 2, 3, 6, 7}, {0, 1, 4, 5, 2, 3, 6, 7}, {2, 3, 4, 5, 0, 1, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {6, 7, 0, 1, 2, 3, 4, 5}, {0, 1, 6, 7, 2, 3, 4, 5}, {2, 3, 6, 7, 0, 1, 4, 5}, {0, 1, 2, 3, 6, 7, 4, 5},
    {4, 5, 6, 7, 0, 1, 2, 3}, {0, 1, 4, 5, 6, 7, 2, 3}, {2, 3, 4, 5, 6, 7, 0, 1}, {0, 1, 2, 3, 4, 5, 6, 7}};
#endif

/*
 * Keys less than the pivot to the front of `keys`, the others to `others`, which has room for n.
 * A vector is read whole before its place is written to, since no more has been kept than read.
 */
INLINE int partition(int64_t *keys, int64_t *others, int n, int64_t pivot) {
  int less = 0, i = 0;
#if LANES == 8
  __m512i pivots = _mm512_set1_epi64(pivot);
  for (; i + 8 <= n; i += 8) {
    __m512i v = _mm512_loadu_si512(keys + i);
    __mmask8 lesser = _mm512_cmplt_epi64_mask(v, pivots);
    _mm512_storeu_si512(keys + less, _mm512_maskz_compress_epi64(lesser, v));
    _mm512_storeu_si512(others + (i - less), _mm512_maskz_compress_epi64((__mmask8)~lesser, v));
    less += __builtin_popcount(lesser);
  }
#elif LANES == 4
  __m256i pivots = _mm256_set1_epi64x(pivot);
  for (; i + 4 <= n; i += 4) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(keys + i));
    int lesser = _mm256_movemask_pd((__m256d)_mm256_cmpgt_epi64(pivots, v));
    int count = __builtin_popcount((unsigned)lesser);
    const __m256i *order = (const __m256i *)LESSER_FIRST;
    _mm256_storeu_si256((__m256i *)(others + (i - less)),
                        _mm256_permutevar8x32_epi32(v, _mm256_loadu_si256(order + (15 - lesser))));
    _mm256_storeu_si256((__m256i *)(keys + less), _mm256_permutevar8x32_epi32(v, _mm256_loadu_si256(order + lesser)));
    less += count;
  }
#endif
  for (; i < n; i++) {
    int64_t key = keys[i];
    keys[less] = key;
    others[i - less] = key;
    less += key < pivot;
  }
  return less;
}

/* The smallest key's copies to the front of `keys`: what is left to do where the pivot is the smallest. */
INLINE int gather_equal(int64_t *keys, int n, int64_t pivot) {
  int equal = 0;
  for (int i = 0; i < n; i++) {
    int64_t key = keys[i];
    keys[i] = keys[equal];
    keys[equal] = key;
    equal += key == pivot;
  }
  return equal;
}

/* Partitions that a range of n keys may take: enough for all but contrived ones. */
INLINE int depth_limit(int n) { return 2 * (32 - __builtin_clz((unsigned)n | 1)) + 4; }

/* `spare` has room for n keys. */
static void quick_sort(int64_t *keys, int64_t *spare, int n, int depth) {
  while (n > SMALL_RANGE) {
    if (depth-- == 0) {
      radix_sort(keys, spare, n);
      return;
    }
    int64_t pivot = choose_pivot(keys, n);
    int less = partition(keys, spare, n, pivot);
    copy_keys(keys + less, spare, n - less);
    if (less == 0) less = gather_equal(keys, n, pivot);
    else quick_sort(keys, spare, less, depth);
    keys += less;
    n -= less;
  }
  rank_sort(keys, n);
}

/* Sorts x in place; scratch: room for 2n keys. */
EXPORT void KERNEL(sort)(double *x, int n, void *scratch) {
  int64_t *keys = scratch;
  for (int i = 0; i < n; i++) keys[i] = key_of(x[i]);
  quick_sort(keys, keys + n, n, depth_limit(n));
  for (int i = 0; i < n; i++) x[i] = value_of(keys[i]);
}

/* The k-th smallest (from 0) of x, which stays as it is; scratch: room for 2n keys. */
EXPORT double KERNEL(select)(const double *x, int n, int k, void *scratch) {
  int64_t *keys = scratch, *spare = keys + n;
  for (int i = 0; i < n; i++) keys[i] = key_of(x[i]);
  for (int depth = depth_limit(n); n > SMALL_RANGE; depth--) {
    if (depth == 0) {
      radix_sort(keys, spare, n);
      return value_of(keys[k]);
    }
    int64_t pivot = choose_pivot(keys, n);
    int less = partition(keys, spare, n, pivot);
    if (k < less) {
      n = less;
      continue;
    }
    int64_t *other = keys;
    keys = spare;
    spare = other;
    k -= less;
    n -= less;
    if (less > 0) continue;
    int equal = gather_equal(keys, n, pivot);
    if (k < equal) return value_of(pivot);
    keys += equal;
    k -= equal;
    n -= equal;
  }
  rank_sort(keys, n);
  return value_of(keys[k]);
}

#endif
