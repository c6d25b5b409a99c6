import { describe, expect, test } from "bun:test";
import { ConfigError, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { logistic } from "../models/objective.ts";
import { AdaptiveForest } from "./adaptive-forest.ts";
import { Adwin } from "./adwin.ts";
import { HoeffdingTree } from "./hoeffding-tree.ts";
import { NearestNeighbours } from "./nearest-neighbours.ts";
import { PassiveAggressive, RecursiveLeastSquares } from "./online-linear.ts";
import { AdagradLogistic, FtrlLogistic } from "./online-logistic.ts";
import type { OnlineModel } from "./online-model.ts";

const FEATURES = 4;

const makers: Record<string, () => OnlineModel> = {
  ftrl: () => new FtrlLogistic({ features: FEATURES, alpha: 0.3, l1: 0.5 }),
  adagrad: () => new AdagradLogistic({ features: FEATURES }),
  "recursive least squares": () => new RecursiveLeastSquares({ features: FEATURES, forgetting: 0.999 }),
  "passive-aggressive": () => new PassiveAggressive({ features: FEATURES, aggressiveness: 0.05 }),
  "passive-aggressive II, regression": () =>
    new PassiveAggressive({ features: FEATURES, kind: "regression", variant: 2, aggressiveness: 0.05 }),
  "Hoeffding tree": () => new HoeffdingTree({ features: FEATURES, delta: 1e-3 }),
  "adaptive forest": () => new AdaptiveForest({ features: FEATURES, trees: 5 }),
  "nearest neighbours": () => new NearestNeighbours({ features: FEATURES, capacity: 500, byDistance: true }),
};

/** Rows whose label follows the first two features. */
function stream(seed: number, sign = 1): () => { row: Float64Array; label: number } {
  const random = new Random(seed);
  return () => {
    const row = Float64Array.from({ length: FEATURES }, () => random.normal());
    return { row, label: random.uniform() < logistic(sign * (2 * row[0]! - 1.5 * row[1]!)) ? 1 : 0 };
  };
}

/** The share of rows on whose side of the middle the model is. */
function accuracy(model: OnlineModel, next: () => { row: Float64Array; label: number }, middle: number): number {
  let right = 0;
  for (let i = 0; i < 500; i++) {
    const { row, label } = next();
    if (model.predict(row) > middle === (label === 1)) right++;
  }
  return right / 500;
}

describe("every online model", () => {
  for (const [name, make] of Object.entries(makers)) {
    const middle = name === "passive-aggressive" ? 0 : 0.5;

    test(`${name}: learns, and goes on from a snapshot to the bit`, () => {
      const model = make();
      const next = stream(1);
      for (let i = 0; i < 3000; i++) {
        const { row, label } = next();
        model.learn(row, label);
      }
      expect(accuracy(model, stream(2), middle)).toBeGreaterThan(0.7);
      const writer = new SnapshotWriter();
      model.snapshot(writer);
      const other = make();
      other.restore(new SnapshotReader(writer.finish()));
      for (let i = 0; i < 300; i++) {
        const { row, label } = next();
        expect(other.predict(row)).toBe(model.predict(row));
        model.learn(row, label);
        other.learn(row, label);
      }
    });

    test(`${name}: rows with what is not finite are counted and change nothing`, () => {
      const model = make();
      const twin = make();
      const next = stream(3);
      for (let i = 0; i < 300; i++) {
        const { row, label } = next();
        model.learn(row, label);
        twin.learn(row, label);
        const broken = row.slice();
        broken[i % FEATURES] = i % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
        model.learn(broken, label);
        model.learn(row, Number.NaN);
        expect(Number.isFinite(model.predict(broken))).toBe(true);
      }
      expect(model.rejected).toBe(900);
      const { row } = next();
      expect(model.predict(row)).toBe(twin.predict(row));
    });
  }
});

test("FTRL with l1 leaves weights of what says nothing at exactly 0", () => {
  const model = new FtrlLogistic({ features: FEATURES, alpha: 0.1, l1: 20 });
  const next = stream(5);
  for (let i = 0; i < 4000; i++) {
    const { row, label } = next();
    model.learn(row, label);
  }
  expect([2, 3].map((f) => model.weight(f))).toEqual([0, 0]);
  expect(model.weight(0)).toBeGreaterThan(0.3);
  expect(model.weight(1)).toBeLessThan(-0.3);
});

test("recursive least squares is least squares", () => {
  const random = new Random(8);
  const model = new RecursiveLeastSquares({ features: 2, delta: 1e9 });
  for (let i = 0; i < 200; i++) {
    const row = Float64Array.of(random.normal(), random.normal());
    model.learn(row, 3 * row[0]! - 2 * row[1]! + 0.5);
  }
  expect([0, 1, 2].map((k) => model.weight(k).toFixed(6))).toEqual(["3.000000", "-2.000000", "0.500000"]);
});

test("ADWIN: the window grows while nothing changes, and drops what was before a change", () => {
  const random = new Random(2);
  const still = new Adwin();
  let alarms = 0;
  for (let i = 0; i < 20_000; i++) if (still.add(random.chance(0.3) ? 1 : 0)) alarms++;
  expect(alarms).toBeLessThanOrEqual(2);
  const adwin = new Adwin();
  for (let i = 0; i < 3000; i++) adwin.add(random.chance(0.2) ? 1 : 0);
  let foundAt = -1;
  for (let i = 0; i < 1000; i++) if (adwin.add(random.chance(0.6) ? 1 : 0) && foundAt < 0) foundAt = i;
  expect(foundAt).toBeGreaterThan(0);
  expect(foundAt).toBeLessThan(200);
  expect(adwin.width).toBeLessThan(1200);
  expect(Math.abs(adwin.mean - 0.6)).toBeLessThan(0.06);
  // Sums of buckets are sums of values: without a change, the mean is that of all.
  const plain = new Adwin(1e-9);
  let sum = 0;
  for (let i = 0; i < 777; i++) {
    plain.add(i % 2);
    sum += i % 2;
  }
  expect(plain.mean).toBeCloseTo(sum / 777, 12);
});

test("an adaptive forest follows a world that turns over; a tree that does not forget cannot", () => {
  const forest = new AdaptiveForest({ features: FEATURES, trees: 8 });
  const tree = new HoeffdingTree({ features: FEATURES, delta: 1e-3 });
  for (const [seed, sign] of [
    [1, 1],
    [2, -1],
  ] as const) {
    const next = stream(seed, sign);
    for (let i = 0; i < 3000; i++) {
      const { row, label } = next();
      forest.learn(row, label);
      tree.learn(row, label);
    }
  }
  expect(forest.drifts).toBeGreaterThan(3);
  const [ofForest, ofTree] = [forest, tree].map((model) => accuracy(model, stream(9, -1), 0.5));
  expect(ofForest).toBeGreaterThan(0.7);
  expect(ofForest).toBeGreaterThan(ofTree! + 0.05);
});

test("nearest neighbours: the mean of the nearest, in standard deviations", () => {
  const model = new NearestNeighbours({ features: 2, k: 2, capacity: 4 });
  // The second feature is of another size, and counts as much.
  for (const [x, y, label] of [
    [0, 0, 1],
    [1, 0, 2],
    [0, 1000, 3],
    [1, 1000, 4],
  ] as const)
    model.learn(Float64Array.of(x, y), label);
  expect(model.predict(Float64Array.of(0.4, 0))).toBe(1.5);
  expect(model.predict(Float64Array.of(0, 600))).toBe(2);
  model.learn(Float64Array.of(0.4, 0), 10);
  expect(model.predict(Float64Array.of(0.5, 0))).toBe(6);
});

test("options out of range are named", () => {
  expect(() => new FtrlLogistic({ features: 0 })).toThrow("features: got 0");
  expect(() => new FtrlLogistic({ features: 1, alpha: -1 })).toThrow(ConfigError);
  expect(() => new HoeffdingTree({ features: 2, subset: 3 })).toThrow("subset: got 3");
  expect(() => new NearestNeighbours({ features: 2, k: 5, capacity: 2 })).toThrow("capacity: got 2");
  expect(() => new Adwin(2)).toThrow("delta: got 2");
});
