import { ConfigError } from "@hotpath/core";
import { bitmapWords } from "./bitmap.ts";
import {
  F_SHIFT,
  HEADER_WORDS,
  I_SHIFT,
  LADDER_BEST_KEY,
  LADDER_BITS,
  LADDER_WINDOW,
  ORDER_I_SHIFT,
  STATE_BUCKET_MASK,
  STATE_BUCKETS,
  STATE_BUCKETS_AT,
  STATE_CELLS,
  STATE_FILLED_AT,
  STATE_LADDERS,
  STATE_LADDERS_AT,
  STATE_LEVEL_CAPACITY,
  STATE_LEVELS_AT,
  STATE_ORDER_CAPACITY,
  STATE_OWNERS_AT,
  STATE_TIMES_AT,
} from "./layout.ts";
import { nativeBooks } from "./native-books.ts";

/** Buckets of the id index in use from the start: a power of two. */
export const FIRST_BUCKETS = 64;

/** How much a {@link BookMemory} holds. */
export interface BookBounds {
  /** The greatest number of orders at a time; 0 for books of levels. */
  orders?: number;
  /** The number of ladders: two for each instrument. */
  ladders?: number;
  /** The greatest number of levels at a time. */
  levels?: number;
  /** Cells of each ladder's window: a power of two. */
  cells?: number;
  /** Whether native code may ask for huge pages, where the memory is large; false by default. */
  hugePages?: boolean;
}

/** Less than this lies in the caches and in the table of translations as it is. */
const LARGE_BYTES = 2 ** 25;

/** The one buffer of a set of books, laid out as `layout.ts` says. `OrderStore` and `PriceLadders` are its two parts. */
export class BookMemory {
  readonly F: Float64Array;
  readonly I: Int32Array;

  /** @throws {ConfigError} if the bounds ask for more than an array can hold */
  constructor(bounds: BookBounds) {
    const { orders = 0, ladders = 0, levels = 0, cells = 32, hugePages = false } = bounds;
    const bitWords = bitmapWords(cells);
    let words = HEADER_WORDS;
    const region = (length: number): number => {
      const at = words;
      words += Math.ceil(length / 16) * 16;
      return at;
    };
    region((orders + 1) << ORDER_I_SHIFT);
    const positions: [number, number][] = [
      [STATE_LEVELS_AT, region((levels + 1) * 2 ** I_SHIFT)],
      [STATE_LADDERS_AT, region(ladders * 2 ** I_SHIFT)],
      [STATE_BUCKETS_AT, region(orders === 0 ? 0 : 2 * orders + FIRST_BUCKETS)],
      [STATE_OWNERS_AT, region(orders + 1)],
      [STATE_TIMES_AT, region(orders + 1)],
      [STATE_FILLED_AT, region(2 * (orders + 1))],
    ];
    const windows = region(ladders * cells);
    const bits = region(ladders * bitWords);
    if (words >= 2 ** 31) {
      throw new ConfigError("bounds", bounds, "orders, instruments and ticks of window that fit into 8 GB");
    }
    const buffer = new ArrayBuffer(words * 4);
    this.F = new Float64Array(buffer);
    this.I = new Int32Array(buffer);
    // Before anything is written: pages that are there already stay as they are.
    if (hugePages && buffer.byteLength >= LARGE_BYTES) nativeBooks()?.pages(this.I, buffer.byteLength);
    for (const [word, at] of positions) this.I[word] = at;
    this.I[STATE_ORDER_CAPACITY] = orders;
    this.I[STATE_LEVEL_CAPACITY] = levels;
    this.I[STATE_LADDERS] = ladders;
    this.I[STATE_CELLS] = cells;
    this.I[STATE_BUCKETS] = FIRST_BUCKETS;
    this.I[STATE_BUCKET_MASK] = FIRST_BUCKETS - 1;
    const laddersAt = this.I[STATE_LADDERS_AT]!;
    for (let ladder = 0; ladder < ladders; ladder++) {
      const at = laddersAt + (ladder << I_SHIFT);
      this.I[at + LADDER_WINDOW] = windows + ladder * cells;
      this.I[at + LADDER_BITS] = bits + ladder * bitWords;
      this.F[(laddersAt >> 1) + (ladder << F_SHIFT) + LADDER_BEST_KEY] = Number.POSITIVE_INFINITY;
    }
  }

  /** A part of the integers, as an array of its own over the same memory. */
  integers(at: number, length: number): Int32Array {
    return this.I.subarray(at, at + length);
  }

  /** A part of the doubles, as an array of its own over the same memory. `at` is a position in words. */
  doubles(at: number, length: number): Float64Array {
    return this.F.subarray(at >> 1, (at >> 1) + length);
  }
}
