import { ConfigError } from "@hotpath/core";
import type { Definition } from "./definition.ts";
import { Graph } from "./graph/graph.ts";
import { type BatchOptions, type Columns, Indicator } from "./indicator.ts";
import type { Bar, IndicatorStream, StreamSnapshot } from "./indicator-stream.ts";

/** A part that several indicators of a set have in common and that is computed once. */
export interface SharedPart {
  /** What it is: `ema(close, 12)`. */
  part: string;
  /** The names, in the set, of the indicators that have it. */
  by: string[];
}

/** Indicators by the names that they have in a set. */
export type SetMembers = Readonly<Record<string, Indicator>>;

/** Indicators that go on after a gap, and those that begin anew, run apart: a program does one or the other. */
interface Part {
  indicator: Indicator;
  /** The first output of each member in the part. */
  members: { name: string; at: number; of: Indicator }[];
}

/**
 * Several indicators over the same bars, as one: a part that two of them need, an average or a true range, is computed
 * once. The numbers are those of each alone, to the bit.
 *
 * @example
 * const set = indicatorSet({ macd: indicator("MACD"), ppo: indicator("PPO", { fastMAType: "EMA", slowMAType: "EMA" }) });
 * set.shared(); // [{ part: "ema(real, …)", by: ["macd", "ppo"] }, …]
 * set.batch(closes).macd!.macdSignal;
 */
export class IndicatorSet {
  readonly members: SetMembers;
  /** Names of all inputs, in order. */
  readonly inputs: readonly string[];
  readonly #parts: readonly Part[];

  /** Use {@link indicatorSet}. */
  constructor(members: SetMembers) {
    const entries = Object.entries(members);
    if (entries.length === 0) throw new ConfigError("members", members, "at least one indicator");
    const nan = entries[0]![1].options.nan;
    for (const [name, { options }] of entries)
      if (options.nan !== nan)
        throw new ConfigError(
          `${name}.nan`,
          options.nan,
          `the same for all of a set: ${nan}, as ${entries[0]![0]} has`,
        );
    this.members = Object.freeze({ ...members });
    this.inputs = Object.freeze([...new Set(entries.flatMap(([, member]) => member.inputs))]);
    const kinds = nan === "propagate" ? (["restart", "go-on"] as const) : ([undefined] as const);
    this.#parts = kinds.flatMap((gap) => {
      const its = entries.filter(([, member]) => gap === undefined || (member.definition.gap ?? "restart") === gap);
      return its.length === 0 ? [] : [partOf(its, this.inputs, gap ?? "restart", nan)];
    });
  }

  /** What is computed once for several: the largest parts first. */
  shared(): SharedPart[] {
    const users = new Map<string, Set<string>>();
    for (const [name, member] of Object.entries(this.members)) {
      const graph = new Graph(this.inputs);
      member.build(graph);
      for (const node of graph.nodes) {
        const key = node.outputs[0]!.label;
        users.set(key, (users.get(key) ?? new Set()).add(name));
      }
    }
    return [...users]
      .filter(([, by]) => by.size > 1)
      .map(([part, by]) => ({ part, by: [...by] }))
      .sort((a, b) => b.part.length - a.part.length);
  }

  /** How many operations one bar takes, and how many it would take apart. */
  operations(): { together: number; apart: number } {
    const count = (members: readonly Indicator[]) => {
      const graph = new Graph(this.inputs);
      for (const member of members) member.build(graph);
      return graph.nodes.length;
    };
    return {
      together: this.#parts.reduce((sum, part) => sum + count(part.members.map((m) => m.of)), 0),
      apart: Object.values(this.members).reduce((sum, member) => sum + count([member]), 0),
    };
  }

  /** Runs all over columns: by member, its outputs by name. */
  batch(
    input: Float64Array | Columns,
    options: Pick<BatchOptions, "portable"> = {},
  ): Record<string, Record<string, Float64Array>> {
    const result: Record<string, Record<string, Float64Array>> = {};
    for (const { indicator, members } of this.#parts) {
      const { outputs } = indicator.batch(input, options);
      const columns = Object.values(outputs);
      for (const { name, at, of } of members)
        result[name] = Object.fromEntries(of.outputs.map((output, m) => [output.name, columns[at + m]!]));
    }
    return result;
  }

  /** Runs all bar by bar. */
  stream(options: { symbols?: number } = {}): IndicatorSetStream {
    return new IndicatorSetStream(
      this.#parts.map(({ indicator, members }) => ({ stream: indicator.stream(options), members })),
    );
  }
}

/** A set of indicators fed bar by bar. */
export class IndicatorSetStream {
  readonly #parts: readonly { stream: IndicatorStream; members: Part["members"] }[];
  readonly #where = new Map<string, { stream: IndicatorStream; at: number; of: Indicator }>();

  /** Use `indicatorSet(…).stream()`. */
  constructor(parts: readonly { stream: IndicatorStream; members: Part["members"] }[]) {
    this.#parts = parts;
    for (const { stream, members } of parts)
      for (const { name, at, of } of members) this.#where.set(name, { stream, at, of });
  }

  /** Takes in a bar by its fields, or a value where all take the same one. */
  update(input: number | Bar, symbol = 0): void {
    for (const { stream } of this.#parts) stream.update(input, symbol);
  }

  /** Takes the last bar back and this one in. */
  replaceLast(input: number | Bar, symbol = 0): void {
    for (const { stream } of this.#parts) stream.replaceLast(input, symbol);
  }

  /** The last value of a member's output, by number or by name. */
  value(member: string, output: number | string = 0, symbol = 0): number {
    const where = this.#where.get(member);
    if (where === undefined) throw new ConfigError("member", member, [...this.#where.keys()].join(", "));
    const index = typeof output === "number" ? output : where.of.outputs.findIndex(({ name }) => name === output);
    if (where.of.outputs[index] === undefined)
      throw new ConfigError("output", output, where.of.outputs.map(({ name }) => name).join(", "));
    return where.stream.value(where.at + index, symbol);
  }

  /** Forgets a symbol's history. */
  reset(symbol = 0): void {
    for (const { stream } of this.#parts) stream.reset(symbol);
  }

  /** The state as plain data, and back. */
  snapshot(): StreamSnapshot[] {
    return this.#parts.map(({ stream }) => stream.snapshot());
  }

  /** Takes a state back, of a set of the same members. */
  restore(states: readonly StreamSnapshot[]): void {
    if (states.length !== this.#parts.length)
      throw new ConfigError("states", states.length, `${this.#parts.length} states`);
    for (const [k, { stream }] of this.#parts.entries()) stream.restore(states[k]!);
  }
}

/** Joins indicators over the same bars into one that computes common parts once. */
export function indicatorSet(members: SetMembers): IndicatorSet {
  return new IndicatorSet(members);
}

/** A definition made of others, whose outputs are called `member.output`. */
function partOf(
  members: readonly [string, Indicator][],
  inputs: readonly string[],
  gap: "restart" | "go-on",
  nan: Indicator["options"]["nan"],
): Part {
  let at = 0;
  const places = members.map(([name, of]) => {
    const place = { name, at, of };
    at += of.outputs.length;
    return place;
  });
  const definition: Definition = {
    name: `{ ${members.map(([name]) => name).join(", ")} }`,
    group: "Overlap Studies",
    title: "A set of indicators",
    inputs,
    outputs: members.flatMap(([name, of]) =>
      of.outputs.map((output) => ({ ...output, name: `${name}.${output.name}` })),
    ),
    gap,
    ragged: true,
    formula: "",
    source: "",
    build: ({ graph }) => members.flatMap(([, of]) => of.build(graph)),
  };
  return { indicator: new Indicator(definition, {}, { nan }), members: places };
}
