import type { InstrumentRegistry } from "@hotpath/core";
import type { CovarianceOptions } from "../covariance.ts";
import type { PortfolioView } from "./gate-state.ts";
import type { RiskLimits } from "./risk-limits.ts";

/** How a `RiskGate` is made. */
export interface RiskGateOptions {
  instruments: InstrumentRegistry;
  portfolio: PortfolioView;
  /** The limits at first. The accounts and strategies that they name are those that it keeps books of. */
  limits?: Partial<RiskLimits>;
  covariance?: Omit<CovarianceOptions, "instruments">;
  /**
   * When equity, drawdown and the day's start are read: `unseen`, for each order; `told`, for the first after a reference
   * price, a fill or a `release`, which is enough where the portfolio changes at no other time, as in a pipeline.
   * Default `unseen`.
   */
  portfolioChanges?: "unseen" | "told";
  /** The most orders that may work at a time. Default 65,536. */
  maxOrders?: number;
  /** When a day of accounts and strategies starts, in microseconds after midnight UTC. Default 0. */
  dayStartMicros?: number;
}
