/**
 * A million orders alive, churned: what a pause of the runtime costs those who keep orders as objects.
 */
import { Random } from "@hotpath/core";
import { MatchingEngine } from "@hotpath/order-book";

/** The worst and the median slice of 1,000 events, in milliseconds. */
export interface Slices {
  worst: number;
  median: number;
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
function churn(replaceOne: (index: number, event: number) => void): Slices {
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

/** In the columns of a matching engine, which keeps the book as well. */
export function churnColumns(): Slices {
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
export function churnObjects(): Slices {
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
