/** Indicators of trades: one bar is one trade, or a bar of trades. */
import { type Definition, integer, type Output, period, real } from "../definition.ts";
import { buyShare, leeReady, middle, quoteRule, signedSpread, tickRule } from "../graph/microstructure.ts";
import { comoments } from "../graph/statistics.ts";
import { change } from "../graph/time-series.ts";
import { delay, divide, multiply, ratio, subtract, sum } from "../graph/vocabulary.ts";

const group = "Market Microstructure";
const signs: readonly Output[] = [{ name: "integer", kind: "integer" }];
const quoted = ["price", "bid", "ask"];

const classification: readonly Definition[] = [
  {
    name: "TICKRULE",
    aliases: ["TICKTEST"],
    group,
    title: "Trade Sign, Tick Rule",
    inputs: ["price"],
    outputs: signs,
    formula: "1 after an uptick, −1 after a downtick; without a change the sign before, 0 while there is none",
    source: "C. M. C. Lee, M. J. Ready, Journal of Finance 46 (1991)",
    build: ({ x }) => [tickRule(x.price!)],
  },
  {
    name: "QUOTERULE",
    group,
    title: "Trade Sign, Quote Rule",
    inputs: quoted,
    outputs: signs,
    formula: "1 above (bid + ask) ÷ 2, −1 below it, 0 at it",
    source: "J. Hasbrouck, Journal of Financial Economics 22 (1988)",
    build: ({ x }) => [quoteRule(x.price!, middle(x.bid!, x.ask!))],
  },
  {
    name: "LEEREADY",
    group,
    title: "Trade Sign, Lee and Ready",
    inputs: quoted,
    params: { quoteLag: integer(0, 0, 100_000, "Bars by which quotes are older than the trade") },
    outputs: signs,
    formula: "the quote rule on the quotes of quoteLag bars before; where the price is at their middle, the tick rule",
    source: "C. M. C. Lee, M. J. Ready, Journal of Finance 46 (1991)",
    build: ({ x, p }) => [leeReady(x.price!, delay(middle(x.bid!, x.ask!), p.quoteLag!))],
  },
  {
    name: "BVC",
    aliases: ["BULKVOLUME"],
    group,
    title: "Bulk Volume Classification",
    inputs: ["price", "volume"],
    params: { timePeriod: period(50, "Changes that the deviation is of") },
    outputs: ["buyVolume", "sellVolume"],
    complexity: "O(1) amortised",
    formula:
      "buyVolume: volume × Φ(Δprice ÷ s), s the sample deviation of the last n changes, half the volume where it is 0; sellVolume: the rest",
    source: "D. Easley, M. López de Prado, M. O'Hara, Review of Financial Studies 25 (2012)",
    build: ({ x, p }) => {
      const bought = multiply(buyShare(x.price!, p.timePeriod!), x.volume!);
      return [bought, subtract(x.volume!, bought)];
    },
  },
];

const flow: readonly Definition[] = [
  {
    name: "TRADEFLOW",
    aliases: ["TRADEIMBALANCE"],
    group,
    title: "Trade Flow Imbalance",
    inputs: ["price", "volume"],
    params: { timePeriod: period(50, "Number of trades", 1) },
    outputs: ["flow", "imbalance"],
    complexity: "O(1) amortised",
    formula:
      "flow: Σ sign × volume of the last n trades, signs by the tick rule; imbalance: that ÷ Σ volume, 0 where that is 0",
    source: "trade imbalance as in R. Cont, A. Kukanov, S. Stoikov (2014), § 4",
    build: ({ x, p }) => {
      const signed = sum(multiply(tickRule(x.price!), x.volume!), p.timePeriod!);
      return [signed, ratio(signed, sum(x.volume!, p.timePeriod!))];
    },
  },
  {
    name: "VPIN",
    group,
    title: "Volume-Synchronised Probability of Informed Trading",
    inputs: ["price", "volume"],
    params: {
      bucketVolume: real(10_000, 1e-12, 1e30, "Volume of a bucket: usually a fiftieth of a day's"),
      buckets: integer(50, 1, 100_000, "Full buckets that count"),
      timePeriod: period(50, "Price changes that the deviation is of"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "mean of |buys − sells| ÷ bucketVolume over the last full buckets (those there are while there are fewer, 0 before the first); a bar's volume is split by BVC and poured over the buckets it fills",
    source: "D. Easley, M. López de Prado, M. O'Hara, Review of Financial Studies 25 (2012)",
    build: ({ x, p, graph }) =>
      graph.apply("vpin", [x.volume!, buyShare(x.price!, p.timePeriod!)], {
        bucketVolume: p.bucketVolume!,
        buckets: p.buckets!,
      }),
  },
  {
    name: "KYLE",
    aliases: ["KYLELAMBDA"],
    group,
    title: "Kyle's Lambda",
    inputs: ["price", "volume"],
    params: { timePeriod: period(50, "Number of trades") },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "λ of Δprice = a + λ × sign × volume + e by least squares over the last n trades, signs by the tick rule; 0 where the signed volume is flat",
    source: "A. S. Kyle, Econometrica 53 (1985); J. Hasbrouck, Empirical Market Microstructure (2007)",
    build: ({ x, p }) => {
      const signed = multiply(tickRule(x.price!), x.volume!);
      const { squaresA, products } = comoments(signed, change(x.price!), p.timePeriod!);
      return [ratio(products, squaresA)];
    },
  },
  {
    name: "AMIHUD",
    group,
    title: "Amihud's Illiquidity",
    inputs: ["price", "volume"],
    params: {
      timePeriod: period(20, "Number of returns", 1),
      scale: real(1e6, 1e-30, 1e30, "Factor, as 10⁶ for a million traded"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "scale × mean of |r| ÷ (price × volume), r the simple return, over those of the last n bars that traded; 0 where none did",
    source: "Y. Amihud, Journal of Financial Markets 5 (2002)",
    build: ({ x, p, graph }) => {
      const [move] = graph.apply("simpleReturn", [x.price!]);
      const [term, counted] = graph.apply("illiquidity", [move!, x.price!, x.volume!]);
      return [multiply(ratio(sum(term!, p.timePeriod!), sum(counted!, p.timePeriod!)), p.scale!)];
    },
  },
];

const spreads: readonly Definition[] = [
  {
    name: "ROLLSPREAD",
    aliases: ["ROLL"],
    group,
    title: "Roll's Effective Spread",
    inputs: ["price"],
    params: { timePeriod: period(50, "Number of pairs of changes") },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "2 √(−c), c the covariance (divisor n) of Δprice with the Δprice before, over the last n pairs; 0 where c ≥ 0",
    source: "R. Roll, Journal of Finance 39 (1984)",
    build: ({ x, p, graph }) => {
      const move = change(x.price!);
      const { products } = comoments(move, delay(move, 1), p.timePeriod!);
      return graph.apply("rollSpread", [divide(products, p.timePeriod!)]);
    },
  },
  {
    name: "EFFECTIVESPREAD",
    group,
    title: "Effective Spread",
    inputs: quoted,
    outputs: ["spread", "relative"],
    formula: "spread: 2 |price − mid|; relative: that ÷ mid",
    source: "SEC Rule 605; M. A. Petersen, D. Fialkowski, Journal of Financial Economics 35 (1994)",
    build: ({ x }) => {
      const mid = middle(x.bid!, x.ask!);
      const { spread, relative } = signedSpread(quoteRule(x.price!, mid), x.price!, mid, mid);
      return [spread, relative];
    },
  },
  {
    name: "REALISEDSPREAD",
    aliases: ["REALIZEDSPREAD"],
    group,
    title: "Realised Spread and Price Impact",
    inputs: quoted,
    params: { horizon: integer(5, 1, 100_000, "Bars after a trade at which it is measured") },
    outputs: ["realised", "impact"].map((name) => ({ name, offset: (p) => -p.horizon! }) satisfies Output),
    formula:
      "of the trade of h bars before, with its sign D by Lee and Ready and the middles M then and M′ now: realised 2 D (price − M′), impact 2 D (M′ − M); together they are its effective spread",
    source: "R. D. Huang, H. R. Stoll, Journal of Financial Economics 41 (1996)",
    build: ({ x, p }) => {
      const h = p.horizon!;
      const mid = middle(x.bid!, x.ask!);
      const [sign, before] = [delay(leeReady(x.price!, mid), h), delay(mid, h)];
      return [
        signedSpread(sign, delay(x.price!, h), mid, before).spread,
        signedSpread(sign, mid, before, before).spread,
      ];
    },
  },
];

export const trades: readonly Definition[] = [...classification, ...flow, ...spreads];
