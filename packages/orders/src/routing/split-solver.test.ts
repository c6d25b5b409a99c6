import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { costOf, SplitProblem } from "./split-problem.ts";
import { SplitSolver } from "./split-solver.ts";

interface Venue {
  levels: [cost: number, size: number][];
  fixed: number;
  lot: number;
  minSize: number;
}

function problemOf(venues: readonly Venue[], quantity: number, unfilled: number): SplitProblem {
  const problem = new SplitProblem(6, 4);
  problem.venues = venues.length;
  problem.quantity = quantity;
  problem.unfilledCost = unfilled;
  venues.forEach((venue, v) => {
    problem.levels[v] = venue.levels.length;
    problem.fixed[v] = venue.fixed;
    problem.lot[v] = venue.lot;
    problem.minSize[v] = venue.minSize;
    [...venue.levels]
      .sort((a, b) => a[0] - b[0])
      .forEach(([cost, size], n) => {
        problem.cost[v * 4 + n] = cost;
        problem.size[v * 4 + n] = size;
      });
  });
  return problem;
}

/** The least cost over every split there is. */
function bruteForce(problem: SplitProblem): number {
  const allocation = new Float64Array(6);
  const walk = (venue: number, left: number): number => {
    if (venue === problem.venues) return costOf(problem, allocation);
    allocation[venue] = 0;
    let best = walk(venue + 1, left);
    const lot = problem.lot[venue]!;
    for (let q = lot; q <= left; q += lot) {
      if (q < problem.minSize[venue]!) continue;
      allocation[venue] = q;
      best = Math.min(best, walk(venue + 1, left - q));
    }
    allocation[venue] = 0;
    return best;
  };
  return walk(0, problem.quantity);
}

const level = fc.tuple(fc.integer({ min: 90, max: 110 }), fc.integer({ min: 1, max: 7 }));
const venueWith = (lots: fc.Arbitrary<number>): fc.Arbitrary<Venue> =>
  fc.record({
    levels: fc.array(level, { maxLength: 4 }),
    fixed: fc.constantFrom(0, 0, 3, 11),
    lot: lots,
    minSize: fc.constantFrom(0, 0, 2, 4),
  });

const check = (venues: readonly Venue[], quantity: number, unfilled: number): void => {
  const problem = problemOf(venues, quantity, unfilled);
  new SplitSolver(6).solve(problem);
  expect(problem.isExact).toBe(true);
  expect(problem.total).toBeCloseTo(bruteForce(problem), 9);
  expect(costOf(problem, problem.allocation)).toBeCloseTo(problem.total, 9);
  let sum = 0;
  venues.forEach((venue, v) => {
    const q = problem.allocation[v]!;
    sum += q;
    expect(q % venue.lot).toBe(0);
    if (q > 0) expect(q).toBeGreaterThanOrEqual(venue.minSize);
  });
  expect(sum).toBeLessThanOrEqual(quantity);
};

describe("no split costs less", () => {
  for (const [name, lots, most] of [
    ["one lot everywhere", fc.constant(1), 9],
    ["lots of two everywhere", fc.constant(2), 14],
    ["different lots", fc.constantFrom(1, 2, 3, 5), 12],
  ] as const) {
    test(name, () => {
      fc.assert(
        fc.property(
          fc.array(venueWith(lots), { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: most }),
          fc.constantFrom(95, 105, 120),
          check,
        ),
        { numRuns: 1_500 },
      );
    });
  }
});

test("a large order is split without a walk over its lots", () => {
  const venues: Venue[] = [
    {
      levels: [
        [100, 4e9],
        [102, 4e9],
      ],
      fixed: 0,
      lot: 1,
      minSize: 0,
    },
    { levels: [[101, 4e9]], fixed: 0, lot: 1, minSize: 0 },
  ];
  const problem = problemOf(venues, 9e9, 1000);
  new SplitSolver(6).solve(problem);
  expect([...problem.allocation.subarray(0, 2)]).toEqual([5e9, 4e9]);
});

test("more venues with fees than are tried: least sizes hold, and it is told", () => {
  const problem = new SplitProblem(14, 1);
  problem.venues = 14;
  problem.quantity = 40;
  problem.unfilledCost = 1000;
  for (let venue = 0; venue < 14; venue++) {
    problem.levels[venue] = venue < 13 ? 1 : 0;
    problem.size[venue] = 10;
    problem.cost[venue] = 100 - venue;
    problem.fixed[venue] = 5;
    problem.minSize[venue] = 4;
  }
  new SplitSolver(14).solve(problem);
  expect(problem.isExact).toBe(false);
  expect(problem.allocation.reduce((a, b) => a + b)).toBe(40);
  for (const part of problem.allocation) expect(part === 0 || part >= 4).toBe(true);
  problem.levels.fill(0, 10);
  new SplitSolver(14).solve(problem);
  expect(problem.isExact).toBe(true);
});

test("a split that is too large for a table is told not to be certain, and right all the same", () => {
  const venues: Venue[] = [
    { levels: [[100, 5e6]], fixed: 0, lot: 1, minSize: 0 },
    { levels: [[99, 5e6]], fixed: 0, lot: 100, minSize: 0 },
  ];
  const problem = problemOf(venues, 7_000_050, 1000);
  new SplitSolver(6).solve(problem);
  expect([...problem.allocation.subarray(0, 2)]).toEqual([2_000_050, 5e6]);
  expect(problem.isExact).toBe(false);
});
