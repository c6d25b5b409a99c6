/** The twins of c/risk_normals.h, c/risk_matrix.h and c/risk_tail.h. */
import { log } from "@hotpath/core";
import type { RiskKernels } from "../risk.ts";
import { select } from "./order.ts";
import { sum } from "./sum.ts";

const STREAMS = 8;
const TO_UNIT = 2 ** -52;

const CENTRE_ABOVE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
] as const;
const CENTRE_BELOW = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852855,
] as const;
const TAIL_ABOVE = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 7.745450142783414e-4,
] as const;
const TAIL_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  5.475938084995345e-4, 1.0507500716444169e-9,
] as const;
const FAR_ABOVE = [
  6.657904643501104, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
] as const;
const FAR_BELOW = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
] as const;

type Coefficients = readonly [number, number, number, number, number, number, number, number];

function polynomial(a: Coefficients, r: number): number {
  return ((((((a[7] * r + a[6]) * r + a[5]) * r + a[4]) * r + a[3]) * r + a[2]) * r + a[1]) * r + a[0];
}

/** The normal quantile of ½ + q by AS 241, without the refinement of core's `inverseNormal`. */
export function wichura(q: number): number {
  const size = Math.abs(q);
  if (!(size > 0.425)) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_ABOVE, r)) / polynomial(CENTRE_BELOW, r);
  }
  const s = Math.sqrt(-log(0.5 - size));
  const value =
    s > 5
      ? polynomial(FAR_ABOVE, s - 5) / polynomial(FAR_BELOW, s - 5)
      : polynomial(TAIL_ABOVE, s - 1.6) / polynomial(TAIL_BELOW, s - 1.6);
  return q < 0 ? -value : value;
}

function normals(state: Int32Array, n: number, out: Float64Array): void {
  for (let stream = 0; stream < STREAMS; stream++) {
    for (let i = stream; i < n; i += STREAMS) out[i] = wichura(advance(state, 2 * stream) - 0.5);
  }
}

/** One step of a stream of xoshiro256**: see `Random` of @hotpath/core. A uniform number, an odd multiple of 2^−53. */
function advance(s: Int32Array, at: number): number {
  const s0l = s[at]!;
  const s0h = s[at + 1]!;
  const s1l = s[at + 16]!;
  const s1h = s[at + 17]!;
  let low = (s1l >>> 0) * 5;
  let lowWord = low | 0;
  let highWord = (Math.imul(s1h, 5) + Math.floor(low / 4294967296)) | 0;
  const rotatedHigh = (highWord << 7) | (lowWord >>> 25);
  const rotatedLow = (lowWord << 7) | (highWord >>> 25);
  low = (rotatedLow >>> 0) * 9;
  lowWord = low | 0;
  highWord = (Math.imul(rotatedHigh, 9) + Math.floor(low / 4294967296)) | 0;
  const th = (s1h << 17) | (s1l >>> 15);
  const tl = s1l << 17;
  const x2l = s[at + 32]! ^ s0l;
  const x2h = s[at + 33]! ^ s0h;
  const x3l = s[at + 48]! ^ s1l;
  const x3h = s[at + 49]! ^ s1h;
  s[at + 16] = s1l ^ x2l;
  s[at + 17] = s1h ^ x2h;
  s[at] = s0l ^ x3l;
  s[at + 1] = s0h ^ x3h;
  s[at + 32] = x2l ^ tl;
  s[at + 33] = x2h ^ th;
  s[at + 49] = (x3l << 13) | (x3h >>> 19);
  s[at + 48] = (x3h << 13) | (x3l >>> 19);
  return ((highWord >>> 0) * 1048576 + (lowWord >>> 12) + 0.5) * TO_UNIT;
}

function correlate(
  factor: Float64Array,
  z: Float64Array,
  assets: number,
  dimensions: number,
  paths: number,
  triangular: number,
  out: Float64Array,
): void {
  for (let a = 0; a < assets; a++) {
    const depth = triangular !== 0 && a + 1 < dimensions ? a + 1 : dimensions;
    addRows(factor, a * dimensions, z, depth, paths, out, a * paths);
  }
}

/** out[p] = Σ factor[j] z[j][p], four rows of z at a time so that the sums are read and written less often. */
function addRows(
  factor: Float64Array,
  row: number,
  z: Float64Array,
  depth: number,
  paths: number,
  out: Float64Array,
  to: number,
): void {
  out.fill(0, to, to + paths);
  let j = 0;
  for (; j + 4 <= depth; j += 4) {
    const f0 = factor[row + j]!;
    const f1 = factor[row + j + 1]!;
    const f2 = factor[row + j + 2]!;
    const f3 = factor[row + j + 3]!;
    const at = j * paths;
    for (let p = 0; p < paths; p++) {
      const first = out[to + p]! + f0 * z[at + p]! + f1 * z[at + paths + p]!;
      out[to + p] = first + f2 * z[at + 2 * paths + p]! + f3 * z[at + 3 * paths + p]!;
    }
  }
  for (; j < depth; j++) {
    const f = factor[row + j]!;
    for (let p = 0; p < paths; p++) out[to + p] = out[to + p]! + f * z[j * paths + p]!;
  }
}

function weigh(x: Float64Array, weights: Float64Array, assets: number, paths: number, out: Float64Array): void {
  addRows(weights, 0, x, assets, paths, out, 0);
}

function lowerTail(x: Float64Array, n: number, k: number, out: Float64Array, scratch: Float64Array): number {
  for (let i = 0; i < n; i++) if (x[i]! - x[i]! !== 0) return 0;
  const kth = select(x, n, k, scratch);
  let less = 0;
  let equal = 0;
  let above = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = x[i]!;
    if (value < kth) scratch[less++] = value;
    else if (value === kth) equal++;
    else if (value < above) above = value;
  }
  out[0] = kth;
  // Which of the zeros is next is not asked: it is +0.
  out[1] = less + equal > k + 1 ? kth + 0 : k + 1 < n ? above + 0 : Number.NaN;
  out[2] = sum(scratch, less);
  out[3] = less;
  out[4] = equal;
  return 1;
}

/** The twins in TypeScript. */
export const portableRisk: RiskKernels = { lowerTail, normals, correlate, correlateFast: correlate, weigh };
