/* The kernels of @hotpath/risk on heap arrays of exactly their size, their bits compared between the instruction sets. */

typedef struct {
  const char *isa;
  int bit;
  int (*lower_tail)(const double *, int, int, double *, double *);
  void (*normals)(uint64_t *, int, double *, void *);
  void (*correlate)(const double *, const double *, int, int, int, int, double *);
  void (*correlate_fast)(const double *, const double *, int, int, int, int, double *);
  void (*weigh)(const double *, const double *, int, int, double *);
} risk_kernels;

#define DECLARE_RISK(isa)                                                                                   \
  int hotpath_risk_lower_tail_##isa(const double *, int, int, double *, double *);                          \
  void hotpath_risk_normals_##isa(uint64_t *, int, double *, void *);                                       \
  void hotpath_risk_correlate_##isa(const double *, const double *, int, int, int, int, double *);          \
  void hotpath_risk_correlate_fast_##isa(const double *, const double *, int, int, int, int, double *);     \
  void hotpath_risk_weigh_##isa(const double *, const double *, int, int, double *);

#define RISK_KERNELS(isa, bit)                                                                              \
  {#isa, bit, hotpath_risk_lower_tail_##isa, hotpath_risk_normals_##isa, hotpath_risk_correlate_##isa,      \
   hotpath_risk_correlate_fast_##isa, hotpath_risk_weigh_##isa}

#if defined(__x86_64__)
DECLARE_RISK(sse2)
DECLARE_RISK(avx2)
DECLARE_RISK(avx512)
static const risk_kernels all_risk[] = {RISK_KERNELS(sse2, 1), RISK_KERNELS(avx2, 2), RISK_KERNELS(avx512, 4)};
#else
DECLARE_RISK(neon)
static const risk_kernels all_risk[] = {RISK_KERNELS(neon, 8)};
#endif

static const char *const risk_names[] = {"risk_lower_tail", "risk_normals", "risk_correlate", "risk_weigh"};
static uint64_t risk_digest[4];

static void settle_risk(int which, const char *isa, uint64_t *reference, int first, uint64_t hash, int n) {
  if (first) {
    reference[which] = hash;
    risk_digest[which] = (risk_digest[which] ^ hash) * 0x100000001b3u;
  } else if (hash != reference[which] && mismatches++ < 20)
    printf("MISMATCH %s %s at length %d\n", risk_names[which], isa, n);
}

static void run_all_risk(int n, int offset, int kind) {
  int paths = 8 * (1 + (int)(next() % 12)), assets = 1 + (int)(next() % 9), dimensions = 1 + (int)(next() % 9);
  int numbers = 8 * (n / 8 + 1), triangular = (int)(next() & 1), first = 1;
  double *blocks[7], *x = exact_array(&blocks[0], n, offset), *scratch = exact_array(&blocks[1], 4 * n + 1024, 0);
  double *z = exact_array(&blocks[2], dimensions * paths, offset), *out = exact_array(&blocks[3], assets * paths, offset);
  double *factor = exact_array(&blocks[4], assets * dimensions, offset), *normal = exact_array(&blocks[5], numbers, offset);
  double *places = exact_array(&blocks[6], numbers / 2 + 8, 0);
  uint64_t seed[32], reference[4];
  for (int i = 0; i < n; i++) x[i] = value(kind);
  for (int i = 0; i < dimensions * paths; i++) z[i] = value(0);
  for (int i = 0; i < assets * dimensions; i++)
    factor[i] = triangular && i % dimensions > i / dimensions ? 0.0 : value(0);
  for (int i = 0; i < 32; i++) seed[i] = kind == 3 ? 1 : next();
  int k = n > 0 ? (int)(next() % (uint64_t)(next() & 1 ? n : n / 20 + 1)) : 0;
  for (size_t s = 0; s < sizeof all_risk / sizeof all_risk[0]; s++) {
    const risk_kernels *ks = &all_risk[s];
    if (!(hotpath_isas() & ks->bit)) continue;
    double five[5] = {0};
    if (n > 0) five[0] += ks->lower_tail(x, n, k, five, scratch) == 0 ? 1 : 0;
    settle_risk(0, ks->isa, reference, first, fold(HASH0, five, 5), n);
    uint64_t state_of[32];
    memcpy(state_of, seed, sizeof seed);
    ks->normals(state_of, numbers, normal, places);
    settle_risk(1, ks->isa, reference, first, fold(fold(HASH0, normal, numbers), (double *)state_of, 32), n);
    ks->correlate_fast(factor, z, assets, dimensions, paths, triangular, out);
    ks->correlate(factor, z, assets, dimensions, paths, triangular, out);
    settle_risk(2, ks->isa, reference, first, fold(HASH0, out, assets * paths), n);
    ks->weigh(z, factor, dimensions, paths, out);
    settle_risk(3, ks->isa, reference, first, fold(HASH0, out, paths), n);
    first = 0;
  }
  for (int i = 0; i < 7; i++) free(blocks[i]);
}

static void print_risk(void) {
  for (int which = 0; which < 4; which++)
    printf("%s %016llx\n", risk_names[which], (unsigned long long)risk_digest[which]);
}
