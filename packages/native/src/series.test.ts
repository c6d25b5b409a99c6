import { afterAll, describe, expect, test } from "bun:test";
import { InputError, StateError } from "@hotpath/core";
import { build } from "../scripts/build.ts";
import { Kernels } from "./kernels.ts";
import { openLibrary, probe } from "./library.ts";
import type { SeriesKernels } from "./series.ts";
import { type KernelName, kernelNames } from "./table.ts";
import { type Bars, barsOf, type Shape, shapes } from "./testing/bars.ts";
import { generator } from "./testing/inputs.ts";
import { references } from "./testing/series-references.ts";

await build();
const probed = probe();
const isas = "isas" in probed ? probed.isas : [];
const always = Object.fromEntries(kernelNames.map((name) => [name, 0])) as Record<KernelName, number>;
const kinds = [new Kernels(null), ...isas.map((isa) => new Kernels({ isa, ...openLibrary(isa) }, always))];
afterAll(() => {
  for (const kernels of kinds) kernels.dispose();
});

/** Every output of a series, by name; each begins full of another number. */
function outputsOf(series: SeriesKernels, bars: Bars, period: number): Record<string, Float64Array> {
  const { high, low, close, other } = bars;
  const made = (): Float64Array => new Float64Array(close.length).fill(12345);
  const [upper, middle, lower, macd, signal, histogram, least, greatest, k, d] = Array.from({ length: 10 }, made) as [
    ...Float64Array[],
  ] as Float64Array[];
  series.bbands(close, period, 2, 1.5, upper!, middle!, lower!);
  series.macd(close, (period + 1) >> 1, period, 1 + (period % 7), macd!, signal!, histogram!);
  series.minMax(high, low, period, least!, greatest!);
  series.stoch(high, low, close, period, 1 + (period % 4), 1 + (period % 5), k!, d!);
  const longer = Math.max(2, period);
  const [adx, dx, plus, minus] = Array.from({ length: 4 }, made) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  series.directional(high, low, close, longer, { dx, plus, minus });
  series.adx(high, low, close, longer, adx);
  const [down, up] = [made(), made()];
  series.aroon(high, low, period, down, up);
  const answers = {
    down,
    up,
    upper,
    middle,
    lower,
    macd,
    signal,
    histogram,
    least,
    greatest,
    k,
    d,
    adx,
    dx,
    plus,
    minus,
  };
  return {
    ...(answers as Record<keyof typeof answers, Float64Array>),
    sum: series.sum(close, period, made()),
    sma: series.sma(close, period, made()),
    wma: series.wma(close, period, made()),
    ema: series.ema(close, period, made()),
    rma: series.rma(close, period, made()),
    rsi: series.rsi(close, longer, made()),
    trueRange: series.trueRange(high, low, close, made()),
    atr: series.atr(high, low, close, period, made()),
    natr: series.natr(high, low, close, period, made()),
    cci: series.cci(high, low, close, period, made()),
    max: series.max(close, period, made()),
    min: series.min(close, period, made()),
    midpoint: series.midpoint(close, period, made()),
    midprice: series.midprice(high, low, period, made()),
    willr: series.willr(high, low, close, period, made()),
    variance: series.variance(close, period, made()),
    stddev: series.stddev(close, period, 2, made()),
    correl: series.correl(close, other, period, made()),
    beta: series.beta(close, other, period, made()),
    linearReg: series.linearReg(close, longer, made()),
    intercept: series.linearReg(close, longer, made(), 0),
    forecast: series.linearReg(close, longer, made(), longer),
    slope: series.linearRegSlope(close, longer, made()),
    mfi: series.mfi(high, low, close, other, period, made()),
    dema: series.dema(close, period, made()),
    tema: series.tema(close, period, made()),
    trix: series.trix(close, period, made()),
    t3: series.t3(close, period, made()),
    mom: series.mom(close, period, made()),
    roc: series.roc(close, period, made()),
    obv: series.obv(close, other, made()),
    ad: series.ad(high, low, close, other, made()),
  };
}

/** What an output is measured by where its own values may cancel out: the price, a share of 100, one. */
function scaleOf(name: string, exact: Float64Array, bars: Bars): number {
  let greatest = 0;
  for (const value of exact) if (Math.abs(value) > greatest) greatest = Math.abs(value);
  if (["macd", "signal", "histogram", "slope", "linearReg", "forecast"].includes(name)) {
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (const value of bars.close) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return Math.max(greatest, high - low);
  }
  if (name === "trix") return Math.max(greatest, 1);
  return Math.max(greatest, ["variance", "stddev", "sum"].includes(name) ? 0 : Number.MIN_VALUE);
}

function expectNear(name: string, got: Float64Array, exact: Float64Array, bars: Bars, context: string): void {
  const bound = 1e-12 * scaleOf(name, exact, bars);
  for (let i = 0; i < exact.length; i++) {
    if (Number.isNaN(exact[i]!) && Number.isNaN(got[i]!)) continue;
    if (!(Math.abs(got[i]! - exact[i]!) <= bound))
      throw new Error(`${name} of ${context}: at ${i} ${got[i]}, exactly ${exact[i]}, bound ${bound}`);
  }
}

/** References that were computed already: every kind of kernels is held to the same. */
const known = new Map<string, Record<string, Float64Array>>();

function compareAll(kernels: Kernels, shape: Shape, n: number, period: number, price: number, seed: number): void {
  const bars = barsOf(shape, n, price, seed);
  const key = `${shape} ${n} ${period} ${price} ${seed}`;
  const exact = known.get(key) ?? references(bars, period);
  known.set(key, exact);
  const got = outputsOf(kernels.series, bars, period);
  for (const [name, values] of Object.entries(got))
    expectNear(name, values, exact[name]!, bars, `${shape}, ${n} elements, period ${period}, price ${price}`);
  for (const value of got.variance!) if (value < 0) throw new Error(`a variance of ${value}`);
}

for (const kernels of kinds) {
  describe(`series, ${kernels.isa}`, () => {
    test("every output is that of a plain reference, at every length around a period, for every shape", () => {
      let seed = 1;
      for (let n = 0; n <= 90; n++)
        for (const period of new Set([1, 2, 3, 5, 14, 20, n - 1, n, n + 1, n >> 1].filter((p) => p > 0))) {
          const shape = shapes[++seed % shapes.length]!;
          compareAll(kernels, shape, n, period, [1, 1e-8, 1e8][seed % 3]!, seed);
        }
    }, 60_000);

    test("and for long ones", () => {
      let seed = 1000;
      for (const period of [1, 2, 4, 7, 14, 21, 50, 128, 200])
        for (const shape of shapes) compareAll(kernels, shape, 900 + period, period, [1, 1e-8, 1e8][++seed % 3]!, seed);
    }, 60_000);

    test("a million elements do not drift", () => {
      const bars = barsOf("walk", 1_000_000, 100, 5);
      const got = outputsOf(kernels.series, bars, 20);
      const from = 999_000;
      const cut = (x: Float64Array): Float64Array => x.subarray(from);
      const tail = { high: cut(bars.high), low: cut(bars.low), close: cut(bars.close), other: cut(bars.other) };
      const exact = references(tail, 20);
      const memoryless = [
        "sum",
        "sma",
        "wma",
        "max",
        "min",
        "variance",
        "stddev",
        "upper",
        "lower",
        "correl",
        "beta",
        "slope",
        "cci",
        "k",
      ];
      for (const name of [...memoryless, "ema", "rsi", "atr", "macd", "signal", "adx", "plus", "tema"]) {
        const whole = got[name]!;
        let greatest = 0;
        for (const value of whole) if (Math.abs(value) > greatest) greatest = Math.abs(value);
        for (let i = memoryless.includes(name) ? 40 : 999; i < 1000; i++)
          expect(Math.abs(whole[from + i]! - exact[name]![i]!)).toBeLessThanOrEqual(1e-12 * greatest);
      }
    }, 60_000);

    test("a spike that has left the window leaves nothing behind", () => {
      const bars = barsOf("walk", 400, 1, 9);
      const spiked = { ...bars, close: bars.close.slice() };
      spiked.close[100] = 1e15;
      const clean = outputsOf(kernels.series, bars, 10);
      const marked = outputsOf(kernels.series, spiked, 10);
      for (const name of ["sum", "sma", "wma", "variance", "stddev", "correl", "slope", "linearReg", "max", "min"])
        for (let i = 111; i < 400; i++)
          expect(Math.abs(clean[name]![i]! - marked[name]![i]!)).toBeLessThanOrEqual(
            1e-12 * Math.abs(clean[name]![i]!) + 1e-15,
          );
    });

    test("a constant series varies in nothing", () => {
      const bars = barsOf("constant", 300, 0.1, 3);
      const got = outputsOf(kernels.series, bars, 14);
      for (const name of ["variance", "stddev", "correl", "beta", "slope", "macd", "signal", "histogram", "rsi"])
        for (const value of got[name]!) expect(value === 0 || Number.isNaN(value)).toBe(true);
    });

    test("nothing is written beyond an output", () => {
      for (let n = 0; n < 60; n++) {
        const bars = barsOf("walk", n, 1, n);
        const guarded = new Float64Array(n + 16).fill(4242);
        const out = guarded.subarray(8, 8 + n);
        const { high, low, close } = bars;
        const { series } = kernels;
        for (const period of [1, 3, 8, 20]) {
          series.sma(close, period, out);
          series.bbands(close, period, 2, 2, out, new Float64Array(n), new Float64Array(n));
          series.rsi(close, period + 1, out);
          series.atr(high, low, close, period, out);
          series.adx(high, low, close, period + 1, out);
          series.cci(high, low, close, period, out);
          series.max(close, period, out);
          series.stoch(high, low, close, period, 3, 3, out, new Float64Array(n));
          series.beta(high, low, period, out);
        }
        for (let i = 0; i < 8; i++) expect([guarded[i], guarded[8 + n + i]]).toEqual([4242, 4242]);
      }
    });

    test("arguments are checked", () => {
      const { series } = kernels;
      const x = new Float64Array(100);
      const out = new Float64Array(100);
      const refused = (run: () => unknown, words: string): void => {
        expect(run).toThrow(InputError);
        expect(run).toThrow(words);
      };
      for (const period of [0, 1.5, Number.NaN, 2 ** 31]) refused(() => series.sma(x, period, out), "period");
      refused(() => series.rsi(x, 1, out), "from 2");
      refused(() => series.adx(x, x, x, 1, out), "from 2");
      refused(() => series.macd(x, 0, 26, 9, out, out, out), "fast");
      refused(() => series.stddev(x, 5, Number.NaN, out), "deviations: got NaN");
      refused(() => series.max(x, 5, new Float64Array(99)), "100 are written");
      refused(() => series.atr(x, x, new Float64Array(99), 5, out), "close: has 99 elements where high has 100");
      refused(() => series.correl(x, new Float64Array(1), 5, out), "y: has 1 elements");
      refused(() => series.min(x, 5, x), "overlaps");
      refused(() => series.bbands(x, 5, 2, 2, out, out, new Float64Array(100)), "middle: overlaps");
      refused(() => series.directional(x, x, x, 5, { dx: out, plus: out }), "plus: overlaps");
      refused(() => series.stoch(x, x, x, 5, 3, 3, x, out), "overlaps");
      const detached = new Float64Array(64);
      structuredClone(detached.buffer, { transfer: [detached.buffer] });
      refused(() => series.ema(detached, 5, out), "detached");
      refused(() => series.ema(x, 5, detached), "detached");
    });
  });
}

test("after dispose every method says so", () => {
  const kernels = new Kernels(null);
  kernels.dispose();
  expect(() => kernels.series.sma(new Float64Array(9), 3, new Float64Array(9))).toThrow(StateError);
});

test("calls are counted where they ran", () => {
  using kernels = isas.length > 0 ? new Kernels({ isa: isas[0]!, ...openLibrary(isas[0]!) }) : new Kernels(null);
  const random = generator(3);
  const x = Float64Array.from({ length: 5000 }, random);
  kernels.series.rsi(x, 14, new Float64Array(5000));
  kernels.series.rsi(x.subarray(0, 5), 14, new Float64Array(5));
  expect(kernels.calls.rsi).toEqual(isas.length > 0 ? { native: 1, portable: 1 } : { native: 0, portable: 2 });
});
