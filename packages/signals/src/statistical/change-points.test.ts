import { describe, expect, test } from "bun:test";
import { InputError, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { changing, questions, statisticalAnswers } from "../testing/statistical-peers.ts";
import {
  BayesianBreak,
  changePoints,
  cusumAlarms,
  cusumRunLength,
  cusumThreshold,
  RunLengthPosterior,
} from "./index.ts";

describe("CUSUM", () => {
  test("Siegmund's run lengths, beside the exact ones of Lucas and Crosier (Technometrics 24, 1982): k ½", () => {
    const exact: [number, number, number][] = [
      [4, 0, 168],
      [5, 0, 465],
      [4, 1, 8.38],
      [5, 1, 10.4],
      [4, 0.5, 26.6],
      [5, 0.5, 38.0],
      [4, 2, 3.34],
      [5, 2, 4.01],
    ];
    for (const [threshold, shift, length] of exact)
      expect(Math.abs(cusumRunLength(0.5, threshold, shift) / length - 1)).toBeLessThan(0.04);
  });

  test("run lengths of a simulation are within three standard errors and five per cent", () => {
    const random = new Random(5);
    for (const [threshold, shift] of [
      [4, 0],
      [3, 0],
      [4, 1],
    ] as const) {
      const lengths: number[] = [];
      let since = 0;
      const values = Float64Array.from({ length: 150_000 }, () => random.normal() + shift);
      for (const at of cusumAlarms(values, 0.5, threshold).at) {
        lengths.push(at - since + (since === 0 ? 1 : 0));
        since = at;
      }
      const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
      const expected = cusumRunLength(0.5, threshold, shift);
      expect(Math.abs(mean - expected)).toBeLessThan((3 * expected) / Math.sqrt(lengths.length) + 0.05 * expected);
    }
  });

  test("a threshold has the run length that it was made for", () => {
    for (const drift of [0.25, 0.5, 1])
      for (const length of [50, 465, 1e6])
        expect(cusumRunLength(drift, cusumThreshold(drift, length)) / length).toBeCloseTo(1, 8);
    expect(() => cusumThreshold(0.5, 1)).toThrow("runLength");
    // Where the shift is the drift the formula's quotient is 0 ÷ 0: it goes on smoothly.
    expect(cusumRunLength(0.5, 4, 0.5) / cusumRunLength(0.5, 4, 0.5 + 1e-6)).toBeCloseTo(1, 4);
  });

  test("by hand: alarms, directions, beginnings", () => {
    const values = Float64Array.of(0, 0, 2, 2, 2, Number.NaN, 0, -3, -3, 0);
    const alarms = cusumAlarms(values, 0.5, 4);
    expect(Array.from(alarms.at)).toEqual([4, 8]);
    expect(Array.from(alarms.directions)).toEqual([1, -1]);
    expect(Array.from(alarms.since)).toEqual([2, 7]);
    expect(cusumAlarms(new Float64Array(0)).at.length).toBe(0);
  });
});

describe("run lengths", () => {
  const series = Float64Array.from(changing);
  const { hazard, mean, strength, variance, degrees } = questions.runLengths as unknown as Record<string, number>;
  const prior = { hazard: hazard!, mean: mean!, strength: strength!, variance: variance!, degrees: degrees! };
  const answer = statisticalAnswers().runLengths;

  test("with nothing pruned are Adams and MacKay's", () => {
    const { recent, means } = changePoints(series, { ...prior, runs: 1000, prune: 0 });
    for (const [k, expected] of answer.recent.entries()) expect(recent[10 * k]!).toBeCloseTo(expected, 10);
    for (const [k, expected] of answer.means.entries()) expect(means[10 * k]!).toBeCloseTo(expected, 10);
    const posterior = new RunLengthPosterior(1, { ...prior, runs: 1000, prune: 0 });
    for (const value of series) posterior.take(0, value);
    const { lengths, probabilities } = posterior.posterior(0);
    expect(lengths.length).toBe(241);
    for (const [r, expected] of answer.last.entries()) expect(probabilities[r]!).toBeCloseTo(expected, 10);
    expect(posterior.likeliestLength(0)).toBe(answer.likeliest);
  });

  test("pruned to 60 they are nearly those", () => {
    const { recent } = changePoints(series, { ...prior, runs: 60, prune: 1e-6 });
    for (const [k, expected] of answer.recent.entries())
      expect(Math.abs(recent[10 * k]! - expected)).toBeLessThan(0.01);
  });

  test("a change is found within 15 values over 50 seeds, and few where there is none", () => {
    let [found, late, quiet] = [0, 0, 0];
    for (let seed = 1; seed <= 50; seed++) {
      const random = new Random(seed);
      const values = Float64Array.from({ length: 300 }, (_, i) => random.normal() + (i >= 200 ? 2 : 0));
      const { lengths } = changePoints(values);
      if (lengths[199]! > 100) quiet++;
      const length = lengths[214]!;
      if (length <= 20) found++;
      else late++;
    }
    expect(found).toBeGreaterThanOrEqual(48);
    expect(late).toBeLessThanOrEqual(2);
    expect(quiet).toBeGreaterThanOrEqual(45);
  });

  test("long runs fade and are bounded; what is impossible begins a new one", () => {
    const random = new Random(3);
    const posterior = new RunLengthPosterior(2, { hazard: 1e-6, runs: 8 });
    for (let i = 0; i < 12_000; i++) posterior.take(1, 5 + random.normal());
    expect(posterior.posterior(1).lengths.length).toBeLessThanOrEqual(8);
    expect(posterior.likeliestLength(1)).toBeGreaterThan(11_000);
    expect(Math.abs(posterior.mean(1) - 5)).toBeLessThan(0.06);
    expect(Math.abs(posterior.variance(1) - 1)).toBeLessThan(0.1);
    posterior.take(1, Number.NaN);
    posterior.take(1, 1e300);
    const { probabilities } = posterior.posterior(1);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(posterior.posterior(0).lengths).toEqual(Float64Array.of(0));
  });

  test("streams among other symbols have the batch's bits, across a snapshot", () => {
    const batch = changePoints(series, prior, 12);
    let posterior = new RunLengthPosterior(3, prior);
    for (let i = 0; i < series.length; i++) {
      posterior.take(0, series[series.length - 1 - i]!);
      posterior.take(2, series[i]!);
      expect(posterior.probabilityBelow(2, 12)).toBe(batch.recent[i]!);
      expect(posterior.mean(2)).toBe(batch.means[i]!);
      if (i !== 100) continue;
      const writer = new SnapshotWriter();
      posterior.snapshot(writer);
      posterior = new RunLengthPosterior(3, prior);
      posterior.restore(new SnapshotReader(writer.finish()));
    }
    const writer = new SnapshotWriter();
    posterior.snapshot(writer);
    expect(() =>
      new RunLengthPosterior(3, { ...prior, runs: 40 }).restore(new SnapshotReader(writer.finish())),
    ).toThrow(InputError);
  });

  test("bad options are named", () => {
    const wrong = { hazard: 1, strength: 0, variance: -1, degrees: 0, runs: 1, prune: 0.5, mean: Number.NaN };
    for (const [name, value] of Object.entries(wrong))
      expect(() => new RunLengthPosterior(1, { [name]: value })).toThrow(name);
    expect(() => changePoints(Float64Array.of(1, Number.NaN))).toThrow("value 1");
    expect(() => changePoints(new Float64Array(0))).toThrow(InputError);
  });
});

describe("BayesianBreak", () => {
  test("follows a drift that has set in, says when, and forgets it", () => {
    const random = new Random(4);
    const signal = new BayesianBreak(1, { every: 2, within: 20 });
    let price = 1000;
    const signals: number[] = [];
    for (let i = 0; i < 400; i++) {
      price += random.normal() + (i >= 200 && i < 240 ? 2 : 0);
      signal.update(0, price);
      signals.push(signal.update(0, price));
      if (i === 212)
        expect(signal.reason(0)).toMatch(/^changed within 20 samples with probability 0\.[89]\d*; drift \d/);
    }
    expect(signals.slice(0, 8).every(Number.isNaN)).toBe(true);
    expect(Math.max(...signals.slice(202, 215))).toBeGreaterThan(0.4);
    expect(signals.slice(8).every((value) => Math.abs(value) < 1)).toBe(true);
    expect(Math.abs(signals.at(-1)!)).toBeLessThan(0.2);
  });

  test("goes on from a snapshot to the bit", () => {
    const random = new Random(6);
    const [whole, second] = [new BayesianBreak(1, { every: "bar" }), new BayesianBreak(1, { every: "bar" })];
    let price = 100;
    for (let i = 0; i < 300; i++) {
      price += random.normal();
      whole.bar(0, price, price, price, price);
      if (i === 149) {
        const writer = new SnapshotWriter();
        whole.snapshot(writer);
        second.restore(new SnapshotReader(writer.finish()));
      }
      if (i >= 150) {
        second.bar(0, price, price, price, price);
        expect(second.update(0, price)).toBe(whole.update(0, price));
      }
    }
  });
});
