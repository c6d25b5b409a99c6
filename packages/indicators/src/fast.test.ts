import { describe, expect, test } from "bun:test";
import { defaultKernels } from "@hotpath/native";
import { fastForms } from "./fast/forms.ts";
import { runFast } from "./fast.ts";
import { type Columns, Indicator, type NanPolicy } from "./indicator.ts";
import { findDefinition } from "./registry.ts";
import { makeBars, type Shape, shapes } from "./testing/series.ts";

/** `HOTPATH_SEED` replays a failure. */
const seed = Number(process.env.HOTPATH_SEED ?? 7_001);
const isNative = defaultKernels().kind === "native";

/** Parameters that matter to a kernel, beside the periods. */
const special: Readonly<Record<string, readonly Record<string, number>[]>> = {
  BBANDS: [{ nbDevUp: -1, nbDevDn: 0.5 }, { maType: 1 }, { maType: 11 }],
  MA: [0, 1, 2, 3, 4, 5, 8, 10, 11, 13].map((maType) => ({ maType, timePeriod: 9 })),
  MACD: [
    { fastPeriod: 26, slowPeriod: 12 },
    { fastPeriod: 7, slowPeriod: 7, signalPeriod: 1 },
  ],
  STDDEV: [{ nbDev: -1.5 }],
  STOCH: [{ slowKMaType: 1 }, { slowKPeriod: 1, slowKMaType: 2 }, { fastKPeriod: 14, slowKPeriod: 5, slowDPeriod: 4 }],
  STOCHF: [{ fastDMaType: 1 }, { fastKPeriod: 30, fastDPeriod: 1, fastDMaType: 3 }],
  T3: [{ vFactor: 0 }, { vFactor: 1, timePeriod: 12 }],
};

/** An indicator with its defaults, with other periods, and with what is special to it. */
function variants(name: string): Indicator[] {
  const definition = findDefinition(name);
  const periods = Object.entries(definition.params ?? {}).filter(([, param]) => param.kind === "integer");
  const all = (of: (least: number) => number) =>
    Object.fromEntries(periods.map(([key, param]) => [key, Math.max(param.min, of(param.min))]));
  const sets = [{}, all((least) => least), all((least) => least + 1), all(() => 21), all(() => 64)];
  return [...sets, ...(special[name] ?? [])].map((params) => new Indicator(definition, params));
}

/** The greatest magnitude of a column. */
function greatestOf(column: Float64Array): number {
  let greatest = 0;
  for (const value of column) if (Math.abs(value) > greatest) greatest = Math.abs(value);
  return greatest;
}

/**
 * What an error is measured by: the greatest exact output. Where outputs may all but vanish, because they are differences
 * or shares of much greater numbers, by those: differences of averages, of an average and a deviation, and points of a line
 * by the prices, an index by the 100 that it is a share of, the correlation by 1.
 */
function scaleOf(name: string, exact: Float64Array, columns: Columns): number {
  const greatest = greatestOf(exact);
  switch (name) {
    case "BBANDS":
    case "DEMA":
    case "LINEARREG":
    case "LINEARREG_INTERCEPT":
    case "LINEARREG_SLOPE":
    case "MA":
    case "MACD":
    case "T3":
    case "TEMA":
    case "TSF":
      return Math.max(greatest, greatestOf(columns.real!));
    case "RSI":
    case "TRIX":
      return Math.max(greatest, 100);
    case "CORREL":
      return 1;
    default:
      return greatest;
  }
}

/** Holds the fast form to its bound, where it runs, and answers whether it did. */
function expectNear(indicator: Indicator, columns: Columns, context: string): boolean {
  const inputs = indicator.inputs.map((input) => columns[input]!);
  const { outputs } = indicator.batch(columns);
  const found = indicator.outputs.map(() => new Float64Array(inputs[0]!.length).fill(4242));
  if (!runFast(indicator, inputs, found)) return false;
  for (const [m, { name }] of indicator.outputs.entries()) {
    const exact = outputs[name]!;
    const bound = 1e-12 * scaleOf(indicator.name, exact, columns);
    for (let i = 0; i < exact.length; i++) {
      if (Object.is(exact[i], found[m]![i]) || Math.abs(exact[i]! - found[m]![i]!) <= bound) continue;
      const what = `${indicator.name} ${JSON.stringify(indicator.params)}, ${context}, seed ${seed}`;
      throw new Error(`${what}: ${name}[${i}] of ${exact.length} is ${found[m]![i]}, exactly ${exact[i]}`);
    }
  }
  return true;
}

function expectSame(indicator: Indicator, columns: Columns, context: string): void {
  const exact = indicator.batch(columns);
  const fast = indicator.batch(columns, { mode: "fast" });
  expect(fast.begIdx).toBe(exact.begIdx);
  for (const { name } of indicator.outputs)
    for (let i = 0; i < exact.outputs[name]!.length; i++)
      if (!Object.is(exact.outputs[name]![i], fast.outputs[name]![i]))
        throw new Error(`${indicator.name}, ${context}: ${name}[${i}] is ${fast.outputs[name]![i]}`);
}

function spoiled(columns: Columns, input: string, place: number): Columns {
  const column = columns[input]!.slice();
  column[place] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][place % 3]!;
  return { ...columns, [input]: column };
}

const tame: readonly Shape[] = shapes.filter((shape) => !["gaps", "infinities", "overflow"].includes(shape));

describe.if(isNative)("the fast form of", () => {
  for (const name of fastForms.keys())
    test(name, () => {
      let ran = 0;
      for (const indicator of variants(name)) {
        for (const [k, shape] of tame.entries()) {
          const columns = makeBars(shape, 5000, seed + k, indicator.inputs);
          if (expectNear(indicator, columns, shape)) ran++;
        }
        for (let length = 0; length <= indicator.lookback + 40; length++) {
          const shape = tame[length % tame.length]!;
          expectNear(indicator, makeBars(shape, length, seed + length, indicator.inputs), shape);
        }
      }
      expect(ran).toBeGreaterThan(20);
    });

  for (const name of fastForms.keys())
    test(`${name} leaves to the exact program what is not finite`, () => {
      for (const indicator of variants(name).slice(0, 3)) {
        const length = indicator.lookback + 30;
        const columns = makeBars("walk", length, seed, indicator.inputs);
        for (const input of indicator.inputs)
          for (let place = 0; place < length; place++)
            expectSame(indicator, spoiled(columns, input, place), `${input}[${place}] of ${length}`);
        for (const shape of ["gaps", "infinities"] as const)
          expectSame(indicator, makeBars(shape, 900, seed, indicator.inputs), shape);
      }
    });

  test("policies for what is not finite hold", () => {
    for (const name of fastForms.keys()) {
      const columns = makeBars("walk", 200, seed, findDefinition(name).inputs);
      const bad = spoiled(columns, findDefinition(name).inputs[0]!, 150);
      for (const nan of ["propagate", "skip"] as NanPolicy[])
        expectSame(new Indicator(findDefinition(name), {}, { nan }), bad, nan);
      const strict = new Indicator(findDefinition(name), {}, { nan: "error" });
      expect(() => strict.batch(bad, { mode: "fast" })).toThrow("allowed: a finite number");
      strict.batch(columns, { mode: "fast" });
    }
  });

  test("MFI where money flowed at negative prices, or hardly any did, has the exact answer", () => {
    const bars = makeBars("walk", 300, seed, ["high", "low", "close", "volume"]);
    const below = (by: number) =>
      Object.fromEntries(Object.entries(bars).map(([key, x]) => [key, x.map((v) => v - by)]));
    const mfi = new Indicator(findDefinition("MFI"));
    expectSame(mfi, { ...below(1000), volume: bars.volume! }, "negative prices");
    expectNear(mfi, { ...bars, volume: bars.volume!.map((v) => v * 1e-7) }, "little volume");
  });

  test("what has hardly moved counts as not moved, as in TA-Lib", () => {
    const real = Float64Array.from({ length: 900 }, (_, i) => (i < 100 ? 100 + (i % 7) : 100));
    const high = real.map((v) => (v === 100 ? v : v + 0.5));
    for (const name of ["RSI", "PLUS_DI", "MINUS_DI", "DX", "ADX"])
      expect(expectNear(new Indicator(findDefinition(name)), { real, high, low: real, close: real }, "still")).toBe(
        true,
      );
  });
});

describe("the fast mode", () => {
  const real = makeBars("walk", 300, seed, ["real"]);

  test("is left where profiles or unstable periods say so", () => {
    const out = [new Float64Array(300)];
    for (const [name, options, may] of [
      ["EMA", {}, true],
      ["EMA", { unstablePeriod: { EMA: 0 } }, true],
      ["EMA", { unstablePeriod: { EMA: 3 } }, false],
      ["EMA", { unstablePeriod: 3 }, false],
      ["EMA", { profile: "tulip" }, false],
      ["RSI", { profile: "talib-0.8" }, false],
      ["SMA", { profile: "tradingview" }, true],
      ["KAMA", {}, false],
    ] as const) {
      const ran = runFast(new Indicator(findDefinition(name), {}, options), [real.real!], out);
      expect([name, options, ran]).toEqual([name, options, may && isNative]);
    }
  });

  test("gives the exact answer where there is no fast form, and to compositions", () => {
    expectSame(new Indicator(findDefinition("KAMA")), real, "KAMA");
    expectSame(new Indicator(findDefinition("EMA"), {}, { unstablePeriod: 5 }), real, "unstable EMA");
    expectSame(new Indicator(findDefinition("RSI")).of(new Indicator(findDefinition("EMA"))), real, "RSI of EMA");
  });

  test("writes into the arrays given, and no further", () => {
    const wide = new Float64Array(310).fill(4242);
    const bands = new Indicator(findDefinition("BBANDS"));
    const out = { upperBand: wide, middleBand: new Float64Array(300), lowerBand: new Float64Array(300) };
    const result = bands.batch(real, { mode: "fast", out });
    expect(result.outputs.upperBand).toBe(wide);
    expect(result.begIdx).toBe(4);
    expect(Number.isNaN(wide[3]!)).toBe(true);
    expect(Number.isFinite(wide[299]!)).toBe(true);
    expect(wide.subarray(300).every((value) => value === 4242)).toBe(true);
  });
});
