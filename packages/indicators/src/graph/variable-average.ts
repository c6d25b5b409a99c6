/** Averages whose period changes from bar to bar, as functions of series. */
import { movingAverage, type Unstable } from "./averages.ts";
import { Graph, type Series } from "./graph.ts";

/** Bars before the first output of a moving average. */
export function averageLookback(period: number, type: number, unstable?: Unstable): number {
  return movingAverage(new Graph(["value"]).input("value"), period, type, unstable).start;
}

/** The type of plain means, and what TA-Lib's `DEFAULT` stands for here. */
const MEANS: readonly number[] = [0, 11];

/** How many periods an average that is not a plain mean may have: each is computed at every bar. */
export const PERIODS_MAX = 128;

/** Whether an average of this type takes one operation, however many periods there are. */
export function isPlainMean(type: number): boolean {
  return MEANS.includes(type);
}

/**
 * A moving average of as many bars as `periods` says, cut to whole numbers from `min` to `max`. Each period's average is
 * TA-Lib's as MAVP computes it: begun so that its first output is where the longest has its own.
 */
export function variableAverage(
  value: Series,
  periods: Series,
  min: number,
  max: number,
  type: number,
  unstable?: Unstable,
): Series {
  const { graph } = value;
  const [period] = graph.apply("wholePeriod", [periods], { min, max });
  if (isPlainMean(type)) {
    return max === 1 ? value : graph.apply("variableMean", [value, period!], { most: max })[0]!;
  }
  const first = value.start + averageLookback(max, type, unstable);
  const averages = Array.from({ length: max - min + 1 }, (_, k) => {
    const from = first - averageLookback(min + k, type, unstable);
    return movingAverage(value, min + k, type, unstable, { from });
  });
  return averages.reduce((otherwise, average, k) =>
    average === otherwise ? average : graph.apply("wherePeriod", [otherwise, average, period!], { which: min + k })[0]!,
  );
}
