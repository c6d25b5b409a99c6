/** Which of our indicators gives which published column of Stock.Indicators, and what differs: the files from a to i. */
import { homodyne } from "../graph/cycles.ts";
import type { Series } from "../graph/graph.ts";
import { medianPrice } from "../graph/prices.ts";
import { deviation } from "../graph/statistics.ts";
import { add, addScaled, delay, divide, ema, multiply, sma, subtract, sum } from "../graph/vocabulary.ts";
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
      oscillator: by(ofBar((x) => awesome(medianPrice(x.high!, x.low!)))),
      normalized: by(
        ofBar((x) => multiply(divide(awesome(medianPrice(x.high!, x.low!)), medianPrice(x.high!, x.low!)), 100)),
      ),
    },
  },
  barpart: { columns: { value: (_, bars) => bars.close! } },
  bb: {
    columns: {
      sma: by("SMA", 20),
      upperBand: by(ofClose((value) => addScaled(sma(value, 20), deviation(value, 20), 2))),
      lowerBand: by(ofClose((value) => addScaled(sma(value, 20), deviation(value, 20), -2))),
      percentB: by(
        ofClose((value) => {
          const [mean, width] = [sma(value, 20), deviation(value, 20, 2)];
          return divide(subtract(value, subtract(mean, width)), multiply(width, 2));
        }),
      ),
      zScore: by("ZSCORE", 20),
      width: by(ofClose((value) => divide(deviation(value, 20, 4), sma(value, 20)))),
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
  cmf: { columns: { ...money, cmf: by(own(bar5, (x) => divide(sum(moneyVolume(x), 20), sum(x.volume!, 20)))) } },
  cmo: { columns: { cmo: by("CMO", 14, "real", { profile: "tulip" }) } },
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
    columns: {
      ema: by("EMA", 13),
      bullPower: by(ofBar((x) => subtract(x.high!, ema(x.close!, 13)))),
      bearPower: by(ofBar((x) => subtract(x.low!, ema(x.close!, 13)))),
    },
  },
  ema: { columns: { ema: by("EMA", 20) } },
  epma: { columns: { epma: by("LINEARREG", 10) } },
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
  force: {
    columns: {
      forceIndex: by(
        own(["close", "volume"], (x) => ema(multiply(subtract(x.close!, delay(x.close!, 1)), x.volume!), 2)),
      ),
    },
  },
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
  hma: { columns: { hma: by("MA", { timePeriod: 14, maType: "HMA" }) } },
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
  hurst: { elsewhere: "statistics: the rescaled range" },
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

function awesome(price: Series) {
  return subtract(sma(price, 5), sma(price, 34));
}

function grows(values: Float64Array, sign: number): Float64Array {
  return values.map((value, t) =>
    Number.isNaN(values[t - 1] ?? Number.NaN) ? Number.NaN : (value - values[t - 1]!) * sign > 0 ? 1 : 0,
  );
}
