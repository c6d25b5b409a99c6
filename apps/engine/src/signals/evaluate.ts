/** `hotpath signals evaluate`: what a model is worth on rows that it was not trained on. */
import { ConfigError, InputError } from "@hotpath/core";
import {
  type Calibration,
  combinatorialFolds,
  type Evaluation,
  evaluateFolds,
  type Fold,
  judgeTrials,
  type LabelSpans,
  purgedFolds,
  type TrialsJudgement,
  trainCalibrated,
  walkForward,
} from "@hotpath/signals/research";
import { readSignalModel, type SignalModel, SignalModelScorer } from "@hotpath/signals/training";
import { readColumns } from "../indicators/read-columns.ts";
import { paintFor } from "../terminal/paint.ts";
import { startProgress } from "../terminal/progress.ts";
import { type LabelledRows, labelRows } from "./labelled-rows.ts";
import { isSignalModel, readModelFile, textOf } from "./model-files.ts";

/** Options as the command line gives them. */
export interface EvaluateCommand {
  input: string;
  cv?: "purged" | "combinatorial" | "walk-forward";
  folds: number;
  embargo: number;
  json?: boolean;
}

/** Skill from which on something is called found: one chance in 740. */
const FOUND = 3;

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} an option or a file that cannot be
 * @throws {InputError} a model or bars that cannot be used
 */
export async function runEvaluate(path: string, command: EvaluateCommand): Promise<number> {
  const bytes = await readModelFile(path);
  if (!isSignalModel(bytes))
    throw new InputError("INPUT_INVALID", `${path}: is no model that hotpath signals train has written`);
  const model = readSignalModel(textOf(bytes, path), path);
  const file = await readColumns(command.input);
  const rows = labelRows(file, model.label, model.features);
  const embargo = Math.ceil(command.embargo * rows.bars);
  const { evaluation, trained } =
    command.cv === undefined ? asItIs(model, rows) : byFolds(model, rows, command, embargo);
  const { probabilities, ...figures } = evaluation;
  const trials = judgeModel(rows, probabilities);
  const found = evaluation.skill > FOUND;
  if (command.json) {
    const how = command.cv ?? "as it is";
    process.stdout.write(
      `${JSON.stringify({ model: path, how, folds: command.cv === undefined ? 0 : command.folds, embargo, trainedOn: trained, ...figures, found, trials: trials === undefined ? null : figuresOf(trials) })}\n`,
    );
    return 0;
  }
  process.stdout.write(`${linesOf(model, command, evaluation, trained, found, trials).join("\n")}\n`);
  return 0;
}

/** Positions that the judgement of trials needs at the least: two a block. */
const POSITIONS_MIN = 40;
/** Blocks that the positions are cut into to see whether the best of one half is good in the other. */
const BLOCKS = 10;

/**
 * The model as a way to trade, among others that were there to be tried: the sign of each of its features, about its
 * median. Positions are held from a bar to the end of its label; those that overlap the last one are left out, so that no
 * return counts twice.
 */
function judgeModel(rows: LabelledRows, probabilities: Float64Array): TrialsJudgement | undefined {
  const { data, spans, returns } = rows;
  const taken: number[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (let r = 0; r < returns.length; r++) {
    if (spans.starts[r]! < free || !Number.isFinite(probabilities[r]!) || !Number.isFinite(returns[r]!)) continue;
    taken.push(r);
    free = spans.ends[r]!;
  }
  if (taken.length < POSITIONS_MIN) return undefined;
  const trade = (figureOf: (row: number) => number): Float64Array => {
    const values = taken.map(figureOf);
    const known = values.filter(Number.isFinite).sort((a, b) => a - b);
    const middle = known[known.length >> 1] ?? 0;
    return Float64Array.from(taken, (r, k) => (Math.sign(values[k]! - middle) || 0) * returns[r]!);
  };
  const model = trade((r) => probabilities[r]!);
  if (model.every((value) => value === model[0])) return undefined;
  const others = Array.from({ length: data.features }, (_, f) => trade((r) => data.values[r * data.features + f]!));
  return judgeTrials([model, ...others], { chosen: 0, blocks: BLOCKS });
}

function figuresOf({ estimate, overfitting, ...judged }: TrialsJudgement) {
  return {
    trials: judged.trials,
    positions: estimate.observations,
    sharpe: estimate.sharpe,
    luckySharpe: judged.luckySharpe,
    deflatedSharpe: judged.deflatedSharpe,
    overfitting: overfitting.probability,
  };
}

/** Judges the model as it was trained; counts the rows that it was trained on. */
function asItIs(
  model: SignalModel,
  { data, spans, names, nameOf }: LabelledRows,
): { evaluation: Evaluation; trained: number } {
  const scorer = new SignalModelScorer(model, names);
  const { from, to } = model.window;
  const trained = spans.starts.filter((bar) => !isBefore(nameOf(bar), from) && !isBefore(to, nameOf(bar))).length;
  const all = Int32Array.from(data.labels, (_, r) => r);
  const evaluation = evaluateFolds(
    data,
    spans,
    [{ train: all, test: all }],
    () => (values) => scorer.score(values, names.length, new Float64Array(values.length / names.length)),
  );
  return { evaluation, trained };
}

/** Whether a bar comes before another: numbers by their size, dates as texts. */
function isBefore(a: string, b: string): boolean {
  const [x, y] = [Number(a), Number(b)];
  return Number.isFinite(x) && Number.isFinite(y) ? x < y : a < b;
}

/** Trains anew, as the model was, by folds of these rows. */
function byFolds(
  model: SignalModel,
  { data, spans }: LabelledRows,
  command: EvaluateCommand,
  embargo: number,
): { evaluation: Evaluation; trained: number } {
  const notes = model.notes ?? {};
  const number = (key: string): number => {
    const value = notes[key];
    if (typeof value !== "number")
      throw new InputError("INPUT_INVALID", `model: notes.${key}: is missing, so that it cannot be trained anew`);
    return value;
  };
  const folds = foldsOf(spans, command, embargo);
  const rounds = number("rounds");
  let grown = 0;
  const progress = startProgress("training by folds", folds.length * rounds * 4);
  const boosting = {
    rounds,
    leaves: number("leaves"),
    learningRate: number("learningRate"),
    seed: number("seed"),
    growth: notes.growth === "oblivious" ? ("oblivious" as const) : ("leaf-wise" as const),
    onRound: () => progress.update(++grown),
  };
  const calibration = notes.calibration as Calibration["kind"];
  const evaluation = evaluateFolds(
    data,
    spans,
    folds,
    (train, own) => trainCalibrated(train, own, { boosting, embargo, calibration }).probabilities,
  );
  progress.stop();
  return { evaluation, trained: 0 };
}

function foldsOf(spans: LabelSpans, { cv, folds }: EvaluateCommand, embargo: number): readonly Fold[] {
  const rows = spans.starts.length;
  if (rows < 10 * folds) throw new ConfigError("--folds", folds, `at most a tenth of the ${rows} labelled rows`);
  if (cv === "purged") return purgedFolds(spans, folds, { embargo });
  if (cv === "combinatorial") return combinatorialFolds(spans, folds, 2, { embargo }).folds;
  const test = Math.floor(rows / (folds + 1));
  return walkForward(spans, { train: rows - folds * test, test });
}

function linesOf(
  model: SignalModel,
  { cv, folds }: EvaluateCommand,
  evaluation: Evaluation,
  trained: number,
  found: boolean,
  trials: TrialsJudgement | undefined,
): string[] {
  const paint = paintFor(process.stdout);
  const how =
    cv === undefined
      ? "the model as it is"
      : `trained anew, ${cv}, ${folds} ${cv === "combinatorial" ? "groups" : "folds"}`;
  const line = (name: string, value: string) => `  ${name.padEnd(24)} ${value}`;
  return [
    `${paint("bold", model.label.name)}, horizon ${model.label.horizon} bars: ${how}`,
    ...(trained > 0
      ? [
          paint(
            "yellow",
            `  ${trained} of ${evaluation.rows} rows lie in the window that it was trained on: these figures flatter it.`,
          ),
        ]
      : []),
    line("rows", `${evaluation.rows}, worth ${evaluation.effectiveRows.toFixed(0)} that do not overlap`),
    line("area under the curve", evaluation.auc.toFixed(4)),
    line("log loss", `${evaluation.logLoss.toFixed(5)}, of the base rate ${evaluation.baseLogLoss.toFixed(5)}`),
    line("calibration error", evaluation.calibrationError.toFixed(4)),
    line("skill", `${evaluation.skill.toFixed(2)} standard errors (p ${evaluation.pValue.toPrecision(2)})`),
    ...(trials === undefined
      ? [line("deflated Sharpe", "too few rows that do not overlap")]
      : [
          line(
            "Sharpe a position",
            `${trials.estimate.sharpe.toFixed(3)} over ${trials.estimate.observations}, by luck up to ${trials.luckySharpe.toFixed(3)}`,
          ),
          line("deflated Sharpe", `${trials.deflatedSharpe.toFixed(4)} of ${trials.trials} trials`),
          line("overfitting", `${(100 * trials.overfitting.probability).toFixed(1)} % probable`),
        ]),
    "",
    found
      ? paint("green", "Better than the base rate by more than luck would do.")
      : "Nothing found that luck would not do.",
  ];
}
