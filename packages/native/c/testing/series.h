/* The kernels of series, for driver.c: run on arrays of exactly their size, and compared between instruction sets. */
#ifndef HOTPATH_TESTING_SERIES_H
#define HOTPATH_TESTING_SERIES_H

typedef double *out_array;
typedef const double *in_array;

typedef int window_kernel(in_array, int, int, out_array, out_array);
typedef int pair_kernel(in_array, in_array, int, int, out_array, out_array);
typedef int bar_kernel(in_array, in_array, in_array, int, int, out_array);
typedef int scratch_bar_kernel(in_array, in_array, in_array, int, int, out_array, out_array);

#define WINDOW_KERNELS(of, isa)                                                                  \
  of(sma, isa) of(moving_sum, isa) of(highest, isa) of(lowest, isa) of(wma, isa) of(moving_variance, isa) \
  of(regression_slope, isa)
#define PAIR_KERNELS(of, isa) of(midprice, isa) of(correl, isa) of(beta, isa)
#define BAR_KERNELS(of, isa) of(atr, isa) of(natr, isa)
#define SCRATCH_BAR_KERNELS(of, isa) of(willr, isa) of(cci, isa)

typedef struct {
  int lanes;
  window_kernel *window[7];
  pair_kernel *pair[3];
  bar_kernel *bar[2];
  scratch_bar_kernel *scratch_bar[2];
  int (*extremes)(in_array, in_array, int, int, out_array, out_array, out_array);
  int (*stoch)(in_array, in_array, in_array, int, int, int, int, out_array, out_array, out_array);
  int (*stddev)(in_array, int, int, double, out_array, out_array);
  int (*bbands)(in_array, int, int, double, double, out_array, out_array, out_array, out_array);
  int (*regression)(in_array, int, int, double, out_array, out_array);
  int (*seeded_ema)(in_array, int, int, double, out_array);
  int (*macd)(in_array, int, int, int, int, out_array, out_array, out_array);
  int (*rsi)(in_array, int, int, double, out_array);
  int (*true_range)(in_array, in_array, in_array, int, out_array);
  int (*directional)(in_array, in_array, in_array, int, int, int, double, out_array, out_array, out_array, out_array);
  int (*aroon)(in_array, in_array, int, int, out_array, out_array, out_array);
  int (*mfi)(in_array, in_array, in_array, in_array, int, int, double, out_array, out_array);
  int (*ema_chain)(in_array, int, int, int, in_array, int, out_array);
  int (*momentum)(in_array, int, int, int, out_array);
  int (*obv)(in_array, in_array, int, out_array);
  int (*accumulation)(in_array, in_array, in_array, in_array, int, out_array);
} series_kernels;

#define DECLARE_WINDOW(name, isa) window_kernel hotpath_##name##_fast_##isa;
#define DECLARE_PAIR(name, isa) pair_kernel hotpath_##name##_fast_##isa;
#define DECLARE_BAR(name, isa) bar_kernel hotpath_##name##_fast_##isa;
#define DECLARE_SCRATCH_BAR(name, isa) scratch_bar_kernel hotpath_##name##_fast_##isa;
#define SYMBOL(name, isa) hotpath_##name##_fast_##isa,

#define DECLARE_SERIES(isa)                                                                                    \
  WINDOW_KERNELS(DECLARE_WINDOW, isa)                                                                          \
  PAIR_KERNELS(DECLARE_PAIR, isa)                                                                              \
  BAR_KERNELS(DECLARE_BAR, isa)                                                                                \
  SCRATCH_BAR_KERNELS(DECLARE_SCRATCH_BAR, isa)                                                                \
  int hotpath_extremes_fast_##isa(in_array, in_array, int, int, out_array, out_array, out_array);             \
  int hotpath_stoch_fast_##isa(in_array, in_array, in_array, int, int, int, int, out_array, out_array, out_array); \
  int hotpath_stddev_fast_##isa(in_array, int, int, double, out_array, out_array);                            \
  int hotpath_bbands_fast_##isa(in_array, int, int, double, double, out_array, out_array, out_array, out_array); \
  int hotpath_regression_fast_##isa(in_array, int, int, double, out_array, out_array);                        \
  int hotpath_seeded_ema_fast_##isa(in_array, int, int, double, out_array);                                   \
  int hotpath_macd_fast_##isa(in_array, int, int, int, int, out_array, out_array, out_array);                 \
  int hotpath_rsi_fast_##isa(in_array, int, int, double, out_array);                                                  \
  int hotpath_true_range_fast_##isa(in_array, in_array, in_array, int, out_array);                            \
  int hotpath_directional_fast_##isa(in_array, in_array, in_array, int, int, int, double, out_array, out_array, out_array, \
                                      out_array);                                                              \
  int hotpath_aroon_fast_##isa(in_array, in_array, int, int, out_array, out_array, out_array);                \
  int hotpath_mfi_fast_##isa(in_array, in_array, in_array, in_array, int, int, double, out_array, out_array);         \
  int hotpath_ema_chain_fast_##isa(in_array, int, int, int, in_array, int, out_array);                        \
  int hotpath_momentum_fast_##isa(in_array, int, int, int, out_array);                                        \
  int hotpath_obv_fast_##isa(in_array, in_array, int, out_array);                                             \
  int hotpath_accumulation_fast_##isa(in_array, in_array, in_array, in_array, int, out_array);

#define SERIES_TABLE(isa, lanes)                                                                               \
  {lanes, {WINDOW_KERNELS(SYMBOL, isa)}, {PAIR_KERNELS(SYMBOL, isa)}, {BAR_KERNELS(SYMBOL, isa)},              \
   {SCRATCH_BAR_KERNELS(SYMBOL, isa)}, hotpath_extremes_fast_##isa, hotpath_stoch_fast_##isa,                  \
   hotpath_stddev_fast_##isa, hotpath_bbands_fast_##isa, hotpath_regression_fast_##isa,                        \
   hotpath_seeded_ema_fast_##isa, hotpath_macd_fast_##isa, hotpath_rsi_fast_##isa, hotpath_true_range_fast_##isa, \
   hotpath_directional_fast_##isa, hotpath_aroon_fast_##isa, hotpath_mfi_fast_##isa,                           \
   hotpath_ema_chain_fast_##isa, hotpath_momentum_fast_##isa, hotpath_obv_fast_##isa, hotpath_accumulation_fast_##isa}

#define SERIES_OUTPUTS 44

/* Room for `width` tallies of a window's blocks, and not a double more. */
static double *tallies(const series_kernels *ks, int n, int period, int width) {
  int rows = n - period + 1 < period ? n - period + 1 : period;
  return malloc((size_t)(rows > 0 ? (rows + ks->lanes) * width * ks->lanes : 0) * 8);
}

/*
 * Runs all kernels on three inputs of n elements; outputs of n elements go to `out`, how many is the answer. `finite` tells
 * whether all kernels found all finite.
 */
static int run_series(const series_kernels *ks, double *const *in, int n, int period, out_array *out, int *finite) {
  in_array high = in[0], low = in[1], close = in[2];
  *finite = 1;
  int count = 0, longer = period > 1 ? period : 2, all = n < period + 5 ? n : period + 5;
  double *scratch = tallies(ks, n, period, 1), *two = tallies(ks, n, period, 2), *five = tallies(ks, n, period, 5);
  double *wide = tallies(ks, n, longer, 2), *staged = malloc((size_t)(2 * ks->lanes * (all + ks->lanes)) * 8);
  double *typical = malloc((size_t)((n < period ? n : period) + 1024) * 8);
  for (int k = 0; k < 7; k++) *finite &= ks->window[k](close, n, k < 6 ? period : longer, out[count++], k < 4 ? scratch : k < 6 ? two : wide);
  for (int k = 0; k < 3; k++) *finite &= ks->pair[k](high, close, n, period, out[count++], k == 0 ? two : five);
  for (int k = 0; k < 2; k++) *finite &= ks->bar[k](high, low, close, n, period, out[count++]);
  for (int k = 0; k < 2; k++) *finite &= ks->scratch_bar[k](high, low, close, n, period, out[count++], k == 0 ? two : typical);
  *finite &= ks->extremes(high, low, n, period, out[count], out[count + 1], two);
  *finite &= ks->stoch(high, low, close, n, period, 1 + period % 4, 1 + period % 5, out[count + 2], out[count + 3], staged);
  *finite &= ks->stddev(close, n, period, 2.0, out[count + 4], two);
  *finite &= ks->bbands(close, n, period, 2.0, 2.0, out[count + 5], out[count + 6], out[count + 7], two);
  *finite &= ks->regression(close, n, longer, longer - 1.0, out[count + 8], wide);
  *finite &= ks->seeded_ema(close, n, period, 2.0 / (period + 1.0), out[count + 9]);
  *finite &= ks->macd(close, n, (period + 1) / 2, period, 1 + period % 7, out[count + 10], out[count + 11], out[count + 12]);
  *finite &= ks->rsi(close, n, period, 1e-300, out[count + 13]);
  *finite &= ks->true_range(high, low, close, n, out[count + 14]);
  count += 15;
  *finite &= ks->directional(high, low, close, n, longer, 1, 1e-300, out[count], 0, 0, 0);
  *finite &= ks->directional(high, low, close, n, longer, 14, 1e-300, 0, out[count + 1], out[count + 2], out[count + 3]);
  count += 4;
  double *four = tallies(ks, n, period + 1, 4), *flows = malloc((size_t)(n + 2 * ks->lanes * (all + ks->lanes)) * 8);
  double *weight = malloc(6 * 8);
  for (int k = 0; k < 6; k++) weight[k] = k + 1;
  /* MFI takes no flows that are negative. */
  double *positive[3];
  for (int k = 0; k < 3; k++) {
    positive[k] = malloc((size_t)n * 8);
    for (int i = 0; i < n; i++) positive[k][i] = fabs(in[k][i]);
  }
  *finite &= ks->aroon(high, low, n, period, out[count], out[count + 1], four);
  *finite &= ks->mfi(positive[0], positive[1], positive[2], positive[2], n, period, 1e-300, out[count + 2], flows);
  *finite &= ks->ema_chain(close, n, period, 2, weight, 0, out[count + 3]);
  *finite &= ks->ema_chain(close, n, period, 3, weight, 0, out[count + 4]);
  *finite &= ks->ema_chain(close, n, period, 6, weight, 0, out[count + 5]);
  for (int how = 0; how < 5; how++) *finite &= ks->momentum(close, n, period, how, out[count + 7]);
  *finite &= ks->momentum(close, n, period, 0, out[count + 6]);
  *finite &= ks->obv(close, high, n, out[count + 8]);
  *finite &= ks->accumulation(high, low, close, high, n, out[count + 9]);
  /* Changes in percent of what may be nothing: run, not compared. */
  ks->ema_chain(close, n, period, 3, weight, 1, out[count + 10]);
  double *blocks[] = {scratch, two, five, wide, staged, typical, four, flows, weight, positive[0], positive[1], positive[2]};
  for (int i = 0; i < 12; i++) free(blocks[i]);
  return count + 10;
}

/* Whether two instruction sets agree: in where there is a value, and to 1e-10 of the greatest. */
static int series_agree(in_array a, in_array b, int n) {
  double greatest = 0;
  for (int i = 0; i < n; i++)
    if (fabs(a[i]) > greatest) greatest = fabs(a[i]);
  for (int i = 0; i < n; i++)
    if (!(a[i] != a[i] && b[i] != b[i]) && !(fabs(a[i] - b[i]) <= 1e-10 * greatest)) return 0;
  return 1;
}

#endif
