import { ConfigError } from "@hotpath/core";
import { AllocationError } from "./allocation-error.ts";

/** A bound on a sum of weights: of a group of assets, or of any linear combination. */
export interface LinearConstraint {
  /** What errors call it. */
  name: string;
  /** Assets by their index; each counts once. Use this or `coefficients`. */
  assets?: readonly number[];
  /** A coefficient for each asset. */
  coefficients?: ArrayLike<number>;
  lower?: number;
  upper?: number;
}

/** What weights must satisfy. All of it is optional; the default is long only and fully invested. */
export interface WeightConstraints {
  /** Least weight, of all or of each asset. Default 0; -Infinity for none. */
  lower?: number | ArrayLike<number>;
  /** Greatest weight, of all or of each asset. Default 1; Infinity for none. */
  upper?: number | ArrayLike<number>;
  /** What the weights add up to. Default 1; 0 for a market-neutral portfolio. */
  budget?: number;
  /** Bounds on groups of assets. */
  groups?: readonly LinearConstraint[];
  /** Weights held now: turnover and costs are of the changes from them. Default none, that is zeros. */
  previous?: ArrayLike<number>;
  /** Greatest Σ |w − previous|. */
  turnover?: number;
  /** Cost of a change, as a share of what is traded, of all or of each asset: Σ cost · |w − previous| in the objective. */
  cost?: number | ArrayLike<number>;
  /** Weight of Σ w² in the objective: shrinks towards equal weights. Default 0. */
  ridge?: number;
  /** Greatest number of weights other than 0. Only for objectives that say so. */
  cardinality?: number;
}

/** Constraints checked and with their defaults. */
export interface CheckedConstraints {
  lower: Float64Array;
  upper: Float64Array;
  budget: number;
  groups: { name: string; coefficients: Float64Array; lower: number; upper: number }[];
  previous: Float64Array;
  turnover: number;
  cost: Float64Array | null;
  ridge: number;
  cardinality: number;
}

/**
 * Checks constraints for `count` assets.
 *
 * @throws {ConfigError} a value is not of its kind
 * @throws {AllocationError} `infeasible`: bounds that no weights can meet
 */
export function checkConstraints(count: number, constraints: WeightConstraints): CheckedConstraints {
  const lower = boundsOf(constraints.lower ?? 0, count, "constraints.lower");
  const upper = boundsOf(constraints.upper ?? 1, count, "constraints.upper");
  const budget = finite(constraints.budget ?? 1, "constraints.budget");
  let least = 0;
  let most = 0;
  for (let i = 0; i < count; i++) {
    if (lower[i]! > upper[i]!)
      throw new AllocationError("infeasible", `asset ${i}: the lower bound ${lower[i]} is above the upper ${upper[i]}`);
    if (lower[i] === Number.POSITIVE_INFINITY || upper[i] === Number.NEGATIVE_INFINITY)
      throw new ConfigError(`constraints.bounds[${i}]`, [lower[i], upper[i]], "an interval that holds a number");
    least += lower[i]!;
    most += upper[i]!;
  }
  const slack = 1e-12 * Math.max(1, Math.abs(budget));
  if (least > budget + slack)
    throw new AllocationError("infeasible", `the lower bounds add up to ${least}, more than the budget ${budget}`);
  if (most < budget - slack)
    throw new AllocationError("infeasible", `the upper bounds add up to ${most}, less than the budget ${budget}`);
  // Where the bounds leave no room all weights are known, and the solver is told so.
  if (most <= budget + slack) lower.set(upper);
  else if (least >= budget - slack) upper.set(lower);
  const previous = constraints.previous === undefined ? new Float64Array(count) : vector(constraints.previous, count);
  const cardinality = constraints.cardinality ?? count;
  if (!(Number.isInteger(cardinality) && cardinality >= 1))
    throw new ConfigError("constraints.cardinality", cardinality, "an integer from 1");
  return {
    lower,
    upper,
    budget,
    groups: (constraints.groups ?? []).map((group, g) => checkGroup(group, count, `constraints.groups[${g}]`)),
    previous,
    turnover: nonNegative(constraints.turnover ?? Number.POSITIVE_INFINITY, "constraints.turnover"),
    cost: costOf(constraints.cost, count),
    ridge: finite(nonNegative(constraints.ridge ?? 0, "constraints.ridge"), "constraints.ridge"),
    cardinality: Math.min(cardinality, count),
  };
}

/**
 * Refuses constraints that an objective cannot honour: what is asked for and not done would be silence.
 *
 * @throws {ConfigError}
 */
export function refuseConstraints(
  constraints: WeightConstraints,
  assets: number,
  names: readonly ("cardinality" | "cost")[],
  objective: string,
): void {
  const { cardinality, cost } = constraints;
  if (names.includes("cardinality") && cardinality !== undefined && cardinality < assets)
    throw new ConfigError("constraints.cardinality", cardinality, `none: ${objective} has no limit of number`);
  const isFree = cost === undefined || (typeof cost === "number" ? cost === 0 : Array.from(cost).every((c) => c === 0));
  if (names.includes("cost") && !isFree)
    throw new ConfigError("constraints.cost", cost, `none: costs have no place in ${objective}`);
}

function vector(values: ArrayLike<number>, count: number): Float64Array {
  if (values.length !== count)
    throw new ConfigError("constraints.previous", values.length, `${count} weights, one for each asset`);
  return Float64Array.from(values, (value, i) => finite(value, `constraints.previous[${i}]`));
}

function costOf(cost: number | ArrayLike<number> | undefined, count: number): Float64Array | null {
  if (cost === undefined) return null;
  if (typeof cost !== "number" && cost.length !== count)
    throw new ConfigError("constraints.cost", cost.length, `a number, or ${count} of them`);
  const rates = new Float64Array(count);
  for (let i = 0; i < count; i++)
    rates[i] = finite(nonNegative(typeof cost === "number" ? cost : cost[i]!, "constraints.cost"), "constraints.cost");
  return rates.every((rate) => rate === 0) ? null : rates;
}

function boundsOf(bounds: number | ArrayLike<number>, count: number, path: string): Float64Array {
  if (typeof bounds !== "number" && bounds.length !== count)
    throw new ConfigError(path, bounds.length, `a number, or ${count} of them, one for each asset`);
  const checked = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const bound = typeof bounds === "number" ? bounds : bounds[i]!;
    if (typeof bound !== "number" || Number.isNaN(bound)) throw new ConfigError(path, bound, "numbers");
    checked[i] = bound;
  }
  return checked;
}

function checkGroup(group: LinearConstraint, count: number, path: string): CheckedConstraints["groups"][number] {
  const coefficients = new Float64Array(count);
  if (group.coefficients !== undefined) {
    if (group.coefficients.length !== count)
      throw new ConfigError(`${path}.coefficients`, group.coefficients.length, `${count} numbers`);
    for (let i = 0; i < count; i++) coefficients[i] = finite(group.coefficients[i]!, `${path}.coefficients[${i}]`);
  }
  for (const asset of group.assets ?? []) {
    if (!(Number.isInteger(asset) && asset >= 0 && asset < count))
      throw new ConfigError(`${path}.assets`, asset, `indices from 0 to ${count - 1}`);
    coefficients[asset] = 1;
  }
  const lower = group.lower ?? Number.NEGATIVE_INFINITY;
  const upper = group.upper ?? Number.POSITIVE_INFINITY;
  if (!(lower <= upper)) throw new ConfigError(path, [lower, upper], "a lower bound that is not above the upper one");
  return { name: group.name, coefficients, lower, upper };
}

/** A number that is finite. */
export function finite(value: number, path: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new ConfigError(path, value, "a finite number");
  return value;
}

function nonNegative(value: number, path: string): number {
  if (!(value >= 0)) throw new ConfigError(path, value, "a number from 0");
  return value;
}
