import { chiSquareQuantile, chiSquareTail, exp, log, normalCdf, Random } from "@hotpath/core";
import type { Kernels } from "@hotpath/native";

/** Streams that run side by side, whatever the width of the machine's vectors. */
export const STREAMS = 8;

/**
 * Standard normal numbers from eight streams of xoshiro256**, number i from stream i mod 8: the same numbers for a seed on every
 * machine, natively or portably. The states of the streams are drawn from a `Random` of the seed.
 */
export class NormalStreams {
  readonly #state = new Int32Array(8 * STREAMS);
  readonly #kernels: Kernels;
  #scratch = new Float64Array(0);

  constructor(seed: bigint | number, kernels: Kernels) {
    const random = new Random(seed);
    for (let i = 0; i < this.#state.length; i++) this.#state[i] = random.integer(4294967296);
    this.#kernels = kernels;
  }

  /** The next n numbers, a multiple of 8. */
  fill(n: number, out: Float64Array): void {
    if (this.#scratch.length < n / 2 + 8) this.#scratch = new Float64Array(n / 2 + 8);
    this.#kernels.risk.normals(this.#state, n, out, this.#scratch);
  }
}

/**
 * A χ² number with more than 2 degrees of freedom, from normal and uniform ones by rejection (G. Marsaglia and W. W. Tsang, *ACM
 * Transactions on Mathematical Software* 26, 2000).
 */
export function chiSquareNumber(random: Random, degrees: number, logarithm: (x: number) => number): number {
  const d = degrees / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = random.uniformOpen();
    const square = x * x;
    if (u < 1 - 0.0331 * square * square) return 2 * d * v;
    if (logarithm(u) < 0.5 * square + d * (1 - v + logarithm(v))) return 2 * d * v;
  }
}

/** Nodes a unit, and how far from 0: a normal number is beyond once in 10^15. */
const NODES = 32;
const REACH = 8;

/**
 * The χ² number at the same probability as a normal one, for even points. Its cube root is nearly a straight line (E. Wilson and M.
 * Hilferty, 1931), so a table of that with cubics between its nodes gives it within 1e-6 of itself.
 */
export function chiSquareOfNormal(degrees: number): (z: number) => number {
  const nodes = new Float64Array(2 * REACH * NODES + 3);
  for (let i = 0; i < nodes.length; i++) nodes[i] = rootAt((i - 1) / NODES - REACH, degrees);
  return (z) => {
    const place = (Math.min(Math.max(z, -REACH), REACH) + REACH) * NODES;
    const k = Math.min(Math.floor(place), 2 * REACH * NODES - 1);
    const t = place - k;
    const [a, b, c, d] = [nodes[k]!, nodes[k + 1]!, nodes[k + 2]!, nodes[k + 3]!];
    const before = t + 1;
    const after = t - 1;
    const last = t - 2;
    const root =
      (-a * t * after * last) / 6 +
      (b * before * after * last) / 2 -
      (c * before * t * last) / 2 +
      (d * before * t * after) / 6;
    return root * root * root;
  };
}

/** The cube root of the quantile, by the tail that the number is in. */
function rootAt(z: number, degrees: number): number {
  if (z <= 0) return cubeRoot(chiSquareQuantile(normalCdf(z), degrees));
  const tail = normalCdf(-z);
  let low = chiSquareQuantile(0.5, degrees);
  let high = 4 * degrees + 200;
  for (let i = 0; i < 100 && high - low > 1e-13 * high; i++) {
    const middle = 0.5 * (low + high);
    if (chiSquareTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return cubeRoot(0.5 * (low + high));
}

function cubeRoot(x: number): number {
  if (x === 0) return 0;
  let root = exp(log(x) / 3);
  root -= (root - x / (root * root)) / 3;
  return root;
}
