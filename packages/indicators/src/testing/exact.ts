/**
 * Moments without any rounding but the last: a double is an integer times a power of two, so sums of products are sums of
 * big integers. `BigInt` takes the place of a high-precision library.
 */

/** Doubles are taken as multiples of 2^-SHIFT: enough for any that is 0 or above 10^-45 in size. */
const SHIFT = 200n;
/** Bits of a quotient or root beyond the binary point: far more than a double has. */
const EXTRA = 400n;

const bytes = new DataView(new ArrayBuffer(8));

/** A double as an integer multiple of 2^-SHIFT. @throws {RangeError} if it is none */
function integerOf(value: number): bigint {
  bytes.setFloat64(0, value);
  const bits = bytes.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n);
  const shift = (exponent === 0n ? 1n : exponent) - 1075n + SHIFT;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  if (shift < 0n && size << -shift !== mantissa) throw new RangeError(`${value} is too fine`);
  return bits >> 63n === 1n ? -size : size;
}

/** numerator ÷ denominator × 2^-scale, rounded once; both of any size. */
function quotient(numerator: bigint, denominator: bigint, scale = 0n): number {
  if (numerator === 0n) return 0;
  const sign = numerator < 0n !== denominator < 0n ? -1 : 1;
  const [top, bottom] = [abs(numerator), abs(denominator)];
  const wanted = 64n - BigInt(top.toString(2).length - bottom.toString(2).length);
  const digits = wanted >= 0n ? (top << wanted) / bottom : top / (bottom << -wanted);
  return sign * Number(digits) * 2 ** -Number(wanted + scale);
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The integer part of a square root (Newton). */
function rootOf(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Sums of two windows of equal length, exact, from which every moment follows. */
export class ExactMoments {
  readonly #n: bigint;
  readonly #a: bigint;
  readonly #aa: bigint;
  readonly #ab: bigint;
  readonly #bb: bigint;

  /** @param b as long as `a`; the bar numbers for a regression on time, or `a` itself */
  constructor(a: readonly number[], b: readonly number[] = a) {
    const [as, bs] = [a.map(integerOf), b.map(integerOf)];
    const dot = (x: bigint[], y: bigint[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0n);
    const sum = (x: bigint[]) => x.reduce((total, value) => total + value, 0n);
    const n = BigInt(a.length);
    this.#n = n;
    this.#a = sum(as);
    // n Σxy − Σx Σy: n times the sum of products of distances from the means.
    this.#aa = n * dot(as, as) - this.#a * this.#a;
    this.#bb = n * dot(bs, bs) - sum(bs) * sum(bs);
    this.#ab = n * dot(as, bs) - this.#a * sum(bs);
  }

  /** Σ(a − ā)² ÷ n. */
  variance(): number {
    return quotient(this.#aa, this.#n * this.#n, 2n * SHIFT);
  }

  /** √variance. */
  deviation(): number {
    return quotient(rootOf(this.#aa << (2n * EXTRA)), this.#n, SHIFT + EXTRA);
  }

  /** Σ(a − ā)(b − b̄) ÷ n. */
  covariance(): number {
    return quotient(this.#ab, this.#n * this.#n, 2n * SHIFT);
  }

  /** Pearson's; 0 where either window is flat. */
  correlation(): number {
    if (this.#aa === 0n || this.#bb === 0n) return 0;
    return quotient(this.#ab << EXTRA, rootOf((this.#aa * this.#bb) << (2n * EXTRA)));
  }

  /** cov(a, b) ÷ var(a); 0 where `a` is flat. */
  slope(): number {
    return this.#aa === 0n ? 0 : quotient(this.#ab, this.#aa);
  }

  /** The value at `x` of the least-squares line of the b's on the a's. */
  static lineAt(ys: readonly number[], x: number): number {
    const times = ys.map((_, i) => i);
    const [t, y] = [times.map(integerOf), ys.map(integerOf)];
    const n = BigInt(ys.length);
    const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);
    const dot = (u: bigint[], v: bigint[]) => u.reduce((total, value, i) => total + value * v[i]!, 0n);
    const tt = n * dot(t, t) - sum(t) * sum(t);
    const ty = n * dot(t, y) - sum(t) * sum(y);
    // ȳ + b (x − t̄), over the common denominator n · tt.
    return quotient(sum(y) * tt + ty * (n * integerOf(x) - sum(t)), n * tt, SHIFT);
  }
}
