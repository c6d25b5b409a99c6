import { leading } from "./bits.ts";
import { expOfSum } from "./exp-of-sum.ts";
import { logParts, splitLog } from "./log-parts.ts";

/**
 * x^y, the same bits on every machine, within 0.53 ulp (0.8 where the result is subnormal); exact where the power is a
 * double.
 *
 * The logarithm of x as two doubles, times y, goes into the exponential as two doubles: the method of fdlibm's e_pow.c
 * (Sun Microsystems, 1993), with the tables of `exp` and `log`. The special cases are ECMAScript's, which are those of
 * C99 and IEEE 754 but for a base of ±1: to an infinite exponent, and for 1 to NaN, ECMAScript has NaN where C has 1.
 *
 * @returns 1 for y = ±0 whatever x is; NaN for a negative x and a y that is no integer
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x > 0 && x < Number.POSITIVE_INFINITY && y - y === 0) return powPositive(x, y);
  return powSpecial(x, y);
}

function powSpecial(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = Math.abs(x);
  if (y - y !== 0) return size === 1 ? Number.NaN : size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  const whole = Math.floor(y) === y;
  const negative = whole && Math.floor(y * 0.5) !== y * 0.5 && (x < 0 || 1 / x < 0);
  if (size === 0 || size === Number.POSITIVE_INFINITY) {
    const value = (size === 0) === y < 0 ? Number.POSITIVE_INFINITY : 0;
    return negative ? -value : value;
  }
  if (!whole) return Number.NaN;
  const value = powPositive(size, y);
  return negative ? -value : value;
}

function powPositive(x: number, y: number): number {
  splitLog(x);
  const log = logParts[0]!;
  const product = y * log;
  if (!(product > -745.14 && product < 710)) return product < 0 ? 0 : Number.POSITIVE_INFINITY;
  if (Math.abs(product) < 5.551115123125783e-17) return 1 + product;
  const yTop = leading(y);
  const yBottom = y - yTop;
  const logTop = leading(log);
  const logBottom = log - logTop;
  const exact = yTop * logTop - product + yTop * logBottom + yBottom * logTop + yBottom * logBottom;
  return expOfSum(product, exact + y * logParts[1]!, 1);
}
