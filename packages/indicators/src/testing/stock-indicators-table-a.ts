/** Which of our indicators gives which published column of Stock.Indicators, and what differs: the files from a to i. */
import { homodyne } from "../graph/cycles.ts";
import type { Series } from "../graph/graph.ts";
import { netStrength, relativeChange } from "../graph/momentum.ts";
import { countBelow } from "../graph/order-statistics.ts";
import { streak } from "../graph/oscillators.ts";
import { medianPrice } from "../graph/prices.ts";
import { add, addScaled, delay, divide, ema, multiply, sma, subtract } from "../graph/vocabulary.ts";
import { by, type Drawing, type FileEntry, type Source } from "./stock-indicators.ts";
import { marked } from "./stock-indicators-lines.ts";
import {
  balance,
  channelBefore,
  doubled,
  moneyMultiplier,
  moneyVolume,
  ofBar,
  ofClose,
  own,
  sided,
} from "./stock-indicators-own.ts";

const bar5 = ["high", "low", "close", "volume"];

const money = {
  moneyFlowMultiplier: by(own(bar5, moneyMultiplier)),
  moneyFlowVolume: by(own(bar5, moneyVolume)),
};
const pair = { real0: "other", real1: "close" };
const wilders: Partial<Source> = { profile: "tradingview" };
const seeds = "the later averages begin at the first one's seed; TA-Lib's each at its own";
const adl = (n: number) =>
  own(bar5, (x, { graph }) =>
    ema(
      graph.apply(
        "accumulation",
        bar5.map((k) => x[k]!),
      )[0]!,
      n,
    ),
  );

/** What each file's columns are, by file. */
export const stockTableA: Readonly<Record<string, FileEntry>> = {
  adl: { columns: { adl: by("AD"), ...money } },
  adx: {
    columns: {
      pdi: by("PLUS_DI", 14, "real", wilders),
      mdi: by("MINUS_DI", 14, "real", wilders),
      dx: by("DX", 14, "real", wilders),
      adx: by("ADX", 14, "real", wilders),
      adxr: (run) => {
        const adx = run(by("ADX", 14, "real", wilders));
        return adx.map((value, t) => (value + (adx[t - 14] ?? Number.NaN)) / 2);
      },
    },
    note: "sums begin with n moves, profile tradingview; ADXR reaches n bars back, ours and TA-Lib's n − 1",
  },
  alligator: {
    columns: {
      jaw: by("ALLIGATOR", {}, "jaw", { shift: "offset" }),
      teeth: by("ALLIGATOR", {}, "teeth", { shift: "offset" }),
      lips: by("ALLIGATOR", {}, "lips", { shift: "offset" }),
    },
  },
  alma: { columns: { alma: by("ALMA") } },
  aroon: {
    columns: {
      aroonUp: aroonLine("high"),
      aroonDown: aroonLine("low"),
      oscillator: (run, bars) => {
        const down = aroonLine("low")(run, bars);
        return Float64Array.from(aroonLine("high")(run, bars), (up, t) => up! - down[t]!);
      },
    },
    note: "of equal extremes the earliest counts; AROON, as TA-Lib, takes the latest",
  },
  "atr-stop": {
    columns: {
      atrStop: by("ATR_STOP"),
      buyStop: (run) => sided(run(by("ATR_STOP")), run(by("ATR_STOP", {}, "direction")), -1),
      sellStop: (run) => sided(run(by("ATR_STOP")), run(by("ATR_STOP", {}, "direction")), 1),
      atr: by("ATR_STOP", {}, "atr"),
    },
  },
  atr: { columns: { tr: by("TRANGE"), atr: by("ATR"), atrp: by("NATR") } },
  awesome: {
    columns: {
      oscillator: by("AO"),
      normalized: (run) => {
        const price = run(by("MEDPRICE"));
        return run(by("AO")).map((value, t) => (100 * value) / price[t]!);
      },
    },
  },
  barpart: { columns: { value: (_, bars) => bars.close! } },
  bb: {
    columns: {
      sma: by("BBANDS", 20, "middleBand"),
      upperBand: by("BBANDS", 20, "upperBand"),
      lowerBand: by("BBANDS", 20, "lowerBand"),
      percentB: (run, bars) => {
        const [upper, lower] = [run(by("BBANDS", 20, "upperBand")), run(by("BBANDS", 20, "lowerBand"))];
        return upper.map((value, t) => (bars.close![t]! - lower[t]!) / (value - lower[t]!));
      },
      zScore: by("ZSCORE", 20),
      width: (run) => {
        const [upper, lower] = [run(by("BBANDS", 20, "upperBand")), run(by("BBANDS", 20, "lowerBand"))];
        return run(by("SMA", 20)).map((mean, t) => (upper[t]! - lower[t]!) / mean);
      },
    },
  },
  beta: {
    columns: {
      beta: by("BETA", 50, "real", { inputs: { real0: "close", real1: "other" } }),
      returnsMrkt: (run) => run(by("ROCP", 1)).fill(0, 0, 1),
      returnsEval: (run) => run(by("ROCP", 1, "real", { inputs: { real: "other" } })).fill(0, 0, 1),
    },
  },
  bop: { columns: { bop: by(own(["open", "high", "low", "close"], (x) => balance(x, 14))) } },
  cci: { columns: { cci: by("CCI", 20) } },
  "chaikin-osc": {
    columns: {
      ...money,
      adl: by("AD"),
      fastEma: by(adl(3)),
      slowEma: by(adl(10)),
      oscillator: (run) => {
        const slow = run(by(adl(10)));
        return run(by(adl(3))).map((fast, t) => fast - slow[t]!);
      },
    },
    note: "averages begin with the mean of their first values; ADOSC's with the first value",
  },
  chexit: { columns: { chandelierExit: by("CHANDELIER") } },
  chop: { columns: { chop: by("CHOP") } },
  cmf: { columns: { ...money, cmf: by("CMF") } },
  cmo: { columns: { cmo: by("CMOU") }, note: "sums, as Chande's; CMO, as TA-Lib, has Wilder's averages" },
  corr: {
    columns: {
      correlation: by("CORREL", 20, "real", { inputs: { real0: "other", real1: "close" } }),
      rSquared: (run) => run(by("CORREL", 20, "real", { inputs: pair })).map((r) => r * r),
      varianceA: by("VAR", 20, "real", { inputs: { real: "other" } }),
      varianceB: by("VAR", 20),
      covariance: by("COVAR", 20, "real", { inputs: pair }),
    },
    tolerance: 1e-9,
    note: "theirs are differences of mean squares and squared means, with the cancellation of those",
  },
  crsi: {
    columns: {
      streak: by(
        ofClose((value) => streak(value)),
        {},
        undefined,
        { from: 1 },
      ),
      rsi: by("RSI", 3),
      rsiStreak: by(ofClose(streakStrength), {}, undefined, { from: 45 }),
      percentRank: by(
        ofClose((value) => countBelow(relativeChange(value, delay(value, 1), 1), 100)),
        {},
        undefined,
        { from: 101 },
      ),
      connorsRsi: by("CRSI"),
    },
    note: "the first bar has a streak and a change of 0, which count; ours begin with the second, and 40 bars on nothing is left of it",
  },
  dema: { columns: { dema: by(ofClose((value) => doubled(value, 14))) }, note: seeds },
  doji: {
    columns: {
      match: by("DOJI"),
      price: (run, bars) => run(by("DOJI")).map((is, t) => (is !== 0 ? bars.close![t]! : Number.NaN)),
    },
  },
  donchian: {
    columns: {
      upperBand: by(ofBar((x) => channelBefore(x, 20)[0])),
      lowerBand: by(ofBar((x) => channelBefore(x, 20)[1])),
      centerline: by(ofBar((x) => multiply(add(...channelBefore(x, 20)), 0.5))),
      width: by(
        ofBar((x) => {
          const [upper, lower] = channelBefore(x, 20);
          return divide(subtract(upper, lower), multiply(add(upper, lower), 0.5));
        }),
      ),
    },
    note: "the channel of the bars before; DONCHIAN counts the bar itself",
  },
  dpo: {
    columns: {
      dpo: by(
        ofClose((value) => subtract(delay(value, 8), sma(value, 14))),
        {},
        undefined,
        { shift: -8 },
      ),
      sma: by("SMA", 14, undefined, { shift: -8 }),
    },
    note: "drawn 8 bars back: it knows later bars; DPO does not",
  },
  dynamic: { columns: { dynamic: by("DYNAMIC", 14) } },
  "elder-ray": {
    columns: { ema: by("EMA", 13), bullPower: by("ERI"), bearPower: by("ERI", {}, "bearPower") },
  },
  ema: { columns: { ema: by("EMA", 20) } },
  epma: { columns: { epma: by("EPMA", 10) } },
  fcb: {
    columns: {
      upperBand: by("FCB", {}, "upperBand", { from: 5 }),
      lowerBand: by("FCB", {}, "lowerBand", { from: 9 }),
    },
    note: "before the first fractal there is nothing; ours then has the extreme so far",
  },
  fisher: {
    columns: { fisher: by("FISHER"), trigger: by("FISHER", {}, "trigger", { from: 1 }) },
    note: "the first bar has no trigger; ours is 0",
  },
  force: { columns: { forceIndex: by("EFI", 2) } },
  fractal: {
    columns: {
      fractalBear: marked(by("WILLIAMS_FRACTAL", {}, "bear", { shift: "offset" }), "high"),
      fractalBull: marked(by("WILLIAMS_FRACTAL", {}, "bull", { shift: "offset" }), "low"),
    },
  },
  gator: {
    columns: {
      upper: by("GATOR", {}, "upper"),
      lower: by("GATOR", {}, "lower"),
      upperIsExpanding: (run) => grows(run(by("GATOR", {}, "upper")), 1),
      lowerIsExpanding: (run) => grows(run(by("GATOR", {}, "lower")), -1),
    },
  },
  heikinashi: {
    columns: {
      open: by("HA", {}, "haOpen"),
      high: by("HA", {}, "haHigh"),
      low: by("HA", {}, "haLow"),
      close: by("HA", {}, "haClose"),
      volume: (_, bars) => bars.volume!,
    },
  },
  hma: { columns: { hma: by("HMA", 14) } },
  htl: {
    columns: {
      dcPeriods: (run) => run(by(cycle("period"))).map((p) => (p >= 0.5 ? Math.floor(p + 0.5) : Number.NaN)),
      trendline: (run) => {
        const trend = run(by(cycle("trend")));
        return run(by("MEDPRICE")).map((price, t) => (t < 11 ? price : trend[t]!));
      },
      smoothPrice: by(
        own(["high", "low"], (x) => {
          const price = medianPrice(x.high!, x.low!);
          const [a, b, c] = [1, 2, 3].map((distance) => delay(price, distance));
          const weighed = add(addScaled(addScaled(multiply(price, 4), a!, 3), b!, 2), c!);
          return divide(weighed, 10);
        }),
        {},
        undefined,
        { from: 6 },
      ),
    },
    note: "the filters begin with the seventh bar, TA-Lib's later; until the twelfth the line is the price",
  },
  hurst: {
    columns: { hurstExponent: by("HURST", 100), hurstExponentAL: by("HURST", 100, "corrected") },
  },
  ichimoku: {
    columns: {
      tenkanSen: by("ICHIMOKU", {}, "tenkanSen"),
      kijunSen: by("ICHIMOKU", {}, "kijunSen"),
      senkouSpanA: by("ICHIMOKU", {}, "senkouSpanA", { shift: "offset" }),
      senkouSpanB: by("ICHIMOKU", {}, "senkouSpanB", { shift: "offset" }),
      chikouSpan: by("ICHIMOKU", {}, "chikouSpan", { shift: "offset" }),
    },
  },
};

function cycle(what: "period" | "trend") {
  return own(["high", "low"], (x, { graph }) => {
    const price = medianPrice(x.high!, x.low!);
    const { period } = homodyne(price, 6);
    return what === "period" ? period : graph.apply("cycleTrend", [price, period])[0]!;
  });
}

/** The RSI of streaks. */
function streakStrength(value: Series): Series {
  return netStrength(streak(value), 2, { base: 50, factor: 50, flat: 0 }, "talib", 0);
}

/** 100 × (25 − bars since the earliest of the extremes of 26 bars) ÷ 25. */
function aroonLine(side: "high" | "low"): Drawing {
  return (run, bars) => {
    const extreme = run(by(side === "high" ? "MAX" : "MIN", 26, undefined, { inputs: { real: side } }));
    return extreme.map((value, t) => {
      const age = Array.from({ length: 26 }, (_, k) => 25 - k).find((k) => bars[side]![t - k] === value);
      return age === undefined ? Number.NaN : 100 - 4 * age;
    });
  };
}

function grows(values: Float64Array, sign: number): Float64Array {
  return values.map((value, t) =>
    Number.isNaN(values[t - 1] ?? Number.NaN) ? Number.NaN : (value - values[t - 1]!) * sign > 0 ? 1 : 0,
  );
}
