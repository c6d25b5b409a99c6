import type { DecimalInput, InstrumentDefinition } from "@hotpath/core";
import { integerIn, parseConfig } from "@hotpath/core/config";
import type { FeeScheduleOptions } from "@hotpath/portfolio";
import type { CovarianceOptions, RiskLimits } from "@hotpath/risk";
import type { SignalConfig } from "@hotpath/signals";
import * as v from "valibot";
import { covarianceSchema } from "../covariance-schema.ts";
import { type OrderHandlingConfig, orderHandlingEntries } from "../order-handling.ts";
import type { AlgorithmsConfig, RouterConfig } from "./execution-config.ts";

const schema = v.strictObject({
  instruments: v.any(),
  initialCash: v.optional(v.any(), "1000000"),
  riskLimits: v.optional(v.any()),
  covariance: v.optional(covarianceSchema),
  fees: v.optional(v.any()),
  signals: v.optional(v.any()),
  books: v.optional(v.boolean("true or false"), false),
  ...orderHandlingEntries,
  algorithms: v.optional(v.any()),
  router: v.optional(v.any()),
  maxOrders: v.optional(integerIn(1, 16_777_216), 65_536),
});

/**
 * What a {@link StrategyEngine} is made of beside its strategies and its venue: plain values, all of them JSON, so that a
 * journal can say how the engine that wrote it was put together.
 */
export interface StrategyEngineConfig extends OrderHandlingConfig {
  /** What is traded. */
  instruments: readonly InstrumentDefinition[];
  /** Cash at the start. Default 1,000,000. */
  initialCash?: DecimalInput;
  /** What every order is held to. */
  riskLimits?: Partial<RiskLimits>;
  /** How the covariance behind value at risk is estimated. */
  covariance?: Omit<CovarianceOptions, "instruments">;
  /** What fills cost. Default: nothing. */
  fees?: FeeScheduleOptions;
  /** The default signals, made from quotes. Left out, there are none and `onSignal` is never called. */
  signals?: Partial<SignalConfig>;
  /** Whether books of price levels are kept (from `BookLevel` events), whose tops become quotes. Default false. */
  books?: boolean;
  /** Execution algorithms, for `orders.work`: `true` for the defaults. Left out, there are none. */
  algorithms?: boolean | AlgorithmsConfig;
  /** The venues that `orders.route`, and children of algorithms that take, are split over. Left out, nothing is routed. */
  router?: RouterConfig;
  /** The most orders that may work at a time. Default 65,536. */
  maxOrders?: number;
}

/** A {@link StrategyEngineConfig} that was checked, its defaults filled in. */
export interface ParsedStrategyConfig extends Readonly<OrderHandlingConfig> {
  readonly instruments: readonly InstrumentDefinition[];
  readonly initialCash: DecimalInput;
  readonly riskLimits: Partial<RiskLimits> | undefined;
  readonly covariance: Omit<CovarianceOptions, "instruments"> | undefined;
  readonly fees: FeeScheduleOptions | undefined;
  readonly signals: Partial<SignalConfig> | undefined;
  readonly books: boolean;
  readonly algorithms: boolean | AlgorithmsConfig | undefined;
  readonly router: RouterConfig | undefined;
  readonly maxOrders: number;
}

/**
 * Checks a configuration's own fields; those of the parts are checked by their owners.
 *
 * @throws {ConfigError} naming the path, the value and what is allowed
 */
export function parseStrategyConfig(value: unknown): ParsedStrategyConfig {
  return parseConfig(schema, value, "config") as ParsedStrategyConfig;
}
