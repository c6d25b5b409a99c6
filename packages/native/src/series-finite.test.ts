import { afterAll, describe, expect, test } from "bun:test";
import { build } from "../scripts/build.ts";
import { Kernels } from "./kernels.ts";
import { openLibrary, probe } from "./library.ts";
import type { SeriesKernels } from "./series.ts";
import { type KernelName, kernelNames } from "./table.ts";
import { type Shape, barsOf as seriesOf, shapes } from "./testing/bars.ts";

await build();
const probed = probe();
const isas = "isas" in probed ? probed.isas : [];
const always = Object.fromEntries(kernelNames.map((name) => [name, 0])) as Record<KernelName, number>;
const kinds = [new Kernels(null), ...isas.map((isa) => new Kernels({ isa, ...openLibrary(isa) }, always))];
afterAll(() => {
  for (const kernels of kinds) kernels.dispose();
});

type Inputs = Record<"high" | "low" | "close" | "other", Float64Array>;

/** A call of each kernel, and the inputs that it reads. */
interface Call {
  reads: (keyof Inputs)[];
  run(series: SeriesKernels, inputs: Inputs, period: number, out: Float64Array[]): void;
}

const bars: (keyof Inputs)[] = ["high", "low", "close"];

const calls: Record<string, Call> = {
  sum: { reads: ["close"], run: (s, { close }, p, [a]) => s.sum(close, p, a!) },
  sma: { reads: ["close"], run: (s, { close }, p, [a]) => s.sma(close, p, a!) },
  wma: { reads: ["close"], run: (s, { close }, p, [a]) => s.wma(close, p, a!) },
  max: { reads: ["close"], run: (s, { close }, p, [a]) => s.max(close, p, a!) },
  min: { reads: ["close"], run: (s, { close }, p, [a]) => s.min(close, p, a!) },
  minMax: { reads: ["high", "low"], run: (s, { high, low }, p, [a, b]) => s.minMax(high, low, p, a!, b!) },
  midpoint: { reads: ["close"], run: (s, { close }, p, [a]) => s.midpoint(close, p, a!) },
  midprice: { reads: ["high", "low"], run: (s, { high, low }, p, [a]) => s.midprice(high, low, p, a!) },
  willr: { reads: bars, run: (s, { high, low, close }, p, [a]) => s.willr(high, low, close, p, a!) },
  stoch: { reads: bars, run: (s, { high, low, close }, p, [a, b]) => s.stoch(high, low, close, p, 3, 2, a!, b!) },
  stochf: { reads: bars, run: (s, { high, low, close }, p, [a, b]) => s.stoch(high, low, close, p, 1, 3, a!, b!) },
  variance: { reads: ["close"], run: (s, { close }, p, [a]) => s.variance(close, p, a!) },
  stddev: { reads: ["close"], run: (s, { close }, p, [a]) => s.stddev(close, p, 2, a!) },
  bbands: { reads: ["close"], run: (s, { close }, p, [a, b, c]) => s.bbands(close, p, 2, 2, a!, b!, c!) },
  correl: { reads: ["close", "other"], run: (s, { close, other }, p, [a]) => s.correl(close, other, p, a!) },
  beta: { reads: ["close", "other"], run: (s, { close, other }, p, [a]) => s.beta(close, other, p, a!) },
  linearReg: { reads: ["close"], run: (s, { close }, p, [a]) => s.linearReg(close, Math.max(p, 2), a!) },
  middle: { reads: ["close"], run: (s, { close }, p, [a]) => s.linearReg(close, Math.max(p, 2), a!, (p - 1) / 2) },
  slope: { reads: ["close"], run: (s, { close }, p, [a]) => s.linearRegSlope(close, Math.max(p, 2), a!) },
  ema: { reads: ["close"], run: (s, { close }, p, [a]) => s.ema(close, p, a!) },
  rma: { reads: ["close"], run: (s, { close }, p, [a]) => s.rma(close, p, a!) },
  macd: { reads: ["close"], run: (s, { close }, p, [a, b, c]) => s.macd(close, (p + 1) >> 1, p, 3, a!, b!, c!) },
  rsi: { reads: ["close"], run: (s, { close }, p, [a]) => s.rsi(close, Math.max(p, 2), a!) },
  trueRange: { reads: bars, run: (s, { high, low, close }, _, [a]) => s.trueRange(high, low, close, a!) },
  atr: { reads: bars, run: (s, { high, low, close }, p, [a]) => s.atr(high, low, close, p, a!) },
  natr: { reads: bars, run: (s, { high, low, close }, p, [a]) => s.natr(high, low, close, p, a!) },
  adx: { reads: bars, run: (s, { high, low, close }, p, [a]) => s.adx(high, low, close, Math.max(p, 2), a!) },
  directional: {
    reads: bars,
    run: (s, { high, low, close }, p, [a, b]) =>
      s.directional(high, low, close, Math.max(p, 2), { plus: a!, minus: b! }),
  },
  dx: {
    reads: bars,
    run: (s, { high, low, close }, p, [a]) => s.directional(high, low, close, Math.max(p, 2), { dx: a! }),
  },
  dema: { reads: ["close"], run: (s, { close }, p, [a]) => s.dema(close, p, a!) },
  tema: { reads: ["close"], run: (s, { close }, p, [a]) => s.tema(close, p, a!) },
  trix: { reads: ["close"], run: (s, { close }, p, [a]) => s.trix(close, p, a!) },
  t3: { reads: ["close"], run: (s, { close }, p, [a]) => s.t3(close, p, a!) },
  mom: { reads: ["close"], run: (s, { close }, p, [a]) => s.mom(close, p, a!) },
  roc: { reads: ["close"], run: (s, { close }, p, [a]) => s.roc(close, p, a!) },
  rocr: { reads: ["close"], run: (s, { close }, p, [a]) => s.rocr(close, p, a!) },
  rocp: { reads: ["close"], run: (s, { close }, p, [a]) => s.rocp(close, p, a!) },
  cci: { reads: bars, run: (s, { high, low, close }, p, [a]) => s.cci(high, low, close, p, a!) },
  aroon: { reads: ["high", "low"], run: (s, { high, low }, p, [a, b]) => s.aroon(high, low, p, a!, b!) },
  mfi: {
    reads: [...bars, "other"],
    run: (s, { high, low, close, other }, p, [a]) => s.mfi(high, low, close, other, p, a!),
  },
  obv: { reads: ["close", "other"], run: (s, { close, other }, _, [a]) => s.obv(close, other, a!) },
  ad: {
    reads: [...bars, "other"],
    run: (s, { high, low, close, other }, _, [a]) => s.ad(high, low, close, other, a!),
  },
};

const strange = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Outputs between two walls that nothing may cross. */
function walled(n: number): { wall: Float64Array; out: Float64Array }[] {
  return Array.from({ length: 3 }, () => {
    const wall = new Float64Array(n + 16).fill(4242);
    return { wall, out: wall.subarray(8, 8 + n) };
  });
}

function expectWalls(walls: { wall: Float64Array }[], n: number): void {
  for (const { wall } of walls)
    for (let i = 0; i < 8; i++) if (wall[i] !== 4242 || wall[8 + n + i] !== 4242) throw new Error("a wall was crossed");
}

/** Places one number that is not finite at each of the places in turn, and asks whether it was noticed. */
function expectNoticed(kernels: Kernels, shape: Shape, n: number, period: number, places: Iterable<number>): void {
  const inputs: Inputs = seriesOf(shape, n, 100, n + period);
  const walls = walled(n);
  const out = walls.map((one) => one.out);
  const at = [...places];
  for (const [name, { reads, run }] of Object.entries(calls)) {
    run(kernels.series, inputs, period, out);
    if (!kernels.series.finite) throw new Error(`${name} of ${n} ${shape}, period ${period}: all is finite`);
    for (const input of reads)
      for (const place of at) {
        const value = strange[place % 3]!;
        const kept = inputs[input][place]!;
        inputs[input][place] = value;
        run(kernels.series, inputs, period, out);
        inputs[input][place] = kept;
        if (kernels.series.finite)
          throw new Error(`${name} of ${n} ${shape}, period ${period}: ${value} at ${input}[${place}] was missed`);
      }
  }
  expectWalls(walls, n);
}

for (const kernels of kinds)
  describe(`what is not finite, ${kernels.isa}`, () => {
    test("is noticed at every place of every input of every kernel", () => {
      let round = 0;
      for (const n of [1, 2, 3, 7, 16, 33, 61, 100, 131])
        for (const period of new Set([1, 2, 3, 5, 14, n >> 1, n].filter((p) => p > 0)))
          expectNoticed(kernels, shapes[round++ % shapes.length]!, n, period, Array(n).keys());
    }, 60_000);

    test("is noticed in a long series too", () => {
      const places = [0, 1, 12, 13, 14, 2047, 2048, 2500, 4998, 4999];
      for (const period of [1, 2, 14, 50, 777]) expectNoticed(kernels, "walk", 5000, period, places);
    }, 60_000);

    test("is noticed where zeros hide it", () => {
      const zeros = (): Float64Array => new Float64Array(40);
      for (const [name, { reads, run }] of Object.entries(calls))
        for (const input of reads)
          for (let place = 0; place < 40; place++) {
            const inputs: Inputs = { high: zeros(), low: zeros(), close: zeros(), other: zeros() };
            inputs[input][place] = strange[place % 3]!;
            run(kernels.series, inputs, 5, [zeros(), zeros(), zeros()]);
            if (kernels.series.finite)
              throw new Error(`${name}: ${strange[place % 3]} at ${input}[${place}] was missed`);
          }
    });

    test("nothing at all is finite", () => {
      const nothing = new Float64Array(0);
      const inputs: Inputs = { high: nothing, low: nothing, close: nothing, other: nothing };
      for (const { run } of Object.values(calls)) {
        run(kernels.series, inputs, 3, [nothing, nothing, nothing]);
        expect(kernels.series.finite).toBe(true);
      }
    });
  });

test("an overflow is told by the native kernels where sums are looked at", () => {
  for (const kernels of kinds.slice(1)) {
    const huge = new Float64Array(100).map((_, i) => (i % 2 === 0 ? 1 : 1.5) * 1e308);
    const out = Array.from({ length: 3 }, () => new Float64Array(100));
    const { series } = kernels;
    for (const run of [
      () => series.sma(huge, 20, out[0]!),
      () => series.stddev(huge, 20, 1, out[0]!),
      () => series.correl(huge, huge, 20, out[0]!),
      () => series.ema(huge, 20, out[0]!),
    ]) {
      run();
      expect(series.finite).toBe(false);
    }
  }
});
