import { ConfigError } from "@hotpath/core";
import { LOBSTER_DUMMY_PRICE, LOBSTER_MAX_LEVELS } from "./lobster-book-rows.ts";
import { LobsterType } from "./lobster-messages.ts";

/** Where a row of a book file differs from what the messages make of the row before. */
export interface LobsterDifference {
  /** The row, from 1. */
  row: number;
  /** The level, from 1 at the top. */
  level: number;
  side: "ask" | "bid";
  field: "price" | "size";
  /** What follows; for a level that may come from below the window, what it would have to be at least. */
  expected: number | string;
  /** What the file has; NaN in a line that cannot be read. */
  got: number;
}

/** What a replay has found so far. */
export interface LobsterReplayResult {
  rows: number;
  /** Rows that are as they must be. */
  equal: number;
  /** Levels that came into the window from below, and were learned from their row. */
  learned: number;
  /** Rows that are not as they must be. */
  different: number;
  /**
   * Learned levels that left the window, or were in it at the end, before a message touched them: nothing has proved them.
   * Those of the first row count here too. A wrong one that leaves in the very next row cannot be noticed.
   */
  unproved: number;
}

/** Differences that are remembered one by one. */
const REMEMBERED = 20;
const ASK = 0;
const BID = 1;

/**
 * Replays a LOBSTER message file and compares every row of its order book file with what follows from the message and the
 * row before.
 *
 * The file shows a window: the best n levels of each side, and only the messages within it. So when a level of a full side
 * is emptied, the level that moves up from below cannot be known: it is *learned* from the row, and must only be a level
 * that could have been below: a price beyond every one that was visible, and a size; or a dummy, and then the side is known
 * to its end. This holds too for a level that was once in the window and left it, since orders may have come and gone below.
 * A side that shows dummies is visible whole: nothing can come from below. Everything else must be equal: the levels that a
 * message adds, enlarges, diminishes, empties or pushes down, those that move up, those that it does not touch, both sides,
 * and all of it after hidden executions and halts. And an order that is cancelled, deleted or executed within the window
 * must have a level there: if it has none, the row before cannot have been right.
 *
 * After a difference the row of the file is taken for true, so that one wrong value does not spoil what comes after it.
 */
export class LobsterReplay {
  readonly levels: number;
  /** Levels from the top that are compared; the rest is taken from the rows without being looked at. */
  readonly depth: number;
  readonly differences: LobsterDifference[] = [];
  /** The window now: asks in places 0 … n − 1, best first, bids behind them. */
  readonly prices: Float64Array;
  readonly sizes: Float64Array;
  /** 1 where the level was learned and no message has touched it since. */
  readonly #fresh: Uint8Array;
  #rows = 0;
  #learned = 0;
  #different = 0;
  #unproved = 0;
  /** Whether the message of this row is of a level that is not there. */
  #isAstray = false;

  /**
   * @param levels of each side that a row has
   * @param depth how many of them are compared; all by default
   * @throws {ConfigError} naming what is wrong
   */
  constructor(levels: number, depth: number = levels) {
    if (!Number.isInteger(levels) || levels < 1 || levels > LOBSTER_MAX_LEVELS) {
      throw new ConfigError("lobsterReplay.levels", levels, `an integer from 1 to ${LOBSTER_MAX_LEVELS}`);
    }
    if (!Number.isInteger(depth) || depth < 1 || depth > levels) {
      throw new ConfigError("lobsterReplay.depth", depth, `an integer from 1 to ${levels}, the levels of the file`);
    }
    this.levels = levels;
    this.depth = depth;
    this.prices = new Float64Array(2 * levels);
    this.sizes = new Float64Array(2 * levels);
    this.#fresh = new Uint8Array(2 * levels);
  }

  /** What has been found: an object, made anew. */
  result(): LobsterReplayResult {
    let standing = 0;
    for (const flag of this.#fresh) standing += flag;
    return {
      rows: this.#rows,
      equal: this.#rows - this.#different,
      learned: this.#learned,
      different: this.#different,
      unproved: this.#unproved + standing,
    };
  }

  /** Levels of a side of the window that are none but dummies are not counted. @param side 0 ask, 1 bid */
  count(side: number): number {
    const from = side * this.levels;
    let found = 0;
    while (found < this.levels && !isDummy(side, this.prices[from + found]!)) found++;
    return found;
  }

  /**
   * Takes a message and the row that stands beside it.
   *
   * @param type a `LobsterType`; 0 for a line that could not be read
   * @param direction 1 for a buyer's order, −1 for a seller's
   * @param values `4 × levels` values of the row from `at` on, as the file has them
   * @returns whether the row is as it must be
   */
  take(type: number, size: number, price: number, direction: number, values: ArrayLike<number>, at: number): boolean {
    this.#rows++;
    const isFirst = this.#rows === 1;
    const touched = direction === 1 ? BID : ASK;
    let learns = -1;
    let beyond = Number.NaN;
    if (!isFirst && type >= LobsterType.Submission && type <= LobsterType.Execution) {
      const last = touched * this.levels + this.levels - 1;
      beyond = this.prices[last]!;
      if (this.#apply(type, touched, size, price)) learns = last;
    }
    let isEqual = !this.#isAstray;
    this.#isAstray = false;
    for (let side = ASK; side <= BID; side++) {
      for (let level = 0; level < this.levels; level++) {
        const place = side * this.levels + level;
        const column = at + 4 * level + 2 * side;
        const gotPrice = values[column]!;
        const gotSize = values[column + 1]!;
        if (isFirst || place === learns) {
          if (!this.#learn(side, level, gotPrice, gotSize, beyond, isFirst)) isEqual = false;
        } else if (gotPrice !== this.prices[place] || gotSize !== this.sizes[place]) {
          if (this.#differs(side, level, this.prices[place]!, this.sizes[place]!, gotPrice, gotSize)) isEqual = false;
        }
        if (Number.isNaN(gotPrice + gotSize)) continue;
        this.prices[place] = gotPrice;
        this.sizes[place] = gotSize;
      }
    }
    if (!isEqual) this.#different++;
    return isEqual;
  }

  /** A row of one file without its counterpart in the other: it is different. */
  missing(of: "message" | "row"): void {
    this.#rows++;
    this.#different++;
    const expected = of === "row" ? "a row of the book file" : "no row without a message";
    this.#remember({ row: this.#rows, level: 1, side: "ask", field: "price", expected, got: Number.NaN });
  }

  /** What a message does to a side. Returns whether the last place is now to be learned. */
  #apply(type: number, side: number, size: number, price: number): boolean {
    const from = side * this.levels;
    const count = this.count(side);
    let place = 0;
    while (place < count && isBetter(side, this.prices[from + place]!, price)) place++;
    const isKnown = place < count && this.prices[from + place] === price;
    if (type === LobsterType.Submission) {
      if (isKnown) this.#touch(from + place, size);
      else if (place < this.levels) this.#insert(from, place, price, size);
      return false;
    }
    if (!isKnown) {
      // Below a full window is out of sight.
      if (place < this.depth) {
        this.#isAstray = true;
        const got = this.prices[from + place]!;
        this.#remember({ ...this.#where(side, place), field: "price", expected: `a level at ${price}`, got });
      }
      return false;
    }
    this.#touch(from + place, -size);
    if (this.sizes[from + place] !== 0) return false;
    this.#remove(side, from, place);
    return count === this.levels;
  }

  #touch(place: number, more: number): void {
    this.sizes[place] = this.sizes[place]! + more;
    this.#fresh[place] = 0;
  }

  /** Puts a level in its place; the last one leaves the window. */
  #insert(from: number, place: number, price: number, size: number): void {
    const last = from + this.levels - 1;
    const at = from + place;
    this.#unproved += this.#fresh[last]!;
    this.prices.copyWithin(at + 1, at, last);
    this.sizes.copyWithin(at + 1, at, last);
    this.#fresh.copyWithin(at + 1, at, last);
    this.prices[at] = price;
    this.sizes[at] = size;
    this.#fresh[at] = 0;
  }

  /** Takes a level away; a dummy stands in the last place, until something is learned. */
  #remove(side: number, from: number, place: number): void {
    const end = from + this.levels;
    const at = from + place;
    this.prices.copyWithin(at, at + 1, end);
    this.sizes.copyWithin(at, at + 1, end);
    this.#fresh.copyWithin(at, at + 1, end);
    this.prices[end - 1] = dummy(side);
    this.sizes[end - 1] = 0;
    this.#fresh[end - 1] = 0;
  }

  /**
   * Takes a level from its row: in the first row, or from below. It must be a level that can be there: beyond `beyond`, the
   * last price that was visible (in the first row, the level above), or a dummy.
   */
  #learn(side: number, level: number, price: number, size: number, beyond: number, isFirst: boolean): boolean {
    const place = side * this.levels + level;
    const above = isFirst && level > 0 ? this.prices[place - 1]! : isFirst ? Number.NaN : beyond;
    const isNone = price === dummy(side) && size === 0;
    const isLevel = size > 0 && !isDummy(side, price) && (Number.isNaN(above) || isBetter(side, above, price));
    this.#fresh[place] = isNone && isFirst ? 0 : 1;
    if (!isFirst && isLevel) this.#learned++;
    if (isNone || isLevel) return true;
    if (level >= this.depth) return true;
    const limit = Number.isNaN(above) ? "a level" : `a level ${side === ASK ? "above" : "below"} ${above}, or none`;
    const isSize = size <= 0 && price !== dummy(side);
    this.#remember({
      ...this.#where(side, level),
      field: isSize ? "size" : "price",
      expected: isSize ? "a size above 0" : limit,
      got: isSize ? size : price,
    });
    return false;
  }

  /** Notes a difference. Returns whether it is within the depth that is compared. */
  #differs(side: number, level: number, price: number, size: number, gotPrice: number, gotSize: number): boolean {
    if (level >= this.depth) return false;
    const where = this.#where(side, level);
    if (gotPrice !== price) this.#remember({ ...where, field: "price", expected: price, got: gotPrice });
    if (gotSize !== size) this.#remember({ ...where, field: "size", expected: size, got: gotSize });
    return true;
  }

  #where(side: number, level: number): Pick<LobsterDifference, "row" | "level" | "side"> {
    return { row: this.#rows, level: level + 1, side: side === ASK ? "ask" : "bid" };
  }

  #remember(difference: LobsterDifference): void {
    if (this.differences.length < REMEMBERED) this.differences.push(difference);
  }
}

function dummy(side: number): number {
  return side === ASK ? LOBSTER_DUMMY_PRICE : -LOBSTER_DUMMY_PRICE;
}

function isDummy(side: number, price: number): boolean {
  return side === ASK ? price >= LOBSTER_DUMMY_PRICE : price <= -LOBSTER_DUMMY_PRICE;
}

/** Whether a price comes before another on its side. */
function isBetter(side: number, price: number, than: number): boolean {
  return side === ASK ? price < than : price > than;
}
