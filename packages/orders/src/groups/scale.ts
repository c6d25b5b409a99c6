/** 2^27 + 1: splits a double into two halves of 26 bits (Dekker 1971). */
const SPLITTER = 134217729;

/** What a product of doubles lost by rounding: `a × b = product + productError`, exactly (Dekker 1971). */
const productError = (a: number, b: number, product: number): number => {
  const ca = SPLITTER * a;
  const aHigh = ca - (ca - a);
  const aLow = a - aHigh;
  const cb = SPLITTER * b;
  const bHigh = cb - (cb - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
};

/**
 * ⌊a × b ÷ c⌋, exactly, of safe integers from 0 (`c` from 1) whose result is one too. The product may be as large as it
 * likes: the quotient of doubles is near, and the remainder, which is exact, puts it right.
 */
export const scaleDown = (a: number, b: number, c: number): number => {
  const product = a * b;
  const error = productError(a, b, product);
  let quotient = Math.floor(product / c);
  const back = quotient * c;
  const remainder = product - back + (error - productError(quotient, c, back));
  quotient += Math.floor(remainder / c);
  return quotient;
};

/** ⌈a × b ÷ c⌉, as {@link scaleDown}. */
export const scaleUp = (a: number, b: number, c: number): number => {
  const down = scaleDown(a, b, c);
  const product = a * b;
  const back = down * c;
  const isExact = product === back && productError(a, b, product) === productError(down, c, back);
  return isExact ? down : down + 1;
};
