import { ROUNDER } from "./bits.ts";
import { HALF_PI_1, HALF_PI_AFTER_1, TWO_OVER_PI } from "./generated/tables.ts";
import { LARGE_ARGUMENT, reduceLarge, reduceSmall, remainder, SMALL_REMAINDER, sinAfter } from "./trigonometry.ts";

/**
 * The sine of an angle in radians, the same bits on every machine, within 0.9 ulp for every finite angle however large.
 *
 * The angle less the nearest multiple of π/2 is kept as two doubles; a polynomial does the rest.
 *
 * @returns ±0 for ±0, NaN for ±Infinity and NaN
 */
export function sin(x: number): number {
  const size = Math.abs(x);
  if (size < 7.450580596923828e-9) return x;
  if (!(size < LARGE_ARGUMENT)) return sinLarge(x);
  const turns = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  const a = x - turns * HALF_PI_1;
  if (Math.abs(a) < SMALL_REMAINDER) {
    reduceSmall(a, turns);
    return sinAfter(turns | 0, remainder[0]!, remainder[1]!);
  }
  const rest = turns * HALF_PI_AFTER_1;
  const r = a - rest;
  return sinAfter(turns | 0, r, a - r - rest);
}

function sinLarge(x: number): number {
  if (x - x !== 0) return Number.NaN;
  const n = reduceLarge(x);
  return sinAfter(n, remainder[0]!, remainder[1]!);
}
