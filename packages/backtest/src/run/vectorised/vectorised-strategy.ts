import type { ParameterDefinitions, ParameterValues, StrategyDefinition } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import type { IndicatorColumns } from "./indicator-columns.ts";

/** What a strategy's vectorised form sees: whole columns. That it looks at no bar to come is its author's duty. */
export interface VectorisedContext {
  readonly bars: BarSeries;
  readonly indicators: IndicatorColumns;
}

/** A bar strategy's other form: whole columns instead of events, for sweeps. */
export interface VectorisedStrategy<P extends ParameterDefinitions = ParameterDefinitions> {
  /** The event-driven form, which says what is right. */
  readonly strategy: StrategyDefinition<P>;
  /**
   * Writes the position, in signed size units, that is wanted after each close; NaN where it stays what it is. It is traded
   * to at the next open, as a market order is that leaves after the close.
   */
  targets(context: VectorisedContext, parameters: ParameterValues<P>, out: Float64Array): void;
}

/**
 * Gives a strategy a vectorised form. A strategy's file exports it as `vectorised`.
 *
 * @example
 * export const vectorised = vectorise(strategy, ({ indicators }, { fast, slow, quantity }, out) => {
 *   const [a, b] = [indicators.first("SMA", { timePeriod: fast }), indicators.first("SMA", { timePeriod: slow })];
 *   for (let i = 0; i < out.length; i++) out[i] = b[i]! === b[i]! ? (a[i]! > b[i]! ? quantity : 0) : Number.NaN;
 * });
 */
export function vectorise<P extends ParameterDefinitions>(
  strategy: StrategyDefinition<P>,
  targets: VectorisedStrategy<P>["targets"],
): VectorisedStrategy<P> {
  return Object.freeze({ strategy, targets });
}
