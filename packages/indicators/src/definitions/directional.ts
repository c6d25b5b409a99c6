/** Wilder's directional movement, true range and what is made of them. */
import { type Definition, integer, type Profile, period } from "../definition.ts";
import {
  averageDirectionalIndex,
  averageTrueRange,
  directionalIndex,
  directionalIndicator,
  directionalMovement,
  trueRange,
} from "../graph/momentum.ts";
import { add, delay, multiply } from "../graph/vocabulary.ts";

const wilder = "J. Welles Wilder, New Concepts in Technical Trading Systems (1978)";
const smoothed = integer(14, 1, 100_000, "Number of bars");
const bars = ["high", "low", "close"] as const;

const indexNotes = {
  tradingview: {
    note: "the running sums begin with the sum of n moves, not of n − 1 and one smoothed in; where nothing moved, DX is 0",
  },
  tulip: {
    note: "equal moves up and down count for both; the first output is one bar earlier; where nothing moved, 0",
  },
} as const;

const rangeNotes = {
  tradingview: { note: "the first bar's range counts, so that it begins one bar earlier" },
  tulip: { note: "the first bar's range counts, so that it begins one bar earlier" },
} as const;

/** +DM, −DM, +DI or −DI. */
function sided(side: "plus" | "minus", kind: "DM" | "DI"): Definition {
  const [sign, word] = side === "plus" ? ["+", "Plus"] : ["−", "Minus"];
  const name = `${side.toUpperCase()}_${kind}`;
  const movement = `${sign}DM is the ${side === "plus" ? "rise of the high" : "fall of the low"}, where it is positive and the greater of the two moves`;
  return {
    name,
    group: "Momentum Indicators",
    title: `${word} Directional ${kind === "DM" ? "Movement" : "Indicator"}`,
    inputs: kind === "DM" ? ["high", "low"] : bars,
    params: { timePeriod: smoothed },
    outputs: ["real"],
    unstable: true,
    formula:
      kind === "DM"
        ? `${movement}; summed over n − 1 bars, then sum × (n − 1) ÷ n + ${sign}DM`
        : `100 × ${sign}DM ÷ true range, both as Wilder's running sums; ${movement}`,
    source: `${wilder}; TA-Lib ${name}`,
    profiles:
      kind === "DM"
        ? { tradingview: { note: "begins with the sum of n moves" }, tulip: { note: "equal moves count for both" } }
        : {
            ...indexNotes,
            tradingview: {
              note: "the running sums begin with the sum of n moves, not of n − 1 and one smoothed in",
            },
          },
    build: ({ x, p, profile, unstable }) => {
      const n = p.timePeriod!;
      if (kind === "DI") return [directionalIndicator(side, x, n, profile, unstable(name))];
      return [directionalMovement(x, n, profile, n === 1 ? 0 : unstable(name))[side]];
    },
  };
}

/** DX, ADX or ADXR. */
function index(
  name: string,
  title: string,
  formula: string,
  build: (
    x: Parameters<typeof averageDirectionalIndex>[0],
    n: number,
    profile: Profile,
    quiet: number,
  ) => ReturnType<typeof averageDirectionalIndex>,
): Definition {
  return {
    name,
    group: "Momentum Indicators",
    title,
    inputs: bars,
    params: { timePeriod: period(14) },
    outputs: ["real"],
    unstable: true,
    formula,
    source: `${wilder}; TA-Lib ${name}`,
    profiles: indexNotes,
    build: ({ x, p, profile, unstable }) => [
      // ADXR's unstable period is ADX's.
      build(x, p.timePeriod!, profile, unstable(name === "DX" ? "DX" : "ADX")),
    ],
  };
}

export const directional: readonly Definition[] = [
  sided("plus", "DM"),
  sided("minus", "DM"),
  sided("plus", "DI"),
  sided("minus", "DI"),
  index(
    "DX",
    "Directional Movement Index",
    "100 × |+DI − −DI| ÷ (+DI + −DI); where neither is, the value before",
    directionalIndex,
  ),
  index(
    "ADX",
    "Average Directional Movement Index",
    "Wilder's average of DX, from the mean of the first n",
    averageDirectionalIndex,
  ),
  index(
    "ADXR",
    "Average Directional Movement Index Rating",
    "(ADX + ADX of n − 1 bars before) ÷ 2",
    (x, n, ...rest) => {
      const adx = averageDirectionalIndex(x, n, ...rest);
      return multiply(add(adx, delay(adx, n - 1)), 0.5);
    },
  ),
  {
    name: "TRANGE",
    aliases: ["TR"],
    group: "Volatility Indicators",
    title: "True Range",
    inputs: bars,
    outputs: ["real"],
    formula: "the greatest of high − low, |high − close before| and |low − close before|",
    source: `${wilder}; TA-Lib TRANGE`,
    profiles: rangeNotes,
    build: ({ x, profile }) => [trueRange(x, profile === "tradingview" || profile === "tulip")],
  },
  {
    name: "ATR",
    group: "Volatility Indicators",
    title: "Average True Range",
    inputs: bars,
    params: { timePeriod: smoothed },
    outputs: ["real"],
    unstable: true,
    formula: "Wilder's average of the true range, (before × (n − 1) + true range) ÷ n, from the mean of the first n",
    source: `${wilder}; TA-Lib ATR`,
    profiles: rangeNotes,
    build: ({ x, p, profile, unstable }) => [averageTrueRange(x, p.timePeriod!, profile, unstable("ATR"))],
  },
  {
    name: "NATR",
    group: "Volatility Indicators",
    title: "Normalized Average True Range",
    inputs: bars,
    params: { timePeriod: smoothed },
    outputs: ["real"],
    unstable: true,
    formula: "100 × ATR ÷ close; 0 where the close is 0",
    source: "John Forman, Cross-Market Evaluations with Normalized Average True Range (2006); TA-Lib NATR",
    profiles: rangeNotes,
    build: ({ x, p, profile, unstable }) => {
      // Nothing is smoothed over one bar, and TA-Lib does not normalise it either.
      const range = averageTrueRange(x, p.timePeriod!, profile, unstable("NATR"));
      if (p.timePeriod === 1 && profile.startsWith("talib")) return [range];
      return [range.graph.apply("percent", [range, x.close!])[0]!];
    },
  },
];
