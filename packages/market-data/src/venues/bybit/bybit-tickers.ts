import type { RowContext } from "../../json/rows.ts";
import { ascii } from "../../json/scanner.ts";

/** The fields of Bybit's ticker that make rows. */
export interface TickerFields {
  lastPrice: number;
  bid1Price: number;
  ask1Price: number;
  bid1Size: number;
  ask1Size: number;
  volume24h: number;
}

const NAMES: readonly (keyof TickerFields)[] = [
  "lastPrice",
  "bid1Price",
  "ask1Price",
  "bid1Size",
  "ask1Size",
  "volume24h",
];
const WIDTH = NAMES.length;
const LAST = 0;
const BID = 1;
const ASK = 2;
const BID_SIZE = 3;
const ASK_SIZE = 4;
const VOLUME = 5;
const TEXTS = NAMES.map(ascii);

/** Bybit's tickers say only what has changed: here is what they said before, by symbol, in units. */
export class BybitTickers {
  /** The fields, by number: prices first. */
  readonly names: readonly (keyof TickerFields)[] = NAMES;
  readonly #values: Float64Array;
  readonly #news: Float64Array = new Float64Array(WIDTH);
  readonly #isNew: Uint8Array = new Uint8Array(WIDTH);

  constructor(symbols: number) {
    this.#values = new Float64Array(symbols * WIDTH).fill(Number.NaN);
  }

  /** Forgets everything. */
  clear(): void {
    this.#values.fill(Number.NaN);
  }

  /** Begins a message. */
  begin(): void {
    this.#isNew.fill(0);
  }

  /** The number of the field that the text names, or −1. */
  fieldOf(bytes: Uint8Array, from: number, to: number): number {
    for (let field = 0; field < WIDTH; field++) {
      const text = TEXTS[field]!;
      if (text.length !== to - from) continue;
      let i = 0;
      while (i < text.length && bytes[from + i] === text[i]) i++;
      if (i === text.length) return field;
    }
    return -1;
  }

  /** Whether a field is a price; the others are sizes. */
  isPrice(field: number): boolean {
    return field <= ASK;
  }

  /** Takes a field of the message. @returns false if the value is NaN */
  set(field: number, units: number): boolean {
    this.#news[field] = units;
    this.#isNew[field] = 1;
    return !Number.isNaN(units);
  }

  /** Ends a message: keeps its fields for the context's symbol, and appends the rows that they make. */
  emit(rows: RowContext, isSnapshot: boolean): void {
    const at = rows.entry * WIDTH;
    const values = this.#values;
    const isNew = this.#isNew;
    if (isSnapshot) values.fill(Number.NaN, at, at + WIDTH);
    for (let field = 0; field < WIDTH; field++) if (isNew[field] === 1) values[at + field] = this.#news[field]!;
    const hasTrade = isNew[LAST] === 1 || isNew[VOLUME] === 1;
    if (hasTrade && !Number.isNaN(values[at + LAST]!)) rows.ticker(values[at + LAST]!, values[at + VOLUME]!);
    const hasBest = isNew[BID] === 1 || isNew[ASK] === 1 || isNew[BID_SIZE] === 1 || isNew[ASK_SIZE] === 1;
    const bid = values[at + BID]!;
    const bidSize = values[at + BID_SIZE]!;
    const ask = values[at + ASK]!;
    const askSize = values[at + ASK_SIZE]!;
    if (hasBest && !Number.isNaN(bid + bidSize + ask + askSize)) rows.quote(bid, bidSize, ask, askSize);
  }
}
