import { describe, expect, test } from "bun:test";
import { exp, log, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { barFeatures } from "./features/bar-features.ts";
import { modelGenerator, rsiReversal, SignalSet, UPDATES_PER_BAR } from "./index.ts";
import { type Calibration, trainCalibrated } from "./research/index.ts";
import { readSignalModel, type SignalModel, SignalModelScorer, writeSignalModel } from "./training/index.ts";

const random = new Random(12);
/** Updates of a walk whose drift turns slowly, and the bars that a set builds of them. */
const updates = (() => {
  let [level, way] = [log(20_000), 0];
  return Float64Array.from({ length: 400 * UPDATES_PER_BAR }, () => {
    way = 0.995 * way + 0.000_05 * random.normal();
    level += way + 0.0005 * random.normal();
    return exp(level);
  });
})();
const bars = (() => {
  const count = updates.length / UPDATES_PER_BAR;
  const of = (pick: (prices: Float64Array) => number) =>
    Float64Array.from({ length: count }, (_, i) =>
      pick(updates.subarray(i * UPDATES_PER_BAR, (i + 1) * UPDATES_PER_BAR)),
    );
  return { close: of((p) => p.at(-1)!), high: of((p) => Math.max(...p)), low: of((p) => Math.min(...p)) };
})();

/** A model of the next bar's direction on these features, through its file. */
function trained(calibration: Calibration["kind"], features = ["change_1", "change_5", "rsi_14", "macd", "place"]) {
  const columns = barFeatures(bars);
  const rows = Int32Array.from({ length: 300 }, (_, i) => i + 60);
  const data = {
    values: Float64Array.from([...rows].flatMap((bar) => features.map((name) => columns[name]![bar]!))),
    features: features.length,
    labels: Float64Array.from(rows, (bar) => (bars.close[bar + 1]! > bars.close[bar]! ? 1 : 0)),
  };
  const spans = { starts: rows, ends: rows.map((bar) => bar + 1) };
  const model = trainCalibrated(data, spans, { boosting: { rounds: 20, leaves: 6 }, calibration });
  const label = { name: "next bar", horizon: 3, parameters: {} };
  const window = { from: "60", to: "360", rows: 300 };
  const text = writeSignalModel({ ...model, features, window, label });
  return readSignalModel(text);
}

describe("modelGenerator", () => {
  test("scored live, of bars that are built and of bars that are given, equals scored over columns bit for bit", () => {
    for (const kind of ["platt", "isotonic", "beta"] as const) {
      const model = trained(kind);
      const columns = barFeatures(bars);
      const rows = Float64Array.from([...bars.close.keys()].flatMap((i) => model.features.map((f) => columns[f]![i]!)));
      const batch = new SignalModelScorer(model).score(
        rows,
        model.features.length,
        new Float64Array(bars.close.length),
      );
      const generators = [rsiReversal(), modelGenerator(model)];
      using built = new SignalSet({ symbols: 2, generators });
      using given = new SignalSet({ symbols: 2, generators, config: { enableSimd: false } });
      for (const [i, price] of updates.entries()) {
        built.update(1, price, 0, i);
        if ((i + 1) % UPDATES_PER_BAR !== 0) continue;
        const bar = (i + 1) / UPDATES_PER_BAR - 1;
        // Twice the price, as a stage gives it.
        given.bar(1, 0, 2 * bars.high[bar]!, 2 * bars.low[bar]!, 2 * bars.close[bar]!, 0);
        expect(built.value(1, 1)).toBe(batch[bar]!);
        expect(given.value(1, 1)).toBe(batch[bar]!);
      }
      const signal = 2 * batch.at(-1)! - 1;
      built.update(1, updates.at(-1)!, 0, updates.length);
      expect(built.score(1, 1)).toBe(signal);
      expect(built.horizon(1)).toBe(48);
      const view = built.ranked(1).find(({ generator }) => generator === "model");
      if (view !== undefined) expect(view.reason).toContain("a model of next bar, trained on 60 to 360");
    }
  });

  test("says nothing until all of its features are there, and goes on after a snapshot", () => {
    const generators = [modelGenerator(trained("platt"))];
    using set = new SignalSet({ symbols: 1, generators });
    const spoke: number[] = [];
    for (const [i, price] of updates.subarray(0, 60 * UPDATES_PER_BAR).entries()) {
      set.update(0, price, 0, i);
      if (!Number.isNaN(set.score(0, 0))) spoke.push(i);
    }
    // The histogram of the MACD is the last to come, with the 34th bar, and counts from the update behind it.
    expect(spoke[0]).toBe(34 * UPDATES_PER_BAR);
    const writer = new SnapshotWriter();
    set.snapshot(writer);
    using copy = new SignalSet({ symbols: 1, generators });
    copy.restore(new SnapshotReader(writer.finish()));
    for (const [i, price] of updates.subarray(60 * UPDATES_PER_BAR).entries()) {
      expect(copy.update(0, price, 0, 1e6 + i)).toBe(set.update(0, price, 0, 1e6 + i));
      expect(copy.score(0, 0)).toBe(set.score(0, 0));
    }
  });

  test("a bar without prices is passed over", () => {
    using set = new SignalSet({ symbols: 1, generators: [modelGenerator(trained("platt"))] });
    for (let i = 0; i < 100; i++) set.bar(0, 1, bars.high[i]!, bars.low[i]!, bars.close[i]!, 1);
    const before = set.value(0, 0);
    set.bar(0, 1, Number.NaN, 1, 1, 1);
    set.bar(0, 0, 0, 0, 0, 0);
    expect(set.value(0, 0)).toBe(before);
  });

  test("enableQuantization moves the probability by no more than its bound", () => {
    for (const kind of ["platt", "isotonic", "beta"] as const) {
      const make = modelGenerator(trained(kind));
      using exact = new SignalSet({ symbols: 1, generators: [make] });
      using coarse = new SignalSet({ symbols: 1, generators: [make], config: { enableQuantization: true } });
      const { quantizationBound: bound } = make(1, coarse.config) as unknown as { quantizationBound: number };
      expect(bound).toBeGreaterThan(0);
      expect(bound).toBeLessThan(0.01);
      let worst = 0;
      for (let i = 0; i < bars.close.length; i++) {
        for (const set of [exact, coarse]) set.bar(0, 0, bars.high[i]!, bars.low[i]!, bars.close[i]!, 0);
        if (i > 2) worst = Math.max(worst, Math.abs(exact.value(0, 0) - coarse.value(0, 0)));
      }
      expect(worst).toBeLessThanOrEqual(bound + 1e-12);
      expect(worst).toBeGreaterThan(0);
    }
  });

  test("a model that does not fit is refused with what is wrong", () => {
    const model = trained("platt");
    const refuse = (change: Partial<SignalModel>) => () => modelGenerator({ ...model, ...change }, { name: "mine" });
    expect(refuse({ features: ["change_1", "tide", "rsi_14", "macd", "moon"] })).toThrow(
      "mine.features: got 'tide, moon'".replaceAll("'", '"'),
    );
    expect(refuse({ ensemble: { ...model.ensemble, outputs: 3 } })).toThrow("mine.ensemble.outputs: got 3");
    const { calibration: _, ...uncalibrated } = model;
    const objective = { name: "regression", transform: "identity" as const, slope: 1 };
    expect(() => modelGenerator({ ...uncalibrated, ensemble: { ...model.ensemble, objective } })).toThrow(
      "model.ensemble.objective",
    );
    expect(() => modelGenerator(model, { updatesPerBar: 0 })).toThrow("updatesPerBar: got 0");
  });
});
