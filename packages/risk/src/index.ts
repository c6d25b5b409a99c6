/**
 * Risk: the limits that every order is held to before it leaves, and the covariance behind its value at risk.
 * `RiskGate` decides, `RiskStage` puts it into a pipeline.
 */
export { CovarianceEstimator, type CovarianceOptions } from "./covariance.ts";
export { RefusalReason, refusalName } from "./refusal-reason.ts";
export { GateState, type PortfolioView, RiskGate, type RiskGateOptions } from "./risk-gate.ts";
export { parseRiskLimits, type RiskLimits } from "./risk-limits.ts";
export { RiskStage } from "./risk-stage.ts";
