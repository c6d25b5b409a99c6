/**
 * Seeded randomness: xoshiro256** 1.0 (Blackman and Vigna, https://prng.di.unimi.it, public domain), its state seeded
 * by SplitMix64, in pairs of 32-bit words because JavaScript has no fast 64-bit integers. The same seed gives the same
 * numbers on every machine.
 */
import type { Snapshotable } from "./contracts.ts";
import { inverseNormal } from "./elementary/inverse-normal.ts";
import { log } from "./elementary/log.ts";
import { ConfigError } from "./errors.ts";
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

const MASK_64 = (1n << 64n) - 1n;
const TO_UNIT = 1 / 9007199254740992;

/**
 * A stream of random numbers.
 *
 * @example
 * const random = new Random(42n);
 * random.uniform(); // in [0, 1)
 * random.integer(6) + 1; // a die
 */
export class Random implements Snapshotable {
  /** The four 64-bit words of the state, each as high and low half. */
  readonly #s = new Int32Array(8);
  /** High half of the last output. */
  #high = 0;
  /** Low half of the last output. */
  #low = 0;

  /**
   * @param seed any integer; only its low 64 bits count
   * @throws {ConfigError} if the seed is a number that is not a safe integer
   */
  constructor(seed: bigint | number) {
    if (typeof seed === "number" && !Number.isSafeInteger(seed))
      throw new ConfigError("seed", seed, "a bigint or a safe integer");
    let x = BigInt(seed) & MASK_64;
    for (let word = 0; word < 4; word++) {
      x = (x + 0x9e3779b97f4a7c15n) & MASK_64;
      this.#setWord(word, splitMix(x));
    }
  }

  /** A generator whose state is given word by word, for checking against published vectors. */
  static fromState(words: readonly [bigint, bigint, bigint, bigint]): Random {
    if (words.every((word) => (word & MASK_64) === 0n))
      throw new ConfigError("words", words, "four words that are not all zero");
    const random = new Random(0n);
    words.forEach((word, i) => {
      random.#setWord(i, word & MASK_64);
    });
    return random;
  }

  /** A uniform double in [0, 1), a multiple of 2^−53. */
  uniform(): number {
    this.#advance();
    return ((this.#high >>> 0) * 2097152 + (this.#low >>> 11)) * TO_UNIT;
  }

  /** A uniform double in (0, 1): never 0, for logarithms and inverse distributions. */
  uniformOpen(): number {
    this.#advance();
    return ((this.#high >>> 0) * 1048576 + (this.#low >>> 12) + 0.5) * (TO_UNIT * 2);
  }

  /**
   * A uniform integer in [0, bound), unbiased by rejection.
   *
   * @param bound 1 to 2^32
   */
  integer(bound: number): number {
    if (!(bound >= 1 && bound <= 4294967296) || Math.floor(bound) !== bound)
      throw new ConfigError("bound", bound, "an integer from 1 to 4294967296");
    const limit = 4294967296 - (4294967296 % bound);
    for (;;) {
      this.#advance();
      const x = this.#high >>> 0;
      if (x < limit) return x % bound;
    }
  }

  /** A standard normal double, by the inverse of the distribution function. */
  normal(): number {
    return inverseNormal(this.uniformOpen());
  }

  /** An exponential double of mean 1. */
  exponential(): number {
    return -log(this.uniformOpen());
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** The next 64 random bits, for the edge: allocates. */
  next64(): bigint {
    this.#advance();
    return (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
  }

  /**
   * A generator of its own for a part of a simulation: what one part draws does not change what another draws.
   * Its seed is drawn from this one and mixed with `label`.
   */
  fork(label = 0): Random {
    return new Random(this.next64() ^ splitMix(BigInt(label) & MASK_64));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("core.random");
    writer.i32s(this.#s);
  }

  restore(reader: SnapshotReader): void {
    reader.section("core.random");
    reader.i32s(this.#s);
  }

  #setWord(index: number, word: bigint): void {
    this.#s[index * 2] = Number(word >> 32n) | 0;
    this.#s[index * 2 + 1] = Number(word & 0xffffffffn) | 0;
  }

  /** One step of the generator; the output is left in `#high` and `#low`. */
  #advance(): void {
    const s = this.#s;
    const s0h = s[0]!;
    const s0l = s[1]!;
    const s1h = s[2]!;
    const s1l = s[3]!;
    // result = rotl(s1 * 5, 7) * 9
    let low = (s1l >>> 0) * 5;
    let lowWord = low | 0;
    let highWord = (Math.imul(s1h, 5) + Math.floor(low / 4294967296)) | 0;
    const rotatedHigh = (highWord << 7) | (lowWord >>> 25);
    const rotatedLow = (lowWord << 7) | (highWord >>> 25);
    low = (rotatedLow >>> 0) * 9;
    lowWord = low | 0;
    highWord = (Math.imul(rotatedHigh, 9) + Math.floor(low / 4294967296)) | 0;
    this.#high = highWord;
    this.#low = lowWord;

    const th = (s1h << 17) | (s1l >>> 15);
    const tl = s1l << 17;
    const x2h = s[4]! ^ s0h;
    const x2l = s[5]! ^ s0l;
    const x3h = s[6]! ^ s1h;
    const x3l = s[7]! ^ s1l;
    s[2] = s1h ^ x2h;
    s[3] = s1l ^ x2l;
    s[0] = s0h ^ x3h;
    s[1] = s0l ^ x3l;
    s[4] = x2h ^ th;
    s[5] = x2l ^ tl;
    // rotl(x3, 45) is rotl(x3 with its halves swapped, 13)
    s[6] = (x3l << 13) | (x3h >>> 19);
    s[7] = (x3h << 13) | (x3l >>> 19);
  }
}

/** The output function of SplitMix64 (Steele, Lea and Flood 2014). */
function splitMix(x: bigint): bigint {
  let z = x;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return z ^ (z >> 31n);
}
