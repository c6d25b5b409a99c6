import { ConfigError, EventCursor, EventQueue, HotpathError, type Stage } from "@hotpath/core";
import { Dispatcher } from "./internal/dispatcher.ts";
import { LatencyHistogram } from "./monitoring/latency-histogram.ts";

/** The most events that one input may cause before the stages are taken to feed each other without end. */
const MAX_DERIVED = 100_000;
/** What becomes of an event besides that stages handle it: bits. */
const EXPORTED = 1;
const AUDITED = 2;
/** Exported where it was derived, and not where it came in. */
const SHOWN = 4;

/**
 * A list of stages as one: each event goes to every stage that handles its type, in the order of the list; what a stage
 * emits is handled the same way, after the event that caused it, first in first out.
 *
 * Events of the `exported` types are copied to `outbox` as well: orders and cancels on their way to a venue.
 */
export class Pipeline {
  readonly stages: readonly Stage[];
  /** Exported events, in order. Whoever sends them on takes them out. */
  readonly outbox: EventQueue = new EventQueue();
  /** Derived events that are to be kept beside the inputs, in order. Whoever records them takes them out. */
  readonly audit: EventQueue = new EventQueue({ initialBytes: 4096 });
  /** Events of the `exported` types that were copied since somebody set it to 0: `outbox` may hold others too. */
  exportedCount = 0;
  /** Time spent in each stage, in nanoseconds an event, over the timed inputs. */
  readonly histograms: readonly LatencyHistogram[];
  readonly #queue = new EventQueue();
  readonly #cursor = new EventCursor();
  /** Indexes into `stages` by event type, for the timed way. */
  readonly #routes: readonly Int32Array[];
  readonly #exported: Uint8Array;
  readonly #dispatcher: Dispatcher;
  readonly #nowNanos: () => number;

  /**
   * @param nowNanos a monotonic clock, read only by `runTimed`
   * @param audited types of derived events that are copied to `audit`
   * @param shown types that are copied to `outbox` where they are derived, and not where they are the input
   * @throws {ConfigError} if two stages share a name
   */
  constructor(
    stages: readonly Stage[],
    exported: readonly number[],
    nowNanos: () => number,
    audited: readonly number[] = [],
    shown: readonly number[] = [],
  ) {
    if (new Set(stages.map((s) => s.name)).size !== stages.length) {
      throw new ConfigError(
        "stages",
        stages.map((s) => s.name),
        "stages of different names",
      );
    }
    this.stages = [...stages];
    this.histograms = stages.map(() => new LatencyHistogram());
    this.#nowNanos = nowNanos;
    const types = Math.max(0, ...stages.flatMap((s) => s.handles), ...exported, ...audited, ...shown) + 1;
    this.#routes = Array.from({ length: types }, (_, type) =>
      Int32Array.from(stages.flatMap((s, index) => (s.handles.includes(type) ? [index] : []))),
    );
    this.#dispatcher = new Dispatcher(stages, types);
    this.#exported = new Uint8Array(types);
    for (const type of exported) this.#exported[type]! |= EXPORTED;
    for (const type of audited) this.#exported[type]! |= AUDITED;
    for (const type of shown) this.#exported[type]! |= SHOWN;
  }

  /** Handles one event and all that it causes. */
  run(event: EventCursor): void {
    this.#dispatch(event);
    const queue = this.#queue;
    const cursor = this.#cursor;
    let derived = 0;
    while (queue.next(cursor)) {
      if (++derived > MAX_DERIVED) throw endless(cursor.type);
      this.#dispatch(cursor);
    }
  }

  /** {@link run}, with each call of a stage timed. The clock's own cost is part of each figure. */
  runTimed(event: EventCursor): void {
    this.#dispatchTimed(event);
    const queue = this.#queue;
    const cursor = this.#cursor;
    let derived = 0;
    while (queue.next(cursor)) {
      if (++derived > MAX_DERIVED) throw endless(cursor.type);
      this.#dispatchTimed(cursor);
    }
  }

  #dispatch(event: EventCursor): void {
    const type = event.type;
    if (type >= this.#exported.length) return;
    if (this.#exported[type] !== 0) this.#keep(this.#exported[type]!, event);
    this.#dispatcher.dispatch(type, event, this.#queue);
  }

  #keep(bits: number, event: EventCursor): void {
    // Only an input comes from outside of the queue, and it is not shown to who has seen it already.
    const isDerived = event === this.#cursor;
    if ((bits & EXPORTED) !== 0) this.exportedCount += 1;
    if ((bits & EXPORTED) !== 0 || ((bits & SHOWN) !== 0 && isDerived)) this.outbox.append(event);
    if ((bits & AUDITED) !== 0) this.audit.append(event);
  }

  #dispatchTimed(event: EventCursor): void {
    const type = event.type;
    const route = this.#routes[type];
    if (route === undefined) return;
    if (this.#exported[type] !== 0) this.#keep(this.#exported[type]!, event);
    const queue = this.#queue;
    let last = this.#nowNanos();
    for (const index of route) {
      this.stages[index]!.on(event, queue);
      const now = this.#nowNanos();
      this.histograms[index]!.record(now - last);
      last = now;
    }
  }
}

function endless(type: number): HotpathError {
  return new HotpathError(
    "INVARIANT_BROKEN",
    `one input caused more than ${MAX_DERIVED} events, the last of type ${type}: stages feed each other without end`,
  );
}
