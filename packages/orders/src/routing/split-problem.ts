/**
 * How a quantity is to be split: what every venue offers, in columns. Filled by whoever asks, solved by `solveSplit`.
 *
 * A venue's offer is a list of levels from the cheapest on, each a size and what one unit costs there, everything
 * included; what it costs to send there at all; and which quantities it takes: none, or whole lots from a least one on.
 */
export class SplitProblem {
  readonly venuesMax: number;
  readonly depth: number;
  venues = 0;
  /** To be traded, in size units. */
  quantity = 0;
  /** What a unit costs that is traded nowhere. */
  unfilledCost = 0;
  readonly levels: Int32Array;
  /** Size and unit cost of each level; a venue's begin at `venue × depth`. */
  readonly size: Float64Array;
  readonly cost: Float64Array;
  /** Cost of sending anything, from 0. */
  readonly fixed: Float64Array;
  readonly lot: Float64Array;
  readonly minSize: Float64Array;
  /** The answer: what goes to each venue. */
  readonly allocation: Float64Array;
  /** The answer's cost, unfilled units included. */
  total = 0;
  /** Whether no other split costs less, for certain. */
  isExact = true;

  constructor(venuesMax: number, depth: number) {
    this.venuesMax = venuesMax;
    this.depth = depth;
    this.levels = new Int32Array(venuesMax);
    this.size = new Float64Array(venuesMax * depth);
    this.cost = new Float64Array(venuesMax * depth);
    this.fixed = new Float64Array(venuesMax);
    this.lot = new Float64Array(venuesMax).fill(1);
    this.minSize = new Float64Array(venuesMax);
    this.allocation = new Float64Array(venuesMax);
  }
}

/** What `quantity` costs at a venue: its levels from the cheapest on, without the fixed cost. Infinity beyond what it offers. */
export const costAt = (problem: SplitProblem, venue: number, quantity: number): number => {
  const { size, cost, levels, depth } = problem;
  let left = quantity;
  let sum = 0;
  for (let n = venue * depth; n < venue * depth + levels[venue]! && left > 0; n++) {
    const taken = Math.min(left, size[n]!);
    sum += taken * cost[n]!;
    left -= taken;
  }
  return left > 0 ? Number.POSITIVE_INFINITY : sum;
};

/** What an allocation costs in all. */
export const costOf = (problem: SplitProblem, allocation: Float64Array): number => {
  let left = problem.quantity;
  let sum = 0;
  for (let venue = 0; venue < problem.venues; venue++) {
    const quantity = allocation[venue]!;
    if (quantity === 0) continue;
    sum += problem.fixed[venue]! + costAt(problem, venue, quantity);
    left -= quantity;
  }
  return sum + left * problem.unfilledCost;
};
