import { describe, expect, test } from "bun:test";
import { exp, log, Random } from "@hotpath/core";
import type { TrainingData } from "../training/training-data.ts";
import { purgedFolds } from "./cross-validation.ts";
import { type Evaluation, evaluateFolds, trainCalibrated } from "./evaluate.ts";
import { exponentialVolatility } from "./exponential-volatility.ts";
import type { LabelSpans } from "./label-spans.ts";
import { averageUniqueness, cusumEvents } from "./sampling.ts";
import { judgeTrials, type TrialsJudgement } from "./trials.ts";
import { tripleBarrier } from "./triple-barrier.ts";

const BARS = 1500;
const SEEDS = process.env.HOTPATH_LONG === "1" ? 100 : 10;
/** The skill from which on something is taken for found: one chance in 740 a seed. */
const FOUND = 3;

/** The deflated Sharpe ratio from which on a trial is taken for more than luck. */
const CONFIDENT = 0.95;

/** A random walk, whose drift follows a visible tide where there is an edge; features of it, and labels by barriers. */
function market(seed: number, edge: number): { close: Float64Array; data: TrainingData; spans: LabelSpans } {
  const random = new Random(seed);
  const tide = new Float64Array(BARS);
  const logs = new Float64Array(BARS);
  logs[0] = log(100);
  for (let i = 1; i < BARS; i++) {
    tide[i] = 0.95 * tide[i - 1]! + random.normal() * Math.sqrt(1 - 0.95 * 0.95);
    logs[i] = logs[i - 1]! + 0.01 * (edge * tide[i - 1]! + random.normal());
  }
  const close = logs.map((each) => exp(each));
  const volatility = exponentialVolatility(close, 50);
  const events = cusumEvents(logs, 0.012).filter((bar) => bar >= 60);
  const labels = tripleBarrier(
    close,
    events,
    Float64Array.from(events, (bar) => volatility[bar]! * 2),
    { horizon: 15 },
  );
  const rows = [...labels.starts];
  const change = (bar: number, back: number) => (logs[bar]! - logs[bar - back]!) / Math.sqrt(back);
  const values = Float64Array.from(
    rows.flatMap((bar) => [
      tide[bar]!,
      change(bar, 1),
      change(bar, 5),
      change(bar, 20),
      change(bar, 60),
      volatility[bar]!,
      random.normal(),
    ]),
  );
  const spans = { starts: labels.starts, ends: labels.ends };
  const data = {
    values,
    features: 7,
    labels: Float64Array.from(labels.labels, (label) => (label > 0 ? 1 : 0)),
    weights: averageUniqueness(spans, BARS),
  };
  return { close, data, spans };
}

/** Bars for which a trial holds its position. */
const HELD = 10;

function research(seed: number, edge: number): { evaluation: Evaluation; trials: TrialsJudgement; baseRate: number } {
  const { close, data, spans } = market(seed, edge);
  const boosting = { rounds: 30, leaves: 4, learningRate: 0.05, leastRows: 20 };
  const evaluation = evaluateFolds(
    data,
    spans,
    purgedFolds(spans, 4, { embargo: 15 }),
    (train, own) => trainCalibrated(train, own, { boosting, embargo: 15 }).probabilities,
  );
  // Trials: with the sign of each feature, held from the event on, where the last position has ended. Not against it too:
  // a mirror image is no trial of its own, and that of an edge would make the trials look wilder than luck is.
  const rows: number[] = [];
  for (const [r, bar] of spans.starts.entries())
    if (bar + HELD < BARS && (rows.length === 0 || bar >= spans.starts[rows.at(-1)!]! + HELD)) rows.push(r);
  const trials = Array.from({ length: data.features }, () => new Float64Array(rows.length));
  for (const [k, r] of rows.entries())
    for (let t = 0; t < trials.length; t++) {
      const bar = spans.starts[r]!;
      const value = data.values[r * data.features + t]!;
      const next = close[bar + HELD]! / close[bar]! - 1;
      trials[t]![k] = Math.sign(value) * next;
    }
  const baseRate = data.labels.reduce((sum, label) => sum + label, 0) / data.labels.length;
  return { evaluation, trials: judgeTrials(trials), baseRate };
}

describe(`the whole path, over ${SEEDS} seeds`, () => {
  test("on pure noise nothing is found", () => {
    let overfitting = 0;
    let distance = 0;
    let deflated = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { evaluation, trials, baseRate } = research(seed, 0);
      expect(evaluation.skill, `seed ${seed}`).toBeLessThan(FOUND);
      overfitting += trials.overfitting.probability / SEEDS;
      if (trials.deflatedSharpe > CONFIDENT) deflated++;
      distance +=
        evaluation.probabilities.reduce((sum, p) => sum + Math.abs(p - baseRate), 0) / evaluation.rows / SEEDS;
    }
    expect(overfitting).toBeGreaterThan(0.2);
    // Said of luck once in twenty at the most; of 10 seeds once may be.
    expect(deflated / SEEDS).toBeLessThanOrEqual(SEEDS < 100 ? 0.1 : 0.05);
    if (process.env.HOTPATH_LONG === "1") console.log(`noise: overfitting ${overfitting}, deflated ${deflated}`);
    expect(distance).toBeLessThan(0.06);
  }, 3_600_000);

  test("a planted edge is found", () => {
    let overfitting = 0;
    let deflated = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { evaluation, trials } = research(seed, 0.5);
      expect(evaluation.skill, `seed ${seed}`).toBeGreaterThan(FOUND);
      expect(evaluation.auc).toBeGreaterThan(0.6);
      expect(evaluation.calibrationError).toBeLessThan(0.12);
      overfitting += trials.overfitting.probability / SEEDS;
      if (trials.deflatedSharpe > CONFIDENT) deflated++;
    }
    if (process.env.HOTPATH_LONG === "1") console.log(`edge: overfitting ${overfitting}, deflated ${deflated}`);
    expect(deflated / SEEDS).toBeGreaterThanOrEqual(0.9);
    expect(overfitting).toBeLessThan(0.1);
  }, 3_600_000);
});
