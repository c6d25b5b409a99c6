import { describeValue } from "@hotpath/core";
import { doubleBefore } from "./internal/neighbours.ts";
import { type Field, fieldsOf, floatsOf, integersOf, textOf } from "./internal/protobuf.ts";
import type { Objective } from "./objective.ts";
import {
  bad,
  buildTree,
  checkSizes,
  type DecisionTree,
  type FoundNode,
  Missing,
  NODES_MOST,
  Question,
  type TreeEnsemble,
} from "./tree-ensemble.ts";

const WHERE = "ONNX model";

/** A node of the graph: an operator with its attributes. */
interface OnnxNode {
  operator: string;
  inputs: string[];
  attributes: Map<string, Attribute>;
}

interface Attribute {
  integer: number;
  text: string;
  tensor: boolean;
  floats: number[];
  integers: number[];
  strings: string[];
}

interface Graph {
  nodes: OnnxNode[];
  inputs: Map<string, { type: number; columns: number | undefined }>;
}

/** What may stand beside the trees without changing their scores. */
const HARMLESS = new Set(["ZipMap", "Cast", "Identity", "Reshape", "ArrayFeatureExtractor", "ArgMax"]);

/**
 * Reads an ONNX model that is one `TreeEnsembleRegressor` or `TreeEnsembleClassifier` (opset ai.onnx.ml 1 to 4) on single or
 * double precision: scikit-learn's trees and forests through skl2onnx, and boosted trees through onnxmltools. Scores of the
 * result are those of ONNX Runtime on one thread, before the post-transform, bit for bit. Undefined where the graph is
 * anything else, which {@link openOnnxSession} runs.
 *
 * Where all weights of a classifier of two classes belong to one, there is one output, of that class.
 *
 * @throws {InputError} what is not ONNX, or trees that are not what they should be
 */
export function parseOnnxTrees(bytes: Uint8Array): TreeEnsemble | undefined {
  const graph = graphOf(bytes);
  const trees = graph.nodes.filter(({ operator }) => operator.startsWith("TreeEnsemble"));
  const node = trees[0];
  if (trees.length !== 1 || node === undefined) return undefined;
  if (graph.nodes.some((each) => each !== node && !HARMLESS.has(each.operator))) return undefined;
  const input = graph.inputs.get(node.inputs[0] ?? "");
  if (input === undefined || (input.type !== FLOAT && input.type !== DOUBLE)) return undefined;
  if (node.operator !== "TreeEnsembleRegressor" && node.operator !== "TreeEnsembleClassifier") return undefined;
  if ([...node.attributes.values()].some(({ tensor }) => tensor)) return undefined;
  return ensembleOf(node, input.columns, input.type === FLOAT);
}

/** Element types of tensors. */
const FLOAT = 1;
const DOUBLE = 11;

function graphOf(bytes: Uint8Array): Graph {
  for (const field of fieldsOf(bytes))
    if (field.number === 7 && field.bytes !== undefined) {
      const graph: Graph = { nodes: [], inputs: new Map() };
      for (const part of fieldsOf(field.bytes)) {
        if (part.bytes === undefined) continue;
        if (part.number === 1) graph.nodes.push(nodeOf(part.bytes));
        if (part.number === 11) addInput(part.bytes, graph);
      }
      return graph;
    }
  throw bad(WHERE, "has no graph");
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const node: OnnxNode = { operator: "", inputs: [], attributes: new Map() };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) node.inputs.push(textOf(field));
    if (field.number === 4) node.operator = textOf(field);
    if (field.number === 5 && field.bytes !== undefined) {
      let name = "";
      const attribute: Attribute = { integer: 0, text: "", tensor: false, floats: [], integers: [], strings: [] };
      for (const part of fieldsOf(field.bytes)) {
        if (part.number === 1) name = textOf(part);
        readAttribute(attribute, part);
      }
      node.attributes.set(name, attribute);
    }
  }
  return node;
}

function readAttribute(attribute: Attribute, part: Field): void {
  if (part.number === 3) attribute.integer = part.integer;
  if (part.number === 4) attribute.text = textOf(part);
  if (part.number === 5) attribute.tensor = true;
  if (part.number === 7) floatsOf(part, attribute.floats);
  if (part.number === 8) integersOf(part, attribute.integers);
  if (part.number === 9) attribute.strings.push(textOf(part));
}

/** Follows ValueInfo → type → tensor → element type and shape. */
function addInput(bytes: Uint8Array, graph: Graph): void {
  let name = "";
  let type = 0;
  const dimensions: (number | undefined)[] = [];
  for (const info of fieldsOf(bytes)) {
    if (info.number === 1) name = textOf(info);
    if (info.number !== 2) continue;
    for (const tensor of inside(info, 1))
      for (const part of fieldsOf(tensor)) {
        if (part.number === 1) type = part.integer;
        for (const dimension of part.number === 2 ? inside(part, 1) : []) {
          const size = [...fieldsOf(dimension)].find((field) => field.number === 1 && field.bytes === undefined);
          dimensions.push(size?.integer);
        }
      }
  }
  graph.inputs.set(name, { type, columns: dimensions.length === 2 ? dimensions[1] : undefined });
}

function inside(field: Field, number: number): Uint8Array[] {
  if (field.bytes === undefined) return [];
  return [...fieldsOf(field.bytes)].flatMap((part) =>
    part.number === number && part.bytes !== undefined ? [part.bytes] : [],
  );
}

/** A leaf's weights, by the place of its node. */
type Weights = Map<string, [output: number, weight: number][]>;

function ensembleOf(node: OnnxNode, columns: number | undefined, single: boolean): TreeEnsemble {
  const list = (name: string) => node.attributes.get(name)?.integers ?? [];
  const floats = (name: string) => node.attributes.get(name)?.floats ?? [];
  const classifier = node.operator === "TreeEnsembleClassifier";
  const prefix = classifier ? "class" : "target";
  const labels = classifier ? labelsOf(node) : undefined;
  const ids = list(`${prefix}_ids`);
  const declared = labels?.length ?? Math.max(1, node.attributes.get("n_targets")?.integer ?? 1);
  const binary = declared === 2 && classifier && new Set(ids).size === 1;
  const outputs = binary ? 1 : declared;
  const features = Math.max(columns ?? 0, 1 + list("nodes_featureids").reduce((most, id) => Math.max(most, id), 0));
  checkSizes(WHERE, { features, outputs, trees: 0 });
  // Every leaf has a value for each output.
  const leaves = list("nodes_treeids").length * outputs;
  if (leaves > NODES_MOST) throw bad(WHERE, `has nodes for ${leaves} values; at most ${NODES_MOST} are allowed`);
  const weights: Weights = new Map();
  for (const [i, id] of ids.entries()) {
    const place = `${list(`${prefix}_treeids`)[i]}/${list(`${prefix}_nodeids`)[i]}`;
    const output = binary ? 0 : id;
    if (!(Number.isInteger(output) && output >= 0 && output < outputs))
      throw bad(WHERE, `adds to output ${id} of ${outputs}`);
    const weight = floats(`${prefix}_weights`)[i] ?? Number.NaN;
    const found = weights.get(place);
    if (found === undefined) weights.set(place, [[output, weight]]);
    else found.push([output, weight]);
  }
  const trees = treesOf(node, { features, outputs }, weights);
  checkSizes(WHERE, { features, outputs, trees: trees.length });
  const aggregate = node.attributes.get("aggregate_function")?.text ?? "SUM";
  if (aggregate !== "SUM" && aggregate !== "AVERAGE")
    throw bad(WHERE, `aggregate_function: got ${describeValue(aggregate)}; allowed: SUM, AVERAGE`);
  const base = floats("base_values");
  return {
    format: "onnx",
    features,
    featureNames: undefined,
    outputs,
    classes: labels,
    objective: transformOf(node),
    baseFirst: new Float64Array(outputs),
    divisor: aggregate === "AVERAGE" ? Math.max(1, trees.length) : 1,
    predictionDivisor: 1,
    baseLast: Float64Array.from({ length: outputs }, (_, k) => (base.length === outputs ? base[k]! : 0)),
    single,
    trees,
  };
}

function labelsOf(node: OnnxNode): string[] {
  const texts = node.attributes.get("classlabels_strings")?.strings ?? [];
  const labels = texts.length > 0 ? texts : (node.attributes.get("classlabels_int64s")?.integers ?? []).map(String);
  if (labels.length < 2) throw bad(WHERE, `has ${labels.length} class labels; at least 2 are allowed`);
  return labels;
}

function transformOf(node: OnnxNode): Objective {
  const name = node.attributes.get("post_transform")?.text ?? "NONE";
  const transform =
    name === "NONE" ? "identity" : name === "LOGISTIC" ? "sigmoid" : name === "SOFTMAX" ? "softmax" : "unknown";
  return { name, transform, slope: 1 };
}

const MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "LEAF"];

function treesOf(node: OnnxNode, shape: { features: number; outputs: number }, weights: Weights): DecisionTree[] {
  const list = (name: string) => node.attributes.get(name)?.integers ?? [];
  const treeIds = list("nodes_treeids");
  const [nodeIds, featureIds] = [list("nodes_nodeids"), list("nodes_featureids")];
  const [whenTrue, whenFalse] = [list("nodes_truenodeids"), list("nodes_falsenodeids")];
  const values = node.attributes.get("nodes_values")?.floats ?? [];
  const modes = node.attributes.get("nodes_modes")?.strings ?? [];
  const tracks = list("nodes_missing_value_tracks_true");
  const columns = [nodeIds, featureIds, whenTrue, whenFalse, values, modes];
  if (columns.some((column) => column.length !== treeIds.length))
    throw bad(WHERE, "has columns of nodes of different lengths");
  // In the order in which trees first appear; a tree's root is its first node.
  const places = new Map<number, Map<number, number>>();
  for (const [i, tree] of treeIds.entries()) {
    const found = places.get(tree);
    if (found === undefined) places.set(tree, new Map([[nodeIds[i]!, i]]));
    else if (found.has(nodeIds[i]!)) throw bad(WHERE, `tree ${tree} has node ${nodeIds[i]} twice`);
    else found.set(nodeIds[i]!, i);
  }
  return [...places].map(([id, nodes]) => {
    const where = `ONNX tree ${id}`;
    const root = nodes.keys().next().value!;
    return buildTree(where, { output: 0, width: shape.outputs, features: shape.features }, root, (at): FoundNode => {
      const i = nodes.get(at);
      if (i === undefined) throw bad(where, `has no node ${at}`);
      if (!MODES.includes(modes[i]!))
        throw bad(where, `node ${at}: got ${describeValue(modes[i])}; allowed: ${MODES.join(", ")}`);
      if (modes[i] === "LEAF") {
        const leaf = new Float64Array(shape.outputs);
        for (const [output, weight] of weights.get(`${id}/${at}`) ?? []) leaf[output]! += weight;
        return { leaf };
      }
      const branches = { yes: whenTrue[i]!, no: whenFalse[i]! };
      return { feature: featureIds[i]!, ...branchOf(modes[i]!, values[i]!, branches, (tracks[i] ?? 0) === 1) };
    });
  });
}

/** Every mode in terms of "at most" and "equal", the children changed over where it is the opposite. */
function branchOf(mode: string, value: number, { yes, no }: { yes: number; no: number }, missingIsTrue: boolean) {
  const opposite = mode === "BRANCH_GTE" || mode === "BRANCH_GT" || mode === "BRANCH_NEQ";
  const strict = mode === "BRANCH_LT" || mode === "BRANCH_GTE";
  // NaN compares as false, so that it differs from every value.
  const missing = missingIsTrue || mode === "BRANCH_NEQ";
  return {
    question: mode === "BRANCH_EQ" || mode === "BRANCH_NEQ" ? Question.Equal : Question.AtMost,
    // The double before a float serves values of single precision too.
    threshold: strict ? doubleBefore(value) : value,
    missing: Missing.NaN,
    defaultLeft: missing !== opposite,
    left: opposite ? no : yes,
    right: opposite ? yes : no,
  };
}
