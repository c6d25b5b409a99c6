/**
 * Real numbers in fixed point, {@link BITS} bits after the point, and polynomials fitted in them: what the generator of
 * the elementary functions' tables reckons with.
 */
import { type Big, bigOf, fixed, pi, sinCosOf, toDouble } from "../../core/src/elementary/testing/reference.ts";

/** Bits after the point. */
export const BITS = 640;

/** The number 1. */
export const ONE: bigint = 1n << BigInt(BITS);

export const big = (m: bigint): Big => ({ m, e: -BITS });
export const fix = (x: Big): bigint => fixed(x, BITS);
export const mul = (a: bigint, b: bigint): bigint => (a * b) >> BigInt(BITS);
export const div = (a: bigint, b: bigint): bigint => (a << BigInt(BITS)) / b;
export const nearest = (x: bigint): number => toDouble(big(x));

/** `x` as a leading part with `bits` significant bits and the double nearest to what is left. */
export function split(x: bigint, leadingGrid: number): [hi: number, lo: number] {
  const grid = 1n << BigInt(BITS + leadingGrid);
  const leading = ((x + (grid >> 1n)) / grid) * grid;
  return [nearest(leading), nearest(x - leading)];
}

/** Polynomial through `f` at the Chebyshev nodes of [from, to]: within a bit or two of the minimax one. */
export function fit(f: (x: bigint) => bigint, from: number, to: number, degree: number): number[] {
  const count = degree + 1;
  const middle = fix(bigOf((from + to) / 2));
  const half = fix(bigOf((to - from) / 2));
  const nodes: bigint[] = [];
  for (let i = 0; i < count; i++) {
    const angle = (pi(BITS) * BigInt(2 * i + 1)) / BigInt(2 * count);
    nodes.push(middle + mul(half, fix(sinCosOf(big(angle)).cos)));
  }
  const differences = nodes.map(f);
  for (let step = 1; step < count; step++)
    for (let i = count - 1; i >= step; i--)
      differences[i] = div(differences[i]! - differences[i - 1]!, nodes[i]! - nodes[i - step]!);
  const coefficients: bigint[] = new Array(count).fill(0n);
  for (let i = count - 1; i >= 0; i--) {
    for (let j = count - 1; j > 0; j--) coefficients[j] = coefficients[j - 1]! - mul(nodes[i]!, coefficients[j]!);
    coefficients[0] = differences[i]! - mul(nodes[i]!, coefficients[0]!);
  }
  report(f, coefficients, from, to, degree);
  return coefficients.map(nearest);
}

function report(f: (x: bigint) => bigint, exact: bigint[], from: number, to: number, degree: number): void {
  let worst = 0;
  for (let i = 0; i < 200; i++) {
    const x = fix(bigOf(from + ((to - from) * (i + 0.5)) / 200));
    let value = 0n;
    for (let j = exact.length - 1; j >= 0; j--) value = mul(value, x) + exact[j]!;
    worst = Math.max(worst, Math.abs(nearest(value - f(x))));
  }
  console.log(`degree ${degree} on [${from}, ${to}]: worst error 2^${Math.log2(worst).toFixed(1)}`);
}

/** The leading `bits` bits of a positive value below 2, cut off, and what remains. */
export function peel(x: bigint, bits: number): [number, bigint] {
  const length = x.toString(2).length;
  const leading = (x >> BigInt(length - bits)) << BigInt(length - bits);
  return [nearest(leading), x - leading];
}

export function sqrtFixed(z: bigint): bigint {
  let x = fix(bigOf(Math.sqrt(nearest(z))));
  for (let i = 0; i < 6; i++) x = (x + div(z, x)) >> 1n;
  return x;
}
