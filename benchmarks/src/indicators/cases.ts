/** The indicators that are measured, with their parameters here and in TA-Lib. */
import type { IndicatorName } from "@hotpath/indicators";

/** One indicator over one million bars. */
export interface BatchCase {
  name: IndicatorName;
  params: Record<string, number>;
  inputs: readonly ("open" | "high" | "low" | "close" | "volume")[];
  talib: readonly (number | { real: number })[];
  outputs: number;
  /** Nanoseconds an element in fast mode. */
  goal?: number;
}

const bars = ["high", "low", "close"] as const;
const close = ["close"] as const;

/** The cases with goals in fast mode, and more for the exact one. */
export const cases: readonly BatchCase[] = [
  { name: "SMA", params: { timePeriod: 14 }, inputs: close, talib: [14], outputs: 1, goal: 0.55 },
  { name: "EMA", params: { timePeriod: 14 }, inputs: close, talib: [14], outputs: 1, goal: 0.55 },
  { name: "RSI", params: { timePeriod: 14 }, inputs: close, talib: [14], outputs: 1, goal: 1.2 },
  { name: "STDDEV", params: { timePeriod: 14 }, inputs: close, talib: [14, { real: 1 }], outputs: 1, goal: 1.5 },
  {
    name: "BBANDS",
    params: { timePeriod: 20 },
    inputs: close,
    talib: [20, { real: 2 }, { real: 2 }, 0],
    outputs: 3,
    goal: 1.8,
  },
  { name: "ATR", params: { timePeriod: 14 }, inputs: bars, talib: [14], outputs: 1, goal: 1.2 },
  { name: "MACD", params: {}, inputs: close, talib: [12, 26, 9], outputs: 3, goal: 2 },
  { name: "LINEARREG", params: { timePeriod: 14 }, inputs: close, talib: [14], outputs: 1, goal: 1.5 },
  { name: "MAX", params: { timePeriod: 50 }, inputs: close, talib: [50], outputs: 1, goal: 2.2 },
  { name: "MIN", params: { timePeriod: 50 }, inputs: close, talib: [50], outputs: 1, goal: 2.2 },
  { name: "STOCH", params: {}, inputs: bars, talib: [5, 3, 0, 3, 0], outputs: 2, goal: 5 },
  { name: "ADX", params: { timePeriod: 14 }, inputs: bars, talib: [14], outputs: 1, goal: 4 },
  { name: "CCI", params: { timePeriod: 14 }, inputs: bars, talib: [14], outputs: 1, goal: 8 },
  { name: "CORREL", params: { timePeriod: 30 }, inputs: ["close", "open"], talib: [30], outputs: 1, goal: 3 },
  { name: "WMA", params: { timePeriod: 30 }, inputs: close, talib: [30], outputs: 1 },
  { name: "KAMA", params: { timePeriod: 30 }, inputs: close, talib: [30], outputs: 1 },
  { name: "ROC", params: { timePeriod: 10 }, inputs: close, talib: [10], outputs: 1 },
  { name: "WILLR", params: { timePeriod: 14 }, inputs: bars, talib: [14], outputs: 1 },
  { name: "MFI", params: { timePeriod: 14 }, inputs: [...bars, "volume"], talib: [14], outputs: 1 },
  { name: "OBV", params: {}, inputs: ["close", "volume"], talib: [], outputs: 1 },
  { name: "AROON", params: { timePeriod: 14 }, inputs: ["high", "low"], talib: [14], outputs: 2 },
  { name: "SAR", params: {}, inputs: ["high", "low"], talib: [{ real: 0.02 }, { real: 0.2 }], outputs: 1 },
  { name: "BETA", params: { timePeriod: 5 }, inputs: ["close", "open"], talib: [5], outputs: 1 },
  { name: "HT_DCPERIOD", params: {}, inputs: close, talib: [], outputs: 1 },
];
