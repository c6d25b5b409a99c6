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

/** 2^101: the greatest product of an amount and a part whose share is found by one estimate. */
const SHARE_BOUND: number = MAGNITUDE_BOUND / 2;

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
  // Two small functions rather than one: a call is inlined only where the function is small.
  if (product <= LIMB && product >= -LIMB) addLimbs(column, row, 0, product);
  else addWideProduct(column, row, a, b, product);
}

/** The rest of `addProduct`: `product` is a × b, rounded. */
function addWideProduct(column: WideColumn, row: number, a: number, b: number, product: number): void {
  const high = product * PER_LIMB + ROUNDER - ROUNDER;
  addLimbs(column, row, high, product - high * LIMB + productError(a, b, product));
}

/** `a × b − product`, exactly, where `product` is a × b rounded. */
function productError(a: number, b: number, product: number): number {
  const aSplit = a * SPLITTER;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = b * SPLITTER;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
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
 * `amount × part ÷ whole`, rounded half to even, where the product is within ±2^52 and 0 < part < whole: in doubles,
 * since the product and the floor of its quotient are exact up to there.
 */
export function smallShare(amount: number, part: number, whole: number): number {
  const product = amount * part;
  const quotient = Math.floor(product / whole);
  const twice = (product - quotient * whole) * 2;
  return twice > whole || (twice === whole && quotient % 2 !== 0) ? quotient + 1 : quotient;
}

/**
 * `target[row] = source[sourceRow] × part ÷ whole`, rounded half to even to a whole unit, for 0 < part < whole ≤ 2^51;
 * target and source are different rows.
 *
 * The share is estimated in doubles. The product then differs from estimate × whole by less than 2^52 (three roundings
 * of a number below 2^101, and one unit of whole), so the difference is an exact double however long both are: their
 * upper limbs cancel. It corrects the estimate and decides the rounding. Divisions round down, so an amount may be
 * negative: the fraction is never below zero.
 */
export function setShare(
  target: WideColumn,
  row: number,
  source: WideColumn,
  sourceRow: number,
  part: number,
  whole: number,
): void {
  const product = source.toNumber(sourceRow) * part;
  if (!(product <= SHARE_BOUND && product >= -SHARE_BOUND)) {
    setLongShare(target, row, source, sourceRow, part, whole);
    return;
  }
  const estimate = Math.floor(product / whole);
  const lowPart = source.low[sourceRow]! * part;
  const lowHigh = lowPart * PER_LIMB + ROUNDER - ROUNDER;
  const lowLow = lowPart - lowHigh * LIMB + productError(source.low[sourceRow]!, part, lowPart);
  const taken = estimate * whole;
  const takenHigh = taken * PER_LIMB + ROUNDER - ROUNDER;
  const takenLow = taken - takenHigh * LIMB + productError(estimate, whole, taken);
  const rest = (source.high[sourceRow]! * part + lowHigh - takenHigh) * LIMB + (lowLow - takenLow);
  const more = Math.floor(rest / whole);
  const twice = (rest - more * whole) * 2;
  const high = estimate * PER_LIMB + ROUNDER - ROUNDER;
  clearRow(target, row);
  addLimbs(target, row, high, estimate - high * LIMB + more);
  if (twice > whole || (twice === whole && target.low[row]! % 2 === 1)) addUnits(target, row, 1);
}

/** `setShare` for any product: amount = k·whole + r, so that the share is k·part + r·part ÷ whole. */
function setLongShare(
  target: WideColumn,
  row: number,
  source: WideColumn,
  sourceRow: number,
  part: number,
  whole: number,
): void {
  clearRow(target, row);
  registers.setFrom(REST, source, sourceRow);
  divideRest(whole);
  scaleInto(target, row, part);
  const rest = registers.toNumber(REST);
  clearRow(registers, REST);
  addProduct(registers, REST, rest, part);
  divideRest(whole);
  addRow(target, row, registers, QUOTIENT);
  const twice = registers.toNumber(REST) * 2;
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
