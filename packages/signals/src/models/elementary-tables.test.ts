import { expect, test } from "bun:test";
import { exp, log, tanh } from "@hotpath/core";
import fc from "fast-check";
import {
  EXP_TABLE_ERROR,
  expByTable,
  LOG_TABLE_ERROR,
  logByTable,
  TANH_TABLE_ERROR,
  tanhByTable,
} from "./elementary-tables.ts";

/** Points within every step of a table: its ends, and where a straight line is furthest from a curve. */
const WITHIN = [0, 0.25, 0.5, 0.75, 0.999];

test("exp by table is within its error in every step, at every scale", () => {
  let worst = 0;
  for (const doubling of [-1020, -500, -3, -1, 0, 1, 30, 700, 1021])
    for (let i = 0; i < 2048; i++)
      for (const part of WITHIN) {
        const x = (doubling + (i + part) / 2048) * Math.LN2;
        worst = Math.max(worst, Math.abs(expByTable(x) / exp(x) - 1));
      }
  expect(worst).toBeLessThan(EXP_TABLE_ERROR);
  expect(worst).toBeGreaterThan(EXP_TABLE_ERROR / 1.1);
});

test("log by table is within its error in every step, at every scale", () => {
  let worst = 0;
  for (const doubling of [-1022, -300, -1, 0, 1, 52, 1023])
    for (let i = 0; i < 2048; i++)
      for (const part of WITHIN) {
        const x = (1 + (i + part) / 2048) * 2 ** doubling;
        worst = Math.max(worst, Math.abs(logByTable(x) - log(x)));
      }
  expect(worst).toBeLessThan(LOG_TABLE_ERROR);
  expect(worst).toBeGreaterThan(LOG_TABLE_ERROR / 1.1);
  expect(logByTable(1)).toBe(0);
});

test("tanh by table is within its error in every step", () => {
  let worst = 0;
  for (let i = -16 * 320; i < 16 * 320; i++)
    for (const part of WITHIN) {
      const x = (i + part) / 640;
      worst = Math.max(worst, Math.abs(tanhByTable(x) - tanh(x)));
    }
  expect(worst).toBeLessThan(TANH_TABLE_ERROR);
  expect(worst).toBeGreaterThan(TANH_TABLE_ERROR / 1.1);
  expect(tanhByTable(0)).toBe(0);
});

test("for any number: within the errors, and at the edges as the exact functions", () => {
  fc.assert(
    fc.property(fc.double(), (x) => {
      const [e, l, t] = [exp(x), log(x), tanh(x)];
      if (e > 1e-307 && e < 1e307) expect(Math.abs(expByTable(x) / e - 1)).toBeLessThan(EXP_TABLE_ERROR);
      else expect(Math.abs(expByTable(x) - e) <= e * EXP_TABLE_ERROR || Object.is(expByTable(x), e)).toBe(true);
      if (Number.isFinite(l)) expect(Math.abs(logByTable(x) - l)).toBeLessThan(LOG_TABLE_ERROR + 1e-13);
      else expect(logByTable(x)).toBe(l);
      if (Number.isNaN(x)) expect(tanhByTable(x)).toBeNaN();
      else expect(Math.abs(tanhByTable(x) - t)).toBeLessThan(TANH_TABLE_ERROR);
    }),
  );
  const edges = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  for (const x of [...edges, 709.5, 710, -708.5, -746]) expect(expByTable(x)).toBe(exp(x));
  for (const x of [...edges, -1, 5e-324, 1e-310]) expect(logByTable(x)).toBe(log(x));
});
