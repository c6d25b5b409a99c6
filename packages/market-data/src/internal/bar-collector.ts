/**
 * Takes rows of a bar file into columns: parses, checks, and counts what it refuses by reason.
 */
import type { Instrument } from "@hotpath/core";
import { BAR_REJECTS, type BarReject, type RejectedRow } from "../bar-reject.ts";
import { BarSeries } from "../bar-series.ts";
import type { BarHeader } from "./bar-header.ts";
import type { CsvRows } from "./csv-rows.ts";
import { TOO_FINE, TOO_LARGE, unitsOfBytes } from "./decimal-bytes.ts";
import { type DateFormat, microsOfBytes, timeOfDayMicros } from "./time-bytes.ts";

/** How rows are read, checked and filled in. */
export interface BarSettings {
  readonly instrument: Instrument;
  readonly dateFormat: DateFormat;
  readonly closesAfterMicros: number;
  readonly descending: boolean;
  readonly round: boolean;
  readonly negativePrices: boolean;
  readonly onReject: ((row: RejectedRow) => void) | undefined;
}

const ACCEPTED = -1;
const [FIELD_COUNT, QUOTING, BAD_TIME, BAD_NUMBER, TOO_FINE_CODE, TOO_LARGE_CODE, NOT_POSITIVE, NEGATIVE_VOLUME] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const;
const [HIGH_BELOW_LOW, OPEN_OUTSIDE, CLOSE_OUTSIDE, DUPLICATE_TIME, TIME_ORDER] = [8, 9, 10, 11, 12] as const;
const ROW_TEXT_MAX = 200;

/** Grows columns row by row. */
export class BarCollector {
  rows = 0;
  readonly #settings: BarSettings;
  readonly #header: BarHeader;
  readonly #counts: Float64Array = new Float64Array(BAR_REJECTS.length);
  readonly #priceDecimals: number;
  readonly #sizeDecimals: number;
  #length = 0;
  #capacity = 1024;
  #time: Float64Array = new Float64Array(this.#capacity);
  #open: Float64Array = new Float64Array(this.#capacity);
  #high: Float64Array = new Float64Array(this.#capacity);
  #low: Float64Array = new Float64Array(this.#capacity);
  #close: Float64Array = new Float64Array(this.#capacity);
  #volume: Float64Array = new Float64Array(this.#capacity);
  #adjusted: Float64Array = new Float64Array(this.#capacity);
  #lastTime = Number.NaN;
  /** The field that the last refusal blames. */
  #blamed = -1;

  constructor(settings: BarSettings, header: BarHeader) {
    this.#settings = settings;
    this.#header = header;
    this.#priceDecimals = settings.instrument.priceDecimals;
    this.#sizeDecimals = settings.instrument.sizeDecimals;
  }

  /** Takes the row under `rows`, or counts why not. */
  take(rows: CsvRows): void {
    this.rows += 1;
    this.#blamed = -1;
    const reason = this.#read(rows);
    if (reason === ACCEPTED) return;
    this.#counts[reason]! += 1;
    this.#settings.onReject?.({
      line: rows.line,
      reason: BAR_REJECTS[reason]!,
      column: this.#header.names[this.#blamed],
      text: new TextDecoder().decode(
        rows.bytes.subarray(rows.rowStart, Math.min(rows.rowEnd, rows.rowStart + ROW_TEXT_MAX)),
      ),
    });
  }

  /** Rows refused. */
  get rejected(): number {
    return this.rows - this.#length;
  }

  /** Rows refused by reason. */
  rejects(): Record<BarReject, number> {
    return Object.fromEntries(BAR_REJECTS.map((reason, i) => [reason, this.#counts[i]!])) as Record<BarReject, number>;
  }

  /** The bars, oldest first. */
  finish(): BarSeries {
    const isReversed = this.#settings.descending;
    const column = (values: Float64Array) => {
      const exact = values.slice(0, this.#length);
      return isReversed ? exact.reverse() : exact;
    };
    return new BarSeries(this.#settings.instrument, {
      timeMicros: column(this.#time),
      open: column(this.#open),
      high: column(this.#high),
      low: column(this.#low),
      close: column(this.#close),
      volume: column(this.#volume),
      adjustedClose: this.#header.adjustedClose < 0 ? undefined : column(this.#adjusted),
    });
  }

  #read(rows: CsvRows): number {
    const header = this.#header;
    if (rows.isMalformed) return QUOTING;
    if (rows.fieldCount !== header.names.length) return FIELD_COUNT;
    const time = this.#readTime(rows);
    if (Number.isNaN(time)) return this.#blame(header.time, BAD_TIME);
    const i = this.#length;
    if (i === this.#capacity) this.#grow();
    const open = this.#price(rows, header.open);
    const high = this.#price(rows, header.high);
    const low = this.#price(rows, header.low);
    const close = this.#price(rows, header.close);
    // A sum is finite only if all of it is; which one is not is sought when there is one.
    if (!Number.isFinite(open + high + low + close)) return this.#badPrice(open, high, low, close);
    const volume = header.volume < 0 ? 0 : this.#units(rows, header.volume, this.#sizeDecimals);
    if (!Number.isFinite(volume)) return this.#blame(header.volume, numberReason(volume));
    if (header.adjustedClose >= 0) {
      const adjusted = this.#price(rows, header.adjustedClose);
      if (!Number.isFinite(adjusted)) return this.#blame(header.adjustedClose, numberReason(adjusted));
      this.#adjusted[i] = adjusted;
    }
    const reason = this.#check(time, open, high, low, close, volume);
    if (reason !== ACCEPTED) return reason;
    this.#time[i] = time;
    this.#open[i] = open;
    this.#high[i] = high;
    this.#low[i] = low;
    this.#close[i] = close;
    this.#volume[i] = volume;
    this.#length = i + 1;
    this.#lastTime = time;
    return ACCEPTED;
  }

  #check(time: number, open: number, high: number, low: number, close: number, volume: number): number {
    const header = this.#header;
    if (high < low) return this.#blame(header.high, HIGH_BELOW_LOW);
    if (open > high || open < low) return this.#blame(header.open, OPEN_OUTSIDE);
    if (close > high || close < low) return this.#blame(header.close, CLOSE_OUTSIDE);
    if (low <= 0 && !this.#settings.negativePrices) return this.#blame(header.low, NOT_POSITIVE);
    if (volume < 0) return this.#blame(header.volume, NEGATIVE_VOLUME);
    if (time === this.#lastTime) return this.#blame(header.time, DUPLICATE_TIME);
    if (this.#settings.descending ? time > this.#lastTime : time < this.#lastTime)
      return this.#blame(header.time, TIME_ORDER);
    return ACCEPTED;
  }

  #readTime(rows: CsvRows): number {
    const { dateFormat, closesAfterMicros } = this.#settings;
    const { time, timeOfDay } = this.#header;
    const { bytes, starts, ends } = rows;
    let micros = microsOfBytes(bytes, starts[time]!, ends[time]!, dateFormat);
    if (timeOfDay >= 0) micros += timeOfDayMicros(bytes, starts[timeOfDay]!, ends[timeOfDay]!);
    return micros + closesAfterMicros;
  }

  #price(rows: CsvRows, field: number): number {
    return this.#units(rows, field, this.#priceDecimals);
  }

  #units(rows: CsvRows, field: number, decimals: number): number {
    return unitsOfBytes(rows.bytes, rows.starts[field]!, rows.ends[field]!, decimals, this.#settings.round);
  }

  #badPrice(open: number, high: number, low: number, close: number): number {
    const header = this.#header;
    if (!Number.isFinite(open)) return this.#blame(header.open, numberReason(open));
    if (!Number.isFinite(high)) return this.#blame(header.high, numberReason(high));
    if (!Number.isFinite(low)) return this.#blame(header.low, numberReason(low));
    return this.#blame(header.close, numberReason(close));
  }

  #blame(field: number, reason: number): number {
    this.#blamed = field;
    return reason;
  }

  #grow(): void {
    this.#capacity *= 2;
    const grown = (column: Float64Array) => {
      const larger = new Float64Array(this.#capacity);
      larger.set(column);
      return larger;
    };
    this.#time = grown(this.#time);
    this.#open = grown(this.#open);
    this.#high = grown(this.#high);
    this.#low = grown(this.#low);
    this.#close = grown(this.#close);
    this.#volume = grown(this.#volume);
    this.#adjusted = grown(this.#adjusted);
  }
}

function numberReason(value: number): number {
  return value === TOO_FINE ? TOO_FINE_CODE : value === TOO_LARGE ? TOO_LARGE_CODE : BAD_NUMBER;
}
