import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { build } from "../scripts/build.ts";
import type { Isa } from "./isas.ts";
import { openLibrary, probe } from "./library.ts";
import { panelScratch } from "./matrices.ts";
import { portableTable } from "./portable/table.ts";
import { type KernelTable, mapNames } from "./table.ts";
import { anyDouble, type Flavour, firstDifference, generator, seriesMaker } from "./testing/inputs.ts";

await build();
const probed = probe();
const isas: Isa[] = "isas" in probed ? probed.isas : [];
const LONG = process.env.HOTPATH_LONG === "1" ? 20 : 1;

const FLAVOURS: Flavour[] = ["moderate", "wild", "few values"];
const makers = FLAVOURS.map((flavour, i) => seriesMaker(generator(1000 + i), flavour));
const LENGTHS = [...Array.from({ length: 201 }, (_, n) => n), 255, 256, 257, 1000, 2048, 2049, 4127, 10_007];

/** A kernel called on a series: everything it answers, as numbers. */
type Use = (kernels: KernelTable, x: Float64Array, y: Float64Array, pick: number) => ArrayLike<number>;

function writing(length: number, run: (out: Float64Array) => void): Float64Array {
  const out = new Float64Array(length).fill(12345);
  run(out);
  return out;
}

/** The products of the rows of a square matrix, and a diagonal. */
function positiveDefinite(x: Float64Array, y: Float64Array, n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = i === j ? Math.abs(y[i]!) : 0;
      for (let k = 0; k < n; k++) sum += x[i * n + k]! * x[j * n + k]!;
      matrix[i * n + j] = sum;
    }
  return matrix;
}

const exactUses: Record<string, Use> = {
  sum: (k, x) => [k.sum(x, x.length)],
  minMax: (k, x) => writing(2, (out) => k.minMax(x, x.length, out)),
  meanVariance: (k, x, _y, pick) => writing(2, (out) => k.meanVariance(x, x.length, pick & 1, out)),
  dot: (k, x, y) => [k.dot(x, y, x.length)],
  covariance: (k, x, y, pick) => [k.covariance(x, y, x.length, pick & 1)],
  covarianceMatrix: (k, x, _y, pick) => {
    const count = 1 + (pick % 10);
    const rows = Math.floor(x.length / count);
    return writing(count * count, (out) => k.covarianceMatrix(x, rows, count, 1, out, new Float64Array(2 * count)));
  },
  weightedGram: (k, x, y, pick) => {
    const count = 1 + (pick % 30);
    const rows = Math.floor(x.length / count);
    const weights = y.slice(0, rows).map(Math.abs);
    const scratch = new Float64Array(panelScratch(count));
    return writing(count * count, (out) => k.weightedGram(x, weights, rows, count, out, scratch));
  },
  cholesky: (k, x, y, pick) => {
    const n = Math.floor(Math.sqrt(x.length));
    const matrix = pick % 2 === 0 ? x.slice(0, n * n) : positiveDefinite(x, y, n);
    const answer = k.cholesky(matrix, n, 0);
    return answer === n ? [answer, ...matrix] : [answer];
  },
  sma: (k, x, _y, pick) => writing(x.length, (out) => k.sma(x, x.length, 1 + (pick % (x.length + 2)), out)),
  "sma of a short period": (k, x, _y, pick) => writing(x.length, (out) => k.sma(x, x.length, 1 + (pick % 9), out)),
  ema: (k, x, _y, pick) =>
    writing(x.length, (out) => k.ema(x, x.length, 1 / (1 + (pick % 30)), pick & 1 ? Number.NaN : 7.5, out)),
  sort: (k, x) => {
    const sorted = x.slice();
    k.sort(sorted, x.length, new Float64Array(2 * x.length + 1));
    return sorted;
  },
  select: (k, x, _y, pick) =>
    x.length === 0 ? [] : [k.select(x, x.length, pick % x.length, new Float64Array(2 * x.length))],
  pow: (k, x, y) => writing(x.length, (out) => k.pow(x, y, x.length, out)),
  crc32c: (k, x, _y, pick) => {
    const bytes = new Uint8Array(x.buffer, x.byteOffset, x.byteLength).subarray(Math.min(pick % 8, x.byteLength));
    return [k.crc32c(bytes, bytes.length, pick >>> 0)];
  },
};

for (const name of mapNames) exactUses[name] = (k, x) => writing(x.length, (out) => k[name](x, x.length, out));

/** Fails with all it takes to repeat. */
function expectSame(native: KernelTable, name: string, x: Float64Array, y: Float64Array, pick: number): void {
  const use = exactUses[name]!;
  const theirs = use(native, x, y, pick);
  const ours = use(portableTable, x, y, pick);
  const at = firstDifference(theirs, ours);
  if (at >= 0)
    throw new Error(`${name}, ${x.length} elements, pick ${pick}: at ${at} native ${theirs[at]}, portable ${ours[at]}`);
}

test("the library is there, wherever there is a compiler", async () => {
  const { outcome } = await build();
  if (outcome === "no compiler" || outcome === "unsupported") expect(isas).toEqual([]);
  else expect(isas.length).toBeGreaterThan(0);
});

for (const isa of isas) {
  describe(isa, () => {
    const library = openLibrary(isa);
    const native = library.table;
    afterAll(() => library.close());

    for (const name of Object.keys(exactUses)) {
      test(`${name}: the bits of its twin at every length and offset, on every kind of number`, () => {
        const random = generator(name.length * 7919 + isa.length);
        for (const series of makers)
          for (const n of LENGTHS)
            for (let round = 0; round < 4; round++)
              expectSame(native, name, series(n), series(n), Math.floor(random() * 1e6));
      });
    }

    test("any arrays at all (fast-check)", () => {
      const numbers = fc.double({ noDefaultInfinity: false });
      const pairs = fc.array(fc.tuple(numbers, numbers), { maxLength: 130 });
      fc.assert(
        fc.property(pairs, fc.nat(1000), (rows, pick) => {
          const x = Float64Array.from(rows, (row) => row[0]);
          const y = Float64Array.from(rows, (row) => row[1]);
          for (const name of Object.keys(exactUses)) expectSame(native, name, x, y, pick);
        }),
        { numRuns: 150 * LONG },
      );
    });

    test("fast kernels stay within the bounds that they state", () => {
      const random = generator(99);
      const moderate = seriesMaker(random, "moderate");
      for (let round = 0; round < 400; round++) {
        const n = 1 + Math.floor(random() * (round % 20 === 0 ? 20_000 : 300));
        const x = moderate(n);
        const y = moderate(n);
        const products = x.reduce((total, value, i) => total + Math.abs(value * y[i]!), 0);
        const rounding = 2 ** -53;
        expect(Math.abs(native.dotFast(x, y, n) - portableTable.dot(x, y, n))).toBeLessThanOrEqual(
          (n / 16 + 12) * rounding * products,
        );
        const period = 1 + Math.floor(random() * 60);
        const alpha = 2 / (1 + period);
        const scratch = new Float64Array(8 * Math.min(n, period));
        const smaOf = (k: KernelTable["smaFast"]) => writing(n, (out) => k(x, n, period, out, scratch));
        expectWithin(smaOf(native.smaFast), smaOf(portableTable.smaFast), () => 2 * period * rounding * 500);
        const emaOf = (k: KernelTable["ema"]) => writing(n, (out) => k(x, n, alpha, Number.NaN, out));
        expectWithin(emaOf(native.emaFast), emaOf(portableTable.ema), () => (16 * rounding * 500) / alpha);
        const meanOf = (values: Float64Array): number => portableTable.sum(values, n) / n;
        const spread = (a: Float64Array, b: Float64Array): number =>
          a.reduce((total, value, i) => total + Math.abs((value - meanOf(a)) * (b[i]! - meanOf(b))), 0);
        if (n > 300) continue;
        const bound = (n / 16 + 16) * rounding;
        expect(Math.abs(native.covarianceFast(x, y, n, 0) - portableTable.covariance(x, y, n, 0))).toBeLessThanOrEqual(
          (bound * spread(x, y)) / n,
        );
        const room = new Float64Array(4 + panelScratch(2));
        const columns = Float64Array.of(...x, ...y);
        const matrix = writing(4, (out) => native.covarianceMatrixFast(columns, n, 2, 0, out, room));
        const exact = writing(4, (out) => portableTable.covarianceMatrix(columns, n, 2, 0, out, room));
        const rowBound = (n + 16) * rounding;
        for (const [at, spreadOf] of [spread(x, x), spread(x, y), spread(y, x), spread(y, y)].entries())
          expect(Math.abs(matrix[at]! - exact[at]!)).toBeLessThanOrEqual((rowBound * spreadOf) / n);
        const weights = y.map(Math.abs);
        const gramOf = (k: KernelTable["weightedGram"]) => writing(1, (out) => k(x, weights, n, 1, out, room))[0]!;
        const size = x.reduce((total, value, i) => total + weights[i]! * value * value, 0);
        expect(Math.abs(gramOf(native.weightedGramFast) - gramOf(portableTable.weightedGram))).toBeLessThanOrEqual(
          (n + 4) * 2 * rounding * size,
        );
        const moments = (k: KernelTable["meanVariance"]) => writing(2, (out) => k(x, n, 0, out));
        const [fastMean, fastVariance] = moments(native.meanVarianceFast);
        const [mean, variance] = moments(portableTable.meanVariance);
        expect(fastMean).toBe(mean!);
        expect(Math.abs(fastVariance! - variance!)).toBeLessThanOrEqual((bound * spread(x, x)) / n);
      }
    });
  });
}

describe("elementary functions", () => {
  const libraries = isas.map((isa) => openLibrary(isa));
  afterAll(() => {
    for (const library of libraries) library.close();
  });

  for (const name of mapNames) {
    test(`${name} has the bits of @hotpath/core over a million inputs, with every instruction set`, () => {
      const random = generator(name.charCodeAt(0) * 31 + name.charCodeAt(1));
      const count = 1_000_000 * LONG;
      const x = new Float64Array(count);
      for (let i = 0; i < count; i++) x[i] = argument(name, random);
      const ours = writing(count, (out) => portableTable[name](x, count, out));
      for (const { table } of libraries) {
        const theirs = writing(count, (out) => table[name](x, count, out));
        const at = firstDifference(theirs, ours);
        if (at >= 0) throw new Error(`${name}(${x[at]}): native ${theirs[at]}, portable ${ours[at]}`);
      }
    });
  }

  test("pow has the bits of @hotpath/core over a million inputs, with every instruction set", () => {
    const random = generator(1709);
    const count = 1_000_000 * LONG;
    const x = new Float64Array(count);
    const y = new Float64Array(count);
    for (let i = 0; i < count; i++) [x[i], y[i]] = powArguments(random);
    const ours = writing(count, (out) => portableTable.pow(x, y, count, out));
    for (const { table } of libraries) {
      const theirs = writing(count, (out) => table.pow(x, y, count, out));
      const at = firstDifference(theirs, ours);
      if (at >= 0) throw new Error(`pow(${x[at]}, ${y[at]}): native ${theirs[at]}, portable ${ours[at]}`);
    }
  });
});

/** A base and an exponent whose power is a double, mostly; a third are small integers. */
function powArguments(random: () => number): [x: number, y: number] {
  const dice = random();
  if (dice < 0.05) return [anyDouble(random), anyDouble(random)];
  if (dice < 0.35) return [Math.floor(random() * 41) - 20, Math.floor(random() * 81) - 40];
  const near = dice < 0.6 ? 1 + (random() - 0.5) * 10 ** (-12 * random()) : 10 ** ((random() - 0.5) * 600);
  return [near, ((random() - 0.5) * 1500) / Math.log(near)];
}

/** An argument that visits every path of a function. */
function argument(name: (typeof mapNames)[number], random: () => number): number {
  const dice = random();
  if (dice < 0.05) return anyDouble(random);
  const u = random() + random() * 2 ** -32;
  switch (name) {
    case "exp":
      return dice < 0.3 ? (u - 0.5) * 1600 : (u - 0.5) * 4;
    case "log":
    case "log10":
      return dice < 0.3 ? Math.abs(anyDouble(random)) : dice < 0.6 ? 0.95 + u / 10 : u * 100;
    case "inverseNormal":
      return dice < 0.2 ? 10 ** (-u * 320) : dice < 0.3 ? 1 - 10 ** (-u * 16) : dice < 0.4 ? u * 3e-5 : u;
    case "asin":
    case "acos":
      return dice < 0.2 ? 1 - 10 ** (-u * 17) : dice < 0.3 ? 10 ** (-u * 17) - 1 : (u - 0.5) * 2.002;
    case "expm1":
      return dice < 0.3 ? (u - 0.5) * 1600 : dice < 0.5 ? (u - 0.5) / 6 : (u - 0.5) * 100;
    case "log1p":
      return dice < 0.3 ? Math.abs(anyDouble(random)) : dice < 0.6 ? (u - 0.5) / 10 : u * 100 - 1;
    case "normalCdf":
      return dice < 0.3 ? (u - 0.5) * 80 : (u - 0.5) * 10;
    case "sinh":
    case "cosh":
    case "tanh":
      return dice < 0.3 ? (u - 0.5) * 1430 : dice < 0.6 ? (u - 0.5) * 50 : u - 0.5;
    case "atan":
      return dice < 0.5 ? (u - 0.5) * 80 : (u - 0.5) * 4;
    default:
      return dice < 0.3 ? (u - 0.5) * 4e6 : dice < 0.4 ? (u - 0.5) * 1e12 : (u - 0.5) * 20;
  }
}

function expectWithin(fast: Float64Array, exact: Float64Array, bound: (exact: number) => number): void {
  for (let i = 0; i < exact.length; i++) {
    if (Number.isNaN(exact[i]!) && Number.isNaN(fast[i]!)) continue;
    if (!(Math.abs(fast[i]! - exact[i]!) <= bound(exact[i]!)))
      throw new Error(`at ${i}: fast ${fast[i]}, exact ${exact[i]}, bound ${bound(exact[i]!)}`);
  }
}
