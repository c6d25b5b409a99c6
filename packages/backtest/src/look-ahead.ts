/**
 * Catches a strategy that knows the future: what it does up to a time must be the same whatever comes after that time.
 */
import {
  CancelOrder,
  ConfigError,
  type EventCursor,
  HEADER_WORDS,
  NewOrder,
  Random,
  ReplaceOrder,
  type Stage,
  timeMicros,
} from "@hotpath/core";
import type { BarSeries } from "@hotpath/market-data";
import { barOpenMicros } from "./bar-open-time.ts";
import type { EventTape } from "./replay/event-tape.ts";

/** One thing that a strategy had an engine send. */
export interface Decision {
  kind: "order" | "cancel" | "replace";
  /** When, by the engine's clock: microseconds since the Unix epoch. */
  micros: number;
  instrument: number;
  orderId: number;
  /** In price units; 0 for a cancel and a market order. */
  price: number;
  /** In size units; 0 for a cancel. */
  quantity: number;
  side: number;
}

/** Writes down every order, cancel and replace that leaves an engine: put it among its stages. */
export class DecisionRecorder implements Stage {
  readonly name = "decisions";
  readonly handles: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];
  readonly decisions: Decision[] = [];

  on(event: EventCursor): void {
    const { type, micros, instrument } = event;
    const isCancel = type === CancelOrder.TYPE;
    const of = type === NewOrder.TYPE ? NewOrder : ReplaceOrder;
    this.decisions.push({
      kind: isCancel ? "cancel" : type === NewOrder.TYPE ? "order" : "replace",
      micros,
      instrument,
      orderId: isCancel ? CancelOrder.orderId(event) : of.orderId(event),
      price: isCancel ? 0 : of.price(event),
      quantity: isCancel ? 0 : of.quantity(event),
      side: isCancel ? CancelOrder.side(event) : of.side(event),
    });
  }
}

/** How a look into the future is searched for. */
export interface LookAheadOptions {
  /**
   * The data of the run, altered in place and put back: so a strategy that holds on to it by a way of its own is caught too.
   */
  data: readonly (EventTape | BarSeries)[];
  /** Runs the backtest anew and answers what it decided, in order. */
  run: () => readonly Decision[];
  /** From when on the data is altered, in microseconds: a run is made for each. */
  cutMicros: readonly number[];
  /** Of what the future is altered by. Default 1. */
  seed?: bigint | number;
}

/** Where a run knew what it could not. */
export interface LookAhead {
  /** The data was altered from here on. */
  cutMicros: number;
  /** How many decisions before were the same. */
  same: number;
  /** The first that was not, in the run on the true data; undefined if there was none. */
  decision: Decision | undefined;
  /** The same of the run on the altered data. */
  altered: Decision | undefined;
}

/**
 * Runs a backtest on the true data and once for each cut on data whose prices and sizes are others from there on, and
 * compares what was decided before the cut.
 *
 * @returns the first difference, or undefined if no run knew its future
 * @throws {ConfigError} if there is no data or no cut
 * @example
 * const peek = detectLookAhead({ data: [tape], cutMicros: [middle], run: () => backtest(tape) });
 * if (peek !== undefined) console.log(`knew at ${peek.decision?.micros} what came after ${peek.cutMicros}`);
 */
export function detectLookAhead(options: LookAheadOptions): LookAhead | undefined {
  const { data, run, cutMicros, seed = 1 } = options;
  if (data.length === 0) throw new ConfigError("lookAhead.data", data, "at least one tape or series of bars");
  if (cutMicros.length === 0) throw new ConfigError("lookAhead.cutMicros", cutMicros, "at least one time");
  const truth = [...run()];
  for (const cut of cutMicros) {
    const random = new Random(seed);
    const undo = data.map((each) =>
      "timeMicros" in each ? alterBars(each, cut, random) : alterTape(each, cut, random),
    );
    let altered: Decision[];
    try {
      altered = [...run()];
    } finally {
      for (const restore of undo) restore();
    }
    const peek = compare(truth, altered, cut);
    if (peek !== undefined) return peek;
  }
  return undefined;
}

function compare(truth: Decision[], altered: Decision[], cutMicros: number): LookAhead | undefined {
  const before = (decisions: Decision[]): Decision[] => decisions.filter((decision) => decision.micros < cutMicros);
  const [a, b] = [before(truth), before(altered)];
  for (let n = 0; n < Math.max(a.length, b.length); n++)
    if (!isSame(a[n], b[n])) return { cutMicros, same: n, decision: a[n], altered: b[n] };
  return undefined;
}

function isSame(a: Decision | undefined, b: Decision | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (Object.keys(a) as (keyof Decision)[]).every((key) => a[key] === b[key]);
}

/**
 * Shifts every number of the records from a time on, the words behind their headers that are integers as doubles: prices,
 * sizes and numbers of orders. @returns puts them back
 */
function alterTape(tape: EventTape, cutMicros: number, random: Random): () => void {
  const kept = tape.f64.slice(0, tape.endWord);
  const { f64, i32 } = tape;
  for (let at = 0; at < tape.endWord; at += i32[at << 1]! >> 3) {
    if (timeMicros(i32, (at << 1) + 4) < cutMicros) continue;
    const words = i32[at << 1]! >> 3;
    for (let n = HEADER_WORDS; n < words; n++) {
      const value = f64[at + n]!;
      // Two integers side by side look like a double that is tiny, or none.
      if (Number.isSafeInteger(value) && value > 0) f64[at + n] = value + 1 + random.integer(50);
    }
  }
  return () => new Int32Array(tape.f64.buffer).set(new Int32Array(kept.buffer));
}

/** Moves each bar that opens after a time as a whole, and its volume. @returns puts them back */
function alterBars(bars: BarSeries, cutMicros: number, random: Random): () => void {
  const first = bars.indexFrom(cutMicros);
  // The first that closes then may have opened before, and its open is no secret.
  const isOpen = first < bars.length && barOpenMicros(bars, first) < cutMicros;
  const from = isOpen ? first + 1 : first;
  const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume];
  const kept = columns.map((column) => column.slice(from));
  for (let bar = from; bar < bars.length; bar++) {
    // Between three quarters and five quarters: the bar keeps its shape, and follows no other.
    const factor = 0.75 + 0.5 * random.uniform();
    for (const column of columns.slice(0, 4)) column[bar] = Math.max(1, Math.round(column[bar]! * factor));
    bars.volume[bar] = bars.volume[bar]! * 2 + 1;
  }
  return () => {
    for (const [n, column] of columns.entries()) column.set(kept[n]!, from);
  };
}
