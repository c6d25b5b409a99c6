import { describe, expect, test } from "bun:test";
import { hashInteger, tableBits } from "./hash.ts";

/** Probes a look-up, in the mean, of `keys` in a linear-probing table of 2^bits places. */
function meanProbes(bits: number, keys: number[]): number {
  const taken = new Uint8Array(2 ** bits);
  let probes = 0;
  for (const key of keys) {
    let place = hashInteger(key) >>> (32 - bits);
    probes++;
    while (taken[place] === 1) {
      place = (place + 1) & (2 ** bits - 1);
      probes++;
    }
    taken[place] = 1;
  }
  return probes / keys.length;
}

const strided = (count: number, stride: number, start = 0) =>
  Array.from({ length: count }, (_, i) => start + i * stride);

describe("hashInteger", () => {
  test("sends a run of ids to places of their own, one in a hundred excepted", () => {
    expect(meanProbes(11, strided(1000, 1))).toBeLessThan(1.01);
    expect(meanProbes(15, strided(10_000, 1))).toBeLessThan(1.01);
  });

  test("no stride piles up", () => {
    let worst = 0;
    for (let stride = 1; stride <= 4000; stride++) worst = Math.max(worst, meanProbes(11, strided(1000, stride)));
    expect(worst).toBeLessThan(3);
    for (const stride of [65_536, 100_000, 1e6, 2 ** 26, 2 ** 32, 2 ** 33, 2 ** 40 + 1]) {
      expect(meanProbes(11, strided(1000, stride))).toBeLessThan(3);
      expect(meanProbes(11, strided(1000, stride, -(2 ** 50)))).toBeLessThan(3);
    }
  });

  test("every number has a hash, key or not", () => {
    for (const any of [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 0.5]) {
      expect(Number.isInteger(hashInteger(any))).toBe(true);
    }
    expect(hashInteger(-0)).toBe(hashInteger(0));
  });
});

test("tableBits is the exponent of the next power of two, at least 2", () => {
  expect([1, 4, 5, 8, 9, 2 ** 20, 2 ** 20 + 1, 2 ** 30].map(tableBits)).toEqual([2, 2, 3, 3, 4, 20, 21, 30]);
});
