import {
  ConfigError,
  NO_INSTRUMENT,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimerRequest,
} from "@hotpath/core";
import type { Moment } from "./moment.ts";

/** Timers of one strategy are numbered below it: a timer's number in events is the strategy's times this, plus its own. */
const PER_STRATEGY = 2 ** 32;
/** Numbers that are given out start here, so that they are none that a strategy would choose. */
const FIRST_GIVEN = 2 ** 31;

/** The timers of one strategy. All times are event time; each timer has a number, chosen or given out. */
export class StrategyTimers implements Snapshotable {
  readonly #moment: Moment;
  readonly #strategy: number;
  #given = 0;

  /** @internal */
  constructor(moment: Moment, strategy: number) {
    this.#moment = moment;
    this.#strategy = strategy;
  }

  /**
   * `onTimer` is called once, so many microseconds from now.
   *
   * @param timer its number, 0 to 2^31 − 1, if it is to have one that is known; one that waits is set anew
   * @returns its number
   */
  after(micros: number, timer?: number): number {
    return this.#request(this.#moment.cause().micros + span(micros, 0), 0, timer);
  }

  /** The same at a time, in microseconds since the Unix epoch; at once if that has passed. */
  at(micros: number, timer?: number): number {
    if (!Number.isSafeInteger(micros) || micros < 0)
      throw new ConfigError("timers.micros", micros, "microseconds since the Unix epoch, an integer");
    return this.#request(Math.max(micros, this.#moment.cause().micros), 0, timer);
  }

  /** Again and again, every so many microseconds, the first time after so many. */
  every(micros: number, timer?: number): number {
    return this.#request(this.#moment.cause().micros + span(micros, 1), micros, timer);
  }

  /** The timer waits no more. One that does not wait is left alone. */
  cancel(timer: number): void {
    this.#emit(this.#numbered(timer), -1, 0);
  }

  /** @internal The strategy's own number of a timer, or −1 if it is another strategy's. */
  ownNumber(timer: number): number {
    const own = timer - this.#strategy * PER_STRATEGY;
    return own >= 0 && own < PER_STRATEGY ? own : -1;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.f64(this.#given);
  }

  restore(reader: SnapshotReader): void {
    this.#given = reader.f64();
  }

  #request(due: number, period: number, timer: number | undefined): number {
    if (timer === undefined) {
      const given = FIRST_GIVEN + (this.#given % FIRST_GIVEN);
      this.#emit(given, due, period);
      this.#given += 1;
      return given;
    }
    this.#emit(this.#numbered(timer), due, period);
    return timer;
  }

  #numbered(timer: number): number {
    if (Number.isInteger(timer) && timer >= 0 && timer < PER_STRATEGY) return timer;
    throw new ConfigError("timers.timer", timer, "the number of a timer, an integer from 0 to 2147483647");
  }

  #emit(timer: number, due: number, period: number): void {
    const moment = this.#moment;
    const number = this.#strategy * PER_STRATEGY + timer;
    TimerRequest.emit(moment.sink(), moment.cause(), NO_INSTRUMENT, 0, number, due, period, this.#strategy);
  }
}

function span(micros: number, least: number): number {
  if (Number.isSafeInteger(micros) && micros >= least) return micros;
  throw new ConfigError("timers.micros", micros, `a number of microseconds, an integer from ${least}`);
}
