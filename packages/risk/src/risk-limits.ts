import { integerIn, numberIn, parseConfig } from "@hotpath/core/config";
import * as v from "valibot";

const schema = v.strictObject({
  maxPortfolioVar: v.optional(numberIn(0, 1, true), 0.05),
  maxPositionVar: v.optional(numberIn(0, 1, true), 0.02),
  maxDrawdown: v.optional(numberIn(0, 1, true), 0.1),
  maxLeverage: v.optional(numberIn(0, 1000, true), 5),
  maxConcentration: v.optional(numberIn(0, 1000, true), 0.25),
  maxPositions: v.optional(integerIn(1, 1_000_000), 100),
  maxPriceDeviation: v.optional(numberIn(0, 1, true), 0.1),
});

/** What the gate holds every order to. Shares are of equity unless said otherwise; every field has a default. */
export interface RiskLimits {
  /** Value at risk of all positions together, 99 %, one day. Default 0.05. */
  readonly maxPortfolioVar: number;
  /** Value at risk of the order's position alone, 99 %, one day. Default 0.02. */
  readonly maxPositionVar: number;
  /** Fall from the highest equity, as a share of it, at which only risk-reducing orders pass. Default 0.10. */
  readonly maxDrawdown: number;
  /** Gross exposure, working orders counted, over equity. Default 5. */
  readonly maxLeverage: number;
  /** Exposure in one instrument, working orders counted, over equity. Default 0.25. */
  readonly maxConcentration: number;
  /** Instruments with a position or a working order. Default 100. */
  readonly maxPositions: number;
  /** Distance of a limit price beyond the reference price, as a share of it. Default 0.10. */
  readonly maxPriceDeviation: number;
}

/**
 * Checks risk limits and fills in the defaults.
 *
 * @throws {ConfigError} naming the path, the value and what is allowed
 * @example parseRiskLimits({ maxLeverage: 2 }).maxDrawdown // 0.1
 */
export function parseRiskLimits(value: unknown = {}, path = "riskLimits"): RiskLimits {
  return parseConfig(schema, value, path);
}
