/**
 * The order flows that the matching engine is measured with, as batches of commands, and the drivers: one command at a
 * time in TypeScript, or whole batches. Reports are written in full and read, row by row, every so often.
 */
import { OrderType, Random, Side, TimeInForce } from "@hotpath/core";
import { CommandBatch, CommandKind, type MatchingEngine, type ReportBuffer } from "@hotpath/order-book";
import { flowBatch, flowPath, readFlow } from "../../../packages/order-book/src/testing/recorded-flow.ts";

/** Reports are read and forgotten after this many commands. */
export const DRAIN_EVERY = 64;

/**
 * 45 % new limit orders (most near the touch, some crossing, a tail far away), 40 % cancels, 10 % replaces, 5 % markets;
 * about 1,000 orders alive for each symbol, of 16 owners.
 */
export function mixedFlow(count: number, symbols: number): CommandBatch {
  const random = new Random(7);
  const below = (n: number): number => Math.floor(random.uniform() * n);
  const flow = new CommandBatch(count);
  const live: number[] = [];
  const middles = new Float64Array(symbols).fill(100_000);
  const symbolOf = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const dice = below(100);
    const isNew = live.length < 1000 * symbols || dice < 50;
    const pick = below(live.length);
    const id = isNew ? i + 1 : live[pick]!;
    const symbol = isNew ? below(symbols) : symbolOf[id]!;
    const side = 1 + below(2);
    if (below(20) === 0) middles[symbol] = middles[symbol]! + below(3) - 1;
    const away = below(30) === 0 ? below(2000) : Math.floor(-3 * Math.log(1 - random.uniform())) - 1;
    const price = middles[symbol]! + (side === Side.Buy ? -away : away);
    const type = dice >= 45 && dice < 50 ? OrderType.Market : OrderType.Limit;
    symbolOf[id] = symbol;
    if (isNew) {
      flow.submit(symbol, id, side, price, 1 + below(100), type, TimeInForce.GoodTillCancel, 1 + (i & 15));
      if (type === OrderType.Limit) live.push(id);
    } else if (dice < 90) {
      flow.cancel(id);
      live[pick] = live.at(-1)!;
      live.pop();
    } else {
      flow.replace(id, price, 1 + below(100));
    }
  }
  return flow;
}

/** 600,000 adds, 300,000 cancels and 100,000 markets, mixed. */
export function deepFlow(): CommandBatch {
  const random = new Random(11);
  const below = (n: number): number => Math.floor(random.uniform() * n);
  const flow = new CommandBatch(1_000_000);
  const live: number[] = [];
  for (let i = 0; i < flow.rows; i++) {
    const dice = below(10);
    const side = 1 + below(2);
    if (dice >= 6 && dice < 9 && live.length > 0) {
      const pick = below(live.length);
      flow.cancel(live[pick]!);
      live[pick] = live.at(-1)!;
      live.pop();
      continue;
    }
    const price = 100_000 + (side === Side.Buy ? -1 - below(5000) : 1 + below(5000));
    const type = dice === 9 ? OrderType.Market : OrderType.Limit;
    flow.submit(0, i + 1, side, price, 1 + below(100), type, TimeInForce.GoodTillCancel, 1 + (i & 15));
    if (type === OrderType.Limit) live.push(i + 1);
  }
  return flow;
}

/** A recorded flow, or undefined where its file is not there. */
export async function recordedFlow(name: string): Promise<CommandBatch | undefined> {
  const path = flowPath(name);
  return path === undefined ? undefined : flowBatch(await readFlow(path));
}

/** Executes the commands [from, to) one by one. */
export function runSingles(engine: MatchingEngine, flow: CommandBatch, from: number, to: number): void {
  const { kind, instrument, orderId, side, price, quantity, type, timeInForce, owner } = flow;
  const { Cancel, Submit } = CommandKind;
  for (let i = from; i < to; i++) {
    const what = kind[i]!;
    const id = orderId[i]!;
    if (what === Cancel) engine.cancel(id);
    else if (what === Submit)
      engine.submit(instrument[i]!, id, side[i]!, price[i]!, quantity[i]!, type[i]!, timeInForce[i]!, owner[i]!);
    else engine.replace(id, price[i]!, quantity[i]!);
  }
}

/** Executes the commands [from, to) as one batch. */
export function runBatch(engine: MatchingEngine, flow: CommandBatch, from: number, to: number): void {
  let next = from;
  while (next < to) next = engine.submitBatch(flow, next, to);
}

/** Reads every report, and forgets them. */
export function readReports(reports: ReportBuffer): number {
  const { kind, orderId, price, quantity, leavesQty, counterOrderId } = reports;
  let sum = 0;
  for (let row = 0; row < reports.count; row++) {
    sum += kind[row]! + orderId[row]! + price[row]! + quantity[row]! + leavesQty[row]! + counterOrderId[row]!;
  }
  reports.clear();
  return sum;
}

/** A driver: {@link runSingles} or {@link runBatch}. */
export type Driver = (engine: MatchingEngine, flow: CommandBatch, from: number, to: number) => void;

/** Commands of a slice: short enough that most slices of some pass are not disturbed by other processes. */
const SLICE = 16 * DRAIN_EVERY;

/** Millions of commands a second. */
export interface Rate {
  /** Of the median pass. */
  median: number;
  /** Of the best pass. */
  best: number;
  /** Of a pass made of the best of each slice of 1,024 commands: what the code takes while nobody else runs. */
  undisturbed: number;
}

/** Times whole passes from an empty book; emptying it is not counted. */
export function rateOf(engine: MatchingEngine, flow: CommandBatch, symbols: number, run: Driver, passes = 9): Rate {
  const rates: number[] = [];
  const slices = new Float64Array(Math.ceil(flow.count / SLICE)).fill(Number.POSITIVE_INFINITY);
  // The first two passes are for the compiler.
  for (let pass = -2; pass < passes; pass++) {
    const start = Bun.nanoseconds();
    let before = start;
    for (let slice = 0; slice < slices.length; slice++) {
      const end = Math.min(flow.count, (slice + 1) * SLICE);
      for (let from = slice * SLICE; from < end; from += DRAIN_EVERY) {
        run(engine, flow, from, Math.min(end, from + DRAIN_EVERY));
        readReports(engine.reports);
      }
      const now = Bun.nanoseconds();
      if (pass >= 0) slices[slice] = Math.min(slices[slice]!, now - before);
      before = now;
    }
    if (pass >= 0) rates.push((1000 * flow.count) / (before - start));
    for (let symbol = 0; symbol < symbols; symbol++) {
      engine.massCancelInstrument(symbol);
      engine.reports.clear();
    }
  }
  rates.sort((a, b) => a - b);
  const undisturbed = (1000 * flow.count) / slices.reduce((sum, ns) => sum + ns, 0);
  return { median: rates[rates.length >>> 1]!, best: rates.at(-1)!, undisturbed };
}
