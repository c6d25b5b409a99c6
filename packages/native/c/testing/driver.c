/*
 * Runs every kernel of every instruction set that this machine has on heap arrays of exactly their size, at many
 * lengths and alignments, so that a sanitizer sees any step outside; and compares the results bit for bit between the
 * instruction sets. Prints a digest for each kernel, by which another machine's run can be compared.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series.h"
#include "../elementary_functions.h"

/* Every kernel that maps an array to another: X(its name, the instruction set). */
#define EACH_MAP(X, isa)                                                                                       \
  X(exp, isa) X(log, isa) X(sin, isa) X(cos, isa) X(atan, isa) X(inverse_normal, isa) X(tan, isa) X(asin, isa) \
  X(acos, isa) X(sinh, isa) X(cosh, isa) X(tanh, isa) X(log10, isa) X(expm1, isa) X(log1p, isa) \
  X(normal_cdf, isa)

#define NAME_OF(name, isa) #name,
static const char *const map_names[] = {EACH_MAP(NAME_OF, none)};
#define MAPS (sizeof map_names / sizeof map_names[0])

typedef struct {
  const char *isa;
  int bit;
  double (*sum)(const double *, int);
  void (*min_max)(const double *, int, double *);
  void (*mean_variance)(const double *, int, int, double *);
  void (*mean_variance_fast)(const double *, int, int, double *);
  double (*dot)(const double *, const double *, int);
  double (*dot_fast)(const double *, const double *, int);
  double (*covariance)(const double *, const double *, int, int);
  double (*covariance_fast)(const double *, const double *, int, int);
  void (*covariance_matrix)(const double *, int, int, int, double *, double *);
  void (*covariance_matrix_fast)(const double *, int, int, int, double *, double *);
  void (*weighted_gram)(const double *, const double *, int, int, double *, double *);
  void (*weighted_gram_fast)(const double *, const double *, int, int, double *, double *);
  int (*cholesky)(double *, int, double);
  int (*cholesky_fast)(double *, int, double);
  void (*sma)(const double *, int, int, double *);
  void (*ema)(const double *, int, double, double, double *);
  void (*ema_fast)(const double *, int, double, double, double *);
  void (*sort)(double *, int, void *);
  double (*select)(const double *, int, int, void *);
  uint32_t (*crc32c)(const uint8_t *, int, uint32_t);
  void (*pow)(const double *, const double *, int, double *);
  void (*maps[MAPS])(const double *, int, double *);
} kernels;

#define DECLARE_MAP(name, isa) void hotpath_##name##_##isa(const double *, int, double *);
#define POINTER_TO(name, isa) hotpath_##name##_##isa,

#define DECLARE(isa)                                                                  \
  double hotpath_sum_##isa(const double *, int);                                      \
  void hotpath_min_max_##isa(const double *, int, double *);                          \
  void hotpath_mean_variance_##isa(const double *, int, int, double *);               \
  void hotpath_mean_variance_fast_##isa(const double *, int, int, double *);          \
  double hotpath_dot_##isa(const double *, const double *, int);                      \
  double hotpath_dot_fast_##isa(const double *, const double *, int);                 \
  double hotpath_covariance_##isa(const double *, const double *, int, int);          \
  double hotpath_covariance_fast_##isa(const double *, const double *, int, int);     \
  void hotpath_covariance_matrix_##isa(const double *, int, int, int, double *, double *);      \
  void hotpath_covariance_matrix_fast_##isa(const double *, int, int, int, double *, double *); \
  void hotpath_weighted_gram_##isa(const double *, const double *, int, int, double *, double *);      \
  void hotpath_weighted_gram_fast_##isa(const double *, const double *, int, int, double *, double *); \
  int hotpath_cholesky_##isa(double *, int, double);                                  \
  int hotpath_cholesky_fast_##isa(double *, int, double);                             \
  void hotpath_sma_##isa(const double *, int, int, double *);                         \
  void hotpath_ema_##isa(const double *, int, double, double, double *);              \
  void hotpath_ema_fast_##isa(const double *, int, double, double, double *);         \
  void hotpath_sort_##isa(double *, int, void *);                                     \
  double hotpath_select_##isa(const double *, int, int, void *);                      \
  uint32_t hotpath_crc32c_##isa(const uint8_t *, int, uint32_t);                      \
  void hotpath_pow_##isa(const double *, const double *, int, double *);                    \
  EACH_MAP(DECLARE_MAP, isa)

#define TABLE(isa, bit)                                                               \
  {#isa, bit, hotpath_sum_##isa, hotpath_min_max_##isa, hotpath_mean_variance_##isa,  \
   hotpath_mean_variance_fast_##isa, hotpath_dot_##isa, hotpath_dot_fast_##isa,       \
   hotpath_covariance_##isa, hotpath_covariance_fast_##isa, hotpath_covariance_matrix_##isa, \
   hotpath_covariance_matrix_fast_##isa, hotpath_weighted_gram_##isa,                 \
   hotpath_weighted_gram_fast_##isa, hotpath_cholesky_##isa, hotpath_cholesky_fast_##isa, hotpath_sma_##isa, \
   hotpath_ema_##isa, hotpath_ema_fast_##isa, hotpath_sort_##isa, hotpath_select_##isa, hotpath_crc32c_##isa, hotpath_pow_##isa, \
   {EACH_MAP(POINTER_TO, isa)}}

#if defined(__x86_64__)
DECLARE(sse2)
DECLARE(avx2)
DECLARE(avx512)
static const kernels all[] = {TABLE(sse2, 1), TABLE(avx2, 2), TABLE(avx512, 4)};
DECLARE_SERIES(sse2)
DECLARE_SERIES(avx2)
DECLARE_SERIES(avx512)
static const series_kernels all_series[] = {SERIES_TABLE(sse2, 2), SERIES_TABLE(avx2, 4), SERIES_TABLE(avx512, 8)};
#else
DECLARE(neon)
static const kernels all[] = {TABLE(neon, 8)};
DECLARE_SERIES(neon)
static const series_kernels all_series[] = {SERIES_TABLE(neon, 2)};
#endif

int hotpath_isas(void);

static uint64_t state;

static uint64_t next(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545f4914f6cdd1du;
}

static double uniform(void) { return (double)(next() >> 11) * 0x1p-53; }

static double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, 8);
  return x;
}

/* 0: moderate numbers; 1: any bits at all; 2: probabilities and angles; 3: few values, many equal, signed zeros. */
static double value(int kind) {
  uint64_t dice = next() >> 58;
  if (kind == 0) return (uniform() - 0.5) * 1000.0;
  if (kind == 2) return uniform() * (dice < 8 ? 1e-7 : dice < 56 ? 1.0 : 1e9);
  if (kind == 3) return dice < 16 ? -0.0 : dice < 32 ? 0.0 : (double)(dice % 5) - 2.0;
  if (dice == 0) return NAN;
  if (dice == 1) return INFINITY;
  if (dice == 2) return -INFINITY;
  if (dice == 3) return from_bits(next() & 0x800fffffffffffffu);
  double x = from_bits(next());
  return isnan(x) ? 1.0 : x;
}

static uint64_t digest[64];
static const char *digest_name[64];
static int mismatches;

static uint64_t bits(double x) {
  uint64_t u;
  memcpy(&u, &x, 8);
  return x != x ? 0x7ff8000000000000u : u;
}

static uint64_t fold(uint64_t hash, const double *x, int n) {
  for (int i = 0; i < n; i++) hash = (hash ^ bits(x[i])) * 0x100000001b3u;
  return hash;
}

/* The first instruction set adds to the digest; the others must agree. */
static void settle(int slot, const char *name, const char *isa, uint64_t *reference, int first, uint64_t hash, int n) {
  digest_name[slot] = name;
  if (first) {
    *reference = hash;
    digest[slot] = (digest[slot] ^ hash) * 0x100000001b3u;
  } else if (hash != *reference) {
    if (mismatches++ < 20) printf("MISMATCH %s %s at length %d\n", name, isa, n);
  }
}

static void near_enough(double fast, double exact, double bound, const char *name, const char *isa, int n) {
  if (!(fabs(fast - exact) <= bound) && mismatches++ < 20)
    printf("MISMATCH %s %s at length %d: %.17g, exactly %.17g\n", name, isa, n, fast, exact);
}

#define HASH0 0xcbf29ce484222325u

/* An array that ends with its heap block, `offset` doubles into it. */
static double *exact_array(double **block, int n, int offset) {
  *block = malloc((size_t)(n + offset) * 8);
  return *block + offset;
}

/* The roundings of the library against those of this machine's C library. */
static void run_roundings(void) {
  for (int i = 0; i < 200000; i++) {
    double x = i % 3 ? (uniform() - 0.5) * 8.0 : value(i & 3);
    if (i % 5 == 0) x = floor(x);
    if ((bits(floor_scalar(x)) != bits(floor(x)) || bits(ceil_scalar(x)) != bits(ceil(x))) && mismatches++ < 20)
      printf("MISMATCH floor or ceil of %.17g\n", x);
  }
}

static void run_all(int n, int offset, int kind) {
  double *blocks[5], *x = exact_array(&blocks[0], n, offset), *y = exact_array(&blocks[1], n, offset);
  double *out = exact_array(&blocks[2], n, offset), *scratch = exact_array(&blocks[3], 2 * n, 0);
  double *work = exact_array(&blocks[4], n, offset);
  double two[2], magnitude = 0, products = 0;
  uint64_t reference[64];
  for (int i = 0; i < n; i++) {
    x[i] = value(kind);
    y[i] = value(kind);
    magnitude = fmax(magnitude, fabs(x[i]));
    products += fabs(x[i] * y[i]);
  }
  int period = 1 + (int)(next() % (uint64_t)(n < 70 ? n + 2 : 70)), k = n > 0 ? (int)(next() % (uint64_t)n) : 0;
  int columns = 1 + (int)(next() % 30), rows = n / columns, first = 1;
  double alpha = uniform() + 1e-3, previous = next() & 1 ? NAN : value(0);
  for (size_t s = 0; s < sizeof all / sizeof all[0]; s++) {
    const kernels *ks = &all[s];
    if (!(hotpath_isas() & ks->bit)) continue;
    int slot = 0;
#define SETTLE(name, hash) settle(slot, name, ks->isa, &reference[slot], first, hash, n), slot++
    double sum = ks->sum(x, n);
    SETTLE("sum", fold(HASH0, &sum, 1));
    ks->min_max(x, n, two);
    SETTLE("min_max", fold(HASH0, two, 2));
    ks->mean_variance(x, n, 1, two);
    SETTLE("mean_variance", fold(HASH0, two, 2));
    double variance = two[1];
    ks->mean_variance_fast(x, n, 1, two);
    if (kind == 0 && n > 1) near_enough(two[1], variance, 1e-12 * magnitude * magnitude, "mean_variance_fast", ks->isa, n);
    double dot = ks->dot(x, y, n);
    SETTLE("dot", fold(HASH0, &dot, 1));
    double dot_fast = ks->dot_fast(x, y, n);
    if (kind == 0) near_enough(dot_fast, dot, (n / 32 + 6) * 0x1p-53 * products, "dot_fast", ks->isa, n);
    double covariance = ks->covariance(x, y, n, 0);
    SETTLE("covariance", fold(HASH0, &covariance, 1));
    covariance = ks->covariance_fast(x, y, n, 0);
    /* 2 x columns, and what panels of up to 24 columns take: see panelScratch. */
    long padded = (columns + 23) / 24 * 24;
    double *matrix = malloc((size_t)(columns * columns) * 8);
    double *sums = malloc((size_t)(2 * columns + (128 + padded) * padded) * 8);
    ks->covariance_matrix(x, rows, columns, 1, matrix, sums);
    SETTLE("covariance_matrix", fold(HASH0, matrix, columns * columns));
    ks->covariance_matrix_fast(x, rows, columns, 1, matrix, sums);
    double *weights = malloc((size_t)rows * 8);
    for (int i = 0; i < rows; i++) weights[i] = fabs(y[i]);
    ks->weighted_gram(x, weights, rows, columns, matrix, sums);
    SETTLE("weighted_gram", fold(HASH0, matrix, columns * columns));
    ks->weighted_gram_fast(x, weights, rows, columns, matrix, sums);
    free(weights);
    free(matrix);
    free(sums);
    int side = 0;
    while ((side + 1) * (side + 1) <= n) side++;
    matrix = malloc((size_t)(side * side) * 8);
    for (int fast = 0; fast < 2; fast++) {
      memcpy(matrix, x, (size_t)(side * side) * 8);
      for (int i = 0; kind == 0 && i < side; i++) matrix[i * side + i] = 1000.0 * side;
      double pivots = (fast ? ks->cholesky_fast : ks->cholesky)(matrix, side, 0);
      if (!fast) SETTLE("cholesky", fold(fold(HASH0, &pivots, 1), matrix, pivots == side ? side * side : 0));
    }
    free(matrix);
    ks->sma(x, n, period, out);
    SETTLE("sma", fold(HASH0, out, n));
    ks->ema(x, n, alpha, previous, out);
    SETTLE("ema", fold(HASH0, out, n));
    memcpy(work, out, (size_t)n * 8);
    ks->ema_fast(x, n, alpha, previous, out);
    double greatest = fmax(magnitude, fabs(previous));
    if (kind == 0 && alpha <= 1)
      for (int i = 0; i < n; i++) near_enough(out[i], work[i], 16 * 0x1p-53 * greatest / alpha, "ema_fast", ks->isa, n);
    memcpy(work, x, (size_t)n * 8);
    ks->sort(work, n, scratch);
    SETTLE("sort", fold(HASH0, work, n));
    if (n > 0) {
      double selected = ks->select(x, n, k, scratch);
      SETTLE("select", fold(HASH0, &selected, 1));
      near_enough(bits(selected) == bits(work[k]) ? 0 : 1, 0, 0, "select against sort", ks->isa, n);
    } else slot++;
    double checksum = ks->crc32c((const uint8_t *)x, 8 * n, 0);
    SETTLE("crc32c", fold(HASH0, &checksum, 1));
    ks->pow(x, y, n, out);
    SETTLE("pow", fold(HASH0, out, n));
    for (size_t m = 0; m < MAPS; m++) {
      ks->maps[m](x, n, out);
      SETTLE(map_names[m], fold(HASH0, out, n));
    }
    first = 0;
  }
  for (int i = 0; i < 5; i++) free(blocks[i]);
}

#include "risk.h"

/* The kernels of series, whose instruction sets agree within a bound where the input is moderate. */
static void run_all_series(int n, int offset, int kind, int period) {
  double *blocks[3 + 2 * SERIES_OUTPUTS], *in[3], *out[2 * SERIES_OUTPUTS];
  for (int i = 0; i < 3; i++) {
    in[i] = exact_array(&blocks[i], n, offset);
    for (int j = 0; j < n; j++) in[i][j] = value(kind);
  }
  for (int i = 0; i < 2 * SERIES_OUTPUTS; i++) out[i] = exact_array(&blocks[3 + i], n, offset);
  for (size_t s = 0; s < sizeof all / sizeof all[0]; s++) {
    if (!(hotpath_isas() & all[s].bit)) continue;
    int finite, count = run_series(&all_series[s], in, n, period, out + (s == 0 ? 0 : SERIES_OUTPUTS), &finite);
    if (!finite && kind == 0 && mismatches++ < 20)
      printf("MISMATCH series %s misses a number at length %d, period %d\n", all[s].isa, n, period);
    for (int k = 0; k < count && s > 0 && kind == 0; k++)
      if (!series_agree(out[k], out[SERIES_OUTPUTS + k], n) && mismatches++ < 20)
        printf("MISMATCH series %d %s at length %d, period %d\n", k, all[s].isa, n, period);
  }
  for (int i = 0; i < 3 + 2 * SERIES_OUTPUTS; i++) free(blocks[i]);
}

/* Input that makes every median-of-three a bad pivot: the sort must still end soon, and be right. */
static void run_adversary(int n) {
  double *x = malloc((size_t)n * 8), *scratch = malloc((size_t)n * 16);
  for (size_t s = 0; s < sizeof all / sizeof all[0]; s++) {
    if (!(hotpath_isas() & all[s].bit)) continue;
    for (int shape = 0; shape < 5; shape++) {
      for (int i = 0; i < n; i++)
        x[i] = shape == 0 ? i : shape == 1 ? -i : shape == 2 ? i % 3 : shape == 3 ? (i & 1 ? i : n - i) : (i * 7919) % n % 17;
      all[s].sort(x, n, scratch);
      for (int i = 1; i < n; i++)
        if (!(x[i - 1] <= x[i]) && mismatches++ < 20) printf("MISMATCH sort %s shape %d\n", all[s].isa, shape);
    }
  }
  free(x);
  free(scratch);
}

int main(void) {
  state = 0x9e3779b97f4a7c15u;
  for (int n = 0; n <= 200; n++)
    for (int round = 0; round < 8; round++) {
      run_all(n, round % 4, round % 4);
      run_all_risk(n, round % 4, round % 4);
      run_all_series(n, round % 4, round % 4, 1 + (int)(next() % (uint64_t)(round < 4 ? 12 : n + 2)));
    }
  static const int large[] = {511, 1024, 2047, 2048, 2049, 4100, 6145, 10007, 65536};
  for (int i = 0; i < (int)(sizeof large / sizeof large[0]); i++)
    for (int kind = 0; kind < 4; kind++) {
      run_all(large[i], kind, kind);
      run_all_risk(large[i], kind, kind);
      run_all_series(large[i], kind, kind, 1 + (int)(next() % 200));
    }
  run_roundings();
  run_adversary(20000);
  for (int slot = 0; slot < 64 && digest_name[slot]; slot++)
    printf("%s %016llx\n", digest_name[slot], (unsigned long long)digest[slot]);
  print_risk();
  if (mismatches > 0) printf("%d mismatches\n", mismatches);
  return mismatches > 0;
}
