/**
 * A timeframe's work, cut into stretches of a few dozen statements. A stretch is one function: an engine optimises short
 * functions well and long ones not at all (measured: 20 rules in one function take 20 times as long). What a stretch
 * needs of an earlier one is in a scratch array V.
 */
import { BAR_FIELDS } from "../rule.ts";
import type { LoweredRule } from "./lower.ts";
import { finiteText, type Operation, operations } from "./operations.ts";
import type { PlanNode, Timeframe } from "./plan.ts";
import { valuesOf } from "./reason.ts";
import type { StateLayout } from "./state.ts";

/** All that a text is made from. */
export interface SourceParts {
  readonly timeframes: readonly Timeframe[];
  /** Nodes that are computed. */
  readonly live: ReadonlySet<PlanNode>;
  readonly rules: readonly LoweredRule[];
  readonly state: StateLayout;
}

/** What is done in an order: a node is computed, published, or a rule speaks. */
export type Item = { readonly node: PlanNode } | { readonly publish: PlanNode } | { readonly rule: number };

/** Stretches, and which nodes go from one to another. */
export interface Segments {
  readonly segments: readonly (readonly Item[])[];
  /** Places in the scratch array. */
  readonly crossing: ReadonlyMap<PlanNode, number>;
}

/** Where a node finds what is not computed from other nodes. */
export interface Leaves {
  series(index: number): string;
  held(node: PlanNode): string;
  /** A place of the scratch array. */
  scratch(place: number): string;
  /** Statements of an item that is no node. */
  publish(node: PlanNode, name: string): string;
  rule(rule: number, names: readonly string[]): string;
}

/** What a stretch may cost. */
const COST_MAX = 32;
const RULE_COST = 3;

/** Whether a node is read, and not computed. */
function isLeaf({ operation }: PlanNode): boolean {
  return operation === "field" || operation === "series" || operation === "held" || operation === "constant";
}

function operationOf(node: PlanNode): Operation {
  return operations[node.operation as keyof typeof operations];
}

/** Cuts a timeframe's work. @param told whether rules tell why */
export function cut(parts: SourceParts, timeframe: Timeframe, told: boolean): Segments {
  const items = itemsOf(parts, timeframe, told);
  const segments: Item[][] = [];
  const home = new Map<PlanNode, number>();
  const crossing = new Map<PlanNode, number>();
  let cost = Number.POSITIVE_INFINITY;
  for (const item of items) {
    cost += "node" in item ? (operationOf(item.node).cost ?? 1) : "rule" in item ? RULE_COST : 1;
    if (cost > COST_MAX) {
      segments.push([]);
      cost = 0;
    }
    segments.at(-1)!.push(item);
    for (const need of needsOf(parts, item, told))
      if (!isLeaf(need) && home.get(need) !== segments.length && !crossing.has(need)) crossing.set(need, crossing.size);
    if ("node" in item) home.set(item.node, segments.length);
  }
  return { segments, crossing };
}

/** In the order of the plan; a rule speaks as soon as all that it needs is there. */
function itemsOf({ live, rules, ...parts }: SourceParts, timeframe: Timeframe, told: boolean): Item[] {
  const nodes = timeframe.nodes.filter((node) => live.has(node));
  const position = new Map(nodes.map((node, k) => [node, k]));
  const speaking = new Map<number, number[]>();
  if (timeframe.bars === 1)
    for (const rule of rules.keys()) {
      const needs = needsOf({ ...parts, live, rules }, { rule }, told).map((node) => position.get(node) ?? -1);
      const at = Math.max(-1, ...needs);
      speaking.set(at, [...(speaking.get(at) ?? []), rule]);
    }
  const spoken = (at: number) => (speaking.get(at) ?? []).map((rule): Item => ({ rule }));
  const items = nodes.flatMap((node, k): Item[] => [
    ...(isLeaf(node) ? [] : [{ node }]),
    ...(timeframe.published.has(node) ? [{ publish: node }] : []),
    ...spoken(k),
  ]);
  return [...spoken(-1), ...items];
}

function needsOf({ rules }: SourceParts, item: Item, told: boolean): readonly PlanNode[] {
  if ("node" in item) return item.node.inputs;
  if ("publish" in item) return [item.publish];
  const { when, confidence, reason } = rules[item.rule]!;
  const why = told ? valuesOf(reason).flatMap(({ node, state }) => (state === undefined ? [node] : [])) : [];
  return [when, confidence, ...why];
}

/** The statements of a stretch. */
export function segmentLines(
  parts: SourceParts,
  segment: readonly Item[],
  crossing: ReadonlyMap<PlanNode, number>,
  leaves: Leaves,
  told: boolean,
): string[] {
  const declared = new Set<PlanNode>();
  const lines: string[] = [];
  for (const item of segment) {
    const needs = needsOf(parts, item, told);
    for (const need of needs) {
      if (declared.has(need) || need.operation === "constant") continue;
      lines.push(readLine(need, crossing, leaves));
      declared.add(need);
    }
    if ("publish" in item) lines.push(leaves.publish(item.publish, nameOf(item.publish)));
    else if ("rule" in item) lines.push(leaves.rule(item.rule, needs.map(nameOf)));
    else {
      const { node } = item;
      const at = `b + ${parts.state.nodes.get(node) ?? 0}`;
      lines.push(operationOf(node).text(nameOf(node), node.inputs.map(nameOf), node.numbers, at));
      if (crossing.has(node)) lines.push(`${leaves.scratch(crossing.get(node)!)} = ${nameOf(node)};`);
      declared.add(node);
    }
  }
  return lines;
}

function readLine(node: PlanNode, crossing: ReadonlyMap<PlanNode, number>, leaves: Leaves): string {
  const n = nameOf(node);
  switch (node.operation) {
    case "field":
      return finiteText(n, BAR_FIELDS[node.numbers[0]!]!);
    case "series":
      return finiteText(n, leaves.series(node.numbers[0]!));
    case "held":
      return `const ${n} = ${leaves.held(node.inputs[0]!)};`;
    default:
      return `const ${n} = ${leaves.scratch(crossing.get(node)!)};`;
  }
}

/** The variable that has a node's value, or the number itself. */
export function nameOf(node: PlanNode): string {
  if (node.operation !== "constant") return `n${node.id}`;
  const [value] = node.numbers;
  return Object.is(value, -0) ? "(-0)" : `(${value})`;
}

/** Statement that declares a rule's signal: 0, ± its confidence, or NaN where that is unknown. */
export function signalLine({ when, confidence, sign }: LoweredRule, r: number): string {
  const value = sign === 1 ? nameOf(confidence) : `0 - ${nameOf(confidence)}`;
  return `const v${r} = ${nameOf(when)} === 1 ? ${value} : ${nameOf(when)} === 0 ? 0 : NaN;`;
}
