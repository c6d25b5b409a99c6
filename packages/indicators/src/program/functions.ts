/** The functions that operations may call: the elementary ones of core, and the helpers of src/ops. */
import {
  acos,
  asin,
  atan,
  cos,
  cosh,
  exp,
  expm1,
  inverseNormal,
  log,
  log1p,
  log10,
  normalCdf,
  pow,
  sin,
  sinh,
  tan,
  tanh,
} from "@hotpath/core";
import * as helpers from "../ops/helpers.ts";

/** Core's elementary functions, which have twins in C (c/program_calls.h of @hotpath/native). */
export const elementary: Readonly<Record<string, (...operands: number[]) => number>> = {
  acos,
  asin,
  atan,
  cos,
  cosh,
  exp,
  expm1,
  inverseNormal,
  log,
  log1p,
  log10,
  normalCdf,
  pow,
  sin,
  sinh,
  tan,
  tanh,
} as Record<string, (...operands: number[]) => number>;

/** All functions by name, as generated programs take them. */
export const functions: Readonly<Record<string, unknown>> = Object.freeze({ ...elementary, ...helpers });
