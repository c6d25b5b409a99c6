import { afterAll, describe, expect, test } from "bun:test";
import { InputError, StateError } from "@hotpath/core";
import fc from "fast-check";
import { build } from "../scripts/build.ts";
import type { Isa } from "./isas.ts";
import { Kernels } from "./kernels.ts";
import { openLibrary, probe } from "./library.ts";
import { kernelNames, mapNames } from "./table.ts";
import { element, firstDifference, generator } from "./testing/inputs.ts";

await build();
const probed = probe();
const isas: Isa[] = "isas" in probed ? probed.isas : [];

/** Kernels of every kind, the native ones called from the first element on. */
const always = Object.fromEntries(kernelNames.map((name) => [name, 0])) as Record<(typeof kernelNames)[number], number>;
const kinds = [new Kernels(null), ...isas.map((isa) => new Kernels({ isa, ...openLibrary(isa) }, always))];
afterAll(() => {
  for (const kernels of kinds) kernels.dispose();
});

const floats = (...values: number[]): Float64Array => Float64Array.of(...values);

for (const kernels of kinds) {
  describe(kernels.isa, () => {
    test("known answers", () => {
      expect(kernels.sum(floats(1, 2, 3.5))).toBe(6.5);
      expect([...kernels.minMax(floats(3, -1, 2), new Float64Array(2))]).toEqual([-1, 3]);
      expect([...kernels.meanVariance(floats(2, 4, 4, 4, 5, 5, 7, 9), new Float64Array(2), 0)]).toEqual([5, 4]);
      expect(kernels.dot(floats(1, 2, 3), floats(4, 5, 6))).toBe(32);
      expect(kernels.covariance(floats(1, 2, 3, 4), floats(2, 4, 6, 8))).toBeCloseTo(10 / 3, 14);
      const matrix = kernels.covarianceMatrix(floats(1, 2, 3, 4, 4, 3, 2, 1), 2, new Float64Array(4), 0);
      expect([...matrix]).toEqual([1.25, -1.25, -1.25, 1.25]);
      expect([...kernels.sma(floats(1, 2, 3, 4, 5), 2, new Float64Array(5))]).toEqual([Number.NaN, 1.5, 2.5, 3.5, 4.5]);
      expect([...kernels.ema(floats(1, 2, 3), 0.5, new Float64Array(3))]).toEqual([1, 1.5, 2.25]);
      expect([...kernels.sort(floats(3, Number.NaN, -0, 0, -1, Number.NEGATIVE_INFINITY))]).toEqual([
        Number.NEGATIVE_INFINITY,
        -1,
        -0,
        0,
        3,
        Number.NaN,
      ]);
      expect(kernels.select(floats(5, 1, 4, 2, 3), 1)).toBe(2);
      expect(kernels.exp(floats(0, 1), new Float64Array(2))[1]).toBe(Math.E);
      expect([...kernels.log10(floats(1000, 0.01), new Float64Array(2))]).toEqual([3, -2]);
      expect([...kernels.asin(floats(1, -1), new Float64Array(2))]).toEqual([Math.PI / 2, -Math.PI / 2]);
      expect([...kernels.normalCdf(floats(0, -40), new Float64Array(2))]).toEqual([0.5, 0]);
      expect([...kernels.pow(floats(10, 2, -2), floats(3, -1, 3), new Float64Array(3))]).toEqual([1000, 0.5, -8]);
    });

    test("pow writes over its bases or its exponents, and takes arrays of one length only", () => {
      const bases = floats(1, 2, 3, 4, 5);
      const exponents = floats(5, 4, 3, 2, 1);
      const expected = floats(1, 16, 27, 16, 5);
      expect(kernels.pow(bases.slice(), exponents, new Float64Array(5))).toEqual(expected);
      const over = bases.slice();
      expect(kernels.pow(over, exponents, over)).toEqual(expected);
      expect(kernels.pow(bases, exponents, exponents)).toEqual(expected);
      expect(() => kernels.pow(bases, floats(1), new Float64Array(5))).toThrow(InputError);
      expect(() => kernels.pow(bases, bases, new Float64Array(4))).toThrow(InputError);
      const whole = new Float64Array(9);
      expect(() => kernels.pow(bases, whole.subarray(0, 5), whole.subarray(1, 6))).toThrow(InputError);
    });

    test("CRC-32C has the values of RFC 3720 and goes on from a running one", () => {
      expect(kernels.crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
      expect(kernels.crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
      expect(kernels.crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
      expect(kernels.crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
      expect(kernels.crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
      const random = generator(5);
      const bytes = Uint8Array.from({ length: 20_000 }, () => random() * 256);
      const whole = kernels.crc32c(bytes);
      for (const cut of [0, 1, 7, 383, 384, 6143, 6144, 6145, 19_999, 20_000])
        expect(kernels.crc32c(bytes.subarray(cut), kernels.crc32c(bytes.subarray(0, cut)))).toBe(whole);
    });

    test("nothing at all has a sum of 0, no extremes and no mean", () => {
      const none = new Float64Array(0);
      expect(kernels.sum(none)).toBe(0);
      expect(kernels.dot(none, none)).toBe(0);
      expect([...kernels.minMax(none, new Float64Array(2))]).toEqual([
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]);
      expect([...kernels.meanVariance(none, new Float64Array(2))]).toEqual([Number.NaN, Number.NaN]);
      expect([...kernels.meanVariance(floats(7), new Float64Array(2))]).toEqual([7, Number.NaN]);
      expect(kernels.crc32c(new Uint8Array(0), 17)).toBe(17);
      expect([...kernels.sort(none)]).toEqual([]);
    });

    test("the variance survives a mean a billion times the deviation", () => {
      const random = generator(11);
      const small = Float64Array.from({ length: 1000 }, () => Math.round(random() * 1024) / 1024);
      const shifted = small.map((x) => x + 2 ** 40);
      const [, expected] = kernels.meanVariance(small, new Float64Array(2));
      const [, variance] = kernels.meanVariance(shifted, new Float64Array(2));
      expect(Math.abs(variance! - expected!)).toBeLessThan(1e-15);
    });

    test("a NaN or an infinity leaves the moving average with its window", () => {
      const values = Float64Array.from({ length: 100 }, (_, i) => i % 7);
      const clean = kernels.sma(values, 10, new Float64Array(100)).slice();
      values[40] = Number.NaN;
      values[41] = Number.POSITIVE_INFINITY;
      values[42] = 1e300;
      const average = kernels.sma(values, 10, new Float64Array(100));
      expect(average.subarray(9, 40)).toEqual(clean.subarray(9, 40));
      expect(average.subarray(52)).toEqual(clean.subarray(52));
      expect(average[45]).toBeNaN();
    });

    test("the moving average does not drift: each window is within its own rounding", () => {
      const random = generator(12);
      const values = Float64Array.from({ length: 5000 }, (_, i) => (i === 100 ? 1e15 : random()));
      const average = kernels.sma(values, 32, new Float64Array(5000));
      for (let i = 200; i < 5000; i += 97) {
        const window = values.subarray(i - 31, i + 1);
        const mean = window.reduce((a, b) => a + b) / 32;
        expect(Math.abs(average[i]! - mean)).toBeLessThan(1e-14);
      }
    });

    test("an exponential average in parts is that of the whole", () => {
      const random = generator(13);
      const values = Float64Array.from({ length: 500 }, random);
      const whole = kernels.ema(values, 0.1, new Float64Array(500));
      const parts = new Float64Array(500);
      for (let at = 0, last = Number.NaN; at < 500; at += 50) {
        kernels.ema(values.subarray(at, at + 50), 0.1, parts.subarray(at, at + 50), "exact", last);
        last = parts[at + 49]!;
      }
      expect(firstDifference(parts, whole)).toBe(-1);
    });

    test("an entry of the covariance matrix has the bits of the covariance of its columns", () => {
      const random = generator(14);
      const columns = Float64Array.from({ length: 7 * 133 }, random);
      const matrix = kernels.covarianceMatrix(columns, 7, new Float64Array(49));
      for (let i = 0; i < 7; i++)
        for (let j = i; j < 7; j++) {
          const pair = kernels.covariance(
            columns.subarray(i * 133, i * 133 + 133),
            columns.subarray(j * 133, j * 133 + 133),
          );
          expect(Object.is(matrix[i * 7 + j], pair)).toBe(true);
          expect(Object.is(matrix[j * 7 + i], pair)).toBe(true);
        }
    });

    test("select answers as sort orders, and leaves its input alone", () => {
      fc.assert(
        fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 120 }), fc.nat(), (numbers, pick) => {
          const values = Float64Array.from(numbers);
          const k = pick % values.length;
          const sorted = values.slice().sort();
          expect(Object.is(kernels.select(values, k), sorted[k])).toBe(true);
          expect(firstDifference(values, numbers)).toBe(-1);
        }),
        { numRuns: 300 },
      );
    });

    test("sorting ends soon on patterns that spoil pivots", () => {
      const n = 30_000;
      const shapes = [
        (i: number) => i,
        (i: number) => -i,
        (i: number) => i % 2,
        (i: number) => (i < n / 2 ? i : n - i),
        () => 1,
        (i: number) => (i * 7919) % 13,
      ];
      for (const shape of shapes) {
        const values = Float64Array.from({ length: n }, (_, i) => shape(i));
        const expected = values.slice().sort();
        expect(kernels.select(values, 12_345)).toBe(expected[12_345]!);
        expect(kernels.sort(values)).toEqual(expected);
      }
    });

    test("maps work in place, and on part of a larger output", () => {
      const values = floats(1, 2, 3, 4, 5, 6, 7, 8, 9);
      const expected = kernels.log(values, new Float64Array(9)).slice();
      const out = new Float64Array(12).fill(-1);
      kernels.log(values, out);
      expect([...out.subarray(9)]).toEqual([-1, -1, -1]);
      expect(kernels.log(values, values)).toEqual(expected);
    });
  });
}

describe("what stands before a call", () => {
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    throw new Error("nothing was thrown");
  };

  for (const kernels of kinds) {
    test(`${kernels.isa}: lengths that do not fit`, () => {
      expect(message(() => kernels.dot(floats(1, 2), floats(1)))).toBe("b: has 1 elements where a has 2");
      expect(message(() => kernels.minMax(floats(1), new Float64Array(1)))).toBe("out: has 1 elements; 2 are written");
      expect(message(() => kernels.exp(floats(1, 2), new Float64Array(1)))).toContain("2 are written");
      expect(message(() => kernels.covarianceMatrix(floats(1, 2, 3), 2, new Float64Array(4)))).toContain(
        "not a multiple",
      );
      expect(message(() => kernels.covarianceMatrix(floats(1, 2), 2, new Float64Array(3)))).toContain("4 are written");
      expect(message(() => kernels.select(floats(1, 2), 2))).toContain("from 0 to 1");
      expect(message(() => kernels.select(new Float64Array(0), 0))).toContain("empty");
    });

    test(`${kernels.isa}: matrices that do not fit`, () => {
      const { matrices } = kernels;
      const four = new Float64Array(4);
      expect(message(() => matrices.weightedGram(floats(1, 2, 3), floats(1, 1), 2, four))).toContain("not 2 rows of 2");
      expect(message(() => matrices.weightedGram(floats(1, 2), floats(1), 2, floats(1)))).toContain("4 are written");
      expect(message(() => matrices.weightedGram(four, floats(1, 1), 2, four))).toContain("overlaps");
      expect(message(() => matrices.weightedGram(four, floats(1, 1), 0, four))).toContain("count");
      expect(message(() => matrices.cholesky(floats(1, 2, 3), 2))).toContain("4 are written");
      expect(message(() => matrices.cholesky(four, 2, Number.NaN))).toContain("least");
      expect(message(() => matrices.cholesky(four, 2, 0, "quick" as "fast"))).toContain("mode");
    });

    test(`${kernels.isa}: a factor, and where a matrix has none`, () => {
      const { matrices } = kernels;
      const gram = matrices.weightedGram(floats(1, 2, 3, 4, 5, 7), floats(1, 0.25, 4), 2, new Float64Array(4));
      expect([...gram]).toEqual([103.25, 145, 145, 204]);
      const matrix = floats(4, 2, 7, 5);
      expect(matrices.cholesky(matrix, 2)).toBe(2);
      expect([...matrix]).toEqual([2, 1, 0, 2]);
      expect(matrices.cholesky(floats(1, 2, 2, 4), 2)).toBe(1);
      expect(matrices.cholesky(floats(1, 0, 0, 1e-9), 2, 1e-8)).toBe(1);
      expect(matrices.cholesky(floats(Number.NaN), 1)).toBe(0);
    });

    test(`${kernels.isa}: what is no such array`, () => {
      expect(message(() => kernels.sum([1, 2] as never))).toContain("allowed: a Float64Array");
      expect(message(() => kernels.sum(new Float32Array(3) as never))).toContain("allowed: a Float64Array");
      expect(message(() => kernels.sum(null as never))).toContain("got null");
      expect(message(() => kernels.sum(new Proxy(new Float64Array(3), {})))).toContain("allowed: a Float64Array");
      expect(message(() => kernels.sum(Object.create(Float64Array.prototype)))).toContain("allowed: a Float64Array");
      expect(message(() => kernels.crc32c(new Float64Array(1) as never))).toContain("allowed: a Uint8Array");
      class Boasting extends Float64Array {
        override get length(): number {
          return 1_000_000;
        }
      }
      expect(message(() => kernels.sum(new Boasting(8)))).toContain("fewer than its 1000000 elements");
    });

    test(`${kernels.isa}: numbers out of range`, () => {
      const out = new Float64Array(4);
      const values = floats(1, 2, 3, 4);
      for (const period of [0, -1, 1.5, Number.NaN, "2", { valueOf: () => 2 }])
        expect(message(() => kernels.sma(values, period as number, out))).toContain("period");
      for (const alpha of [0, -0.1, 1.1, Number.NaN, "0.5"])
        expect(message(() => kernels.ema(values, alpha as number, out))).toContain("alpha");
      expect(message(() => kernels.meanVariance(values, out, 2 as 1))).toContain("ddof");
      expect(message(() => kernels.dot(values, values, "quick" as "fast"))).toContain("mode");
      expect(message(() => kernels.crc32c(new Uint8Array(4), -1))).toContain("previous");
    });

    test(`${kernels.isa}: overlaps`, () => {
      const whole = new Float64Array(100);
      expect(message(() => kernels.sma(whole.subarray(0, 50), 3, whole.subarray(49)))).toContain("overlaps");
      expect(message(() => kernels.exp(whole.subarray(0, 50), whole.subarray(1, 51)))).toContain("overlaps");
      expect(message(() => kernels.sma(whole, 3, whole))).toContain("overlaps");
      expect(message(() => kernels.covarianceMatrix(whole, 10, whole))).toContain("overlaps");
      kernels.sma(whole.subarray(0, 50), 3, whole.subarray(50));
      kernels.exp(whole.subarray(50), whole.subarray(50));
    });

    test(`${kernels.isa}: buffers that went away`, () => {
      const detached = new Float64Array(64);
      structuredClone(detached.buffer, { transfer: [detached.buffer] });
      for (const run of [
        () => kernels.sum(detached),
        () => kernels.dot(detached, detached),
        () => kernels.exp(detached, new Float64Array(64)),
        () => kernels.minMax(new Float64Array(2), detached),
        () => kernels.sort(detached),
      ])
        expect(message(run)).toContain("detached");

      const buffer = new ArrayBuffer(800, { maxByteLength: 1600 });
      const fixed = new Float64Array(buffer, 0, 100);
      const tracking = new Float64Array(buffer);
      fixed.fill(1);
      expect(kernels.sum(fixed)).toBe(100);
      buffer.resize(400);
      expect(message(() => kernels.sum(fixed))).toContain("shrunk");
      expect(kernels.sum(tracking)).toBe(50);
      buffer.resize(1600);
      expect(kernels.sum(tracking)).toBe(50);
      expect(kernels.sum(fixed)).toBe(50);
    });

    test(`${kernels.isa}: shared memory is as good as any`, () => {
      const shared = new Float64Array(new SharedArrayBuffer(800)).fill(2);
      expect(kernels.sum(shared)).toBe(200);
      expect(kernels.sma(shared, 5, new Float64Array(100))[99]).toBe(2);
    });

    test(`${kernels.isa}: no kernel writes beyond its output`, () => {
      const random = generator(21);
      for (let n = 0; n < 130; n++) {
        const values = Float64Array.from({ length: n }, () => element(random, "wild"));
        const guarded = new Float64Array(n + 16).fill(4242);
        const out = guarded.subarray(8, 8 + n);
        kernels.sma(values, 1 + (n % 20), out);
        kernels.sma(values, 1 + (n % 7), out, "fast");
        kernels.ema(values, 0.2, out);
        kernels.ema(values, 0.2, out, "fast");
        for (const name of mapNames) kernels[name](values, out);
        kernels.sort(out);
        for (let i = 0; i < 8; i++) expect([guarded[i], guarded[8 + n + i]]).toEqual([4242, 4242]);
      }
    });
  }
});

describe("the life of kernels", () => {
  test("calls are counted where they ran", () => {
    using kernels = isas.length > 0 ? new Kernels({ isa: isas[0]!, ...openLibrary(isas[0]!) }) : new Kernels(null);
    const long = new Float64Array(10_000);
    kernels.sum(long);
    kernels.sum(long);
    kernels.sum(new Float64Array(3));
    kernels.dot(long, long, "fast");
    const { sum, dot, dotFast } = kernels.calls;
    expect(sum).toEqual(isas.length > 0 ? { native: 2, portable: 1 } : { native: 0, portable: 3 });
    expect(dot).toEqual({ native: 0, portable: 0 });
    expect(dotFast.native + dotFast.portable).toBe(1);
  });

  test("after dispose every method says so, and a second dispose does nothing", () => {
    for (const isa of isas.slice(0, 1)) {
      const kernels = new Kernels({ isa, ...openLibrary(isa) });
      kernels.dispose();
      kernels.dispose();
      expect(kernels.disposed).toBe(true);
      expect(() => kernels.sum(new Float64Array(1000))).toThrow(StateError);
      expect(() => kernels.sort(new Float64Array(1))).toThrow(StateError);
    }
    const portable = new Kernels(null);
    portable[Symbol.dispose]();
    expect(() => portable.sum(new Float64Array(1))).toThrow(StateError);
  });

  test("a thousand loads and disposals leave no descriptor and no mapping behind", async () => {
    const { loadKernels } = await import("./index.ts");
    const counts = async (): Promise<[number, number]> => {
      if (process.platform !== "linux") return [0, 0];
      const { readdirSync, readFileSync } = await import("node:fs");
      const maps = readFileSync("/proc/self/maps", "utf8").split("\n");
      return [readdirSync("/proc/self/fd").length, maps.filter((line) => line.includes("libhotpath")).length];
    };
    const cycle = (): void => {
      using kernels = loadKernels();
      kernels.sum(new Float64Array(200));
    };
    for (let i = 0; i < 20; i++) cycle();
    const [files, mappings] = await counts();
    for (let i = 0; i < 1000; i++) cycle();
    const [filesAfter, mappingsAfter] = await counts();
    expect(filesAfter).toBeLessThanOrEqual(files + 2);
    expect(mappingsAfter).toBeLessThanOrEqual(mappings);
  });
});
