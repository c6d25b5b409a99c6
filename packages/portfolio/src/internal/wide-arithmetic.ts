/**
 * The arithmetic of money on rows of a `WideColumn`, for amounts below 2^102 where bounds have been checked before: sums
 * without a test for overflow, products by error-free transformation, and an exact share of an amount.
 *
 * A product of two doubles is p + e exactly, e found by splitting each factor into halves whose products are exact
 * (Dekker 1971, "A floating-point technique for extending the available precision", Numer. Math. 18). It is cut into
 * limbs by adding and subtracting a constant that rounds to a whole number, so nothing divides and nothing branches.
 */
import { WideColumn } from "@hotpath/core";

/** 2^52, the weight of the high limb. */
export const LIMB = 4503599627370496;

/** A high limb stays below it, 2^50. */
export const HIGH_BOUND = 1125899906842624;

/** Magnitudes stay below it: 2^102. */
export const MAGNITUDE_BOUND: number = HIGH_BOUND * LIMB;

/** Prices and quantities stay within it, 2^51: the product of a remainder and a part, in `setShare`, is below 2^102. */
export const FACTOR_BOUND = 2251799813685248;

const PER_LIMB = 1 / LIMB;
/** 1.5 × 2^52: a double less than 2^51 in magnitude, added and taken away again, is rounded to a whole number. */
const ROUNDER = 6755399441055744;
/** 2^27 + 1, which splits a double in two halves of 26 bits. */
const SPLITTER = 134217729;

/** Rows that a share is worked out in. */
const registers = new WideColumn(2);
const REST = 0;
const QUOTIENT = 1;

/** `column[row] += value`, an integer within ±2^52. */
export function addUnits(column: WideColumn, row: number, value: number): void {
  addLimbs(column, row, 0, value);
}

/** `column[row] += high × 2^52 + low` for a low limb within ±2^52. */
function addLimbs(column: WideColumn, row: number, high: number, low: number): void {
  let sumLow = column.low[row]! + low;
  let sumHigh = column.high[row]! + high;
  if (sumLow >= LIMB) {
    sumLow -= LIMB;
    sumHigh += 1;
  } else if (sumLow < 0) {
    sumLow += LIMB;
    sumHigh -= 1;
  }
  column.low[row] = sumLow;
  column.high[row] = sumHigh;
}

/** `column[row] += other[otherRow]`. */
export function addRow(column: WideColumn, row: number, other: WideColumn, otherRow: number): void {
  addLimbs(column, row, other.high[otherRow]!, other.low[otherRow]!);
}

/** `column[row] −= other[otherRow]`. */
export function subtractRow(column: WideColumn, row: number, other: WideColumn, otherRow: number): void {
  addLimbs(column, row, -other.high[otherRow]!, -other.low[otherRow]!);
}

/** `column[row] = 0`. */
export function clearRow(column: WideColumn, row: number): void {
  column.high[row] = 0;
  column.low[row] = 0;
}

/** `column[row] += a × b`, of safe integers whose product is within ±2^102. */
export function addProduct(column: WideColumn, row: number, a: number, b: number): void {
  const product = a * b;
  if (product <= LIMB && product >= -LIMB) {
    addLimbs(column, row, 0, product);
    return;
  }
  const aSplit = a * SPLITTER;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = b * SPLITTER;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const high = product * PER_LIMB + ROUNDER - ROUNDER;
  addLimbs(column, row, high, product - high * LIMB + error);
}

/** `column[row] += a × b × c × d`, where c and d are safe integers from 1, and a, b, the product as in `addProduct`. */
export function addLongProduct(column: WideColumn, row: number, a: number, b: number, c: number, d: number): void {
  const ab = a * b;
  if (ab <= LIMB && ab >= -LIMB) {
    const abc = ab * c;
    if (abc <= LIMB && abc >= -LIMB) {
      addProduct(column, row, abc, d);
      return;
    }
  }
  clearRow(registers, REST);
  addProduct(registers, REST, a, b);
  scaleRest(c);
  scaleRest(d);
  addRow(column, row, registers, REST);
}

/** `REST ×= factor`. */
function scaleRest(factor: number): void {
  // The low limb is signed here, as near to zero as the high one: a negative amount then has no large low limb, whose
  // product would be out of bounds though the whole is not.
  let high = registers.high[REST]!;
  let low = registers.low[REST]!;
  if (high < 0 && low !== 0) {
    high += 1;
    low -= LIMB;
  }
  registers.high[REST] = high * factor;
  registers.low[REST] = 0;
  addProduct(registers, REST, low, factor);
}

/**
 * `target[row] = source[sourceRow] × part ÷ whole`, rounded half to even to a whole unit, for 0 < part < whole ≤ 2^51.
 *
 * The product does not fit two limbs, so the amount is divided first: amount = k·whole + r with 0 ≤ r < whole, and the
 * share is k·part + r·part ÷ whole. Divisions round down, so an amount may be negative: the fraction that decides the
 * rounding is never below zero.
 */
export function setShare(
  target: WideColumn,
  row: number,
  source: WideColumn,
  sourceRow: number,
  part: number,
  whole: number,
): void {
  const amount = source.toNumber(sourceRow);
  const product = amount * part;
  clearRow(target, row);
  let remainder: number;
  if (product <= LIMB && product >= -LIMB) {
    // The product and the floor of its quotient are exact up to 2^52.
    const quotient = Math.floor(product / whole);
    remainder = product - quotient * whole;
    addUnits(target, row, quotient);
  } else {
    registers.setFrom(REST, source, sourceRow);
    divideRest(whole);
    scaleInto(target, row, part);
    const rest = registers.toNumber(REST);
    remainder = 0;
    if (rest !== 0) {
      clearRow(registers, REST);
      addProduct(registers, REST, rest, part);
      divideRest(whole);
      addRow(target, row, registers, QUOTIENT);
      remainder = registers.toNumber(REST);
    }
  }
  const twice = remainder * 2;
  if (twice > whole || (twice === whole && target.low[row]! % 2 === 1)) addUnits(target, row, 1);
}

/** `target[row] += QUOTIENT × factor`. */
function scaleInto(target: WideColumn, row: number, factor: number): void {
  target.high[row]! += registers.high[QUOTIENT]! * factor;
  addProduct(target, row, registers.low[QUOTIENT]!, factor);
}

/**
 * `QUOTIENT = ⌊REST ÷ divisor⌋`, and `REST` becomes the remainder.
 *
 * Each step estimates what is left of the quotient in doubles and takes it from the rest exactly: an estimate has 50 good
 * bits, so two or three steps come down to a unit, whatever the size.
 */
function divideRest(divisor: number): void {
  clearRow(registers, QUOTIENT);
  for (;;) {
    const rest = registers.toNumber(REST);
    if (rest >= 0 && rest < divisor) return;
    const estimate = Math.floor(rest / divisor);
    if (estimate <= LIMB && estimate >= -LIMB) {
      addUnits(registers, QUOTIENT, estimate);
      addProduct(registers, REST, -estimate, divisor);
    } else {
      // Cut to a multiple of 2^52: the rest of it comes with the next step.
      const high = estimate * PER_LIMB + ROUNDER - ROUNDER;
      registers.high[QUOTIENT]! += high;
      registers.high[REST]! -= high * divisor;
    }
  }
}
