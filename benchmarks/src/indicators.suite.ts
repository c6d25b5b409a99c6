/**
 * Indicators over columns, bar by bar and over many symbols, beside TA-Lib's C library and two libraries of npm, all in
 * one process.
 */
import { Random } from "@hotpath/core";
import { type Columns, indicator, type Mode } from "@hotpath/indicators";
import { ADX as AdxTi, EMA as EmaTi, MACD as MacdTi, RSI as RsiTi, SMA as SmaTi } from "technicalindicators";
import { ADX as AdxTs, EMA as EmaTs, MACD as MacdTs, RSI as RsiTs, SMA as SmaTs } from "trading-signals";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { type BatchCase, cases } from "./indicators/cases.ts";
import { openTalib } from "./indicators/talib.ts";

const LENGTH = 1_000_000;
const STREAMED = 20_000;

function walk(length: number): Record<"open" | "high" | "low" | "close" | "volume", Float64Array> {
  const random = new Random(1);
  const column = () => new Float64Array(length);
  const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  let price = 10_000;
  for (let i = 0; i < length; i++) {
    bars.open[i] = price / 100;
    price = Math.max(1000, price + Math.round(10 * random.normal()));
    bars.close[i] = price / 100;
    bars.high[i] = Math.max(bars.open[i]!, bars.close[i]!) + random.integer(5) / 100;
    bars.low[i] = Math.min(bars.open[i]!, bars.close[i]!) - random.integer(5) / 100;
    bars.volume[i] = 100 + random.integer(900);
  }
  return bars;
}

const bars = walk(LENGTH);
const talib = openTalib();

/** One indicator ready to run over the million bars, into warm outputs. */
function batchOf({ name, params, inputs }: BatchCase, mode: Mode, portable: boolean): () => unknown {
  const ours = indicator(name, params as never);
  const columns: Columns = Object.fromEntries(ours.inputs.map((input, k) => [input, bars[inputs[k]!]]));
  const out = Object.fromEntries(ours.outputs.map((output) => [output.name, new Float64Array(LENGTH).fill(1)]));
  return () => ours.batch(columns, { mode, portable, out });
}

function peer(name: string, inputs: BatchCase["inputs"], params: BatchCase["talib"], outputs: number): () => void {
  return talib!.call(
    `TA_${name}`,
    inputs.map((input) => bars[input]),
    params,
    outputs,
  ).run;
}

async function batchRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const ratios: Record<"fast" | "exact" | "TypeScript", number[]> = { fast: [], exact: [], TypeScript: [] };
  for (const one of cases) {
    const c = talib && (await nsPerOperation(LENGTH, peer(one.name, one.inputs, one.talib, one.outputs)));
    for (const way of ["fast", "exact", "TypeScript"] as const) {
      const ours = await nsPerOperation(LENGTH, batchOf(one, way === "fast" ? "fast" : "exact", way === "TypeScript"));
      if (c !== undefined && (way !== "fast" || one.goal !== undefined)) ratios[way].push(c / ours);
      const params = Object.values(one.params).join(", ");
      rows.push({
        what: `${one.name}${params === "" ? "" : `(${params})`}, a million bars, ${way === "TypeScript" ? "exact in TypeScript" : way}, an element`,
        ours,
        unit: "ns",
        better: "lower",
        ...(way === "fast" && one.goal !== undefined ? { goal: one.goal } : {}),
        ...(c === undefined ? {} : { peers: { [`TA-Lib ${talib!.version}`]: c } }),
      });
    }
  }
  for (const [way, all] of Object.entries(ratios))
    if (all.length > 0)
      rows.push({
        what: `${all.length} functions, ${way}: how many times TA-Lib's speed, geometric mean`,
        ours: Math.exp(all.reduce((sum, ratio) => sum + Math.log(ratio), 0) / all.length),
        unit: "times",
        better: "higher",
        goal: way === "fast" ? 4 : 1,
      });
  return rows;
}

async function shapeRows(): Promise<BenchRow[]> {
  const shapes = { up: (i: number) => i, down: (i: number) => -i, constant: () => 1, sawtooth: (i: number) => i % 97 };
  const rows: BenchRow[] = [];
  for (const [shape, at] of Object.entries(shapes)) {
    const values = Float64Array.from({ length: LENGTH }, (_, i) => at(i));
    const max = indicator("MAX", { timePeriod: 50 });
    const out = { real: new Float64Array(LENGTH).fill(1) };
    rows.push({
      what: `MAX(50), a million bars, fast, an element; series: ${shape}`,
      ours: await nsPerOperation(LENGTH, () => max.batch(values, { mode: "fast", out })),
      unit: "ns",
      better: "lower",
      goal: 2.2,
      ...(talib && {
        peers: {
          [`TA-Lib ${talib.version}`]: await nsPerOperation(LENGTH, talib.call("TA_MAX", [values], [50], 1).run),
        },
      }),
    });
  }
  return rows;
}

interface Streaming {
  name: "EMA" | "SMA" | "RSI" | "MACD" | "ADX";
  goal: number;
  signals(): { add(value: never): unknown };
  technical(): { nextValue(value: never): unknown };
}

const streaming: readonly Streaming[] = [
  {
    name: "EMA",
    goal: 10,
    signals: () => new EmaTs(14),
    technical: () => new EmaTi({ period: 14, values: [] }),
  },
  {
    name: "SMA",
    goal: 10,
    signals: () => new SmaTs(14),
    technical: () => new SmaTi({ period: 14, values: [] }),
  },
  {
    name: "RSI",
    goal: 10,
    signals: () => new RsiTs(14),
    technical: () => new RsiTi({ period: 14, values: [] }),
  },
  {
    name: "MACD",
    goal: 10,
    signals: () => new MacdTs(new EmaTs(12), new EmaTs(26), new EmaTs(9)),
    technical: () =>
      new MacdTi({
        fastPeriod: 12,
        slowPeriod: 26,
        signalPeriod: 9,
        values: [],
        SimpleMAOscillator: false,
        SimpleMASignal: false,
      }),
  },
  {
    name: "ADX",
    goal: 30,
    signals: () => new AdxTs(14),
    technical: () => new AdxTi({ period: 14, high: [], low: [], close: [] }),
  },
];

async function streamRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const objects = Array.from({ length: STREAMED }, (_, i) => ({
    high: bars.high[i]!,
    low: bars.low[i]!,
    close: bars.close[i]!,
  }));
  const { high, low, close } = bars;
  for (const { name, goal, signals, technical } of streaming) {
    const isBar = name === "ADX";
    const { push } = indicator(name, (name === "MACD" ? {} : { timePeriod: 14 }) as never).stream();
    const [a, b] = [signals(), technical()];
    const feed = (take: (value: never) => unknown) => () => {
      let last: unknown;
      for (let i = 0; i < STREAMED; i++) last = take((isBar ? objects[i] : close[i]) as never);
      return last;
    };
    const ours = isBar
      ? () => {
          let last = 0;
          for (let i = 0; i < STREAMED; i++) last = push(high[i]!, low[i]!, close[i]!);
          return last;
        }
      : () => {
          let last = 0;
          for (let i = 0; i < STREAMED; i++) last = push(close[i]!);
          return last;
        };
    const peers = {
      "trading-signals 8.3.0": await nsPerOperation(
        STREAMED,
        feed((value) => a.add(value)),
      ),
      "technicalindicators 3.1.0": await nsPerOperation(
        STREAMED,
        feed((value) => b.nextValue(value)),
      ),
    };
    const figure = await nsPerOperation(STREAMED, ours);
    rows.push({ what: `${name}, bar by bar, an update`, ours: figure, unit: "ns", better: "lower", goal, peers });
  }
  return rows;
}

async function symbolRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, goal] of [
    ["EMA", 0.3],
    ["RSI", 0.5],
  ] as const)
    for (const symbols of [64, 1024])
      for (const frames of [1, 64]) {
        const many = indicator(name, { timePeriod: 14 }).symbols(symbols);
        const input = bars.close.slice(0, symbols * frames);
        const out = new Float64Array(symbols * frames);
        for (let i = 0; i < 40; i++) many.update(input, out);
        const calls = Math.ceil(20_000 / (symbols * frames));
        const run = () => {
          for (let i = 0; i < calls; i++) many.update(input, out);
          return out[0];
        };
        rows.push({
          what: `${name}(14), ${symbols} symbols, ${frames === 1 ? "one bar" : `${frames} bars`} a call, a symbol's update`,
          ours: await nsPerOperation(calls * symbols * frames, run),
          unit: "ns",
          better: "lower",
          goal,
        });
      }
  return rows;
}

const suite: Suite = {
  name: "indicators",
  async run() {
    return [...(await batchRows()), ...(await shapeRows()), ...(await streamRows()), ...(await symbolRows())];
  },
};

export default suite;
