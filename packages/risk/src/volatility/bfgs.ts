import { dot } from "../internal/dot.ts";

/** A smooth function: answers its value and writes its gradient. NaN or Infinity where it has none. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Where a search ended. */
export interface Minimum {
  x: Float64Array;
  value: number;
  /** Greatest component of the gradient there. */
  gradient: number;
  iterations: number;
}

/**
 * The minimum near a point by the method of Broyden, Fletcher, Goldfarb and Shanno (J. Nocedal and S. Wright, *Numerical
 * Optimization*, 2nd ed., 2006, algorithm 6.1), steps halved until the value falls enough (Armijo); an update that would
 * lose positive definiteness is left out.
 *
 * @param tolerance of the greatest component of the gradient
 */
export function minimise(objective: Objective, start: Float64Array, tolerance: number, most = 500): Minimum {
  const n = start.length;
  let x = start.slice();
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const inverse = identity(n);
  let iterations = 0;
  for (let restarted = false; iterations < most && greatest(gradient) > tolerance; iterations++) {
    const direction = steepest(inverse, gradient);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      inverse.set(identity(n));
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
      slope = dot(direction, gradient);
    }
    const found = search(objective, x, value, direction, slope);
    if (found === undefined) {
      if (restarted) break;
      inverse.set(identity(n));
      restarted = true;
      continue;
    }
    restarted = false;
    update(inverse, x, found.x, gradient, found.gradient);
    ({ x, value, gradient } = found);
  }
  return { x, value, gradient: greatest(gradient), iterations };
}

type Point = { x: Float64Array<ArrayBuffer>; value: number; gradient: Float64Array<ArrayBuffer> };

function search(
  objective: Objective,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
): Point | undefined {
  const n = x.length;
  const gradient = new Float64Array(n);
  const next = new Float64Array(n);
  // A first step of more than a unit would leave where the function is like its gradient.
  let step = Math.min(1, 1 / greatest(direction));
  if (step < 1) step = Math.max(step, 1e-3);
  for (let halvings = 0; halvings < 60; halvings++, step *= 0.5) {
    for (let i = 0; i < n; i++) next[i] = x[i]! + step * direction[i]!;
    const reached = objective(next, gradient);
    if (reached <= value + 1e-4 * step * slope + 4 * Number.EPSILON * Math.abs(value) && reached - reached === 0) {
      let moved = false;
      for (let i = 0; i < n; i++) moved ||= next[i] !== x[i];
      return moved ? { x: next, value: reached, gradient } : undefined;
    }
  }
  return undefined;
}

/** The direction −H g. */
function steepest(inverse: Float64Array, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  const direction = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) direction[i] = direction[i]! - inverse[i * n + j]! * gradient[j]!;
  return direction;
}

function update(inverse: Float64Array, x: Float64Array, next: Float64Array, g: Float64Array, h: Float64Array): void {
  const n = x.length;
  const s = next.map((value, i) => value - x[i]!);
  const y = h.map((value, i) => value - g[i]!);
  const curvature = dot(s, y);
  if (!(curvature > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) product[i] = product[i]! + inverse[i * n + j]! * y[j]!;
  const scale = (1 + dot(y, product) / curvature) / curvature;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j] =
        inverse[i * n + j]! + scale * s[i]! * s[j]! - (product[i]! * s[j]! + s[i]! * product[j]!) / curvature;
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

function greatest(x: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  return most;
}
