import { describe, expect, test } from "bun:test";
import { ConfigError, exp, InputError, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { questions, statisticalAnswers } from "../testing/statistical-peers.ts";
import {
  adjustedProbabilities,
  intradayBin,
  Seasonality,
  SeasonalProfile,
  seasonalEffects,
  weekdayBin,
} from "./index.ts";

const answer = statisticalAnswers().seasonal;
const { values, bins } = questions.seasonal as unknown as { values: number[]; bins: number[] };

describe("seasonal effects", () => {
  test("are Welch's tests of scipy, adjusted as by statsmodels", () => {
    const effects = seasonalEffects(Float64Array.from(values), bins, 7);
    for (const [bin, effect] of effects.entries()) {
      expect(effect.mean).toBeCloseTo(answer.means[bin], 12);
      expect(effect.deviation).toBeCloseTo(answer.deviations[bin], 12);
      expect(effect.t).toBeCloseTo(answer.t[bin], 10);
      expect(effect.pValue).toBeCloseTo(answer.pValues[bin], 10);
      expect(effect.adjusted).toBeCloseTo(answer.holm[bin], 10);
    }
    const discovery = adjustedProbabilities(answer.pValues, "discovery");
    for (const [bin, p] of answer.discovery.entries()) expect(discovery[bin]!).toBeCloseTo(p, 10);
  });

  test("shrink towards the mean by DerSimonian and Laird's variance, by hand", () => {
    // Two bins of means 1 and 3, squares 2 and 2 of 3 values: errors 1/3, weights 3; centre 2, scatter 6, τ² = (6 − 1) ÷ 3.
    const effects = seasonalEffects(Float64Array.of(0, 1, 2, 2, 3, 4), [0, 0, 0, 1, 1, 1], 2);
    const weight = 5 / 3 / (5 / 3 + 1 / 3);
    expect(effects[0]!.shrunk).toBeCloseTo(2 - weight, 12);
    expect(effects[1]!.shrunk).toBeCloseTo(2 + weight, 12);
    // Means that scatter less than chance would have them are one.
    const same = seasonalEffects(Float64Array.of(0, 2, 4, 0, 2, 4.1), [0, 0, 0, 1, 1, 1], 2);
    expect(same[0]!.shrunk).toBe(same[1]!.shrunk);
  });

  test("over 200 seeds of noise one of 24 bins is found in 5 %, without the adjustment nearly always", () => {
    let [adjusted, naive] = [0, 0];
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const noise = Float64Array.from({ length: 24 * 60 }, () => random.normal());
      const effects = seasonalEffects(
        noise,
        noise.map((_, i) => i % 24),
        24,
      );
      if (effects.some((effect) => effect.adjusted < 0.05)) adjusted++;
      if (effects.some((effect) => effect.pValue < 0.05)) naive++;
    }
    expect(adjusted).toBeLessThanOrEqual(20);
    expect(adjusted).toBeGreaterThanOrEqual(2);
    expect(naive).toBeGreaterThan(100);
  });

  test("streams among other symbols have the batch's bits, whatever is not finite", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.double({ min: -10, max: 10, noNaN: true })), {
          minLength: 1,
        }),
        (rows) => {
          const profile = new SeasonalProfile(2, 4);
          for (const [bin, value] of rows) {
            profile.add(0, bin, -value * 3);
            profile.add(1, bin, value);
            profile.add(1, bin, Number.NaN);
            profile.add(1, 4, value);
          }
          const batch = seasonalEffects(
            Float64Array.from(rows, ([, value]) => value),
            rows.map(([bin]) => bin),
            4,
          );
          expect(profile.effects(1)).toEqual(batch);
          for (const effect of batch) {
            expect(effect.shrunk).toBeFinite();
            expect(effect.adjusted < effect.pValue).toBe(false);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test("bins without values, and values that are all the same, have an answer", () => {
    const effects = seasonalEffects(Float64Array.of(1, 1, 1, 1), [0, 0, 1, 1], 3);
    expect(effects.map(({ count }) => count)).toEqual([2, 2, 0]);
    expect(effects[0]).toMatchObject({ mean: 1, deviation: 0, shrunk: 1, t: 0, pValue: 1, adjusted: 1 });
    expect(effects[2]!.mean).toBeNaN();
    expect(effects[2]!.t).toBeNaN();
    expect(effects[2]!.shrunk).toBe(1);
  });

  test("bad input is named", () => {
    expect(() => new SeasonalProfile(1, 1)).toThrow("bins");
    expect(() => seasonalEffects(Float64Array.of(1, 2), [0, 2], 2)).toThrow("value 1: got 2");
    expect(() => seasonalEffects(Float64Array.of(1, 2), [0], 2)).toThrow(InputError);
    expect(() => seasonalEffects(new Float64Array(0), [], 2)).toThrow(InputError);
    expect(() => adjustedProbabilities([0.5, 2], "holm")).toThrow(ConfigError);
    expect(() => adjustedProbabilities([0.5], "x" as "holm")).toThrow("method");
  });
});

test("adjusted probabilities, by hand", () => {
  const p = [0.01, 0.04, Number.NaN, 0.03];
  expect(Array.from(adjustedProbabilities(p, "holm"))).toEqual([0.03, 0.06, Number.NaN, 0.06]);
  expect(Array.from(adjustedProbabilities(p, "discovery"))).toEqual([0.03, 0.04, Number.NaN, 0.04]);
});

test("bins of the clock: 2026-11-26 was a Thursday", () => {
  const noon = Date.UTC(2026, 10, 26, 12, 34) * 1000;
  expect([intradayBin(noon, 60), intradayBin(noon, 5), intradayBin(noon, 60, -13 * 60)]).toEqual([12, 150, 23]);
  expect([weekdayBin(noon), weekdayBin(noon, -13 * 60), weekdayBin(noon, 12 * 60)]).toEqual([3, 2, 4]);
  expect([weekdayBin(0), weekdayBin(-1), intradayBin(-1, 60)]).toEqual([3, 2, 23]);
  expect(() => intradayBin(noon, 7)).toThrow("minutes");
});

describe("Seasonality", () => {
  /** Days of four bins, of which the third rises. */
  function live(seasons: Seasonality, days: number, seed: number, from = 0): number[] {
    const random = new Random(seed);
    const signals: number[] = [];
    let price = 100;
    for (let day = from; day < from + days; day++)
      for (let bin = 0; bin < 4; bin++) {
        seasons.begin(bin);
        for (let k = 0; k < 5; k++) {
          price *= exp(0.001 * random.normal() + (bin === 2 ? 0.0006 : 0));
          seasons.update(1, Number.NaN);
          signals.push(seasons.update(1, price));
        }
      }
    return signals;
  }

  test("follows a bin that was planted once it is sure, and no other", () => {
    const seasons = new Seasonality(2, { bins: 4 });
    const signals = live(seasons, 100, 3);
    const last = signals.slice(-20);
    for (const [i, signal] of last.entries()) expect(signal > 0.2).toBe(i >= 10 && i < 15);
    expect(signals.slice(0, 20).every((signal) => signal === 0)).toBe(true);
    seasons.begin(2);
    expect(seasons.reason(1)).toMatch(/^bin 2: mean 0\.\d+ % expected, [\d.]+ deviations; p [\d.e-]+ among 4 bins$/);
    expect([seasons.reason(0), seasons.update(0, Number.NaN)]).toEqual(["warming up", 0]);
    seasons.begin(-1);
    expect([seasons.reason(1), seasons.update(1, 100)]).toEqual(["no bin has begun", 0]);
    expect(() => seasons.begin(4)).toThrow("bin");
  });

  test("goes on from a snapshot to the bit", () => {
    const [whole, second] = [new Seasonality(2, { bins: 4 }), new Seasonality(2, { bins: 4 })];
    live(whole, 30, 1);
    const writer = new SnapshotWriter();
    whole.snapshot(writer);
    second.restore(new SnapshotReader(writer.finish()));
    expect(live(second, 30, 2)).toEqual(live(whole, 30, 2));
    expect(second.profile.effects(1)).toEqual(whole.profile.effects(1));
  });
});
