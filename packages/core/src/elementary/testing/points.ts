/** Arguments for the tests of the elementary functions, and the worst error over them. */
import { type Big, bigOf, ulpError } from "./reference.ts";

/** How many times the points a run of `HOTPATH_LONG=1` takes. */
export const LONG: number = process.env.HOTPATH_LONG === "1" ? 50 : 1;

/** A small generator of its own (splitmix32), so that a failure repeats. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

/** Makers of arguments that all draw from one seeded generator. */
export interface Points {
  /** Evenly between two numbers. */
  between(from: number, to: number): () => number;
  /** ±10^x, x evenly between two exponents. */
  logarithmic(from: number, to: number): () => number;
  /** Any finite double that `accepts` takes, all exponents equally likely. */
  anyDouble(accepts: (x: number) => boolean): () => number;
}

/** See {@link Points}. */
export function pointsOf(seed: number): Points {
  const random = generator(seed);
  const bits = new Uint32Array(2);
  const bitsAsFloat = new Float64Array(bits.buffer);
  const between = (from: number, to: number) => () => from + (to - from) * (random() + random() * 2 ** -32);
  return {
    between,
    logarithmic: (from, to) => {
      const exponent = between(from, to);
      return () => (random() < 0.5 ? -1 : 1) * 10 ** exponent();
    },
    anyDouble: (accepts) => () => {
      for (;;) {
        bits[0] = random() * 2 ** 32;
        bits[1] = random() * 2 ** 32;
        const x = bitsAsFloat[0]!;
        if (Number.isFinite(x) && accepts(x)) return x;
      }
    },
  };
}

/** The greatest error in ulps of `f` over `count` points of each generator. */
export function worstError(
  f: (x: number) => number,
  truth: (x: Big) => Big,
  count: number,
  points: (() => number)[],
  extra: number[] = [],
): number {
  let worst = 0;
  const check = (x: number): void => {
    const error = ulpError(f(x), truth(bigOf(x)));
    if (!(error <= worst)) worst = error;
  };
  for (const x of extra) check(x);
  for (const next of points) for (let i = 0; i < count * LONG; i++) check(next());
  return worst;
}

/** The doubles nearest to multiples of π/2, where a reduction loses the most; the last is the worst of all doubles. */
export function nearHalfTurns(): number[] {
  const points = [];
  for (let k = 1; k < 60; k++) points.push(k * (Math.PI / 2), 2 ** k * (Math.PI / 2), 3 ** (k / 2) * Math.PI);
  return [...points, 6381956970095103 * 2 ** 797];
}

/** The first of 4,000 neighbouring doubles around `seam` where `f` falls, or undefined. */
export function fallAround(f: (x: number) => number, seam: number): number | undefined {
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = -2000; i <= 2000; i++) {
    const x = seam * (1 + Math.sign(seam) * i * 2 ** -52);
    const value = f(x);
    if (!(value >= previous)) return x;
    previous = value;
  }
  return undefined;
}
