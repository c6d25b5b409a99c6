/**
 * Which share of the money goes where. Mean and variance with constraints (mean-variance.ts), risk by scenarios
 * (scenario-risk.ts), portfolios of balanced risk, of clusters and of views. Inputs are typed arrays, matrices row by row;
 * each answer carries a {@link Certificate}.
 */
export { AllocationError, type AllocationFailure } from "./allocation-error.ts";
export {
  type BlackLitterman,
  type BlackLittermanInput,
  blackLitterman,
  impliedReturns,
  impliedRiskAversion,
  unconstrainedWeights,
  type View,
} from "./black-litterman.ts";
export type { Allocation, Certificate } from "./certificate.ts";
export { EfficientFrontier, type FrontierBounds, type TurningPoint } from "./critical-line.ts";
export {
  type ClusterOptions,
  type HierarchicalAllocation,
  type HierarchicalInput,
  type HierarchicalOptions,
  hierarchicalEqualRisk,
  hierarchicalRiskParity,
  nestedClusters,
} from "./hierarchical/hierarchical.ts";
export type { LinkageMethod } from "./hierarchical/linkage.ts";
export {
  type MeanVariance,
  type MeanVarianceAllocation,
  maxDiversification,
  maxSharpe,
  maxUtility,
  minVariance,
  targetReturn,
  targetRisk,
} from "./mean-variance.ts";
export { measureRisk, portfolioReturns, type RiskMeasure, type RiskMeasureOptions } from "./risk-measures.ts";
export { type RiskParityAllocation, riskParity } from "./risk-parity.ts";
export {
  maxReturnForRisk,
  maxReturnToRisk,
  maxScenarioUtility,
  minCdar,
  minCvar,
  minMad,
  minRisk,
  minRiskForReturn,
  minSemivariance,
  type ReturnScenarios,
  type ScenarioAllocation,
  type ScenarioMeasure,
  type ScenarioOptions,
} from "./scenario-risk.ts";
export type { LinearConstraint, WeightConstraints } from "./weight-constraints.ts";
