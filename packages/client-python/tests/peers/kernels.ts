/** What TypeScript makes of the numbers on its standard input, bit by bit: for the tests of indicators and risk. */
import { loadKernels } from "@hotpath/native";
import { historicalVar, monteCarloVar, normalVar } from "@hotpath/risk/value-at-risk";

interface Input {
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
  returns: number[];
  others: number[];
}

const input = (await Bun.stdin.json()) as Input;
const [high, low, close, volume] = [input.high, input.low, input.close, input.volume].map((x) =>
  Float64Array.from(x),
) as [Float64Array, Float64Array, Float64Array, Float64Array];
using kernels = loadKernels({ prefer: "native" });
const { series } = kernels;
const room = (): Float64Array => new Float64Array(close.length);

function several(count: number, write: (...outs: Float64Array[]) => void): Float64Array[] {
  const outs = Array.from({ length: count }, room);
  write(...outs);
  return outs;
}

const results: Record<string, Float64Array | Float64Array[]> = {
  smaExact: kernels.sma(close, 20, room()),
  exponential: kernels.ema(close, 0.125, room()),
  sma: series.sma(close, 20, room()),
  ema: series.ema(close, 12, room()),
  rma: series.rma(close, 14, room()),
  wma: series.wma(close, 9, room()),
  dema: series.dema(close, 8, room()),
  tema: series.tema(close, 8, room()),
  trix: series.trix(close, 8, room()),
  t3: series.t3(close, 5, room(), 0.7),
  movingSum: series.sum(close, 7, room()),
  highest: series.max(close, 11, room()),
  lowest: series.min(close, 11, room()),
  variance: series.variance(close, 10, room()),
  stddev: series.stddev(close, 10, 2, room()),
  linearReg: series.linearReg(close, 14, room()),
  linearRegSlope: series.linearRegSlope(close, 14, room()),
  correl: series.correl(high, low, 15, room()),
  beta: series.beta(high, low, 5, room()),
  midpoint: series.midpoint(close, 14, room()),
  midprice: series.midprice(high, low, 14, room()),
  rsi: series.rsi(close, 14, room()),
  mom: series.mom(close, 10, room()),
  roc: series.roc(close, 10, room()),
  trueRange: series.trueRange(high, low, close, room()),
  atr: series.atr(high, low, close, 14, room()),
  natr: series.natr(high, low, close, 14, room()),
  adx: series.adx(high, low, close, 14, room()),
  willr: series.willr(high, low, close, 14, room()),
  cci: series.cci(high, low, close, 14, room()),
  mfi: series.mfi(high, low, close, volume, 14, room()),
  obv: series.obv(close, volume, room()),
  ad: series.ad(high, low, close, volume, room()),
  bbands: several(3, (a, b, c) => series.bbands(close, 20, 2, 1.5, a!, b!, c!)),
  macd: several(3, (a, b, c) => series.macd(close, 12, 26, 9, a!, b!, c!)),
  stoch: several(2, (a, b) => series.stoch(high, low, close, 5, 3, 3, a!, b!)),
  aroon: several(2, (a, b) => series.aroon(high, low, 14, a!, b!)),
};

const { returns, others } = input;
const portfolio = { columns: [returns, others] };
const simulated = { sampler: "xoshiro", paths: 10_000, seed: 7 } as const;
const estimates = {
  historical: historicalVar(returns, { confidence: 0.975, horizon: 10 }),
  order: historicalVar(returns, { convention: "order" }),
  normal: normalVar(returns, { confidence: 0.95, horizon: 3 }),
  mc: monteCarloVar(portfolio, [0.25, 0.75], simulated),
  antithetic: monteCarloVar(portfolio, [0.5, 0.5], { ...simulated, antithetic: true, horizon: 10, confidence: 0.95 }),
};

const bits = (x: Float64Array): string => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString("hex");
const figures = Object.fromEntries(
  Object.entries(estimates).map(([name, { var: v, expectedShortfall }]) => [
    name,
    bits(Float64Array.of(v, expectedShortfall)),
  ]),
);
const columns = Object.fromEntries(
  Object.entries(results).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(bits)]),
);
process.stdout.write(JSON.stringify({ isa: kernels.isa, series: columns, estimates: figures }));
