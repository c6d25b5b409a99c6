/** `hotpath signals train`: bars become labels and features, these a model, and all of it one file. */
import { ConfigError } from "@hotpath/core";
import { type Calibration, findLookAhead, meanDecreaseImpurity, trainCalibrated } from "@hotpath/signals/research";
import { barFeatures, writeSignalModel } from "@hotpath/signals/training";
import { readColumns } from "../indicators/read-columns.ts";
import { paintFor } from "../terminal/paint.ts";
import { startProgress } from "../terminal/progress.ts";
import { barsOf, type LabelPlan, labelRows } from "./labelled-rows.ts";

/** Options as the command line gives them. */
export interface TrainCommand {
  input: string;
  out: string;
  label: "triple-barrier" | "trend-scanning";
  features?: string;
  horizon: number;
  profit: number;
  loss: number;
  span: number;
  sample: "cusum" | "all";
  growth: "leaf-wise" | "oblivious";
  calibration: Calibration["kind"];
  rounds: number;
  leaves: number;
  learningRate: number;
  seed: number;
  json?: boolean;
}

/** Folds on whose scores the calibration is fitted. */
const FOLDS = 3;

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} an option, a file or a column that cannot be
 * @throws {InputError} bars that cannot be used
 */
export async function runTrain(command: TrainCommand): Promise<number> {
  const file = await readColumns(command.input);
  const { label: name, horizon, profit, loss, span, sample } = command;
  const label: LabelPlan = { name, horizon, parameters: { profit, loss, span, sample } };
  const rows = labelRows(
    file,
    label,
    command.features?.split(",").map((each) => each.trim()),
  );
  const leaks = findLookAhead(barFeatures, barsOf(file), { samples: 5 });
  if (leaks.length > 0) throw new ConfigError("--features", leaks[0]!.feature, "features that know no later bar");
  const { growth, rounds, leaves, learningRate, seed } = command;
  let grown = 0;
  const progress = startProgress("training", rounds * (FOLDS + 1));
  const model = trainCalibrated(rows.data, rows.spans, {
    boosting: { growth, rounds, leaves, learningRate, seed, onRound: () => progress.update(++grown) },
    folds: FOLDS,
    embargo: horizon,
    calibration: command.calibration,
  });
  progress.stop();
  const { starts, ends } = rows.spans;
  const window = {
    from: rows.nameOf(starts[0]!),
    to: rows.nameOf(ends.reduce((last, end) => Math.max(last, end), 0)),
    rows: starts.length,
  };
  const text = writeSignalModel({
    ensemble: model.ensemble,
    features: rows.names,
    calibration: model.calibration,
    window,
    label,
    notes: { growth, rounds, leaves, learningRate, seed, calibration: command.calibration },
  });
  try {
    await Bun.write(command.out, `${text}\n`);
  } catch (error) {
    throw new ConfigError("--out", command.out, `a file that can be written (${(error as Error).message})`);
  }
  const importance = meanDecreaseImpurity(model.gains);
  const ranked = rows.names.map((each, f) => ({ name: each, share: importance[f]! })).sort((a, b) => b.share - a.share);
  const rate = rows.data.labels.reduce((sum, each) => sum + each, 0) / starts.length;
  const speaks = model.calibration.kind !== "platt" || model.calibration.slope > 0;
  if (command.json) {
    const answer = {
      out: command.out,
      window,
      label,
      baseRate: rate,
      calibration: model.calibration,
      speaks,
      importance: ranked,
    };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return 0;
  }
  const paint = paintFor(process.stdout);
  const lines = [
    `${paint("bold", command.out)}: ${window.rows} labels of ${rows.bars} bars, ${window.from} to ${window.to}`,
    `${(100 * rate).toFixed(1)} % of them up; trees ${rounds}; calibration ${command.calibration}`,
    speaks
      ? ""
      : paint(
          "yellow",
          "Scores of rows that were held back do not rise with the labels: every probability is the base rate.",
        ),
    ...ranked.slice(0, 8).map(({ name: each, share }) => `  ${each.padEnd(20)} ${(100 * share).toFixed(1)} %`),
    "",
    "hotpath signals evaluate says what it is worth on rows that it was not trained on.",
  ];
  process.stdout.write(`${lines.filter((line, i) => line !== "" || i > 2).join("\n")}\n`);
  return 0;
}
