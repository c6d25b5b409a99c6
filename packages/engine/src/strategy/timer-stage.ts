import {
  type EventCursor,
  type EventQueue,
  NO_INSTRUMENT,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  StrategyState,
  StrategyStateChanged,
  Timer,
  TimerRequest,
} from "@hotpath/core";

/** The most timers that may wait at a time. */
const CAPACITY = 65_536;
/** Room at the start. */
const INITIAL = 64;

/**
 * Keeps the timers that strategies have asked for (`TimerRequest`), until their `Timer` comes as an input. It asks no
 * clock: whoever drives the engine looks at {@link TimerStage.nextDue} and writes what is due, by event time in a
 * backtest, by the machine's clock live. In the journal both are the same inputs.
 *
 * @example
 * while (timers.writeDue(micros, engine.inbox)) engine.process(); // before an event of the time `micros`
 */
export class TimerStage implements Stage, Snapshotable {
  readonly name = "timers";
  readonly handles: readonly number[] = [TimerRequest.TYPE, Timer.TYPE, StrategyStateChanged.TYPE];
  #due = new Float64Array(INITIAL);
  #period = new Float64Array(INITIAL);
  #timer = new Float64Array(INITIAL);
  #strategy = new Float64Array(INITIAL);
  #count = 0;
  /** The slot that is due first, −1 if none is waiting. */
  #first = -1;
  #refused = 0;

  /** When the first timer is due, in microseconds since the epoch; infinity if none waits. */
  get nextDue(): number {
    return this.#first === -1 ? Number.POSITIVE_INFINITY : this.#due[this.#first]!;
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#count;
  }

  /** Requests beyond the 65,536 timers that may wait, and such without a time: nothing came of them. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Writes the timer that is due first as an input, if it is due at `micros` or before. The caller then lets the engine
   * process it, and asks again.
   *
   * @param stampMicros the input's time: by default when it was due, as in a backtest; live it is now
   */
  writeDue(micros: number, inbox: EventQueue, stampMicros?: number): boolean {
    const first = this.#first;
    if (first === -1 || !(this.#due[first]! <= micros)) return false;
    Timer.write(inbox, stampMicros ?? this.#due[first]!, 0, NO_INSTRUMENT, 0, this.#timer[first]!);
    return true;
  }

  on(event: EventCursor): void {
    if (event.type === Timer.TYPE) this.#fired(Timer.timer(event), event.micros);
    else if (event.type === TimerRequest.TYPE) this.#request(event);
    else if (StrategyStateChanged.state(event) !== StrategyState.Running)
      this.#forget(StrategyStateChanged.strategy(event));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.timers");
    writer.i32(this.#count);
    writer.f64(this.#refused);
    for (const column of this.#columns()) writer.f64s(column.subarray(0, this.#count));
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.timers");
    const count = reader.i32();
    this.#refused = reader.f64();
    while (this.#timer.length < count) this.#grow();
    this.#count = count;
    for (const column of this.#columns()) reader.f64s(column.subarray(0, count));
    this.#findFirst();
  }

  #request(event: EventCursor): void {
    const timer = TimerRequest.timer(event);
    const due = TimerRequest.dueMicros(event);
    let slot = this.#slotOf(timer);
    if (due === -1) {
      if (slot !== -1) this.#remove(slot);
      return;
    }
    if (!(due >= 0) || (slot === -1 && this.#count === CAPACITY)) {
      this.#refused += 1;
      return;
    }
    if (slot === -1) {
      if (this.#count === this.#timer.length) this.#grow();
      slot = this.#count;
      this.#count += 1;
      this.#timer[slot] = timer;
    }
    this.#due[slot] = due;
    this.#period[slot] = TimerRequest.periodMicros(event);
    this.#strategy[slot] = TimerRequest.strategy(event);
    this.#findFirst();
  }

  /** What repeats is due again a period after it was due, or after now if that has passed: what was missed is not made up for. */
  #fired(timer: number, micros: number): void {
    const slot = this.#slotOf(timer);
    if (slot === -1) return;
    const period = this.#period[slot]!;
    if (!(period > 0)) {
      this.#remove(slot);
      return;
    }
    const due = this.#due[slot]!;
    const late = micros - due;
    this.#due[slot] = due + period * (late >= period ? Math.floor(late / period) + 1 : 1);
    this.#findFirst();
  }

  /** A strategy that does not run is not woken. */
  #forget(strategy: number): void {
    for (let slot = this.#count - 1; slot >= 0; slot--) if (this.#strategy[slot] === strategy) this.#remove(slot);
  }

  #slotOf(timer: number): number {
    for (let slot = 0; slot < this.#count; slot++) if (this.#timer[slot] === timer) return slot;
    return -1;
  }

  /** Closes the gap, so that what was asked for first stays first. */
  #remove(slot: number): void {
    for (const column of this.#columns()) column.copyWithin(slot, slot + 1, this.#count);
    this.#count -= 1;
    this.#findFirst();
  }

  /** Of timers that are due at one time the one that was asked for first is the first. */
  #findFirst(): void {
    let first = this.#count > 0 ? 0 : -1;
    for (let slot = 1; slot < this.#count; slot++) if (this.#due[slot]! < this.#due[first]!) first = slot;
    this.#first = first;
  }

  #columns(): Float64Array[] {
    return [this.#timer, this.#due, this.#period, this.#strategy];
  }

  #grow(): void {
    const grown = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(column.length * 2);
      larger.set(column);
      return larger;
    };
    this.#timer = grown(this.#timer);
    this.#strategy = grown(this.#strategy);
    this.#due = grown(this.#due);
    this.#period = grown(this.#period);
  }
}
