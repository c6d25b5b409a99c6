/** Calls of the kernels of series, ready to be timed, on random walks. */
import type { Kernels } from "../src/kernels.ts";
import type { KernelName, MapName } from "../src/table.ts";

/** The kernels that `kernels.series` calls. */
export type SeriesName =
  | Exclude<KernelName, `${string}Fast` | `${string}ovariance${string}` | (typeof OTHERS)[number] | MapName>
  | "smaFast";

const OTHERS = [
  "sum",
  "minMax",
  "meanVariance",
  "dot",
  "weightedGram",
  "cholesky",
  "sma",
  "ema",
  "sort",
  "select",
  "crc32c",
  "pow",
] as const;

/** Bars of a random walk and a second series. */
export interface Bars {
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  other: Float64Array;
}

/** Bars whose prices walk at random, always the same ones. */
export function randomBars(n: number): Bars {
  let state = 12345;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
  const walk = (): Float64Array => {
    let price = 100;
    return Float64Array.from({ length: n }, () => (price *= 1 + (random() - 0.5) * 0.002));
  };
  const close = walk();
  const high = close.map((price) => price * (1 + random() * 0.001));
  const low = close.map((price) => price * (1 - random() * 0.001));
  return { high, low, close, other: walk() };
}

/** One call of each kernel of series, with the periods that are usual. */
export function seriesCalls(n: number, bars: Bars = randomBars(n)): Record<SeriesName, (kernels: Kernels) => unknown> {
  const { high, low, close, other } = bars;
  const [a, b, c, d] = Array.from({ length: 4 }, () => new Float64Array(n).fill(1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    smaFast: ({ series }) => series.sma(close, 20, a),
    movingSum: ({ series }) => series.sum(close, 20, a),
    seededEma: ({ series }) => series.ema(close, 20, a),
    rsi: ({ series }) => series.rsi(close, 14, a),
    stddev: ({ series }) => series.stddev(close, 20, 1, a),
    movingVariance: ({ series }) => series.variance(close, 20, a),
    bbands: ({ series }) => series.bbands(close, 20, 2, 2, a, b, c),
    atr: ({ series }) => series.atr(high, low, close, 14, a),
    natr: ({ series }) => series.natr(high, low, close, 14, a),
    trueRange: ({ series }) => series.trueRange(high, low, close, a),
    macd: ({ series }) => series.macd(close, 12, 26, 9, a, b, c),
    regression: ({ series }) => series.linearReg(close, 14, a),
    regressionSlope: ({ series }) => series.linearRegSlope(close, 14, a),
    wma: ({ series }) => series.wma(close, 14, a),
    highest: ({ series }) => series.max(close, 50, a),
    lowest: ({ series }) => series.min(close, 50, a),
    extremes: ({ series }) => series.minMax(close, close, 50, a, b),
    midprice: ({ series }) => series.midprice(high, low, 14, a),
    willr: ({ series }) => series.willr(high, low, close, 14, a),
    stoch: ({ series }) => series.stoch(high, low, close, 5, 3, 3, a, b),
    directional: ({ series }) => series.adx(high, low, close, 14, d),
    cci: ({ series }) => series.cci(high, low, close, 20, a),
    correl: ({ series }) => series.correl(close, other, 30, a),
    beta: ({ series }) => series.beta(close, other, 30, a),
    aroon: ({ series }) => series.aroon(high, low, 14, a, b),
    mfi: ({ series }) => series.mfi(high, low, close, other, 14, a),
    emaChain: ({ series }) => series.tema(close, 20, a),
    momentum: ({ series }) => series.roc(close, 10, a),
    obv: ({ series }) => series.obv(close, other, a),
    accumulation: ({ series }) => series.ad(high, low, close, other, a),
  };
}
