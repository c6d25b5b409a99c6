/**
 * The order manager: transitions of its state machine, and held orders that follow prices. The peers are an order manager
 * as it is usually written, objects in a Map, and stops in a list that every price walks.
 */
import {
  CancelIntent,
  EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  InstrumentRegistry,
  OrderIntent,
  OrderTerms,
  OrderType,
  ReplaceIntent,
  Side,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { OrderStage } from "@hotpath/orders";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { ObjectOrders, type ObjectReport, ObjectStops } from "./orders/object-orders.ts";

/** Orders that live at a time. */
const ORDERS = 1_024;
/** What happens to each: asked for, taken, filled, asked to change, changed, filled, asked to cancel, cancelled. */
const TRANSITIONS = 8;
const HELD = 10_000;
const MICROS = 1_700_000_000_000_000;
const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
const MEASURED_NANOS = 3e9;
/** The word of a report that its executionId is: fields lie behind the header in the order of the schema. */
const EXECUTION_ID = 12;

/** The lives of all orders, step by step, as records that are read again and again. */
function lives(): EventQueue {
  const queue = new EventQueue({ initialBytes: 4 * 1024 * 1024 });
  const report = (id: number, type: number, quantity: number, cumulative: number): void =>
    ExecutionReport.write(
      queue,
      MICROS,
      0,
      0,
      1,
      id,
      id,
      quantity > 0 ? 10_000 : 0,
      quantity,
      0,
      cumulative,
      type,
      1,
      2,
      0,
      0,
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -1,
    );
  const steps: ((id: number) => void)[] = [
    (id) => OrderIntent.write(queue, MICROS, 0, 0, 1, id, 10_000, 100, Side.Buy, OrderType.Limit, TimeInForce.Day, 1),
    (id) => report(id, ExecType.New, 0, 0),
    (id) => report(id, ExecType.Trade, 10, 10),
    (id) => ReplaceIntent.write(queue, MICROS, 0, 0, 1, id, 10_001, 120, Side.Buy, 1),
    (id) => report(id, ExecType.Replaced, 0, 10),
    (id) => report(id, ExecType.Trade, 10, 20),
    (id) => CancelIntent.write(queue, MICROS, 0, 0, 1, id, 1),
    (id) => report(id, ExecType.Canceled, 0, 20),
  ];
  for (const step of steps) for (let id = 1; id <= ORDERS; id++) step(id);
  return queue;
}

/** Runs a stage over records from the start of a buffer, and forgets what it says. */
function runAll(stage: OrderStage, cursor: EventCursor, events: number, out: EventQueue): number {
  cursor.at = 0;
  for (let n = 0; n < events; n++) {
    stage.on(cursor, out);
    cursor.at += cursor.length >> 3;
  }
  const told = out.size;
  out.clear();
  return told;
}

/** Takes the ids of executions in a buffer away. */
function clearIds(cursor: EventCursor, events: number): void {
  cursor.at = 0;
  for (let n = 0; n < events; n++) {
    if (cursor.type === ExecutionReport.TYPE) cursor.f64[cursor.at + EXECUTION_ID] = 0;
    cursor.at += cursor.length >> 3;
  }
}

/** Gives each execution in a buffer an id that was not there before. */
function renumber(cursor: EventCursor, events: number, first: number): void {
  cursor.at = 0;
  for (let n = 0; n < events; n++) {
    if (cursor.type === ExecutionReport.TYPE && ExecutionReport.execType(cursor) === ExecType.Trade)
      cursor.f64[cursor.at + EXECUTION_ID] = first + n;
    cursor.at += cursor.length >> 3;
  }
}

async function transitions(): Promise<BenchRow[]> {
  const events = ORDERS * TRANSITIONS;
  const queue = lives();
  const cursor = new EventCursor(queue.f64.buffer as ArrayBuffer);
  const out = new EventQueue({ initialBytes: 4 * 1024 * 1024 });
  let id = 1;
  const numbered = new OrderStage({ instruments });
  const withIds = await nsPerOperation(
    events,
    () => {
      renumber(cursor, events, id);
      id += events;
      return runAll(numbered, cursor, events, out);
    },
    MEASURED_NANOS,
  );
  // Without ids, as venues on paper report.
  clearIds(cursor, events);
  const stage = new OrderStage({ instruments });
  const ns = await nsPerOperation(events, () => runAll(stage, cursor, events, out), MEASURED_NANOS);
  const kinds = ["intent", "new", "trade", "replace", "replaced", "trade", "cancel", "canceled"];
  const reports: ObjectReport[] = kinds.flatMap((kind, n) =>
    Array.from({ length: ORDERS }, (_, i) => ({
      kind,
      id: i + 1,
      price: n === 3 ? 10_001 : 10_000,
      quantity: kind === "trade" ? 10 : n === 3 ? 120 : 100,
      cumulative: n >= 5 ? 20 : 10,
    })),
  );
  const peer = new ObjectOrders();
  const peerNs = await nsPerOperation(
    events,
    () => {
      for (const report of reports) peer.on(report);
      const told = peer.told.length;
      peer.told = [];
      return told;
    },
    MEASURED_NANOS,
  );
  const check = new OrderStage({ instruments });
  clearIds(cursor, events);
  const told = runAll(check, cursor, events, out);
  for (const report of reports) peer.on(report);
  if (told !== peer.told.length) throw new Error(`the peer tells ${peer.told.length} things, not ${told}`);
  const peers = { "objects in a Map": 1000 / peerNs };
  return [
    {
      what: "transitions of the order state machine",
      ours: 1000 / ns,
      unit: "million/s",
      better: "higher",
      goal: 5,
      floor: 5,
      note: `whole stage: requests, reports, fills and replaces of ${ORDERS} orders, and the events that they lead to`,
      peers,
    },
    {
      what: "the same, each trade with an id that is remembered",
      ours: 1000 / withIds,
      unit: "million/s",
      better: "higher",
      goal: 5,
      note: "65,536 executions are remembered",
    },
  ];
}

/** An order manager with held sells below the market, and the peer with the same. */
function held(trails: boolean): { stage: OrderStage; peer: ObjectStops } {
  const stage = new OrderStage({ instruments, emulation: {} });
  const peer = new ObjectStops();
  const queue = new EventQueue({ initialBytes: 8 * 1024 * 1024 });
  Trade.write(queue, MICROS, 0, 0, 1, 100_000, 1, 0);
  for (let id = 1; id <= HELD; id++) {
    const distance = 20_000 + ((id * 7_919) % 40_000);
    const trigger = trails ? 0 : 100_000 - distance;
    OrderTerms.write(queue, MICROS, 0, 0, 1, id, trigger, trails ? distance : 0, 0, Number.NaN, 0, 0, 0, 0, 0, 0, 0);
    const type = trails ? OrderType.TrailingStop : OrderType.Stop;
    OrderIntent.write(queue, MICROS, 0, 0, 1, id, 0, 10, Side.Sell, type, TimeInForce.GoodTillCancel, 1);
    peer.stops.push({ trigger: 100_000 - distance, distance: trails ? distance : 0, best: 100_000 });
  }
  const event = new EventCursor();
  const out = new EventQueue();
  while (queue.next(event)) stage.on(event, out);
  return { stage, peer };
}

async function updates(trails: boolean): Promise<BenchRow> {
  const batch = 256;
  const { stage, peer } = held(trails);
  const queue = new EventQueue();
  const event = new EventCursor();
  const out = new EventQueue();
  let price = 100_000;
  // Without end: a market that makes a new high at every third trade, or one that goes nowhere.
  const next = (n: number): number => {
    price += trails ? [2, -1, 0][n % 3]! : [1, -1, 2, -2][n % 4]!;
    return price;
  };
  const prices = (): number[] => Array.from({ length: batch }, (_, n) => next(n));
  const run = (): number => {
    for (const at of prices()) {
      Trade.write(queue, MICROS, 0, 0, 1, at, 1, 0);
      while (queue.next(event)) stage.on(event, out);
    }
    const { size } = out;
    out.clear();
    return size;
  };
  const ours = await nsPerOperation(batch, run);
  const theirs = await nsPerOperation(batch, () => prices().reduce((sum, at) => sum + peer.price(at), 0));
  if (stage.store.size !== HELD) throw new Error(`${stage.store.size} stops are left of ${HELD}`);
  return {
    what: `one trade, ${HELD.toLocaleString("en")} held ${trails ? "trailing stops, a third of the trades new highs" : "stops, none set off"}`,
    ours,
    unit: "ns",
    better: "lower",
    goal: 200,
    note: "the record of the trade written and read in it",
    peers: { "a list that every price walks": theirs },
  };
}

const suite: Suite = {
  name: "orders",
  run: async () => [...(await transitions()), await updates(false), await updates(true)],
};

export default suite;
