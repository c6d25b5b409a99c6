/** Which of our indicators gives which published column of Stock.Indicators, and what differs: the files from k on. */
import type { Series } from "../graph/graph.ts";
import { averageTrueRange, exponential } from "../graph/momentum.ts";
import { chain } from "../graph/ranges.ts";
import { addScaled, delay, divide, ema, multiply, subtract } from "../graph/vocabulary.ts";
import { by, type FileEntry, type Source } from "./stock-indicators.ts";
import { channelLine, marked, pivotTrend, zigZagLine, zigZagTypes } from "./stock-indicators-lines.ts";
import {
  adaptive,
  difference,
  ofBar,
  ofClose,
  own,
  sided,
  stochasticMomentum,
  tillson,
  tripled,
  trueStrength,
} from "./stock-indicators-own.ts";

const seeds = "the later averages begin at the first one's seed; TA-Lib's each at its own";
const lines = "lines that are drawn back from later bars";
const zigZag = (about: string): FileEntry => ({
  columns: {
    zigZag: zigZagLine(about),
    pointType: zigZagTypes(about),
    retraceHigh: zigZagLine(about, 1),
    retraceLow: zigZagLine(about, -1),
  },
  note: lines,
});

const levels = ["pp", "s1", "s2", "s3", "r1", "r2", "r3"];
const ofAll = (names: readonly string[], source: (name: string) => Source) =>
  Object.fromEntries(names.map((name) => [name, source(name)]));
const ofVolume = (build: (volume: Series) => Series) => own(["volume"], (x) => build(x.volume!));
const pvo = (volume: Series) => multiply(divide(difference(volume, 12, 26), ema(volume, 26)), 100);
const keltner = (factor: number) =>
  ofBar((x) => addScaled(ema(x.close!, 20), averageTrueRange(x, 10, "talib", 0), factor));

/** What each file's columns are, by file. */
export const stockTableK: Readonly<Record<string, FileEntry>> = {
  kama: {
    columns: {
      kama: by("KAMA", 10, undefined, { from: 10 }),
      er: by("ER", 10),
    },
    note: "theirs shows the close from which it starts, a bar before the first",
  },
  keltner: {
    columns: {
      upperBand: by(keltner(2)),
      centerline: by("EMA", 20),
      lowerBand: by(keltner(-2)),
      width: (run) => {
        const [upper, middle, lower] = [run(by(keltner(2))), run(by("EMA", 20)), run(by(keltner(-2)))];
        return upper.map((value, t) => (value - lower[t]!) / middle[t]!);
      },
    },
    note: "about the average of closes; KC's is of typical prices",
  },
  kvo: { columns: { oscillator: by("KVO"), signal: by("KVO", {}, "signal") } },
  "ma-env": {
    columns: {
      centerline: by("MA_ENVELOPE", {}, "middleBand"),
      upperEnvelope: by("MA_ENVELOPE", {}, "upperBand"),
      lowerEnvelope: by("MA_ENVELOPE", {}, "lowerBand"),
    },
  },
  macd: {
    columns: {
      macd: by(ofClose((value) => difference(value, 12, 26))),
      signal: by("MACD", {}, "macdSignal", { profile: "tradingview" }),
      histogram: by("MACD", {}, "macdHist", { profile: "tradingview" }),
      fastEma: by("EMA", 12),
      slowEma: by("EMA", 26),
    },
    note: "each average begins at its own seed, profile tradingview; theirs shows the line before it has a signal",
  },
  mama: {
    columns: {
      mama: by(
        own(["high", "low"], (x) => adaptive(x, 0)),
        {},
        undefined,
        { from: 6 },
      ),
      fama: by(
        own(["high", "low"], (x) => adaptive(x, 1)),
        {},
        undefined,
        { from: 6 },
      ),
    },
    tolerance: 1e-9,
    note: "begins at the sixth bar with the mean of six, compared from the next; TA-Lib's filters begin six bars later, and its average at 0. The weight is the quotient of a difference of two phases, which takes up rounding",
  },
  marubozu: {
    columns: {
      match: by("MARUBOZU"),
      price: (run, bars) => run(by("MARUBOZU")).map((is, t) => (is !== 0 ? bars.close![t]! : Number.NaN)),
    },
  },
  mfi: { columns: { mfi: by("MFI") } },
  obv: {
    columns: { obv: (run, bars) => run(by("OBV")).map((value) => value - bars.volume![0]!) },
    note: "begins at 0; TA-Lib's with the first bar's volume",
  },
  "pivot-points": {
    columns: ofAll(levels, (name) => by("PIVOT_POINTS", {}, name, { from: 20 })),
    note: "nothing in the first session; ours has known = 0 there",
  },
  pivots: {
    columns: {
      highPoint: marked(by("PIVOTS", {}, "highPoint", { shift: "offset" }), "high"),
      lowPoint: marked(by("PIVOTS", {}, "lowPoint", { shift: "offset" }), "low"),
      highLine: pivotTrend("high", "line"),
      lowLine: pivotTrend("low", "line"),
      highTrend: pivotTrend("high", "trend"),
      lowTrend: pivotTrend("low", "trend"),
    },
    note: lines,
  },
  pmo: { columns: { pmo: by("PMO"), signal: by("PMO", {}, "signal") } },
  prs: {
    columns: ofAll(["prs", "prsPercent"], (name) => by("PRS", 20, name, { inputs: { real: "other", base: "close" } })),
    note: "the other series is not published; it is taken from prs, so that prsPercent, corr and beta prove it",
  },
  psar: {
    columns: {
      sar: by("PSAR", {}, "sar", { from: 14 }),
      isReversal: by("PSAR", {}, "turned", { from: 14 }),
    },
    note: "nothing until the first turn, before which the direction is a guess",
  },
  pvo: {
    columns: {
      pvo: by(ofVolume(pvo)),
      signal: by(ofVolume((volume) => ema(pvo(volume), 9))),
      histogram: by(ofVolume((volume) => subtract(pvo(volume), ema(pvo(volume), 9)))),
    },
  },
  renko: { elsewhere: "bars" },
  "renko-atr": { elsewhere: "bars" },
  roc: { columns: { momentum: by("MOM", 14), roc: by("ROC", 14) } },
  "roc-wb": { columns: ofAll(["roc", "rocEma", "upperBand", "lowerBand"], (name) => by("ROC_BANDS", {}, name)) },
  "rolling-pivots": { columns: ofAll(levels, (name) => by("ROLLING_PIVOTS", {}, name)) },
  rsi: { columns: { rsi: by("RSI") } },
  slope: {
    columns: {
      slope: by("LINEARREG_SLOPE", 14),
      intercept: (run) => {
        const [end, slope] = [run(by("LINEARREG", 14)), run(by("LINEARREG_SLOPE", 14))];
        return end.map((value, t) => value - slope[t]! * (t + 1));
      },
      stdDev: by("STDDEV", 14),
      rSquared: by("LINEARREG_R2", 14),
      line: (run) => {
        const [end, slope] = [run(by("LINEARREG", 14)), run(by("LINEARREG_SLOPE", 14))];
        const last = end.length - 1;
        return end.map((_, t) => (last - t < 14 ? end[last]! - slope[last]! * (last - t) : Number.NaN));
      },
    },
    note: "the intercept is that of bar 0 of all, ours that of the window's first",
  },
  sma: { columns: { sma: by("SMA", 20) } },
  "sma-analysis": {
    columns: {
      sma: by("SMA", 20),
      mad: by("AVGDEV", 20),
      mse: by("VAR", 20),
      mape: by("SMA_ANALYSIS", 20, "mape"),
    },
  },
  smi: {
    columns: {
      smi: by(ofBar((x) => stochasticMomentum(x, 13, 25, 2))),
      signal: by(ofBar((x) => exponential(stochasticMomentum(x, 13, 25, 2), 2 / (3 + 1), 1))),
    },
    note: "every average begins with its first value; SMI's with the mean of its first ones",
  },
  smma: { columns: { smma: by("SMMA", 20) } },
  starc: {
    columns: {
      upperBand: by("STARC", {}, "upperBand"),
      centerline: by("SMA", 5),
      lowerBand: by("STARC", {}, "lowerBand"),
    },
    note: "theirs shows the average before it has bands",
  },
  stc: { columns: { stc: by("STC") } },
  "stdev-channels": {
    columns: {
      centerline: channelLine(20, 0),
      upperChannel: channelLine(20, 2),
      lowerChannel: channelLine(20, -2),
      breakPoint: (_, bars) => bars.close!.map((_, t) => (t > 0 && (bars.close!.length - t) % 20 === 0 ? 1 : 0)),
    },
    note: lines,
  },
  stdev: { columns: { stdDev: by("STDDEV", 14), mean: by("SMA", 14), zScore: by("ZSCORE", 14) } },
  stoch: {
    columns: (() => {
      const k = by("STOCHF", { fastKPeriod: 14, fastDPeriod: 3 }, "fastD");
      const d = by("STOCH", { fastKPeriod: 14, slowKPeriod: 3, slowDPeriod: 3 }, "slowD");
      const j: FileEntry["columns"] = {
        j: (run) => {
          const signal = run(d);
          return run(k).map((value, t) => 3 * value - 2 * signal[t]!);
        },
      };
      return { oscillator: k, k, signal: d, d, percentJ: j.j!, ...j };
    })(),
    note: "theirs shows %K before it has a %D",
  },
  "stoch-rsi": {
    columns: {
      stochRsi: by("STOCHRSI", { timePeriod: 14, fastKPeriod: 14, fastDPeriod: 1 }, "fastK"),
      signal: by("STOCHRSI", { timePeriod: 14, fastKPeriod: 14, fastDPeriod: 3 }, "fastD"),
    },
  },
  supertrend: {
    columns: {
      superTrend: by("SUPERTREND"),
      upperBand: (run) => sided(run(by("SUPERTREND")), run(by("SUPERTREND", {}, "trend")), -1),
      lowerBand: (run) => sided(run(by("SUPERTREND")), run(by("SUPERTREND", {}, "trend")), 1),
    },
  },
  t3: {
    columns: { t3: by(ofClose((value) => tillson(value, 5, 0.7))) },
    note: "every average begins with the first value; TA-Lib's with means",
  },
  tema: { columns: { tema: by(ofClose((value) => tripled(value, 20))) }, note: seeds },
  tr: { columns: { tr: by("TRANGE") } },
  trix: {
    columns: {
      ema3: by(
        ofClose((value) => chain(value, 14, 3)[2]!),
        {},
        undefined,
        { from: 14 },
      ),
      trix: by(
        ofClose((value) => {
          const third = chain(value, 14, 3)[2]!;
          const before = delay(third, 1);
          return multiply(divide(subtract(third, before), before), 100);
        }),
      ),
    },
    note: seeds,
  },
  tsi: { columns: { tsi: by("TSI"), signal: by(ofClose((value) => ema(trueStrength(value, 25, 13), 7))) } },
  ulcer: { columns: { ulcerIndex: by("ULCER"), ui: by("ULCER") } },
  uo: { columns: { ultimate: by("ULTOSC") } },
  "vol-stop": {
    columns: {
      sar: by("VOLATILITY_STOP", {}, "stop", { from: 54 }),
      isStop: by("VOLATILITY_STOP", {}, "turned", { from: 54 }),
      upperBand: (run) =>
        fromFirstStop(sided(run(by("VOLATILITY_STOP")), run(by("VOLATILITY_STOP", {}, "direction")), -1)),
      lowerBand: (run) =>
        fromFirstStop(sided(run(by("VOLATILITY_STOP")), run(by("VOLATILITY_STOP", {}, "direction")), 1)),
    },
    note: "nothing until the first turn, before which the direction is a guess",
  },
  vortex: { columns: { pvi: by("VORTEX"), nvi: by("VORTEX", {}, "minusVI") } },
  vwap: { columns: { vwap: by("ANCHORED_VWAP") } },
  vwma: { columns: { vwma: by("VWMA", 14) } },
  willr: { columns: { williamsR: by("WILLR") } },
  wma: { columns: { wma: by("WMA", 14) } },
  zigzag: zigZag("close"),
  "zigzag-close": zigZag("close"),
};

function fromFirstStop(values: Float64Array): Float64Array {
  return values.fill(Number.NaN, 0, 54);
}
