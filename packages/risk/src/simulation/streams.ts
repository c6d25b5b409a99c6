import { Random } from "@hotpath/core";
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
