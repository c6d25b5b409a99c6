import { ConfigError, Random } from "@hotpath/core";
import { JOE_KUO } from "./joe-kuo.ts";

const BITS = 32;
/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS = 256;
const TO_UNIT = 2 ** -32;

/**
 * Sobol's sequence in Gray code order (I. Sobol, 1967; I. Antonov and V. Saleev, 1979) with the direction numbers of Joe and
 * Kuo, shifted in each dimension by random bits, so that every seed gives another set that is as even, and every number is
 * uniform by itself (P. L'Ecuyer and C. Lemieux, 2002).
 */
export class Sobol {
  readonly dimensions: number;
  readonly #directions: Uint32Array;
  readonly #state: Uint32Array;
  #index = 0;

  /**
   * @param seed of the shift; undefined for none
   * @throws {ConfigError} dimensions that there are no numbers for
   */
  constructor(dimensions: number, seed?: bigint | number) {
    if (!(Number.isSafeInteger(dimensions) && dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS))
      throw new ConfigError("dimensions", dimensions, `an integer from 1 to ${SOBOL_DIMENSIONS}`);
    this.dimensions = dimensions;
    this.#directions = directionsOf(dimensions);
    this.#state = new Uint32Array(dimensions);
    if (seed !== undefined) {
      const random = new Random(seed);
      for (let d = 0; d < dimensions; d++) this.#state[d] = random.integer(4294967296);
    }
  }

  /** The next `count` points as columns: dimension d of point p at `d * count + p`, each in (0, 1). Up to 2^32 points. */
  fill(count: number, out: Float64Array): void {
    const { dimensions } = this;
    for (let p = 0; p < count; p++) {
      for (let d = 0; d < dimensions; d++) out[d * count + p] = (this.#state[d]! + 0.5) * TO_UNIT;
      // Gray code: the next point differs in the direction of the lowest zero of the index.
      const bit = 31 - Math.clz32(~this.#index & (this.#index + 1));
      this.#index = (this.#index + 1) >>> 0;
      for (let d = 0; d < dimensions; d++) this.#state[d] = this.#state[d]! ^ this.#directions[d * BITS + bit]!;
    }
  }
}

/** 32 direction numbers for each dimension, as bits from the highest. */
function directionsOf(dimensions: number): Uint32Array {
  const directions = new Uint32Array(dimensions * BITS);
  for (let bit = 0; bit < BITS; bit++) directions[bit] = 2 ** (31 - bit);
  let at = 0;
  for (let d = 1; d < dimensions; d++) {
    const polynomial = JOE_KUO[at++]!;
    const degree = 31 - Math.clz32(polynomial);
    const row = d * BITS;
    for (let bit = 0; bit < BITS; bit++) {
      if (bit < degree) {
        directions[row + bit] = JOE_KUO[at + bit]! * 2 ** (31 - bit);
        continue;
      }
      const first = directions[row + bit - degree]!;
      let value = first ^ (first >>> degree);
      for (let j = 1; j < degree; j++)
        if (((polynomial >>> (degree - j)) & 1) === 1) value ^= directions[row + bit - j]!;
      directions[row + bit] = value;
    }
    at += degree;
  }
  return directions;
}
