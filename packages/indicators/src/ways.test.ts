/** What holds for every indicator of the registry: one answer by every way to run it, and no input that breaks it. */
import { describe, expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import type { Definition } from "./definition.ts";
import { type Columns, Indicator, type NanPolicy } from "./indicator.ts";
import { BLOCK } from "./program/bars-source.ts";
import { registry } from "./registry.ts";
import { makeBars, type Shape, shapes } from "./testing/series.ts";

const SYMBOLS = 5;
/** `HOTPATH_SEED` replays a failure. */
const seed = Number(process.env.HOTPATH_SEED ?? 20_261);

/** The parameters to try: the defaults, and the least and some others of whole numbers, where they are allowed together. */
function variants(definition: Definition): Indicator[] {
  const candidates: Record<string, number>[] = [{}];
  const pick = (choose: (param: NonNullable<Definition["params"]>[string]) => number) =>
    Object.fromEntries(Object.entries(definition.params ?? {}).map(([key, param]) => [key, choose(param)]));
  candidates.push(pick((param) => (param.kind === "integer" ? param.min : param.default)));
  candidates.push(
    pick((param) =>
      param.kind === "integer" ? Math.min(param.max, Math.max(param.min, param.default + 3)) : param.default,
    ),
  );
  return candidates.flatMap((params) => {
    try {
      return [new Indicator(definition, params)];
    } catch {
      return [];
    }
  });
}

/** Equal to the bit; every NaN is the same. */
function sameBits(a: Float64Array, b: Float64Array): number {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}

function expectSame(way: string, a: Record<string, Float64Array>, b: Record<string, Float64Array>): void {
  for (const [name, column] of Object.entries(a)) {
    const at = sameBits(column, b[name]!);
    if (at >= 0) throw new Error(`${way}: ${name}[${at}] is ${b[name]![at]}, not ${column[at]} (seed ${seed})`);
  }
}

function byStream(indicator: Indicator, columns: Columns, symbols: number, symbol: number, disturbed: boolean) {
  const stream = indicator.stream({ symbols });
  const length = columns[indicator.inputs[0]!]!.length;
  const outputs = Object.fromEntries(indicator.outputs.map(({ name }) => [name, new Float64Array(length)]));
  for (let i = 0; i < length; i++) {
    const bar = indicator.inputs.map((input) => columns[input]![i]!);
    const other = indicator.inputs.map((input) => columns[input]![length - 1 - i]!);
    if (disturbed && i % 3 === 1) {
      stream.push(...other, symbol);
      stream.peek(named(indicator, other), symbol);
      stream.replaceLast(named(indicator, bar), symbol);
      stream.peek(named(indicator, other), symbol);
    } else stream.push(...bar, symbol);
    for (const [m, { name }] of indicator.outputs.entries()) outputs[name]![i] = stream.value(m, symbol);
  }
  return outputs;
}

function named(indicator: Indicator, values: number[]): Record<string, number> {
  return Object.fromEntries(indicator.inputs.map((input, k) => [input, values[k]!]));
}

function byRows(indicator: Indicator, columns: Columns, portable: boolean): Record<string, Float64Array> {
  const rows = indicator.symbols(SYMBOLS, { portable });
  const length = columns[indicator.inputs[0]!]!.length;
  const outputs = Object.fromEntries(indicator.outputs.map(({ name }) => [name, new Float64Array(length)]));
  const out = new Float64Array(rows.outputWidth);
  for (let i = 0; i < length; i++) {
    // Symbol 2 has our series; the others run through it from elsewhere, so that gaps fall on other bars.
    const frame = indicator.inputs.flatMap((input) =>
      Array.from({ length: SYMBOLS }, (_, q) => columns[input]![(i + (q - 2) * 11 + length * 5) % length]!),
    );
    rows.update(Float64Array.from(frame), out);
    for (const [m, { name }] of indicator.outputs.entries()) outputs[name]![i] = out[m * SYMBOLS + 2]!;
  }
  return outputs;
}

function checkWays(indicator: Indicator, columns: Columns): void {
  const batch = indicator.batch(columns).outputs;
  expectSame("portable batch", batch, indicator.batch(columns, { portable: true }).outputs);
  expectSame("stream", batch, byStream(indicator, columns, 1, 0, false));
  expectSame("stream with bars taken back", batch, byStream(indicator, columns, 1, 0, true));
  expectSame("stream of three symbols", batch, byStream(indicator, columns, 3, 1, true));
  if (columns[indicator.inputs[0]!]!.length === 0) return;
  expectSame("symbols, native", batch, byRows(indicator, columns, false));
  expectSame("symbols, portable", batch, byRows(indicator, columns, true));
}

/** Whether there must be a number: the functions of mathematics have domains, as 0 ÷ 0 has none. */
function isPlain(shape: Shape, definition: Definition): boolean {
  return !["gaps", "infinities", "overflow"].includes(shape) && !definition.group.startsWith("Math");
}

describe("every indicator, by every way to run it", () => {
  for (const definition of registry) {
    test(definition.name, () => {
      for (const indicator of variants(definition)) {
        const around = Math.min(indicator.lookback, 400);
        for (const [k, shape] of shapes.entries()) {
          const columns = makeBars(shape, around + 60, seed + k, indicator.inputs);
          checkWays(indicator, columns);
          const { outputs } = indicator.batch(columns);
          if (isPlain(shape, definition) && indicator.lookbacks[0]! < around + 60)
            for (const { name } of indicator.outputs.slice(0, 1))
              expect([shape, name, Number.isNaN(outputs[name]![indicator.lookbacks[0]!]!)]).toEqual([
                shape,
                name,
                false,
              ]);
        }
        for (const length of [0, 1, around - 1, around, around + 1, around + 2])
          if (length >= 0) checkWays(indicator, makeBars("walk", length, seed, indicator.inputs));
      }
    });
  }
});

describe("every indicator, where inputs are not finite", () => {
  for (const definition of registry) {
    test(definition.name, () => {
      for (const nan of ["skip", "propagate"] satisfies NanPolicy[]) {
        const indicator = new Indicator(definition, {}, { nan });
        const length = Math.min(indicator.lookback, 400) * 2 + 120;
        const columns = makeBars("gaps", length, seed, indicator.inputs);
        checkWays(indicator, columns);
        if (!isPlain("walk", definition)) continue;
        // One bad bar early on is forgotten.
        const once = makeBars("walk", length, seed, indicator.inputs);
        once[indicator.inputs[0]!]![3] = Number.NaN;
        const { outputs } = indicator.batch(once);
        if (isPlain("walk", definition))
          expect(Number.isNaN(outputs[indicator.outputs[0]!.name]![length - 1]!)).toBe(false);
      }
      const strict = new Indicator(definition, {}, { nan: "error" });
      const bad = makeBars("walk", 10, seed, strict.inputs);
      bad[strict.inputs[0]!]![4] = Number.NaN;
      expect(() => strict.batch(bad)).toThrow("finite");
      expect(() => byStream(strict, bad, 1, 0, false)).toThrow("finite");
    });
  }
});

describe("every indicator over several blocks of a batch", () => {
  const length = BLOCK + 600;
  for (const definition of registry) {
    test(definition.name, () => {
      const indicator = new Indicator(definition);
      const gapped = makeBars("walk", length, seed + 1, indicator.inputs);
      gapped[indicator.inputs.at(-1)!]![200] = Number.NaN;
      // What overflows does so late, so that there are blocks to take back.
      const overflowing = makeBars("walk", length, seed + 2, indicator.inputs);
      for (const column of Object.values(overflowing)) column.fill(1.7e308, length - 100, length - 98);
      for (const columns of [gapped, overflowing]) {
        const portable = indicator.batch(columns, { portable: true }).outputs;
        expectSame("native batch", portable, indicator.batch(columns).outputs);
        expectSame("stream", portable, byStream(indicator, columns, 1, 0, false));
      }
    });
  }
});

/** Symbols that fill several tiles of the native library, and part of another, through more bars than a tile takes. */
describe("every indicator over many symbols, many bars a call", () => {
  const symbols = 75;
  for (const definition of registry) {
    test(definition.name, () => {
      const indicator = new Indicator(definition);
      const bars = Math.min(indicator.lookback, 150) + 100;
      const columns = makeBars("walk", bars + 7 * symbols, seed, indicator.inputs);
      // One bad bar and one overflow, each of one symbol, long after the lookback; the last call has neither.
      for (const [k, input] of indicator.inputs.entries()) {
        columns[input]![bars - 60 + 7 * 40] = k === 0 ? Number.NaN : 1;
        columns[input]![bars - 45 + 7 * 70] = 1.7e308;
      }
      const input = Float64Array.from({ length: bars * indicator.inputs.length * symbols }, (_, i) => {
        const bar = Math.floor(i / symbols / indicator.inputs.length);
        return columns[indicator.inputs[Math.floor(i / symbols) % indicator.inputs.length]!]![bar + 7 * (i % symbols)]!;
      });
      const [native, portable] = [false, true].map((portable) => {
        const rows = indicator.symbols(symbols, { portable });
        const out = new Float64Array(bars * rows.outputWidth);
        for (let from = 0; from < bars; from += 70) {
          const to = Math.min(bars, from + 70);
          rows.update(
            input.subarray(from * rows.inputWidth, to * rows.inputWidth),
            out.subarray(from * rows.outputWidth, to * rows.outputWidth),
          );
        }
        return out;
      });
      expectSame("symbols, native", { all: portable! }, { all: native! });
    });
  }
});

describe("every indicator's state", () => {
  for (const definition of registry) {
    test(definition.name, () => {
      const indicator = new Indicator(definition);
      const length = Math.min(indicator.lookback, 400) + 50;
      const columns = makeBars("walk", length, seed, indicator.inputs);
      const bar = (i: number) => indicator.inputs.map((input) => columns[input]![i]!);
      const original = indicator.stream();
      for (let i = 0; i < length - 20; i++) original.push(...bar(i));
      const copies = [original.copy(), indicator.stream(), indicator.stream()];
      copies[1]!.restore(JSON.parse(JSON.stringify(original.snapshot())));
      const writer = new SnapshotWriter();
      original.snapshot(writer);
      copies[2]!.restore(new SnapshotReader(writer.finish()));
      const fresh = original.copy();
      fresh.reset();
      const anew = indicator.stream();
      for (let i = length - 20; i < length; i++) {
        original.push(...bar(i));
        for (const copy of copies) copy.push(...bar(i));
        fresh.push(...bar(i));
        anew.push(...bar(i));
        for (let m = 0; m < indicator.outputs.length; m++) {
          for (const copy of copies) expect(copy.value(m)).toBe(original.value(m));
          expect(fresh.value(m)).toBe(anew.value(m));
        }
      }
    });
  }
});
