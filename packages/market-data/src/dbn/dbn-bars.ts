import { ConfigError, type Instrument, POWERS_OF_TEN } from "@hotpath/core";
import { BAR_REJECTS, type BarReject } from "../bar-reject.ts";
import { BarSeries } from "../bar-series.ts";
import { DbnColumnDecoder, DbnColumns } from "./dbn-columns.ts";

/** Microseconds of a bar by its record type (`rtype`); a bar of the venue's day, or of dbz, has none that is known. */
const SPANS: Readonly<Record<number, number>> = {
  32: 1_000_000,
  33: 60_000_000,
  34: 3_600_000_000,
  35: 86_400_000_000,
};

/** How {@link DbnBars} are made. */
export interface DbnBarsOptions {
  /** Whose bars they are: its decimals are the units. */
  instrument: Instrument;
  /** Databento's number of it in the file; left out, that of the first bar. */
  instrumentId?: number;
  /**
   * Added to each time, which is that of the bar's beginning, as a series has those of the closes. By default the bar's
   * span: a second, a minute, an hour, a day; 0 where the record does not say it.
   */
  closesAfterMicros?: number;
  /** Accept prices of zero and less. Default false. */
  negativePrices?: boolean;
}

/**
 * Bars of Databento's `ohlcv` schemas to a {@link BarSeries}: prices and volumes exact, or the bar is refused and counted,
 * for the reasons that rows of CSV are.
 *
 * @example
 * const opened = await openDbn(file.stream());
 * const bars = new DbnBars({ instrument });
 * for await (const piece of opened.bytes) bars.decode(piece);
 * const series = bars.finish();
 */
export class DbnBars {
  /** Bars of the instrument, refused ones included. */
  rows = 0;
  /** Bars of others. */
  otherInstruments = 0;
  /** The decoder of the records; what it rejects is no bar. */
  readonly decoder: DbnColumnDecoder = new DbnColumnDecoder();
  readonly #options: DbnBarsOptions;
  readonly #columns: DbnColumns;
  readonly #counts: number[] = BAR_REJECTS.map(() => 0);
  #instrumentId: number | undefined;
  readonly #bars: number[][] = [[], [], [], [], [], []];
  #lastMicros = Number.NaN;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: DbnBarsOptions) {
    if (typeof options.instrument?.priceDecimals !== "number")
      throw new ConfigError("dbnBars.instrument", options.instrument, "an Instrument");
    if (options.closesAfterMicros !== undefined && !Number.isSafeInteger(options.closesAfterMicros))
      throw new ConfigError("dbnBars.closesAfterMicros", options.closesAfterMicros, "a safe integer");
    this.#options = options;
    this.#instrumentId = options.instrumentId;
    // All nine decimals of DBN, so that a price that is too fine is told apart from one that is none.
    this.#columns = new DbnColumns("ohlcv");
  }

  /** Takes plain bytes, cut anywhere. */
  decode(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += this.decoder.decode(bytes.subarray(at), this.#columns);
      this.#take();
    }
  }

  /** Bars of the instrument that were refused, by reason; every reason is there. */
  rejects(): Record<BarReject, number> {
    return Object.fromEntries(BAR_REJECTS.map((name, i) => [name, this.#counts[i]!])) as Record<BarReject, number>;
  }

  /** Ends the stream. @returns the bars, oldest first */
  finish(): BarSeries {
    this.decoder.end();
    const [timeMicros, open, high, low, close, volume] = this.#bars.map((column) => Float64Array.from(column)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    return new BarSeries(this.#options.instrument, { timeMicros, open, high, low, close, volume });
  }

  #take(): void {
    const columns = this.#columns;
    const ids = columns.number("instrumentId");
    for (let row = 0; row < columns.count; row++) {
      this.#instrumentId ??= ids[row]!;
      if (ids[row] !== this.#instrumentId) {
        this.otherInstruments++;
        continue;
      }
      this.rows++;
      const reason = this.#bar(row);
      if (reason !== undefined) this.#counts[BAR_REJECTS.indexOf(reason)]!++;
    }
    columns.clear();
  }

  /** Adds a bar. @returns why it is refused */
  #bar(row: number): BarReject | undefined {
    const columns = this.#columns;
    const { instrument, closesAfterMicros, negativePrices = false } = this.#options;
    const begins = columns.number("tsEvent")[row]!;
    if (Number.isNaN(begins) || columns.nanos("tsEvent")[row] !== 0) return "badTime";
    const span = closesAfterMicros ?? SPANS[columns.number("rtype")[row]!] ?? 0;
    const micros = begins + span;
    const prices: number[] = [];
    for (const name of ["open", "high", "low", "close"]) {
      const units = columns.number(name)[row]!;
      if (Number.isNaN(units)) return "badNumber";
      const price = rescaled(units, instrument.priceDecimals);
      if (Number.isNaN(price)) return instrument.priceDecimals < 9 ? "tooFine" : "tooLarge";
      prices.push(price);
    }
    const [open, high, low, close] = prices as [number, number, number, number];
    const volume = columns.number("volume")[row]! * POWERS_OF_TEN[instrument.sizeDecimals]!;
    if (!Number.isSafeInteger(volume)) return "tooLarge";
    if (high < low) return "highBelowLow";
    if (open > high || open < low) return "openOutside";
    if (close > high || close < low) return "closeOutside";
    if (low <= 0 && !negativePrices) return "notPositive";
    if (micros === this.#lastMicros) return "duplicateTime";
    if (micros < this.#lastMicros) return "timeOrder";
    this.#lastMicros = micros;
    for (const [i, value] of [micros, open, high, low, close, volume].entries()) this.#bars[i]!.push(value);
    return undefined;
  }
}

/** Units of 1e-9 in other decimals: exact, or NaN. */
function rescaled(units: number, decimals: number): number {
  if (decimals >= 9) {
    const value = units * POWERS_OF_TEN[decimals - 9]!;
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const divisor = POWERS_OF_TEN[9 - decimals]!;
  return units % divisor === 0 ? units / divisor : Number.NaN;
}
