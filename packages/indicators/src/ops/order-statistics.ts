/**
 * Order statistics of the last `period` values, O(log n) a bar.
 *
 * Values live in slots, bar `t` in slot `t mod (period + 2)`, so that a window's values and the two that left it last are
 * there. Heaps and trees lie in arrays, which taking back a bar does not restore: `stamp` says how many bars they have
 * seen, `version` how many the symbol has. Where the arrays are ahead, by one bar or two, a step first takes those bars
 * out again and puts back what they had driven out. The arrangement may differ then; it is a multiset, and the answers
 * do not.
 */
import { int, type Op, op } from "./language.ts";

/**
 * The `rank`-th smallest (from 1) of the last `period` values, and the next greater (the same, where there is none).
 * Two heaps of fixed sizes, the `rank` smallest with their greatest on top and the rest with their smallest, in which a
 * value takes the place of the one that leaves. Before the window is full its empty places count as the least numbers
 * and the greatest; outputs are to be held back as long.
 *
 * Hardle, Steiger, "Optimal median smoothing", Applied Statistics 44 (1995).
 */
export const windowSelect: Op = op({
  inputs: ["value"],
  ints: ["period", "rank"],
  state: ["version"],
  counters: ["at"],
  arrays: {
    ring: (p) => p.period + 2,
    place: (p) => p.period + 2,
    key: (p) => p.period,
    slot: (p) => p.period,
    stamp: () => 1,
  },
  outputs: ["lower", "upper"],
  steady(s, p, x, o) {
    const slots = p.period + 2;
    let ahead = int(0);
    if (s.version > 0) ahead = int(s.stamp[0]! - s.version);
    else {
      for (let j = 0; j < slots; j++) s.place[j] = 0;
      for (let j = 0; j < p.period; j++) {
        s.key[j] = j < p.rank ? -1.7976931348623157e308 : 1.7976931348623157e308;
        s.slot[j] = j + 2;
        s.place[j + 2] = j;
        s.ring[j + 2] = s.key[j]!;
      }
    }
    if (ahead < 0 || ahead > 2) ahead = 0;
    for (let pass = ahead; pass >= 0; pass--) {
      // Bar `version` comes in; or the bar `pass` before where the arrays stand goes, and what it drove out comes back.
      const comes = pass > 0 ? (s.at + pass + 1) % slots : s.at;
      const goes = pass > 0 ? (s.at + pass - 1) % slots : (s.at + 2) % slots;
      if (pass === 0) s.ring[comes] = x.value;
      const value = s.ring[comes]!;
      const hole = int(s.place[goes]!);
      let sign = 1;
      let base = int(0);
      let size = p.rank;
      if (hole >= p.rank) {
        sign = -1;
        base = p.rank;
        size = p.period - p.rank;
      }
      let j = hole - base;
      const other = p.rank - base;
      if (p.rank < p.period && value * sign > s.key[other]! * sign) {
        // It belongs to the other heap, whose top becomes the top of this one.
        while (j > 0) {
          const parent = int((j - 1) * 0.5);
          s.key[base + j] = s.key[base + parent]!;
          s.slot[base + j] = s.slot[base + parent]!;
          s.place[int(s.slot[base + j]!)] = base + j;
          j = parent;
        }
        s.key[base] = s.key[other]!;
        s.slot[base] = s.slot[other]!;
        s.place[int(s.slot[base]!)] = base;
        base = other;
        size = p.period - size;
        sign = -sign;
      } else {
        while (j > 0) {
          const parent = int((j - 1) * 0.5);
          if (s.key[base + parent]! * sign >= value * sign) break;
          s.key[base + j] = s.key[base + parent]!;
          s.slot[base + j] = s.slot[base + parent]!;
          s.place[int(s.slot[base + j]!)] = base + j;
          j = parent;
        }
      }
      while (2 * j + 1 < size) {
        let child = 2 * j + 1;
        if (child + 1 < size) child += s.key[base + child + 1]! * sign > s.key[base + child]! * sign ? int(1) : int(0);
        if (s.key[base + child]! * sign <= value * sign) break;
        s.key[base + j] = s.key[base + child]!;
        s.slot[base + j] = s.slot[base + child]!;
        s.place[int(s.slot[base + j]!)] = base + j;
        j = child;
      }
      s.key[base + j] = value;
      s.slot[base + j] = comes;
      s.place[comes] = base + j;
    }
    s.version += 1;
    s.stamp[0] = s.version;
    s.at = (s.at + 1) % slots;
    o.lower = s.key[0]!;
    o.upper = p.rank < p.period ? s.key[p.rank]! : s.key[0]!;
  },
});

/**
 * How many of the `period` values before are less than this one. A treap whose nodes are the slots, ordered by value and,
 * where values are equal, the newest first. `child` holds two of each, the lesser first; `size` counts a node and all below
 * it. The slot after the last stands for no node, and its second child is the root. Before there are `period` values,
 * those there are count.
 *
 * Seidel, Aragon, "Randomized search trees", Algorithmica 16 (1996); chances from Park and Miller (1988).
 */
export const windowRank: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["version", "seed"],
  counters: ["at"],
  arrays: {
    key: (p) => p.period + 2,
    born: (p) => p.period + 2,
    chance: (p) => p.period + 2,
    child: (p) => 2 * p.period + 6,
    size: (p) => p.period + 3,
    stamp: () => 1,
  },
  outputs: ["below"],
  steady(s, p, x, o) {
    const none = p.period + 2;
    let ahead = int(0);
    if (s.version > 0) ahead = int(s.stamp[0]! - s.version);
    else {
      s.child[2 * none + 1] = none;
      s.size[none] = 0;
      s.seed = 1;
    }
    if (ahead < 0 || ahead > 2) ahead = 0;
    let below = int(0);
    for (let pass = ahead; pass >= 0; pass--) {
      // Bar `version` comes in; or the bar `pass` before where the arrays stand goes, and what it drove out comes back.
      const comes = pass > 0 ? (s.at + pass + 1) % none : s.at;
      const goes = pass > 0 ? (s.at + pass - 1) % none : (s.at + 2) % none;
      if (pass === 0) {
        const product = s.seed * 16807;
        s.seed = product - Math.floor(product / 2147483647) * 2147483647;
        s.key[comes] = x.value;
        s.born[comes] = s.version;
        s.chance[comes] = s.seed;
      }
      if (pass === 0 || s.version + pass > p.period) {
        const key = s.key[comes]!;
        const born = s.born[comes]!;
        const chance = s.chance[comes]!;
        let from = 2 * none + 1;
        let node = int(s.child[from]!);
        below = 0;
        while (node !== none && s.chance[node]! >= chance) {
          let right = s.key[node]! < key ? int(1) : int(0);
          if (s.key[node]! === key) right = s.born[node]! > born ? int(1) : int(0);
          s.size[node] = s.size[node]! + 1;
          below += right * (int(s.size[int(s.child[2 * node]!)]!) + 1);
          from = 2 * node + right;
          node = int(s.child[from]!);
        }
        s.child[from] = comes;
        // What is below that place is cut in two: first how many are on either side, then the cut.
        let under = int(0);
        let reached = node;
        while (reached !== none) {
          let right = s.key[reached]! < key ? int(1) : int(0);
          if (s.key[reached]! === key) right = s.born[reached]! > born ? int(1) : int(0);
          under += right * (int(s.size[int(s.child[2 * reached]!)]!) + 1);
          reached = int(s.child[2 * reached + right]!);
        }
        below += under;
        let over = int(s.size[node]!) - under;
        s.size[comes] = under + over + 1;
        let low = 2 * comes;
        let high = 2 * comes + 1;
        while (node !== none) {
          let right = s.key[node]! < key ? int(1) : int(0);
          if (s.key[node]! === key) right = s.born[node]! > born ? int(1) : int(0);
          if (right === 1) {
            s.child[low] = node;
            s.size[node] = under;
            under -= int(s.size[int(s.child[2 * node]!)]!) + 1;
            low = 2 * node + 1;
          } else {
            s.child[high] = node;
            s.size[node] = over;
            over -= int(s.size[int(s.child[2 * node + 1]!)]!) + 1;
            high = 2 * node;
          }
          node = int(s.child[2 * node + right]!);
        }
        s.child[low] = none;
        s.child[high] = none;
      }
      if (pass > 0 || s.version >= p.period) {
        const key = s.key[goes]!;
        const born = s.born[goes]!;
        let from = 2 * none + 1;
        let node = int(s.child[from]!);
        while (node !== goes && node !== none) {
          let right = s.key[node]! < key ? int(1) : int(0);
          if (s.key[node]! === key) right = s.born[node]! > born ? int(1) : int(0);
          s.size[node] = s.size[node]! - 1;
          from = 2 * node + right;
          node = int(s.child[from]!);
        }
        let low = int(s.child[2 * goes]!);
        let high = int(s.child[2 * goes + 1]!);
        while (low !== none && high !== none) {
          if (s.chance[low]! >= s.chance[high]!) {
            s.child[from] = low;
            s.size[low] = s.size[low]! + s.size[high]!;
            from = 2 * low + 1;
            low = int(s.child[from]!);
          } else {
            s.child[from] = high;
            s.size[high] = s.size[high]! + s.size[low]!;
            from = 2 * high;
            high = int(s.child[from]!);
          }
        }
        s.child[from] = low !== none ? low : high;
      }
    }
    s.version += 1;
    s.stamp[0] = s.version;
    s.at = (s.at + 1) % none;
    o.below = below;
  },
});

/**
 * The same as {@link windowRank}, by looking at each value: for short windows, where a few comparisons side by side take
 * less time than a walk through a tree.
 */
export const windowCountBelow: Op = op({
  inputs: ["value"],
  ints: ["period"],
  counters: ["at"],
  // Two more than are counted, so that one bar can be taken back and another tried.
  arrays: { ring: (p) => p.period + 2 },
  outputs: ["below"],
  lookback: (p) => p.period,
  fill(s, _p, x) {
    s.ring[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    const slots = p.period + 2;
    s.ring[s.at] = x.value;
    s.at = s.at === slots - 1 ? int(0) : s.at + 1;
    let below = int(0);
    for (let j = 0; j < slots; j++) below += s.ring[j]! < x.value ? int(1) : int(0);
    // The place that comes next holds a value that is too old.
    o.below = below - (s.ring[s.at]! < x.value ? int(1) : int(0));
  },
});
