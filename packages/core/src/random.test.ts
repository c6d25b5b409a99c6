import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Random } from "./random.ts";
import { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

const MASK = (1n << 64n) - 1n;

/** The reference algorithm as its authors print it, over bigints. */
class Reference {
  s: [bigint, bigint, bigint, bigint];
  constructor(seed: bigint) {
    let x = seed & MASK;
    const next = (): bigint => {
      x = (x + 0x9e3779b97f4a7c15n) & MASK;
      let z = x;
      z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
      z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
      return z ^ (z >> 31n);
    };
    this.s = [next(), next(), next(), next()];
  }
  next(): bigint {
    const rotl = (v: bigint, k: bigint): bigint => ((v << k) | (v >> (64n - k))) & MASK;
    const s = this.s;
    const result = (rotl((s[1] * 5n) & MASK, 7n) * 9n) & MASK;
    const t = (s[1] << 17n) & MASK;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45n);
    return result;
  }
}

describe("Random", () => {
  test("gives the published outputs of xoshiro256** from the state 1, 2, 3, 4", () => {
    const random = Random.fromState([1n, 2n, 3n, 4n]);
    const want = [
      11520n,
      0n,
      1509978240n,
      1215971899390074240n,
      1216172134540287360n,
      607988272756665600n,
      16172922978634559625n,
      8476171486693032832n,
      10595114339597558777n,
      2904607092377533576n,
    ];
    expect(want.map(() => random.next64())).toEqual(want);
  });

  test("is the reference algorithm for every seed", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (seed) => {
        const random = new Random(seed);
        const reference = new Reference(seed);
        for (let i = 0; i < 40; i++) expect(random.next64()).toBe(reference.next());
      }),
    );
  });

  test("uniform is in [0, 1) and integer is unbiased over a small range", () => {
    const random = new Random(7);
    const counts = new Array(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const u = random.uniform();
      expect(u >= 0 && u < 1).toBe(true);
      counts[random.integer(6)]++;
    }
    // Chi-square with 5 degrees of freedom: 25.7 is its 99.99 % point; the seed is fixed.
    const chiSquare = counts.reduce((sum: number, n: number) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(25.7);
    expect(() => random.integer(0)).toThrow("an integer from 1");
  });

  test("normal and exponential have their moments", () => {
    const random = new Random(11);
    let sum = 0;
    let squares = 0;
    let exponential = 0;
    const n = 200_000;
    for (let i = 0; i < n; i++) {
      const z = random.normal();
      sum += z;
      squares += z * z;
      exponential += random.exponential();
    }
    expect(Math.abs(sum / n)).toBeLessThan(0.01);
    expect(Math.abs(squares / n - 1)).toBeLessThan(0.015);
    expect(Math.abs(exponential / n - 1)).toBeLessThan(0.012);
  });

  test("goes on after a snapshot as if nothing had happened", () => {
    const random = new Random(3);
    random.uniform();
    const writer = new SnapshotWriter();
    random.snapshot(writer);
    const copy = new Random(99);
    copy.restore(new SnapshotReader(writer.finish()));
    for (let i = 0; i < 10; i++) expect(copy.next64()).toBe(random.next64());
  });

  test("a fork draws its own numbers", () => {
    const a = new Random(5);
    const b = new Random(5);
    const fork = a.fork(1);
    b.fork(1);
    fork.uniform();
    expect(a.next64()).toBe(b.next64());
  });

  test("refuses a seed that is no integer", () => {
    expect(() => new Random(1.5)).toThrow("seed: got 1.5");
  });
});
