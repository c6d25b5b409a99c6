import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, log, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { questions, regimes, statisticalAnswers } from "../testing/statistical-peers.ts";
import {
  filterHiddenMarkov,
  fitHiddenMarkov,
  type HiddenMarkovModel,
  HiddenMarkovRegime,
  likeliestStates,
  smoothHiddenMarkov,
} from "./index.ts";

const answers = statisticalAnswers();

function modelOf(question: string): HiddenMarkovModel {
  const { model } = questions[question] as unknown as { model: Record<string, number[]> };
  const { initial, transition, means, variances } = model;
  return {
    states: means!.length,
    order: "variance",
    initial: Float64Array.from(initial!),
    transition: Float64Array.from(transition!),
    means: Float64Array.from(means!),
    variances: Float64Array.from(variances!),
  };
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]!).toBeCloseTo(expected[i]!, digits);
}

const series = Float64Array.from(regimes);

/** A path of a model, and the states that it went through. */
function simulate(
  model: HiddenMarkovModel,
  length: number,
  seed: number,
): { values: Float64Array; states: Uint8Array } {
  const random = new Random(seed);
  const states = new Uint8Array(length);
  let state = 0;
  const values = Float64Array.from({ length }, (_, i) => {
    let left = random.uniform();
    let next = 0;
    while (next < model.states - 1 && left >= model.transition[state * model.states + next]!)
      left -= model.transition[state * model.states + next++]!;
    state = next;
    states[i] = state;
    return model.means[state]! + Math.sqrt(model.variances[state]!) * random.normal();
  });
  return { values, states };
}

describe("against hmmlearn", () => {
  for (const states of [2, 3])
    test(`${states} states: likelihood, smoothed probabilities and the likeliest path of a model`, () => {
      const name = `markov ${states} 0`;
      const model = modelOf(name);
      const smoothed = smoothHiddenMarkov(model, series);
      expect(smoothed.logLikelihood).toBeCloseTo(answers[name].logLikelihood, 8);
      const picked = Array.from({ length: 20 }, (_, k) =>
        Array.from(smoothed.probabilities.slice(25 * k * states, 25 * k * states + states)),
      );
      close(picked.flat(), answers[name].smoothed, 10);
      expect(Array.from(likeliestStates(model, series)).join("")).toBe(answers[name].path);
    });

  for (const states of [2, 3])
    for (const steps of [1, 40])
      test(`${states} states: ${steps} steps of Baum and Welch's`, () => {
        const name = `markov ${states} ${steps}`;
        // The peer takes what it has after its steps.
        const fit = fitHiddenMarkov(series, { start: modelOf(name), iterations: steps, tolerance: 0 });
        const answer = answers[name];
        expect(fit.logLikelihood).toBeCloseTo(answer.logLikelihood, 6);
        for (const part of ["initial", "transition", "means", "variances"] as const) close(fit[part], answer[part], 6);
      });
});

describe("fitHiddenMarkov", () => {
  const planted: HiddenMarkovModel = {
    states: 3,
    order: "variance",
    initial: Float64Array.of(1, 0, 0),
    transition: Float64Array.of(0.98, 0.015, 0.005, 0.02, 0.96, 0.02, 0.01, 0.04, 0.95),
    means: Float64Array.of(0.05, 0, -0.2),
    variances: Float64Array.of(0.1, 1, 9),
  };

  test("finds regimes that were planted, over seeds", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { values, states } = simulate(planted, 4000, seed);
      const fit = fitHiddenMarkov(values, { states: 3, seed });
      expect(fit.converged).toBe(true);
      for (let j = 0; j < 3; j++) {
        expect(Math.abs(log(fit.variances[j]! / planted.variances[j]!))).toBeLessThan(0.25);
        expect(Math.abs(fit.transition[4 * j]! - planted.transition[4 * j]!)).toBeLessThan(0.03);
      }
      const path = likeliestStates(fit, values);
      const right = path.reduce((sum, state, i) => sum + Number(state === states[i]), 0);
      expect(right / 4000).toBeGreaterThan(0.93);
    }
  });

  test("gives the same bits for the same seed, and as likely a model for another", () => {
    const { values } = simulate(planted, 1500, 8);
    const [a, b, c] = [3, 3, 4].map((seed) => fitHiddenMarkov(values, { states: 3, seed }));
    expect(a).toEqual(b!);
    expect(Math.abs(a!.logLikelihood - c!.logLikelihood)).toBeLessThan(0.01);
  });

  test("no step lowers the likelihood, which is the filter's", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 4 }), (seed, states) => {
        const random = new Random(seed);
        const values = Float64Array.from({ length: 120 }, () => random.normal() * (random.chance(0.2) ? 4 : 1));
        let before = Number.NEGATIVE_INFINITY;
        let fit = fitHiddenMarkov(values, { states, starts: 1, seed, iterations: 1 });
        for (let k = 0; k < 12; k++) {
          expect(fit.logLikelihood).toBeGreaterThan(before - 1e-8);
          expect(filterHiddenMarkov(fit, values).logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
          before = fit.logLikelihood;
          fit = fitHiddenMarkov(values, { start: fit, iterations: 1 });
        }
      }),
      { numRuns: 20 },
    );
  });

  test("states are in the order that is asked for, and steps that run out are told", () => {
    const { values } = simulate(planted, 1500, 2);
    const byMean = fitHiddenMarkov(values, { states: 3, order: "mean" });
    expect(Array.from(byMean.means)).toEqual(Array.from(byMean.means).sort((a, b) => a - b));
    const short = fitHiddenMarkov(values, { states: 3, iterations: 2, starts: 1 });
    expect([short.converged, short.iterations]).toEqual([false, 2]);
  });

  test("bad input is named", () => {
    expect(() => fitHiddenMarkov(series, { states: 1 })).toThrow(ConfigError);
    expect(() => fitHiddenMarkov(series.slice(0, 15))).toThrow("at least 20");
    expect(() => fitHiddenMarkov(new Float64Array(50).fill(2))).toThrow("all values are the same");
    expect(() => fitHiddenMarkov(Float64Array.from(series, (x, i) => (i === 7 ? Number.NaN : x)))).toThrow(InputError);
    const model = modelOf("markov 2 0");
    expect(() => filterHiddenMarkov({ ...model, initial: Float64Array.of(0.5, 0.4) }, series)).toThrow("initial");
    expect(() => filterHiddenMarkov({ ...model, variances: Float64Array.of(0, 1) }, series)).toThrow("variances");
    expect(() => filterHiddenMarkov({ ...model, means: Float64Array.of(0) }, series)).toThrow("means");
    expect(() => filterHiddenMarkov(model, new Float64Array(0))).toThrow(InputError);
  });
});

describe("HiddenMarkovRegime", () => {
  const model = modelOf("markov 3 0");
  const prices = (() => {
    let price = 100;
    return Float64Array.from(regimes, (value, i) => {
      if (i > 0) price *= 1 + value / 100;
      return price;
    });
  })();
  const returns = Float64Array.from(prices.slice(1), (price, i) => log(price / prices[i]!));
  const scaled: HiddenMarkovModel = {
    ...model,
    means: model.means.map((mean) => mean / 100),
    variances: model.variances.map((variance) => variance / 1e4),
  };

  test("filters a stream with the bits of the batch, with updates and with bars, and across a snapshot", () => {
    const { probabilities } = filterHiddenMarkov(scaled, returns);
    const byUpdates = new HiddenMarkovRegime(2, { model: scaled, every: 3 });
    let byBars = new HiddenMarkovRegime(1, { model: scaled, every: "bar" });
    prices.forEach((price, i) => {
      for (let k = 0; k < 3; k++) byUpdates.update(1, k === 2 ? price : 1);
      byBars.bar(0, 1, 1, 1, price);
      byBars.bar(0, 1, 1, 1, Number.NaN);
      if (i === 250) {
        const writer = new SnapshotWriter();
        byBars.snapshot(writer);
        byBars = new HiddenMarkovRegime(1, { model, every: "bar" });
        byBars.restore(new SnapshotReader(writer.finish()));
      }
      if (i === 0) return;
      for (let j = 0; j < 3; j++) {
        expect(byUpdates.probability(1, j)).toBe(probabilities[3 * (i - 1) + j]!);
        expect(byBars.probability(0, j)).toBe(probabilities[3 * (i - 1) + j]!);
      }
      expect(byBars.update(0, price)).toBe(byUpdates.update(1, Number.NaN));
      expect(Math.abs(byBars.update(0, price))).toBeLessThan(1);
    });
    expect(byBars.reason(0)).toMatch(
      /^regime [123] of 3 with probability [\d.]+: mean -?[\d.e-]+ %, deviation [\d.]+ % a sample$/,
    );
    expect(byUpdates.reason(0)).toBe("warming up");
  });

  test("a value that the model excludes decides alone", () => {
    const stuck = {
      ...scaled,
      initial: Float64Array.of(1, 0, 0),
      transition: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    };
    const { probabilities, logLikelihood } = filterHiddenMarkov(stuck, Float64Array.of(0, 50));
    expect(Array.from(probabilities.slice(3))).toEqual([0, 0, 1]);
    expect(logLikelihood).toBe(Number.NEGATIVE_INFINITY);
  });

  test("bad options are named", () => {
    expect(() => new HiddenMarkovRegime(1, { model, every: 0 })).toThrow("every");
    expect(() => new HiddenMarkovRegime(1, { model, every: "day" as "bar" })).toThrow("every");
    const regime = new HiddenMarkovRegime(1, { model });
    expect(() => regime.setModel(0, modelOf("markov 2 0"))).toThrow("model.states");
  });
});
