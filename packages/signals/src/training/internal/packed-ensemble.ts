import { describeValue, InputError } from "@hotpath/core";
import type { Objective } from "../../models/objective.ts";
import {
  bad,
  buildTree,
  checkSizes,
  type DecisionTree,
  type FoundNode,
  Missing,
  Question,
  type TreeEnsemble,
} from "../../models/tree-ensemble.ts";

/** A tree in JSON, by columns; children as in a {@link DecisionTree}. Infinite thresholds are texts. */
interface PackedTree {
  feature: number[];
  threshold: (number | string)[];
  defaultLeft: number[];
  left: number[];
  right: number[];
  leaves: number[];
}

const TRANSFORMS = ["identity", "sigmoid"];

/** An ensemble of trees that were grown here, as plain values of JSON. */
export function packEnsemble(ensemble: TreeEnsemble): object {
  if (ensemble.format !== "hotpath" || ensemble.outputs !== 1)
    throw new InputError(
      "INPUT_INVALID",
      `model: is of ${ensemble.format}; models that were trained here can be written`,
    );
  return {
    features: ensemble.features,
    objective: ensemble.objective,
    base: ensemble.baseFirst[0],
    divisor: ensemble.divisor,
    trees: ensemble.trees.map(packTree),
  };
}

function packTree(tree: DecisionTree): PackedTree {
  return {
    feature: [...tree.feature],
    threshold: Array.from(tree.threshold, (t) => (Number.isFinite(t) ? t : t > 0 ? "inf" : "-inf")),
    defaultLeft: [...tree.defaultLeft],
    left: [...tree.left],
    right: [...tree.right],
    leaves: [...tree.leaves],
  };
}

/**
 * The ensemble that {@link packEnsemble} has packed.
 *
 * @throws {InputError} what is not one
 */
export function unpackEnsemble(value: unknown, where: string): TreeEnsemble {
  const packed = value as {
    features: number;
    objective: Objective;
    base: number;
    divisor: number;
    trees: PackedTree[];
  };
  if (typeof packed !== "object" || packed === null || !Array.isArray(packed.trees))
    throw bad(where, "ensemble: has no trees");
  checkSizes(where, { features: packed.features, outputs: 1, trees: packed.trees.length });
  const { objective, base, divisor } = packed;
  if (
    typeof objective?.name !== "string" ||
    !TRANSFORMS.includes(objective.transform) ||
    !Number.isFinite(objective.slope)
  )
    throw bad(where, `ensemble.objective: got ${describeValue(objective)}`);
  if (!Number.isFinite(base) || !(Number.isInteger(divisor) && divisor >= 1))
    throw bad(where, `ensemble: base ${describeValue(base)} or divisor ${describeValue(divisor)} is not allowed`);
  return {
    format: "hotpath",
    features: packed.features,
    featureNames: undefined,
    outputs: 1,
    classes: undefined,
    objective,
    baseFirst: Float64Array.of(base),
    divisor,
    predictionDivisor: 1,
    baseLast: new Float64Array(1),
    single: false,
    trees: packed.trees.map((tree, i) => unpackTree(tree, packed.features, `${where}, tree ${i}`)),
  };
}

function unpackTree(tree: PackedTree, features: number, where: string): DecisionTree {
  const columns = [tree?.feature, tree?.threshold, tree?.defaultLeft, tree?.left, tree?.right, tree?.leaves];
  if (!columns.every(Array.isArray)) throw bad(where, "a column is missing");
  const count = tree.feature.length;
  if (columns.slice(0, 5).some((column) => column.length !== count))
    throw bad(where, "has columns of different lengths");
  const thresholds = tree.threshold.map((t) =>
    t === "inf" ? Number.POSITIVE_INFINITY : t === "-inf" ? Number.NEGATIVE_INFINITY : t,
  );
  return buildTree(where, { output: 0, width: 1, features }, count === 0 ? ~0 : 0, (id): FoundNode => {
    if (!Number.isInteger(id) || id >= count || ~id >= tree.leaves.length) throw bad(where, `has no node ${id}`);
    if (id < 0) return { leaf: [tree.leaves[~id]!] };
    return {
      feature: tree.feature[id]!,
      question: Question.AtMost,
      threshold: thresholds[id] as number,
      missing: Missing.NaN,
      defaultLeft: tree.defaultLeft[id] === 1,
      left: tree.left[id]!,
      right: tree.right[id]!,
    };
  });
}
