/**
 * Risk: the limits that every order is held to before it leaves, and the covariance behind its value at risk.
 * `RiskGate` decides, `RiskStage` puts it into a pipeline.
 */
export { CovarianceEstimator, type CovarianceOptions } from "./covariance.ts";
export type { RiskGateOptions } from "./gate/gate-options.ts";
export { GateState, type PortfolioView, type Refusal, type StateChange } from "./gate/gate-state.ts";
export { Levels } from "./gate/levels.ts";
export { LIMIT_FIELDS, type LimitRow, limitRows, limitsOfRows } from "./gate/limit-rows.ts";
export { isFormReason, RefusalReason, refusalName } from "./gate/refusal-reason.ts";
export { RiskGate } from "./gate/risk-gate.ts";
export {
  type AccountLimits,
  type BookLimits,
  type InstrumentLimits,
  type OrderLimits,
  parseRiskLimits,
  type RateLimit,
  type RiskLimits,
  type SessionLimit,
  type StrategyLimits,
} from "./gate/risk-limits.ts";
export { RiskStage } from "./gate/risk-stage.ts";
export { scopeName } from "./gate/switches.ts";
export { WorkingOrders, type WorkingOrderView } from "./gate/working-orders.ts";
