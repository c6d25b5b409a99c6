import { expect, test } from "bun:test";
import { logistic } from "./objective.ts";
import { SIGMOID_TABLE_ERROR, sigmoidByTable, sigmoidsByTable } from "./sigmoid-table.ts";

/** The worst error over the floats from one to another, every `stride`-th of them. */
function worstOver(from: number, to: number, stride: number): number {
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  float[0] = from;
  let worst = 0;
  for (let at = bits[0]!; ; at += stride) {
    bits[0] = at;
    const x = float[0]!;
    if (!(x <= to)) return worst;
    worst = Math.max(worst, Math.abs(sigmoidByTable(x) - logistic(x)), Math.abs(sigmoidByTable(-x) - logistic(-x)));
  }
}

test("the worst error is the stated one, within every step of the table and beyond its ends", () => {
  let worst = 0;
  for (let step = -17 * 320; step < 17 * 320; step++)
    for (let k = 0; k <= 60; k++) {
      const x = (step + k / 60) / 320;
      worst = Math.max(worst, Math.abs(sigmoidByTable(x) - logistic(x)));
    }
  worst = Math.max(worst, worstOver(1e-30, 40, 997));
  expect(worst).toBeLessThan(SIGMOID_TABLE_ERROR);
  expect(worst).toBeGreaterThan(SIGMOID_TABLE_ERROR * 0.9);
});

if (process.env.HOTPATH_LONG === "1")
  test("… over every float", () => expect(worstOver(1e-45, 3e38, 1)).toBeLessThan(SIGMOID_TABLE_ERROR), 3_600_000);

test("ends, not a number, and arrays", () => {
  expect([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, Number.NaN].map(sigmoidByTable)).toEqual([
    1,
    0,
    0.5,
    Number.NaN,
  ]);
  const values = Float64Array.of(-20, -1, 2, 15.999999);
  expect(Array.from(sigmoidsByTable(values, new Float64Array(4)))).toEqual(Array.from(values, sigmoidByTable));
  expect(() => sigmoidsByTable(values, new Float64Array(3))).toThrow("out: has 3 elements");
});
