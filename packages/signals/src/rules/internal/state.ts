/**
 * Where the state of compiled rules lies: one array of doubles, a stretch for each symbol. First how many bars there were,
 * then the bar of each longer timeframe that is forming, what operations keep, what shorter timeframes read of longer
 * ones, and of each rule its last signal with the values that say why.
 */
import { BAR_FIELDS } from "../rule.ts";
import type { LoweredRule } from "./lower.ts";
import { type Operation, operations } from "./operations.ts";
import type { PlanNode, Timeframe } from "./plan.ts";
import { valuesOf } from "./reason.ts";

/** Where a symbol's counts are. */
export const HEAD = { bars: 0, skipped: 1 } as const;

/** Where a rule's last signal is. */
export interface RulePlace {
  /** The number of its bar; NaN before the first. */
  readonly bar: number;
  /** What it was. */
  readonly value: number;
  /** The first of the values that say why. */
  readonly why: number;
  readonly whyCount: number;
}

/** Places in a symbol's stretch, and what stands there before the first bar. */
export class StateLayout {
  readonly initial: Float64Array;
  /** The bar that forms: how many it has, then its fields. */
  readonly forming: ReadonlyMap<number, number>;
  readonly nodes: ReadonlyMap<PlanNode, number>;
  readonly published: ReadonlyMap<PlanNode, number>;
  readonly rules: readonly RulePlace[];

  constructor(timeframes: readonly Timeframe[], live: ReadonlySet<PlanNode>, rules: readonly LoweredRule[]) {
    const initial: number[] = [0, 0];
    const take = (values: readonly number[]) => {
      const at = initial.length;
      initial.push(...values);
      return at;
    };
    const unknown = (count: number) => new Array<number>(count).fill(Number.NaN);
    const forming = new Map<number, number>();
    const nodes = new Map<PlanNode, number>();
    const published = new Map<PlanNode, number>();
    for (const timeframe of timeframes) {
      if (timeframe.bars > 1) forming.set(timeframe.bars, take([0, ...unknown(BAR_FIELDS.length)]));
      for (const node of timeframe.nodes) {
        if (!live.has(node)) continue;
        const operation = (operations as Partial<Record<string, Operation>>)[node.operation];
        const size = operation?.state?.(node.numbers) ?? 0;
        if (size === 0) continue;
        const state = unknown(size);
        for (const [at, value] of Object.entries(operation?.initial?.(node.numbers) ?? {})) state[Number(at)] = value;
        nodes.set(node, take(state));
      }
      for (const node of timeframe.published) if (live.has(node)) published.set(node, take(unknown(1)));
    }
    this.rules = rules.map(({ reason }) => {
      const whyCount = valuesOf(reason).length;
      const bar = take(unknown(2 + whyCount));
      return { bar, value: bar + 1, why: bar + 2, whyCount };
    });
    this.forming = forming;
    this.nodes = nodes;
    this.published = published;
    this.initial = Float64Array.from(initial);
  }

  /** Doubles of a symbol. */
  get size(): number {
    return this.initial.length;
  }
}

/** The nodes that rules need, with all that they need in turn. */
export function liveNodes(roots: Iterable<PlanNode>): Set<PlanNode> {
  const live = new Set<PlanNode>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    stack.push(...node.inputs);
  }
  return live;
}
