/**
 * Which indicators have a fast form, and which kernel of whole series it is. An entry gives TA-Lib's answer, within 1e-12
 * of the exact program's; where the parameters leave what the kernel can do, `where` says no.
 */
import type { Kernels } from "@hotpath/native";
import { zeroOf } from "../graph/momentum.ts";

type Series = Kernels["series"];
type Columns = readonly Float64Array[];
type Params = Readonly<Record<string, number>>;

/** A kernel's call: inputs, parameters and outputs are in the definition's order. */
export interface FastForm {
  run(series: Series, inputs: Columns, params: Params, outputs: Columns): void;
  /** For which parameters, where not for all. */
  where?(params: Params): boolean;
}

/** Kernels of one series and a period. */
type OfOne =
  | "sma"
  | "ema"
  | "wma"
  | "rma"
  | "dema"
  | "tema"
  | "trix"
  | "sum"
  | "max"
  | "min"
  | "midpoint"
  | "variance"
  | "mom"
  | "roc"
  | "rocp"
  | "rocr"
  | "rocr100"
  | "linearReg"
  | "linearRegSlope";

/** Kernels of high, low, close and a period. */
type OfBars = "willr" | "atr" | "natr" | "cci" | "adx";

function ofOne(kernel: OfOne): FastForm {
  return { run: (series, [x], p, [out]) => void series[kernel](x!, p.timePeriod!, out!) };
}

function ofBars(kernel: OfBars): FastForm {
  return {
    run: (series, [high, low, close], p, [out]) => void series[kernel](high!, low!, close!, p.timePeriod!, out!),
  };
}

/** What TA-Lib 0.6 takes for no movement, of averages and of Wilder's sums. */
const NOTHING = zeroOf("talib");
/** Flows of money below this are none to TA-Lib 0.6. */
const NO_FLOW = 1;

/** Whether an average by its number in TA-Lib is the simple one; over one bar, all are the value itself. */
function isSimple(type: number, period: number): boolean {
  return period === 1 || type === 0 || type === 11;
}

/** A line of least squares, `ahead` bars after the window's first. */
function line(ahead: (period: number) => number): FastForm {
  return { run: (series, [x], { timePeriod: n }, [out]) => void series.linearReg(x!, n!, out!, ahead(n!)) };
}

/** +DI or −DI. Over one bar TA-Lib gives a fraction. */
function sided(side: "plus" | "minus"): FastForm {
  return {
    where: (p) => p.timePeriod! > 1,
    run: (series, [high, low, close], p, [out]) =>
      series.directional(high!, low!, close!, p.timePeriod!, { [side]: out! }, NOTHING),
  };
}

const t3: FastForm = { run: (series, [x], p, [out]) => void series.t3(x!, p.timePeriod!, out!, p.vFactor ?? 0.7) };

/** Moving averages by their numbers in TA-Lib. */
const averages: Readonly<Record<number, FastForm>> = {
  0: ofOne("sma"),
  1: ofOne("ema"),
  2: ofOne("wma"),
  3: ofOne("dema"),
  4: ofOne("tema"),
  8: t3,
  11: ofOne("sma"),
  13: ofOne("rma"),
};

const overlap: Readonly<Record<string, FastForm>> = {
  SMA: ofOne("sma"),
  EMA: ofOne("ema"),
  WMA: ofOne("wma"),
  RMA: ofOne("rma"),
  DEMA: ofOne("dema"),
  TEMA: ofOne("tema"),
  T3: t3,
  MA: {
    where: (p) => averages[p.maType!] !== undefined,
    run: (series, inputs, p, outputs) => averages[p.maType!]!.run(series, inputs, p, outputs),
  },
  MIDPOINT: ofOne("midpoint"),
  MIDPRICE: { run: (series, [high, low], p, [out]) => void series.midprice(high!, low!, p.timePeriod!, out!) },
  BBANDS: {
    where: (p) => isSimple(p.maType!, p.timePeriod!),
    run: (series, [x], p, [upper, middle, lower]) =>
      series.bbands(x!, p.timePeriod!, p.nbDevUp!, p.nbDevDn!, upper!, middle!, lower!),
  },
};

const momentum: Readonly<Record<string, FastForm>> = {
  TRIX: ofOne("trix"),
  MOM: ofOne("mom"),
  ROC: ofOne("roc"),
  ROCP: ofOne("rocp"),
  ROCR: ofOne("rocr"),
  ROCR100: ofOne("rocr100"),
  RSI: { run: (series, [x], { timePeriod: n }, [out]) => void series.rsi(x!, n!, out!, n! * NOTHING) },
  MACD: {
    run: (series, [x], p, [macd, signal, histogram]) =>
      series.macd(x!, p.fastPeriod!, p.slowPeriod!, p.signalPeriod!, macd!, signal!, histogram!),
  },
  WILLR: ofBars("willr"),
  CCI: ofBars("cci"),
  STOCH: {
    where: (p) => isSimple(p.slowKMaType!, p.slowKPeriod!) && isSimple(p.slowDMaType!, p.slowDPeriod!),
    run: (series, [high, low, close], p, [k, d]) =>
      series.stoch(high!, low!, close!, p.fastKPeriod!, p.slowKPeriod!, p.slowDPeriod!, k!, d!),
  },
  STOCHF: {
    where: (p) => isSimple(p.fastDMaType!, p.fastDPeriod!),
    run: (series, [high, low, close], p, [k, d]) =>
      series.stoch(high!, low!, close!, p.fastKPeriod!, 1, p.fastDPeriod!, k!, d!),
  },
  AROON: { run: (series, [high, low], p, [down, up]) => series.aroon(high!, low!, p.timePeriod!, down!, up!) },
  MFI: {
    run: (series, [high, low, close, volume], p, [out]) =>
      void series.mfi(high!, low!, close!, volume!, p.timePeriod!, out!, NO_FLOW),
  },
  ADX: ofBars("adx"),
  DX: {
    run: (series, [high, low, close], p, [dx]) => series.directional(high!, low!, close!, p.timePeriod!, { dx: dx! }),
  },
  PLUS_DI: sided("plus"),
  MINUS_DI: sided("minus"),
};

const others: Readonly<Record<string, FastForm>> = {
  SUM: ofOne("sum"),
  MAX: ofOne("max"),
  MIN: ofOne("min"),
  MINMAX: { run: (series, [x], p, [least, greatest]) => series.minMax(x!, x!, p.timePeriod!, least!, greatest!) },
  VAR: ofOne("variance"),
  STDDEV: { run: (series, [x], p, [out]) => void series.stddev(x!, p.timePeriod!, p.nbDev!, out!) },
  CORREL: { run: (series, [x, y], p, [out]) => void series.correl(x!, y!, p.timePeriod!, out!) },
  BETA: { run: (series, [x, y], p, [out]) => void series.beta(x!, y!, p.timePeriod!, out!) },
  LINEARREG: ofOne("linearReg"),
  LINEARREG_SLOPE: ofOne("linearRegSlope"),
  LINEARREG_INTERCEPT: line(() => 0),
  TSF: line((period) => period),
  TRANGE: { run: (series, [high, low, close], _, [out]) => void series.trueRange(high!, low!, close!, out!) },
  ATR: ofBars("atr"),
  // Over one bar TA-Lib gives the range itself.
  NATR: { where: (p) => p.timePeriod! > 1, ...ofBars("natr") },
  OBV: { run: (series, [close, volume], _, [out]) => void series.obv(close!, volume!, out!) },
  AD: { run: (series, [high, low, close, volume], _, [out]) => void series.ad(high!, low!, close!, volume!, out!) },
};

/** The fast forms by the indicators' names. */
export const fastForms: ReadonlyMap<string, FastForm> = new Map(Object.entries({ ...overlap, ...momentum, ...others }));
