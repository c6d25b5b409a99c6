/**
 * Splits a quantity over venues at the least cost.
 *
 * Every venue's cost is convex in what it gets, for its levels come cheapest first, so where all take the same lots and
 * charge nothing for an order itself, taking the cheapest next piece again and again is optimal: an exchange of any two
 * pieces of another split costs no less (Ibaraki and Katoh, "Resource allocation problems", 1988, chapter 4). Costs of
 * sending and least quantities break convexity, but only at zero: for each choice of the venues that have such (used with
 * at least its least, or not used) the rest is convex again, so all choices are tried. Venues of different lots need a
 * table over the quantity (dynamic programming), which is exact too, and slower. Where both would take too long the best
 * split of the greedy kind is given, and `isExact` is false.
 */
import { costAt, costOf, type SplitProblem } from "./split-problem.ts";

/** The most venues with costs of sending or least quantities for which every choice is tried. */
const SPECIAL_MAX = 10;
/** The most steps of a table. */
const TABLE_STEPS_MAX = 2_000_000;

/** Solves split problems. Scratch memory is its own; a table allocates. */
export class SplitSolver {
  readonly #used: Float64Array;
  readonly #best: Float64Array;
  readonly #level: Int32Array;
  /** What of the level was taken. */
  readonly #within: Float64Array;
  /** 1 if the venue may get something. */
  readonly #isOn: Uint8Array;
  readonly #special: Int32Array;

  constructor(venuesMax: number) {
    this.#used = new Float64Array(venuesMax);
    this.#best = new Float64Array(venuesMax);
    this.#level = new Int32Array(venuesMax);
    this.#within = new Float64Array(venuesMax);
    this.#isOn = new Uint8Array(venuesMax);
    this.#special = new Int32Array(venuesMax);
  }

  /** Leaves the answer in `allocation`, `total` and `isExact` of the problem. */
  solve(problem: SplitProblem): void {
    const { venues, lot } = problem;
    let sameLots = true;
    for (let venue = 1; venue < venues; venue++) if (lot[venue] !== lot[0]) sameLots = false;
    if (!sameLots && this.#byTable(problem)) return;
    problem.isExact = sameLots;
    this.#byChoices(problem);
  }

  /** Tries every choice of the venues that break convexity, the rest greedily. */
  #byChoices(problem: SplitProblem): void {
    const { venues, fixed, minSize, lot, levels } = problem;
    const special = this.#special;
    const isOn = this.#isOn;
    let count = 0;
    for (let venue = 0; venue < venues; venue++) {
      isOn[venue] = levels[venue] === 0 ? 0 : 1;
      if (isOn[venue] === 0 || (fixed[venue] === 0 && minSize[venue]! <= lot[venue]!)) continue;
      if (count < SPECIAL_MAX) special[count++] = venue;
      else {
        // One too many to try every choice: it is left out, which is never wrong, if it may be dearer.
        isOn[venue] = 0;
        problem.isExact = false;
      }
    }
    // No choice costs less than the split that knows neither least sizes nor costs of sending, and what it pays for sending.
    this.#greedy(problem, 0, 0);
    const bound = count === 0 ? 0 : this.#withoutFixed(problem);
    let least = Number.POSITIVE_INFINITY;
    for (let choice = (1 << count) - 1; choice >= 0; choice--) {
      let sending = 0;
      for (let n = 0; n < count; n++) {
        const isChosen = (choice >> n) & 1;
        isOn[special[n]!] = isChosen;
        if (isChosen === 1) sending += fixed[special[n]!]!;
      }
      if (bound + sending >= least || !this.#greedy(problem, choice, count)) continue;
      const cost = costOf(problem, this.#used);
      if (cost < least) {
        least = cost;
        this.#best.set(this.#used);
      }
    }
    for (let venue = 0; venue < venues; venue++) problem.allocation[venue] = this.#best[venue]!;
    problem.total = least;
  }

  /** What the split that was made last costs, but for the costs of sending. */
  #withoutFixed(problem: SplitProblem): number {
    let sending = 0;
    for (let venue = 0; venue < problem.venues; venue++) if (this.#used[venue]! > 0) sending += problem.fixed[venue]!;
    return costOf(problem, this.#used) - sending;
  }

  /**
   * Gives each venue that is chosen its least quantity, and then piece by piece what is cheapest.
   *
   * @returns whether there was enough for the least quantities
   */
  #greedy(problem: SplitProblem, choice: number, specials: number): boolean {
    const { venues, quantity, minSize, lot } = problem;
    const used = this.#used;
    used.fill(0);
    this.#level.fill(0);
    this.#within.fill(0);
    let left = quantity;
    for (let n = 0; n < specials; n++) {
      if (((choice >> n) & 1) === 0) continue;
      const venue = this.#special[n]!;
      const least = Math.max(lot[venue]!, Math.ceil(minSize[venue]! / lot[venue]!) * lot[venue]!);
      left -= least;
      if (left < 0 || !this.#take(problem, venue, least)) return false;
    }
    for (;;) {
      let chosen = -1;
      let cheapest = problem.unfilledCost;
      for (let venue = 0; venue < venues; venue++) {
        if (this.#isOn[venue] === 0 || lot[venue]! > left) continue;
        const cost = this.#nextCost(problem, venue);
        if (cost < cheapest) {
          cheapest = cost;
          chosen = venue;
        }
      }
      if (chosen === -1) return true;
      const piece = Math.min(this.#piece(problem, chosen), Math.floor(left / lot[chosen]!) * lot[chosen]!);
      this.#take(problem, chosen, piece);
      left -= piece;
    }
  }

  /** Cost of one unit of a venue's next lot. */
  #nextCost(problem: SplitProblem, venue: number): number {
    const { size, cost, depth, levels, lot } = problem;
    const first = venue * depth;
    let level = this.#level[venue]!;
    if (level >= levels[venue]!) return Number.POSITIVE_INFINITY;
    let free = size[first + level]! - this.#within[venue]!;
    if (free >= lot[venue]!) return cost[first + level]!;
    // A lot that lies across levels.
    let left = lot[venue]!;
    let sum = 0;
    for (;;) {
      const taken = Math.min(left, free);
      sum += taken * cost[first + level]!;
      left -= taken;
      if (left === 0) return sum / lot[venue]!;
      if (++level >= levels[venue]!) return Number.POSITIVE_INFINITY;
      free = size[first + level]!;
    }
  }

  /** How much of a venue costs the same as its next lot. */
  #piece(problem: SplitProblem, venue: number): number {
    const free = problem.size[venue * problem.depth + this.#level[venue]!]! - this.#within[venue]!;
    const lot = problem.lot[venue]!;
    return free >= lot ? Math.floor(free / lot) * lot : lot;
  }

  /** @returns whether the venue has so much */
  #take(problem: SplitProblem, venue: number, quantity: number): boolean {
    const { size, depth, levels } = problem;
    const first = venue * depth;
    let left = quantity;
    while (left > 0) {
      const level = this.#level[venue]!;
      if (level >= levels[venue]!) return false;
      const free = size[first + level]! - this.#within[venue]!;
      const taken = Math.min(left, free);
      left -= taken;
      if (taken === free) {
        this.#level[venue] = level + 1;
        this.#within[venue] = 0;
      } else this.#within[venue]! += taken;
    }
    this.#used[venue]! += quantity;
    return true;
  }

  /**
   * By a table: the least cost of each quantity over the venues so far. Exact for any lots, least quantities and costs.
   *
   * @returns whether it was small enough to be filled
   */
  #byTable(problem: SplitProblem): boolean {
    const { venues, quantity, lot, minSize, fixed } = problem;
    let unit = quantity;
    for (let venue = 0; venue < venues; venue++) unit = greatestCommonDivisor(unit, lot[venue]!);
    const places = quantity / unit + 1;
    let steps = 0;
    for (let venue = 0; venue < venues; venue++) steps += (places * quantity) / lot[venue]!;
    if (!(steps <= TABLE_STEPS_MAX)) return false;
    let least = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    least[0] = 0;
    const chosen = Array.from({ length: venues }, () => new Int32Array(places));
    for (let venue = 0; venue < venues; venue++) {
      const next = least.slice();
      const first = Math.max(lot[venue]!, Math.ceil(minSize[venue]! / lot[venue]!) * lot[venue]!);
      for (let q = first; q <= quantity; q += lot[venue]!) {
        const cost = fixed[venue]! + costAt(problem, venue, q);
        if (cost === Number.POSITIVE_INFINITY) break;
        const shift = q / unit;
        for (let place = shift; place < places; place++) {
          const sum = least[place - shift]! + cost;
          if (sum < next[place]!) {
            next[place] = sum;
            chosen[venue]![place] = shift;
          }
        }
      }
      least = next;
    }
    let best = 0;
    let total = Number.POSITIVE_INFINITY;
    for (let place = 0; place < places; place++) {
      const cost = least[place]! + (quantity - place * unit) * problem.unfilledCost;
      if (cost < total) {
        total = cost;
        best = place;
      }
    }
    for (let venue = venues - 1; venue >= 0; venue--) {
      const shift = chosen[venue]![best]!;
      problem.allocation[venue] = shift * unit;
      best -= shift;
    }
    problem.total = total;
    problem.isExact = true;
    return true;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}
