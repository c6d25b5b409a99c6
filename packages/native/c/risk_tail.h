/*
 * The lower tail of a sample: an order statistic, the next one, and the sum of what lies below it. A few hundred elements
 * tell where the tail about ends, one pass copies what is not above that, and the rest looks at the copy alone.
 */
#ifndef HOTPATH_RISK_TAIL_H
#define HOTPATH_RISK_TAIL_H

#include "order.h"
#include "reduce.h"

#define TAIL_SAMPLE 256
/* Below so many elements the copy is of all. */
#define TAIL_LEAST 2048

/*
 * Copies the elements not above `most` (with `below`, those less than it) in their order; whole vectors are written, so
 * there is room for LANES more. NaN is never copied; x - x of all elements is added to `odd`.
 */
INLINE int keep_lower(const double *x, int n, double most, int below, double *kept, vdouble *odd) {
  int count = 0, i = 0;
  vdouble strange = {};
#if LANES >= 4
  vdouble bound = splat(most);
  for (; i + LANES <= n; i += LANES) {
    vdouble v = load(x + i);
    strange += v - v;
#if LANES == 8
    __mmask8 keep = below ? _mm512_cmp_pd_mask((__m512d)v, (__m512d)bound, _CMP_LT_OQ)
                          : _mm512_cmp_pd_mask((__m512d)v, (__m512d)bound, _CMP_LE_OQ);
    store(kept + count, (vdouble)_mm512_maskz_compress_pd(keep, (__m512d)v));
    count += __builtin_popcount(keep);
#else
    int keep = _mm256_movemask_pd(below ? (__m256d)(v < bound) : (__m256d)(v <= bound));
    const __m256i *order = (const __m256i *)LESSER_FIRST;
    _mm256_storeu_si256((__m256i *)(kept + count),
                        _mm256_permutevar8x32_epi32((__m256i)v, _mm256_loadu_si256(order + keep)));
    count += __builtin_popcount((unsigned)keep);
#endif
  }
#endif
  for (; i < n; i++) {
    strange[0] += x[i] - x[i];
    kept[count] = x[i];
    count += below ? x[i] < most : x[i] <= most;
  }
  *odd = strange;
  return count;
}

/* What about `wanted` elements of n are not above, with room for chance; Infinity where that is not worth a sample. */
static double tail_bound(const double *x, int n, int wanted, double *scratch) {
  if (n < TAIL_LEAST) return HP_INFINITY;
  double expected = (double)wanted / n * TAIL_SAMPLE;
  int rank = (int)(expected + 3.0 * __builtin_sqrt(expected) + 2.0);
  if (rank >= TAIL_SAMPLE / 2) return HP_INFINITY;
  for (int i = 0; i < TAIL_SAMPLE; i++) scratch[i] = x[(int)((int64_t)n * i / TAIL_SAMPLE)];
  return KERNEL(select)(scratch, TAIL_SAMPLE, rank, scratch + TAIL_SAMPLE);
}

/*
 * For 0 <= k < n: the k-th smallest (from 0), the one after it (NaN for none), the sum of those less than the k-th in 32
 * lanes, how many are less and how many are equal. 0 where an element is not finite, else 1.
 * scratch: room for 3 n + 1,024 doubles.
 */
EXPORT int KERNEL(risk_lower_tail)(const double *x, int n, int k, double *out, double *scratch) {
  int wanted = k + 2 < n ? k + 2 : n;
  double *kept = scratch, *work = scratch + n + 16;
  vdouble odd;
  double bound = tail_bound(x, n, wanted, work);
  int count = keep_lower(x, n, bound, 0, kept, &odd);
  if (any(odd != odd)) return 0;
  if (count < wanted) count = keep_lower(x, n, HP_INFINITY, 0, kept, &odd);
  double kth = KERNEL(select)(kept, count, k, work), above = HP_INFINITY;
  int equal = 0;
  for (int i = 0; i < count; i++) {
    equal += kept[i] == kth;
    double beyond = kept[i] > kth ? kept[i] : HP_INFINITY;
    above = beyond < above ? beyond : above;
  }
  int less = keep_lower(kept, count, kth, 1, work, &odd);
  out[0] = kth;
  out[1] = less + equal > k + 1 ? kth : k + 1 < n ? above : HP_NAN;
  out[2] = KERNEL(sum)(work, less);
  out[3] = less;
  out[4] = equal;
  return 1;
}

#endif
