/** Checks of numbers at the edge; each names what it refuses. */
import { InputError } from "@hotpath/core";

/** @throws {InputError} `INPUT_OUT_OF_RANGE` if it is not a positive, finite number */
export function positive(value: number, name: string): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_OUT_OF_RANGE", `${name} is ${value}; allowed: a number greater than 0`);
  return value;
}

/** @throws {InputError} `INPUT_OUT_OF_RANGE` if it is not a finite number from 0 */
export function fromZero(value: number, name: string): number {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_OUT_OF_RANGE", `${name} is ${value}; allowed: a number from 0`);
  return value;
}

/** @throws {InputError} `INPUT_INVALID` if it is not a finite number */
export function finite(value: number, name: string): number {
  if (!Number.isFinite(value)) throw new InputError("INPUT_INVALID", `${name} is ${value}; allowed: a finite number`);
  return value;
}

/** @throws {InputError} `INPUT_OUT_OF_RANGE` if it is not a number from `least` to `most` */
export function within(value: number, name: string, least: number, most: number): number {
  if (!(value >= least && value <= most))
    throw new InputError("INPUT_OUT_OF_RANGE", `${name} is ${value}; allowed: a number from ${least} to ${most}`);
  return value;
}

/** @throws {InputError} `INPUT_INVALID` naming the first value that is not finite */
export function allFinite(values: Float64Array, name: string): void {
  for (const [i, value] of values.entries())
    if (!Number.isFinite(value))
      throw new InputError("INPUT_INVALID", `${name}[${i}] is ${value}, not a finite number`);
}
