import { ConfigError, MAX_DECIMALS } from "@hotpath/core";
import { VenueInstruments } from "../json/venue-instruments.ts";

/** What an instrument of a CSV file is in a `MarketBatch`. */
export interface CsvInstrument {
  /** Its index in the batch's column `instrument`. */
  index: number;
  /** Decimals of its price units, 0 to 15. */
  priceDecimals: number;
  /** Decimals of its size units, 0 to 15. */
  sizeDecimals: number;
}

/**
 * The instruments of a file: a table of the symbols that are wanted, or a function that is asked once for each symbol and
 * answers undefined for one that is not.
 */
export type CsvInstruments = VenueInstruments | ((symbol: string) => CsvInstrument | undefined);

/** Symbols that a function may be asked about. */
const MAX_SYMBOLS = 2 ** 20;
const QUOTE = 34;
const text = new TextDecoder();

/** Finds the instrument of a row by the bytes of its symbol; most rows have that of the row before. */
export class CsvSymbols {
  /** Of the symbol that was moved to. */
  index = 0;
  priceDecimals = 0;
  sizeDecimals = 0;
  /** Its number in the order of coming, or its entry in the table given. */
  entry = -1;
  readonly #ask: ((symbol: string) => CsvInstrument | undefined) | undefined;
  #table: VenueInstruments | undefined;
  /** What the function has said, by symbol: undefined for one that is not wanted. */
  readonly #known = new Map<string, (CsvInstrument & { entry: number }) | undefined>();
  #last: Uint8Array = new Uint8Array(64);
  #lastLength = -1;
  #isLastKnown = false;

  constructor(instruments: CsvInstruments) {
    if (instruments instanceof VenueInstruments) this.#table = instruments;
    else if (typeof instruments === "function") this.#ask = instruments;
    else throw new ConfigError("instruments", instruments, "VenueInstruments, or a function of a symbol");
  }

  /** Moves to the symbol in `bytes[from]` to `bytes[to − 1]`. @returns false if it is not wanted */
  moveTo(bytes: Uint8Array, from: number, to: number): boolean {
    const last = this.#last;
    const length = to - from;
    if (length === this.#lastLength) {
      let i = 0;
      while (i < length && bytes[from + i] === last[i]) i++;
      if (i === length) return this.#isLastKnown;
    }
    this.#isLastKnown = this.#look(bytes, from, to);
    this.#lastLength = length <= last.length ? length : -1;
    if (this.#lastLength >= 0) last.set(bytes.subarray(from, to));
    return this.#isLastKnown;
  }

  #look(bytes: Uint8Array, from: number, to: number): boolean {
    // Quotes within a field are doubled.
    if (bytes.subarray(from, to).includes(QUOTE)) {
      const plain = new TextEncoder().encode(text.decode(bytes.subarray(from, to)).replaceAll('""', '"'));
      return this.#table === undefined ? this.#asked(plain, 0, plain.length) : this.#found(plain, 0, plain.length);
    }
    return this.#table === undefined ? this.#asked(bytes, from, to) : this.#found(bytes, from, to);
  }

  #found(bytes: Uint8Array, from: number, to: number): boolean {
    const table = this.#table!;
    let hash = 0;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const entry = table.find(bytes, from, to, hash);
    if (entry < 0) return false;
    this.entry = entry;
    this.index = table.index[entry]!;
    this.priceDecimals = table.priceDecimals[entry]!;
    this.sizeDecimals = table.sizeDecimals[entry]!;
    return true;
  }

  #asked(bytes: Uint8Array, from: number, to: number): boolean {
    const symbol = text.decode(bytes.subarray(from, to));
    let known = this.#known.get(symbol);
    if (known === undefined) {
      if (this.#known.has(symbol) || this.#known.size >= MAX_SYMBOLS) return false;
      const answer = this.#ask!(symbol);
      if (answer !== undefined) checkInstrument(answer, symbol);
      known = answer && { ...answer, entry: this.#known.size };
      this.#known.set(symbol, known);
      if (known === undefined) return false;
    }
    this.entry = known.entry;
    this.index = known.index;
    this.priceDecimals = known.priceDecimals;
    this.sizeDecimals = known.sizeDecimals;
    return true;
  }
}

function checkInstrument(instrument: CsvInstrument, symbol: string): void {
  if (!Number.isInteger(instrument.index) || instrument.index < 0 || instrument.index >= 2 ** 31)
    throw new ConfigError(`instruments(${symbol}).index`, instrument.index, "an index of an instrument, from 0");
  for (const key of ["priceDecimals", "sizeDecimals"] as const) {
    const value = instrument[key];
    if (!Number.isInteger(value) || value < 0 || value > MAX_DECIMALS)
      throw new ConfigError(`instruments(${symbol}).${key}`, value, `an integer from 0 to ${MAX_DECIMALS}`);
  }
}
