/**
 * The levels outside of the window, one tree per ladder: a treap whose links lie in the level records. Its priorities
 * are a hash of the key, so its shape depends on the set of keys alone, its expected depth is logarithmic, and taking a
 * known level out costs two rotations in expectation, however deep the book is.
 */
import {
  I_SHIFT,
  LADDER_FAR_FIRST,
  LADDER_FAR_ROOT,
  LEVEL_IS_FAR,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_LEFT,
  LEVEL_PARENT,
  LEVEL_PRIORITY,
  LEVEL_RIGHT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
} from "./layout.ts";

/** The far level with exactly this key, or 0. */
export const farFind = (F: Float64Array, I: Int32Array, root: number, key: number): number => {
  const levels = I[STATE_LEVELS_AT]!;
  let node = root;
  while (node !== 0) {
    const here = F[((levels + (node << I_SHIFT)) >> 1) + LEVEL_KEY]!;
    if (key === here) return node;
    node = I[levels + (node << I_SHIFT) + (key < here ? LEVEL_LEFT : LEVEL_RIGHT)]!;
  }
  return 0;
};

/** The far level of the least key that is `key` or greater, or 0. */
export const farAtOrAfter = (F: Float64Array, I: Int32Array, root: number, key: number): number => {
  const levels = I[STATE_LEVELS_AT]!;
  let node = root;
  let found = 0;
  while (node !== 0) {
    if (F[((levels + (node << I_SHIFT)) >> 1) + LEVEL_KEY]! >= key) {
      found = node;
      node = I[levels + (node << I_SHIFT) + LEVEL_LEFT]!;
    } else {
      node = I[levels + (node << I_SHIFT) + LEVEL_RIGHT]!;
    }
  }
  return found;
};

/** Puts a level, whose key and ladder are set, into the tree of its ladder. */
export const farInsert = (F: Float64Array, I: Int32Array, level: number): void => {
  const levels = I[STATE_LEVELS_AT]!;
  const at = levels + (level << I_SHIFT);
  const key = F[((levels + (level << I_SHIFT)) >> 1) + LEVEL_KEY]!;
  const ladder = I[STATE_LADDERS_AT]! + (I[at + LEVEL_LADDER]! << I_SHIFT);
  const priority = priorityOf(key);
  I[at + LEVEL_PRIORITY] = priority;
  I[at + LEVEL_LEFT] = 0;
  I[at + LEVEL_RIGHT] = 0;
  I[at + LEVEL_IS_FAR] = 1;
  let parent = 0;
  let link = 0;
  let node = I[ladder + LADDER_FAR_ROOT]!;
  while (node !== 0) {
    parent = node;
    link = key < F[((levels + (node << I_SHIFT)) >> 1) + LEVEL_KEY]! ? LEVEL_LEFT : LEVEL_RIGHT;
    node = I[levels + (node << I_SHIFT) + link]!;
  }
  I[at + LEVEL_PARENT] = parent;
  if (parent === 0) I[ladder + LADDER_FAR_ROOT] = level;
  else I[levels + (parent << I_SHIFT) + link] = level;
  while (parent !== 0 && I[levels + (parent << I_SHIFT) + LEVEL_PRIORITY]! < priority) {
    rotateUp(I, ladder, level);
    parent = I[at + LEVEL_PARENT]!;
  }
  const first = I[ladder + LADDER_FAR_FIRST]!;
  if (first === 0 || key < F[((levels + (first << I_SHIFT)) >> 1) + LEVEL_KEY]!) I[ladder + LADDER_FAR_FIRST] = level;
};

/** Takes a level out of the tree of its ladder. */
export const farRemove = (I: Int32Array, level: number): void => {
  const levels = I[STATE_LEVELS_AT]!;
  const at = levels + (level << I_SHIFT);
  const ladder = I[STATE_LADDERS_AT]! + (I[at + LEVEL_LADDER]! << I_SHIFT);
  if (I[ladder + LADDER_FAR_FIRST] === level) I[ladder + LADDER_FAR_FIRST] = farNext(I, level);
  for (;;) {
    const left = I[at + LEVEL_LEFT]!;
    const right = I[at + LEVEL_RIGHT]!;
    if (left === 0 || right === 0) break;
    const leftWins = I[levels + (left << I_SHIFT) + LEVEL_PRIORITY]! > I[levels + (right << I_SHIFT) + LEVEL_PRIORITY]!;
    rotateUp(I, ladder, leftWins ? left : right);
  }
  const child = I[at + LEVEL_LEFT]! | I[at + LEVEL_RIGHT]!;
  replaceChild(I, ladder, I[at + LEVEL_PARENT]!, level, child);
  I[at + LEVEL_IS_FAR] = 0;
};

/** The far level after this one in the order of keys, or 0. */
export const farNext = (I: Int32Array, level: number): number => {
  const levels = I[STATE_LEVELS_AT]!;
  let node = I[levels + (level << I_SHIFT) + LEVEL_RIGHT]!;
  if (node !== 0) {
    for (;;) {
      const left = I[levels + (node << I_SHIFT) + LEVEL_LEFT]!;
      if (left === 0) return node;
      node = left;
    }
  }
  let child = level;
  node = I[levels + (level << I_SHIFT) + LEVEL_PARENT]!;
  while (node !== 0 && I[levels + (node << I_SHIFT) + LEVEL_RIGHT] === child) {
    child = node;
    node = I[levels + (node << I_SHIFT) + LEVEL_PARENT]!;
  }
  return node;
};

/** Lifts a level above its parent, keeping the order of keys. */
const rotateUp = (I: Int32Array, ladder: number, level: number): void => {
  const levels = I[STATE_LEVELS_AT]!;
  const at = levels + (level << I_SHIFT);
  const parent = I[at + LEVEL_PARENT]!;
  const up = levels + (parent << I_SHIFT);
  const isLeft = I[up + LEVEL_LEFT] === level;
  const inner = isLeft ? LEVEL_RIGHT : LEVEL_LEFT;
  const outer = isLeft ? LEVEL_LEFT : LEVEL_RIGHT;
  const moved = I[at + inner]!;
  replaceChild(I, ladder, I[up + LEVEL_PARENT]!, parent, level);
  I[up + outer] = moved;
  if (moved !== 0) I[levels + (moved << I_SHIFT) + LEVEL_PARENT] = parent;
  I[at + inner] = parent;
  I[up + LEVEL_PARENT] = level;
};

/** Lets `parent` (or the ladder, where it is 0) point to `child` (or nothing, where it is 0) instead of `old`. */
const replaceChild = (I: Int32Array, ladder: number, parent: number, old: number, child: number): void => {
  const levels = I[STATE_LEVELS_AT]!;
  if (parent === 0) I[ladder + LADDER_FAR_ROOT] = child;
  else if (I[levels + (parent << I_SHIFT) + LEVEL_LEFT] === old) I[levels + (parent << I_SHIFT) + LEVEL_LEFT] = child;
  else I[levels + (parent << I_SHIFT) + LEVEL_RIGHT] = child;
  if (child !== 0) I[levels + (child << I_SHIFT) + LEVEL_PARENT] = parent;
};

/** A hash of a safe integer: murmur3's finalizer over two halves that each fit 32 bits. */
const priorityOf = (key: number): number => {
  const high = Math.floor(key / 0x4000000);
  let hash = (key - high * 0x4000000) ^ Math.imul(high | 0, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};
