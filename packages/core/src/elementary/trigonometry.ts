/**
 * What sine and cosine share: bringing an argument into [−π/4, π/4], and the two polynomials there.
 */
import { COARSE, FINE, float, POWER_BIAS, SPLITTER, words } from "./bits.ts";
import {
  ATAN_LIMIT_HI,
  COS_0,
  COS_1,
  COS_2,
  COS_3,
  COS_4,
  COS_5,
  HALF_PI_2,
  HALF_PI_3,
  HALF_PI_4,
  HALF_PI_LOW,
  HALF_PI_MIDDLE,
  HALF_PI_TOP,
  SIN_0,
  SIN_1,
  SIN_2,
  SIN_3,
  SIN_4,
  SIN_5,
  TWO_OVER_PI_DIGITS,
} from "./generated/tables.ts";

/** Below this, π/2 in parts reduces the argument; above, 2/π to as many digits as it takes. */
export const LARGE_ARGUMENT = 1647099;

/** A remainder below this has lost so many bits to cancellation that π/2 is needed in four parts rather than two. */
export const SMALL_REMAINDER = 0.0078125;

/** The remainder that {@link reduceLarge} leaves, as a double and what it lacks. */
export const remainder: Float64Array<ArrayBuffer> = new Float64Array(2);

/** What the sine of the remainder weighs after 0, 1, 2 and 3 quarter turns; the cosine is a quarter turn behind. */
const SINE_WEIGHTS = /* @__PURE__ */ Float64Array.of(1, 0, -1, 0);

/**
 * sin(r + rLo + turns · π/2). Both polynomials are evaluated and one is weighed with zero: the quarter turn of an angle
 * is a branch that no predictor guesses.
 */
export function sinAfter(turns: number, r: number, rLo: number): number {
  const quarter = turns & 3;
  return SINE_WEIGHTS[quarter]! * sinKernel(r, rLo) + SINE_WEIGHTS[(quarter + 3) & 3]! * cosKernel(r, rLo);
}

/** sin(r + rLo) for |r| ≤ π/4. */
function sinKernel(r: number, rLo: number): number {
  const z = r * r;
  const z2 = z * z;
  const p = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  return r + (z * (r * p) + rLo * (1 - 0.5 * z));
}

/** cos(r + rLo) for |r| ≤ π/4. */
function cosKernel(r: number, rLo: number): number {
  const z = r * r;
  const z2 = z * z;
  const p = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z2 * p - r * rLo));
}

/**
 * What is left of a + turns · (π/2 − HALF_PI_1) where `a` is small, into {@link remainder}: π/2 in four parts, the
 * rounding error of each difference kept (Cody and Waite's reduction with Knuth's two-sums).
 */
export function reduceSmall(a: number, turns: number): void {
  const second = turns * HALF_PI_2;
  const b = a - second;
  const bPart = b - a;
  const third = turns * HALF_PI_3;
  const c = b - third;
  const cPart = c - b;
  const lo = a - (b - bPart) - (second + bPart) + (b - (c - cPart) - (third + cPart)) - turns * HALF_PI_4;
  const r = c + lo;
  remainder[0] = r;
  remainder[1] = c - r + lo;
}

/**
 * Reduces |x| ≥ 2^20 by π/2 into {@link remainder}: the product of its 53 bits with the digits of 2/π that matter, in
 * exact integers (Payne and Hanek, 1983). Digits whose product is a multiple of four quarter turns are left out.
 *
 * @returns the number of quarter turns, 0 to 3
 */
export function reduceLarge(x: number): number {
  float[0] = x;
  const negative = words[1]! < 0;
  const high = words[1]! & 0x7fffffff;
  const low = words[0]! >>> 0;
  const m0 = low & 0xffffff;
  const m1 = (low >>> 24) | ((high & 0xffff) << 8);
  const m2 = ((high >>> 16) & 0xf) | 0x10;
  const exponent = (high >>> 20) - 1075;
  const first = Math.floor((exponent - 2) / 24) + 1;
  const power = exponent - 24 * first;
  for (let k = 9, carry = 0; k >= 0; k--) {
    const j = first + k + 1;
    const digit =
      m0 * TWO_OVER_PI_DIGITS[j]! + m1 * TWO_OVER_PI_DIGITS[j + 1]! + m2 * TWO_OVER_PI_DIGITS[j + 2]! + carry;
    carry = Math.floor(digit * DIGIT);
    limbs[k] = digit - carry * 16777216;
  }
  const index = power + POWER_BIAS;
  const unit0 = FINE[index & 63]! * COARSE[index >> 6]!;
  const unit1 = unit0 * DIGIT;
  const unit2 = unit1 * DIGIT;
  const unit3 = unit2 * DIGIT;
  const unit4 = unit3 * DIGIT;
  const unit5 = unit4 * DIGIT;
  const unit6 = unit5 * DIGIT;
  const head = limbs[0]! * unit0 + limbs[1]! * unit1;
  const whole = Math.floor(head);
  const fraction = head - whole;
  const up = fraction >= 0.5;
  const turns = (whole & 3) + (up ? 1 : 0);
  const a = up ? fraction - 1 : fraction;
  const b = limbs[2]! * unit2 + limbs[3]! * unit3;
  const c = limbs[4]! * unit4 + limbs[5]! * unit5;
  const d = limbs[6]! * unit6 + limbs[7]! * (unit6 * DIGIT);
  const sum = a + b;
  const part = sum - a;
  const rest = a - (sum - part) + (b - part) + (c + d);
  timesHalfPi(sum, rest, negative);
  return negative ? -turns & 3 : turns & 3;
}

/** 2^-24, the weight of a digit to its neighbour. */
const DIGIT = 1 / 16777216;

const limbs = new Float64Array(10);

/** (f + fLo) · π/2 into {@link remainder}. */
function timesHalfPi(sum: number, rest: number, negative: boolean): void {
  const f = sum + rest;
  const fLo = sum - f + rest;
  const scaled = f * SPLITTER;
  const fTop = scaled - (scaled - f);
  const fBottom = f - fTop;
  const product = f * ATAN_LIMIT_HI;
  const error = fTop * HALF_PI_TOP - product + fTop * HALF_PI_MIDDLE + fBottom * HALF_PI_TOP + fBottom * HALF_PI_MIDDLE;
  const lo = error + (f * HALF_PI_LOW + fLo * ATAN_LIMIT_HI);
  const r = product + lo;
  const rLo = product - r + lo;
  remainder[0] = negative ? -r : r;
  remainder[1] = negative ? -rLo : rLo;
}
