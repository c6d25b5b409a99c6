/**
 * The price levels of many instruments: for each ladder (one side of one instrument) a dense circular window of cells
 * around the best price, and a tree of the levels outside of it. The window follows the market: a lookup outside that a
 * better placed window would have served counts as a miss, and when the misses outnumber the levels that a move may
 * have to carry, the window moves. So moving costs O(1) an operation in the long run whatever the order flow does, and
 * one absurd order far away moves nothing.
 */
import { bitmapWords, clearBit, nextBit, setBit } from "./bitmap.ts";
import { farAtOrAfter, farFind, farInsert, farNext, farRemove } from "./far-levels.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BASE,
  LADDER_BEST,
  LADDER_BEST_KEY,
  LADDER_BITS,
  LADDER_FAR_FIRST,
  LADDER_FAR_ROOT,
  LADDER_LEVELS,
  LADDER_MISSES,
  LADDER_NEAR_LEVELS,
  LADDER_ORDERS,
  LADDER_ORIGIN,
  LADDER_QUANTITY,
  LADDER_WINDOW,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_IS_FAR,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_QUANTITY,
  LEVEL_TAIL,
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
import type { BookMemory } from "./memory.ts";

/** Misses that a window always tolerates, so that small books do not move at every step. */
const MISSES_TOLERATED = 8;

/** The levels of a {@link BookMemory}. */
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
    I[STATE_LEVELS] = 0;
    I[STATE_LEVEL_FREE] = 0;
    I[STATE_LEVEL_TOUCHED] = 0;
  }

  /** The level of this key, or 0. */
  find(ladder: number, key: number): number {
    const { F, I } = this;
    const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
    const relative = key - F[(at >> 1) + LADDER_BASE]!;
    if (relative >= 0 && relative < I[STATE_CELLS]!) return I[cellAt(I, at, relative)]!;
    const root = I[at + LADDER_FAR_ROOT]!;
    return root === 0 ? 0 : farFind(this.levelF, this.levelI, root, key);
  }

  /** The level of this key, made if there is none; 0 if there is no room for another. */
  obtain(ladder: number, key: number): number {
    const { F, I } = this;
    const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
    const relative = key - F[(at >> 1) + LADDER_BASE]!;
    if (relative >= 0 && relative < I[STATE_CELLS]!) {
      const found = I[cellAt(I, at, relative)]!;
      if (found !== 0) return found;
    }
    return this.make(ladder, key);
  }

  /** Makes the level of a key that is not in the window. */
  make(ladder: number, key: number): number {
    const { F, I } = this;
    const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
    const cells = I[STATE_CELLS]!;
    if (I[at + LADDER_LEVELS] === 0) place(F, I, at, key - (cells >>> 2));
    let relative = key - F[(at >> 1) + LADDER_BASE]!;
    if (!(relative >= 0 && relative < cells)) {
      if (!this.#miss(ladder, key)) return this.#obtainFar(ladder, key);
      relative = key - F[(at >> 1) + LADDER_BASE]!;
      // The move may have brought it in from the tree.
      const found = I[cellAt(I, at, relative)]!;
      if (found !== 0) return found;
    }
    const level = allocate(F, I, ladder, key);
    if (level !== 0) enterWindow(I, at, relative, level);
    return level;
  }

  /** Takes an empty level away. */
  release(level: number): void {
    const { F, I } = this;
    const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
    const ladder = I[levelAt + LEVEL_LADDER]!;
    const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
    if (I[levelAt + LEVEL_IS_FAR] === 0) leaveWindow(F, I, at, levelAt);
    else farRemove(this.levelI, this.ladderI, level);
    I[at + LADDER_LEVELS] = I[at + LADDER_LEVELS]! - 1;
    if (I[at + LADDER_BEST] === level) this.#setBest(at, F[(levelAt >> 1) + LEVEL_KEY]!);
    I[levelAt + LEVEL_HEAD] = I[STATE_LEVEL_FREE]!;
    I[STATE_LEVEL_FREE] = level;
    I[STATE_LEVELS] = I[STATE_LEVELS]! - 1;
  }

  /** The level of least key, found from the bitmap and the tree; `LADDER_BEST` remembers it. */
  first(ladder: number): number {
    return this.#firstFrom(this.I[STATE_LADDERS_AT]! + (ladder << I_SHIFT), 0);
  }

  /** The level after this one in the order of keys, or 0. */
  next(level: number): number {
    const { F, I, levelI } = this;
    const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
    const at = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
    const key = F[(levelAt >> 1) + LEVEL_KEY]!;
    const after = Math.max(0, key + 1 - F[(at >> 1) + LADDER_BASE]!);
    const near = after < I[STATE_CELLS]! ? nearAt(I, at, after) : 0;
    const root = I[at + LADDER_FAR_ROOT]!;
    if (root === 0) return near;
    const isFar = I[levelAt + LEVEL_IS_FAR] === 1;
    const far = isFar ? farNext(levelI, level) : farAtOrAfter(this.levelF, levelI, root, key + 1);
    return far === 0 ? near : this.#lesser(near, far);
  }

  /** Finds the best level anew, after the one of this key, which was the best, is gone. */
  #setBest(at: number, key: number): void {
    const { F, I } = this;
    const relative = key - F[(at >> 1) + LADDER_BASE]!;
    const best =
      relative < I[STATE_CELLS]! ? this.#firstFrom(at, relative > 0 ? relative | 0 : 0) : I[at + LADDER_FAR_FIRST]!;
    const bestKey = F[((I[STATE_LEVELS_AT]! + (best << I_SHIFT)) >> 1) + LEVEL_KEY]!;
    I[at + LADDER_BEST] = best;
    F[(at >> 1) + LADDER_BEST_KEY] = best === 0 ? Number.POSITIVE_INFINITY : bestKey;
  }

  /** The least of the far levels and of those in the window from `relative` on. */
  #firstFrom(at: number, relative: number): number {
    const near = nearAt(this.I, at, relative);
    const far = this.I[at + LADDER_FAR_FIRST]!;
    return far === 0 ? near : this.#lesser(near, far);
  }

  #lesser(near: number, far: number): number {
    if (near === 0) return far;
    const levelF = this.levelF;
    return levelF[(near << F_SHIFT) + LEVEL_KEY]! < levelF[(far << F_SHIFT) + LEVEL_KEY]! ? near : far;
  }

  #obtainFar(ladder: number, key: number): number {
    const root = this.ladderI[(ladder << I_SHIFT) + LADDER_FAR_ROOT]!;
    const found = root === 0 ? 0 : farFind(this.levelF, this.levelI, root, key);
    if (found !== 0) return found;
    const level = allocate(this.F, this.I, ladder, key);
    if (level !== 0) farInsert(this.levelF, this.levelI, this.ladderI, level);
    return level;
  }

  /** Counts a lookup outside of the window; true if the window moved and now covers the key. */
  #miss(ladder: number, key: number): boolean {
    const ladderI = this.ladderI;
    const at = ladder << I_SHIFT;
    const best = this.ladderF[(ladder << F_SHIFT) + LADDER_BEST_KEY]!;
    const base = Math.min(best, key) - (this.cells >>> 2);
    if (key - base >= this.cells) return false;
    const misses = ladderI[at + LADDER_MISSES]! + 1;
    ladderI[at + LADDER_MISSES] = misses;
    if (misses <= ladderI[at + LADDER_NEAR_LEVELS]! + MISSES_TOLERATED) return false;
    this.#move(ladder, base);
    return true;
  }

  /** Moves the window so that it begins at `base`, carrying levels out to the tree and in from it. */
  #move(ladder: number, base: number): void {
    const { F, I, cells, levelF, levelI, ladderI } = this;
    const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
    const mask = cells - 1;
    const shift = base - F[(at >> 1) + LADDER_BASE]!;
    const origin = I[at + LADDER_ORIGIN]!;
    if (shift >= cells || shift <= -cells) {
      this.#evict(at, 0, cells);
      I[at + LADDER_ORIGIN] = 0;
    } else {
      const from = shift > 0 ? origin : (origin + cells + shift) & mask;
      const length = Math.abs(shift);
      this.#evict(at, from, Math.min(cells, from + length));
      this.#evict(at, 0, Math.max(0, from + length - cells));
      I[at + LADDER_ORIGIN] = (origin + shift) & mask;
    }
    F[(at >> 1) + LADDER_BASE] = base;
    I[at + LADDER_MISSES] = 0;
    I[STATE_MOVES] = I[STATE_MOVES]! + 1;
    let level = farAtOrAfter(levelF, levelI, I[at + LADDER_FAR_ROOT]!, base);
    while (level !== 0 && levelF[(level << F_SHIFT) + LEVEL_KEY]! - base < cells) {
      const next = farNext(levelI, level);
      farRemove(levelI, ladderI, level);
      enterWindow(I, at, levelF[(level << F_SHIFT) + LEVEL_KEY]! - base, level);
      level = next;
    }
  }

  /** Carries the levels of the cells [from, to) out to the tree. */
  #evict(at: number, from: number, to: number): void {
    const { F, I } = this;
    let cell = from;
    while (cell < to) {
      cell = nextBit(I, I[at + LADDER_BITS]!, this.cells, cell);
      if (cell === -1 || cell >= to) return;
      const level = I[I[at + LADDER_WINDOW]! + cell]!;
      leaveWindow(F, I, at, I[STATE_LEVELS_AT]! + (level << I_SHIFT));
      farInsert(this.levelF, this.levelI, this.ladderI, level);
      cell++;
    }
  }

  /** Orders of a ladder. */
  orders(ladder: number): number {
    return this.ladderI[(ladder << I_SHIFT) + LADDER_ORDERS]!;
  }

  /** Open quantity of a ladder. */
  quantity(ladder: number): number {
    return this.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
  }
}

/** The position of the cell at this distance from the base of the window of the ladder at `at`. */
function cellAt(I: Int32Array, at: number, relative: number): number {
  return I[at + LADDER_WINDOW]! + ((I[at + LADDER_ORIGIN]! + (relative | 0)) & (I[STATE_CELLS]! - 1));
}

/** Puts a level into its cell. */
function enterWindow(I: Int32Array, at: number, relative: number, level: number): void {
  const cells = I[STATE_CELLS]!;
  const cell = (I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
  I[I[at + LADDER_WINDOW]! + cell] = level;
  setBit(I, I[at + LADDER_BITS]!, cells, cell);
  I[at + LADDER_NEAR_LEVELS] = I[at + LADDER_NEAR_LEVELS]! + 1;
}

/** Empties the cell of a level. */
function leaveWindow(F: Float64Array, I: Int32Array, at: number, levelAt: number): void {
  const cells = I[STATE_CELLS]!;
  const relative = F[(levelAt >> 1) + LEVEL_KEY]! - F[(at >> 1) + LADDER_BASE]!;
  const cell = (I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
  I[I[at + LADDER_WINDOW]! + cell] = 0;
  clearBit(I, I[at + LADDER_BITS]!, cells, cell);
  I[at + LADDER_NEAR_LEVELS] = I[at + LADDER_NEAR_LEVELS]! - 1;
}

/** Sets the window of a ladder without levels: nothing to carry. */
function place(F: Float64Array, I: Int32Array, at: number, base: number): void {
  F[(at >> 1) + LADDER_BASE] = base;
  I[at + LADDER_ORIGIN] = 0;
  I[at + LADDER_MISSES] = 0;
}

/** A record for a new level, which the caller links; the ladder's best if it is. */
function allocate(F: Float64Array, I: Int32Array, ladder: number, key: number): number {
  const levels = I[STATE_LEVELS_AT]!;
  let level = I[STATE_LEVEL_FREE]!;
  if (level !== 0) {
    I[STATE_LEVEL_FREE] = I[levels + (level << I_SHIFT) + LEVEL_HEAD]!;
  } else {
    level = I[STATE_LEVEL_TOUCHED]! + 1;
    if (level > I[STATE_LEVEL_CAPACITY]!) return 0;
    I[STATE_LEVEL_TOUCHED] = level;
  }
  const levelAt = levels + (level << I_SHIFT);
  F[(levelAt >> 1) + LEVEL_QUANTITY] = 0;
  F[(levelAt >> 1) + LEVEL_KEY] = key;
  I[levelAt + LEVEL_HEAD] = 0;
  I[levelAt + LEVEL_TAIL] = 0;
  I[levelAt + LEVEL_COUNT] = 0;
  I[levelAt + LEVEL_LADDER] = ladder;
  I[levelAt + LEVEL_IS_FAR] = 0;
  I[STATE_LEVELS] = I[STATE_LEVELS]! + 1;
  const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  I[at + LADDER_LEVELS] = I[at + LADDER_LEVELS]! + 1;
  if (key < F[(at >> 1) + LADDER_BEST_KEY]!) {
    F[(at >> 1) + LADDER_BEST_KEY] = key;
    I[at + LADDER_BEST] = level;
  }
  return level;
}

/** The first level of the window whose distance from the window's base is `relative` or more, or 0. */
function nearAt(I: Int32Array, at: number, relative: number): number {
  if (I[at + LADDER_NEAR_LEVELS] === 0) return 0;
  const cells = I[STATE_CELLS]!;
  const origin = I[at + LADDER_ORIGIN]!;
  const start = (origin + relative) & (cells - 1);
  const bits = I[at + LADDER_BITS]!;
  let cell = nextBit(I, bits, cells, start);
  if (start >= origin) {
    if (cell === -1) {
      cell = nextBit(I, bits, cells, 0);
      if (cell >= origin) return 0;
    }
  } else if (cell >= origin) {
    return 0;
  }
  return cell === -1 ? 0 : I[I[at + LADDER_WINDOW]! + cell]!;
}
