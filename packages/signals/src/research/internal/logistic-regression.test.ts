import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fitLine, fitLogistic } from "./logistic-regression.ts";

const row = fc.record({
  score: fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, 0.5, 1, -1e6, 1e6)),
  label: fc.constantFrom(0, 1),
  soft: fc.double({ min: 0, max: 1, noNaN: true }),
  weight: fc.oneof(fc.nat(60), fc.double({ min: 0, max: 1e6, noNaN: true })),
});

describe("fitLine", () => {
  test("is the regression of one column, to the bit: labels and soft targets, with weights and without", () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.boolean(),
        (rows, isSoft, isWeighted) => {
          const column = Float64Array.from(rows, ({ score }) => score);
          const targets = Float64Array.from(rows, ({ label, soft }) => (isSoft ? soft : label));
          const weights = isWeighted ? Float64Array.from(rows, ({ weight }) => weight) : undefined;
          const whole = fitLogistic([column], targets, weights);
          const line = fitLine(column, targets, weights);
          expect(line.map((value, i) => Object.is(value, whole[i]))).toEqual([true, true]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("finds the line that the outcomes were drawn from", () => {
    const column = Float64Array.from({ length: 16 }, (_, i) => (i + 0.5) / 16);
    const targets = column.map((x) => 1 / (1 + Math.E ** -(2 * x - 0.5)));
    const [slope, offset] = fitLine(column, targets);
    expect(slope).toBeCloseTo(2, 6);
    expect(offset).toBeCloseTo(-0.5, 6);
  });
});
