import { describeValue } from "@hotpath/core";
import { doubleBefore } from "./internal/neighbours.ts";
import { lightgbmObjective } from "./objective.ts";
import {
  bad,
  buildTree,
  checkSizes,
  type DecisionTree,
  type FoundNode,
  Missing,
  Question,
  type TreeEnsemble,
  ZERO_THRESHOLD,
} from "./tree-ensemble.ts";

/** What stands in front of the trees, in both of LightGBM's formats. */
export interface LightGbmHead {
  features: number;
  featureNames: readonly string[] | undefined;
  /** Trees of a round, each of which adds to an output of its own. */
  perRound: number;
  objective: string;
  average: boolean;
}

/** The ensemble of a head and trees in order. */
export function lightgbmEnsemble(head: LightGbmHead, trees: DecisionTree[]): TreeEnsemble {
  const { features, featureNames, perRound, objective, average } = head;
  checkSizes("LightGBM model", { features, outputs: perRound, trees: trees.length });
  if (featureNames !== undefined && featureNames.length !== features)
    throw bad("LightGBM model", `names ${featureNames.length} features and has ${features}`);
  if (trees.length % perRound !== 0)
    throw bad("LightGBM model", `has ${trees.length} trees, not a multiple of ${perRound} a round`);
  return {
    format: "lightgbm",
    features,
    featureNames,
    outputs: perRound,
    classes: undefined,
    objective: lightgbmObjective(objective),
    baseFirst: new Float64Array(perRound),
    divisor: 1,
    predictionDivisor: average ? Math.max(1, trees.length / perRound) : 1,
    baseLast: new Float64Array(perRound),
    single: false,
    trees,
  };
}

/**
 * Reads LightGBM's text format (`save_model`). Scores of the result are those of `predict(raw_score=True)`, bit for bit.
 * Linear trees are refused.
 *
 * @throws {InputError} a file that is not what it should be, with the tree and the field
 */
export function parseLightGbm(text: string): TreeEnsemble {
  const blocks = blocksOf(text);
  const top = blocks.shift()!;
  const perRound = integerOf(top, "num_tree_per_iteration", "LightGBM model");
  const names = top.get("feature_names")?.trim();
  const head: LightGbmHead = {
    features: integerOf(top, "max_feature_idx", "LightGBM model") + 1,
    featureNames: names === undefined || names === "" ? undefined : names.split(" "),
    perRound,
    objective: top.get("objective") ?? "custom",
    average: top.has("average_output"),
  };
  checkSizes("LightGBM model", { features: head.features, outputs: perRound, trees: blocks.length });
  return lightgbmEnsemble(
    head,
    blocks.map((block, i) => treeOf(block, `LightGBM tree ${i}`, head.features, i % perRound)),
  );
}

/** The lines `key=value` of the head and of each tree. */
function blocksOf(text: string): Map<string, string>[] {
  let current = new Map<string, string>();
  const blocks = [current];
  let first = true;
  for (const line of text.split(/\r?\n/)) {
    if (first) {
      if (line.trim() !== "tree")
        throw bad("LightGBM model", `begins with ${describeValue(line.slice(0, 40))}, not "tree"`);
      first = false;
      continue;
    }
    if (line === "end of trees") return blocks;
    const at = line.indexOf("=");
    if (line.startsWith("Tree=")) {
      current = new Map();
      blocks.push(current);
    } else if (at > 0) current.set(line.slice(0, at), line.slice(at + 1));
    else if (line.trim() !== "") current.set(line.trim(), "");
  }
  throw bad("LightGBM model", 'ends before "end of trees": the file is cut');
}

function integerOf(block: Map<string, string>, key: string, where: string, absent?: number): number {
  const text = block.get(key);
  if (text === undefined && absent !== undefined) return absent;
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isInteger(value)) throw bad(where, `${key}: got ${describeValue(text)}; allowed: an integer`);
  return value;
}

function numbersOf(block: Map<string, string>, key: string, where: string, count: number): Float64Array {
  const text = block.get(key)?.trim() ?? "";
  const words = text === "" ? [] : text.split(" ");
  if (words.length !== count) throw bad(where, `${key}: has ${words.length} numbers where ${count} were expected`);
  return Float64Array.from(words, (word) => {
    const value = word === "inf" ? Number.POSITIVE_INFINITY : word === "-inf" ? Number.NEGATIVE_INFINITY : Number(word);
    if (word === "" || Number.isNaN(value)) throw bad(where, `${key}: got ${describeValue(word)}; allowed: a number`);
    return value;
  });
}

function treeOf(block: Map<string, string>, where: string, features: number, output: number): DecisionTree {
  const count = integerOf(block, "num_leaves", where);
  if (count < 1 || count > 1_000_000) throw bad(where, `num_leaves: got ${count}; allowed: 1 to 1000000`);
  if (integerOf(block, "is_linear", where, 0) !== 0)
    throw bad(where, "is linear (trained with linear_tree=true); trees with a constant in each leaf are allowed");
  const leaves = numbersOf(block, "leaf_value", where, count);
  const shape = { output, width: 1, features };
  if (count === 1) return buildTree(where, shape, ~0, () => ({ leaf: leaves }));
  const inner = (key: string) => numbersOf(block, key, where, count - 1);
  const [feature, threshold, decision] = [inner("split_feature"), inner("threshold"), inner("decision_type")];
  const [left, right] = [inner("left_child"), inner("right_child")];
  const sets = categoriesOf(block, where);
  return buildTree(where, shape, 0, (id) => {
    if (id < 0) {
      if (!(Number.isInteger(id) && ~id < count)) throw bad(where, `has no leaf ${~id}`);
      return { leaf: leaves.subarray(~id, ~id + 1) };
    }
    if (!(Number.isInteger(id) && id < count - 1)) throw bad(where, `has no node ${id}`);
    const bits = decision[id]!;
    const missing = (bits >> 2) & 3;
    if (!(Number.isInteger(bits) && bits >= 0 && bits < 16 && missing < 3))
      throw bad(where, `decision_type: got ${bits}; allowed: 0 to 11`);
    return {
      ...questionOf(where, (bits & 1) === 1, threshold[id]!, sets),
      feature: feature[id]!,
      missing,
      defaultLeft: (bits & 2) !== 0,
      left: left[id]!,
      right: right[id]!,
    };
  });
}

/**
 * LightGBM takes what is within 1e-35 of 0 for 0 before a row sees a tree (`RowPairFunctionFromDenseMatric`), so that
 * a threshold in there has all of it on one side.
 */
function aroundZero(threshold: number): number {
  if (!(threshold >= -ZERO_THRESHOLD && threshold <= ZERO_THRESHOLD)) return threshold;
  return threshold >= 0 ? ZERO_THRESHOLD : doubleBefore(-ZERO_THRESHOLD);
}

function questionOf(
  where: string,
  categorical: boolean,
  threshold: number,
  sets: number[][],
): { question: number; threshold: number; categories?: number[] } {
  if (!categorical) return { question: Question.AtMost, threshold: aroundZero(threshold) };
  const categories = sets[threshold];
  if (categories === undefined)
    throw bad(where, `threshold: names the set of categories ${threshold} of ${sets.length}`);
  return { question: Question.OneOf, threshold: 0, categories };
}

/** The sets of categories, stored as bits. */
function categoriesOf(block: Map<string, string>, where: string): number[][] {
  const count = integerOf(block, "num_cat", where, 0);
  if (count === 0) return [];
  if (count < 0 || count > 1_000_000) throw bad(where, `num_cat: got ${count}; allowed: 0 to 1000000`);
  const bounds = numbersOf(block, "cat_boundaries", where, count + 1);
  const last = bounds[count]!;
  if (bounds[0] !== 0 || !(Number.isInteger(last) && last >= 0 && last < 2 ** 26))
    throw bad(where, "cat_boundaries: must begin with 0 and end below 2^26");
  const words = numbersOf(block, "cat_threshold", where, last);
  return Array.from({ length: count }, (_, k) => {
    const [from, to] = [bounds[k]!, bounds[k + 1]!];
    if (!(Number.isInteger(to) && to >= from)) throw bad(where, "cat_boundaries: must ascend");
    const categories: number[] = [];
    for (let i = from; i < to; i++)
      for (let bit = 0; bit < 32; bit++) if ((words[i]! >>> bit) & 1) categories.push(32 * (i - from) + bit);
    return categories;
  });
}

const MISSING_TYPES: Record<string, number> = { None: Missing.None, Zero: Missing.Zero, NaN: Missing.NaN };

/** Reads what LightGBM's `dump_model` answers with, as JSON. As {@link parseLightGbm}, bit for bit. */
export function parseLightGbmJson(model: Record<string, unknown>): TreeEnsemble {
  const where = "LightGBM model (JSON)";
  const { tree_info: infos, feature_names: names, num_tree_per_iteration: perRound } = model;
  if (!Array.isArray(infos)) throw bad(where, "tree_info: is missing");
  const features = Number(model.max_feature_idx) + 1;
  checkSizes(where, { features, outputs: Number(perRound), trees: infos.length });
  const head: LightGbmHead = {
    features,
    featureNames: Array.isArray(names) ? names.map(String) : undefined,
    perRound: Number(perRound),
    objective: typeof model.objective === "string" ? model.objective : "custom",
    average: model.average_output === true,
  };
  const trees = infos.map((info: Record<string, unknown> | null, i: number) => {
    const shape = { output: i % head.perRound, width: 1, features };
    const found: unknown[] = [info?.tree_structure];
    return buildTree(`LightGBM tree ${i}`, shape, 0, (id) => jsonNode(`LightGBM tree ${i}`, found, id));
  });
  return lightgbmEnsemble(head, trees);
}

function jsonNode(where: string, found: unknown[], id: number): FoundNode {
  const node = found[id];
  if (typeof node !== "object" || node === null) throw bad(where, "a node is missing");
  const fields = node as Record<string, unknown>;
  if ("leaf_const" in fields || "leaf_coeff" in fields)
    throw bad(where, "is linear (trained with linear_tree=true); trees with a constant in each leaf are allowed");
  if ("leaf_value" in fields) return { leaf: [fields.leaf_value as number] };
  const missing = MISSING_TYPES[String(fields.missing_type)];
  if (missing === undefined)
    throw bad(where, `missing_type: got ${describeValue(fields.missing_type)}; allowed: None, Zero, NaN`);
  const rest = {
    feature: fields.split_feature as number,
    missing,
    defaultLeft: fields.default_left === true,
    left: found.push(fields.left_child) - 1,
    right: found.push(fields.right_child) - 1,
  };
  if (fields.decision_type === "<=")
    return { ...rest, question: Question.AtMost, threshold: aroundZero(fields.threshold as number) };
  if (fields.decision_type !== "==" || typeof fields.threshold !== "string")
    throw bad(where, `decision_type: got ${describeValue(fields.decision_type)}; allowed: <=, ==`);
  const categories = fields.threshold.split("||").map(Number);
  return { ...rest, question: Question.OneOf, threshold: 0, categories };
}
