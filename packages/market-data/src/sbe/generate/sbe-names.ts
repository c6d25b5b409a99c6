import { InputError } from "@hotpath/core";
import { type SbeField, sbeFields } from "../sbe-field.ts";
import type { SbeBlockDefinition, SbeMessageDefinition } from "../sbe-schema.ts";

/** Members that every generated class has. */
const RESERVED = [
  "constructor",
  "wrap",
  "moveTo",
  "next",
  "count",
  "offset",
  "blockLength",
  "version",
  "end",
  "begin",
  "beginBlock",
  "beginMessage",
  "beginGroup",
  "endBlock",
  "passTo",
  "emptyPart",
  "closePart",
  "close",
  "finish",
  "parts",
  "blank",
  "output",
  "put",
];
/** What is put behind the name of a field for its other accessors. */
const SUFFIXES = ["", "Exact", "Text", "Name"];

/** Names of the members of a block's classes. */
export interface BlockNames {
  /** By the path of the field. */
  readonly fields: ReadonlyMap<string, string>;
  /** By `path choice` of a set. */
  readonly choices: ReadonlyMap<string, string>;
  /** By name of the group. */
  readonly groups: ReadonlyMap<string, string>;
  /** By name of the datum. */
  readonly data: ReadonlyMap<string, string>;
}

/** The names of a block's members: those of the schema, with a number behind those that would be there twice. */
export function namesOf(block: SbeBlockDefinition): BlockNames {
  const taken = new Set(RESERVED);
  const give = (wanted: string, suffixes: readonly string[]): string => {
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted}${n}`;
      if (suffixes.some((suffix) => taken.has(name + suffix))) continue;
      for (const suffix of suffixes) taken.add(name + suffix);
      return name;
    }
  };
  const fields = new Map<string, string>();
  const choices = new Map<string, string>();
  for (const field of sbeFields(block)) {
    const name = give(camel(field.name), SUFFIXES);
    fields.set(field.name, name);
    for (const choice of choicesOf(field))
      choices.set(`${field.name} ${choice}`, give(`${name}${upper(choice)}`, [""]));
  }
  const groups = new Map(block.groups.map(({ name }) => [name, give(camel(name), [""])]));
  const data = new Map(block.data.map(({ name }) => [name, give(camel(name), ["", "Text", "Start", "Length"])]));
  return { fields, choices, groups, data };
}

/** Names of classes and constants of a module, each once. */
export class ModuleNames {
  readonly #taken = new Set<string>();

  /** A name that is not there yet. */
  give(wanted: string): string {
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted}${n}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** What the classes of a message are called, without `Decoder` and `Encoder`. */
export function messageName(message: SbeMessageDefinition): string {
  return upper(camel(message.name));
}

/** The choices of a set, by name; none for others. */
export function choicesOf(field: SbeField): string[] {
  return field.names?.kind === "set" ? [...field.names.choices.keys()] : [];
}

/** A path as one name. @throws {InputError} for what is no name */
export function camel(path: string): string {
  const parts = path.split(/[^A-Za-z0-9]+/).filter((part) => part !== "");
  const name = parts
    .map((part, index) => (index === 0 ? part[0]!.toLowerCase() + part.slice(1) : upper(part)))
    .join("");
  if (!/^[A-Za-z]\w*$/.test(name)) throw new InputError("INPUT_INVALID", `SBE schema: ${path} is no name`);
  return name;
}

/** A name with a capital at its beginning. */
export function upper(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
