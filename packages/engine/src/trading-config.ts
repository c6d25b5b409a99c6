import type { DecimalInput, InstrumentDefinition, Stage } from "@hotpath/core";
import { flag, integerIn, numberIn, oneOf, parseConfig } from "@hotpath/core/config";
import type { JournalWriter } from "@hotpath/journal";
import type { QuoteNormalizerOptions } from "@hotpath/market-data";
import type { CovarianceOptions, RiskLimits } from "@hotpath/risk";
import type { SignalConfig } from "@hotpath/signals";
import * as v from "valibot";
import { covarianceSchema } from "./covariance-schema.ts";
import { type OrderHandlingConfig, orderHandlingEntries } from "./order-handling.ts";
import type { AlgorithmsConfig, RouterConfig } from "./strategy/execution-config.ts";

const schema = v.strictObject({
  instruments: v.any(),
  riskLimits: v.optional(v.any()),
  signals: v.optional(v.any()),
  covariance: v.optional(covarianceSchema, {}),
  initialCash: v.optional(v.any(), "1000000"),
  trading: v.optional(
    v.strictObject({
      positionShare: v.optional(numberIn(0, 1, true)),
      style: v.optional(oneOf(["take", "join"])),
      minConfidence: v.optional(numberIn(0, 1)),
    }),
    {},
  ),
  quotes: v.optional(
    v.strictObject({
      crossed: v.optional(oneOf(["reject", "keep"])),
      locked: v.optional(oneOf(["reject", "keep"])),
      stale: v.optional(oneOf(["reject", "keep"])),
      emptySide: v.optional(oneOf(["reject", "keep"])),
      negativePrices: v.optional(oneOf(["reject", "keep"])),
    }),
    {},
  ),
  orders: v.optional(
    v.strictObject({
      ...orderHandlingEntries,
      algorithms: v.optional(v.any()),
      router: v.optional(v.any()),
    }),
    {},
  ),
  venue: v.optional(v.any()),
  strategies: v.optional(v.array(v.any()), []),
  maxOrders: v.optional(integerIn(1, 16_777_216), 65_536),
  timeEvery: v.optional(integerIn(0, 1 << 24), 16),
  journal: v.optional(v.any()),
  defaultStrategy: v.optional(flag, true),
});

/**
 * What a `TradingEngine`'s order handling can do beside plain limit and market orders: for stages in `strategies`, which ask
 * by records (`OrderTerms`, `OrderLink`, `AlgorithmOrder`, `RouteOrder`).
 */
export interface TradingOrdersConfig extends OrderHandlingConfig {
  /** Execution algorithms: `true` for the defaults. Left out, there are none. */
  algorithms?: boolean | AlgorithmsConfig;
  /** The venues that orders are routed over. Left out, nothing is routed. */
  router?: RouterConfig;
}

/** How a `TradingEngine` is set up: everything but the instruments has a default. */
export interface TradingEngineConfig {
  /** What is traded. */
  instruments: readonly InstrumentDefinition[];
  /** What every order is held to. */
  riskLimits?: Partial<RiskLimits>;
  /** How signals are made and shown. */
  signals?: Partial<SignalConfig>;
  /** How the covariance behind value at risk is estimated. */
  covariance?: Omit<CovarianceOptions, "instruments">;
  /** Cash at the start. Default 1,000,000. */
  initialCash?: DecimalInput;
  /** The built-in strategy, which follows the ensemble's signals; see `SignalTrader`. */
  trading?: { positionShare?: number; style?: "take" | "join"; minConfidence?: number };
  /** What becomes of crossed, locked, stale and one-sided quotes: see `QuoteNormalizer`. */
  quotes?: Omit<QuoteNormalizerOptions, "instruments">;
  /** What order handling there is beside limit and market orders. Default: none. */
  orders?: TradingOrdersConfig;
  /** Where orders go. Default: a `PaperVenue`. */
  venue?: Stage;
  /** Strategies besides the built-in one, or in its place. */
  strategies?: readonly Stage[];
  /** Whether the built-in strategy is there. Default true. */
  defaultStrategy?: boolean;
  /** The most orders that may work at a time. Default 65,536. */
  maxOrders?: number;
  /** One input in so many is timed, on the average; 0 for never. Default 16. */
  timeEvery?: number;
  /** Every input is written to it before it is applied. */
  journal?: JournalWriter;
}

/** A {@link TradingEngineConfig} that was checked, its defaults filled in. */
export interface ParsedTradingConfig {
  readonly instruments: readonly InstrumentDefinition[];
  readonly riskLimits: Partial<RiskLimits> | undefined;
  readonly signals: Partial<SignalConfig> | undefined;
  readonly covariance: Omit<CovarianceOptions, "instruments">;
  readonly initialCash: DecimalInput;
  readonly trading: { positionShare?: number; style?: "take" | "join"; minConfidence?: number };
  readonly quotes: Omit<QuoteNormalizerOptions, "instruments">;
  readonly orders: TradingOrdersConfig;
  readonly venue: Stage | undefined;
  readonly strategies: readonly Stage[];
  readonly defaultStrategy: boolean;
  readonly maxOrders: number;
  readonly timeEvery: number;
  readonly journal: JournalWriter | undefined;
}

/**
 * Checks a configuration's own fields; those of `riskLimits`, `signals` and `instruments` are checked by their owners.
 *
 * @throws {ConfigError} naming the path, the value and what is allowed
 */
export function parseTradingConfig(value: unknown): ParsedTradingConfig {
  return parseConfig(schema, value, "config") as ParsedTradingConfig;
}
