/**
 * Rational cubic interpolation on one interval, with a parameter that bends it towards a straight line: Delbourgo and
 * Gregory 1985, "Shape preserving piecewise rational interpolation", SIAM Journal on Scientific and Statistical
 * Computing 6(4). Convex and monotone data give a convex and monotone curve where the parameter is large enough.
 */

/** Values and derivatives at the two ends of an interval. */
export interface Interval {
  left: number;
  right: number;
  valueLeft: number;
  valueRight: number;
  slopeLeft: number;
  slopeRight: number;
}

/** Below it the denominator could become zero inside the interval. */
const LEAST_CONTROL = -0.99999999;
/** From here on it is a straight line, as far as doubles go. */
const GREATEST_CONTROL = 4.5e15;

/** The value at a place of the interval. */
export const interpolate = (at: Interval, x: number, control: number): number => {
  const h = at.right - at.left;
  if (!(h > 0)) return 0.5 * (at.valueLeft + at.valueRight);
  const t = (x - at.left) / h;
  const o = 1 - t;
  if (!(control < GREATEST_CONTROL)) return at.valueRight * t + at.valueLeft * o;
  const numerator =
    at.valueRight * t * t * t +
    (control * at.valueRight - h * at.slopeRight) * t * t * o +
    (control * at.valueLeft + h * at.slopeLeft) * t * o * o +
    at.valueLeft * o * o * o;
  return numerator / (1 + (control - 3) * t * o);
};

/** The parameter that gives the curve this second derivative at its left end, or the least that keeps its shape. */
export const controlForLeft = (at: Interval, second: number, shapeFirst: boolean): number => {
  const slope = (at.valueRight - at.valueLeft) / (at.right - at.left);
  const fitted = quotient(0.5 * (at.right - at.left) * second + (at.slopeRight - at.slopeLeft), slope - at.slopeLeft);
  return Math.max(fitted, leastControl(at, slope, shapeFirst));
};

/** As {@link controlForLeft}, for the right end. */
export const controlForRight = (at: Interval, second: number, shapeFirst: boolean): number => {
  const slope = (at.valueRight - at.valueLeft) / (at.right - at.left);
  const fitted = quotient(0.5 * (at.right - at.left) * second + (at.slopeRight - at.slopeLeft), at.slopeRight - slope);
  return Math.max(fitted, leastControl(at, slope, shapeFirst));
};

/** The least parameter that keeps monotone data monotone and convex data convex. */
function leastControl(at: Interval, slope: number, shapeFirst: boolean): number {
  const { slopeLeft, slopeRight } = at;
  const monotone = slopeLeft * slope >= 0 && slopeRight * slope >= 0;
  const bent = (slopeLeft <= slope && slope <= slopeRight) || (slopeLeft >= slope && slope >= slopeRight);
  if (!monotone && !bent) return LEAST_CONTROL;
  let least = LEAST_CONTROL;
  if (monotone) {
    if (slope !== 0) least = Math.max(least, (slopeRight + slopeLeft) / slope);
    else if (shapeFirst) return GREATEST_CONTROL;
  }
  if (bent) {
    const before = slope - slopeLeft;
    const after = slopeRight - slope;
    const change = slopeRight - slopeLeft;
    if (before !== 0 && after !== 0) least = Math.max(least, Math.abs(change / after), Math.abs(change / before));
    else if (shapeFirst) return GREATEST_CONTROL;
  } else if (shapeFirst) return GREATEST_CONTROL;
  return least;
}

function quotient(numerator: number, denominator: number): number {
  if (numerator === 0) return 0;
  if (denominator === 0 || !Number.isFinite(numerator)) return numerator > 0 ? GREATEST_CONTROL : LEAST_CONTROL;
  return numerator / denominator;
}
