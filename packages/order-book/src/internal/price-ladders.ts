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
  LADDER_FAR_FIRST,
  LADDER_FAR_ROOT,
  LADDER_LEVELS,
  LADDER_MISSES,
  LADDER_NEAR_LEVELS,
  LADDER_ORDERS,
  LADDER_ORIGIN,
  LADDER_QUANTITY,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_IS_FAR,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_QUANTITY,
  LEVEL_TAIL,
  RECORD_BYTES,
} from "./layout.ts";

/** Misses that a window always tolerates, so that small books do not move at every step. */
const MISSES_TOLERATED = 8;

export class PriceLadders {
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
  /** The level of each cell, or 0. */
  readonly window: Int32Array;
  /** Which cells have a level. */
  readonly bits: Int32Array;
  /** Words of `bits` for each ladder. */
  readonly bitStride: number;
  /** Levels alive. */
  levelCount = 0;
  /** How often a window has moved. */
  moves = 0;
  #free = 0;
  #touched = 0;

  constructor(ladders: number, levelCapacity: number, cells: number) {
    this.ladders = ladders;
    this.levelCapacity = levelCapacity;
    this.cells = cells;
    this.bitStride = bitmapWords(cells);
    const ladderBuffer = new ArrayBuffer(ladders * RECORD_BYTES);
    this.ladderF = new Float64Array(ladderBuffer);
    this.ladderI = new Int32Array(ladderBuffer);
    const levelBuffer = new ArrayBuffer((levelCapacity + 1) * RECORD_BYTES);
    this.levelF = new Float64Array(levelBuffer);
    this.levelI = new Int32Array(levelBuffer);
    this.window = new Int32Array(ladders * cells);
    this.bits = new Int32Array(ladders * this.bitStride);
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.ladderF.byteLength + this.levelF.byteLength + this.window.byteLength + this.bits.byteLength;
  }

  /** Empties every ladder. */
  clear(): void {
    this.ladderI.fill(0);
    this.levelI.fill(0, 0, (this.#touched + 1) << I_SHIFT);
    this.window.fill(0);
    this.bits.fill(0);
    this.levelCount = 0;
    this.#free = 0;
    this.#touched = 0;
  }

  /** The level of this key, or 0. */
  find(ladder: number, key: number): number {
    const relative = key - this.ladderF[(ladder << F_SHIFT) + LADDER_BASE]!;
    const cells = this.cells;
    if (relative >= 0 && relative < cells) {
      const origin = this.ladderI[(ladder << I_SHIFT) + LADDER_ORIGIN]!;
      return this.window[ladder * cells + ((origin + (relative | 0)) & (cells - 1))]!;
    }
    const root = this.ladderI[(ladder << I_SHIFT) + LADDER_FAR_ROOT]!;
    return root === 0 ? 0 : farFind(this.levelF, this.levelI, root, key);
  }

  /** The level of this key, made if there is none; 0 if there is no room for another. */
  obtain(ladder: number, key: number): number {
    const ladderI = this.ladderI;
    const at = ladder << I_SHIFT;
    const cells = this.cells;
    if (ladderI[at + LADDER_LEVELS] === 0) this.#place(ladder, key - (cells >>> 2));
    let relative = key - this.ladderF[(ladder << F_SHIFT) + LADDER_BASE]!;
    if (!(relative >= 0 && relative < cells)) {
      if (!this.#miss(ladder, key)) return this.#obtainFar(ladder, key);
      relative = key - this.ladderF[(ladder << F_SHIFT) + LADDER_BASE]!;
    }
    const cell = (ladderI[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
    const found = this.window[ladder * cells + cell]!;
    if (found !== 0) return found;
    const level = this.#allocate(ladder, key);
    if (level === 0) return 0;
    this.window[ladder * cells + cell] = level;
    setBit(this.bits, ladder * this.bitStride, cells, cell);
    ladderI[at + LADDER_NEAR_LEVELS] = ladderI[at + LADDER_NEAR_LEVELS]! + 1;
    return level;
  }

  /** Takes an empty level away. */
  release(level: number): void {
    const ladderI = this.ladderI;
    const levelI = this.levelI;
    const at = level << I_SHIFT;
    const ladder = levelI[at + LEVEL_LADDER]!;
    const ladderAt = ladder << I_SHIFT;
    if (levelI[at + LEVEL_IS_FAR] === 0) this.#leaveWindow(ladder, level);
    else farRemove(levelI, ladderI, level);
    ladderI[ladderAt + LADDER_LEVELS] = ladderI[ladderAt + LADDER_LEVELS]! - 1;
    if (ladderI[ladderAt + LADDER_BEST] === level) ladderI[ladderAt + LADDER_BEST] = this.first(ladder);
    levelI[at + LEVEL_HEAD] = this.#free;
    this.#free = level;
    this.levelCount--;
  }

  /** The level of least key, found from the bitmap and the tree; `LADDER_BEST` remembers it. */
  first(ladder: number): number {
    const near = this.#nearAt(ladder, 0);
    const far = this.ladderI[(ladder << I_SHIFT) + LADDER_FAR_FIRST]!;
    if (far === 0) return near;
    return this.#lesser(near, far);
  }

  /** The level after this one in the order of keys, or 0. */
  next(level: number): number {
    const levelI = this.levelI;
    const at = level << I_SHIFT;
    const ladder = levelI[at + LEVEL_LADDER]!;
    const key = this.levelF[(level << F_SHIFT) + LEVEL_KEY]!;
    const after = Math.max(0, key + 1 - this.ladderF[(ladder << F_SHIFT) + LADDER_BASE]!);
    const near = after < this.cells ? this.#nearAt(ladder, after) : 0;
    const root = this.ladderI[(ladder << I_SHIFT) + LADDER_FAR_ROOT]!;
    if (root === 0) return near;
    const far =
      levelI[at + LEVEL_IS_FAR] === 1 ? farNext(levelI, level) : farAtOrAfter(this.levelF, levelI, root, key + 1);
    return far === 0 ? near : this.#lesser(near, far);
  }

  /** The first level of the window whose distance from the window's base is `relative` or more, or 0. */
  #nearAt(ladder: number, relative: number): number {
    const ladderI = this.ladderI;
    const at = ladder << I_SHIFT;
    if (ladderI[at + LADDER_NEAR_LEVELS] === 0) return 0;
    const cells = this.cells;
    const origin = ladderI[at + LADDER_ORIGIN]!;
    const start = (origin + relative) & (cells - 1);
    const bitsAt = ladder * this.bitStride;
    let cell = nextBit(this.bits, bitsAt, cells, start);
    if (start >= origin) {
      if (cell === -1) {
        cell = nextBit(this.bits, bitsAt, cells, 0);
        if (cell >= origin) return 0;
      }
    } else if (cell >= origin) {
      return 0;
    }
    return cell === -1 ? 0 : this.window[ladder * cells + cell]!;
  }

  #lesser(near: number, far: number): number {
    if (near === 0) return far;
    const levelF = this.levelF;
    return levelF[(near << F_SHIFT) + LEVEL_KEY]! < levelF[(far << F_SHIFT) + LEVEL_KEY]! ? near : far;
  }

  #allocate(ladder: number, key: number): number {
    const levelI = this.levelI;
    let level = this.#free;
    if (level !== 0) this.#free = levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    else if (this.#touched < this.levelCapacity) level = ++this.#touched;
    else return 0;
    const at = level << I_SHIFT;
    const levelF = this.levelF;
    levelF[(level << F_SHIFT) + LEVEL_QUANTITY] = 0;
    levelF[(level << F_SHIFT) + LEVEL_KEY] = key;
    levelI[at + LEVEL_HEAD] = 0;
    levelI[at + LEVEL_TAIL] = 0;
    levelI[at + LEVEL_COUNT] = 0;
    levelI[at + LEVEL_LADDER] = ladder;
    levelI[at + LEVEL_IS_FAR] = 0;
    this.levelCount++;
    const ladderI = this.ladderI;
    const ladderAt = ladder << I_SHIFT;
    ladderI[ladderAt + LADDER_LEVELS] = ladderI[ladderAt + LADDER_LEVELS]! + 1;
    const best = ladderI[ladderAt + LADDER_BEST]!;
    if (best === 0 || key < levelF[(best << F_SHIFT) + LEVEL_KEY]!) ladderI[ladderAt + LADDER_BEST] = level;
    return level;
  }

  #obtainFar(ladder: number, key: number): number {
    const root = this.ladderI[(ladder << I_SHIFT) + LADDER_FAR_ROOT]!;
    const found = root === 0 ? 0 : farFind(this.levelF, this.levelI, root, key);
    if (found !== 0) return found;
    const level = this.#allocate(ladder, key);
    if (level !== 0) farInsert(this.levelF, this.levelI, this.ladderI, level);
    return level;
  }

  /** Empties the cell of a level. */
  #leaveWindow(ladder: number, level: number): void {
    const ladderI = this.ladderI;
    const at = ladder << I_SHIFT;
    const cells = this.cells;
    const relative = this.levelF[(level << F_SHIFT) + LEVEL_KEY]! - this.ladderF[(ladder << F_SHIFT) + LADDER_BASE]!;
    const cell = (ladderI[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1);
    this.window[ladder * cells + cell] = 0;
    clearBit(this.bits, ladder * this.bitStride, cells, cell);
    ladderI[at + LADDER_NEAR_LEVELS] = ladderI[at + LADDER_NEAR_LEVELS]! - 1;
  }

  /** Sets the window of a ladder without levels: nothing to carry. */
  #place(ladder: number, base: number): void {
    this.ladderF[(ladder << F_SHIFT) + LADDER_BASE] = base;
    const at = ladder << I_SHIFT;
    this.ladderI[at + LADDER_ORIGIN] = 0;
    this.ladderI[at + LADDER_MISSES] = 0;
    this.ladderI[at + LADDER_BEST] = 0;
  }

  /** Counts a lookup outside of the window; true if the window moved and now covers the key. */
  #miss(ladder: number, key: number): boolean {
    const ladderI = this.ladderI;
    const at = ladder << I_SHIFT;
    const best = this.levelF[(ladderI[at + LADDER_BEST]! << F_SHIFT) + LEVEL_KEY]!;
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
    const { cells, levelF, levelI, ladderF, ladderI } = this;
    const at = ladder << I_SHIFT;
    const mask = cells - 1;
    const shift = base - ladderF[(ladder << F_SHIFT) + LADDER_BASE]!;
    const origin = ladderI[at + LADDER_ORIGIN]!;
    if (shift >= cells || shift <= -cells) {
      this.#evict(ladder, 0, cells);
      ladderI[at + LADDER_ORIGIN] = 0;
    } else {
      const from = shift > 0 ? origin : (origin + cells + shift) & mask;
      const length = Math.abs(shift);
      this.#evict(ladder, from, Math.min(cells, from + length));
      this.#evict(ladder, 0, Math.max(0, from + length - cells));
      ladderI[at + LADDER_ORIGIN] = (origin + shift) & mask;
    }
    ladderF[(ladder << F_SHIFT) + LADDER_BASE] = base;
    ladderI[at + LADDER_MISSES] = 0;
    this.moves++;
    let level = farAtOrAfter(levelF, levelI, ladderI[at + LADDER_FAR_ROOT]!, base);
    while (level !== 0 && levelF[(level << F_SHIFT) + LEVEL_KEY]! - base < cells) {
      const next = farNext(levelI, level);
      farRemove(levelI, ladderI, level);
      const relative = levelF[(level << F_SHIFT) + LEVEL_KEY]! - base;
      const cell = (ladderI[at + LADDER_ORIGIN]! + (relative | 0)) & mask;
      this.window[ladder * cells + cell] = level;
      setBit(this.bits, ladder * this.bitStride, cells, cell);
      ladderI[at + LADDER_NEAR_LEVELS] = ladderI[at + LADDER_NEAR_LEVELS]! + 1;
      level = next;
    }
  }

  /** Carries the levels of the cells [from, to) out to the tree. */
  #evict(ladder: number, from: number, to: number): void {
    const bitsAt = ladder * this.bitStride;
    let cell = from;
    while (cell < to) {
      cell = nextBit(this.bits, bitsAt, this.cells, cell);
      if (cell === -1 || cell >= to) return;
      const level = this.window[ladder * this.cells + cell]!;
      this.#leaveWindow(ladder, level);
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
