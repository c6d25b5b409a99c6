import { ConfigError } from "@hotpath/core";

const DAY_MICROS = 86_400_000_000;

/** Days by the time of events: what starts with each of them is done before its first event. */
export class TradingDays {
  /** The next start of a day; before the first event there is none. */
  next: number = Number.NEGATIVE_INFINITY;
  readonly #startMicros: number;

  /**
   * @param startMicros when a day starts, in microseconds after midnight UTC
   * @throws {ConfigError} for what is no time of a day
   */
  constructor(startMicros: number | undefined = 0) {
    if (!Number.isInteger(startMicros) || startMicros < 0 || startMicros >= DAY_MICROS)
      throw new ConfigError("dayStartMicros", startMicros, `an integer from 0 to ${DAY_MICROS - 1}`);
    this.#startMicros = startMicros;
  }

  /** Whether an event is the first of a day; the one after it then is not. */
  starts(micros: number): boolean {
    if (!(micros >= this.next)) return false;
    const day = Math.floor((micros - this.#startMicros) / DAY_MICROS);
    this.next = (day + 1) * DAY_MICROS + this.#startMicros;
    return true;
  }
}
