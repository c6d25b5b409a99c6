/**
 * Price levels, as functions over the memory of `layout.ts`: for each ladder (one side of one instrument) a dense circular
 * window of cells around the best price, and a tree of the levels outside of it. The window follows the market: a lookup
 * outside that a better placed window would have served counts as a miss, and when the misses outnumber the levels that a
 * move may have to carry, the window moves. So moving costs O(1) an operation in the long run whatever the order flow
 * does, and one absurd order far away moves nothing.
 */
import { clearBit, nextBit, setBit } from "./bitmap.ts";
import { farAtOrAfter, farFind, farInsert, farNext, farRemove } from "./far-levels.ts";
import {
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
  LADDER_ORIGIN,
  LADDER_WINDOW,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_IS_FAR,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_QUANTITY,
  LEVEL_TAIL,
  STATE_CELLS,
  STATE_LADDERS_AT,
  STATE_LEVEL_CAPACITY,
  STATE_LEVEL_FREE,
  STATE_LEVEL_TOUCHED,
  STATE_LEVELS,
  STATE_LEVELS_AT,
  STATE_MOVES,
} from "./layout.ts";

/** Misses that a window always tolerates, so that small books do not move at every step. */
const MISSES_TOLERATED = 8;

/** The level of this key, or 0. */
export const findLevel = (F: Float64Array, I: Int32Array, ladder: number, key: number): number => {
  const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const relative = key - F[(at >> 1) + LADDER_BASE]!;
  if (relative >= 0 && relative < I[STATE_CELLS]!) return I[cellAt(I, at, relative)]!;
  const root = I[at + LADDER_FAR_ROOT]!;
  return root === 0 ? 0 : farFind(F, I, root, key);
};

/** The level of this key if the window of the ladder at `at` has it, or 0. */
export const levelInWindow = (F: Float64Array, I: Int32Array, at: number, key: number): number => {
  const relative = key - F[(at >> 1) + LADDER_BASE]!;
  return relative >= 0 && relative < I[STATE_CELLS]! ? I[cellAt(I, at, relative)]! : 0;
};

/** The level of this key, made if there is none; 0 if there is no room for another. */
export const obtainLevel = (F: Float64Array, I: Int32Array, ladder: number, key: number): number => {
  return levelInWindow(F, I, I[STATE_LADDERS_AT]! + (ladder << I_SHIFT), key) || makeLevel(F, I, ladder, key);
};

/**
 * Makes the level of a key that is not in the window, or finds it in the tree; 0 if there is no room for another. (It and
 * {@link releaseLevel} are long because the compiler inlines no long functions: what each message may need is in them.)
 */
export const makeLevel = (F: Float64Array, I: Int32Array, ladder: number, key: number): number => {
  const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const cells = I[STATE_CELLS]!;
  if (I[at + LADDER_LEVELS] === 0) place(F, I, at, key - (cells >>> 2));
  let relative = key - F[(at >> 1) + LADDER_BASE]!;
  let isFar = 0;
  if (!(relative >= 0 && relative < cells)) {
    const found = findOutside(F, I, at, key);
    if (found > 0) return found;
    isFar = found + 1;
    relative = key - F[(at >> 1) + LADDER_BASE]!;
  }
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
  I[at + LADDER_LEVELS] = I[at + LADDER_LEVELS]! + 1;
  if (key < F[(at >> 1) + LADDER_BEST_KEY]!) {
    F[(at >> 1) + LADDER_BEST_KEY] = key;
    I[at + LADDER_BEST] = level;
  }
  if (isFar === 1) {
    farInsert(F, I, level);
    return level;
  }
  const cell = (I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
  I[I[at + LADDER_WINDOW]! + cell] = level;
  setBit(I, I[at + LADDER_BITS]!, cells, cell);
  I[at + LADDER_NEAR_LEVELS] = I[at + LADDER_NEAR_LEVELS]! + 1;
  return level;
};

/** The level of a key that the window did not cover; 0 if there is none, −1 if there is none and the window covers it now. */
const findOutside = (F: Float64Array, I: Int32Array, at: number, key: number): number => {
  if (miss(F, I, at, key)) {
    // The move may have brought it in from the tree.
    return I[cellAt(I, at, key - F[(at >> 1) + LADDER_BASE]!)] || -1;
  }
  const root = I[at + LADDER_FAR_ROOT]!;
  return root === 0 ? 0 : farFind(F, I, root, key);
};

/** Takes an empty level away. */
export const releaseLevel = (F: Float64Array, I: Int32Array, level: number): void => {
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const at = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
  const cells = I[STATE_CELLS]!;
  const relative = F[(levelAt >> 1) + LEVEL_KEY]! - F[(at >> 1) + LADDER_BASE]!;
  if (I[levelAt + LEVEL_IS_FAR] === 0) {
    const cell = (I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
    I[I[at + LADDER_WINDOW]! + cell] = 0;
    clearBit(I, I[at + LADDER_BITS]!, cells, cell);
    I[at + LADDER_NEAR_LEVELS] = I[at + LADDER_NEAR_LEVELS]! - 1;
  } else {
    farRemove(I, level);
  }
  I[at + LADDER_LEVELS] = I[at + LADDER_LEVELS]! - 1;
  I[levelAt + LEVEL_HEAD] = I[STATE_LEVEL_FREE]!;
  I[STATE_LEVEL_FREE] = level;
  I[STATE_LEVELS] = I[STATE_LEVELS]! - 1;
  if (I[at + LADDER_BEST] === level) setBest(F, I, at, relative);
};

/** The level of least key, found from the bitmap and the tree; `LADDER_BEST` remembers it. */
export const firstLevel = (F: Float64Array, I: Int32Array, ladder: number): number => {
  return firstFrom(F, I, I[STATE_LADDERS_AT]! + (ladder << I_SHIFT), 0);
};

/** The level after this one in the order of keys, or 0. */
export const nextLevel = (F: Float64Array, I: Int32Array, level: number): number => {
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const at = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
  const key = F[(levelAt >> 1) + LEVEL_KEY]!;
  const after = Math.max(0, key + 1 - F[(at >> 1) + LADDER_BASE]!);
  const near = after < I[STATE_CELLS]! ? nearAt(I, at, after) : 0;
  const root = I[at + LADDER_FAR_ROOT]!;
  if (root === 0) return near;
  const isFar = I[levelAt + LEVEL_IS_FAR] === 1;
  const far = isFar ? farNext(I, level) : farAtOrAfter(F, I, root, key + 1);
  return far === 0 ? near : lesser(F, I, near, far);
};

/** Finds the best level anew, after the one this far from the window's base, which was the best, is gone. */
const setBest = (F: Float64Array, I: Int32Array, at: number, relative: number): void => {
  const cells = I[STATE_CELLS]!;
  const far = I[at + LADDER_FAR_FIRST]!;
  let best = 0;
  if (I[at + LADDER_NEAR_LEVELS] !== 0 && relative < cells) {
    // All levels of the window lie behind the one that is gone, around the end of the window's cells if need be.
    const bits = I[at + LADDER_BITS]!;
    const start = (I[at + LADDER_ORIGIN]! + (relative > 0 ? relative | 0 : 0)) & (cells - 1);
    let cell = nextBit(I, bits, cells, start);
    if (cell === -1) cell = nextBit(I, bits, cells, 0);
    best = I[I[at + LADDER_WINDOW]! + cell]!;
  }
  if (far !== 0) best = lesser(F, I, best, far);
  I[at + LADDER_BEST] = best;
  F[(at >> 1) + LADDER_BEST_KEY] =
    best === 0 ? Number.POSITIVE_INFINITY : F[((I[STATE_LEVELS_AT]! + (best << I_SHIFT)) >> 1) + LEVEL_KEY]!;
};

/** The least of the far levels and of those in the window from `relative` on. */
const firstFrom = (F: Float64Array, I: Int32Array, at: number, relative: number): number => {
  const near = nearAt(I, at, relative);
  const far = I[at + LADDER_FAR_FIRST]!;
  return far === 0 ? near : lesser(F, I, near, far);
};

/** The one of lesser key of two levels, of which the first may be 0. */
const lesser = (F: Float64Array, I: Int32Array, near: number, far: number): number => {
  if (near === 0) return far;
  const levels = I[STATE_LEVELS_AT]!;
  const nearKey = F[((levels + (near << I_SHIFT)) >> 1) + LEVEL_KEY]!;
  return nearKey < F[((levels + (far << I_SHIFT)) >> 1) + LEVEL_KEY]! ? near : far;
};

/** Counts a lookup outside of the window; true if the window moved and now covers the key. */
const miss = (F: Float64Array, I: Int32Array, at: number, key: number): boolean => {
  const cells = I[STATE_CELLS]!;
  const base = Math.min(F[(at >> 1) + LADDER_BEST_KEY]!, key) - (cells >>> 2);
  if (key - base >= cells) return false;
  const misses = I[at + LADDER_MISSES]! + 1;
  I[at + LADDER_MISSES] = misses;
  if (misses <= I[at + LADDER_NEAR_LEVELS]! + MISSES_TOLERATED) return false;
  moveWindow(F, I, at, base);
  return true;
};

/** Moves the window so that it begins at `base`, carrying levels out to the tree and in from it. */
const moveWindow = (F: Float64Array, I: Int32Array, at: number, base: number): void => {
  const cells = I[STATE_CELLS]!;
  const mask = cells - 1;
  const shift = base - F[(at >> 1) + LADDER_BASE]!;
  const origin = I[at + LADDER_ORIGIN]!;
  if (shift >= cells || shift <= -cells) {
    evict(F, I, at, 0, cells);
    I[at + LADDER_ORIGIN] = 0;
  } else {
    const from = shift > 0 ? origin : (origin + cells + shift) & mask;
    const length = Math.abs(shift);
    evict(F, I, at, from, Math.min(cells, from + length));
    evict(F, I, at, 0, Math.max(0, from + length - cells));
    I[at + LADDER_ORIGIN] = (origin + shift) & mask;
  }
  F[(at >> 1) + LADDER_BASE] = base;
  I[at + LADDER_MISSES] = 0;
  I[STATE_MOVES] = I[STATE_MOVES]! + 1;
  let level = farAtOrAfter(F, I, I[at + LADDER_FAR_ROOT]!, base);
  while (level !== 0) {
    const relative = F[((I[STATE_LEVELS_AT]! + (level << I_SHIFT)) >> 1) + LEVEL_KEY]! - base;
    if (relative >= cells) return;
    const next = farNext(I, level);
    farRemove(I, level);
    enterWindow(I, at, relative, level);
    level = next;
  }
};

/** Carries the levels of the cells [from, to) out to the tree. */
const evict = (F: Float64Array, I: Int32Array, at: number, from: number, to: number): void => {
  let cell = from;
  while (cell < to) {
    cell = nextBit(I, I[at + LADDER_BITS]!, I[STATE_CELLS]!, cell);
    if (cell === -1 || cell >= to) return;
    const level = I[I[at + LADDER_WINDOW]! + cell]!;
    leaveWindow(F, I, at, I[STATE_LEVELS_AT]! + (level << I_SHIFT));
    farInsert(F, I, level);
    cell++;
  }
};

/** The position of the cell at this distance from the base of the window of the ladder at `at`. */
const cellAt = (I: Int32Array, at: number, relative: number): number => {
  return I[at + LADDER_WINDOW]! + ((I[at + LADDER_ORIGIN]! + (relative | 0)) & (I[STATE_CELLS]! - 1));
};

/** Puts a level into its cell. */
const enterWindow = (I: Int32Array, at: number, relative: number, level: number): void => {
  const cells = I[STATE_CELLS]!;
  const cell = (I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
  I[I[at + LADDER_WINDOW]! + cell] = level;
  setBit(I, I[at + LADDER_BITS]!, cells, cell);
  I[at + LADDER_NEAR_LEVELS] = I[at + LADDER_NEAR_LEVELS]! + 1;
};

/** Empties the cell of a level. */
const leaveWindow = (F: Float64Array, I: Int32Array, at: number, levelAt: number): void => {
  const cells = I[STATE_CELLS]!;
  const relative = F[(levelAt >> 1) + LEVEL_KEY]! - F[(at >> 1) + LADDER_BASE]!;
  const cell = (I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
  I[I[at + LADDER_WINDOW]! + cell] = 0;
  clearBit(I, I[at + LADDER_BITS]!, cells, cell);
  I[at + LADDER_NEAR_LEVELS] = I[at + LADDER_NEAR_LEVELS]! - 1;
};

/** Sets the window of a ladder without levels: nothing to carry. */
const place = (F: Float64Array, I: Int32Array, at: number, base: number): void => {
  F[(at >> 1) + LADDER_BASE] = base;
  I[at + LADDER_ORIGIN] = 0;
  I[at + LADDER_MISSES] = 0;
};

/** The first level of the window whose distance from the window's base is `relative` or more, or 0. */
const nearAt = (I: Int32Array, at: number, relative: number): number => {
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
};
