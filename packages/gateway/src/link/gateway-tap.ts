import { EVENT_NAMES, type EventCursor, EventQueue, Signal, type Stage } from "@hotpath/core";

/** How a {@link GatewayTap} is made. */
export interface GatewayTapOptions {
  /** Records that may wait; the reader is called at once when there are more. Default 4,096. */
  maxRecords?: number;
}

/**
 * The last stage of an engine that has a gateway: keeps a copy of each record until the gateway reads it, so that the two
 * share nothing. It is no part of the engine's state and changes nothing in it.
 *
 * The reader is called once in the turn of the event loop after records have come, and at once where {@link GatewayTapOptions.maxRecords}
 * wait: none is lost while there is a reader. Without one they are thrown away and counted.
 */
export class GatewayTap implements Stage {
  readonly name = "gateway";
  readonly handles: readonly number[] = Object.keys(EVENT_NAMES).map(Number);
  readonly #counts = new Float64Array(Math.max(...this.handles) + 1);
  readonly #queue: EventQueue = new EventQueue();
  /** Records that may wait before the reader is called at once. */
  readonly maxRecords: number;
  #reader: (() => void) | undefined;
  #isCalling = false;
  #unread = 0;
  #reasonOf: ((instrument: number, signal: number) => string) | undefined;
  /** Why, of each Signal record that waits. */
  #reasons: string[] = [];
  #reasonsRead = 0;
  #reason: string | undefined;
  readonly #call = (): void => {
    this.#isCalling = false;
    this.#reader?.();
  };

  constructor(options: GatewayTapOptions = {}) {
    this.maxRecords = options.maxRecords ?? 4096;
  }

  /** Records that nobody was there to read. */
  get unread(): number {
    return this.#unread;
  }

  /** Records that wait to be read. */
  get size(): number {
    return this.#queue.size;
  }

  /** Records of a type that have come, whether somebody reads them or not. */
  count(type: number): number {
    return this.#counts[type] ?? 0;
  }

  on(event: EventCursor): void {
    this.#counts[event.type]! += 1;
    if (this.#reader === undefined) {
      this.#unread += 1;
      return;
    }
    this.#queue.append(event);
    // As the signals stand now: later they say something else.
    if (event.type === Signal.TYPE && this.#reasonOf !== undefined)
      this.#reasons.push(this.#reasonOf(event.instrument, Signal.generator(event)));
    if (this.#queue.size >= this.maxRecords) this.#reader();
    else if (!this.#isCalling) {
      this.#isCalling = true;
      setImmediate(this.#call);
    }
  }

  /** The one who reads, from now on; undefined for nobody. It takes records by {@link next} until there are none. */
  read(reader: (() => void) | undefined): void {
    this.#reader = reader;
    if (reader !== undefined) return;
    this.#queue.clear();
    this.#reasons = [];
    this.#reasonsRead = 0;
  }

  /** Notes from now on why each Signal record says what it says, by `SignalSet.reason`. */
  explain(reasonOf: (instrument: number, signal: number) => string): void {
    this.#reasonOf = reasonOf;
  }

  /** Why the Signal record says what it says that {@link next} gave last; undefined where nobody knows. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Points `event` at the oldest record and takes it out. @returns whether there was one */
  next(event: EventCursor): boolean {
    if (!this.#queue.next(event)) return false;
    if (event.type === Signal.TYPE) this.#reason = this.#nextReason();
    return true;
  }

  #nextReason(): string | undefined {
    const reason = this.#reasons[this.#reasonsRead];
    this.#reasonsRead += 1;
    if (this.#reasonsRead < this.#reasons.length) return reason;
    this.#reasons = [];
    this.#reasonsRead = 0;
    return reason;
  }
}
