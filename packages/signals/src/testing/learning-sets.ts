import { readFileSync } from "node:fs";
import { log, Random } from "@hotpath/core";
import { logistic } from "../models/objective.ts";
import type { TrainingData } from "../training/training-data.ts";

/** Rows to train on, and rows to judge by. */
export interface LearningSet {
  name: string;
  train: TrainingData;
  test: TrainingData;
}

/** Splits rows in two, the later ones to judge by. */
export function splitAt(
  values: Float64Array,
  features: number,
  labels: Float64Array,
  rows: number,
): Omit<LearningSet, "name"> {
  return {
    train: { values: values.slice(0, rows * features), features, labels: labels.slice(0, rows) },
    test: { values: values.slice(rows * features), features, labels: labels.slice(rows) },
  };
}

/** A smooth surface with interactions, and features that say nothing. */
export function surfaceSet(rows: number, features = 20, seed = 1): LearningSet {
  const random = new Random(seed);
  const values = Float64Array.from({ length: 2 * rows * features }, () => random.normal());
  const labels = Float64Array.from({ length: 2 * rows }, (_, r) => {
    const x = (f: number) => values[r * features + f]!;
    const score = x(0) + 0.8 * x(1) * x(2) + (x(3) > 0.5 ? 1 : -0.4) + 0.5 * x(4) * x(4) - 0.5;
    return random.uniform() < logistic(score) ? 1 : 0;
  });
  return { name: "surface", ...splitAt(values, features, labels, rows) };
}

/** Few values a feature, a fifth of them missing for a reason. */
export function missingSet(rows: number, seed = 2): LearningSet {
  const features = 16;
  const random = new Random(seed);
  const values = new Float64Array(2 * rows * features);
  const labels = Float64Array.from({ length: 2 * rows }, (_, r) => {
    let score = -0.5;
    for (let f = 0; f < features; f++) {
      const value = random.integer(4 + 2 * f);
      const isMissing = random.uniform() < 0.2;
      values[r * features + f] = isMissing ? Number.NaN : value;
      if (f < 6) score += isMissing ? 0.5 : (value % 3 === 1 ? 0.7 : -0.3) * (f % 2 === 0 ? 1 : -1);
    }
    return random.uniform() < logistic(score) ? 1 : 0;
  });
  return { name: "missing", ...splitAt(values, features, labels, rows) };
}

/** Real daily bars of the S&P 500: does the next day's range pass the mean of the last twenty? */
export function barsSet(file: string): LearningSet {
  const lines = readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1);
  const [high, low, close] = [2, 3, 4].map((k) => lines.map((line) => Number(line.split(",")[k])));
  const range = high!.map((h, i) => log(h / low![i]!));
  const price = close!.map(log);
  const move = price.map((p, i) => (i === 0 ? 0 : p - price[i - 1]!));
  const mean = (x: readonly number[], end: number, count: number) => {
    let sum = 0;
    for (let i = end - count; i < end; i++) sum += x[i]!;
    return sum / count;
  };
  const features = 12;
  const values: number[] = [];
  const labels: number[] = [];
  for (let i = 60; i + 1 < price.length; i++) {
    values.push(
      ...[move[i]!, move[i - 1]!, move[i - 2]!, range[i]!, range[i - 1]!, range[i - 2]!],
      ...[mean(range, i + 1, 5), mean(range, i + 1, 20), mean(range, i + 1, 60)],
      ...[mean(move, i + 1, 5), mean(move, i + 1, 20), price[i]! - mean(price, i + 1, 20)],
    );
    labels.push(range[i + 1]! > mean(range, i + 1, 20) ? 1 : 0);
  }
  return {
    name: "bars",
    ...splitAt(Float64Array.from(values), features, Float64Array.from(labels), Math.floor(labels.length * 0.7)),
  };
}
