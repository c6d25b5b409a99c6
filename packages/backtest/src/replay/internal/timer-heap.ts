import {
  ConfigError,
  type EventSink,
  NO_INSTRUMENT,
  type SnapshotReader,
  type SnapshotWriter,
  Timer,
} from "@hotpath/core";

/** Timers that wait: a binary heap in columns, equal times in the order in which they were asked for. */
export class TimerHeap {
  readonly #timer: Float64Array;
  readonly #micros: Float64Array;
  readonly #nanos: Float64Array;
  readonly #order: Float64Array;
  readonly #columns: readonly Float64Array[];
  #size = 0;
  #asked = 0;

  /** @param capacity the most timers that may wait */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 24)
      throw new ConfigError("replay.maxTimers", capacity, `an integer from 1 to ${2 ** 24}`);
    this.#timer = new Float64Array(capacity);
    this.#micros = new Float64Array(capacity);
    this.#nanos = new Float64Array(capacity);
    this.#order = new Float64Array(capacity);
    this.#columns = [this.#timer, this.#micros, this.#nanos, this.#order];
  }

  get size(): number {
    return this.#size;
  }

  /** When the first is due, where there is one. */
  get micros(): number {
    return this.#micros[0]!;
  }

  get nanos(): number {
    return this.#nanos[0]!;
  }

  /** @returns false if there is no room */
  add(timer: number, micros: number, nanos: number): boolean {
    if (this.#size === this.#timer.length) return false;
    const at = this.#size;
    this.#size += 1;
    this.#timer[at] = timer;
    this.#micros[at] = micros;
    this.#nanos[at] = nanos;
    this.#order[at] = this.#asked;
    this.#asked += 1;
    this.#rise(at);
    return true;
  }

  /** Writes the first as a `Timer` event and takes it out. */
  take(sink: EventSink): void {
    Timer.write(sink, this.#micros[0]!, this.#nanos[0]!, NO_INSTRUMENT, 0, this.#timer[0]!);
    this.#removeAt(0);
  }

  /** Takes out all of a number. @returns how many there were */
  remove(timer: number): number {
    let removed = 0;
    for (let at = 0; at < this.#size; ) {
      if (this.#timer[at] === timer) {
        this.#removeAt(at);
        removed += 1;
        // What took its place may stand anywhere: the walk starts again.
        at = 0;
      } else at += 1;
    }
    return removed;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.i32(this.#size);
    writer.f64(this.#asked);
    for (const column of this.#columns) writer.f64s(column.subarray(0, this.#size));
  }

  restore(reader: SnapshotReader): void {
    this.#size = reader.i32();
    this.#asked = reader.f64();
    for (const column of this.#columns) reader.f64s(column.subarray(0, this.#size));
  }

  #removeAt(at: number): void {
    this.#size -= 1;
    const last = this.#size;
    if (at === last) return;
    this.#swap(at, last);
    if (this.#rise(at)) return;
    this.#sink(at);
  }

  #isBefore(a: number, b: number): boolean {
    if (this.#micros[a] !== this.#micros[b]) return this.#micros[a]! < this.#micros[b]!;
    if (this.#nanos[a] !== this.#nanos[b]) return this.#nanos[a]! < this.#nanos[b]!;
    return this.#order[a]! < this.#order[b]!;
  }

  #rise(from: number): boolean {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
    return at !== from;
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) return;
      if (child + 1 < this.#size && this.#isBefore(child + 1, child)) child += 1;
      if (!this.#isBefore(child, at)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(a: number, b: number): void {
    for (const column of this.#columns) {
      const kept = column[a]!;
      column[a] = column[b]!;
      column[b] = kept;
    }
  }
}
