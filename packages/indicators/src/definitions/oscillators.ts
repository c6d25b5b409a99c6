/** Oscillators of price changes. */
import { type Definition, integer, type Profile, period } from "../definition.ts";
import type { Series } from "../graph/graph.ts";
import { exponential, meanDeviation, netStrength, relativeChange, share, zeroOf } from "../graph/momentum.ts";
import { typicalPrice } from "../graph/prices.ts";
import { delay, later, ratio, subtract, sums } from "../graph/vocabulary.ts";

const momentumPeriod = integer(10, 1, 100_000, "Number of bars");

/** A comparison of the value with the one n bars before. */
function comparison(
  name: string,
  title: string,
  formula: string,
  build: (now: Series, before: Series, profile: Profile) => Series,
  profiles: Definition["profiles"] = {},
): Definition {
  return {
    name,
    group: "Momentum Indicators",
    title,
    inputs: ["real"],
    params: { timePeriod: momentumPeriod },
    outputs: ["real"],
    formula,
    source: `TA-Lib ${name}`,
    profiles,
    build: ({ x, p, profile }) => [build(x.real!, delay(x.real!, p.timePeriod!), profile)],
  };
}

/** RSI or CMO. */
function strength(
  name: "RSI" | "CMO",
  of: Pick<Definition, "title" | "formula" | "source" | "profiles">,
  scale: { base: number; factor: number },
): Definition {
  return {
    name,
    group: "Momentum Indicators",
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    unstable: true,
    ...of,
    build: ({ x, p, profile, unstable }) => {
      const n = p.timePeriod!;
      if (name === "CMO" && profile === "tulip") {
        const [change, size] = x.real!.graph.apply("changeAndSize", [x.real!]);
        return [share(...sums(change!, size!, n), scale.factor, zeroOf(profile))];
      }
      const flat = name === "RSI" && profile === "tradingview" ? 100 : 0;
      return [netStrength(x.real!, n, { ...scale, flat }, profile, unstable(name))];
    },
  };
}

export const oscillators: readonly Definition[] = [
  comparison("MOM", "Momentum", "value − value of n bars before", (a, b) => subtract(a, b)),
  comparison(
    "ROC",
    "Rate of change",
    "100 × (value − before) ÷ before, n bars apart; 0 where before is 0",
    (a, b, profile) => relativeChange(a, b, profile === "tulip" ? 1 : 100),
    { tulip: { note: "a fraction, not per cent" } },
  ),
  comparison(
    "ROCP",
    "Rate of change Percentage",
    "(value − before) ÷ before, n bars apart; 0 where before is 0",
    (a, b) => relativeChange(a, b, 1),
  ),
  comparison("ROCR", "Rate of change ratio", "value ÷ value of n bars before; 0 where that is 0", (a, b) =>
    ratio(a, b),
  ),
  comparison(
    "ROCR100",
    "Rate of change ratio 100 scale",
    "100 × value ÷ value of n bars before; 0 where that is 0",
    (a, b) => a.graph.apply("percent", [a, b])[0]!,
  ),
  strength(
    "RSI",
    {
      title: "Relative Strength Index",
      formula: "100 × gain ÷ (gain + loss), Wilder's averages of rises and falls; 0 where nothing has moved",
      source: "J. Welles Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib RSI",
      profiles: {
        talib: { note: "0 too where gain + loss is below 1e-14" },
        tradingview: { note: "100 where nothing has moved" },
      },
    },
    { base: 50, factor: 50 },
  ),
  strength(
    "CMO",
    {
      title: "Chande Momentum Oscillator",
      formula: "100 × (gain − loss) ÷ (gain + loss), Wilder's averages of rises and falls; 0 where nothing has moved",
      source: "Tushar Chande and Stanley Kroll, The New Technical Trader (1994); TA-Lib CMO",
      profiles: {
        talib: { note: "0 too where gain + loss is below 1e-14" },
        tulip: { note: "sums of the last n rises and falls, as in the book, not Wilder's averages" },
      },
    },
    { base: 0, factor: 100 },
  ),
  {
    name: "CCI",
    group: "Momentum Indicators",
    title: "Commodity Channel Index",
    inputs: ["high", "low", "close"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(n)",
    formula: "(typical price − its mean of n) ÷ (0.015 × mean distance of the n from that mean); 0 where nothing moved",
    source: "Donald Lambert, Commodity Channel Index (1980); TA-Lib CCI",
    profiles: {
      tradingview: { note: "20 bars by default", defaults: { timePeriod: 20 } },
      tulip: { note: "begins n − 1 bars later" },
    },
    build: ({ graph, x, p, profile }) => {
      const n = p.timePeriod!;
      const price = typicalPrice(x.high!, x.low!, x.close!);
      const { distance, deviation } = meanDeviation(price, n);
      const [index] = graph.apply("channelIndex", [price, distance, deviation]);
      return [profile === "tulip" ? later(index!, { quiet: n - 1 }) : index!];
    },
  },
  {
    name: "AVGDEV",
    group: "Price Transform",
    title: "Average Deviation",
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(n)",
    formula: "the mean distance of the last n values from their mean",
    source: "TA-Lib AVGDEV",
    build: ({ x, p }) => [meanDeviation(x.real!, p.timePeriod!).deviation],
  },
  {
    name: "BOP",
    group: "Momentum Indicators",
    title: "Balance Of Power",
    inputs: ["open", "high", "low", "close"],
    outputs: ["real"],
    formula: "(close − open) ÷ (high − low); 0 where the bar has no range",
    source: "Igor Livshin, Balance of Market Power (2001); TA-Lib BOP",
    build: ({ graph, x, profile }) =>
      graph.apply("balanceOfPower", [x.open!, x.high!, x.low!, x.close!], { least: zeroOf(profile) }),
  },
  {
    name: "IMI",
    group: "Momentum Indicators",
    title: "Intraday Momentum Index",
    inputs: ["open", "close"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "100 × sum of (close − open) of the bars that rose ÷ sum of |close − open|, over n; 50 where none moved",
    source: "Tushar Chande and Stanley Kroll, The New Technical Trader (1994); TA-Lib IMI",
    profiles: {
      talib: { note: "the unstable period lengthens the window; NaN of TA-Lib 0.6, where no bar moved, is 50" },
      "talib-0.8": { note: "it has no unstable period" },
    },
    build: ({ graph, x, p, profile, unstable }) => {
      const n = p.timePeriod! + (profile === "talib" ? unstable("IMI") : 0);
      const [gain, size] = graph.apply("intradayMove", [x.open!, x.close!]);
      return graph.apply("share", sums(gain!, size!, n), {
        factor: 100,
        least: zeroOf("talib-0.8"),
        otherwise: 50,
      });
    },
  },
  {
    name: "ULTOSC",
    group: "Momentum Indicators",
    title: "Ultimate Oscillator",
    inputs: ["high", "low", "close"],
    params: {
      timePeriod1: integer(7, 1, 100_000, "Bars of the first period"),
      timePeriod2: integer(14, 1, 100_000, "Bars of the second period"),
      timePeriod3: integer(28, 1, 100_000, "Bars of the third period"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "100 × (4 a + 2 b + c) ÷ 7, each the sum of close − true low ÷ the sum of true ranges, over the shortest, middle and longest period",
    source: "Larry Williams, The Ultimate Oscillator (1985); TA-Lib ULTOSC",
    build: ({ graph, x, p, profile }) => {
      const [pressure, range] = graph.apply("buyingPressure", [x.high!, x.low!, x.close!]);
      const periods = [p.timePeriod1!, p.timePeriod2!, p.timePeriod3!].sort((a, b) => a - b);
      const inputs = periods.flatMap((n) => sums(pressure!, range!, n));
      return graph.apply("ultimate", inputs, { least: zeroOf(profile) });
    },
  },
  {
    name: "TRIX",
    group: "Momentum Indicators",
    title: "1-day Rate-Of-Change (ROC) of a Triple Smooth EMA",
    inputs: ["real"],
    params: { timePeriod: integer(30, 1, 100_000, "Number of bars") },
    outputs: ["real"],
    unstable: true,
    formula: "ROC(1) of EMA(EMA(EMA(value)))",
    source: "Jack Hutson, Good TRIX (1983); TA-Lib TRIX",
    profiles: {
      tulip: {
        note: "the averages begin with one value, n − 1 bars after one another, not with the mean of n, and their change is divided by the later one",
      },
    },
    build: ({ x, p, profile, unstable }) => {
      const n = p.timePeriod!;
      const weight = 2 / (n + 1);
      let average = x.real!;
      for (let k = 0; k < 3; k++)
        average =
          profile === "tulip"
            ? later(exponential(average, weight, 1), { skip: n - 1 })
            : exponential(average, weight, n, { quiet: unstable("EMA") });
      const before = delay(average, 1);
      return [profile === "tulip" ? relativeChange(before, average, -100) : relativeChange(average, before, 100)];
    },
  },
];
