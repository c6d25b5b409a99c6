/**
 * The fast forms: kernels of @hotpath/native over whole series, with fused multiply-adds and scans, within 1e-12 of exact
 * mode, scaled by the output's greatest value. An indicator without one, and a series with a value that is not finite,
 * run exactly.
 */
import { defaultKernels, type Kernels } from "@hotpath/native";
import type { Indicator } from "./indicator.ts";

type Columns = readonly Float64Array[];
type Params = Readonly<Record<string, number>>;
type Series = Kernels["series"];

/** Runs a kernel on the inputs in the definition's order, into the outputs in theirs. */
type FastForm = (series: Series, x: Columns, p: Params, out: Columns) => unknown;

/** The kind of moving average that kernels have. */
const SMA = 0;

const window =
  (name: "sum" | "sma" | "wma" | "ema" | "rma" | "max" | "min" | "midpoint" | "variance" | "dema" | "tema") =>
  (series: Series, x: Columns, p: Params, out: Columns) =>
    series[name](x[0]!, p.timePeriod!, out[0]!);

const ofBar =
  (name: "atr" | "natr" | "adx" | "cci" | "willr") => (series: Series, x: Columns, p: Params, out: Columns) =>
    series[name](x[0]!, x[1]!, x[2]!, p.timePeriod!, out[0]!);

const directional = (name: "dx" | "plus" | "minus") => (series: Series, x: Columns, p: Params, out: Columns) =>
  series.directional(x[0]!, x[1]!, x[2]!, p.timePeriod!, { [name]: out[0]! });

/** A fast form. */
interface Form {
  run: FastForm;
  /** For which parameters, where not for all. */
  when?: (p: Params) => boolean;
}

const forms: Readonly<Record<string, Form>> = {
  SUM: { run: window("sum") },
  SMA: { run: window("sma") },
  WMA: { run: window("wma") },
  EMA: { run: window("ema") },
  RMA: { run: window("rma") },
  DEMA: { run: window("dema") },
  TEMA: { run: window("tema") },
  MAX: { run: window("max") },
  MIN: { run: window("min") },
  MIDPOINT: { run: window("midpoint") },
  VAR: { run: window("variance") },
  MOM: { run: (series, x, p, out) => series.mom(x[0]!, p.timePeriod!, out[0]!) },
  ROC: { run: (series, x, p, out) => series.roc(x[0]!, p.timePeriod!, out[0]!) },
  RSI: {
    run: (series, x, p, out) => series.rsi(x[0]!, p.timePeriod!, out[0]!),
    when: (p) => p.timePeriod! >= 2,
  },
  MACD: {
    run: (series, x, p, out) =>
      series.macd(x[0]!, p.fastPeriod!, p.slowPeriod!, p.signalPeriod!, out[0]!, out[1]!, out[2]!),
  },
  STDDEV: { run: (series, x, p, out) => series.stddev(x[0]!, p.timePeriod!, p.nbDev!, out[0]!) },
  BBANDS: {
    run: (series, x, p, out) => series.bbands(x[0]!, p.timePeriod!, p.nbDevUp!, p.nbDevDn!, out[0]!, out[1]!, out[2]!),
    when: (p) => p.maType === SMA,
  },
  LINEARREG: { run: (series, x, p, out) => series.linearReg(x[0]!, p.timePeriod!, out[0]!) },
  LINEARREG_INTERCEPT: { run: (series, x, p, out) => series.linearReg(x[0]!, p.timePeriod!, out[0]!, 0) },
  LINEARREG_SLOPE: { run: (series, x, p, out) => series.linearRegSlope(x[0]!, p.timePeriod!, out[0]!) },
  TSF: { run: (series, x, p, out) => series.linearReg(x[0]!, p.timePeriod!, out[0]!, p.timePeriod!) },
  MINMAX: { run: (series, x, p, out) => series.minMax(x[0]!, x[0]!, p.timePeriod!, out[0]!, out[1]!) },
  MIDPRICE: { run: (series, x, p, out) => series.midprice(x[0]!, x[1]!, p.timePeriod!, out[0]!) },
  CORREL: { run: (series, x, p, out) => series.correl(x[0]!, x[1]!, p.timePeriod!, out[0]!) },
  BETA: { run: (series, x, p, out) => series.beta(x[0]!, x[1]!, p.timePeriod!, out[0]!) },
  AROON: { run: (series, x, p, out) => series.aroon(x[0]!, x[1]!, p.timePeriod!, out[0]!, out[1]!) },
  TRANGE: { run: (series, x, _, out) => series.trueRange(x[0]!, x[1]!, x[2]!, out[0]!) },
  ATR: { run: ofBar("atr"), when: (p) => p.timePeriod! >= 2 },
  NATR: { run: ofBar("natr"), when: (p) => p.timePeriod! >= 2 },
  ADX: { run: ofBar("adx"), when: (p) => p.timePeriod! >= 2 },
  CCI: { run: ofBar("cci") },
  WILLR: { run: ofBar("willr") },
  DX: { run: directional("dx"), when: (p) => p.timePeriod! >= 2 },
  PLUS_DI: { run: directional("plus"), when: (p) => p.timePeriod! >= 2 },
  MINUS_DI: { run: directional("minus"), when: (p) => p.timePeriod! >= 2 },
  STOCH: {
    run: (series, x, p, out) =>
      series.stoch(x[0]!, x[1]!, x[2]!, p.fastKPeriod!, p.slowKPeriod!, p.slowDPeriod!, out[0]!, out[1]!),
    when: (p) => p.slowKMaType === SMA && p.slowDMaType === SMA,
  },
  STOCHF: {
    run: (series, x, p, out) => series.stoch(x[0]!, x[1]!, x[2]!, p.fastKPeriod!, 1, p.fastDPeriod!, out[0]!, out[1]!),
    when: (p) => p.fastDMaType === SMA,
  },
};

/** The names of the indicators that have a fast form. */
export const fastNames: readonly string[] = Object.keys(forms).sort();

/**
 * Runs an indicator's fast form over columns, where it has one for its parameters and the native library is there.
 *
 * @returns whether it did
 */
export function runFast(indicator: Indicator, columns: Columns, outputs: Columns): boolean {
  const form = forms[indicator.name];
  const { profile, unstablePeriod } = indicator.options;
  if (form === undefined || profile !== "talib" || unstablePeriod !== 0) return false;
  if (form.when !== undefined && !form.when(indicator.params)) return false;
  const length = columns[0]!.length;
  if (length <= indicator.lookback) return false;
  const kernels = defaultKernels();
  if (kernels.kind !== "native") return false;
  form.run(kernels.series, columns, indicator.params, outputs);
  return kernels.series.finite && outputs.every((column) => Number.isFinite(column[length - 1]));
}
