/*
 * The lower tail of a sample: an order statistic, the next one, and the sum of what lies below it. Some of them
 * tell where the tail about ends, one pass copies what is not above that, and the rest looks at the copy alone.
 */
#ifndef HOTPATH_RISK_TAIL_H
#define HOTPATH_RISK_TAIL_H

#include "order.h"
#include "reduce.h"

#define TAIL_SAMPLE 128
/* Below so many elements the copy is of all. */
#define TAIL_LEAST 2048

/*
 * Copies the elements not above `most` (with `below`, those less than it) in their order; whole vectors are written, so
 * there is room for LANES more. NaN is never copied; the bits of x - x of all elements, which are none for a
 * finite x, are joined into `odd`.
 */
INLINE int keep_lower(const double *x, int n, double most, int below, double *kept, vint *odd) {
  int count = 0, i = 0;
  vint strange = {};
#if LANES >= 4
  vdouble bound = splat(most);
  for (; i + LANES <= n; i += LANES) {
    vdouble v = load(x + i);
    strange |= as_bits(v - v);
#if LANES == 8
    __mmask8 keep = below ? _mm512_cmp_pd_mask((__m512d)v, (__m512d)bound, _CMP_LT_OQ)
                          : _mm512_cmp_pd_mask((__m512d)v, (__m512d)bound, _CMP_LE_OQ);
    /* Most vectors have few to keep: half a store less often lies across two lines of the cache. */
    __m512d packed = _mm512_maskz_compress_pd(keep, (__m512d)v);
    int here = __builtin_popcount(keep);
    _mm256_storeu_pd(kept + count, _mm512_castpd512_pd256(packed));
    if (__builtin_expect(here > 4, 0)) _mm256_storeu_pd(kept + count + 4, _mm512_extractf64x4_pd(packed, 1));
    count += here;
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
    strange[0] |= (int64_t)bits_of(x[i] - x[i]);
    kept[count] = x[i];
    count += below ? x[i] < most : x[i] <= most;
  }
  *odd = strange;
  return count;
}

/*
 * What about `wanted` elements of n are not above, with `room` standard deviations for chance; Infinity where that is not
 * worth a sample.
 */
static double tail_bound(const double *x, int n, int wanted, double room, double *scratch) {
  if (n < TAIL_LEAST) return HP_INFINITY;
  double expected = (double)wanted / n * TAIL_SAMPLE;
  int rank = (int)(expected + room * (__builtin_sqrt(expected) + 0.5));
  if (rank >= TAIL_SAMPLE / 2) return HP_INFINITY;
  for (int i = 0; i < TAIL_SAMPLE; i++) scratch[i] = x[(int)((int64_t)n * i / TAIL_SAMPLE)];
  return KERNEL(select)(scratch, TAIL_SAMPLE, rank, scratch + TAIL_SAMPLE);
}

/* How many elements are equal to a value, and the least above it. */
INLINE int neighbours(const double *x, int n, double value, double *above) {
  vdouble least = splat(HP_INFINITY), at = splat(value);
  vint same = {};
  int i = 0;
  for (; i + LANES <= n; i += LANES) {
    vdouble v = load(x + i);
    same -= v == at;
    least = lesser(least, choose(v > at, v, splat(HP_INFINITY)));
  }
  int equal = 0;
  double next = HP_INFINITY;
  for (int j = 0; j < LANES; j++) {
    equal += (int)same[j];
    next = least[j] < next ? least[j] : next;
  }
  for (; i < n; i++) {
    equal += x[i] == value;
    if (x[i] > value && x[i] < next) next = x[i];
  }
  *above = next;
  return equal;
}

/*
 * The k-th smallest of n finite numbers (from 0). Of many, a few tell between which two values it about lies, and one pass
 * copies what lies between; where it lies elsewhere after all, all are looked at. scratch: room for 3 n + 16 doubles.
 */
INLINE double order_statistic(const double *x, int n, int k, double *scratch) {
#if LANES == 8
  if (n >= 512) {
    int64_t *few = (int64_t *)scratch;
    for (int i = 0; i < SMALL_RANGE; i++) few[i] = key_of(x[(int)((int64_t)n * i / SMALL_RANGE)]);
    rank_sort(few, SMALL_RANGE);
    double share = (double)k / n, middle = share * SMALL_RANGE;
    double room = 2.0 * __builtin_sqrt(middle * (1.0 - share)) + 1.0;
    int from = (int)(middle - room) - 1, to = (int)(middle + room);
    __m512d low = _mm512_set1_pd(from < 0 ? -HP_INFINITY : value_of(few[from]));
    __m512d high = _mm512_set1_pd(to >= SMALL_RANGE ? HP_INFINITY : value_of(few[to]));
    int below = 0, between = 0, i = 0;
    for (; i + 8 <= n; i += 8) {
      __m512d v = _mm512_loadu_pd(x + i);
      __mmask8 lower = _mm512_cmp_pd_mask(v, low, _CMP_LE_OQ);
      __mmask8 inside = _mm512_cmp_pd_mask(v, high, _CMP_LE_OQ) & (__mmask8)~lower;
      _mm512_storeu_pd(scratch + between, _mm512_maskz_compress_pd(inside, v));
      below += __builtin_popcount(lower);
      between += __builtin_popcount(inside);
    }
    for (; i < n; i++) {
      scratch[between] = x[i];
      below += x[i] <= low[0];
      between += x[i] > low[0] && x[i] <= high[0];
    }
    if (k >= below && k < below + between) return KERNEL(select)(scratch, between, k - below, scratch + between + 8);
  }
#endif
  return KERNEL(select)(x, n, k, scratch);
}

/*
 * For 0 <= k < n: the k-th smallest (from 0), the one after it (NaN for none), the sum of those less than the k-th in 32
 * lanes, how many are less and how many are equal. 0 where an element is not finite, else 1.
 * scratch: room for 4 n + 1,024 doubles.
 */
EXPORT int KERNEL(risk_lower_tail)(const double *x, int n, int k, double *out, double *scratch) {
  int wanted = k + 2 < n ? k + 2 : n;
  double *kept = scratch, *work = scratch + n + 16;
  vint odd;
  double bound = tail_bound(x, n, wanted, 2.0, work);
  int count = keep_lower(x, n, bound, 0, kept, &odd);
  if (any(odd != 0)) return 0;
  for (double room = 6.0; count < wanted; room = HP_INFINITY) {
    bound = room < HP_INFINITY ? tail_bound(x, n, wanted, room, work) : HP_INFINITY;
    count = keep_lower(x, n, bound, 0, kept, &odd);
  }
  double kth = order_statistic(kept, count, k, work), above = HP_INFINITY;
  int equal = neighbours(kept, count, kth, &above);
  int less = keep_lower(kept, count, kth, 1, work, &odd);
  out[0] = kth;
  /* Which of the zeros is next is not asked: it is +0. */
  out[1] = less + equal > k + 1 ? kth + 0.0 : k + 1 < n ? above + 0.0 : HP_NAN;
  out[2] = KERNEL(sum)(work, less);
  out[3] = less;
  out[4] = equal;
  return 1;
}

#endif
