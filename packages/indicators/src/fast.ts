import type { Indicator } from "./indicator.ts";

/**
 * Runs an indicator's fast form over columns, where it has one and the native library is there.
 *
 * @returns whether it did
 */
export function runFast(
  _indicator: Indicator,
  _columns: readonly Float64Array[],
  _outputs: readonly Float64Array[],
): boolean {
  return false;
}
