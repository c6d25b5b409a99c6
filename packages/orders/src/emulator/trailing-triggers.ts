/**
 * Trailing stops. Each remembers the best price since it came, and acts where the price has come back from it by its
 * distance.
 *
 * A new best price moves every one whose own best lies behind it, which in a market that runs is nearly all of them, at
 * every price. So those with one best price are one group, ordered by distance, and only groups move: a price that goes
 * beyond the best of several merges them. Orders make as many groups as they are, at the most, and a merge undoes one: the
 * cost of a price is logarithmic over the long run, however many orders follow it.
 *
 *     by best price   ┐
 *                     ├─ groups ── the nearest trigger of each: its least distance
 *     by trigger      ┘
 *
 * Prices are mirrored for buys, so that better is greater on either side.
 */
import { NONE, PairingForest } from "./pairing-forest.ts";
import { SOURCES } from "./price-triggers.ts";

/** Distances in hundredths of a percent are of this whole. */
const WHOLE = 10_000;

/** How far a percentage lies from a price: at least one unit, rounded towards it. Exact for all safe integers. */
export const percentDistance = (price: number, percent: number): number => {
  const size = Math.floor(Math.abs(price));
  // Before the first price there is none to be far from.
  if (size === Number.POSITIVE_INFINITY) return 0;
  const whole = Math.floor(size / WHOLE);
  return Math.max(1, whole * percent + Math.floor(((size - whole * WHOLE) * percent) / WHOLE));
};

/**
 * The best price that a trailing stop begins with: the market's, or, where that is further, the one whose trigger is where
 * the order is to begin; by percentages the first one whose trigger lies there or beyond.
 *
 * @param trigger where it is to begin, in price units; 0 for the market's price
 * @param amount its distance in price units; 0 where it is `percent`, in hundredths of a percent
 * @param price of the market now, NaN while there is none
 * @returns infinity, on the side where nothing acts, where there is neither
 */
export const trailingStart = (
  trigger: number,
  amount: number,
  percent: number,
  isBuy: boolean,
  price: number,
): number => {
  const none = isBuy ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const market = Number.isNaN(price) ? none : price;
  if (trigger === 0) return market;
  const sign = isBuy ? -1 : 1;
  const distance = amount > 0 ? amount : Math.floor((trigger * percent) / (WHOLE - sign * percent));
  let best = trigger + sign * distance;
  if (amount === 0)
    for (let n = 0; n < 4 && sign * (best - sign * percentDistance(best, percent) - trigger) < 0; n++) best += sign;
  return isBuy ? Math.min(best, market) : Math.max(best, market);
};

/** The trailing stops of all instruments. */
export class TrailingTriggers {
  /** Where the slot acted that `next` took out last. */
  firedAt = 0;
  /** Distance in price units or hundredths of a percent. */
  readonly #offset: Float64Array;
  /** Best price, mirrored; true of the root of a group. */
  readonly #best: Float64Array;
  readonly #members: PairingForest;
  readonly #byBest: PairingForest;
  readonly #byTrigger: PairingForest;
  /** Roots by instrument, source, side and kind of distance. */
  readonly #bestRoots: Int32Array;
  readonly #triggerRoots: Int32Array;
  readonly #row: Int32Array;

  constructor(instruments: number, sequence: Float64Array) {
    const slots = sequence.length;
    this.#offset = new Float64Array(slots);
    this.#best = new Float64Array(slots);
    this.#members = new PairingForest(new Float64Array(slots), sequence);
    this.#byBest = new PairingForest(new Float64Array(slots), sequence);
    this.#byTrigger = new PairingForest(this.#offset, sequence);
    this.#bestRoots = new Int32Array(instruments * SOURCES * 4).fill(NONE);
    this.#triggerRoots = new Int32Array(instruments * SOURCES * 4).fill(NONE);
    this.#row = new Int32Array(slots).fill(NONE);
  }

  /**
   * @param best the price that it has seen best so far
   * @param offset its distance, in hundredths of a percent if `isPercent`
   */
  add(
    slot: number,
    instrument: number,
    source: number,
    isBuy: boolean,
    isPercent: boolean,
    best: number,
    offset: number,
  ): void {
    const row = (instrument * SOURCES + source) * 4 + (isBuy ? 2 : 0) + (isPercent ? 1 : 0);
    this.#row[slot] = row;
    this.#offset[slot] = offset;
    this.#members.add(NONE, slot, offset);
    this.#enter(slot, row, isBuy ? -best : best);
  }

  /** Takes a slot out, if it trails here. */
  remove(slot: number): void {
    const row = this.#row[slot]!;
    if (row === NONE) return;
    this.#row[slot] = NONE;
    const root = this.#members.rootOf(slot);
    if (root !== slot) {
      this.#members.remove(root, slot);
      return;
    }
    const best = this.#best[slot]!;
    this.#leave(slot, row);
    const rest = this.#members.remove(slot, slot);
    if (rest !== NONE) this.#enter(rest, row, best);
  }

  /** Lets those that watch a price follow it. */
  follow(instrument: number, source: number, price: number): void {
    const row = (instrument * SOURCES + source) * 4;
    this.#follow(row, price);
    this.#follow(row + 1, price);
    this.#follow(row + 2, -price);
    this.#follow(row + 3, -price);
  }

  /**
   * Takes out the next slot that a price has come back to, −1 if there is none: sells first; the nearest trigger first,
   * then the least distance, then the oldest.
   */
  next(instrument: number, source: number, price: number): number {
    const row = (instrument * SOURCES + source) * 4;
    let slot = this.#next(row, price);
    if (slot === NONE) slot = this.#next(row + 1, price);
    if (slot === NONE) slot = this.#next(row + 2, -price);
    return slot === NONE ? this.#next(row + 3, -price) : slot;
  }

  /** The best price that a slot has seen. Walks: for snapshots and the edge. */
  bestOf(slot: number): number {
    const best = this.#best[this.#members.rootOf(slot)]!;
    return (this.#row[slot]! & 2) === 0 ? best : -best;
  }

  /** Where a slot acts now. Walks, as {@link bestOf}. */
  triggerOf(slot: number): number {
    return this.#triggerAt(this.bestOf(slot), this.#offset[slot]!, this.#row[slot]!);
  }

  /** Takes everything out. */
  clear(): void {
    this.#bestRoots.fill(NONE);
    this.#triggerRoots.fill(NONE);
    this.#row.fill(NONE);
  }

  #triggerAt(best: number, offset: number, row: number): number {
    const distance = (row & 1) === 0 ? offset : percentDistance(best, offset);
    return (row & 2) === 0 ? best - distance : best + distance;
  }

  /** A group's nearest trigger, mirrored. */
  #trigger(root: number, row: number): number {
    const best = this.#best[root]!;
    const offset = this.#offset[root]!;
    return best - ((row & 1) === 0 ? offset : percentDistance(best, offset));
  }

  #enter(root: number, row: number, best: number): void {
    this.#best[root] = best;
    this.#bestRoots[row] = this.#byBest.add(this.#bestRoots[row]!, root, best);
    this.#triggerRoots[row] = this.#byTrigger.add(this.#triggerRoots[row]!, root, -this.#trigger(root, row));
  }

  #leave(root: number, row: number): void {
    this.#bestRoots[row] = this.#byBest.remove(this.#bestRoots[row]!, root);
    this.#triggerRoots[row] = this.#byTrigger.remove(this.#triggerRoots[row]!, root);
  }

  #follow(row: number, price: number): void {
    let merged = NONE;
    let root = this.#bestRoots[row]!;
    while (root !== NONE && this.#best[root]! < price) {
      this.#leave(root, row);
      merged = this.#members.merge(merged, root);
      root = this.#bestRoots[row]!;
    }
    if (merged !== NONE) this.#enter(merged, row, price);
  }

  #next(row: number, price: number): number {
    const root = this.#triggerRoots[row]!;
    if (root === NONE || -this.#byTrigger.key[root]! < price) return NONE;
    this.firedAt = this.triggerOf(root);
    this.remove(root);
    return root;
  }
}
