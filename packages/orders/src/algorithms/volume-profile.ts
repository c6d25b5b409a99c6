import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

const DAY = 86_400_000_000;

/** How a {@link VolumeProfile} is made. */
export interface VolumeProfileOptions {
  /** How many instruments it follows. */
  instruments: number;
  /** Length of a bin in microseconds; a day is a whole number of them. Default five minutes. */
  binMicros?: number;
  /** When a day begins, in microseconds after midnight UTC: somewhere outside trading hours. Default 0. */
  dayStartMicros?: number;
  /** Over about how many days the curve is averaged; newer days count more. 1 to 1,000. Default 20. */
  days?: number;
}

/**
 * How each instrument's volume is spread over the day, learned from its trades: the mean of each bin's share of the
 * day's volume, every day counting the same whatever was traded, newer days more than older ones (an exponential mean
 * with weight 2/(days + 1), a plain one until there are so many days).
 *
 * A curve that follows shares and not volumes is the usual one for VWAP: one day of news does not bend it.
 */
export class VolumeProfile implements Snapshotable {
  readonly bins: number;
  readonly #binMicros: number;
  readonly #dayStart: number;
  readonly #weight: number;
  /** Shares of the day, `bins` an instrument. */
  readonly #curve: Float64Array;
  /** Volume of the day that runs. */
  readonly #today: Float64Array;
  readonly #day: Float64Array;
  readonly #days: Int32Array;

  /** @throws {ConfigError} if an option is out of range */
  constructor(options: VolumeProfileOptions) {
    const { instruments, binMicros = 300_000_000, dayStartMicros = 0, days = 20 } = options;
    if (!Number.isInteger(binMicros) || binMicros < 1_000_000 || binMicros > DAY || DAY % binMicros !== 0)
      throw new ConfigError("binMicros", binMicros, "an integer from 1000000 that divides a day's 86400000000");
    if (!Number.isInteger(dayStartMicros) || dayStartMicros < 0 || dayStartMicros >= DAY)
      throw new ConfigError("dayStartMicros", dayStartMicros, `an integer from 0 to ${DAY - 1}`);
    if (!Number.isInteger(days) || days < 1 || days > 1000)
      throw new ConfigError("days", days, "an integer from 1 to 1000");
    this.bins = DAY / binMicros;
    this.#binMicros = binMicros;
    this.#dayStart = dayStartMicros;
    this.#weight = 2 / (days + 1);
    this.#curve = new Float64Array(instruments * this.bins);
    this.#today = new Float64Array(instruments * this.bins);
    this.#day = new Float64Array(instruments).fill(Number.NaN);
    this.#days = new Int32Array(instruments);
  }

  /** Days that an instrument's curve has seen whole. */
  days(instrument: number): number {
    return this.#days[instrument]!;
  }

  /** Volume was traded. Events come in the order of time; of one that is of an earlier day nothing is taken. */
  add(instrument: number, micros: number, volume: number): void {
    const day = Math.floor((micros - this.#dayStart) / DAY);
    const known = this.#day[instrument]!;
    if (day !== known) {
      if (day < known) return;
      if (!Number.isNaN(known)) this.#close(instrument);
      this.#day[instrument] = day;
    }
    const bin = Math.floor((micros - this.#dayStart - day * DAY) / this.#binMicros);
    this.#today[instrument * this.bins + bin]! += volume;
  }

  /**
   * The share of a day's volume between two times, by the curve of the days before; by the clock alone where there is
   * none yet. Within a bin volume is taken to be even.
   */
  share(instrument: number, fromMicros: number, toMicros: number): number {
    return this.#until(instrument, toMicros) - this.#until(instrument, fromMicros);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.volumeProfile");
    writer.f64s(this.#curve);
    writer.f64s(this.#today);
    writer.f64s(this.#day);
    writer.i32s(this.#days);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.volumeProfile");
    reader.f64s(this.#curve);
    reader.f64s(this.#today);
    reader.f64s(this.#day);
    reader.i32s(this.#days);
  }

  /** Days and shares of a day since the epoch: differences of it are what is asked for. */
  #until(instrument: number, micros: number): number {
    const since = micros - this.#dayStart;
    const day = Math.floor(since / DAY);
    const within = since - day * DAY;
    if (this.#days[instrument] === 0) return day + within / DAY;
    const bin = Math.floor(within / this.#binMicros);
    const first = instrument * this.bins;
    let share = 0;
    for (let n = 0; n < bin; n++) share += this.#curve[first + n]!;
    return day + share + this.#curve[first + bin]! * (within / this.#binMicros - bin);
  }

  /** The day is over: it becomes part of the curve. */
  #close(instrument: number): void {
    const first = instrument * this.bins;
    let total = 0;
    for (let n = 0; n < this.bins; n++) total += this.#today[first + n]!;
    if (total > 0) {
      const days = this.#days[instrument]! + 1;
      const weight = Math.max(this.#weight, 1 / days);
      this.#days[instrument] = days;
      for (let n = 0; n < this.bins; n++)
        this.#curve[first + n]! += weight * (this.#today[first + n]! / total - this.#curve[first + n]!);
    }
    this.#today.fill(0, first, first + this.bins);
  }
}
