import { ConfigError, describeValue, type Instrument, type InstrumentRegistry, MAX_DECIMALS } from "@hotpath/core";

/** One symbol of a venue. */
export interface VenueInstrument {
  /** The venue's name for it, such as `BTCUSDT` or `XBT/USD`. */
  symbol: string;
  /** Its index in the engine's registry, which rows carry. */
  index: number;
  /** Decimals of its price units, 0 to 15. */
  priceDecimals: number;
  /** Decimals of its size units, 0 to 15. */
  sizeDecimals: number;
}

/**
 * The symbols that a decoder knows, found by their bytes: an open hash table of text that allocates nothing when asked.
 * An entry is the place of a symbol in the list given; the columns tell its instrument and units.
 *
 * @example
 * const instruments = new VenueInstruments([{ symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 5 }]);
 * instruments.entryOf("BTCUSDT"); // 0
 */
export class VenueInstruments {
  /** The symbols, by entry. */
  readonly symbols: readonly string[];
  /** Index of the instrument in the engine's registry, by entry. */
  readonly index: Int32Array;
  /** By entry. */
  readonly priceDecimals: Uint8Array;
  /** By entry. */
  readonly sizeDecimals: Uint8Array;
  readonly #text: Uint8Array;
  readonly #textAt: Int32Array;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  #table: Int32Array | undefined;

  /** @throws {ConfigError} naming the entry that is wrong: no symbol, a symbol twice, decimals that are not 0 to 15 */
  constructor(list: readonly VenueInstrument[], path = "venueInstruments") {
    const encoder = new TextEncoder();
    const texts = list.map((entry) => encoder.encode(entry.symbol));
    this.symbols = list.map((entry) => entry.symbol);
    this.index = Int32Array.from(list, (entry) => entry.index);
    this.priceDecimals = Uint8Array.from(list, (entry) => entry.priceDecimals);
    this.sizeDecimals = Uint8Array.from(list, (entry) => entry.sizeDecimals);
    this.#textAt = new Int32Array(list.length + 1);
    texts.forEach((text, i) => {
      this.#textAt[i + 1] = this.#textAt[i]! + text.length;
    });
    this.#text = new Uint8Array(this.#textAt[list.length]!);
    let size = 16;
    while (size < list.length * 4) size *= 2;
    this.#slots = new Int32Array(size).fill(-1);
    this.#hashes = new Int32Array(list.length);
    list.forEach((entry, i) => {
      checkEntry(entry, `${path}[${i}]`);
      const text = texts[i]!;
      this.#text.set(text, this.#textAt[i]);
      let hash = 0;
      for (const byte of text) hash = Math.imul(hash ^ byte, 0x01000193);
      if (this.find(text, 0, text.length, hash) >= 0) {
        throw new ConfigError(`${path}[${i}].symbol`, entry.symbol, "a symbol that is not there yet");
      }
      let slot = spread(hash) & (size - 1);
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = i;
      this.#hashes[i] = hash;
    });
  }

  /**
   * Every instrument of a registry under the venue's name for it.
   *
   * @param symbolOf the venue's symbol of an instrument, or undefined if the venue does not have it; by default its own
   */
  static of(
    registry: InstrumentRegistry,
    symbolOf: (instrument: Instrument) => string | undefined = (instrument) => instrument.symbol,
  ): VenueInstruments {
    const list: VenueInstrument[] = [];
    registry.list.forEach((instrument, index) => {
      const symbol = symbolOf(instrument);
      const { priceDecimals, sizeDecimals } = instrument;
      if (symbol !== undefined) list.push({ symbol, index, priceDecimals, sizeDecimals });
    });
    return new VenueInstruments(list);
  }

  /** Symbols there are. */
  get size(): number {
    return this.symbols.length;
  }

  /** The same entries under other names, such as those of a venue's channels. */
  renamed(nameOf: (symbol: string) => string): VenueInstruments {
    return new VenueInstruments(this.#list().map((entry) => ({ ...entry, symbol: nameOf(entry.symbol) })));
  }

  /**
   * The entry of the symbol in `bytes[from]` to `bytes[to − 1]`, or −1.
   *
   * @param hash FNV-1a style: from 0, for each byte `imul(hash ^ byte, 0x01000193)`
   */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const text = this.#text;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!;
      if (entry < 0) return -1;
      if (this.#hashes[entry] !== hash) continue;
      const start = this.#textAt[entry]!;
      const length = this.#textAt[entry + 1]! - start;
      if (length !== to - from) continue;
      let i = 0;
      while (i < length && bytes[from + i] === text[start + i]) i++;
      if (i === length) return entry;
    }
  }

  /** The entry of a symbol, or −1: for the edge. */
  entryOf(symbol: string): number {
    return this.symbols.indexOf(symbol);
  }

  /** The entry of an instrument of the engine's registry, or −1. */
  entryOfIndex(index: number): number {
    return this.index.indexOf(index);
  }

  /**
   * The same for native code, in one block of words (c/json_depth.h of @hotpath/native): the mask of the slots, the slots,
   * then of each entry its hash, where its text begins (in bytes of the block), its length, index and decimals; then texts.
   */
  get table(): Int32Array {
    if (this.#table !== undefined) return this.#table;
    const slots = this.#slots;
    const entries = 1 + slots.length;
    const texts = entries + this.size * ENTRY_WORDS;
    const table = new Int32Array(texts + Math.ceil(this.#text.length / 4));
    table[0] = slots.length - 1;
    table.set(slots, 1);
    for (let entry = 0; entry < this.size; entry++) {
      const from = this.#textAt[entry]!;
      const length = this.#textAt[entry + 1]! - from;
      const decimals = [this.priceDecimals[entry]!, this.sizeDecimals[entry]!];
      const words = [this.#hashes[entry]!, texts * 4 + from, length, this.index[entry]!, ...decimals];
      table.set(words, entries + entry * ENTRY_WORDS);
    }
    new Uint8Array(table.buffer, texts * 4).set(this.#text);
    this.#table = table;
    return table;
  }

  #list(): VenueInstrument[] {
    return this.symbols.map((symbol, i) => ({
      symbol,
      index: this.index[i]!,
      priceDecimals: this.priceDecimals[i]!,
      sizeDecimals: this.sizeDecimals[i]!,
    }));
  }
}

/** Words of an entry in {@link VenueInstruments.table}. */
const ENTRY_WORDS = 6;

/** The low bits of the hash depend on the low bits of the text alone. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function checkEntry(entry: VenueInstrument, path: string): void {
  if (typeof entry.symbol !== "string" || entry.symbol === "") {
    throw new ConfigError(`${path}.symbol`, entry.symbol, "a text that is not empty");
  }
  if (!Number.isInteger(entry.index) || entry.index < 0 || entry.index >= 2 ** 31) {
    throw new ConfigError(`${path}.index`, entry.index, "an index of an instrument, from 0");
  }
  for (const key of ["priceDecimals", "sizeDecimals"] as const) {
    if (!Number.isInteger(entry[key]) || entry[key] < 0 || entry[key] > MAX_DECIMALS) {
      throw new ConfigError(`${path}.${key}`, entry[key], `an integer from 0 to ${MAX_DECIMALS}`);
    }
  }
}

/** Text that names an entry in messages to people. */
export function nameOfEntry(instruments: VenueInstruments, entry: number): string {
  return instruments.symbols[entry] ?? describeValue(entry);
}
