import { type Side, StateError } from "@hotpath/core";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_LEVELS,
  LEVEL_COUNT,
  LEVEL_KEY,
  LEVEL_QUANTITY,
} from "./internal/layout.ts";
import type { PriceLadders } from "./internal/price-ladders.ts";
import { mirrored } from "./internal/queue.ts";

/** Columns that {@link BookView.depth} fills, best level first. Columns left out are not filled. */
export interface DepthColumns {
  /** Ticks. */
  price: Float64Array;
  /** Open quantity of the level. */
  quantity: Float64Array;
  /** Orders at the level. */
  orders?: Int32Array;
  /** Open quantity of the level and all better ones. */
  cumulative?: Float64Array;
}

/** One level as an object, for the edge. */
export interface BookLevel {
  /** Ticks. */
  price: number;
  quantity: number;
  /** The number of orders; 0 in a book that is fed by levels. */
  orders: number;
}

/** How the best bid and the best ask stand to each other. */
export type BookState = "empty" | "oneSided" | "normal" | "locked" | "crossed";

/**
 * One instrument's book, read from the live structure: nothing is copied, and what is read is the state of now. Prices
 * are integer ticks; a price that does not exist is NaN, a quantity 0. Getters and the columnar methods allocate nothing.
 */
export class BookView {
  /** The instrument's index. */
  readonly instrument: number;
  /** The structure behind the view. */
  protected readonly ladders: PriceLadders;
  /** How many ticks one key is, by instrument; left out where it is 1 for all. */
  readonly #steps: Float64Array | undefined;

  /** @internal Views come from `MatchingEngine.book`, `L2Book.book` and `L3Book.book`. */
  constructor(ladders: PriceLadders, instrument: number, steps?: Float64Array) {
    this.ladders = ladders;
    this.instrument = instrument;
    this.#steps = steps;
  }

  /** The highest price that a buyer bids, or NaN. */
  get bestBid(): number {
    return this.#bestPrice(2 * this.instrument);
  }

  /** The lowest price that a seller asks, or NaN. */
  get bestAsk(): number {
    return this.#bestPrice(2 * this.instrument + 1);
  }

  /** The quantity at the best bid. */
  get bestBidSize(): number {
    return this.#bestSize(2 * this.instrument);
  }

  /** The quantity at the best ask. */
  get bestAskSize(): number {
    return this.#bestSize(2 * this.instrument + 1);
  }

  /** Best ask less best bid, or NaN. */
  get spread(): number {
    return this.bestAsk - this.bestBid;
  }

  /** Half way between best bid and best ask, or NaN. */
  get midPrice(): number {
    return this.bestBid + (this.bestAsk - this.bestBid) / 2;
  }

  /**
   * The mid price weighted by the quantity of the other side, or NaN: it leans towards the side that is thinner.
   *
   * (bid × askSize + ask × bidSize) ÷ (bidSize + askSize), computed as a distance from the bid so that large prices
   * lose no digits. Source: Gatheral & Oomen, "Zero-intelligence realized variance estimation" (2010).
   */
  get microPrice(): number {
    const bidSize = this.bestBidSize;
    const askSize = this.bestAskSize;
    return this.bestBid + (this.spread * bidSize) / (bidSize + askSize);
  }

  /** Orders in the book, both sides; 0 in a book that is fed by levels. */
  get orderCount(): number {
    return this.ladders.orders(2 * this.instrument) + this.ladders.orders(2 * this.instrument + 1);
  }

  /** How the two sides stand to each other. */
  get state(): BookState {
    const bid = this.bestBid;
    const ask = this.bestAsk;
    if (Number.isNaN(bid) && Number.isNaN(ask)) return "empty";
    if (Number.isNaN(bid) || Number.isNaN(ask)) return "oneSided";
    return bid < ask ? "normal" : bid === ask ? "locked" : "crossed";
  }

  /** The number of levels of a side. */
  levelCount(side: Side): number {
    return this.ladders.ladderI[(this.#ladder(side) << I_SHIFT) + LADDER_LEVELS]!;
  }

  /** The quantity of a side, all levels together; the nearest double where it is no safe integer. */
  totalQuantity(side: Side): number {
    return this.ladders.quantity(this.#ladder(side));
  }

  /** The quantity at exactly this price. */
  quantityAt(side: Side, price: number): number {
    const ladder = this.#ladder(side);
    const level = this.levelAt(ladder, price);
    return level === 0 ? 0 : this.ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
  }

  /**
   * Fills the caller's columns with the best levels of a side.
   *
   * @returns the number of levels written: the least of `levels`, the length of `out.price` and the levels there are
   */
  depth(side: Side, levels: number, out: DepthColumns): number {
    const { ladders } = this;
    const ladder = this.#ladder(side);
    const limit = Math.min(levels, out.price.length);
    let level = this.#best(ladder);
    let total = 0;
    let row = 0;
    while (level !== 0 && row < limit) {
      const quantity = ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
      total += quantity;
      out.price[row] = this.#priceOf(ladder, level);
      out.quantity[row] = quantity;
      if (out.orders !== undefined) out.orders[row] = ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]!;
      if (out.cumulative !== undefined) out.cumulative[row] = total;
      row++;
      level = ladders.next(level);
    }
    return row;
  }

  /** The best levels of a side as objects: it allocates. */
  levels(side: Side, count = 10): BookLevel[] {
    const found: BookLevel[] = [];
    const ladder = this.#ladder(side);
    for (let level = this.#best(ladder); level !== 0 && found.length < count; level = this.ladders.next(level)) {
      found.push({
        price: this.#priceOf(ladder, level),
        quantity: this.ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!,
        orders: this.ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]!,
      });
    }
    return found;
  }

  /** The quantity of a side at `price` or better. */
  cumulativeQuantity(side: Side, price: number): number {
    const ladder = this.#ladder(side);
    const limit = mirrored(ladder, price) / this.step;
    const { levelF } = this.ladders;
    let total = 0;
    let level = this.#best(ladder);
    while (level !== 0 && levelF[(level << F_SHIFT) + LEVEL_KEY]! <= limit) {
      total += levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
      level = this.ladders.next(level);
    }
    return total;
  }

  /**
   * The average price, in ticks, at which `quantity` could be traded against a side now: the volume-weighted average of
   * the levels that it would take. NaN if the side holds less, or the quantity is not above 0.
   *
   * @param side the resting side: `Sell` for the price of a buyer
   */
  priceForSize(side: Side, quantity: number): number {
    const ladder = this.#ladder(side);
    if (!(quantity > 0) || quantity > this.ladders.quantity(ladder)) return Number.NaN;
    const { levelF } = this.ladders;
    let level = this.#best(ladder);
    const bestPrice = this.#priceOf(ladder, level);
    let missing = quantity;
    let weighted = 0;
    while (missing > 0) {
      if (level === 0) return Number.NaN;
      const take = Math.min(missing, levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!);
      weighted += take * (this.#priceOf(ladder, level) - bestPrice);
      missing -= take;
      level = this.ladders.next(level);
    }
    return bestPrice + weighted / quantity;
  }

  /** (bid quantity − ask quantity) ÷ (their sum) over the best `levels` of each side, from −1 to 1; NaN if both are empty. */
  imbalance(levels = 1): number {
    const bids = this.#topQuantity(2 * this.instrument, levels);
    const asks = this.#topQuantity(2 * this.instrument + 1, levels);
    return (bids - asks) / (bids + asks);
  }

  /**
   * The book as a small table of text, best levels in the middle.
   *
   * @param format turns ticks into text; digits by default
   */
  toString(levels = 5, format: (price: number) => string = String): string {
    const line = (side: string, { price, quantity, orders }: BookLevel): string =>
      `${side}  ${format(price).padStart(12)}  ${String(quantity).padStart(12)}  ${orders === 0 ? "" : `(${orders})`}`.trimEnd();
    const asks = this.levels(2, levels).reverse();
    return [...asks.map((level) => line("ask", level)), ...this.levels(1, levels).map((l) => line("bid", l))].join(
      "\n",
    );
  }

  /**
   * Proves that the sums, counts, queues, bitmap and tree of this book agree, by walking all of it.
   *
   * @throws {StateError} code `STATE_INVALID` naming the first disagreement
   */
  verify(): void {
    for (const ladder of [2 * this.instrument, 2 * this.instrument + 1]) {
      let previous = Number.NEGATIVE_INFINITY;
      let count = 0;
      let total = 0n;
      for (let level = this.ladders.first(ladder); level !== 0; level = this.ladders.next(level)) {
        const key = this.ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!;
        const quantity = this.ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
        check(key > previous, ladder, "levels out of order", key);
        check(quantity > 0, ladder, "a level without quantity", key);
        check(this.ladders.find(ladder, key) === level, ladder, "a level that is not found by its price", key);
        check(count > 0 || this.#best(ladder) === level, ladder, "the best level is not remembered", key);
        previous = key;
        count++;
        total += BigInt(quantity);
      }
      check(count === this.ladders.ladderI[(ladder << I_SHIFT) + LADDER_LEVELS]!, ladder, "level count", count);
      check(total === this.ladders.exactQuantity(ladder), ladder, "total quantity", Number(total));
    }
  }

  /** @internal How many ticks one key is. */
  protected get step(): number {
    const step = this.#steps === undefined ? 1 : this.#steps[this.instrument]!;
    // No order has come yet: every step is as good.
    return step > 0 ? step : 1;
  }

  /** @internal The level of a price, or 0. */
  protected levelAt(ladder: number, price: number): number {
    const key = mirrored(ladder, price) / this.step;
    return Math.floor(key) === key ? this.ladders.find(ladder, key) : 0;
  }

  /** @internal The best level of a ladder, or 0. */
  #best(ladder: number): number {
    return this.ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  }

  #ladder(side: Side): number {
    return 2 * this.instrument + side - 1;
  }

  #priceOf(ladder: number, level: number): number {
    return mirrored(ladder, this.ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]! * this.step);
  }

  #bestPrice(ladder: number): number {
    const level = this.#best(ladder);
    return level === 0 ? Number.NaN : this.#priceOf(ladder, level);
  }

  #bestSize(ladder: number): number {
    const level = this.#best(ladder);
    return level === 0 ? 0 : this.ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
  }

  #topQuantity(ladder: number, levels: number): number {
    let total = 0;
    let left = levels;
    for (let level = this.#best(ladder); level !== 0 && left > 0; level = this.ladders.next(level)) {
      total += this.ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
      left--;
    }
    return total;
  }
}

/** States one thing that must hold of a ladder. */
export function check(holds: boolean, ladder: number, what: string, at: number): void {
  if (holds) return;
  const side = (ladder & 1) === 0 ? "bids" : "asks";
  throw new StateError("STATE_INVALID", `${side} of instrument ${ladder >>> 1}: ${what} (${at})`);
}
