import { InputError } from "@hotpath/core";
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

/** One stretch below a peak, from the peak until it is reached again. */
export interface DrawdownPeriod extends Drawdown {
  /** Periods from the peak to the recovery, or to the last point where there is none yet. */
  length: number;
  /** Periods from the peak to the trough. */
  decline: number;
  /** Times of peak, trough and recovery, microseconds since the Unix epoch; −1 for none. Undefined without times. */
  fromMicros: number | undefined;
  toMicros: number | undefined;
  recoveryMicros: number | undefined;
}

/**
 * All drawdowns of a curve, the deepest first, the earlier of equals first: they start at the last point of a peak and end
 * at the first point as high again.
 *
 * @param micros times of the points, microseconds since the Unix epoch
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, the first is not positive, or there are not as many times
 * @example drawdowns(Float64Array.of(100, 120, 90, 130, 117)).map((d) => d.depth) // 0.25, 0.1
 */
export function drawdowns(equity: Float64Array, micros?: Float64Array): DrawdownPeriod[] {
  assertFinite(equity, "equity");
  if (equity.length > 0) assertPositiveStart(equity);
  if (micros !== undefined && micros.length !== equity.length)
    throw new InputError("INPUT_INVALID", `micros has ${micros.length} elements; equity has ${equity.length}`);
  const timeOf = (i: number) => (micros === undefined ? undefined : i < 0 ? -1 : micros[i]!);
  const found: DrawdownPeriod[] = [];
  const close = (from: number, to: number, recovery: number) => {
    const end = recovery < 0 ? equity.length - 1 : recovery;
    found.push({
      depth: (equity[from]! - equity[to]!) / equity[from]!,
      from,
      to,
      recovery,
      length: end - from,
      decline: to - from,
      fromMicros: timeOf(from),
      toMicros: timeOf(to),
      recoveryMicros: timeOf(recovery),
    });
  };
  let peak = 0;
  let trough = 0;
  for (let i = 1; i < equity.length; i++) {
    if (equity[i]! >= equity[peak]!) {
      if (trough > peak) close(peak, trough, i);
      peak = i;
      trough = i;
    } else if (trough === peak || equity[i]! < equity[trough]!) trough = i;
  }
  if (trough > peak) close(peak, trough, -1);
  return found.sort((a, b) => b.depth - a.depth || a.from - b.from);
}
