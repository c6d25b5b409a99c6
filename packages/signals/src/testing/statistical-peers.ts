import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "@hotpath/core";

/** A Python with statsmodels, hmmlearn and pandas, where there is one. */
export const STATISTICS_PYTHON: string | undefined = process.env.HOTPATH_STATISTICS_PYTHON;

/** Answers that are kept for where there is none, made by `scripts/keep-statistics.ts`. */
export const KEPT_STATISTICS: string = fileURLToPath(new URL("./kept-statistics.json", import.meta.url));

/** A series of normal steps, each of which `next` adds to the value before. */
export function drawn(
  seed: number,
  length: number,
  next: (value: number, shock: number, row: number) => number,
): number[] {
  const random = new Random(seed);
  let value = 0;
  return Array.from({ length }, (_, row) => (value = next(value, random.normal(), row)));
}

const walk = drawn(1, 300, (value, shock) => value + shock);
const reverting = drawn(2, 250, (value, shock) => 0.85 * value + shock);
const trending = drawn(3, 220, (value, shock, row) => 0.7 * value + 0.3 * 0.05 * row + shock);
const common = drawn(4, 500, (value, shock) => value + shock);
const noise = (seed: number, factor: number) => drawn(seed, 500, (value, shock) => factor * value + shock);

/** Series of which some combinations revert: two common walks among five. */
export const basket: number[][] = (() => {
  const second = drawn(5, 500, (value, shock) => value + 0.7 * shock);
  const parts = [6, 7, 8, 9, 10].map((seed, k) => noise(seed, 0.1 * k));
  const weights = [
    [1, 0],
    [0.8, 0.3],
    [-0.5, 1],
    [2, 0.4],
    [0, 1],
  ];
  return parts.map((part, k) =>
    part.map((value, i) => value + weights[k]![0]! * common[i]! + weights[k]![1]! * second[i]!),
  );
})();

/** Returns of two regimes, calm with a rise and wild with a fall. */
export const regimes: number[] = (() => {
  const random = new Random(11);
  let wild = false;
  return Array.from({ length: 500 }, () => {
    if (random.chance(0.03)) wild = !wild;
    return wild ? -0.1 + 2 * random.normal() : 0.15 + 0.5 * random.normal();
  });
})();

/** Values whose mean and variance change twice. */
export const changing: number[] = drawn(12, 240, (_, shock, row) =>
  row < 90 ? shock : row < 160 ? 2 + shock : 0.5 + 2.5 * shock,
);

const two = { initial: [0.6, 0.4], transition: [0.9, 0.1, 0.2, 0.8], means: [0.1, -0.2], variances: [0.4, 3] };
const three = {
  initial: [0.5, 0.3, 0.2],
  transition: [0.9, 0.06, 0.04, 0.1, 0.8, 0.1, 0.05, 0.15, 0.8],
  means: [0, 0.2, -0.3],
  variances: [0.2, 1, 4],
};

/** What is asked of the peers, by name. */
export const questions: Record<string, { kind: string; [argument: string]: unknown }> = {};
for (const [name, series] of Object.entries({ walk, reverting, trending })) {
  for (const regression of ["n", "c", "ct", "ctt"])
    for (const [autolag, maxLag] of [
      ["aic", null],
      ["bic", null],
      ["t-stat", 9],
      [null, 4],
      [null, 0],
    ])
      questions[`adf ${name} ${regression} ${autolag} ${maxLag}`] = {
        kind: "adf",
        series,
        regression,
        autolag,
        maxLag,
      };
}
const [first, second, third] = basket as [number[], number[], number[]];
for (const trend of ["n", "c", "ct", "ctt"])
  for (const [autolag, maxLag] of [
    ["aic", null],
    [null, 2],
  ]) {
    questions[`pair ${trend} ${autolag}`] = { kind: "engleGranger", y: second, x: [first], trend, autolag, maxLag };
    questions[`trio ${trend} ${autolag}`] = {
      kind: "engleGranger",
      y: third,
      x: [first, basket[3]],
      trend,
      autolag,
      maxLag,
    };
  }
for (const order of [-1, 0, 1])
  for (const lags of [1, 2, 5])
    for (const count of [2, 5])
      questions[`johansen ${count} ${order} ${lags}`] = {
        kind: "johansen",
        series: basket.slice(0, count),
        order,
        lags,
      };
for (const [states, model] of [
  [2, two],
  [3, three],
] as const)
  for (const iterations of [0, 1, 40])
    questions[`markov ${states} ${iterations}`] = { kind: "markov", series: regimes, model, iterations };
questions.runLengths = {
  kind: "runLengths",
  series: changing,
  hazard: 0.01,
  mean: 0.2,
  strength: 0.5,
  variance: 1.5,
  degrees: 3,
};
for (const step of [1, 1 / 252])
  questions[`ou ${step === 1 ? "step" : "day"}`] = { kind: "ornsteinUhlenbeck", series: reverting, step };
questions.kalman = {
  kind: "kalman",
  y: second,
  x: first,
  slopeNoise: 1e-4,
  interceptNoise: 1e-3,
  noise: 0.8,
  variance: 10,
};
questions.weighted = { kind: "weighted", series: walk, span: 30 };

questions.seasonal = {
  kind: "seasonal",
  values: drawn(13, 400, (_, shock, row) => (row % 7 === 2 ? 0.6 : row % 7 === 5 ? -0.3 : 0) + (1 + (row % 3)) * shock),
  bins: Array.from({ length: 400 }, (_, row) => row % 7),
};

// biome-ignore lint/suspicious/noExplicitAny: what each kind of question is answered with stands in the program that answers.
type Answer = any;

/** Asks the peers, or answers with what is kept where there is no {@link STATISTICS_PYTHON}. */
export function statisticalAnswers(): Record<string, Answer> {
  return STATISTICS_PYTHON === undefined
    ? JSON.parse(readFileSync(KEPT_STATISTICS, "utf8"))
    : askPeers(STATISTICS_PYTHON);
}

/** Asks the peers. */
export function askPeers(python: string): Record<string, Answer> {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-statistics-"));
  try {
    const [asked, answered] = [join(folder, "questions.json"), join(folder, "answers.json")];
    writeFileSync(asked, JSON.stringify(questions));
    const script = fileURLToPath(new URL("../../scripts/statistical-peers.py", import.meta.url));
    const { exitCode, stderr } = Bun.spawnSync([python, "-W", "ignore", script, asked, answered], { stderr: "pipe" });
    if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}:\n${stderr}`);
    return JSON.parse(readFileSync(answered, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
