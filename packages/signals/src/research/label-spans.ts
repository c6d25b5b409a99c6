import { InputError } from "@hotpath/core";

/** Labels as spans of bars: each knows its outcome only at its end. */
export interface LabelSpans {
  /** The bar that each begins at, ascending. */
  starts: Int32Array;
  /** The last bar that each looks at, at or behind its start. */
  ends: Int32Array;
}

/**
 * Checks spans, and answers with their number.
 *
 * @throws {InputError} lengths that differ, starts that do not ascend, an end before its start or behind the bars
 */
export function checkSpans({ starts, ends }: LabelSpans, bars: number = Number.POSITIVE_INFINITY): number {
  if (starts.length !== ends.length)
    throw new InputError("INPUT_INVALID", `spans: ${starts.length} starts and ${ends.length} ends`);
  for (let i = 0; i < starts.length; i++) {
    const [start, end] = [starts[i]!, ends[i]!];
    if (start < 0 || end < start || end >= bars || (i > 0 && start < starts[i - 1]!))
      throw new InputError("INPUT_INVALID", `spans: ${i} is ${start} to ${end}, of ${bars} bars; starts must ascend`);
  }
  return starts.length;
}

/** Demands prices: finite, above 0, and at least two of them. */
export function checkPrices(prices: Float64Array, name: string): void {
  if (prices.length < 2)
    throw new InputError("INPUT_INVALID", `${name}: has ${prices.length} prices; at least 2 are needed`);
  for (let i = 0; i < prices.length; i++)
    if (!(prices[i]! > 0 && prices[i]! < Number.POSITIVE_INFINITY))
      throw new InputError("INPUT_INVALID", `${name}: bar ${i}: got ${prices[i]}; allowed: a finite number above 0`);
}

/** Demands bars to begin at: whole numbers from 0 on, ascending, below the number of bars. */
export function checkEvents(events: Int32Array, bars: number): void {
  for (let i = 0; i < events.length; i++)
    if (events[i]! < 0 || events[i]! >= bars || (i > 0 && events[i]! <= events[i - 1]!))
      throw new InputError("INPUT_INVALID", `events: ${i} is bar ${events[i]} of ${bars}; bars must ascend`);
}
