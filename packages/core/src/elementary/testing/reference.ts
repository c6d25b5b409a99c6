/**
 * The elementary functions once more, slowly: big integers in fixed point, hundreds of bits wide.
 *
 * The tests hold the fast functions against these, and the generator of the tables takes its constants from them.
 * Every function answers an exact rational `m · 2^e` that is within 2^-120 of the true value, relatively.
 */

/** An exact binary rational: `m · 2^e`. */
export interface Big {
  m: bigint;
  e: number;
}

const float = new Float64Array(1);
const words = new BigUint64Array(float.buffer);

/** The exact value of a finite double. */
export function bigOf(x: number): Big {
  float[0] = x;
  const bits = words[0]!;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return { m: bits >> 63n ? -m : m, e: (exponent === 0 ? 1 : exponent) - 1075 };
}

/** floor(log2 |x|) of a value that is not zero. */
export function exponentOf(x: Big): number {
  return bitLength(x.m < 0n ? -x.m : x.m) - 1 + x.e;
}

/** The double nearest to `x`, ties to even; overflow gives an infinity. */
export function toDouble(x: Big): number {
  if (x.m === 0n) return 0;
  const unit = ulpExponent(x);
  const shift = unit - x.e;
  const magnitude = x.m < 0n ? -x.m : x.m;
  let m = shift > 0 ? magnitude >> BigInt(shift) : magnitude << BigInt(-shift);
  if (shift > 0) {
    const rest = magnitude - (m << BigInt(shift));
    const half = 1n << BigInt(shift - 1);
    if (rest > half || (rest === half && m & 1n)) m += 1n;
  }
  const power = unit < -1000 ? 2 ** -1000 * 2 ** (unit + 1000) : 2 ** unit;
  return (x.m < 0n ? -1 : 1) * Number(m) * power;
}

/** How far `y` lies from `truth`, in units of the last place of a double as large as `truth`. */
export function ulpError(y: number, truth: Big): number {
  if (truth.m === 0n) return y === 0 ? 0 : Number.POSITIVE_INFINITY;
  if (!Number.isFinite(y)) return Number.isNaN(y) || exponentOf(truth) < 1023 ? Number.POSITIVE_INFINITY : 0;
  const mine = bigOf(y);
  const e = Math.min(mine.e, truth.e);
  const difference = (mine.m << BigInt(mine.e - e)) - (truth.m << BigInt(truth.e - e));
  const shift = ulpExponent(truth) - e - 60;
  const scaled = shift >= 0 ? difference >> BigInt(shift) : difference << BigInt(-shift);
  return Math.abs(Number(scaled)) / 2 ** 60;
}

function ulpExponent(x: Big): number {
  return Math.max(exponentOf(x), -1022) - 52;
}

function bitLength(m: bigint): number {
  return m === 0n ? 0 : m.toString(16).length * 4 - Math.clz32(Number.parseInt(m.toString(16)[0]!, 16)) + 28;
}

/** `x` in fixed point with `bits` fraction bits, rounded down. */
export function fixed(x: Big, bits: number): bigint {
  const shift = x.e + bits;
  return shift >= 0 ? x.m << BigInt(shift) : x.m >> BigInt(-shift);
}

const constants = new Map<string, bigint>();

function constant(name: string, bits: number, compute: (bits: number) => bigint): bigint {
  const key = `${name}/${bits}`;
  let value = constants.get(key);
  if (value === undefined) {
    value = compute(bits + 64) >> 64n;
    constants.set(key, value);
  }
  return value;
}

/** 2·artanh(1/n) or 2·arctan(1/n), by the sign of the alternating terms. */
function inverseSeries(n: bigint, alternate: boolean, bits: number): bigint {
  const square = n * n;
  let term = (2n << BigInt(bits)) / n;
  let sum = 0n;
  for (let k = 1n, positive = true; term !== 0n; k += 2n, positive = !positive) {
    sum += alternate && !positive ? -(term / k) : term / k;
    term /= square;
  }
  return sum;
}

/** ln 2 in fixed point. */
export const ln2 = (bits: number): bigint => constant("ln2", bits, (wide) => inverseSeries(3n, false, wide));

/** π in fixed point, by Machin's formula. */
export const pi = (bits: number): bigint =>
  constant("pi", bits, (wide) => 2n * (4n * inverseSeries(5n, true, wide) - inverseSeries(239n, true, wide)));

/** Floor of the square root of a big integer. */
export function integerSqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** e^r for |r| up to about 1, in fixed point. */
function expFixed(r: bigint, bits: number): bigint {
  const one = 1n << BigInt(bits);
  let term = one;
  let sum = one;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = (term * r) >> BigInt(bits);
    term /= k;
    sum += term;
  }
  return sum;
}

/** e^x of an exact value; `bits` of relative precision. */
export function expOf(x: Big, bits = 256): Big {
  const wide = bits + 32;
  const value = fixed(x, wide);
  const k = (value + (ln2(wide) >> 1n)) / ln2(wide) - (value < 0n ? 1n : 0n);
  return { m: expFixed(value - k * ln2(wide), wide), e: Number(k) - wide };
}

/** ln x of an exact positive value. */
export function logOf(x: Big, bits = 320): Big {
  const k = exponentOf(x);
  let m = fixed({ m: x.m, e: x.e - k }, bits);
  const one = 1n << BigInt(bits);
  let exponent = k;
  if (m > (one * 45n) / 32n) {
    m = fixed({ m: x.m, e: x.e - k - 1 }, bits);
    exponent++;
  }
  const s = ((m - one) << BigInt(bits)) / (m + one);
  const square = (s * s) >> BigInt(bits);
  let term = 2n * s;
  let sum = 0n;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    sum += term / n;
    term = (term * square) >> BigInt(bits);
  }
  return { m: sum + BigInt(exponent) * ln2(bits), e: -bits };
}

/** sin x and cos x of an exact value, the argument reduced by π of 2,600 bits. */
export function sinCosOf(x: Big): { sin: Big; cos: Big } {
  const bits = 320 + 2 * Math.max(0, -exponentOf(x.m === 0n ? { m: 1n, e: 0 } : x));
  const wide = bits + 1200;
  const turn = 2n * pi(wide);
  let r = fixed(x, wide) % turn;
  if (r > turn >> 1n) r -= turn;
  if (r < -(turn >> 1n)) r += turn;
  r >>= 1200n;
  const square = (r * r) >> BigInt(bits);
  const series = (first: bigint, from: bigint): bigint => {
    let term = first;
    let sum = 0n;
    for (let k = from; term !== 0n && term !== -1n; k += 2n) {
      sum += term;
      term = -((term * square) >> BigInt(bits)) / (k * (k + 1n));
    }
    return sum;
  };
  return { sin: { m: series(r, 2n), e: -bits }, cos: { m: series(1n << BigInt(bits), 1n), e: -bits } };
}

/** arctan x of an exact value. */
export function atanOf(x: Big): Big {
  if (x.m === 0n) return x;
  const exponent = exponentOf(x);
  const bits = 320 + Math.max(0, -3 * exponent);
  const one = 1n << BigInt(bits);
  const inverted = exponent >= 1;
  let t = inverted ? (one << BigInt(bits + 1100)) / fixed(x, bits + 1100) : fixed(x, bits);
  const halvings = 5;
  for (let i = 0; i < halvings; i++) t = (t << BigInt(bits)) / (one + integerSqrt(one * one + t * t));
  const square = (t * t) >> BigInt(bits);
  let sum = 0n;
  for (let k = 1n; t !== 0n && t !== -1n; k += 2n) {
    sum += t / k;
    t = -((t * square) >> BigInt(bits));
  }
  sum <<= BigInt(halvings);
  if (!inverted) return { m: sum, e: -bits };
  return { m: (x.m < 0n ? -(pi(bits) >> 1n) : pi(bits) >> 1n) - sum, e: -bits };
}

/** The standard normal density of an exact value. */
export function normalPdfOf(x: Big, bits = 320): Big {
  const exponential = expOf({ m: -x.m * x.m, e: 2 * x.e - 1 }, bits);
  const root = integerSqrt(2n * pi(2 * bits));
  return { m: (exponential.m << BigInt(bits)) / root, e: exponential.e };
}

/**
 * P(Z > x) of a standard normal Z for an exact x: 1/2 − φ(x)·(x + x³/3 + x⁵/15 + …), with fraction bits enough that the
 * difference keeps 200 bits down to the smallest subnormal.
 */
export function normalTailOf(x: Big): Big {
  const magnitude = Number(toDouble(x));
  const bits = 360 + Math.ceil(magnitude * magnitude * 1.45);
  const value = fixed(x, bits);
  const square = (value * value) >> BigInt(bits);
  let term = value;
  let sum = 0n;
  for (let k = 3n; term !== 0n && term !== -1n; k += 2n) {
    sum += term;
    term = ((term * square) >> BigInt(bits)) / k;
  }
  const density = fixed(normalPdfOf(x, bits), bits);
  return { m: (1n << BigInt(bits - 1)) - ((density * sum) >> BigInt(bits)), e: -bits };
}

/** a + b, exactly. */
export function plus(a: Big, b: Big): Big {
  const e = Math.min(a.e, b.e);
  return { m: (a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e };
}

const ONE: Big = { m: 1n, e: 0 };

const negated = (x: Big): Big => ({ m: -x.m, e: x.e });

/** a / b with at least `bits` significant bits. */
function over(a: Big, b: Big, bits = 320): Big {
  const shift = Math.max(0, bits + bitLength(b.m < 0n ? -b.m : b.m) - bitLength(a.m < 0n ? -a.m : a.m));
  return { m: (a.m << BigInt(shift)) / b.m, e: a.e - b.e - shift };
}

/** How many bits a function needs on top so that the difference of two values near 1 keeps its own. */
function extraBits(x: Big): number {
  return x.m === 0n ? 0 : 3 * Math.max(0, -exponentOf(x));
}

/** tan x of an exact value. */
export function tanOf(x: Big): Big {
  const { sin, cos } = sinCosOf(x);
  return over(sin, cos);
}

/** √(1 − x²) of an exact value. */
function cosineOfArc(x: Big, bits: number): Big {
  return { m: integerSqrt(fixed(plus(ONE, { m: -x.m * x.m, e: 2 * x.e }), 2 * bits)), e: -bits };
}

/** arcsin x of an exact value inside [−1, 1]. */
export function asinOf(x: Big): Big {
  const bits = 400 + extraBits(x);
  return atanOf(over(x, cosineOfArc(x, bits), bits));
}

/** arccos x of an exact value inside [−1, 1]. */
export function acosOf(x: Big): Big {
  if (x.m < 0n) return plus({ m: pi(400), e: -400 }, negated(acosOf(negated(x))));
  return exponentOf(x.m === 0n ? { m: 1n, e: -100 } : x) < -1
    ? plus({ m: pi(400), e: -401 }, negated(asinOf(x)))
    : atanOf(over(cosineOfArc(x, 400), x, 400));
}

/** e^x and e^−x of an exact value, precise enough for their difference. */
function exponentials(x: Big): [Big, Big] {
  const bits = 320 + extraBits(x) + Math.max(0, Math.min(1100, Math.ceil(3 * Math.abs(toDouble(x)))));
  return [expOf(x, bits), expOf(negated(x), bits)];
}

/** sinh x of an exact value. */
export function sinhOf(x: Big): Big {
  const [up, down] = exponentials(x);
  const twice = plus(up, negated(down));
  return { m: twice.m, e: twice.e - 1 };
}

/** cosh x of an exact value. */
export function coshOf(x: Big): Big {
  const [up, down] = exponentials(x);
  const twice = plus(up, down);
  return { m: twice.m, e: twice.e - 1 };
}

/** tanh x of an exact value. */
export function tanhOf(x: Big): Big {
  return over(sinhOf(x), coshOf(x));
}

/** e^x − 1 of an exact value. */
export function expm1Of(x: Big): Big {
  return plus(exponentials(x)[0], negated(ONE));
}

/** ln(1 + x) of an exact value above −1. */
export function log1pOf(x: Big): Big {
  return logOf(plus(ONE, x), 320 + extraBits(x));
}

/** log₁₀ x of an exact positive value. */
export function log10Of(x: Big): Big {
  return over(logOf(x, 400), logOf({ m: 10n, e: 0 }, 400));
}

/** x^y of exact values, x positive. */
export function powOf(x: Big, y: Big): Big {
  const log = logOf(x, 512);
  return expOf({ m: log.m * y.m, e: log.e + y.e }, 320);
}

/** Φ(x), the standard normal distribution function of an exact value. */
export function normalCdfOf(x: Big): Big {
  return x.m <= 0n ? normalTailOf(negated(x)) : plus(ONE, negated(normalTailOf(x)));
}
