/**
 * Rules as they are used: a bar that has closed, and a history. Peers have no rules; beside ours stand the same ten rules
 * written by hand over the indicators of two libraries.
 */
import { Random } from "@hotpath/core";
import {
  compileRules,
  crossesAbove,
  crossesBelow,
  ema,
  findPreset,
  type Operand,
  PRESETS,
  type Rule,
  rsi,
  rule,
  series,
  sma,
} from "@hotpath/signals/rules";
import {
  BollingerBands as BandsTi,
  bollingerbands,
  EMA as EmaTi,
  ema as emasTi,
  MACD as MacdTi,
  macd as macdsTi,
  RSI as RsiTi,
  rsi as rsisTi,
  SMA as SmaTi,
  sma as smasTi,
} from "technicalindicators";
import { BollingerBands as BandsTs, EMA as EmaTs, MACD as MacdTs, RSI as RsiTs, SMA as SmaTs } from "trading-signals";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const STREAMED = 10_000;
const BATCH = 100_000;

const random = new Random(1);
const column = () => new Float64Array(BATCH);
const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
let price = 100;
for (let t = 0; t < BATCH; t++) {
  bars.open[t] = price;
  price *= 1 + 0.01 * random.normal();
  bars.close[t] = price;
  bars.high[t] = Math.max(bars.open[t]!, price) * (1 + 0.004 * random.uniform());
  bars.low[t] = Math.min(bars.open[t]!, price) * (1 - 0.004 * random.uniform());
  bars.volume[t] = 100 + random.integer(50);
}

const macd = series("MACD");
const macdSignal = series("MACD", {}, { output: "macdSignal" });
const band = (output: string) => series("BBANDS", { timePeriod: 20 }, { output });
/** Pairs that cross: what is crossed upwards, then downwards. */
const crossings: readonly (readonly [Operand, Operand])[] = [
  [sma(50), sma(200)],
  [ema(12), ema(26)],
  [macd, macdSignal],
  [rsi(14), 30],
  [rsi(14), 70],
  ["close", band("lowerBand")],
  ["close", band("upperBand")],
];
const KINDS: readonly (readonly [pair: number, up: boolean])[] = [
  ...([0, 1, 2] as const).flatMap((pair) => [[pair, true] as const, [pair, false] as const]),
  [3, true],
  [4, false],
  [5, true],
  [6, false],
];
const ten: readonly Rule[] = KINDS.map(([pair, up], k) => {
  const [x, y] = crossings[pair]!;
  return rule(`${k}`).when(up ? crossesAbove(x, y) : crossesBelow(x, y));
});
const twenty = [
  ...["golden-cross", "ema-cross-up", "macd-cross-up", "bollinger-breakout-up", "donchian-20-up", "donchian-55-down"],
  ...["adx-trend-up", "parabolic-up", "supertrend-up", "aroon-up", "ichimoku-up", "cci-up", "momentum-up"],
  ...["triple-screen-up", "rsi-oversold", "rsi-divergence-up", "stochastic-up", "rsi-2-up", "engulfing-up", "hammer"],
].map(findPreset);

/** What a library's indicators say at a bar, in the order of `crossings`: x and y of each; NaN where there is none yet. */
type Feed = (close: number, into: Float64Array) => void;

function tradingSignals(): Feed {
  const [fast, slow, quick, late] = [new SmaTs(50), new SmaTs(200), new EmaTs(12), new EmaTs(26)];
  const lines = new MacdTs(new EmaTs(12), new EmaTs(26), new EmaTs(9));
  const [strength, bands] = [new RsiTs(14), new BandsTs(20, 2)];
  const of = (value: number | null | undefined) => value ?? Number.NaN;
  return (close, into) => {
    const both = lines.add(close);
    const strong = of(strength.add(close));
    const edges = bands.add(close);
    into.set([of(fast.add(close)), of(slow.add(close)), of(quick.add(close)), of(late.add(close))]);
    into.set([of(both?.macd), of(both?.signal), strong, 30, strong, 70], 4);
    into.set([close, of(edges?.lower), close, of(edges?.upper)], 10);
  };
}

function technicalIndicators(): Feed {
  const values: number[] = [];
  const [fast, slow] = [new SmaTi({ period: 50, values }), new SmaTi({ period: 200, values })];
  const [quick, late] = [new EmaTi({ period: 12, values }), new EmaTi({ period: 26, values })];
  const lines = new MacdTi({ ...MACD_OPTIONS, values });
  const [strength, bands] = [new RsiTi({ period: 14, values }), new BandsTi({ period: 20, stdDev: 2, values })];
  const of = (value: number | undefined) => value ?? Number.NaN;
  return (close, into) => {
    const both = lines.nextValue(close);
    const strong = of(strength.nextValue(close));
    const edges = bands.nextValue(close);
    into.set([
      of(fast.nextValue(close)),
      of(slow.nextValue(close)),
      of(quick.nextValue(close)),
      of(late.nextValue(close)),
    ]);
    into.set([of(both?.MACD), of(both?.signal), strong, 30, strong, 70], 4);
    into.set([close, of(edges?.lower), close, of(edges?.upper)], 10);
  };
}

const MACD_OPTIONS = {
  fastPeriod: 12,
  slowPeriod: 26,
  signalPeriod: 9,
  SimpleMAOscillator: false,
  SimpleMASignal: false,
} as const;

/** Crosses by hand, as one writes them: how many there are. */
function crossed(now: Float64Array, before: Float64Array): number {
  let count = 0;
  for (const [pair, up] of KINDS) {
    const [x, y, a, b] = [now[2 * pair]!, now[2 * pair + 1]!, before[2 * pair]!, before[2 * pair + 1]!];
    if (up ? x > y && a <= b : x < y && a >= b) count += 1;
  }
  return count;
}

function byHand(feed: Feed): () => number {
  let [now, before] = [new Float64Array(14).fill(Number.NaN), new Float64Array(14).fill(Number.NaN)];
  return () => {
    let count = 0;
    for (let t = 0; t < STREAMED; t++) {
      feed(bars.close[t]!, now);
      count += crossed(now, before);
      [now, before] = [before, now];
    }
    return count;
  };
}

/** The same over columns, by the functions of technicalindicators. */
function columnsByHand(): number {
  const values = Array.from(bars.close);
  const lined = (list: (number | undefined)[]) => {
    const out = new Float64Array(BATCH).fill(Number.NaN);
    for (let k = 0; k < list.length; k++) out[BATCH - list.length + k] = list[k] ?? Number.NaN;
    return out;
  };
  const bands = bollingerbands({ period: 20, stdDev: 2, values });
  const both = macdsTi({ ...MACD_OPTIONS, values });
  const strong = lined(rsisTi({ period: 14, values }));
  const pairs: [Float64Array, Float64Array | number][] = [
    [lined(smasTi({ period: 50, values })), lined(smasTi({ period: 200, values }))],
    [lined(emasTi({ period: 12, values })), lined(emasTi({ period: 26, values }))],
    [lined(both.map((each) => each.MACD)), lined(both.map((each) => each.signal))],
    [strong, 30],
    [strong, 70],
    [bars.close, lined(bands.map((each) => each.lower))],
    [bars.close, lined(bands.map((each) => each.upper))],
  ];
  let count = 0;
  for (const [pair, up] of KINDS) {
    const [x, y] = pairs[pair]!;
    const level = (t: number) => (typeof y === "number" ? y : y[t]!);
    for (let t = 1; t < BATCH; t++)
      if (up ? x[t]! > level(t) && x[t - 1]! <= level(t - 1) : x[t]! < level(t) && x[t - 1]! >= level(t - 1))
        count += 1;
  }
  return count;
}

function pushing(rules: readonly Rule[]): () => number {
  const { push } = compileRules(rules).stream();
  const { open, high, low, close, volume } = bars;
  return () => {
    let count = 0;
    for (let t = 0; t < STREAMED; t++) count += push(open[t]!, high[t]!, low[t]!, close[t]!, volume[t]!);
    return count;
  };
}

/** As it is after a while: many functions are compiled in turn. */
function warmed(batch: () => unknown): () => unknown {
  for (let k = 0; k < 30; k++) batch();
  return batch;
}

function signalsOf(columns: Record<string, Float64Array>): number {
  let count = 0;
  for (const each of Object.values(columns)) for (const value of each) if (value > 0 || value < 0) count += 1;
  return count;
}

/** Libraries begin averages differently, so that a few early crosses differ. */
function same(what: string, ours: number, theirs: number): void {
  if (!(Math.abs(ours - theirs) <= 5 + 0.01 * ours))
    throw new Error(`${what}: ${theirs} signals where we have ${ours}`);
}

async function streamed(): Promise<BenchRow[]> {
  const ours = pushing(ten);
  const [signals, technical] = [byHand(tradingSignals()), byHand(technicalIndicators())];
  const count = ours();
  same("trading-signals", count, signals());
  same("technicalindicators", count, technical());
  const unit = { unit: "ns", better: "lower" } as const;
  return [
    {
      what: "10 rules, a bar of one symbol",
      ours: await nsPerOperation(STREAMED, warmed(ours), 1e9),
      ...unit,
      goal: 200,
      peers: {
        "by hand over trading-signals 8.3.0": await nsPerOperation(STREAMED, signals),
        "by hand over technicalindicators 3.1.0": await nsPerOperation(STREAMED, technical),
      },
    },
    {
      what: "20 presets, a bar of one symbol",
      ours: await nsPerOperation(STREAMED, warmed(pushing(twenty)), 2e9),
      ...unit,
      goal: 500,
    },
    {
      what: `all ${PRESETS.length} presets, a bar of one symbol`,
      ours: await nsPerOperation(STREAMED, warmed(pushing(PRESETS)), 3e9),
      ...unit,
      goal: 1000,
    },
  ];
}

async function overColumns(): Promise<BenchRow[]> {
  const [ours, presets, all] = [compileRules(ten), compileRules(twenty), compileRules(PRESETS)];
  same("technicalindicators over columns", signalsOf(ours.batch(bars)), columnsByHand());
  const unit = { unit: "ns", better: "lower" } as const;
  return [
    {
      what: "10 rules over 100,000 bars, a bar",
      ours: await nsPerOperation(
        BATCH,
        warmed(() => ours.batch(bars)),
        1e9,
      ),
      ...unit,
      goal: 100,
      peers: {
        "the same, bar by bar": await nsPerOperation(STREAMED, warmed(pushing(ten)), 1e9),
        "by hand over technicalindicators 3.1.0": await nsPerOperation(BATCH, columnsByHand, 1e9),
      },
    },
    {
      what: "20 presets over 100,000 bars, a bar",
      ours: await nsPerOperation(
        BATCH,
        warmed(() => presets.batch(bars)),
        2e9,
      ),
      ...unit,
      goal: 300,
      peers: {
        "the same, in TypeScript": await nsPerOperation(BATCH, () => presets.batch(bars, { portable: true }), 2e9),
      },
    },
    {
      what: `all ${PRESETS.length} presets over 100,000 bars, a bar`,
      ours: await nsPerOperation(
        BATCH,
        warmed(() => all.batch(bars)),
        3e9,
      ),
      ...unit,
      goal: 700,
    },
  ];
}

const suite: Suite = {
  name: "signals-rules",
  async run() {
    return [...(await streamed()), ...(await overColumns())];
  },
};

export default suite;
