import { afterAll, describe, expect, test } from "bun:test";
import { exp, Random } from "@hotpath/core";
import { parseTreeModel, TreeScorer } from "@hotpath/signals/models";
import { findLookAhead } from "@hotpath/signals/research";
import { barFeatures } from "@hotpath/signals/training";
import { keptCases } from "../../../../packages/signals/src/testing/trained-models.ts";
import { Cli } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

/** Bars of a random walk, whose drift follows the column `tide` where there is an edge. */
function bars(count: number, seed: number, edge: number): string {
  const random = new Random(seed);
  let [level, tide] = [4, 0];
  const lines = ["date,open,high,low,close,volume,tide"];
  for (let i = 0; i < count; i++) {
    const open = exp(level);
    level += 0.01 * (edge * tide + random.normal());
    tide = 0.95 * tide + 0.3 * random.normal();
    const close = exp(level);
    const [high, low] = [Math.max(open, close) * 1.002, Math.min(open, close) * 0.998];
    const date = new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10);
    lines.push([date, open, high, low, close, 1000 + random.integer(500), tide].join(","));
  }
  return `${lines.join("\n")}\n`;
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await cli.run(["signals", ...args, "--json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe("hotpath signals score", () => {
  test("gives each row the library's score, for models of every kind", async () => {
    for (const name of ["lightgbm-binary.txt", "lightgbm-multiclass.json", "xgboost-binary.ubj", "onnx-classes.onnx"]) {
      const each = keptCases().find((other) => `${other.name}.${other.format}` === name)!;
      await Bun.write(cli.path(name), each.bytes);
      const count = each.rows.length / each.features;
      const lines = Array.from({ length: count }, (_, r) =>
        Array.from(each.rows.subarray(r * each.features, (r + 1) * each.features), (v) =>
          Number.isNaN(v) ? "" : `${v}`,
        ).join(","),
      );
      await Bun.write(
        cli.path("rows.csv"),
        `${Array.from({ length: each.features }, (_, f) => `x${f}`).join(",")}\n${lines.join("\n")}\n`,
      );
      const answer = await json("score", cli.path(name), "--input", cli.path("rows.csv"), "--raw");
      expect(answer.scores.flat()).toEqual([...each.scores].map((score) => score + 0));
      expect(answer.rows).toBe(count);
      const scorer = new TreeScorer(parseTreeModel(each.bytes)!);
      const predicted = await json("score", cli.path(name), "--input", cli.path("rows.csv"));
      expect(predicted.scores.flat()).toEqual([...scorer.predict(each.rows, new Float64Array(each.scores.length))]);
      const plain = await cli.run(["signals", "score", cli.path(name), "--input", cli.path("rows.csv")]);
      expect(plain.stdout.split("\n").length).toBe(count + 2);
    }
  }, 120_000);

  test("says what does not fit", async () => {
    await Bun.write(cli.path("two.csv"), "a,b\n1,2\n");
    await Bun.write(cli.path("no-model.txt"), "hello\n");
    const model = cli.path("lightgbm-binary.txt");
    await Bun.write(
      model,
      keptCases().find(({ name, format }) => name === "lightgbm-binary" && format === "txt")!.bytes,
    );
    const run = async (...args: string[]) => {
      const { code, stderr } = await cli.run(["signals", "score", ...args]);
      return [code, stderr];
    };
    expect(await run(model, "--input", cli.path("two.csv"))).toEqual([
      2,
      expect.stringContaining("8 columns of numbers"),
    ]);
    expect(await run(model, "--input", cli.path("two.csv"), "--columns", "a,b")).toEqual([
      2,
      expect.stringContaining("8 columns, one for each"),
    ]);
    expect(await run(cli.path("no-model.txt"), "--input", cli.path("two.csv"))).toEqual([
      1,
      expect.stringContaining("is no model of LightGBM"),
    ]);
    expect(await run(cli.path("absent"), "--input", cli.path("two.csv"))).toEqual([
      2,
      expect.stringContaining("a file that can be read"),
    ]);
    expect(await run(model)).toEqual([2, expect.stringContaining("--input")]);
  }, 60_000);
});

describe("hotpath signals train and evaluate", () => {
  test("features of bars know no later bar", () => {
    const rows = bars(400, 3, 0)
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
    const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
    const columns = { close: column(4), high: column(2), low: column(3), volume: column(5) };
    expect(findLookAhead(barFeatures, columns, { samples: 100 })).toEqual([]);
    for (const values of Object.values(barFeatures(columns)))
      expect(values.slice(100).every(Number.isFinite)).toBe(true);
  });

  test("a planted edge is found, by folds and on other bars; the same command writes the same file", async () => {
    await Bun.write(cli.path("edge.csv"), bars(2500, 1, 0.5));
    await Bun.write(cli.path("later.csv"), bars(1500, 2, 0.5).replaceAll("\n20", "\n30"));
    const features = ["--features", "tide,change_5,change_20,rsi_14", "--rounds", "40"];
    const train = (out: string) => json("train", "--input", cli.path("edge.csv"), ...features, "--out", cli.path(out));
    const trained = await train("edge.json");
    expect(trained.importance[0].name).toBe("tide");
    expect(trained.speaks).toBe(true);
    await train("again.json");
    expect(await Bun.file(cli.path("again.json")).text()).toBe(await Bun.file(cli.path("edge.json")).text());
    for (const cv of ["purged", "walk-forward", "combinatorial"]) {
      const judged = await json(
        "evaluate",
        cli.path("edge.json"),
        "--input",
        cli.path("edge.csv"),
        "--cv",
        cv,
        "--folds",
        "4",
      );
      expect(judged.found).toBe(true);
      expect(judged.auc).toBeGreaterThan(0.6);
      expect(judged.trials.trials).toBe(5);
      expect(judged.trials.positions).toBeGreaterThan(100);
      expect(judged.trials.deflatedSharpe).toBeGreaterThan(0.95);
    }
    const other = await json("evaluate", cli.path("edge.json"), "--input", cli.path("later.csv"));
    expect([other.found, other.trainedOn]).toEqual([true, 0]);
    const same = await cli.run(["signals", "evaluate", cli.path("edge.json"), "--input", cli.path("edge.csv")]);
    expect(same.stdout).toContain("these figures flatter it");
    expect(same.stdout).toMatch(/deflated Sharpe +[01]\.\d{4} of 5 trials\n +overfitting +[\d.]+ % probable/);
    const scored = await json(
      "score",
      cli.path("edge.json"),
      "--input",
      cli.path("edge.csv"),
      "--columns",
      "tide,close,close,close",
    );
    expect(scored.scores.every((p: number) => p >= 0 && p <= 1)).toBe(true);
  }, 180_000);

  test("in noise nothing is found", async () => {
    await Bun.write(cli.path("noise.csv"), bars(2000, 5, 0));
    for (const label of ["triple-barrier", "trend-scanning"]) {
      await json(
        "train",
        "--input",
        cli.path("noise.csv"),
        "--label",
        label,
        "--rounds",
        "30",
        "--out",
        cli.path("noise.json"),
      );
      const judged = await json("evaluate", cli.path("noise.json"), "--input", cli.path("noise.csv"), "--cv", "purged");
      expect(judged.found).toBe(false);
      expect(judged.trials?.deflatedSharpe ?? 0).toBeLessThan(0.95);
      expect(Math.abs(judged.logLoss - judged.baseLogLoss)).toBeLessThan(0.02);
    }
  }, 180_000);

  test("says what does not fit", async () => {
    await Bun.write(cli.path("short.csv"), bars(30, 1, 0));
    const run = async (...args: string[]) => {
      const { code, stderr } = await cli.run(["signals", ...args]);
      return [code, stderr];
    };
    const out = ["--out", cli.path("m.json")];
    expect(await run("train", "--input", cli.path("short.csv"), "--horizon", "40", ...out)).toEqual([
      1,
      expect.stringContaining("no label has its 40 bars"),
    ]);
    expect(await run("train", "--input", cli.path("short.csv"), "--features", "nope", ...out)).toEqual([
      2,
      expect.stringContaining("--features"),
    ]);
    expect(await run("train", "--input", cli.path("short.csv"), "--label", "x", ...out)).toEqual([
      2,
      expect.stringContaining("triple-barrier"),
    ]);
    expect(await run("evaluate", cli.path("short.csv"), "--input", cli.path("short.csv"))).toEqual([
      1,
      expect.stringContaining("is no model"),
    ]);
  }, 60_000);
});
