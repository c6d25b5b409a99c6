/**
 * What proves that weights are the best ones, computed from the answer itself and not from the way to it. Residuals are in
 * the units of the objective and of the weights; time is not measured here.
 */
export interface Certificate {
  /** How the answer was found. */
  method: "interior-point" | "newton" | "critical-line" | "branch-and-bound" | "hierarchical" | "closed-form";
  /** Steps of the method. */
  iterations: number;
  /** The greatest violation of the conditions of Karush, Kuhn and Tucker: of the constraints, and of stationarity. */
  kktResidual: number;
  /**
   * By how much the objective at these weights is above a lower bound of what any weights reach, by weak duality; null
   * where the method has no dual. Where weights have no bounds it is a bound over ten times as much as they are.
   */
  dualityGap: number | null;
}

/** Weights and what they were chosen by. */
export interface Allocation {
  /** One for each asset, in the order of the input. */
  weights: Float64Array;
  /** The value of the objective at these weights; the function that gives it says which. */
  objective: number;
  certificate: Certificate;
}
