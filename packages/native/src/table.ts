/**
 * The table of kernels: what each is called here and in the library, and what it takes. The portable twins and the
 * native library of every instruction set are values of the one type {@link KernelTable}.
 *
 * Lengths and overlaps have been checked before a kernel is called.
 */

/**
 * How a kernel may round. `exact`: one stated order of + − × ÷ √, the same bits on every machine. `fast`: fused
 * multiply-adds and scans are allowed; the result is within the bound that the kernel states.
 */
export type Mode = "exact" | "fast";

/** The kernels that map each element of one array to one of another: the elementary functions. */
export type MapName =
  | "exp"
  | "log"
  | "sin"
  | "cos"
  | "atan"
  | "inverseNormal"
  | "tan"
  | "asin"
  | "acos"
  | "sinh"
  | "cosh"
  | "tanh"
  | "log10"
  | "expm1"
  | "log1p"
  | "normalCdf";

/**
 * The kernels, as functions of plain arrays and lengths. Those of series answer 1, or 0 where an element is not finite.
 */
export interface KernelTable extends Record<MapName, (x: Float64Array, n: number, out: Float64Array) => void> {
  sum(x: Float64Array, n: number): number;
  minMax(x: Float64Array, n: number, out: Float64Array): void;
  meanVariance(x: Float64Array, n: number, ddof: number, out: Float64Array): void;
  meanVarianceFast(x: Float64Array, n: number, ddof: number, out: Float64Array): void;
  dot(a: Float64Array, b: Float64Array, n: number): number;
  dotFast(a: Float64Array, b: Float64Array, n: number): number;
  covariance(x: Float64Array, y: Float64Array, n: number, ddof: number): number;
  covarianceFast(x: Float64Array, y: Float64Array, n: number, ddof: number): number;
  covarianceMatrix: MatrixKernel;
  covarianceMatrixFast: MatrixKernel;
  weightedGram: GramKernel;
  weightedGramFast: GramKernel;
  cholesky: (a: Float64Array, n: number, least: number) => number;
  choleskyFast: (a: Float64Array, n: number, least: number) => number;
  sma(x: Float64Array, n: number, period: number, out: Float64Array): void;
  smaFast: WindowKernel;
  ema(x: Float64Array, n: number, alpha: number, previous: number, out: Float64Array): void;
  emaFast(x: Float64Array, n: number, alpha: number, previous: number, out: Float64Array): void;
  sort(x: Float64Array, n: number, scratch: Float64Array): void;
  select(x: Float64Array, n: number, k: number, scratch: Float64Array): number;
  crc32c(bytes: Uint8Array, n: number, crc: number): number;
  movingSum: WindowKernel;
  wma: WindowKernel;
  highest: WindowKernel;
  lowest: WindowKernel;
  extremes(
    high: Float64Array,
    low: Float64Array,
    n: number,
    period: number,
    least: Float64Array,
    greatest: Float64Array,
    scratch: Float64Array,
  ): number;
  midprice: PairWindowKernel;
  willr(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    n: number,
    period: number,
    out: Float64Array,
    scratch: Float64Array,
  ): number;
  stoch(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    n: number,
    fast: number,
    slow: number,
    last: number,
    k: Float64Array,
    d: Float64Array,
    scratch: Float64Array,
  ): number;
  movingVariance: WindowKernel;
  stddev(
    x: Float64Array,
    n: number,
    period: number,
    deviations: number,
    out: Float64Array,
    scratch: Float64Array,
  ): number;
  bbands(
    x: Float64Array,
    n: number,
    period: number,
    above: number,
    below: number,
    upper: Float64Array,
    middle: Float64Array,
    lower: Float64Array,
    scratch: Float64Array,
  ): number;
  correl: PairWindowKernel;
  beta: PairWindowKernel;
  regression(
    x: Float64Array,
    n: number,
    period: number,
    place: number,
    out: Float64Array,
    scratch: Float64Array,
  ): number;
  regressionSlope: WindowKernel;
  seededEma(x: Float64Array, n: number, period: number, alpha: number, out: Float64Array): number;
  macd(
    x: Float64Array,
    n: number,
    fast: number,
    slow: number,
    smoothing: number,
    macd: Float64Array,
    signal: Float64Array,
    histogram: Float64Array,
  ): number;
  rsi(x: Float64Array, n: number, period: number, least: number, out: Float64Array): number;
  trueRange(high: Float64Array, low: Float64Array, close: Float64Array, n: number, out: Float64Array): number;
  atr: BarKernel;
  natr: BarKernel;
  directional(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    n: number,
    period: number,
    want: number,
    least: number,
    adx: Float64Array,
    dx: Float64Array,
    plus: Float64Array,
    minus: Float64Array,
  ): number;
  cci(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    n: number,
    period: number,
    out: Float64Array,
    scratch: Float64Array,
  ): number;
  pow(bases: Float64Array, exponents: Float64Array, n: number, out: Float64Array): void;
  aroon(
    high: Float64Array,
    low: Float64Array,
    n: number,
    period: number,
    down: Float64Array,
    up: Float64Array,
    scratch: Float64Array,
  ): number;
  mfi(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    volume: Float64Array,
    n: number,
    period: number,
    least: number,
    out: Float64Array,
    scratch: Float64Array,
  ): number;
  emaChain(
    x: Float64Array,
    n: number,
    period: number,
    depth: number,
    weight: Float64Array,
    relative: number,
    out: Float64Array,
  ): number;
  momentum(x: Float64Array, n: number, period: number, how: number, out: Float64Array): number;
  obv(close: Float64Array, volume: Float64Array, n: number, out: Float64Array): number;
  accumulation(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    volume: Float64Array,
    n: number,
    out: Float64Array,
  ): number;
}

type WindowKernel = (x: Float64Array, n: number, period: number, out: Float64Array, scratch: Float64Array) => number;

type PairWindowKernel = (
  x: Float64Array,
  y: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
) => number;

type BarKernel = (
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
) => number;

type MatrixKernel = (
  columns: Float64Array,
  n: number,
  count: number,
  ddof: number,
  out: Float64Array,
  scratch: Float64Array,
) => void;

/** The products of columns of an n × count matrix of rows, each row with its weight. */
type GramKernel = (
  rows: Float64Array,
  weights: Float64Array,
  n: number,
  count: number,
  out: Float64Array,
  scratch: Float64Array,
) => void;

/** A kernel's name. */
export type KernelName = keyof KernelTable;

/** How a kernel is called in C: its name there, what it takes and what it returns. */
export interface Signature {
  symbol: string;
  args: ("buffer" | "i32" | "u32" | "f64")[];
  returns: "f64" | "u32" | "i32" | "void";
}

const reduction: Signature["args"] = ["buffer", "i32"];
const pair: Signature["args"] = ["buffer", "buffer", "i32"];
const moments: Signature["args"] = ["buffer", "i32", "i32", "buffer"];
const matrix: Signature["args"] = ["buffer", "i32", "i32", "i32", "buffer", "buffer"];
const gram: Signature["args"] = ["buffer", "buffer", "i32", "i32", "buffer", "buffer"];
const average: Signature["args"] = ["buffer", "i32", "i32", "buffer"];
const smoothing: Signature["args"] = ["buffer", "i32", "f64", "f64", "buffer"];
const map: Signature["args"] = ["buffer", "i32", "buffer"];
const window: Signature["args"] = ["buffer", "i32", "i32", "buffer", "buffer"];
const pairWindow: Signature["args"] = ["buffer", ...window];
const bars: Signature["args"] = ["buffer", "buffer", "buffer", "i32", "i32", "buffer"];
const outputs = (count: number): Signature["args"] => Array.from({ length: count }, () => "buffer" as const);

/** Every kernel's C signature; the symbol is `hotpath_<symbol>_<isa>`. */
export const signatures: Record<KernelName, Signature> = {
  sum: { symbol: "sum", args: reduction, returns: "f64" },
  minMax: { symbol: "min_max", args: map, returns: "void" },
  meanVariance: { symbol: "mean_variance", args: moments, returns: "void" },
  meanVarianceFast: { symbol: "mean_variance_fast", args: moments, returns: "void" },
  dot: { symbol: "dot", args: pair, returns: "f64" },
  dotFast: { symbol: "dot_fast", args: pair, returns: "f64" },
  covariance: { symbol: "covariance", args: [...pair, "i32"], returns: "f64" },
  covarianceFast: { symbol: "covariance_fast", args: [...pair, "i32"], returns: "f64" },
  covarianceMatrix: { symbol: "covariance_matrix", args: matrix, returns: "void" },
  covarianceMatrixFast: { symbol: "covariance_matrix_fast", args: matrix, returns: "void" },
  weightedGram: { symbol: "weighted_gram", args: gram, returns: "void" },
  weightedGramFast: { symbol: "weighted_gram_fast", args: gram, returns: "void" },
  cholesky: { symbol: "cholesky", args: ["buffer", "i32", "f64"], returns: "i32" },
  choleskyFast: { symbol: "cholesky_fast", args: ["buffer", "i32", "f64"], returns: "i32" },
  sma: { symbol: "sma", args: average, returns: "void" },
  smaFast: { symbol: "sma_fast", args: window, returns: "i32" },
  ema: { symbol: "ema", args: smoothing, returns: "void" },
  emaFast: { symbol: "ema_fast", args: smoothing, returns: "void" },
  sort: { symbol: "sort", args: ["buffer", "i32", "buffer"], returns: "void" },
  select: { symbol: "select", args: ["buffer", "i32", "i32", "buffer"], returns: "f64" },
  crc32c: { symbol: "crc32c", args: ["buffer", "i32", "u32"], returns: "u32" },
  exp: { symbol: "exp", args: map, returns: "void" },
  log: { symbol: "log", args: map, returns: "void" },
  sin: { symbol: "sin", args: map, returns: "void" },
  cos: { symbol: "cos", args: map, returns: "void" },
  atan: { symbol: "atan", args: map, returns: "void" },
  inverseNormal: { symbol: "inverse_normal", args: map, returns: "void" },
  movingSum: { symbol: "moving_sum_fast", args: window, returns: "i32" },
  wma: { symbol: "wma_fast", args: window, returns: "i32" },
  highest: { symbol: "highest_fast", args: window, returns: "i32" },
  lowest: { symbol: "lowest_fast", args: window, returns: "i32" },
  extremes: { symbol: "extremes_fast", args: ["buffer", ...window, "buffer"], returns: "i32" },
  midprice: { symbol: "midprice_fast", args: pairWindow, returns: "i32" },
  willr: { symbol: "willr_fast", args: [...bars, "buffer"], returns: "i32" },
  stoch: {
    symbol: "stoch_fast",
    args: ["buffer", "buffer", "buffer", "i32", "i32", "i32", "i32", ...outputs(3)],
    returns: "i32",
  },
  movingVariance: { symbol: "moving_variance_fast", args: window, returns: "i32" },
  stddev: { symbol: "stddev_fast", args: ["buffer", "i32", "i32", "f64", ...outputs(2)], returns: "i32" },
  bbands: { symbol: "bbands_fast", args: ["buffer", "i32", "i32", "f64", "f64", ...outputs(4)], returns: "i32" },
  correl: { symbol: "correl_fast", args: pairWindow, returns: "i32" },
  beta: { symbol: "beta_fast", args: pairWindow, returns: "i32" },
  regression: { symbol: "regression_fast", args: ["buffer", "i32", "i32", "f64", ...outputs(2)], returns: "i32" },
  regressionSlope: { symbol: "regression_slope_fast", args: window, returns: "i32" },
  seededEma: { symbol: "seeded_ema_fast", args: ["buffer", "i32", "i32", "f64", "buffer"], returns: "i32" },
  macd: { symbol: "macd_fast", args: ["buffer", "i32", "i32", "i32", "i32", ...outputs(3)], returns: "i32" },
  rsi: { symbol: "rsi_fast", args: ["buffer", "i32", "i32", "f64", "buffer"], returns: "i32" },
  trueRange: { symbol: "true_range_fast", args: ["buffer", "buffer", "buffer", "i32", "buffer"], returns: "i32" },
  atr: { symbol: "atr_fast", args: bars, returns: "i32" },
  natr: { symbol: "natr_fast", args: bars, returns: "i32" },
  directional: {
    symbol: "directional_fast",
    args: ["buffer", "buffer", "buffer", "i32", "i32", "i32", "f64", ...outputs(4)],
    returns: "i32",
  },
  cci: { symbol: "cci_fast", args: [...bars, "buffer"], returns: "i32" },
  tan: { symbol: "tan", args: map, returns: "void" },
  asin: { symbol: "asin", args: map, returns: "void" },
  acos: { symbol: "acos", args: map, returns: "void" },
  sinh: { symbol: "sinh", args: map, returns: "void" },
  cosh: { symbol: "cosh", args: map, returns: "void" },
  tanh: { symbol: "tanh", args: map, returns: "void" },
  log10: { symbol: "log10", args: map, returns: "void" },
  expm1: { symbol: "expm1", args: map, returns: "void" },
  log1p: { symbol: "log1p", args: map, returns: "void" },
  normalCdf: { symbol: "normal_cdf", args: map, returns: "void" },
  pow: { symbol: "pow", args: [...pair, "buffer"], returns: "void" },
  aroon: { symbol: "aroon_fast", args: ["buffer", ...window, "buffer"], returns: "i32" },
  mfi: { symbol: "mfi_fast", args: [...outputs(4), "i32", "i32", "f64", ...outputs(2)], returns: "i32" },
  emaChain: {
    symbol: "ema_chain_fast",
    args: ["buffer", "i32", "i32", "i32", "buffer", "i32", "buffer"],
    returns: "i32",
  },
  momentum: { symbol: "momentum_fast", args: ["buffer", "i32", "i32", "i32", "buffer"], returns: "i32" },
  obv: { symbol: "obv_fast", args: ["buffer", "buffer", "i32", "buffer"], returns: "i32" },
  accumulation: { symbol: "accumulation_fast", args: [...outputs(4), "i32", "buffer"], returns: "i32" },
};

/** Every {@link MapName}. */
export const mapNames: readonly MapName[] = [
  "exp",
  "log",
  "sin",
  "cos",
  "atan",
  "inverseNormal",
  "tan",
  "asin",
  "acos",
  "sinh",
  "cosh",
  "tanh",
  "log10",
  "expm1",
  "log1p",
  "normalCdf",
];

/** All kernels in the table's order, which is also the order of the call counts. */
export const kernelNames: readonly KernelName[] = Object.keys(signatures) as KernelName[];

/** The place of each kernel in that order. */
export const kernelIndex: Readonly<Record<KernelName, number>> = Object.fromEntries(
  kernelNames.map((name, i) => [name, i]),
) as Record<KernelName, number>;
