import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { type Parameter, type ParameterDefinitions, type ParameterValue, parseParameters } from "./parameters.ts";

/** The parameters of a strategy that runs: what it reads, and what a sequenced event may change. */
export class LiveParameters implements Snapshotable {
  /** By name, as the strategy reads them. */
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** In the order of the definition: an event names a parameter by its place here. */
  readonly names: readonly string[];
  readonly #values: Record<string, ParameterValue>;
  readonly #definitions: readonly Parameter[];

  /** @throws {ConfigError} as {@link parseParameters} */
  constructor(definitions: ParameterDefinitions, given: Readonly<Record<string, unknown>> | undefined, path: string) {
    this.#values = { ...parseParameters(definitions, given, path) };
    this.names = Object.keys(definitions);
    this.#definitions = Object.values(definitions);
    const values = this.#values;
    const readable: Record<string, ParameterValue> = {};
    for (const name of this.names) Object.defineProperty(readable, name, { enumerable: true, get: () => values[name] });
    // A strategy cannot write them: they change by events alone.
    this.values = Object.freeze(readable);
  }

  /** Takes a new value from an event. @returns whether the parameter may change while it runs, and to that */
  change(index: number, value: number): boolean {
    const definition = this.#definitions[index];
    const next = definition?.live === true ? definition.fromNumber(value) : undefined;
    if (next === undefined) return false;
    this.#values[this.names[index]!] = next;
    return true;
  }

  /** The number that stands for a parameter's value; NaN if there is no such parameter. */
  numberOf(index: number): number {
    const name = this.names[index];
    return name === undefined ? Number.NaN : this.#definitions[index]!.toNumber(this.#values[name]!);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.i32(this.names.length);
    for (let index = 0; index < this.names.length; index++) writer.f64(this.numberOf(index));
  }

  restore(reader: SnapshotReader): void {
    const count = reader.i32();
    if (count !== this.names.length)
      throw new InputError("CORRUPT", `snapshot: ${count} parameters where there are ${this.names.length}`);
    for (const [index, name] of this.names.entries()) {
      const value = this.#definitions[index]!.fromNumber(reader.f64());
      if (value === undefined) throw new InputError("CORRUPT", `snapshot: a value that ${name} may not have`);
      this.#values[name] = value;
    }
  }
}
