import { assert, Bar, ConfigError, type EventSink, formatTimestamp, InputError, type Instrument } from "@hotpath/core";

/** One bar as an object, for the edge. */
export interface BarView {
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  /** The time as ISO 8601. */
  date: string;
  /** Exact decimal texts, with all the instrument's decimals. */
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  /** The close adjusted for splits and dividends, where the source has one. */
  adjustedClose?: string;
}

/** The columns of a series, in the instrument's units, one entry a bar. */
export interface BarColumns {
  /** When the bar closed, in whole microseconds since the Unix epoch, ascending. */
  timeMicros: Float64Array;
  /** Prices in price units: safe integers. */
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  /** Traded volume in size units. */
  volume: Float64Array;
  /** Adjusted close in price units, where the source has one. */
  adjustedClose?: Float64Array | undefined;
}

/**
 * The bars of one instrument in columns, oldest first. Indicators and statistics read the columns; people read
 * {@link at}; an engine is fed by {@link emit}.
 *
 * @example
 * const series = new BarSeries(new Instrument({ id: 1, symbol: "SPX", priceDecimals: 2 }), {
 *   timeMicros: Float64Array.of(946857600000000), open: Float64Array.of(146925), high: Float64Array.of(147800),
 *   low: Float64Array.of(143836), close: Float64Array.of(145522), volume: Float64Array.of(931800000),
 * });
 * series.at(0).close; // "1455.22"
 */
export class BarSeries implements BarColumns {
  readonly instrument: Instrument;
  readonly length: number;
  readonly timeMicros: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly adjustedClose: Float64Array | undefined;

  /**
   * Takes the columns over, without a copy and without a look at what they hold.
   *
   * @throws {ConfigError} if the columns differ in length
   */
  constructor(instrument: Instrument, columns: BarColumns) {
    this.instrument = instrument;
    this.timeMicros = columns.timeMicros;
    this.open = columns.open;
    this.high = columns.high;
    this.low = columns.low;
    this.close = columns.close;
    this.volume = columns.volume;
    this.adjustedClose = columns.adjustedClose;
    this.length = columns.timeMicros.length;
    for (const name of ["open", "high", "low", "close", "volume", "adjustedClose"] as const) {
      const column = columns[name];
      if (column !== undefined && column.length !== this.length)
        throw new ConfigError(`columns.${name}`, column.length, `as many entries as timeMicros: ${this.length}`);
    }
  }

  /**
   * A bar as an object.
   *
   * @param index 0 to `length − 1`, or from −1 backwards from the end
   * @throws {InputError} `INPUT_OUT_OF_RANGE`
   */
  at(index: number): BarView {
    const i = this.#check(index < 0 ? index + this.length : index, index);
    const time = BigInt(this.timeMicros[i]!) * 1000n;
    const price = (column: Float64Array) => this.instrument.formatPrice(column[i]!);
    return {
      time,
      date: formatTimestamp(time),
      open: price(this.open),
      high: price(this.high),
      low: price(this.low),
      close: price(this.close),
      volume: this.instrument.formatSize(this.volume[i]!),
      ...(this.adjustedClose && { adjustedClose: price(this.adjustedClose) }),
    };
  }

  /** The bars from `from` up to but not with `to`, as `Array.prototype.slice` counts; it shares the memory. */
  slice(from = 0, to: number = this.length): BarSeries {
    return new BarSeries(this.instrument, {
      timeMicros: this.timeMicros.subarray(from, to),
      open: this.open.subarray(from, to),
      high: this.high.subarray(from, to),
      low: this.low.subarray(from, to),
      close: this.close.subarray(from, to),
      volume: this.volume.subarray(from, to),
      adjustedClose: this.adjustedClose?.subarray(from, to),
    });
  }

  /** The index of the first bar that closed at or after a time, in microseconds; `length` if there is none. */
  indexFrom(micros: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeMicros[middle]! < micros) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Writes a bar as a `Bar` record, stamped with its time; its sequence is 0 until it is sequenced.
   *
   * @param index 0 to `length − 1`
   * @param instrumentIndex the dense index in the engine's registry
   */
  emit(index: number, sink: EventSink, instrumentIndex: number, venue = 0): void {
    assert(index >= 0 && index < this.length, "emit is given the index of a bar");
    Bar.write(
      sink,
      this.timeMicros[index]!,
      0,
      instrumentIndex,
      venue,
      this.open[index]!,
      this.high[index]!,
      this.low[index]!,
      this.close[index]!,
      this.volume[index]!,
    );
  }

  /** The bars as objects, for the edge. */
  *[Symbol.iterator](): Iterator<BarView> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  #check(index: number, given: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new InputError("INPUT_OUT_OF_RANGE", `there is no bar ${given}; there are ${this.length}`);
  }
}
