import { describe, expect, test } from "bun:test";
import { exp, log, Random } from "@hotpath/core";
import type { TrainingData } from "../training/training-data.ts";
import { purgedFolds } from "./cross-validation.ts";
import { type Evaluation, evaluateFolds, trainCalibrated } from "./evaluate.ts";
import type { LabelSpans } from "./label-spans.ts";
import { backtestOverfitting } from "./overfitting.ts";
import { averageUniqueness, cusumEvents } from "./sampling.ts";
import { exponentialVolatility, tripleBarrier } from "./triple-barrier.ts";

const BARS = 1500;
const SEEDS = process.env.HOTPATH_LONG === "1" ? 100 : 10;
/** The skill from which on something is taken for found: one chance in 740 a seed. */
const FOUND = 3;

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

function research(seed: number, edge: number): { evaluation: Evaluation; overfitting: number; baseRate: number } {
  const { close, data, spans } = market(seed, edge);
  const boosting = { rounds: 30, leaves: 4, learningRate: 0.05, leastRows: 20 };
  const evaluation = evaluateFolds(
    data,
    spans,
    purgedFolds(spans, 4, { embargo: 15 }),
    (train, own) => trainCalibrated(train, own, { boosting, embargo: 15 }).probabilities,
  );
  // Trials: each feature, either way, held for the bar behind the event.
  const trials = Array.from({ length: 2 * data.features }, () => new Float64Array(spans.starts.length));
  for (const [r, bar] of spans.starts.entries())
    for (let t = 0; t < trials.length; t++) {
      const value = data.values[r * data.features + (t >> 1)]!;
      const next = close[Math.min(BARS - 1, bar + 10)]! / close[bar]! - 1;
      trials[t]![r] = Math.sign(value) * (t % 2 === 0 ? 1 : -1) * next;
    }
  const baseRate = data.labels.reduce((sum, label) => sum + label, 0) / data.labels.length;
  return { evaluation, overfitting: backtestOverfitting(trials, 10).probability, baseRate };
}

describe(`the whole path, over ${SEEDS} seeds`, () => {
  test("on pure noise nothing is found", () => {
    let overfitting = 0;
    let distance = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { evaluation, overfitting: own, baseRate } = research(seed, 0);
      expect(evaluation.skill, `seed ${seed}`).toBeLessThan(FOUND);
      overfitting += own / SEEDS;
      distance +=
        evaluation.probabilities.reduce((sum, p) => sum + Math.abs(p - baseRate), 0) / evaluation.rows / SEEDS;
    }
    expect(overfitting).toBeGreaterThan(0.2);
    expect(distance).toBeLessThan(0.06);
  }, 3_600_000);

  test("a planted edge is found", () => {
    let overfitting = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { evaluation, overfitting: own } = research(seed, 0.5);
      expect(evaluation.skill, `seed ${seed}`).toBeGreaterThan(FOUND);
      expect(evaluation.auc).toBeGreaterThan(0.6);
      expect(evaluation.calibrationError).toBeLessThan(0.12);
      overfitting += own / SEEDS;
    }
    expect(overfitting).toBeLessThan(0.1);
  }, 3_600_000);
});
