import { describe, expect, test } from "bun:test";
import { ConfigError, Random } from "@hotpath/core";
import fc from "fast-check";
import { combinatorialFolds, type Fold, purgedFolds, walkForward } from "./cross-validation.ts";
import type { LabelSpans } from "./label-spans.ts";
import { type FeatureColumns, findLookAhead } from "./look-ahead.ts";
import { backtestOverfitting } from "./overfitting.ts";

const anySpans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 25 })), { minLength: 12, maxLength: 80 })
  .map((steps): LabelSpans => {
    let start = 0;
    const starts = Int32Array.from(steps, ([step]) => (start += step));
    return { starts, ends: starts.map((each, i) => each + steps[i]![1]) };
  });

/** No training label looks at a bar that a test label looks at, nor begins in the embargo behind the test. */
function expectApart({ starts, ends }: LabelSpans, { train, test }: Fold, embargo: number): void {
  for (const a of train)
    for (const b of test) {
      expect(starts[a]! <= ends[b]! && starts[b]! <= ends[a]!).toBe(false);
      expect(
        starts[a]! > ends[b]! &&
          starts[a]! <= Math.min(ends[b]! + embargo, Number.MAX_SAFE_INTEGER) &&
          isLastOf(ends, test, b),
      ).toBe(false);
    }
}

const isLastOf = (ends: Int32Array, test: Int32Array, b: number) => test.every((row) => ends[row]! <= ends[b]!);

describe("folds", () => {
  test("purged and embargoed: every row is tested once, and nothing leaks", () => {
    fc.assert(
      fc.property(
        anySpans,
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 10 }),
        (spans, count, embargo) => {
          const folds = purgedFolds(spans, count, { embargo });
          expect(folds.flatMap(({ test }) => [...test])).toEqual([...spans.starts.keys()]);
          for (const fold of folds) expectApart(spans, fold, embargo);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("nothing is purged that does not overlap", () => {
    const starts = Int32Array.from({ length: 40 }, (_, i) => 10 * i);
    const [, second] = purgedFolds({ starts, ends: starts.map((s) => s + 9) }, 4);
    expect(second!.train.length).toBe(30);
    const [, overlapping] = purgedFolds({ starts, ends: starts.map((s) => s + 10) }, 4);
    expect(overlapping!.train.length).toBe(28);
  });

  test("combinatorial: all choices, and paths that are whole histories", () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: 1, max: 3 }), (spans, tests) => {
        const { folds, tested, paths } = combinatorialFolds(spans, 6, tests, { embargo: 2 });
        expect(folds.length).toBe([6, 15, 20][tests - 1]!);
        expect(paths.length).toBe((folds.length * tests) / 6);
        for (const path of paths) for (const [group, fold] of path.entries()) expect(tested[fold]).toContain(group);
        const used = paths.flatMap((path) => path.map((fold, group) => `${fold}/${group}`));
        expect(new Set(used).size).toBe(folds.length * tests);
        for (const fold of folds)
          for (const a of fold.train)
            for (const b of fold.test)
              expect(spans.starts[a]! <= spans.ends[b]! && spans.starts[b]! <= spans.ends[a]!).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test("walk forward: only what was known", () => {
    const starts = Int32Array.from({ length: 100 }, (_, i) => i);
    const spans = { starts, ends: starts.map((s) => s + 5) };
    const folds = walkForward(spans, { train: 40, test: 20 });
    expect(folds.map(({ train, test }) => [train[0], train.length, test[0], test.length])).toEqual([
      [0, 35, 40, 20],
      [0, 55, 60, 20],
      [0, 75, 80, 20],
    ]);
    expect(walkForward(spans, { train: 40, test: 30, expanding: false })[1]!.train[0]).toBe(30);
    expect(() => walkForward(spans, { train: 90, test: 20 })).toThrow("there are 100");
    expect(() => purgedFolds(spans, 1)).toThrow(ConfigError);
    expect(() => combinatorialFolds(spans, 5, 5)).toThrow("tests: got 5");
  });
});

describe("overfitting", () => {
  const trials = (seed: number, edge: number) => {
    const random = new Random(seed);
    return Array.from({ length: 40 }, (_, t) =>
      Float64Array.from({ length: 600 }, () => random.normal() + (t === 7 ? edge : 0)),
    );
  };

  test("of noise the best is as good as any other; an edge stays the best", () => {
    let sum = 0;
    for (let seed = 0; seed < 30; seed++) sum += backtestOverfitting(trials(seed, 0)).probability;
    expect(sum / 30).toBeGreaterThan(0.4);
    expect(sum / 30).toBeLessThan(0.65);
    const edge = backtestOverfitting(trials(1, 0.25));
    expect(edge.probability).toBeLessThan(0.05);
    expect(edge.probabilityOfLoss).toBeLessThan(0.05);
    expect(edge.logits.length).toBe(252);
  });

  test("bad input is named", () => {
    expect(() => backtestOverfitting([new Float64Array(100)])).toThrow("at least 2");
    expect(() => backtestOverfitting([new Float64Array(100), new Float64Array(99)])).toThrow("1 has 99 bars");
    expect(() => backtestOverfitting(trials(1, 0), 3)).toThrow("blocks: got 3");
    expect(() => backtestOverfitting([new Float64Array(100), new Float64Array(100).fill(Number.NaN)])).toThrow(
      "bar 0: got NaN",
    );
    expect(backtestOverfitting([new Float64Array(100), new Float64Array(100)]).probability).toBe(1);
  });
});

describe("look-ahead", () => {
  const random = new Random(9);
  const close = Float64Array.from({ length: 300 }, () => 100 + random.normal());
  const mean = (x: Float64Array, from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += x[i]!;
    return sum / (to - from);
  };
  const features = ({ close: c }: FeatureColumns): FeatureColumns => {
    const x = c!;
    return {
      change: x.map((v, i) => v - (x[i - 1] ?? Number.NaN)),
      average: x.map((_, i) => (i < 9 ? Number.NaN : mean(x, i - 9, i + 1))),
      tomorrow: x.map((v, i) => (x[i + 1] ?? v) - v),
      centred: x.map((_, i) => mean(x, Math.max(0, i - 2), Math.min(x.length, i + 3))),
      standardised: x.map((v) => v - mean(x, 0, x.length)),
      greatest: x.map((v) => (v === Math.max(...x) ? 1 : 0)),
    };
  };

  test("what looks ahead is caught, what does not passes", () => {
    const found = findLookAhead(features, { close }, { samples: 200 });
    expect(found.map(({ feature }) => feature).sort()).toEqual(
      ["centred", "greatest", "standardised", "tomorrow"].sort(),
    );
    for (const { known, pointInTime } of found) expect(Object.is(known, pointInTime)).toBe(false);
  });

  test("columns that do not fit are named", () => {
    expect(() => findLookAhead(() => ({ a: new Float64Array(3) }), { close })).toThrow("a has 3 values for 300 bars");
    expect(() => findLookAhead(features, { close, high: new Float64Array(3) })).toThrow("of one length");
  });
});
