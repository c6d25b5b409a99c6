import { ConfigError, POWERS_OF_TEN } from "@hotpath/core";
import { WideIdTable } from "../wide-id-table.ts";

/** What an instrument is in a {@link MarketBatch}. */
export interface DbnInstrument {
  /** Its index in the batch's column `instrument`. */
  index: number;
  /** The decimals of its prices, 0 to 15. */
  priceDecimals: number;
}

/** How instruments are told apart and numbered. */
export interface DbnInstrumentsOptions {
  /** Decimals of the prices of instruments that `instrument` does not know; 9 by default, DBN's own. */
  priceDecimals?: number;
  /**
   * Asked once for each pair of publisher and instrument id: what it is, or undefined to leave out its records.
   * By default each pair gets the next index from 0.
   */
  instrument?: (instrumentId: number, publisherId: number, time: bigint) => DbnInstrument | undefined;
  /** The most pairs of publisher and instrument; 1,048,576 by default. */
  maxInstruments?: number;
}

/** Pairs that are found without the table, a power of two. */
export const RECENT = 1024;

/** The pairs of publisher and instrument id of a stream: what each is in a batch, asked once. */
export class DbnInstruments {
  /** Of the record moved to: its index in the batch, −1 where it is left out. */
  index = 0;
  /** Of the record moved to. */
  priceDecimals = 9;
  readonly #ask: DbnInstrumentsOptions["instrument"];
  readonly #defaultDecimals: number;
  readonly #table: WideIdTable;
  /** The index in the batch by the pair's number; −1 where it is left out. */
  indexes: Int32Array = new Int32Array(64);
  /** How many units of 1e-9 a unit of the price has, by the pair's number; 0 where it has less than one. */
  units: Float64Array = new Float64Array(64);
  #decimals: Int8Array = new Int8Array(64);
  /** The pairs seen last, by the low bits of the instrument id: publisher, instrument id, number. */
  readonly recent: Int32Array = new Int32Array(RECENT * 3).fill(-1);

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: DbnInstrumentsOptions) {
    this.#ask = options.instrument;
    this.#defaultDecimals = decimalsOf("dbn.priceDecimals", options.priceDecimals ?? 9);
    this.#table = new WideIdTable(options.maxInstruments ?? 2 ** 20, "dbn.maxInstruments");
  }

  /** Pairs seen so far. */
  get size(): number {
    return this.#table.size;
  }

  /** The pair that came at a place, from 0. */
  pairAt(index: number): { publisherId: number; instrumentId: number } {
    return { publisherId: this.#table.highOf(index), instrumentId: this.#table.lowOf(index) };
  }

  /** Finds the instrument of a record. @returns false where there is one too many */
  moveTo(view: DataView, at: number): boolean {
    const publisher = view.getUint16(at + 2, true);
    const instrument = view.getInt32(at + 4, true);
    const recent = this.recent;
    const slot = (instrument & (RECENT - 1)) * 3;
    let number = recent[slot + 2]!;
    if (recent[slot] !== publisher || recent[slot + 1] !== instrument) {
      number = this.#table.find(publisher, instrument);
      if (number < 0) number = this.#meet(view, at, publisher, instrument);
      if (number < 0) return false;
      recent[slot] = publisher;
      recent[slot + 1] = instrument;
      recent[slot + 2] = number;
    }
    this.index = this.indexes[number]!;
    this.priceDecimals = this.#decimals[number]!;
    return true;
  }

  /** An instrument for the first time: the edge is asked. */
  #meet(view: DataView, at: number, publisher: number, instrument: number): number {
    const given = this.#ask?.(instrument >>> 0, publisher, view.getBigUint64(at + 8, true));
    const decimals =
      given === undefined ? this.#defaultDecimals : decimalsOf("dbn.instrument.priceDecimals", given.priceDecimals);
    const number = this.#table.numberOf(publisher, instrument);
    if (number < 0) return number;
    if (number === this.indexes.length) {
      const indexes = new Int32Array(number * 2);
      indexes.set(this.indexes);
      this.indexes = indexes;
      const all = new Int8Array(number * 2);
      all.set(this.#decimals);
      this.#decimals = all;
      const units = new Float64Array(number * 2);
      units.set(this.units);
      this.units = units;
    }
    this.indexes[number] = this.#ask === undefined ? number : (given?.index ?? -1);
    this.#decimals[number] = decimals;
    this.units[number] = decimals <= 9 ? POWERS_OF_TEN[9 - decimals]! : 0;
    return number;
  }
}

function decimalsOf(path: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 15) return value;
  throw new ConfigError(path, value, "an integer from 0 to 15");
}
