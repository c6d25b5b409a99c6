import { describeValue, hashBytes, InputError } from "@hotpath/core";
import type { TreeEnsemble } from "../models/tree-ensemble.ts";
import { type TreeKernelSource, TreeScorer } from "../models/tree-scorer.ts";
import { type Calibration, calibrate } from "../research/calibration.ts";
import { packEnsemble, unpackEnsemble } from "./internal/packed-ensemble.ts";

/** What a file begins with, and the version that is written. */
const FORMAT = "hotpath-signal-model";
const VERSION = 1;

/** A model with all that it takes to use it rightly. */
export interface SignalModel {
  ensemble: TreeEnsemble;
  /** Names of the features, in the order of a row. */
  features: readonly string[];
  /** How raw scores or probabilities are put right; none for a regression, or where none was fitted. */
  calibration?: Calibration;
  /** What it was trained on. */
  window: { from: string; to: string; rows: number };
  /** What it predicts: the label's name and parameters, and the horizon in bars. */
  label: { name: string; horizon: number; parameters: Readonly<Record<string, number | string>> };
  /** How it was trained, and what came of it: for people. */
  notes?: Readonly<Record<string, number | string>>;
}

/**
 * Writes a model as one versioned document of JSON, with a checksum over all of it.
 *
 * @throws {InputError} names that do not fit the features
 */
export function writeSignalModel(model: SignalModel): string {
  checkNames(model.features, model.ensemble.features);
  const body = {
    features: model.features,
    window: model.window,
    label: model.label,
    calibration: model.calibration ?? null,
    notes: model.notes ?? {},
    ensemble: packEnsemble(model.ensemble),
  };
  const text = JSON.stringify(body);
  return JSON.stringify({ format: FORMAT, version: VERSION, checksum: checksumOf(text), body });
}

/**
 * Reads what {@link writeSignalModel} has written.
 *
 * @throws {InputError} another format or version, a checksum that is wrong, or a part that is not what it should be
 */
export function readSignalModel(text: string, name = "model"): SignalModel {
  const refuse = (what: string, cause?: unknown): never => {
    throw new InputError("INPUT_INVALID", `${name}: ${what}`, { cause });
  };
  let document: Record<string, unknown>;
  try {
    document = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    return refuse(`is not JSON: ${(cause as Error).message}`, cause);
  }
  if (document?.format !== FORMAT) refuse(`format: got ${describeValue(document?.format)}; allowed: "${FORMAT}"`);
  if (document.version !== VERSION)
    refuse(`version: got ${describeValue(document.version)}; this build reads version ${VERSION}`);
  const body = document.body as Record<string, unknown>;
  if (typeof body !== "object" || body === null) return refuse("body: is missing");
  if (document.checksum !== checksumOf(JSON.stringify(body))) refuse("checksum: is wrong: the file was changed or cut");
  const ensemble = unpackEnsemble(body.ensemble, name);
  const features = body.features as string[];
  if (!Array.isArray(features)) refuse(`features: got ${describeValue(features)}; allowed: a list of names`);
  checkNames(features, ensemble.features, name);
  const window = body.window as SignalModel["window"];
  const label = body.label as SignalModel["label"];
  if (typeof window?.from !== "string" || typeof window.to !== "string" || !Number.isInteger(window.rows))
    refuse(`window: got ${describeValue(window)}; allowed: from, to and rows`);
  if (typeof label?.name !== "string" || !Number.isInteger(label.horizon) || typeof label.parameters !== "object")
    refuse(`label: got ${describeValue(label)}; allowed: name, horizon and parameters`);
  const calibration = calibrationOf(body.calibration, refuse);
  return {
    ensemble,
    features,
    window,
    label,
    notes: body.notes as Record<string, number | string>,
    ...(calibration === undefined ? {} : { calibration }),
  };
}

function checksumOf(text: string): string {
  return hashBytes(new TextEncoder().encode(text));
}

function checkNames(names: readonly string[], features: number, where = "model"): void {
  if (names.length !== features || names.some((name) => typeof name !== "string" || name === ""))
    throw new InputError("INPUT_INVALID", `${where}: features: ${names.length} names for ${features} features`);
  if (new Set(names).size !== names.length)
    throw new InputError("INPUT_INVALID", `${where}: features: a name occurs twice in ${names.join(", ")}`);
}

function calibrationOf(value: unknown, refuse: (what: string) => never): Calibration | undefined {
  if (value === null) return undefined;
  const calibration = value as Calibration;
  const numbers =
    calibration?.kind === "platt"
      ? [calibration.slope, calibration.offset]
      : calibration?.kind === "beta"
        ? [calibration.a, calibration.b, calibration.offset]
        : calibration?.kind === "isotonic" &&
            Array.isArray(calibration.from) &&
            calibration.from.length === calibration.to?.length
          ? [...calibration.from, ...calibration.to]
          : [];
  if (numbers.length === 0 || !numbers.every(Number.isFinite))
    return refuse(`calibration: got ${describeValue(value)}; allowed: platt, beta or isotonic with finite numbers`);
  return calibration;
}

/** A model at work: rows in, calibrated probabilities (or values) out, as live so in a backtest. */
export class SignalModelScorer {
  readonly model: SignalModel;
  readonly #scorer: TreeScorer;
  readonly #columns: Int32Array;
  readonly #row: Float64Array;

  /**
   * @param columns the names of what rows will hold, in their order; more than the model's features are allowed
   * @throws {InputError} a feature of the model is not among the columns: all that are missing are named
   */
  constructor(model: SignalModel, columns: readonly string[] = model.features, kernels?: TreeKernelSource) {
    const place = new Map(columns.map((name, i) => [name, i]));
    const absent = model.features.filter((name) => !place.has(name));
    if (absent.length > 0)
      throw new InputError(
        "INPUT_INVALID",
        `model: needs ${model.features.length} features, of which are missing: ${absent.join(", ")}; there are: ${columns.join(", ")}`,
      );
    this.model = model;
    this.#scorer = new TreeScorer(model.ensemble, kernels);
    this.#columns = Int32Array.from(model.features, (name) => place.get(name)!);
    this.#row = new Float64Array(model.features.length);
  }

  /**
   * Scores rows.
   *
   * @param rows row by row, one value for each of the columns
   * @param width values a row
   */
  score(rows: Float64Array, width: number, out: Float64Array): Float64Array {
    const count = rows.length / width;
    const { ensemble, calibration } = this.model;
    if (!Number.isInteger(count) || out.length < count || ensemble.outputs !== 1)
      throw new InputError(
        "INPUT_INVALID",
        `rows: got ${rows.length} values of ${width} a row, and ${out.length} scores`,
      );
    const columns = this.#columns;
    const one = this.#row;
    for (let r = 0; r < count; r++) {
      for (let f = 0; f < columns.length; f++) one[f] = rows[r * width + columns[f]!]!;
      const score = out.subarray(r, r + 1);
      if (calibration?.kind === "platt") this.#scorer.raw(one, score);
      else this.#scorer.predict(one, score);
      if (calibration !== undefined) score[0] = calibrate(calibration, score[0]!);
    }
    return out;
  }
}
