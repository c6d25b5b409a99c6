import { bitmapWords } from "./bitmap.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST_KEY,
  LADDER_BITS,
  LADDER_ORDERS,
  LADDER_QUANTITY,
  LADDER_WINDOW,
  STATE_CELLS,
  STATE_LADDERS,
  STATE_LADDERS_AT,
  STATE_LEVEL_CAPACITY,
  STATE_LEVEL_FREE,
  STATE_LEVEL_TOUCHED,
  STATE_LEVELS,
  STATE_LEVELS_AT,
  STATE_MOVES,
} from "./layout.ts";
import { findLevel, firstLevel, nextLevel, obtainLevel, releaseLevel } from "./levels.ts";
import type { BookMemory } from "./memory.ts";

/** Size of the lower part of a quantity that may leave the safe integers. */
const LIMB = 2 ** 52;

/** The price levels of a {@link BookMemory}, for those who do not live in the core: the work is done in `levels.ts`. */
export class PriceLadders {
  readonly memory: BookMemory;
  readonly F: Float64Array;
  readonly I: Int32Array;
  /** The number of ladders: two for each instrument. */
  readonly ladders: number;
  /** The greatest number of levels at a time. */
  readonly levelCapacity: number;
  /** Cells of each window: a power of two. */
  readonly cells: number;
  readonly ladderF: Float64Array;
  readonly ladderI: Int32Array;
  readonly levelF: Float64Array;
  readonly levelI: Int32Array;
  /** What {@link PriceLadders.addQuantity} has carried out of each ladder's quantity, in units of 2^52. */
  readonly #carried: Float64Array;

  constructor(memory: BookMemory) {
    const { F, I } = memory;
    this.memory = memory;
    this.F = F;
    this.I = I;
    this.ladders = I[STATE_LADDERS]!;
    this.levelCapacity = I[STATE_LEVEL_CAPACITY]!;
    this.cells = I[STATE_CELLS]!;
    this.ladderF = memory.doubles(I[STATE_LADDERS_AT]!, this.ladders << F_SHIFT);
    this.ladderI = memory.integers(I[STATE_LADDERS_AT]!, this.ladders << I_SHIFT);
    this.levelF = memory.doubles(I[STATE_LEVELS_AT]!, (this.levelCapacity + 1) << F_SHIFT);
    this.levelI = memory.integers(I[STATE_LEVELS_AT]!, (this.levelCapacity + 1) << I_SHIFT);
    this.#carried = new Float64Array(this.ladders);
  }

  /** Levels alive. */
  get levelCount(): number {
    return this.I[STATE_LEVELS]!;
  }

  /** How often a window has moved. */
  get moves(): number {
    return this.I[STATE_MOVES]!;
  }

  /** Empties every ladder. */
  clear(): void {
    const { I, F, cells } = this;
    for (let ladder = 0; ladder < this.ladders; ladder++) {
      const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
      const window = I[at + LADDER_WINDOW]!;
      const bits = I[at + LADDER_BITS]!;
      I.fill(0, window, window + cells);
      I.fill(0, bits, bits + bitmapWords(cells));
      I.fill(0, at, at + LADDER_WINDOW);
      F[(at >> 1) + LADDER_BEST_KEY] = Number.POSITIVE_INFINITY;
    }
    this.#carried.fill(0);
    I[STATE_LEVELS] = 0;
    I[STATE_LEVEL_FREE] = 0;
    I[STATE_LEVEL_TOUCHED] = 0;
  }

  /** The level of this key, or 0. */
  find(ladder: number, key: number): number {
    return findLevel(this.F, this.I, ladder, key);
  }

  /** The level of this key, made if there is none; 0 if there is no room for another. */
  obtain(ladder: number, key: number): number {
    return obtainLevel(this.F, this.I, ladder, key);
  }

  /** Takes an empty level away. */
  release(level: number): void {
    releaseLevel(this.F, this.I, level);
  }

  /** The level of least key, found from the bitmap and the tree; `LADDER_BEST` remembers it. */
  first(ladder: number): number {
    return firstLevel(this.F, this.I, ladder);
  }

  /** The level after this one in the order of keys, or 0. */
  next(level: number): number {
    return nextLevel(this.F, this.I, level);
  }

  /** Orders of a ladder. */
  orders(ladder: number): number {
    return this.ladderI[(ladder << I_SHIFT) + LADDER_ORDERS]!;
  }

  /**
   * Adds a safe integer to the open quantity of a ladder, which may leave the safe integers: it is kept in two parts, the
   * lower below 2^52. For books of levels; where orders trade, the sum of a side stays a safe integer.
   */
  addQuantity(ladder: number, more: number): void {
    const at = (ladder << F_SHIFT) + LADDER_QUANTITY;
    let high = Math.floor(more / LIMB);
    let low = this.ladderF[at]! + (more - high * LIMB);
    if (low >= LIMB) {
      low -= LIMB;
      high++;
    }
    this.ladderF[at] = low;
    if (high !== 0) this.#carried[ladder] = this.#carried[ladder]! + high;
  }

  /** Open quantity of a ladder; the nearest double where it is no safe integer. */
  quantity(ladder: number): number {
    return this.#carried[ladder]! * LIMB + this.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
  }

  /** Open quantity of a ladder, exactly: it allocates. */
  exactQuantity(ladder: number): bigint {
    const low = this.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
    return BigInt(this.#carried[ladder]!) * BigInt(LIMB) + BigInt(low);
  }
}
