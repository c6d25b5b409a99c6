/** `hotpath signals score`: the scores that a model gives the rows of a CSV file. */
import { ConfigError, InputError } from "@hotpath/core";
import { openOnnxSession, parseTreeModel, TreeScorer } from "@hotpath/signals/models";
import { readSignalModel, SignalModelScorer } from "@hotpath/signals/training";
import { type ColumnFile, readColumns } from "../indicators/read-columns.ts";
import { isSignalModel, readModelFile, textOf } from "./model-files.ts";

/** Options as the command line gives them. */
export interface ScoreCommand {
  input: string;
  columns?: string;
  raw?: boolean;
  json?: boolean;
}

/** What a model made of the rows. */
interface Scored {
  format: string;
  objective: string;
  features: readonly string[];
  outputs: number;
  scores: Float64Array;
}

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} a file or a column that is not there
 * @throws {InputError} a model or rows that cannot be used
 */
export async function runScore(path: string, command: ScoreCommand): Promise<number> {
  const bytes = await readModelFile(path);
  const file = await readColumns(command.input);
  const scored = await scoreBy(bytes, path, file, command);
  const { format, objective, features, outputs, scores } = scored;
  if (command.json) {
    const rows = Array.from({ length: file.rows }, (_, r) =>
      outputs === 1 ? scores[r]! : Array.from(scores.subarray(r * outputs, (r + 1) * outputs)),
    );
    const kind = command.raw === true ? "raw" : "prediction";
    process.stdout.write(
      `${JSON.stringify({ model: path, format, objective, kind, features, rows: file.rows, outputs, scores: rows })}\n`,
    );
    return 0;
  }
  const labels = hasLabels(file) ? file.labels : undefined;
  const header = outputs === 1 ? "score" : Array.from({ length: outputs }, (_, k) => `score_${k}`).join(",");
  const lines = Array.from({ length: file.rows }, (_, r) => {
    const row = Array.from(scores.subarray(r * outputs, (r + 1) * outputs)).join(",");
    return labels === undefined ? row : `${labels[r]},${row}`;
  });
  process.stdout.write(`${[labels === undefined ? header : `${file.names[0]},${header}`, ...lines].join("\n")}\n`);
  return 0;
}

async function scoreBy(bytes: Uint8Array, path: string, file: ColumnFile, command: ScoreCommand): Promise<Scored> {
  if (isSignalModel(bytes)) return scoreOwn(bytes, path, file, command);
  const ensemble = parseTreeModel(bytes, path);
  if (ensemble === undefined) return await scoreOnnx(bytes, path, file, command);
  const features = columnsFor(ensemble.features, ensemble.featureNames, file, command.columns, path);
  const scorer = new TreeScorer(ensemble);
  const rows = rowsOf(file, features);
  const out = new Float64Array(file.rows * scorer.outputs);
  return {
    format: ensemble.format,
    objective: ensemble.objective.name,
    features,
    outputs: scorer.outputs,
    scores: command.raw === true ? scorer.raw(rows, out) : scorer.predict(rows, out),
  };
}

function scoreOwn(bytes: Uint8Array, path: string, file: ColumnFile, command: ScoreCommand): Scored {
  const model = readSignalModel(textOf(bytes, path), path);
  const features = columnsFor(model.features.length, model.features, file, command.columns, path);
  const rows = rowsOf(file, features);
  const out = new Float64Array(file.rows);
  const scores =
    command.raw === true
      ? new TreeScorer(model.ensemble).raw(rows, out)
      : new SignalModelScorer(model).score(rows, features.length, out);
  return { format: "hotpath", objective: model.label.name, features, outputs: 1, scores };
}

async function scoreOnnx(bytes: Uint8Array, path: string, file: ColumnFile, command: ScoreCommand): Promise<Scored> {
  if (command.raw === true) throw new ConfigError("--raw", true, "nothing, where the model is no ensemble of trees");
  const features = command.columns?.split(",").map((name) => name.trim()) ?? numericColumns(file);
  await using session = await openOnnxSession(bytes);
  const outputs = await session.run(rowsOf(file, features), features.length);
  const last = outputs.findLast(({ type }) => type.startsWith("float")) ?? outputs.at(-1);
  if (last === undefined || last.values.length % Math.max(1, file.rows) !== 0)
    throw new InputError("INPUT_INVALID", `${path}: has no output with a number for each row`);
  return {
    format: `onnx (${session.runtime})`,
    objective: last.name,
    features,
    outputs: Math.max(1, last.values.length / Math.max(1, file.rows)),
    scores: last.values,
  };
}

/** The columns by the model's names where the file has them all, else all that hold numbers, in their order. */
function columnsFor(
  count: number,
  names: readonly string[] | undefined,
  file: ColumnFile,
  asked: string | undefined,
  path: string,
): readonly string[] {
  if (asked !== undefined) {
    const columns = asked.split(",").map((name) => name.trim());
    if (columns.length !== count)
      throw new ConfigError("--columns", asked, `${count} columns, one for each feature of ${path}`);
    return columns;
  }
  const known = new Set(file.names.map((name) => name.toLowerCase()));
  const absent = names?.filter((name) => !known.has(name.toLowerCase())) ?? [];
  if (names !== undefined && absent.length === 0) return names;
  const all = numericColumns(file);
  // Libraries that were given no names make some up, as Column_0.
  const isMadeUp = names === undefined || names.every((name, i) => name === `Column_${i}` || name === `f${i}`);
  if (isMadeUp && all.length === count) return all;
  throw new ConfigError(
    "--input",
    file.names.join(", "),
    isMadeUp
      ? `${count} columns of numbers for ${path}, or --columns to say which`
      : `the features of ${path}; missing: ${absent.join(", ")}`,
  );
}

/** All columns but a first one of dates or other names: one whose values are not just missing, or infinite. */
function numericColumns(file: ColumnFile): string[] {
  return hasLabels(file) ? file.names.slice(1) : [...file.names];
}

function hasLabels({ labels }: ColumnFile): boolean {
  return labels?.some((text) => Number.isNaN(Number(text)) && !/^(na|n\/a|nan|null|-)$/i.test(text)) ?? false;
}

function rowsOf(file: ColumnFile, columns: readonly string[]): Float64Array {
  const rows = new Float64Array(file.rows * columns.length);
  for (const [f, name] of columns.entries()) {
    const column = file.column(name);
    for (let r = 0; r < file.rows; r++) rows[r * columns.length + f] = column[r]!;
  }
  return rows;
}
