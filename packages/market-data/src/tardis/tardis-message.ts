import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";

/** What is known of a symbol's book. */
const UNKNOWN = 0;
const CHANGING = 1;
const IN_SNAPSHOT = 2;

/**
 * Makes messages of the lines of `incremental_book_L2`: holds the last level back until it is known whether its message
 * goes on.
 */
export class TardisMessage {
  /** Whether changes before a snapshot count. */
  readonly #beginsAnywhere: boolean;
  /** State of each symbol's book, by its entry. */
  #states: Uint8Array = new Uint8Array(64);
  /** Of the message that is open; −1 while there is none. */
  #entry = -1;
  #instrument = -1;
  #isSnapshot = 0;
  #receivedMicros = 0;
  /** The level that is held; side 0 while there is none. */
  #side = 0;
  #price = 0;
  #size = 0;
  #micros = 0;

  constructor(beginsAnywhere: boolean) {
    this.#beginsAnywhere = beginsAnywhere;
  }

  /**
   * Writes the level that was held, and the header of a new message if this line begins one: two rows at the most.
   *
   * @param isSnapshot 1 or 0
   * @returns false if the line belongs to no book: it is before the first snapshot
   */
  begins(
    out: MarketBatch,
    entry: number,
    instrument: number,
    isSnapshot: number,
    micros: number,
    received: number,
  ): boolean {
    if (entry >= this.#states.length) this.#grow(entry);
    const state = this.#states[entry]!;
    if (state === UNKNOWN && isSnapshot === 0 && !this.#beginsAnywhere) return false;
    // The run of rows of a snapshot is one book, however many messages brought it.
    const isSame =
      entry === this.#entry &&
      isSnapshot === this.#isSnapshot &&
      (isSnapshot === 1 || received === this.#receivedMicros);
    this.#write(out, isSame ? 0 : MarketFlag.Last);
    this.#receivedMicros = received;
    if (isSame) return true;
    this.#entry = entry;
    this.#instrument = instrument;
    this.#isSnapshot = isSnapshot;
    this.#states[entry] = isSnapshot === 1 ? IN_SNAPSHOT : CHANGING;
    const isNew = isSnapshot === 1 && state !== IN_SNAPSHOT;
    const flags = isSnapshot === 1 ? MarketFlag.Snapshot : 0;
    const kind = isNew ? MarketKind.BookSnapshot : MarketKind.BookDelta;
    out.receivedMicros = received;
    out.receivedNanos = 0;
    const row = out.add(kind, flags, instrument, 0, Number.NaN, 0, 0, -1, micros, 0);
    if (!isNew) out.otherId[row] = -1;
    return true;
  }

  /** Holds a level of the message that is open. */
  hold(side: number, price: number, size: number, micros: number): void {
    this.#side = side;
    this.#price = price;
    this.#size = size;
    this.#micros = micros;
  }

  /** Writes the level that is held as the last one of its message. */
  finish(out: MarketBatch): void {
    this.#write(out, MarketFlag.Last);
    this.#entry = -1;
  }

  /** Forgets everything. @returns whether a level was held */
  reset(): boolean {
    const hadLevel = this.#side !== 0;
    this.#side = 0;
    this.#entry = -1;
    this.#states.fill(UNKNOWN);
    return hadLevel;
  }

  #write(out: MarketBatch, last: number): void {
    if (this.#side === 0) return;
    const flags = (this.#isSnapshot === 1 ? MarketFlag.Snapshot : 0) | last;
    out.receivedMicros = this.#receivedMicros;
    out.receivedNanos = 0;
    out.add(MarketKind.Level, flags, this.#instrument, this.#side, this.#price, this.#size, 0, -1, this.#micros, 0);
    this.#side = 0;
  }

  #grow(entry: number): void {
    const grown = new Uint8Array(Math.max(this.#states.length * 2, entry + 1));
    grown.set(this.#states);
    this.#states = grown;
  }
}
