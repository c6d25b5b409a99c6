import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { integer, oneOf, real } from "@hotpath/engine";
import { walkBars } from "../../testing/bars.ts";
import { parameterSets, sweepAxis } from "./parameter-grid.ts";
import { runSweep } from "./run-sweep.ts";
import type { SweepJob } from "./sweep-messages.ts";
import { TrialCache } from "./trial-cache.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "hotpath-sweep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bars = walkBars(700, 11);
const job: SweepJob = {
  file: resolve(import.meta.dir, "../../testing/cross-file.ts"),
  isVectorised: false,
  data: { bars: [{ instrument: { id: 1, symbol: "WALK", priceDecimals: 2 }, columns: { ...bars } }] },
  config: { maxOrders: 64, riskLimits: { maxDrawdown: 1, maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 } },
  periodsPerYear: 365,
};
const definitions = {
  fast: integer({ min: 1, max: 50, default: 5 }),
  share: real({ min: 0, max: 1, default: 0.5 }),
  style: oneOf(["take", "join"]),
};
const sets = parameterSets([
  { name: "fast", values: [2, 3, 5, 8, 13] },
  { name: "slow", values: [20, 30, 40] },
]);

describe("axes", () => {
  test("ranges, steps, lists", () => {
    const values = (text: string) => sweepAxis(definitions, text).values;
    expect(values("fast=5..8")).toEqual([5, 6, 7, 8]);
    expect(values("fast=5..20:10")).toEqual([5, 15]);
    expect(values("share=0.1..0.5:0.2")).toEqual([0.1, 0.3, 0.5]);
    expect(values("share=0.25,1")).toEqual([0.25, 1]);
    expect(values("style=join,take")).toEqual(["join", "take"]);
    for (const wrong of ["fast", "none=1..2", "fast=0..3", "fast=8..5", "fast=1..2:0", "fast=2,2", "style=x", "fast="])
      expect(() => values(wrong)).toThrow("sweep");
  });

  test("all sets in order, or a sample of them without repetition, the same for a seed", () => {
    expect(sets.length).toBe(15);
    expect(sets.slice(0, 4)).toEqual([
      { fast: 2, slow: 20 },
      { fast: 2, slow: 30 },
      { fast: 2, slow: 40 },
      { fast: 3, slow: 20 },
    ]);
    const axes = [sweepAxis(definitions, "fast=1..50"), sweepAxis(definitions, "share=0..1:0.01")];
    const drawn = parameterSets(axes, 200, 7);
    expect(new Set(drawn.map((set) => JSON.stringify(set))).size).toBe(200);
    expect(parameterSets(axes, 200, 7)).toEqual(drawn);
    expect(parameterSets(axes, 200, 8)).not.toEqual(drawn);
    expect(() => parameterSets([axes[0]!, axes[0]!])).toThrow("each parameter once");
  });
});

describe("sweeps", () => {
  test("Workers, one or two, find what is found without; vectorised ones too", async () => {
    const here = await runSweep({ job, sets });
    expect(here.trials.map(({ figures }) => figures.sharpe)).toEqual(
      here.trials.map(({ figures }) => figures.sharpe).sort((a, b) => b - a),
    );
    expect(here.trials.every(({ figures, fault }) => figures.fills > 10 && fault === null)).toBe(true);
    expect(await runSweep({ job, sets, workers: 1 })).toEqual(here);
    expect(await runSweep({ job, sets, workers: 2 })).toEqual(here);
    const columns = await runSweep({ job: { ...job, isVectorised: true }, sets, workers: 2 });
    expect(columns).toEqual(here);
  });

  test("the best of many sets on noise is told for what it is", async () => {
    const many = parameterSets([
      { name: "fast", values: Array.from({ length: 15 }, (_, i) => 2 + i) },
      { name: "slow", values: Array.from({ length: 12 }, (_, i) => 20 + 4 * i) },
    ]);
    const { judgement } = await runSweep({ job: { ...job, isVectorised: true }, sets: many });
    expect(judgement!.trials).toBe(180);
    expect(judgement!.deflatedSharpe).toBeLessThan(0.95);
    expect(judgement!.overfitting.probability).toBeGreaterThan(0.1);
  });

  test("goes on from its cache after a kill in the middle of a line", async () => {
    const whole = await runSweep({ job, sets, cache: new TrialCache(join(folder, "whole.jsonl")) });
    const lines = readFileSync(join(folder, "whole.jsonl"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(sets.length);
    const torn = join(folder, "torn.jsonl");
    writeFileSync(torn, `${lines.slice(0, 6).join("\n")}\n`);
    appendFileSync(torn, lines[6]!.slice(0, 200));
    const again = await runSweep({ job, sets, cache: new TrialCache(torn) });
    expect(again).toEqual({ ...whole, cached: 6 });
    const warm = await runSweep({ job, sets, workers: 2, cache: new TrialCache(torn) });
    expect(warm).toEqual({ ...whole, cached: 15 });
  });

  test("what is wrong is said by the Worker too", async () => {
    const bad = [{ fast: 2, slow: 20 }, { fast: -1 }];
    await expect(runSweep({ job, sets: bad, workers: 1 })).rejects.toThrow("unit-cross.parameters.fast: got -1");
    await expect(runSweep({ job: { ...job, participation: 0.1, isVectorised: true }, sets })).rejects.toThrow(
      "participation",
    );
    await expect(runSweep({ job, sets, workers: -1 })).rejects.toThrow("workers");
  });
});
