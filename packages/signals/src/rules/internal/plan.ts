/**
 * What rules compute, flat: nodes in an order in which each comes after what it needs. A part that two rules ask for is
 * there once. Each timeframe has nodes of its own, and the outputs of indicators that they read.
 */
import type { Indicator } from "@hotpath/indicators";
import type { BarField } from "../rule.ts";
import type { OperationName } from "./operations.ts";

/** One value a bar: a number, or 1, 0 and NaN for true, false and unknown. */
export interface PlanNode {
  readonly id: number;
  /** `field`: numbers[0] of the bar's fields; `series`: numbers[0] of the timeframe's; `held`: of a longer timeframe. */
  readonly operation: OperationName | "field" | "series" | "constant" | "held";
  readonly inputs: readonly PlanNode[];
  readonly numbers: readonly number[];
  /** Bars of the base in one of its own. */
  readonly timeframe: number;
}

/** An output of an indicator over bars. */
export interface PlanSeries {
  readonly of: Indicator;
  readonly output: number;
  /** Those that one program may compute together have the same. */
  readonly family: string;
}

/** All that is computed at the close of a bar of one length. */
export interface Timeframe {
  /** Bars of the base in one of its own; 1 is the base. */
  readonly bars: number;
  readonly fields: Set<BarField>;
  readonly series: PlanSeries[];
  /** Without constants, which belong to all. */
  readonly nodes: PlanNode[];
  /** Nodes that shorter timeframes read. */
  readonly published: Set<PlanNode>;
}

/** A plan under construction. */
export class Plan {
  readonly #timeframes = new Map<number, Timeframe>();
  readonly #nodes = new Map<string, PlanNode>();
  readonly #series = new Map<string, PlanNode>();

  /** All timeframes, the longest first: a shorter one reads longer ones as of the same bar. */
  get timeframes(): readonly Timeframe[] {
    return [...this.#timeframes.values()].sort((a, b) => b.bars - a.bars);
  }

  /** How many nodes there are, constants apart. */
  get size(): number {
    return this.timeframes.reduce((sum, { nodes }) => sum + nodes.length, 0);
  }

  timeframe(bars: number): Timeframe {
    let found = this.#timeframes.get(bars);
    if (found === undefined) {
      found = { bars, fields: new Set(), series: [], nodes: [], published: new Set() };
      this.#timeframes.set(bars, found);
    }
    return found;
  }

  /** A node; the same one, if it is there already. */
  node(
    operation: PlanNode["operation"],
    timeframe: number,
    inputs: readonly PlanNode[],
    numbers: readonly number[] = [],
  ): PlanNode {
    const key = [operation, timeframe, ...inputs.map(({ id }) => id), "|", ...numbers.map(textOf)].join(" ");
    let found = this.#nodes.get(key);
    if (found === undefined) {
      found = { id: this.#nodes.size, operation, inputs, numbers, timeframe };
      this.#nodes.set(key, found);
      if (operation !== "constant") this.timeframe(timeframe).nodes.push(found);
    }
    return found;
  }

  constant(value: number): PlanNode {
    return this.node("constant", 0, [], [value]);
  }

  field(field: BarField, index: number, timeframe: number): PlanNode {
    this.timeframe(timeframe).fields.add(field);
    return this.node("field", timeframe, [], [index]);
  }

  /** An indicator's output. `key` says all that it is. */
  series(key: string, timeframe: number, make: () => PlanSeries): PlanNode {
    const full = `${timeframe} ${key}`;
    let found = this.#series.get(full);
    if (found === undefined) {
      const made = make();
      const its = this.timeframe(timeframe);
      for (const input of made.of.inputs) its.fields.add(input as BarField);
      found = this.node("series", timeframe, [], [its.series.length]);
      its.series.push(made);
      this.#series.set(full, found);
    }
    return found;
  }

  /** A node as a shorter timeframe sees it: as of the last bar of its own that has closed. */
  held(node: PlanNode, timeframe: number): PlanNode {
    if (node.operation === "constant" || node.timeframe === timeframe) return node;
    this.timeframe(node.timeframe).published.add(node);
    return this.node("held", timeframe, [node]);
  }
}

/** −0 is not 0. */
function textOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
