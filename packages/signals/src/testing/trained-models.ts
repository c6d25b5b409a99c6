import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** A Python with lightgbm, xgboost, scikit-learn, skl2onnx and onnxruntime, where there is one. */
export const MODELS_PYTHON: string | undefined = process.env.HOTPATH_MODELS_PYTHON;

/** A model that a library has trained, rows, and the raw scores that the library gives them. */
export interface TrainedCase {
  name: string;
  format: string;
  bytes: Uint8Array;
  features: number;
  rows: Float64Array;
  scores: Float64Array;
  /** After the objective's transform; empty where the library gives none to compare. */
  predictions: Float64Array;
}

/** Where small models are kept, made by `scripts/train-models.py src/testing/kept-models.json.gz 48 3`. */
const KEPT = fileURLToPath(new URL("./kept-models.json.gz", import.meta.url));

/** Trains models by the real libraries, or answers with those that are kept where there is no {@link MODELS_PYTHON}. */
export function trainedCases(rows: number, trees: number): TrainedCase[] {
  if (MODELS_PYTHON === undefined) return casesIn(KEPT);
  const folder = mkdtempSync(join(tmpdir(), "hotpath-models-"));
  try {
    const file = join(folder, "models.json.gz");
    const script = fileURLToPath(new URL("../../scripts/train-models.py", import.meta.url));
    const command = [MODELS_PYTHON, "-W", "ignore", script, file, String(rows), String(trees)];
    const { exitCode, stderr } = Bun.spawnSync(command, { stderr: "pipe" });
    if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}:\n${stderr}`);
    return casesIn(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kept cases. */
export function keptCases(): TrainedCase[] {
  return casesIn(KEPT);
}

interface PackedCase {
  name: string;
  models: Record<string, string>;
  features: number;
  rows: string;
  scores: string;
  predictions: string;
}

function casesIn(file: string): TrainedCase[] {
  const bytesOf = (text: string) => Uint8Array.fromBase64(text);
  const cases: PackedCase[] = JSON.parse(new TextDecoder().decode(gunzipSync(readFileSync(file))));
  return cases.flatMap(({ name, models, features, rows, scores, predictions }) =>
    Object.entries(models).map(([format, model]) => ({
      name,
      format,
      bytes: bytesOf(model),
      features,
      rows: new Float64Array(bytesOf(rows).buffer as ArrayBuffer),
      scores: new Float64Array(bytesOf(scores).buffer as ArrayBuffer),
      predictions: new Float64Array(bytesOf(predictions).buffer as ArrayBuffer),
    })),
  );
}
