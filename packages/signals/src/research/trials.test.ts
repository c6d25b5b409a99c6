import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { deflatedSharpe, sharpeEstimate } from "@hotpath/portfolio";
import { judgeTrials } from "./trials.ts";

const normals = (random: Random, bars: number, mean = 0): Float64Array =>
  Float64Array.from({ length: bars }, () => mean + random.normal());

describe("judgeTrials", () => {
  test("the best of many trials of noise is no more than luck; with skill it is", () => {
    let [found, sum] = [0, 0];
    const seeds = 40;
    for (let seed = 1; seed <= seeds; seed++) {
      const random = new Random(seed);
      const noise = Array.from({ length: 30 }, () => normals(random, 400));
      const judged = judgeTrials(noise);
      expect(judged.estimate.sharpe).toBeGreaterThan(0.03);
      if (judged.deflatedSharpe > 0.95) found++;
      sum += judged.deflatedSharpe / seeds;
      expect(judgeTrials([...noise, normals(random, 400, 0.35)])).toMatchObject({ chosen: 30, trials: 31 });
      expect(judgeTrials([...noise, normals(random, 400, 0.35)]).deflatedSharpe).toBeGreaterThan(0.95);
    }
    expect(found).toBeLessThanOrEqual(2);
    expect(Math.abs(sum - 0.5)).toBeLessThan(0.2);
  });

  test("copies of one trial are not many trials; the figures are portfolio's own", () => {
    const random = new Random(7);
    const trial = normals(random, 200);
    const copies = Array.from({ length: 20 }, () => trial.map((value) => value + 0.01 * random.normal()));
    const judged = judgeTrials(copies);
    expect(judged.independentTrials).toBe(2);
    const sharpes = copies.map((each) => sharpeEstimate(each).sharpe);
    const mean = sharpes.reduce((a, b) => a + b, 0) / 20;
    const variance = sharpes.reduce((a, b) => a + (b - mean) ** 2, 0) / 19;
    expect(judged.deflatedSharpe).toBeCloseTo(deflatedSharpe(judged.estimate, 2, variance), 12);
  });

  test("a trial that never trades is one that was looked at; it cannot be chosen", () => {
    const random = new Random(9);
    const trials = [new Float64Array(100), normals(random, 100), normals(random, 100)];
    expect(judgeTrials(trials).chosen).not.toBe(0);
    expect(() => judgeTrials(trials, { chosen: 0 })).toThrow("trials: 0 does not vary");
    expect(() => judgeTrials([trials[0]!, trials[0]!])).toThrow("does not vary");
    expect(() => judgeTrials(trials, { chosen: 7 })).toThrow("is not there");
  });
});
