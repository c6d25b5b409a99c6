/**
 * Signals as they are used: one update of one symbol through every generator, the learned member and the ensemble; a bar of
 * a thousand symbols; what calibration and the ways of combining cost; tables beside the exact functions. The peer computes
 * the same six indicators, no signal, no vote.
 */
import { exp, log, Random, tanh } from "@hotpath/core";
import { type Combination, HORIZON, SignalSet, type SignalSetOptions } from "@hotpath/signals";
import { expByTable, logByTable, tanhByTable } from "@hotpath/signals/models";
import { allDefaultGenerators } from "@hotpath/signals/statistical";
import { EMA, MACD, MOM, RSI, SMA } from "trading-signals";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const UPDATES = 65_536;
const MANY = 1000;

/** Twice the mid of a walk that trends and turns, a whole number. */
function walk(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  let [price, drift] = [50_000, 0];
  return Float64Array.from({ length }, () => {
    drift = 0.98 * drift + 0.3 * random.normal();
    price = Math.max(10_000, price + Math.round(drift + random.normal()));
    return 2 * price + 1;
  });
}

const prices = walk(UPDATES, 1);

/** One symbol; with the quotes, where generators look at them. */
async function nsOfUpdate(options: Partial<SignalSetOptions>, withQuotes = false): Promise<number> {
  using set = new SignalSet({ symbols: 1, ...options });
  let micros = 0;
  const batch = (): number => {
    let sum = 0;
    for (let i = 0; i < UPDATES; i++) {
      micros += 10;
      const price = prices[i]!;
      if (withQuotes) set.quote(0, price - 1, price + 1, 100 + (i & 31), 120 - (i & 15));
      sum += set.update(0, price, 0.1, micros);
    }
    return sum;
  };
  for (let i = 0; i < 15; i++) batch();
  return nsPerOperation(UPDATES, batch);
}

/**
 * The median update. A reading of the clock takes a third of an update, so that runs of 15 are timed: those between two
 * outcomes, which come with every 16th update and are not among them.
 */
function medianUpdate(options: Partial<SignalSetOptions>): number {
  using set = new SignalSet({ symbols: 1, ...options });
  const runs = new Float64Array(UPDATES / HORIZON);
  let sum = 0;
  let micros = 0;
  for (let pass = 0; pass < 20; pass++)
    for (let run = 0; run < runs.length; run++) {
      const from = run * HORIZON;
      const start = Bun.nanoseconds();
      for (let i = from; i < from + HORIZON - 1; i++) {
        micros += 10;
        sum += set.update(0, prices[i]!, 0.1, micros);
      }
      runs[run] = (Bun.nanoseconds() - start) / (HORIZON - 1);
      sum += set.update(0, prices[from + HORIZON - 1]!, 0.1, micros);
    }
  if (Number.isNaN(sum)) throw new Error("a set gave NaN");
  return runs.sort()[runs.length >> 1]!;
}

/** The six indicators of the default technical set by trading-signals. */
async function nsOfPeer(): Promise<number> {
  const [sma, ema, rsi, mom] = [new SMA(20), new EMA(20), new RSI(14), new MOM(10)];
  const macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  const mean = new SMA(20);
  const length = 8192;
  const batch = (): number => {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const price = prices[i]!;
      for (const each of [sma, ema, rsi, mom, mean]) sum += each.update(price, false) ?? 0;
      sum += macd.update(price, false)?.histogram ?? 0;
    }
    return sum;
  };
  return nsPerOperation(length, batch);
}

async function updates(): Promise<BenchRow[]> {
  const peer = { "trading-signals 8.3, the indicators alone": await nsOfPeer() };
  const technical = await nsOfUpdate({});
  const both = await nsOfUpdate({ generators: allDefaultGenerators() });
  const quoted = await nsOfUpdate({ generators: allDefaultGenerators() }, true);
  const p50 = medianUpdate({ generators: allDefaultGenerators() });
  const row = { unit: "ns", better: "lower", note: "batch mean, one symbol" } as const;
  return [
    {
      what: "default technical signals (defaultGenerators), learned and ensemble, one update",
      ours: technical,
      ...row,
      peers: peer,
    },
    {
      what: "all default technical and statistical signals (allDefaultGenerators), learned and ensemble, one update",
      ours: both,
      ...row,
      floor: 500,
    },
    { what: "the same, p50", ours: p50, ...row, note: "of runs of 15 updates without an outcome", goal: 150 },
    { what: "the same with the quote behind it", ours: quoted, ...row },
  ];
}

/** A bar of each of a thousand symbols, which is as many updates in one call. */
async function manySymbols(): Promise<BenchRow> {
  using set = new SignalSet({ symbols: MANY, generators: allDefaultGenerators() });
  const columns = Array.from({ length: 64 }, (_, k) =>
    Float64Array.from({ length: MANY }, (_, q) => prices[64 * q + k]!),
  );
  const votes = new Float64Array(MANY);
  let micros = 0;
  const batch = (): Float64Array => {
    for (const column of columns) set.updateAll(column, undefined, micros++, votes);
    return votes;
  };
  for (let i = 0; i < 10; i++) batch();
  const ns = await nsPerOperation(columns.length, batch);
  return {
    what: "1,000 symbols, allDefaultGenerators, one bar each, one core",
    ours: ns / 1e6,
    unit: "ms",
    better: "lower",
    goal: 1,
  };
}

async function ensembles(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const combine of ["vote", "prod", "hedge", "stacking"] satisfies Combination[])
    rows.push({
      what: `default technical signals combined by ${combine}, one update`,
      ours: await nsOfUpdate({ ensemble: { combine } }),
      unit: "ns",
      better: "lower",
    });
  using set = new SignalSet({ symbols: 1 });
  for (let i = 0; i < UPDATES; i++) set.update(0, prices[i]!, 0.1, i);
  const ensemble = set.names.length - 1;
  rows.push({
    what: "calibrated probability of a signal, fitted before",
    ours: await nsPerOperation(1024, () => {
      let sum = 0;
      for (let i = 0; i < 1024; i++) sum += set.probability(0, ensemble);
      return sum;
    }),
    unit: "ns",
    better: "lower",
  });
  return rows;
}

async function tables(): Promise<BenchRow[]> {
  const random = new Random(3);
  const values = Float64Array.from({ length: 4096 }, () => 4 * random.normal());
  const positive = values.map((value) => exp(value));
  const time = (of: (x: number) => number, over: Float64Array): Promise<number> => {
    // A loop of its own for each function, so that each is inlined into one.
    const loop = new Function(
      "of",
      "values",
      "return () => { let sum = 0; for (let i = 0; i < values.length; i++) sum += of(values[i]); return sum; }",
    )(of, over) as () => number;
    return nsPerOperation(over.length, loop);
  };
  const pairs = [
    ["exp", expByTable, exp, Math.exp, values],
    ["log", logByTable, log, Math.log, positive],
    ["tanh", tanhByTable, tanh, Math.tanh, values],
  ] as const;
  const rows: BenchRow[] = [];
  for (const [name, table, exact, native, over] of pairs)
    rows.push({
      what: `${name} by table`,
      ours: await time(table, over),
      unit: "ns",
      better: "lower",
      peers: { "core's exact one": await time(exact, over), "Math's": await time(native, over) },
    });
  return rows;
}

const suite: Suite = {
  name: "signals",
  async run() {
    return [...(await updates()), await manySymbols(), ...(await ensembles()), ...(await tables())];
  },
};

export default suite;
