import { expect, test } from "bun:test";
import fc from "fast-check";
import { Contingency, LegRole } from "./contingency.ts";
import { LegTargets } from "./leg-targets.ts";
import { OrderGroupTable } from "./order-group-table.ts";

/** A group of an entry and targets, in lots. */
function bracket(quantities: readonly number[], parent: number, lot: number): [OrderGroupTable, number[]] {
  const table = new OrderGroupTable(1, 16, 100);
  const group = table.takeGroup(1, Contingency.OneUpdatesOtherAbsolute, 0, quantities.length + 1);
  const entry = table.takeLeg(group, 1, LegRole.Entry);
  table.entry[group] = entry;
  table.quantity[entry] = parent * lot;
  const legs = quantities.map((quantity, n) => {
    const leg = table.takeLeg(group, n + 2, LegRole.Target);
    table.alternative[leg] = 1;
    table.quantity[leg] = quantity * lot;
    return leg;
  });
  return [table, legs];
}

test("what the entry fills is shared out in lots, never taken back, and whole at the end", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      fc.nat(20),
      fc.constantFrom(1, 10, 100),
      fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 30 }),
      (quantities, more, lot, fills) => {
        const sum = quantities.reduce((a, b) => a + b, 0);
        const parent = sum + more;
        const [table, legs] = bracket(quantities, parent, lot);
        const targets = new LegTargets(table);
        let before = legs.map(() => 0);
        let filled = 0;
        for (const fill of [...fills, parent * lot]) {
          filled = Math.min(parent * lot, filled + fill);
          targets.measure(0, filled, lot);
          const now = legs.map((leg) => table.allocated[leg]!);
          const due = (sum * filled) / parent;
          expect(now.reduce((a, b) => a + b, 0)).toBe(Math.floor(due / lot) * lot);
          now.forEach((quantity, n) => {
            expect(quantity).toBeGreaterThanOrEqual(before[n]!);
            expect(quantity % lot).toBe(0);
            // A few lots off its share at the most: what was given is not taken back.
            expect(Math.abs(quantity - (quantities[n]! * filled) / parent)).toBeLessThan(lot * quantities.length);
          });
          before = now;
        }
        expect(before).toEqual(quantities.map((quantity) => quantity * lot));
      },
    ),
    { numRuns: 300 },
  );
});

test("what a stop has done is taken from the last target first", () => {
  const [table, legs] = bracket([30, 20, 10], 60, 10);
  const stop = table.takeLeg(0, 9, LegRole.Stop);
  table.alternative[stop] = 2;
  table.quantity[stop] = 600;
  table.filled[stop] = 150;
  const targets = new LegTargets(table);
  targets.measure(0, 600, 10);
  targets.aim(0, 10, false);
  // Entry, three targets, the stop: 150 are closed, so 450 are left to the targets, and to the stop.
  expect([...targets.target.subarray(0, 5)]).toEqual([0, 300, 150, 0, 600]);
  table.filled[legs[0]!] = 100;
  targets.measure(0, 600, 10);
  targets.aim(0, 10, false);
  expect([...targets.target.subarray(0, 5)]).toEqual([0, 300, 150, 0, 500]);
});

test("largest remainder: three equal targets of an entry filled by seven lots", () => {
  const [table, legs] = bracket([4, 4, 4], 12, 1);
  const targets = new LegTargets(table);
  targets.measure(0, 7, 1);
  expect(legs.map((leg) => table.allocated[leg])).toEqual([3, 2, 2]);
});
