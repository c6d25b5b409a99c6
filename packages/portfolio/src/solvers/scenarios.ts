/**
 * The part of a problem that has a variable or more for each scenario: the auxiliary variables of conditional value at
 * risk, of deviations and of drawdowns. There are thousands of them, but each meets its neighbours only, so a step of
 * the interior-point method eliminates them one by one and leaves a system of the size of the portfolio.
 */
export interface Scenarios {
  /** Auxiliary variables. */
  readonly auxiliaries: number;
  /** Inequalities. */
  readonly rows: number;
  /** How each auxiliary variable counts in the risk: Σ unit · auxiliary. */
  readonly unit: Float64Array;
  /** Half of it times Σ auxiliary² is in the objective. */
  readonly quadratic: number;
  /** out[from …] = left-hand sides of the inequalities. */
  multiply(core: Float64Array, auxiliary: Float64Array, out: Float64Array, from: number): void;
  /** Adds the products of the inequalities' columns with `weights[from …]`. */
  addTransposed(weights: Float64Array, from: number, core: Float64Array, auxiliary: Float64Array): void;
  /** Which inequality says that an auxiliary variable is not negative. */
  floorRow(auxiliary: number): number;
  /** Right-hand sides of the inequalities. */
  bounds(out: Float64Array, from: number): void;
  /**
   * Takes the weights of the inequalities for the systems that follow, and adds what is left in the core, once the
   * auxiliary variables are eliminated, to the upper triangle of `matrix`, whose rows have `size` elements.
   */
  factor(weights: Float64Array, from: number, matrix: Float64Array, size: number): void;
  /** Takes the auxiliary variables' right-hand sides over to those of the core. */
  eliminate(core: Float64Array, auxiliary: Float64Array): void;
  /** Finds the auxiliary variables, in place of their right-hand sides, when those of the core are known. */
  substitute(core: Float64Array, auxiliary: Float64Array): void;
}
