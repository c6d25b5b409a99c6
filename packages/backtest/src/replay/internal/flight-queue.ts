import {
  EventCursor,
  EventQueue,
  InputError,
  type SnapshotReader,
  type SnapshotWriter,
  storeTime,
} from "@hotpath/core";

/**
 * Records on their way, in the order in which they arrive: none overtakes another, as in one session over TCP. A record
 * that would arrive before the one ahead of it arrives together with it.
 */
export class FlightQueue {
  /** The record that arrives next, where `isEmpty` is false. */
  readonly head: EventCursor = new EventCursor();
  #isEmpty = true;
  readonly #queue: EventQueue;
  #lastMicros = 0;
  #lastNanos = 0;

  /** @param maxBytes of records on their way; beyond them `push` throws a `CapacityError` */
  constructor(maxBytes: number) {
    this.#queue = new EventQueue({ maxBytes });
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /**
   * Sends a record: it is stamped with its time of arrival, `latencyNanos` after the given time. The record under `cursor`
   * is stamped too.
   */
  push(cursor: EventCursor, micros: number, nanos: number, latencyNanos: number): void {
    const total = nanos + latencyNanos;
    const more = Math.floor(total / 1000);
    this.pushAt(cursor, micros + more, total - more * 1000);
  }

  /** Sends a record that arrives at a time, or when the one ahead of it does if that is later. */
  pushAt(cursor: EventCursor, micros: number, nanos: number): void {
    if (micros > this.#lastMicros || (micros === this.#lastMicros && nanos > this.#lastNanos)) {
      this.#lastMicros = micros;
      this.#lastNanos = nanos;
    }
    storeTime(cursor.i32, (cursor.at << 1) + 4, this.#lastMicros, this.#lastNanos);
    this.#queue.append(cursor);
    if (this.#isEmpty) this.pop();
  }

  /** Goes on to the next record. */
  pop(): void {
    this.#isEmpty = !this.#queue.next(this.head);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.f64(this.#lastMicros);
    writer.f64(this.#lastNanos);
    const waiting = this.#queue.size;
    writer.i32(this.#isEmpty ? 0 : waiting + 1);
    if (this.#isEmpty) return;
    writer.bytes(this.head.bytes());
    // Each is taken out and put behind the others: after a whole turn they are as they were.
    const kept = new EventQueue({ initialBytes: this.head.length });
    kept.append(this.head);
    const cursor = new EventCursor();
    for (let n = 0; n < waiting; n++) {
      this.#queue.next(cursor);
      writer.bytes(cursor.bytes());
      this.#queue.append(cursor);
    }
    kept.next(this.head);
  }

  /** @throws {InputError} `CORRUPT` if the bytes are no such records */
  restore(reader: SnapshotReader): void {
    this.#queue.clear();
    this.#isEmpty = true;
    this.#lastMicros = reader.f64();
    this.#lastNanos = reader.f64();
    const count = reader.i32();
    for (let n = 0; n < count; n++) {
      const bytes = reader.bytes();
      if (bytes.length < 32 || bytes.length % 8 !== 0 || new DataView(bytes.buffer).getInt32(0, true) !== bytes.length)
        throw new InputError("CORRUPT", `snapshot: ${bytes.length} bytes that are no event`);
      this.#queue.append(new EventCursor(bytes.buffer));
    }
    this.pop();
  }
}
