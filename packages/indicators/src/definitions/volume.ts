/** Volume. */
import { type Definition, period } from "../definition.ts";
import { exponentialsFromFirst, moneyFlowIndex } from "../graph/momentum.ts";
import { later, subtract } from "../graph/vocabulary.ts";

const bars = ["high", "low", "close", "volume"] as const;

export const volume: readonly Definition[] = [
  {
    name: "AD",
    aliases: ["ADL"],
    group: "Volume Indicators",
    title: "Chaikin A/D Line",
    inputs: bars,
    outputs: ["real"],
    gap: "go-on",
    formula:
      "the running total of volume × ((close − low) − (high − close)) ÷ (high − low); 0 of a bar without a range",
    source: "Marc Chaikin; TA-Lib AD",
    build: ({ graph, x }) => graph.apply("accumulation", [x.high!, x.low!, x.close!, x.volume!]),
  },
  {
    name: "ADOSC",
    group: "Volume Indicators",
    title: "Chaikin A/D Oscillator",
    inputs: bars,
    params: {
      fastPeriod: period(3, "Bars of the fast average"),
      slowPeriod: period(10, "Bars of the slow average"),
    },
    outputs: ["real"],
    unstable: true,
    formula: "EMA(AD, fast) − EMA(AD, slow), both from AD's first value",
    source: "Marc Chaikin; TA-Lib ADOSC",
    build: ({ graph, x, p, unstable }) => {
      const [line] = graph.apply("accumulation", [x.high!, x.low!, x.close!, x.volume!]);
      const [fast, slow] = exponentialsFromFirst(line!, 2 / (p.fastPeriod! + 1), 2 / (p.slowPeriod! + 1));
      const quiet = Math.max(p.fastPeriod!, p.slowPeriod!) - 1 + unstable("EMA");
      return [later(subtract(fast, slow), { quiet })];
    },
  },
  {
    name: "OBV",
    group: "Volume Indicators",
    title: "On Balance Volume",
    inputs: ["close", "volume"],
    outputs: ["real"],
    gap: "go-on",
    formula: "the first volume; then + volume where the close rose, − volume where it fell",
    source: "Joseph Granville, New Key to Stock Market Profits (1963); TA-Lib OBV",
    profiles: {
      tradingview: { note: "begins with 0; the first volume does not count" },
      tulip: { note: "begins with 0; the first volume does not count" },
    },
    build: ({ graph, x, profile }) =>
      graph.apply("onBalance", [x.close!, x.volume!], { counted: profile.startsWith("talib") ? 1 : 0 }),
  },
  {
    name: "MFI",
    group: "Momentum Indicators",
    title: "Money Flow Index",
    inputs: bars,
    params: { timePeriod: period(14) },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "100 × flow of the bars whose typical price rose ÷ flow of those where it moved, over n; flow = typical price × volume",
    source: "Gene Quong and Avrum Soudack (1989); TA-Lib MFI",
    profiles: {
      talib: { note: "0 where less than 1 flowed in all" },
      "talib-0.8": {
        note: "a move of the typical price within 2e-14 of it, which rounding may have made, counts as none; 0 only where nothing flowed; it has no unstable period",
      },
      tradingview: { note: "the first bar counts as rising and as falling, so that it begins one bar earlier" },
    },
    build: ({ x, p, profile, unstable }) => [
      moneyFlowIndex(x, p.timePeriod!, profile, profile === "talib" ? unstable("MFI") : 0),
    ],
  },
];
