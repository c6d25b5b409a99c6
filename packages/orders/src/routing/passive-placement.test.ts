import { expect, test } from "bun:test";
import fc from "fast-check";
import { type PassiveOrder, placePassively } from "./passive-placement.ts";

/** Expected cost of a placement, from its definition, scenario by scenario. */
function costOf(order: PassiveOrder, market: number, limits: readonly number[]): number {
  const { quantity, halfSpread, takerFee, shortfallPenalty, queues } = order;
  let cost = (halfSpread + takerFee) * market;
  let late = quantity - market;
  queues.forEach(({ ahead, rebate, outflows }, k) => {
    let fill = 0;
    for (const outflow of outflows) fill += Math.min(Math.max(outflow - ahead, 0), limits[k]!) / outflows.length;
    cost -= (halfSpread + rebate) * fill;
    late -= fill;
  });
  return cost + shortfallPenalty * late;
}

function bruteForce(order: PassiveOrder): number {
  let best = Number.POSITIVE_INFINITY;
  const limits = order.queues.map(() => 0);
  const walk = (k: number, left: number): void => {
    if (k === limits.length) {
      for (let market = 0; market <= left; market += order.lot) best = Math.min(best, costOf(order, market, limits));
      return;
    }
    for (let limit = 0; limit <= left; limit += order.lot) {
      limits[k] = limit;
      walk(k + 1, left - limit);
    }
    limits[k] = 0;
  };
  walk(0, order.quantity);
  return best;
}

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const queue = fc.record({
  ahead: fc.integer({ min: 0, max: 12 }),
  rebate: number(-0.5, 0.5),
  outflows: fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 6 }),
});
const order = fc.record({
  quantity: fc.integer({ min: 0, max: 6 }).map((n) => n * 2),
  lot: fc.constant(2),
  halfSpread: number(0, 2),
  takerFee: number(-0.3, 0.5),
  shortfallPenalty: number(0, 6),
  queues: fc.array(queue, { maxLength: 3 }),
});

test("no placement within the order costs less", () => {
  fc.assert(
    fc.property(order, (o) => {
      const placement = placePassively(o);
      expect(placement.expectedCost).toBeCloseTo(bruteForce(o), 9);
      expect(costOf(o, placement.market, placement.limits)).toBeCloseTo(placement.expectedCost, 9);
      const sum = placement.limits.reduce((a, b) => a + b, placement.market);
      expect(sum).toBeLessThanOrEqual(o.quantity);
    }),
    { numRuns: 1_500 },
  );
});

test("one queue: the paper's quantile", () => {
  // Outflows 1 … 1000, evenly: F(y) = y / 1000. (2h + f + r) / (λ + h + r) = 2.5 / 4.2.
  const outflows = Array.from({ length: 1000 }, (_, n) => n + 1);
  const { market, limits } = placePassively({
    quantity: 900,
    lot: 1,
    halfSpread: 1,
    takerFee: 0.3,
    shortfallPenalty: 3,
    queues: [{ ahead: 100, rebate: 0.2, outflows }],
  });
  expect(limits[0]! + 100).toBeCloseTo((1000 * 2.5) / 4.2, -0.5);
  expect(market).toBe(900 - limits[0]!);
});

test("no hurry: everything waits; a great one: everything is taken", () => {
  const queues = [{ ahead: 10, rebate: 0.1, outflows: [50, 100] }];
  const base = { quantity: 20, lot: 1, halfSpread: 1, takerFee: 0, queues };
  expect(placePassively({ ...base, shortfallPenalty: 1 })).toMatchObject({ market: 0, limits: [20] });
  const slow = [{ ahead: 10, rebate: 0.1, outflows: [0, 5] }];
  expect(placePassively({ ...base, queues: slow, shortfallPenalty: 9 })).toMatchObject({ market: 20, limits: [0] });
  expect(() => placePassively({ ...base, shortfallPenalty: -1 })).toThrow(/shortfallPenalty/);
  expect(() =>
    placePassively({ ...base, shortfallPenalty: 1, queues: [{ ahead: 1, rebate: 0, outflows: [] }] }),
  ).toThrow(/queues\[0\].outflows/);
});
