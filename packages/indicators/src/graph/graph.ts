/**
 * What an indicator computes, as a graph: inputs, and operations on them (src/ops). A part that is asked for twice, by
 * one indicator or by several over the same bars, is there once. `Program` runs graphs.
 */
import { assert } from "@hotpath/core";
import { type OpName, ops } from "../generated/ops.ts";
import type { OpSpec } from "../program/op-spec.ts";

/** One value a bar: an input, or an output of an operation. */
export class Series {
  readonly graph: Graph;
  /** Its register in a program. */
  readonly register: number;
  /** The first bar at which it has a value. */
  readonly start: number;
  /** What it is, in words: `ema(close, 12)`. */
  readonly label: string;

  /** Use {@link Graph}; this only joins parts. */
  constructor(graph: Graph, register: number, start: number, label: string) {
    this.graph = graph;
    this.register = register;
    this.start = start;
    this.label = label;
  }
}

/** An operation of a graph. */
export interface GraphNode {
  readonly op: OpSpec;
  readonly parameters: Readonly<Record<string, number>>;
  readonly inputs: readonly Series[];
  readonly outputs: readonly Series[];
  /** The bar at which the operation's own begins. */
  readonly start: number;
  readonly lookback: number;
}

/** How an operation begins, where not as soon as it can. */
export interface Timing {
  /** Values to leave out before the operation begins. Default 0. */
  skip?: number;
  /** The bar before which it does not begin. Default 0. */
  from?: number;
  /** Outputs to hold back: TA-Lib's unstable period. Default 0. */
  quiet?: number;
}

/** A graph under construction. */
export class Graph {
  readonly inputs: readonly string[];
  readonly nodes: GraphNode[] = [];
  readonly #inputs: readonly Series[];
  readonly #known = new Map<string, readonly Series[]>();
  #registers: number;

  /** @param inputs names of the inputs, as `close` */
  constructor(inputs: readonly string[]) {
    this.inputs = inputs;
    this.#inputs = inputs.map((name, k) => new Series(this, k, 0, name));
    this.#registers = inputs.length;
  }

  /** Inputs and outputs of operations, all told. */
  get registers(): number {
    return this.#registers;
  }

  /** An input, by name. */
  input(name: string): Series {
    const series = this.#inputs[this.inputs.indexOf(name)];
    assert(series !== undefined, `the graph has no input ${name}`);
    return series;
  }

  /** The outputs of an operation; the same one, if it is there already. */
  apply(
    name: OpName,
    inputs: readonly Series[],
    parameters: Readonly<Record<string, number>> = {},
    timing: Timing = {},
  ): readonly Series[] {
    const op = ops[name];
    assert(op !== undefined && inputs.length === op.inputs.length, `${name} does not take ${inputs.length} inputs`);
    for (const field of [...op.reals, ...op.ints])
      assert(Number.isFinite(parameters[field]), `${name} needs its parameter ${field}`);
    for (const input of inputs) assert(input.graph === this, "a series of another graph");
    const quiet = timing.quiet ?? 0;
    const ready = Math.max(0, ...inputs.map((input) => input.start)) + (timing.skip ?? 0);
    const start = Math.max(ready, timing.from ?? 0);
    const values = [...op.reals, ...op.ints].map((field) => parameters[field]!);
    const key = [name, ...values, "|", ...inputs.map((input) => input.register), "|", start, quiet].join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const lookback = op.lookback(parameters);
    const label = `${name}(${[...inputs.map((input) => input.label), ...values].join(", ")})`;
    const outputs = op.outputs.map((output, k) => {
      const its = op.outputs.length > 1 ? `${label}.${output}` : label;
      return new Series(this, this.#registers + k, start + lookback + quiet, its);
    });
    this.#registers += outputs.length;
    this.nodes.push({ op, parameters, inputs, outputs, start, lookback });
    this.#known.set(key, outputs);
    return outputs;
  }
}
