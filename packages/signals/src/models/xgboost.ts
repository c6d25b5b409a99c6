import { describeValue, log } from "@hotpath/core";
import { floatBefore } from "./internal/neighbours.ts";
import { xgboostObjective } from "./objective.ts";
import {
  bad,
  buildTree,
  checkSizes,
  type DecisionTree,
  type FoundNode,
  Missing,
  Question,
  type TreeEnsemble,
} from "./tree-ensemble.ts";

type Fields = Record<string, unknown>;

const WHERE = "XGBoost model";

/**
 * Reads an XGBoost model of version 1.6 or later, from the document that its JSON or UBJSON holds. Scores of the result
 * are those of `predict(output_margin=True)` on single-precision values, bit for bit. Linear boosters and trees with vectors
 * in their leaves are refused.
 *
 * @throws {InputError} a document that is not what it should be, with the tree and the field
 */
export function parseXgboost(document: unknown): TreeEnsemble {
  const learner = fieldsOf(fieldsOf(document, WHERE).learner, "learner");
  const parameters = fieldsOf(learner.learner_model_param, "learner.learner_model_param");
  const objective = xgboostObjective(String(fieldsOf(learner.objective, "learner.objective").name));
  const features = whole(parameters.num_feature, "num_feature");
  if (whole(parameters.num_target ?? "1", "num_target") > 1)
    throw bad(WHERE, "num_target: is greater than 1; models of one target are allowed");
  const outputs = Math.max(1, whole(parameters.num_class ?? "0", "num_class"));
  const { model, weights } = boosterOf(fieldsOf(learner.gradient_booster, "learner.gradient_booster"));
  const trees = arrayOf(model.trees, "trees");
  const info = arrayOf(model.tree_info, "tree_info");
  checkSizes(WHERE, { features, outputs, trees: trees.length });
  if (info.length !== trees.length) throw bad(WHERE, `tree_info: has ${info.length} entries for ${trees.length} trees`);
  if (weights !== undefined && weights.length !== trees.length)
    throw bad(WHERE, `weight_drop: has ${weights.length} entries for ${trees.length} trees`);
  const names = learner.feature_names;
  const featureNames = Array.isArray(names) && names.length > 0 ? names.map(String) : undefined;
  if (featureNames !== undefined && featureNames.length !== features)
    throw bad(WHERE, `names ${featureNames.length} features and has ${features}`);
  return {
    format: "xgboost",
    features,
    featureNames,
    outputs,
    classes: undefined,
    objective,
    baseFirst: baseMargins(parameters.base_score, objective.name, outputs),
    divisor: 1,
    predictionDivisor: 1,
    baseLast: new Float64Array(outputs),
    single: true,
    trees: trees.map((tree, i) => treeOf(tree, i, features, whole(info[i], "tree_info"), outputs, weights?.[i])),
  };
}

function boosterOf(booster: Fields): { model: Fields; weights: number[] | undefined } {
  if (booster.name === "gbtree")
    return { model: fieldsOf(booster.model, "gradient_booster.model"), weights: undefined };
  if (booster.name !== "dart") throw bad(WHERE, `booster: got ${describeValue(booster.name)}; allowed: gbtree, dart`);
  const inner = fieldsOf(booster.gbtree, "gradient_booster.gbtree");
  return {
    model: fieldsOf(inner.model, "gradient_booster.gbtree.model"),
    weights: arrayOf(booster.weight_drop, "weight_drop").map(Number),
  };
}

/** `base_score` is kept as a prediction: its margin is what the objective's transform would make it of. */
function baseMargins(text: unknown, objective: string, outputs: number): Float64Array {
  const words = String(text ?? "0.5")
    .replace(/^\[|\]$/g, "")
    .split(",");
  const values = words.map((word) => Math.fround(word.trim() === "" ? Number.NaN : Number(word)));
  if (values.some((value) => !Number.isFinite(value)) || (values.length !== 1 && values.length !== outputs))
    throw bad(WHERE, `base_score: got ${describeValue(text)}; allowed: a number, or one for each output`);
  const margins = Float64Array.from({ length: outputs }, (_, k) => margin(values[k % values.length]!, objective));
  if (margins.some((value) => !Number.isFinite(value)))
    throw bad(WHERE, `base_score: got ${describeValue(text)}, which ${objective} has no margin for`);
  return margins;
}

function margin(score: number, objective: string): number {
  if (objective === "binary:logistic" || objective === "reg:logistic")
    return Math.fround(-Math.fround(log(Math.fround(Math.fround(1 / score) - 1))));
  if (/^(count:poisson|reg:gamma|reg:tweedie|survival:cox|survival:aft)$/.test(objective))
    return Math.fround(log(score));
  return score;
}

function treeOf(
  tree: unknown,
  index: number,
  features: number,
  output: number,
  outputs: number,
  weight = 1,
): DecisionTree {
  const where = `XGBoost tree ${index}`;
  const fields = fieldsOf(tree, where);
  if (!(output >= 0 && output < outputs)) throw bad(where, `adds to output ${output} of ${outputs}`);
  if (whole(fieldsOf(fields.tree_param, where).size_leaf_vector ?? "0", "size_leaf_vector") > 1)
    throw bad(where, "has vectors in its leaves (multi_output_tree); one value a leaf is allowed");
  const column = (name: string) => numbers(fields[name], `${where}, ${name}`);
  const [left, right, split] = [column("left_children"), column("right_children"), column("split_indices")];
  const [condition, defaultLeft] = [column("split_conditions"), column("default_left")];
  const count = left.length;
  if ([right, split, condition, defaultLeft].some((each) => each.length !== count))
    throw bad(where, "has columns of different lengths");
  const kinds = fields.split_type === undefined ? undefined : column("split_type");
  const sets = categoriesOf(fields, where);
  return buildTree(where, { output, width: 1, features }, 0, (id): FoundNode => {
    if (!(Number.isInteger(id) && id >= 0 && id < count)) throw bad(where, `has no node ${id}`);
    if (left[id] === -1) return { leaf: [Math.fround(Math.fround(condition[id]!) * Math.fround(weight))] };
    const categorical = kinds?.[id] === 1;
    const categories = categorical ? sets.get(id) : undefined;
    return {
      feature: split[id]!,
      question: categorical ? Question.NoneOf : Question.AtMost,
      // x < t is x ≤ the float before t, and x is a float.
      threshold: categorical ? 0 : floatBefore(Math.fround(condition[id]!)),
      missing: Missing.NaN,
      defaultLeft: defaultLeft[id] === 1,
      left: left[id]!,
      right: right[id]!,
      ...(categories === undefined ? {} : { categories }),
    };
  });
}

function categoriesOf(fields: Fields, where: string): Map<number, number[]> {
  if (fields.categories_nodes === undefined) return new Map();
  const column = (name: string) => numbers(fields[name], `${where}, ${name}`);
  const [nodes, segments, sizes] = [
    column("categories_nodes"),
    column("categories_segments"),
    column("categories_sizes"),
  ];
  const categories = column("categories");
  return new Map(
    nodes.map((node, k) => {
      const [from, size] = [segments[k] ?? Number.NaN, sizes[k] ?? Number.NaN];
      if (
        !(
          Number.isInteger(from) &&
          Number.isInteger(size) &&
          from >= 0 &&
          size >= 0 &&
          from + size <= categories.length
        )
      )
        throw bad(where, `categories of node ${node} lie outside of the list`);
      return [node, categories.slice(from, from + size)];
    }),
  );
}

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw bad(where, `got ${describeValue(value)}; allowed: an object`);
  return value as Fields;
}

function arrayOf(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw bad(where, `got ${describeValue(value)}; allowed: a list`);
  return value;
}

function numbers(value: unknown, where: string): number[] {
  return arrayOf(value, where).map((each) => {
    const number = typeof each === "boolean" ? Number(each) : each;
    if (typeof number !== "number" || Number.isNaN(number))
      throw bad(where, `got ${describeValue(each)}; allowed: a number`);
    return number;
  });
}

function whole(value: unknown, where: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number))
    throw bad(`${WHERE}, ${where}`, `got ${describeValue(value)}; allowed: an integer`);
  return number;
}
