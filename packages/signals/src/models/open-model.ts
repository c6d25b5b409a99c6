import { InputError } from "@hotpath/core";
import { parseUbjson } from "./internal/ubjson.ts";
import { parseLightGbm, parseLightGbmJson } from "./lightgbm.ts";
import { parseOnnxTrees } from "./onnx.ts";
import type { TreeEnsemble } from "./tree-ensemble.ts";
import { parseXgboost } from "./xgboost.ts";

/**
 * Reads a model file of trees, whatever it is: LightGBM's text and JSON, XGBoost's JSON and UBJSON, ONNX's tree
 * operators. Undefined for an ONNX model of another kind.
 *
 * @param name what the file is called in errors
 * @throws {InputError} none of these, or a file that is not what it should be
 */
export function parseTreeModel(bytes: Uint8Array, name = "model"): TreeEnsemble | undefined {
  try {
    const first = bytes[0];
    // "{L": UBJSON writes the length of the first key where JSON has a quote or a blank.
    if (first === 0x7b && /[iUIlL#$]/.test(String.fromCharCode(bytes[1] ?? 0))) return parseXgboost(parseUbjson(bytes));
    const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
    if (start.startsWith("{")) return parseJsonModel(bytes);
    if (/^tree\r?\n/.test(start)) return parseLightGbm(new TextDecoder().decode(bytes));
    // ModelProto begins with its version of the format, field 1.
    if (first === 0x08) return parseOnnxTrees(bytes);
  } catch (error) {
    if (error instanceof InputError)
      throw new InputError(error.code as "INPUT_INVALID", `${name}: ${error.message}`, { cause: error });
    throw error;
  }
  throw new InputError(
    "INPUT_INVALID",
    `${name}: is no model of LightGBM (text, JSON), XGBoost (JSON, UBJSON) or ONNX`,
  );
}

function parseJsonModel(bytes: Uint8Array): TreeEnsemble {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InputError("CORRUPT", `is not JSON: ${(cause as Error).message}`, { cause });
  }
  const fields = document as Record<string, unknown>;
  if ("learner" in fields) return parseXgboost(fields);
  if ("tree_info" in fields) return parseLightGbmJson(fields);
  throw new InputError("INPUT_INVALID", "is JSON of neither LightGBM (tree_info) nor XGBoost (learner)");
}
