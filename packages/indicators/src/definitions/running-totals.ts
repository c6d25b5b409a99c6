/** Totals that run from the first bar on; a bar that is not finite does not end them. */
import { type Definition, type Param, REAL_MAX, real } from "../definition.ts";
import { typicalPrice } from "../graph/prices.ts";

/** The limit move of Wilder's swing index. */
export const limitMove: Param = real(
  3,
  1e-8,
  REAL_MAX,
  "The greatest move of a day that is allowed, in the price's units",
);

/** NVI or PVI. */
function volumeIndex(name: string, title: string, side: 1 | -1): Definition {
  return {
    name,
    group: "Volume Indicators",
    title,
    inputs: ["close", "volume"],
    outputs: ["real"],
    gap: "go-on",
    formula: `1000 at the first bar; on bars of ${side > 0 ? "more" : "less"} volume than the one before, += itself × (close − close before) ÷ close before`,
    source: "Paul Dysart; Norman Fosback, Stock Market Logic (1976); TA-Lib 0.8",
    build: ({ x, graph }) => graph.apply("volumeIndex", [x.close!, x.volume!], { side }),
  };
}

export const runningTotals: readonly Definition[] = [
  {
    name: "CUMSUM",
    group: "Math Operators",
    title: "Cumulative Sum",
    inputs: ["real"],
    outputs: ["real"],
    gap: "go-on",
    formula: "the sum of all values so far",
    source: "TA-Lib 0.8 CUMSUM",
    build: ({ x, graph }) => graph.apply("runningTotal", [x.real!]),
  },
  volumeIndex("NVI", "Negative Volume Index", -1),
  volumeIndex("PVI", "Positive Volume Index", 1),
  {
    name: "PVT",
    aliases: ["VPT"],
    group: "Volume Indicators",
    title: "Price Volume Trend",
    inputs: ["close", "volume"],
    outputs: ["real"],
    gap: "go-on",
    formula: "0 at the first bar, then += volume × (close − close before) ÷ close before",
    source: "David Markstein, Stocks and Commodities (1966); TA-Lib 0.8 PVT",
    build: ({ x, graph }) => graph.apply("priceVolumeTrend", [x.close!, x.volume!]),
  },
  {
    name: "VWAP",
    group: "Volume Indicators",
    title: "Volume Weighted Average Price",
    inputs: ["high", "low", "close", "volume"],
    outputs: ["real"],
    gap: "go-on",
    formula: "Σ(typical price × volume) ÷ Σ volume, from the first bar on; 0 until there is volume",
    source: "Berkowitz, Logue, Noser, The Journal of Finance 43 (1988); TA-Lib 0.8 VWAP",
    build: ({ x, graph }) => graph.apply("volumeWeighted", [typicalPrice(x.high!, x.low!, x.close!), x.volume!]),
  },
  {
    name: "WAD",
    group: "Momentum Indicators",
    title: "Williams' Accumulation/Distribution",
    inputs: ["high", "low", "close"],
    outputs: ["real"],
    gap: "go-on",
    formula:
      "0 at the first bar; where it closes higher, += close − the lesser of low and close before; where lower, += close − the greater of high and close before",
    source: "Larry Williams, The Secret of Selecting Stocks (1972); TA-Lib 0.8 WAD",
    build: ({ x, graph }) => graph.apply("williamsAccumulation", [x.high!, x.low!, x.close!]),
  },
  {
    name: "ASI",
    group: "Momentum Indicators",
    title: "Accumulative Swing Index",
    inputs: ["open", "high", "low", "close"],
    params: { limitMove },
    outputs: ["real"],
    gap: "go-on",
    formula: "the sum of all swing indexes (SI) so far, 0 at the first bar",
    source: "J. Welles Wilder, New Concepts in Technical Trading Systems (1978)",
    build: ({ x, p, graph }) => {
      const inputs = [x.open!, x.high!, x.low!, x.close!];
      return graph.apply("runningTotal", graph.apply("swingIndex", inputs, { limit: p.limitMove! }));
    },
  },
];
