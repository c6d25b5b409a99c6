/** Indicators of the best bid and offer: one bar is one state of the book. */
import { type Definition, period } from "../definition.ts";
import { middle } from "../graph/microstructure.ts";
import { sum } from "../graph/vocabulary.ts";

const book = ["bidPrice", "bidSize", "askPrice", "askSize"];
const group = "Market Microstructure";

export const orderBook: readonly Definition[] = [
  {
    name: "MID",
    aliases: ["MIDQUOTE"],
    group,
    title: "Mid-Price of the Quotes",
    inputs: ["bidPrice", "askPrice"],
    outputs: ["real"],
    formula: "(bid + ask) ÷ 2",
    source: "the field's",
    build: ({ x }) => [middle(x.bidPrice!, x.askPrice!)],
  },
  {
    name: "SPREAD",
    aliases: ["QUOTEDSPREAD"],
    group,
    title: "Quoted Spread",
    inputs: ["bidPrice", "askPrice"],
    outputs: ["spread", "relative"],
    formula: "spread: ask − bid; relative: that ÷ ((bid + ask) ÷ 2), 0 where that is 0",
    source: "the field's",
    build: ({ x, graph }) => graph.apply("spread", [x.askPrice!, x.bidPrice!]),
  },
  {
    name: "MICROPRICE",
    aliases: ["WEIGHTEDMID"],
    group,
    title: "Weighted Mid-Price",
    inputs: book,
    outputs: ["real"],
    formula:
      "(bid × askSize + ask × bidSize) ÷ (bidSize + askSize), the mid where both sizes are 0: the weighted mid, in wide use called the micro-price; the martingale of Stoikov's paper of that name is the class MicroPrice",
    source:
      "J. Gatheral, R. Oomen, Finance and Stochastics 14 (2010); S. Stoikov, Quantitative Finance 18 (2018), eq. 2",
    build: ({ x, graph }) => graph.apply("weightedMid", [x.bidPrice!, x.bidSize!, x.askPrice!, x.askSize!]),
  },
  {
    name: "QUEUEIMBALANCE",
    aliases: ["BOOKIMBALANCE"],
    group,
    title: "Queue Imbalance",
    inputs: ["bidSize", "askSize"],
    outputs: ["real"],
    formula: "(bidSize − askSize) ÷ (bidSize + askSize); 0 where both are 0",
    source: "M. D. Gould, J. Bonart, Market Microstructure and Liquidity 2 (2016)",
    build: ({ x, graph }) => graph.apply("imbalance", [x.bidSize!, x.askSize!]),
  },
  {
    name: "OFI",
    aliases: ["ORDERFLOWIMBALANCE"],
    group,
    title: "Order Flow Imbalance",
    inputs: book,
    params: { timePeriod: period(20, "Number of changes of the book", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "Σ over the last n changes of [bid ≥ bid₋₁] bidSize − [bid ≤ bid₋₁] bidSize₋₁ − [ask ≤ ask₋₁] askSize + [ask ≥ ask₋₁] askSize₋₁",
    source: "R. Cont, A. Kukanov, S. Stoikov, Journal of Financial Econometrics 12 (2014)",
    build: ({ x, p, graph }) => {
      const [flow] = graph.apply("orderFlow", [x.bidPrice!, x.bidSize!, x.askPrice!, x.askSize!]);
      return [sum(flow!, p.timePeriod!)];
    },
  },
];
