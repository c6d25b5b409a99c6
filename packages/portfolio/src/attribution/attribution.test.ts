import { describe, expect, test } from "bun:test";
import { InputError } from "@hotpath/core";
import fc from "fast-check";
import { type Attribution, attributeProfit, brinsonFachler, linkAttributions, type Segment } from "../index.ts";

const segment = (
  name: string,
  weight: number,
  benchmarkWeight: number,
  ret: number,
  benchmarkReturn: number,
): Segment => ({
  name,
  weight,
  benchmarkWeight,
  return: ret,
  benchmarkReturn,
});

test("Bacon's example of Brinson and Fachler: 8.3 % against 6.4 %", () => {
  const { portfolioReturn, benchmarkReturn, allocation, selection, interaction, segments } = brinsonFachler([
    segment("United Kingdom", 0.4, 0.4, 0.2, 0.1),
    segment("Japan", 0.3, 0.2, -0.05, -0.04),
    segment("United States", 0.3, 0.4, 0.06, 0.08),
  ]);
  const percent = (x: number) => Number((x * 100).toFixed(10));
  expect([portfolioReturn, benchmarkReturn, allocation, selection, interaction].map(percent)).toEqual([
    8.3, 6.4, -1.2, 3, 0.1,
  ]);
  expect(segments.map((s) => [s.allocation, s.selection, s.interaction].map(percent))).toEqual([
    [0, 4, 0],
    [-1.04, -0.2, -0.1],
    [-0.16, -0.8, 0.2],
  ]);
});

const share = fc.integer({ min: 0, max: 100 });
const gain = fc.integer({ min: -30, max: 40 }).map((x) => x / 100);
const period = fc.array(fc.tuple(share, share, gain, gain), { minLength: 3, maxLength: 3 }).map((rows) => {
  const [own, other] = [0, 1].map((k) => rows.reduce((sum, row) => sum + row[k as 0 | 1], 0)) as [number, number];
  return rows.map(([w, b, r, s], i) =>
    segment(`s${i}`, own === 0 ? 1 / 3 : w / own, other === 0 ? 1 / 3 : b / other, r, s),
  );
});

describe("linking", () => {
  test.each(["carino", "menchero"] as const)(
    "%s: effects of periods sum to the excess of the compounded returns",
    (method) => {
      fc.assert(
        fc.property(fc.array(period, { minLength: 1, maxLength: 8 }), (rows) => {
          const periods = rows.map(brinsonFachler);
          const linked = linkAttributions(periods, method);
          const growth = (f: (p: Attribution) => number) => periods.reduce((product, p) => product * (1 + f(p)), 1) - 1;
          expect(linked.portfolioReturn).toBeCloseTo(
            growth((p) => p.portfolioReturn),
            12,
          );
          expect(linked.excess).toBeCloseTo(growth((p) => p.portfolioReturn) - growth((p) => p.benchmarkReturn), 12);
          expect(linked.allocation + linked.selection + linked.interaction).toBeCloseTo(linked.excess, 10);
          expect(linked.segments.reduce((sum, s) => sum + s.total, 0)).toBeCloseTo(linked.excess, 10);
        }),
        { numRuns: 500 },
      );
    },
  );

  test("one period is itself", () => {
    const one = brinsonFachler([segment("a", 0.6, 0.5, 0.1, 0.05), segment("b", 0.4, 0.5, 0, 0.02)]);
    for (const method of ["carino", "menchero"] as const) {
      const linked = linkAttributions([one], method);
      expect(linked.segments[0]!.total).toBeCloseTo(one.segments[0]!.total, 15);
    }
  });

  test("two periods by hand: Cariño's scales", () => {
    const periods = [brinsonFachler([segment("a", 1, 1, 0.1, 0.05)]), brinsonFachler([segment("a", 1, 1, 0.2, 0.25)])];
    const { segments } = linkAttributions(periods, "carino");
    const scale = (r: number, b: number) => (Math.log(1 + r) - Math.log(1 + b)) / (r - b);
    const whole = scale(1.1 * 1.2 - 1, 1.05 * 1.25 - 1);
    expect(segments[0]!.selection).toBeCloseTo((0.05 * scale(0.1, 0.05) - 0.05 * scale(0.2, 0.25)) / whole, 14);
  });
});

test("profit by strategy and instrument adds up in each direction", () => {
  const result = attributeProfit(
    [
      { strategy: "trend", instrument: "ES", profit: 300, fees: 10 },
      { strategy: "trend", instrument: "CL", profit: -100 },
      { strategy: "carry", instrument: "ES", profit: 50, fees: -5 },
    ],
    10_000,
  );
  expect(result.total).toEqual({ profit: 250, fees: 5, net: 245, contribution: 0.0245, entries: 3 });
  expect([...result.strategies].map(([name, s]) => [name, s.net])).toEqual([
    ["trend", 190],
    ["carry", 55],
  ]);
  expect([...result.instruments].map(([name, s]) => [name, s.net])).toEqual([
    ["ES", 345],
    ["CL", -100],
  ]);
  expect(result.cells.get("trend")!.get("ES")!.contribution).toBe(0.029);
});

test("what is wrong is named", () => {
  const good = segment("a", 1, 1, 0, 0);
  expect(() => brinsonFachler([])).toThrow("segments has no element");
  expect(() => brinsonFachler([good, good])).toThrow("segments[1].name is a, a second time");
  expect(() => brinsonFachler([{ ...good, weight: 0.9 }])).toThrow("weights sum to 0.9; allowed: 1");
  expect(() => brinsonFachler([{ ...good, return: Number.NaN }])).toThrow("segments[0].return is NaN");
  const lost = brinsonFachler([segment("a", 1, 1, -1, 0)]);
  expect(() => linkAttributions([lost])).toThrow("periods[0] has returns of -1 and 0; allowed: above -1");
  expect(() => linkAttributions([])).toThrow(InputError);
  expect(() => linkAttributions([brinsonFachler([good])], "frongello" as never)).toThrow('method is "frongello"');
  expect(() => attributeProfit([], 0)).toThrow("capital is 0");
  expect(() => attributeProfit([{ strategy: "a", instrument: "b", profit: Number.NaN }], 1)).toThrow(
    "entries[0] has a profit of NaN",
  );
});
