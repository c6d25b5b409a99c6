/** Turning points, and levels made of sessions before. */
import { choice, type Definition, integer, type Output, period, real } from "../definition.ts";
import { extremes, turningPoints } from "../graph/ranges.ts";
import { delay } from "../graph/vocabulary.ts";

const bar = ["open", "high", "low", "close"];
const levels = ["pp", "s1", "s2", "s3", "s4", "r1", "r2", "r3", "r4"];
const kind = choice(0, ["standard", "camarilla", "demark", "fibonacci", "woodie"], "Kind of levels");
const about = choice(0, ["highLow", "close"], "What turns: highs and lows, or closes");

const formula =
  "standard: p = (h + l + c) ÷ 3, s1 = 2p − h, s2 = p − (h − l), s3 = l − 2 (h − p), s4 = s1 + s2 − h; Fibonacci: p ∓ 0.382, 0.618, 1 × (h − l); Camarilla: c ∓ 1.1 ÷ 12, 6, 4, 2 × (h − l); Woodie: p = (h + l + 2 × this session's open) ÷ 4; DeMark: x = h + l + c and once more l after a fall, h after a rise, c else, p = x ÷ 4, s1 = x ÷ 2 − h; resistances alike. A level that a kind does not have repeats the last that it has";
const source =
  "floor traders' pivots, J. Person, A Complete Guide to Technical Trading Tactics (2004); N. Stott (1989) for Camarilla; T. DeMark, The New Science of Technical Analysis (1994); K. Wood for Woodie's";

const flag = (name: string, offset?: Output["offset"]): Output => ({
  name,
  kind: "pattern",
  ...(offset !== undefined && { offset }),
});

export const pivots: readonly Definition[] = [
  {
    name: "PIVOT_POINTS",
    aliases: ["PIVPNT"],
    group: "Overlap Studies",
    title: "Pivot Points of the Session Before",
    inputs: [...bar, "session"],
    params: { kind },
    outputs: [...levels, flag("known")],
    formula: `${formula}. A session begins at the first bar, and where \`session\` is not 0; in the first, which has none before it, known = 0 and the levels are those of its own bars so far`,
    source,
    build: ({ x, p, graph }) => {
      const before = graph.apply("sessionBefore", [x.session!, x.open!, x.high!, x.low!, x.close!]);
      return [...graph.apply("pivotLevels", before.slice(0, 5), { kind: p.kind! }), before[5]!];
    },
  },
  {
    name: "PIVOT_POINTS_BARS",
    group: "Overlap Studies",
    title: "Pivot Points of the Bars Before",
    inputs: bar,
    params: { windowBars: period(20, "Bars of a session", 1), kind },
    outputs: levels,
    formula: `${formula}. A session is so many bars`,
    source,
    build: ({ x, p, graph }) => {
      const period = p.windowBars!;
      const [begins] = graph.apply("everyBars", [x.open!], { period });
      const operands = [begins!, x.open!, x.high!, x.low!, x.close!];
      const before = graph.apply("sessionBefore", operands, {}, { quiet: period });
      return graph.apply("pivotLevels", before.slice(0, 5), { kind: p.kind! });
    },
  },
  {
    name: "ROLLING_PIVOTS",
    group: "Overlap Studies",
    title: "Rolling Pivot Points",
    inputs: bar,
    params: {
      windowBars: period(20, "Bars of the window", 1),
      offsetBars: integer(0, 0, 100_000, "Bars between the window and the bar"),
      kind,
    },
    outputs: levels,
    complexity: "O(1) amortised",
    formula: `${formula}. Of the window of bars that ends offsetBars + 1 before the bar`,
    source: "rolling pivots of Stock.Indicators",
    build: ({ x, p, graph }) => {
      const back = p.offsetBars! + 1;
      const [highest, lowest] = extremes(x.high!, x.low!, p.windowBars!);
      const window = [highest, lowest, x.close!].map((series) => delay(series, back));
      const open = delay(x.open!, back + p.windowBars! - 1);
      return graph.apply("pivotLevels", [open, ...window, x.open!], { kind: p.kind! });
    },
  },
  {
    name: "WILLIAMS_FRACTAL",
    aliases: ["FRACTALS"],
    group: "Overlap Studies",
    title: "Williams Fractal",
    inputs: ["high", "low", "close"],
    params: {
      leftSpan: integer(2, 1, 100_000, "Bars to the left"),
      rightSpan: integer(2, 1, 100_000, "Bars to the right"),
      about,
    },
    outputs: [flag("bear", (p) => -p.rightSpan!), flag("bull", (p) => -p.rightSpan!)],
    complexity: "O(1) amortised",
    formula:
      "at the bar that makes it known, rightSpan after it: bear = 1 where a high is above all of leftSpan bars before and rightSpan after, bull = 1 where a low is below them; else 0",
    source: "Bill Williams, Trading Chaos (1995)",
    build: ({ x, p }) => {
      const [high, low] = p.about === 1 ? [x.close!, x.close!] : [x.high!, x.low!];
      const { top, bottom } = turningPoints(high, low, p.leftSpan!, p.rightSpan!);
      return [top, bottom];
    },
  },
  {
    name: "PIVOTS",
    group: "Overlap Studies",
    title: "Trend of Pivots",
    inputs: ["high", "low", "close"],
    params: {
      leftSpan: integer(2, 1, 100_000, "Bars to the left"),
      rightSpan: integer(2, 1, 100_000, "Bars to the right"),
      maxTrendBars: integer(20, 1, 100_000, "Bars that a pivot may be away from the next"),
      about,
    },
    outputs: [
      flag("highPoint", (p) => -p.rightSpan!),
      flag("lowPoint", (p) => -p.rightSpan!),
      { name: "highTrend", kind: "integer", offset: (p) => -p.rightSpan! },
      { name: "lowTrend", kind: "integer", offset: (p) => -p.rightSpan! },
    ],
    complexity: "O(1) amortised",
    formula:
      "pivots are Williams fractals, given at the bar that makes them known; the trend from the last but one to the last: 1 higher, −1 lower, 0 none",
    source: "higher and lower highs and lows of Dow's theory; as Stock.Indicators has them",
    build: ({ x, p, graph }) => {
      const [high, low] = p.about === 1 ? [x.close!, x.close!] : [x.high!, x.low!];
      const points = turningPoints(high, low, p.leftSpan!, p.rightSpan!);
      const reach = p.maxTrendBars!;
      const [highTrend] = graph.apply("turnTrend", [points.top, points.high], { reach });
      const [lowTrend] = graph.apply("turnTrend", [points.bottom, points.low], { reach });
      return [points.top, points.bottom, highTrend!, lowTrend!];
    },
  },
  {
    name: "ZIGZAG",
    aliases: ["ZZ"],
    group: "Overlap Studies",
    title: "Zig Zag",
    inputs: ["high", "low", "close"],
    params: {
      percent: real(5, 1e-6, 1e6, "Percent that the price must go back from an extreme to confirm it"),
      about: choice(0, ["close", "highLow"], "What turns: closes, or highs and lows"),
    },
    outputs: [
      "pivot",
      { name: "pivotType", kind: "integer" },
      { name: "pivotBarsAgo", kind: "integer" },
      { name: "extreme", provisional: true },
      { name: "extremeBarsAgo", kind: "integer", provisional: true },
    ],
    formula:
      "an extreme is a pivot once the price has gone back from it by percent: pivot is the last one (pivotType 1 a high, −1 a low, 0 none yet), pivotBarsAgo its distance; extreme is the most extreme price since, which becomes the next pivot unless it moves",
    source: "A. Merrill, Filtered Waves (1977)",
    build: ({ x, p, graph }) => {
      const [high, low] = p.about === 1 ? [x.high!, x.low!] : [x.close!, x.close!];
      return graph.apply("zigZag", [high, low], { threshold: p.percent! / 100 });
    },
  },
  {
    name: "DOJI",
    group: "Pattern Recognition",
    title: "Doji by Its Change",
    inputs: ["open", "close"],
    params: { maxChangePercent: real(0.1, 0, 100, "Greatest change from open to close, in percent") },
    outputs: [flag("match")],
    formula: "1 where |close ÷ open − 1| is at most the change, else 0; CDLDOJI compares with the bars before",
    source: "as Stock.Indicators has it",
    build: ({ x, p, graph }) => graph.apply("evenClose", [x.open!, x.close!], { share: p.maxChangePercent! / 100 }),
  },
  {
    name: "MARUBOZU",
    group: "Pattern Recognition",
    title: "Marubozu by Its Body",
    inputs: bar,
    params: { minBodyPercent: real(95, 0, 100, "Least share of the bar that its body has, in percent") },
    outputs: [flag("match")],
    formula:
      "100 where the body of a bar that rose is at least so much of high − low, −100 of one that fell, else 0; CDLMARUBOZU compares with the bars before",
    source: "as Stock.Indicators has it",
    build: ({ x, p, graph }) =>
      graph.apply("fullBody", [x.open!, x.high!, x.low!, x.close!], { share: p.minBodyPercent! / 100 }),
  },
];
