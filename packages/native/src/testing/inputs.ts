/** Inputs for comparing kernels: seeded, so that a failure repeats. */

/** A generator of numbers in [0, 1) with 32 bits (splitmix32). */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

const word = new Uint32Array(2);
const double = new Float64Array(word.buffer);

/** Any of the 2^64 doubles. */
export function anyDouble(random: () => number): number {
  word[0] = random() * 4294967296;
  word[1] = random() * 4294967296;
  return double[0]!;
}

/** A subnormal of either sign. */
export function subnormal(random: () => number): number {
  word[0] = random() * 4294967296;
  word[1] = (random() < 0.5 ? 0x80000000 : 0) | (random() * 0x100000);
  return double[0]!;
}

/** What a series may be made of. */
export type Flavour = "moderate" | "wild" | "few values";

/** One element: moderate numbers; doubles of any size with every special value; or few values, among them both zeros. */
export function element(random: () => number, flavour: Flavour): number {
  const dice = random();
  if (flavour === "moderate") return (random() - 0.5) * 1000;
  if (flavour === "few values") return dice < 0.3 ? -0 : dice < 0.6 ? 0 : Math.floor(dice * 50) - 40;
  if (dice < 0.01) return Number.NaN;
  if (dice < 0.02) return Number.POSITIVE_INFINITY;
  if (dice < 0.03) return Number.NEGATIVE_INFINITY;
  if (dice < 0.08) return subnormal(random);
  if (dice < 0.12) return dice < 0.1 ? -0 : 0;
  return dice < 0.5 ? anyDouble(random) : (random() - 0.5) * 10 ** (random() * 24 - 12);
}

/**
 * Series of `n` such elements, cut out of a pool anywhere, so that they begin at every alignment. They are not to be
 * written to.
 */
export function seriesMaker(random: () => number, flavour: Flavour): (n: number) => Float64Array {
  const pool = Float64Array.from({ length: 60_000 }, () => element(random, flavour));
  return (n) => {
    const from = Math.floor(random() * (pool.length - n));
    return pool.subarray(from, from + n);
  };
}

/** The first place where two results differ in their bits, NaN being one value; −1 where they are the same. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}
