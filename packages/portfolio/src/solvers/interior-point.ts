/**
 * A primal-dual interior-point method for convex quadratic and linear problems: Mehrotra's predictor and corrector
 * (Mehrotra 1992, "On the implementation of a primal-dual interior point method", SIAM Journal on Optimization 2(4); the
 * form with slacks and the starting point are those of Vandenberghe 2010, "The CVXOPT linear and quadratic cone program
 * solvers"). Every step solves one linear system by {@link KktSystem} twice.
 *
 * It runs on until its residuals no longer fall, far beyond what is asked for: a solution is as good as doubles allow.
 */
import type { ConvexProblem, ConvexSolution } from "./convex-problem.ts";
import { dotProduct, greatestOf } from "./dense.ts";
import { KktSystem } from "./kkt-system.ts";

const MAX_ITERATIONS = 120;
/** Relative residuals below which nothing more is to be had. */
const EXCELLENT = 1e-13;
/** Relative residuals that count as a solution. */
const SUFFICIENT = 1e-8;
/** Relative residuals below which steps are refined. */
const LATE = 1e-3;
/** Iterations without progress after which a sufficient solution is taken. */
const PATIENCE = 4;
/** Share of the way to the boundary that is gone. */
const STEP_SHARE = 0.995;
/** A share of a corrected step below which it is taken for a failure. */
const SHORT = 0.1;
/** What complementarity is brought to then, of what it is. */
const CENTRING = 0.8;

/** An iterate: variables, slacks and multipliers. */
interface Point {
  x: Float64Array;
  y: Float64Array;
  s: Float64Array;
  lambda: Float64Array;
  nu: Float64Array;
}

/** What an iterate violates. */
interface Residuals {
  /** ∇L, of the core and of the scenarios' variables. */
  core: Float64Array;
  auxiliary: Float64Array;
  equality: Float64Array;
  inequality: Float64Array;
}

/**
 * Solves a problem that has at least one inequality. Never throws: what was reached is in the answer.
 *
 * @param refineBelow relative residuals below which steps are refined; Infinity refines them all, in about twice the time
 */
export function solveConvex(problem: ConvexProblem, refineBelow: number = LATE): ConvexSolution {
  const system = new KktSystem(problem);
  const point = startingPoint(system);
  const residuals = emptyResiduals(system);
  const step = emptyPoint(system);
  const complement = new Float64Array(system.rows);
  const best = emptyPoint(system);
  let bestMeasure = Number.POSITIVE_INFINITY;
  let sinceBest = 0;
  let iterations = 0;
  for (; iterations < MAX_ITERATIONS; iterations++) {
    const measure = measureOf(system, point, residuals);
    if (measure < bestMeasure) {
      sinceBest = measure < 0.9 * bestMeasure ? 0 : sinceBest + 1;
      bestMeasure = measure;
      copyPoint(point, best);
    } else sinceBest++;
    if (!(measure > EXCELLENT) || Number.isNaN(measure)) break;
    if (sinceBest > PATIENCE && bestMeasure < SUFFICIENT) break;
    if (sinceBest > 5 * PATIENCE) break;
    if (!advance(system, point, residuals, step, complement, measure < refineBelow)) break;
  }
  return report(system, best, residuals, bestMeasure, iterations);
}

/** One predictor and corrector. @returns false where the system could not be solved, or no step could be made */
function advance(
  system: KktSystem,
  point: Point,
  residuals: Residuals,
  step: Point,
  complement: Float64Array,
  refine: boolean,
): boolean {
  const { s, lambda } = point;
  const rows = system.rows;
  const gap = dotProduct(s, lambda) / rows;
  if (!system.factor(s, lambda)) return false;
  for (let r = 0; r < rows; r++) complement[r] = s[r]! * lambda[r]!;
  if (!system.solve(residuals, complement, s, lambda, step, false)) return false;
  const primal = stepLength(s, step.s);
  const dual = stepLength(lambda, step.lambda);
  let ahead = 0;
  for (let r = 0; r < rows; r++) ahead += (s[r]! + primal * step.s[r]!) * (lambda[r]! + dual * step.lambda[r]!);
  const ratio = Math.max(0, ahead / rows / gap);
  const target = ratio * ratio * ratio * gap;
  for (let r = 0; r < rows; r++) complement[r] = s[r]! * lambda[r]! + step.s[r]! * step.lambda[r]! - target;
  if (!system.solve(residuals, complement, s, lambda, step, refine)) return false;
  let alphaPrimal = Math.min(1, STEP_SHARE * stepLength(s, step.s, 2));
  let alphaDual = Math.min(1, STEP_SHARE * stepLength(lambda, step.lambda, 2));
  if (Math.min(alphaPrimal, alphaDual) < SHORT) {
    // The correction is of a step that cannot be made: back towards the middle instead.
    for (let r = 0; r < rows; r++) complement[r] = s[r]! * lambda[r]! - CENTRING * gap;
    if (!system.solve(residuals, complement, s, lambda, step, refine)) return false;
    alphaPrimal = Math.min(1, STEP_SHARE * stepLength(s, step.s, 2));
    alphaDual = Math.min(1, STEP_SHARE * stepLength(lambda, step.lambda, 2));
  }
  // A quadratic objective joins both sides: unequal steps would leave its gradient behind.
  if (system.isQuadratic) alphaPrimal = alphaDual = Math.min(alphaPrimal, alphaDual);
  addScaled(point.x, step.x, alphaPrimal);
  addScaled(point.y, step.y, alphaPrimal);
  addScaled(s, step.s, alphaPrimal);
  addScaled(lambda, step.lambda, alphaDual);
  addScaled(point.nu, step.nu, alphaDual);
  return alphaPrimal > 0 && alphaDual > 0;
}

/** Fills in the residuals. @returns the greatest of them, relative to the size of the data */
function measureOf(system: KktSystem, point: Point, residuals: Residuals): number {
  system.residuals(point, residuals);
  const gap = dotProduct(point.s, point.lambda);
  const objective = Math.abs(system.objective(point.x, point.y));
  return Math.max(
    greatestOf(residuals.core) / system.linearSize,
    greatestOf(residuals.auxiliary) / system.linearSize,
    greatestOf(residuals.equality) / system.boundSize,
    greatestOf(residuals.inequality) / system.boundSize,
    gap / Math.max(objective, system.linearSize * 1e-3),
  );
}

/**
 * The point that is least in the weights W = 1, with slacks and multipliers moved into the interior.
 */
function startingPoint(system: KktSystem): Point {
  const point = emptyPoint(system);
  const residuals = emptyResiduals(system);
  const ones = new Float64Array(system.rows).fill(1);
  const zero = new Float64Array(system.rows);
  const step = emptyPoint(system);
  if (!system.factor(ones, ones)) return shifted(point);
  system.residuals(point, residuals);
  if (!system.solve(residuals, zero, ones, ones, step, false)) return shifted(point);
  // From x = 0, s = 0, λ = 0 with W = 1: the step of λ is Mx − h, that of s its opposite.
  point.x.set(step.x);
  point.y.set(step.y);
  point.nu.set(step.nu);
  point.s.set(step.s);
  point.lambda.set(step.lambda);
  return shifted(point);
}

/** Mehrotra's shift: slacks and multipliers positive, and their products alike. */
function shifted(point: Point): Point {
  const { s, lambda } = point;
  for (const values of [s, lambda]) {
    let least = Number.POSITIVE_INFINITY;
    for (const value of values) least = Math.min(least, value);
    const shift = Math.max(0, -1.5 * least) + 1e-6 * Math.max(1, greatestOf(values));
    for (let r = 0; r < values.length; r++) values[r] = values[r]! + shift;
  }
  const product = dotProduct(s, lambda);
  const shiftPrimal = (0.5 * product) / lambda.reduce((sum, value) => sum + value, 0);
  const shiftDual = (0.5 * product) / s.reduce((sum, value) => sum + value, 0);
  for (let r = 0; r < s.length; r++) {
    s[r] = s[r]! + shiftPrimal;
    lambda[r] = lambda[r]! + shiftDual;
  }
  return point;
}

/** The share of a step at which the first of the values would be zero, at most `most`. */
function stepLength(values: Float64Array, step: Float64Array, most = 1): number {
  let share = most;
  for (let r = 0; r < values.length; r++) {
    const change = step[r]!;
    if (change < 0 && values[r]! < -change * share) share = values[r]! / -change;
  }
  return share;
}

function report(
  system: KktSystem,
  point: Point,
  residuals: Residuals,
  measure: number,
  iterations: number,
): ConvexSolution {
  system.residuals(point, residuals);
  let violation = greatestOf(residuals.equality);
  // Slacks are part of the residual: what counts is by how much a row passes its bound.
  for (let r = 0; r < system.rows; r++) violation = Math.max(violation, residuals.inequality[r]! - point.s[r]!);
  return {
    converged: measure < SUFFICIENT,
    iterations,
    objective: system.objective(point.x, point.y),
    primalResidual: violation,
    dualResidual: Math.max(greatestOf(residuals.core), greatestOf(residuals.auxiliary)),
    complementarity: dotProduct(point.s, point.lambda),
    x: point.x,
    auxiliary: point.y,
    equalityMultipliers: point.nu,
    multipliers: point.lambda,
  };
}

function emptyPoint(system: KktSystem): Point {
  return {
    x: new Float64Array(system.size),
    y: new Float64Array(system.auxiliaries),
    s: new Float64Array(system.rows),
    lambda: new Float64Array(system.rows),
    nu: new Float64Array(system.equalities),
  };
}

function emptyResiduals(system: KktSystem): Residuals {
  return {
    core: new Float64Array(system.size),
    auxiliary: new Float64Array(system.auxiliaries),
    equality: new Float64Array(system.equalities),
    inequality: new Float64Array(system.rows),
  };
}

function copyPoint(from: Point, to: Point): void {
  to.x.set(from.x);
  to.y.set(from.y);
  to.s.set(from.s);
  to.lambda.set(from.lambda);
  to.nu.set(from.nu);
}

function addScaled(values: Float64Array, step: Float64Array, share: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + share * step[i]!;
}
