import type { Random } from "@hotpath/core";

/** What a model is to look like. `rows` are values of its features: thresholds are taken from them. */
export interface RandomModel {
  trees: number;
  leaves: number;
  features: number;
  rows: Float64Array;
}

/** A model in LightGBM's text format whose trees have grown leaf by leaf at random. */
export function randomLightGbm(random: Random, { trees, leaves, features, rows }: RandomModel): string {
  const parts = [
    "tree",
    "version=v4",
    "num_class=1",
    "num_tree_per_iteration=1",
    "label_index=0",
    `max_feature_idx=${features - 1}`,
    "objective=binary sigmoid:1",
    `feature_names=${Array.from({ length: features }, (_, f) => `Column_${f}`).join(" ")}`,
    `feature_infos=${Array.from({ length: features }, () => "[-9:9]").join(" ")}`,
    "",
  ];
  // At most 255 values of a feature, as bins leave them.
  const count = Math.min(255, rows.length / features);
  for (let t = 0; t < trees; t++) parts.push(`Tree=${t}`, treeText(random, leaves, features, rows, count), "");
  return `${parts.join("\n")}\nend of trees\n`;
}

function treeText(random: Random, leaves: number, features: number, rows: Float64Array, count: number): string {
  const left: number[] = [];
  const right: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  for (let node = 0; node + 1 < leaves; node++) {
    // A leaf becomes the node: it stays as the left leaf, a new one is on the right.
    const split = random.integer(node + 1);
    for (const children of [left, right]) for (let i = 0; i < node; i++) if (children[i] === ~split) children[i] = node;
    left.push(~split);
    right.push(~(node + 1));
    feature.push(random.integer(features));
    threshold.push(rows[random.integer(count) * features + feature[node]!]!);
  }
  const same = (length: number, value: number | string) => new Array(length).fill(value).join(" ");
  return [
    `num_leaves=${leaves}`,
    "num_cat=0",
    `split_feature=${feature.join(" ")}`,
    `split_gain=${same(leaves - 1, 1)}`,
    `threshold=${threshold.join(" ")}`,
    `decision_type=${same(leaves - 1, 8)}`,
    `left_child=${left.join(" ")}`,
    `right_child=${right.join(" ")}`,
    `leaf_value=${Array.from({ length: leaves }, () => random.normal() / 10).join(" ")}`,
    `leaf_weight=${same(leaves, 1)}`,
    `leaf_count=${same(leaves, 1)}`,
    `internal_value=${same(leaves - 1, 0)}`,
    `internal_weight=${same(leaves - 1, 1)}`,
    `internal_count=${same(leaves - 1, 1)}`,
    "is_linear=0",
    "shrinkage=1",
  ].join("\n");
}
