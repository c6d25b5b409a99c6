/**
 * A hierarchy of bitmaps in 32-bit words that finds the next occupied cell in three steps at most: one bit per cell,
 * one bit per word of those, and one word on top. `at` is where a hierarchy begins in the shared array, `cells` a power
 * of two from 32 to 32,768.
 */

/** The greatest number of cells: three storeys of 32-bit words. */
export const MAX_CELLS = 32768;

/** The words that one hierarchy takes. */
export const bitmapWords = (cells: number): number => {
  return (cells >>> 5) + ((cells + 1023) >>> 10) + 1;
};

/** Marks a cell occupied. */
export const setBit = (bits: Int32Array, at: number, cells: number, cell: number): void => {
  const word = cell >>> 5;
  const before = bits[at + word]!;
  bits[at + word] = before | (1 << (cell & 31));
  if (before === 0) setAbove(bits, at, cells, word);
};

const setAbove = (bits: Int32Array, at: number, cells: number, word: number): void => {
  const middle = at + (cells >>> 5) + (word >>> 5);
  const above = bits[middle]!;
  bits[middle] = above | (1 << (word & 31));
  if (above !== 0) return;
  const top = at + bitmapWords(cells) - 1;
  bits[top] = bits[top]! | (1 << (word >>> 5));
};

/** Marks a cell empty. */
export const clearBit = (bits: Int32Array, at: number, cells: number, cell: number): void => {
  const word = cell >>> 5;
  const after = bits[at + word]! & ~(1 << (cell & 31));
  bits[at + word] = after;
  if (after === 0) clearAbove(bits, at, cells, word);
};

const clearAbove = (bits: Int32Array, at: number, cells: number, word: number): void => {
  const middle = at + (cells >>> 5) + (word >>> 5);
  const above = bits[middle]! & ~(1 << (word & 31));
  bits[middle] = above;
  if (above !== 0) return;
  const top = at + bitmapWords(cells) - 1;
  bits[top] = bits[top]! & ~(1 << (word >>> 5));
};

/** The first occupied cell at `cell` or after it, or −1. `cell` is within the hierarchy. */
export const nextBit = (bits: Int32Array, at: number, cells: number, cell: number): number => {
  const word = cell >>> 5;
  const mask = bits[at + word]! & (-1 << (cell & 31));
  return mask !== 0 ? (word << 5) | lowest(mask) : nextAbove(bits, at, cells, word + 1);
};

/** The first occupied cell in the words from `from` on, or −1. */
const nextAbove = (bits: Int32Array, at: number, cells: number, from: number): number => {
  const words = cells >>> 5;
  if (from >= words) return -1;
  const middle = at + words;
  let group = from >>> 5;
  let mask = bits[middle + group]! & (-1 << (from & 31));
  if (mask === 0) {
    group++;
    mask = bits[at + bitmapWords(cells) - 1]! & (group > 31 ? 0 : -1 << group);
    if (mask === 0) return -1;
    group = lowest(mask);
    mask = bits[middle + group]!;
  }
  const word = (group << 5) | lowest(mask);
  return (word << 5) | lowest(bits[at + word]!);
};

/** The place of the lowest set bit of a word that is not zero. */
const lowest = (word: number): number => {
  return 31 - Math.clz32(word & -word);
};
