import { ConfigError } from "@hotpath/core";
import { ewmaVar, garchVar } from "./conditional.ts";
import { cornishFisherVar } from "./cornish-fisher.ts";
import { type ExtremeValueOptions, extremeValueVar } from "./extreme-value.ts";
import { type FilteredHistoricalOptions, filteredHistoricalVar } from "./filtered-historical.ts";
import { type HistoricalOptions, historicalVar } from "./historical.ts";
import { type MonteCarloOptions, monteCarloVar } from "./monte-carlo.ts";
import { normalVar } from "./normal.ts";
import type { MomentOptions, Returns, VarEstimate } from "./sample.ts";
import { type StudentTOptions, studentTVar } from "./student-t.ts";
import { type WeightedHistoricalOptions, weightedHistoricalVar } from "./weighted-historical.ts";

/** A method of {@link valueAtRisk}. */
export type VarMethod =
  | "historical"
  | "weighted-historical"
  | "normal"
  | "t"
  | "cornish-fisher"
  | "ewma"
  | "garch"
  | "fhs"
  | "extreme-value"
  | "mc";

/** Options of {@link valueAtRisk}: those of the method. */
export type AnyVarOptions = Omit<HistoricalOptions, "convention"> &
  Omit<WeightedHistoricalOptions, "convention"> &
  MomentOptions &
  StudentTOptions &
  FilteredHistoricalOptions &
  ExtremeValueOptions &
  MonteCarloOptions &
  Pick<WeightedHistoricalOptions, "decay">;

const METHODS: Readonly<Record<VarMethod, (returns: Returns, options: never) => VarEstimate>> = {
  historical: historicalVar,
  "weighted-historical": weightedHistoricalVar,
  normal: normalVar,
  t: studentTVar,
  "cornish-fisher": cornishFisherVar,
  ewma: ewmaVar,
  garch: garchVar,
  fhs: filteredHistoricalVar,
  "extreme-value": extremeValueVar,
  mc: (returns: Returns, options: MonteCarloOptions) => monteCarloVar({ columns: [returns] }, [1], options),
};

/** The methods' names. */
export const VAR_METHODS: readonly VarMethod[] = Object.keys(METHODS) as VarMethod[];

/**
 * Value at risk and expected shortfall of one series of returns by the method named; see the function of each method.
 *
 * @throws {ConfigError} a method or an option that is not known
 * @throws {InputError} returns that the method cannot be used on; it says why
 *
 * @example
 * valueAtRisk("normal", returns, { confidence: 0.975 }).expectedShortfall;
 */
export function valueAtRisk(method: VarMethod, returns: Returns, options: Partial<AnyVarOptions> = {}): VarEstimate {
  if (!VAR_METHODS.includes(method)) throw new ConfigError("method", method, VAR_METHODS.join(", "));
  return METHODS[method](returns, options as never);
}
