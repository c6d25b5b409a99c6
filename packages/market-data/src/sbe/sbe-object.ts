/**
 * Messages as plain objects, for the edge and for tests: composites and group entries are objects, enums names (or numbers
 * that have none), sets arrays of names, `char` arrays and text data strings, 64-bit integers bigints, null null.
 */
import { InputError } from "@hotpath/core";
import { type SbeField, sbeFields } from "./sbe-field.ts";
import type { SbeBlock, SbeReader } from "./sbe-reader.ts";
import type { SbeBlockDefinition, SbeMessageDefinition, SbeType } from "./sbe-schema.ts";
import type { SbeBlockWriter, SbeWriter } from "./sbe-writer.ts";

/** A value of a message as an object has it. */
export type SbeValue =
  | number
  | bigint
  | string
  | null
  | Uint8Array
  | readonly SbeValue[]
  | { readonly [name: string]: SbeValue };
/** A message or a group's entry. */
export type SbeObject = { readonly [name: string]: SbeValue };

/** The message that a reader has wrapped, as an object. Fields that its version lacks are not in it. */
export function sbeToObject(reader: SbeReader): SbeObject {
  return blockToObject(reader.message, reader.block);
}

/**
 * Writes an object as a message; what it does not name is null, zero or empty.
 *
 * @returns its bytes, valid until the writer's next message
 * @throws {InputError} for a value that its field cannot hold
 */
export function sbeFromObject(writer: SbeWriter, message: SbeMessageDefinition, object: SbeObject): Uint8Array {
  blockFromObject(message, writer.begin(message), object);
  return writer.finish();
}

function blockToObject(definition: SbeBlockDefinition, block: SbeBlock): SbeObject {
  const object: Record<string, SbeValue> = {};
  const fields = new Map(sbeFields(definition).map((field) => [field.name, field]));
  for (const { name, type } of definition.fields) {
    const value = typeToValue(name, type, fields, block);
    if (value !== undefined) object[name] = value;
  }
  for (const group of definition.groups) {
    const cursor = block.group(group);
    const entries: SbeObject[] = [];
    while (cursor.next()) entries.push(blockToObject(group, cursor.entry));
    object[group.name] = entries;
  }
  for (const data of definition.data) {
    const bytes = block.data(data);
    object[data.name] = data.characterEncoding === undefined ? bytes.slice() : new TextDecoder().decode(bytes);
  }
  return object;
}

function typeToValue(
  path: string,
  type: SbeType,
  fields: ReadonlyMap<string, SbeField>,
  block: SbeBlock,
): SbeValue | undefined {
  if (type.kind === "composite") {
    const object: Record<string, SbeValue> = {};
    for (const member of type.members) {
      const value = typeToValue(`${path}.${member.name}`, member.type, fields, block);
      if (value !== undefined) object[member.name] = value;
    }
    return Object.keys(object).length === 0 ? undefined : object;
  }
  const field = fields.get(path)!;
  if (!block.has(field)) return undefined;
  if (type.kind === "set") return [...type.choices.keys()].filter((choice) => block.isSet(field, choice));
  if (type.kind === "enum") return block.isNull(field) ? null : (block.nameOf(field) ?? numberOf(field, block, 0));
  if (field.primitive === "char" && (field.length > 1 || typeof field.constant === "string"))
    return block.text(field) ?? null;
  if (field.presence === "constant" || field.length === 1) return numberOf(field, block, 0);
  return Array.from({ length: field.length }, (_, index) => numberOf(field, block, index));
}

function numberOf(field: SbeField, block: SbeBlock, index: number): SbeValue {
  if (field.primitive === "float" || field.primitive === "double") {
    const value = block.number(field, index);
    return field.presence === "optional" && Number.isNaN(value) ? null : value;
  }
  const value = block.bigint(field, index);
  if (value === undefined) return null;
  return field.size === 8 ? value : Number(value);
}

function blockFromObject(definition: SbeBlockDefinition, block: SbeBlockWriter, object: SbeObject): void {
  const fields = new Map(sbeFields(definition).map((field) => [field.name, field]));
  for (const { name, type } of definition.fields) putValue(name, type, fields, block, object[name]);
  definition.groups.forEach((group, index) => {
    const entries = (object[group.name] ?? []) as readonly SbeObject[];
    const writer = block.group(index, entries.length);
    for (const entry of entries) blockFromObject(group, writer.next(), entry);
  });
  definition.data.forEach((data, index) => {
    const value = object[data.name] ?? "";
    block.data(index, value instanceof Uint8Array ? value : new TextEncoder().encode(String(value)));
  });
}

function putValue(
  path: string,
  type: SbeType,
  fields: ReadonlyMap<string, SbeField>,
  block: SbeBlockWriter,
  value: SbeValue | undefined,
): void {
  if (value === undefined) return;
  if (type.kind === "composite") {
    const object = (value ?? {}) as SbeObject;
    for (const member of type.members)
      putValue(`${path}.${member.name}`, member.type, fields, block, object[member.name]);
    return;
  }
  const field = fields.get(path)!;
  if (field.presence === "constant") return;
  if (type.kind === "set") block.set(field, bitsOf(path, value, type.choices));
  else if (type.kind === "enum") block.set(field, enumValueOf(path, value, type.values));
  else if (typeof value === "string") block.setText(field, value);
  else if (Array.isArray(value))
    value.forEach((one, index) => {
      block.set(field, one as number | bigint | null, index);
    });
  else block.set(field, value as number | bigint | null);
}

function bitsOf(path: string, value: SbeValue, choices: ReadonlyMap<string, number>): bigint {
  let bits = 0n;
  for (const name of value as readonly string[]) {
    const bit = choices.get(name);
    if (bit === undefined) throw new InputError("INPUT_INVALID", `${path} has no choice ${name}`);
    bits |= 1n << BigInt(bit);
  }
  return bits;
}

function enumValueOf(path: string, value: SbeValue, values: ReadonlyMap<string, bigint>): number | bigint | null {
  if (typeof value !== "string") return value as number | bigint | null;
  const known = values.get(value);
  if (known === undefined) throw new InputError("INPUT_INVALID", `${path} has no value ${value}`);
  return known;
}
