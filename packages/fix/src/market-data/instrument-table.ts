import { ConfigError, MAX_DECIMALS } from "@hotpath/core";

/** An instrument as market data names it. */
export interface MarketDataInstrument {
  /** The value of Symbol (55), or of the field that the table is told to look at. */
  symbol: string;
  /** A price is a count of 10^-priceDecimals; 0 to 15. */
  priceDecimals: number;
  /** A size is a count of 10^-sizeDecimals; 0 to 15. */
  sizeDecimals: number;
}

/** Finds instruments by the bytes of their symbol, without making a string. */
export class InstrumentTable {
  readonly priceDecimals: Uint8Array;
  readonly sizeDecimals: Uint8Array;
  readonly #symbols: readonly Uint8Array[];
  /** Index plus one; 0 is empty. */
  readonly #slots: Int32Array;

  /** @throws {ConfigError} naming the instrument that is wrong, or there twice */
  constructor(instruments: readonly MarketDataInstrument[]) {
    let size = 8;
    while (size < instruments.length * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#symbols = instruments.map(({ symbol }) => new TextEncoder().encode(symbol));
    this.priceDecimals = Uint8Array.from(instruments, ({ priceDecimals }, i) =>
      decimals(i, "priceDecimals", priceDecimals),
    );
    this.sizeDecimals = Uint8Array.from(instruments, ({ sizeDecimals }, i) =>
      decimals(i, "sizeDecimals", sizeDecimals),
    );
    this.#symbols.forEach((symbol, i) => {
      if (symbol.length === 0 || this.find(symbol, 0, symbol.length) >= 0)
        throw new ConfigError(`instruments[${i}].symbol`, instruments[i]!.symbol, "a symbol that no other one has");
      let at = hash(symbol, 0, symbol.length) & (size - 1);
      while (this.#slots[at] !== 0) at = (at + 1) & (size - 1);
      this.#slots[at] = i + 1;
    });
  }

  /** The index of the instrument whose symbol is `bytes[start … end − 1]`; −1 where there is none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let at = hash(bytes, start, end) & mask; ; at = (at + 1) & mask) {
      const index = this.#slots[at]! - 1;
      if (index < 0) return -1;
      const symbol = this.#symbols[index]!;
      let same = symbol.length === end - start;
      for (let i = 0; same && i < symbol.length; i++) same = symbol[i] === bytes[start + i];
      if (same) return index;
    }
  }
}

/** FNV-1a of 32 bits. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) h = Math.imul(h ^ bytes[at]!, 0x01000193);
  return h ^ (h >>> 15);
}

function decimals(i: number, name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_DECIMALS) return value;
  throw new ConfigError(`instruments[${i}].${name}`, value, `an integer from 0 to ${MAX_DECIMALS}`);
}
