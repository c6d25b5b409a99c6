/**
 * exp, log and tanh from tables, for where a known small error buys speed. Straight lines between entries; the errors
 * beside each are those of a line over a step, h² / 8 of the greatest curvature, and are tested over every step.
 */
import { exp, log } from "@hotpath/core";
import { SIGMOID_TABLE_ERROR, sigmoidByTable } from "./sigmoid-table.ts";

/** Steps of a table to one doubling. */
const STEPS = 2048;
const LN2: number = Math.LN2;
const PER_STEP: number = STEPS / LN2;

/** 2^(i / STEPS). */
const powers: Float64Array = Float64Array.from({ length: STEPS + 1 }, (_, i) => exp((i * LN2) / STEPS));
/** ln(1 + i / STEPS). */
const logs: Float64Array = Float64Array.from({ length: STEPS + 1 }, (_, i) => log(1 + i / STEPS));
/** 2^k of the normal doubles, from −1022 on. */
const SMALLEST = -1022;
const scales: Float64Array = Float64Array.from({ length: 1023 - SMALLEST + 1 }, (_, i) => 2 ** (i + SMALLEST));

/** The greatest relative error of {@link expByTable} for x from −708 to 709: (ln 2 / 2048)² / 8 is 1.43·10⁻⁸. */
export const EXP_TABLE_ERROR = 1.5e-8;

/** eˣ, within {@link EXP_TABLE_ERROR} of itself; exact `exp` where the result is not a normal number. NaN of NaN. */
export const expByTable = (x: number): number => {
  if (!(x > -708 && x < 709)) return exp(x);
  const place = x * PER_STEP;
  const whole = Math.floor(place);
  const i = whole & (STEPS - 1);
  const value = powers[i]!;
  return (value + (place - whole) * (powers[i + 1]! - value)) * scales[(whole >> 11) - SMALLEST]!;
};

/** The greatest absolute error of {@link logByTable}: (1 / 2048)² / 8 is 2.98·10⁻⁸. */
export const LOG_TABLE_ERROR = 3e-8;

const double: Float64Array = new Float64Array(1);
const words: Uint32Array = new Uint32Array(double.buffer);

/** ln x, within {@link LOG_TABLE_ERROR}; exact `log` of what is no normal positive number. */
export const logByTable = (x: number): number => {
  if (!(x >= 2.2250738585072014e-308 && x < Number.POSITIVE_INFINITY)) return log(x);
  double[0] = x;
  const high = words[1]!;
  const place = ((high & 0xfffff) + words[0]! * 2 ** -32) * (STEPS / 2 ** 20);
  const i = place | 0;
  const value = logs[i]!;
  return value + (place - i) * (logs[i + 1]! - value) + ((high >>> 20) - 1023) * LN2;
};

/** The greatest error of {@link tanhByTable}: twice that of the sigmoid by table. */
export const TANH_TABLE_ERROR: number = 2 * SIGMOID_TABLE_ERROR;

/** tanh x as 2 σ(2x) − 1, within {@link TANH_TABLE_ERROR}; in [−1, 1], never falling, NaN of NaN. */
export const tanhByTable = (x: number): number => 2 * sigmoidByTable(2 * x) - 1;
