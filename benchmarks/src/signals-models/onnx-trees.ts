/**
 * Writes an ensemble of trees as an ONNX model of one `TreeEnsembleRegressor`, so that ONNX Runtime can be a peer on the same
 * trees: onnx.proto's ModelProto and operator set ai.onnx.ml 1. Values are in single precision there.
 */
import { Missing, Question, type TreeEnsemble } from "@hotpath/signals/models";

/** The bytes of one field of a message: its number, and a length and what it holds, or a whole number. */
function field(number: number, value: Uint8Array | number): number[] {
  if (typeof value === "number") return [...varint(number * 8), ...varint(value)];
  return [...varint(number * 8 + 2), ...varint(value.length), ...value];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

const message = (...fields: number[][]): Uint8Array => Uint8Array.from(fields.flat());
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const floats = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** AttributeProto: name, values in their field, and their type. */
const numbers = (name: string, values: readonly number[]): Uint8Array =>
  message(field(1, text(name)), field(7, floats(values)), field(20, 6));
const integers = (name: string, values: readonly number[]): Uint8Array =>
  message(field(1, text(name)), field(8, Uint8Array.from(values.flatMap(varint))), field(20, 7));
const strings = (name: string, values: readonly string[]): Uint8Array =>
  message(field(1, text(name)), ...values.map((value) => field(9, text(value))), field(20, 8));

/** ValueInfoProto of a tensor of floats with so many columns. */
const tensor = (name: string, columns: number): Uint8Array => {
  const rows = message(field(2, text("N")));
  const shape = message(field(1, rows), field(1, message(field(1, columns))));
  return message(field(1, text(name)), field(2, message(field(1, message(field(1, 1), field(2, shape))))));
};

/** The model; only of one output, and of nodes that ask whether a value is at most a threshold. */
export function onnxOf(ensemble: TreeEnsemble): Uint8Array {
  const node = { tree: [] as number[], id: [] as number[], feature: [] as number[], mode: [] as string[] };
  const [value, yes, no, missing] = [[] as number[], [] as number[], [] as number[], [] as number[]];
  const leaf = { tree: [] as number[], id: [] as number[], weight: [] as number[] };
  const add = (tree: number, id: number, feature: number, mode: string, threshold: number): void => {
    node.tree.push(tree);
    node.id.push(id);
    node.feature.push(feature);
    node.mode.push(mode);
    value.push(threshold);
  };
  for (const [t, tree] of ensemble.trees.entries()) {
    const inner = tree.feature.length;
    const idOf = (child: number) => (child >= 0 ? child : inner + ~child);
    for (let n = 0; n < inner; n++) {
      if (tree.question[n] !== Question.AtMost) throw new Error("only nodes of x ≤ threshold can be written");
      add(t, n, tree.feature[n]!, "BRANCH_LEQ", tree.threshold[n]!);
      yes.push(idOf(tree.left[n]!));
      no.push(idOf(tree.right[n]!));
      missing.push(tree.missing[n] === Missing.NaN ? tree.defaultLeft[n]! : 0);
    }
    for (let k = 0; k < tree.leaves.length; k++) {
      add(t, inner + k, 0, "LEAF", 0);
      yes.push(0);
      no.push(0);
      missing.push(0);
      leaf.tree.push(t);
      leaf.id.push(inner + k);
      leaf.weight.push(tree.leaves[k]!);
    }
  }
  const attributes = [
    integers("nodes_treeids", node.tree),
    integers("nodes_nodeids", node.id),
    integers("nodes_featureids", node.feature),
    strings("nodes_modes", node.mode),
    numbers("nodes_values", value),
    integers("nodes_truenodeids", yes),
    integers("nodes_falsenodeids", no),
    integers("nodes_missing_value_tracks_true", missing),
    integers("target_treeids", leaf.tree),
    integers("target_nodeids", leaf.id),
    integers(
      "target_ids",
      leaf.tree.map(() => 0),
    ),
    numbers("target_weights", leaf.weight),
    message(field(1, text("n_targets")), field(3, 1), field(20, 2)),
  ];
  const operator = message(
    field(1, text("rows")),
    field(2, text("scores")),
    field(4, text("TreeEnsembleRegressor")),
    ...attributes.map((each) => field(5, each)),
    field(7, text("ai.onnx.ml")),
  );
  const graph = message(
    field(1, operator),
    field(2, text("trees")),
    field(11, tensor("rows", ensemble.features)),
    field(12, tensor("scores", 1)),
  );
  const set = (domain: string, version: number) => field(8, message(field(1, text(domain)), field(2, version)));
  return message(field(1, 8), field(7, graph), set("", 13), set("ai.onnx.ml", 1));
}
