import { describe, expect, test } from "bun:test";
import { defaultKernels } from "@hotpath/native";
import { fastNames } from "./fast.ts";
import { type Columns, Indicator } from "./indicator.ts";
import { findDefinition } from "./registry.ts";
import { makeBars } from "./testing/series.ts";

const seed = 77;

/** The default parameters, and twice other whole numbers. */
function variants(name: string): Indicator[] {
  const definition = findDefinition(name);
  return [0, 5, 23].map((more) => {
    const params = Object.entries(definition.params ?? {}).map(([key, param]) => [
      key,
      param.kind === "integer" ? param.default + more : param.default,
    ]);
    return new Indicator(definition, Object.fromEntries(params));
  });
}

/** The greatest difference of any output, as a share of the greatest value that it may be held against. */
function worst(indicator: Indicator, columns: Columns): number {
  const [exact, fast] = [indicator.batch(columns).outputs, indicator.batch(columns, { mode: "fast" }).outputs];
  // A slope or a difference of averages is as exact as the series that it is taken of.
  const relative = ["MACD", "LINEARREG_SLOPE", "LINEARREG", "TSF", "LINEARREG_INTERCEPT", "MOM", "STDDEV", "VAR"];
  const level = relative.includes(indicator.name) ? greatest(columns[indicator.inputs[0]!]!) : 0;
  let most = 0;
  for (const [name, expected] of Object.entries(exact)) {
    const scale = Math.max(greatest(expected), indicator.name === "VAR" ? level * level * 1e-3 : level * 1e-2, 1e-300);
    for (const [t, value] of expected.entries()) {
      const got = fast[name]![t]!;
      if (Number.isNaN(value) !== Number.isNaN(got)) return Number.POSITIVE_INFINITY;
      if (!Number.isNaN(value)) most = Math.max(most, Math.abs(got - value) / scale);
    }
  }
  return most;
}

function greatest(values: Float64Array): number {
  return values.reduce((most, v) => (Math.abs(v) > most ? Math.abs(v) : most), 0);
}

describe.if(defaultKernels().kind === "native")("fast mode", () => {
  for (const name of fastNames)
    test(`${name} is within 1e-12 of exact mode`, () => {
      for (const indicator of variants(name))
        for (const shape of ["walk", "up", "steps", "constant", "huge", "tiny"] as const)
          for (const length of [1, indicator.lookback, indicator.lookback + 1, indicator.lookback + 40, 5000]) {
            const bars = makeBars(shape, length, seed, indicator.inputs);
            const off = worst(indicator, bars);
            if (!(off <= 1e-12))
              throw new Error(`${name} ${JSON.stringify(indicator.params)} ${shape} ${length}: ${off}`);
          }
    });

  test("what is not finite anywhere is answered exactly", () => {
    for (const name of fastNames) {
      const indicator = new Indicator(findDefinition(name));
      for (const shape of ["gaps", "infinities"] as const) {
        const bars = makeBars(shape, indicator.lookback + 300, seed, indicator.inputs);
        const [exact, fast] = [indicator.batch(bars).outputs, indicator.batch(bars, { mode: "fast" }).outputs];
        for (const [output, column] of Object.entries(exact))
          expect(Array.from(fast[output]!)).toEqual(Array.from(column));
      }
    }
  });

  test("other profiles, kinds of average and compositions run exactly", () => {
    const bars = makeBars("walk", 300, seed, ["real"]);
    const ema = new Indicator(findDefinition("EMA"), {}, { profile: "tulip" });
    expect(Array.from(ema.batch(bars, { mode: "fast" }).outputs.real!)).toEqual(
      Array.from(ema.batch(bars).outputs.real!),
    );
  });
});
