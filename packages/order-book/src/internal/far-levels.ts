/**
 * The levels outside of the window, one tree per ladder: a treap whose links lie in the level records. Its priorities
 * are a hash of the key, so its shape depends on the set of keys alone, its expected depth is logarithmic, and taking a
 * known level out costs two rotations in expectation, however deep the book is.
 */
import {
  F_SHIFT,
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
} from "./layout.ts";

/** The far level with exactly this key, or 0. */
export function farFind(levelF: Float64Array, levelI: Int32Array, root: number, key: number): number {
  let node = root;
  while (node !== 0) {
    const here = levelF[(node << F_SHIFT) + LEVEL_KEY]!;
    if (key === here) return node;
    node = levelI[(node << I_SHIFT) + (key < here ? LEVEL_LEFT : LEVEL_RIGHT)]!;
  }
  return 0;
}

/** The far level of the least key that is `key` or greater, or 0. */
export function farAtOrAfter(levelF: Float64Array, levelI: Int32Array, root: number, key: number): number {
  let node = root;
  let found = 0;
  while (node !== 0) {
    if (levelF[(node << F_SHIFT) + LEVEL_KEY]! >= key) {
      found = node;
      node = levelI[(node << I_SHIFT) + LEVEL_LEFT]!;
    } else {
      node = levelI[(node << I_SHIFT) + LEVEL_RIGHT]!;
    }
  }
  return found;
}

/** Puts a level, whose key and ladder are set, into the tree of its ladder. */
export function farInsert(levelF: Float64Array, levelI: Int32Array, ladderI: Int32Array, level: number): void {
  const at = level << I_SHIFT;
  const key = levelF[(level << F_SHIFT) + LEVEL_KEY]!;
  const ladder = levelI[at + LEVEL_LADDER]! << I_SHIFT;
  const priority = priorityOf(key);
  levelI[at + LEVEL_PRIORITY] = priority;
  levelI[at + LEVEL_LEFT] = 0;
  levelI[at + LEVEL_RIGHT] = 0;
  levelI[at + LEVEL_IS_FAR] = 1;
  let parent = 0;
  let link = 0;
  let node = ladderI[ladder + LADDER_FAR_ROOT]!;
  while (node !== 0) {
    parent = node;
    link = key < levelF[(node << F_SHIFT) + LEVEL_KEY]! ? LEVEL_LEFT : LEVEL_RIGHT;
    node = levelI[(node << I_SHIFT) + link]!;
  }
  levelI[at + LEVEL_PARENT] = parent;
  if (parent === 0) ladderI[ladder + LADDER_FAR_ROOT] = level;
  else levelI[(parent << I_SHIFT) + link] = level;
  while (parent !== 0 && levelI[(parent << I_SHIFT) + LEVEL_PRIORITY]! < priority) {
    rotateUp(levelI, ladderI, ladder, level);
    parent = levelI[at + LEVEL_PARENT]!;
  }
  const first = ladderI[ladder + LADDER_FAR_FIRST]!;
  if (first === 0 || key < levelF[(first << F_SHIFT) + LEVEL_KEY]!) ladderI[ladder + LADDER_FAR_FIRST] = level;
}

/** Takes a level out of the tree of its ladder. */
export function farRemove(levelI: Int32Array, ladderI: Int32Array, level: number): void {
  const at = level << I_SHIFT;
  const ladder = levelI[at + LEVEL_LADDER]! << I_SHIFT;
  if (ladderI[ladder + LADDER_FAR_FIRST] === level) ladderI[ladder + LADDER_FAR_FIRST] = farNext(levelI, level);
  for (;;) {
    const left = levelI[at + LEVEL_LEFT]!;
    const right = levelI[at + LEVEL_RIGHT]!;
    if (left === 0 || right === 0) break;
    const leftWins = levelI[(left << I_SHIFT) + LEVEL_PRIORITY]! > levelI[(right << I_SHIFT) + LEVEL_PRIORITY]!;
    rotateUp(levelI, ladderI, ladder, leftWins ? left : right);
  }
  const child = levelI[at + LEVEL_LEFT]! | levelI[at + LEVEL_RIGHT]!;
  replaceChild(levelI, ladderI, ladder, levelI[at + LEVEL_PARENT]!, level, child);
  levelI[at + LEVEL_IS_FAR] = 0;
}

/** The far level after this one in the order of keys, or 0. */
export function farNext(levelI: Int32Array, level: number): number {
  let node = levelI[(level << I_SHIFT) + LEVEL_RIGHT]!;
  if (node !== 0) {
    for (;;) {
      const left = levelI[(node << I_SHIFT) + LEVEL_LEFT]!;
      if (left === 0) return node;
      node = left;
    }
  }
  let child = level;
  node = levelI[(level << I_SHIFT) + LEVEL_PARENT]!;
  while (node !== 0 && levelI[(node << I_SHIFT) + LEVEL_RIGHT] === child) {
    child = node;
    node = levelI[(node << I_SHIFT) + LEVEL_PARENT]!;
  }
  return node;
}

/** Lifts a level above its parent, keeping the order of keys. */
function rotateUp(levelI: Int32Array, ladderI: Int32Array, ladder: number, level: number): void {
  const at = level << I_SHIFT;
  const parent = levelI[at + LEVEL_PARENT]!;
  const up = parent << I_SHIFT;
  const isLeft = levelI[up + LEVEL_LEFT] === level;
  const inner = isLeft ? LEVEL_RIGHT : LEVEL_LEFT;
  const outer = isLeft ? LEVEL_LEFT : LEVEL_RIGHT;
  const moved = levelI[at + inner]!;
  replaceChild(levelI, ladderI, ladder, levelI[up + LEVEL_PARENT]!, parent, level);
  levelI[up + outer] = moved;
  if (moved !== 0) levelI[(moved << I_SHIFT) + LEVEL_PARENT] = parent;
  levelI[at + inner] = parent;
  levelI[up + LEVEL_PARENT] = level;
}

/** Lets `parent` (or the ladder, where it is 0) point to `child` (or nothing, where it is 0) instead of `old`. */
function replaceChild(
  levelI: Int32Array,
  ladderI: Int32Array,
  ladder: number,
  parent: number,
  old: number,
  child: number,
): void {
  if (parent === 0) ladderI[ladder + LADDER_FAR_ROOT] = child;
  else if (levelI[(parent << I_SHIFT) + LEVEL_LEFT] === old) levelI[(parent << I_SHIFT) + LEVEL_LEFT] = child;
  else levelI[(parent << I_SHIFT) + LEVEL_RIGHT] = child;
  if (child !== 0) levelI[(child << I_SHIFT) + LEVEL_PARENT] = parent;
}

/** A hash of a safe integer: murmur3's finalizer over two halves that each fit 32 bits. */
function priorityOf(key: number): number {
  const high = Math.floor(key / 0x4000000);
  let hash = (key - high * 0x4000000) ^ Math.imul(high | 0, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
