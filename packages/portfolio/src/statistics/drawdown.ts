import { assertFinite } from "../internal/moments.ts";
import { assertPositiveStart } from "./growth.ts";

/** The deepest fall of a curve below its running peak. Indices are −1 where there was none. */
export interface Drawdown {
  /** A share of the peak: 0.25 is a quarter lost. More than 1 where equity went below 0. */
  depth: number;
  /** Index of the peak: the last point at that height before the fall. */
  from: number;
  /** Index of the trough. */
  to: number;
  /** Index of the first point after the trough that is as high as the peak again; −1 if there is none yet. */
  recovery: number;
}

/**
 * The maximum drawdown: the greatest `(peak − equity) ÷ peak`, peak being the greatest value so far; the first one of
 * equals. Magdon-Ismail and Atiya 2004, "Maximum drawdown", Risk 17(10).
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite or the first is not positive
 * @example maxDrawdown(Float64Array.of(100, 120, 90, 130)) // { depth: 0.25, from: 1, to: 2, recovery: 3 }
 */
export function maxDrawdown(equity: Float64Array): Drawdown {
  assertFinite(equity, "equity");
  const deepest: Drawdown = { depth: 0, from: -1, to: -1, recovery: -1 };
  if (equity.length === 0) return deepest;
  assertPositiveStart(equity);
  let peak = 0;
  for (let i = 0; i < equity.length; i++) {
    if (equity[i]! >= equity[peak]!) {
      peak = i;
      continue;
    }
    const depth = (equity[peak]! - equity[i]!) / equity[peak]!;
    if (depth > deepest.depth) {
      deepest.depth = depth;
      deepest.from = peak;
      deepest.to = i;
    }
  }
  if (deepest.to >= 0)
    deepest.recovery = equity.findIndex((value, i) => i > deepest.to && value >= equity[deepest.from]!);
  return deepest;
}
