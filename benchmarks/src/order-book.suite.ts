/**
 * The matching engine: one command with full reports, on synthetic and recorded flows, and with a million orders alive.
 */
import { OrderType, Random, Side, TimeInForce } from "@hotpath/core";
import { MatchingEngine } from "@hotpath/order-book";
import {
  flowEngine,
  flowPath,
  type RecordedFlow,
  readFlow,
  runFlow,
} from "../../packages/order-book/src/testing/recorded-flow.ts";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

/** Commands in columns; `kind` 0 new, 1 cancel, 2 replace. */
interface Commands {
  count: number;
  kind: Uint8Array;
  instrument: Int32Array;
  orderId: Float64Array;
  side: Uint8Array;
  price: Float64Array;
  quantity: Float64Array;
  type: Uint8Array;
}

/** Reports are read and forgotten after this many commands. */
const DRAIN_EVERY = 64;

function commandsOf(count: number): Commands {
  return {
    count,
    kind: new Uint8Array(count),
    instrument: new Int32Array(count),
    orderId: new Float64Array(count),
    side: new Uint8Array(count),
    price: new Float64Array(count),
    quantity: new Float64Array(count),
    type: new Uint8Array(count),
  };
}

/**
 * 45 % new limit orders (most near the touch, some crossing, a tail far away), 40 % cancels, 10 % replaces, 5 % markets;
 * about 2,000 orders alive for each symbol.
 */
function mixedFlow(count: number, symbols: number): Commands {
  const random = new Random(7);
  const below = (n: number): number => Math.floor(random.uniform() * n);
  const flow = commandsOf(count);
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
    flow.instrument[i] = symbol;
    flow.orderId[i] = id;
    flow.side[i] = side;
    flow.price[i] = middles[symbol]! + (side === Side.Buy ? -away : away);
    flow.quantity[i] = 1 + below(100);
    flow.type[i] = isNew && dice >= 45 && dice < 50 ? OrderType.Market : OrderType.Limit;
    flow.kind[i] = isNew ? 0 : dice < 90 ? 1 : 2;
    symbolOf[id] = symbol;
    if (flow.kind[i] === 0 && flow.type[i] === OrderType.Limit) live.push(id);
    if (flow.kind[i] === 1) {
      live[pick] = live.at(-1)!;
      live.pop();
    }
  }
  return flow;
}

/** 600,000 adds, 300,000 cancels and 100,000 markets, mixed. */
function deepFlow(): Commands {
  const random = new Random(11);
  const below = (n: number): number => Math.floor(random.uniform() * n);
  const flow = commandsOf(1_000_000);
  const live: number[] = [];
  for (let i = 0; i < flow.count; i++) {
    const dice = below(10);
    const isCancel = dice >= 6 && dice < 9 && live.length > 0;
    const side = 1 + below(2);
    const pick = below(live.length);
    flow.kind[i] = isCancel ? 1 : 0;
    flow.orderId[i] = isCancel ? live[pick]! : i + 1;
    flow.side[i] = side;
    flow.price[i] = 100_000 + (side === Side.Buy ? -1 - below(5000) : 1 + below(5000));
    flow.quantity[i] = 1 + below(100);
    flow.type[i] = dice === 9 ? OrderType.Market : OrderType.Limit;
    if (isCancel) {
      live[pick] = live.at(-1)!;
      live.pop();
    } else if (dice < 9) {
      live.push(i + 1);
    }
  }
  return flow;
}

function run(engine: MatchingEngine, flow: Commands, from: number, to: number): void {
  const { kind, instrument, orderId, side, price, quantity, type } = flow;
  for (let i = from; i < to; i++) {
    const what = kind[i]!;
    if (what === 0) {
      const gtc = TimeInForce.GoodTillCancel;
      engine.submit(instrument[i]!, orderId[i]!, side[i]!, price[i]!, quantity[i]!, type[i]!, gtc, 1 + (i & 15));
    } else if (what === 1) {
      engine.cancel(orderId[i]!);
    } else {
      engine.replace(orderId[i]!, price[i]!, quantity[i]!);
    }
  }
}

/** A whole flow from an empty book; the number of reports that it gave. */
function runAll(engine: MatchingEngine, flow: Commands, symbols: number): number {
  const { reports } = engine;
  let total = 0;
  for (let i = 0; i < flow.count; i += DRAIN_EVERY) {
    run(engine, flow, i, Math.min(flow.count, i + DRAIN_EVERY));
    total += reports.count;
    reports.clear();
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    engine.massCancelInstrument(symbol);
    reports.clear();
  }
  return total;
}

async function mixedRow(symbols: number): Promise<BenchRow> {
  const flow = mixedFlow(500_000, symbols);
  const engine = new MatchingEngine({ instruments: symbols, orderCapacity: 1 << 20 });
  const ours = await nsPerOperation(flow.count, () => runAll(engine, flow, symbols));
  const note = "45 % new, 40 % cancel, 10 % replace, 5 % market; full reports, self-trade prevention on; batch mean";
  return {
    what: `matching: one command, mixed flow, ${symbols} symbol(s)`,
    ours,
    unit: "ns",
    better: "lower",
    goal: 150,
    note,
  };
}

async function recordedRow(name: string): Promise<BenchRow[]> {
  const path = flowPath(name);
  if (path === undefined) return [];
  const flow = await readFlow(path);
  const engine = flowEngine();
  const ns = await nsPerOperation(flow.count, () => runRecorded(engine, flow));
  const note = `${flow.count} messages, any ids, full reports`;
  const what = `matching: recorded flow "${name}"`;
  return [{ what, ours: 1000 / ns, unit: "million/s", better: "higher", goal: 10, note }];
}

function runRecorded(engine: MatchingEngine, flow: RecordedFlow): number {
  let total = 0;
  for (let i = 0; i < flow.count; i += DRAIN_EVERY) {
    runFlow(engine, flow, i, Math.min(flow.count, i + DRAIN_EVERY));
    total += engine.reports.count;
    engine.reports.clear();
  }
  engine.massCancelInstrument(0);
  engine.reports.clear();
  return total;
}

async function deepRow(): Promise<BenchRow> {
  const flow = deepFlow();
  const engine = new MatchingEngine({ instruments: 1, orderCapacity: 1 << 20, windowTicks: 8192 });
  const ns = await nsPerOperation(flow.count, () => runAll(engine, flow, 1));
  const what = "matching: deep book, 600,000 adds, 300,000 cancels, 100,000 markets";
  const note = "some 250,000 orders rest at the end; taking them out again is part of the time";
  return { what, ours: 1000 / ns, unit: "million/s", better: "higher", goal: 8, note };
}

const LIVE = 1_000_000;
const SLICES = 1000;
const PASSES = 5;
/** A cancel and a new order are two events: 1,000 a slice. */
const PAIRS = 500;

/**
 * Slices of 1,000 events in milliseconds, each pair of which takes one of a million live orders away and brings a new
 * one: the median, and the worst of a pass, of which the least of five. A pause of the runtime's own (collection of
 * garbage) comes in every pass; one that another process on the machine causes does not.
 */
function churn(replaceOne: (index: number, event: number) => void): { worst: number; median: number } {
  const random = new Random(3);
  const indices = new Int32Array(SLICES * PAIRS);
  let worst = Number.POSITIVE_INFINITY;
  let median = Number.POSITIVE_INFINITY;
  let event = LIVE;
  // The first pass is for the compiler.
  for (let pass = 0; pass <= PASSES; pass++) {
    for (let i = 0; i < indices.length; i++) indices[i] = random.integer(LIVE);
    const slices = new Float64Array(SLICES);
    for (let slice = 0; slice < SLICES; slice++) {
      const start = Bun.nanoseconds();
      for (let i = slice * PAIRS; i < (slice + 1) * PAIRS; i++) replaceOne(indices[i]!, ++event);
      slices[slice] = (Bun.nanoseconds() - start) / 1e6;
    }
    slices.sort();
    if (pass === 0) continue;
    worst = Math.min(worst, slices.at(-1)!);
    median = Math.min(median, slices[SLICES >>> 1]!);
  }
  return { worst, median };
}

function churnColumns(): { worst: number; median: number } {
  const engine = new MatchingEngine({ instruments: 1, orderCapacity: LIVE + 1, windowTicks: 8192 });
  const ids = new Float64Array(LIVE);
  const add = (index: number, id: number): void => {
    ids[index] = id;
    const away = (Math.imul(id, 7919) >>> 0) % 3000;
    engine.submit(0, id, 1 + (id & 1), (id & 1) === 0 ? 99_999 - away : 100_001 + away, 10);
    engine.reports.clear();
  };
  for (let i = 0; i < LIVE; i++) add(i, i + 1);
  return churn((index, id) => {
    engine.cancel(ids[index]!);
    add(index, id);
  });
}

/** The usual way: one object for each order, in a Map by id; no book around it. */
function churnObjects(): { worst: number; median: number } {
  const orders = new Map<number, object>();
  const ids = new Float64Array(LIVE);
  const add = (index: number, id: number): void => {
    ids[index] = id;
    const side = id & 1 ? "buy" : "sell";
    orders.set(id, {
      id,
      side,
      price: 100_000 + ((id * 7919) % 3000),
      quantity: 10,
      filled: 0,
      status: "new",
      owner: 1,
    });
  };
  for (let i = 0; i < LIVE; i++) add(i, i + 1);
  return churn((index, id) => {
    orders.delete(ids[index]!);
    add(index, id);
  });
}

const suite: Suite = {
  name: "order-book",
  async run() {
    const ours = churnColumns();
    const objects = churnObjects();
    return [
      await mixedRow(1),
      await mixedRow(8),
      ...(await recordedRow("normal")),
      ...(await recordedRow("swing-40")),
      await deepRow(),
      {
        what: "orders: 1 million alive, churned, worst slice of 1,000 events",
        ours: ours.worst,
        unit: "ms",
        better: "lower",
        goal: 0.4,
        peers: { "plain objects in a Map": objects.worst },
        note: `median slice ${ours.median.toFixed(2)} ms, peer ${objects.median.toFixed(2)} ms; ours keeps the book as well, the peer the orders only`,
      },
    ];
  },
};

export default suite;
