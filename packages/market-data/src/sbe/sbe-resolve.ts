/**
 * From the elements of an SBE schema to what readers and writers need: types looked up, offsets and sizes counted, null
 * values and constants read (FIX SBE 1.0: types in section 3, messages in section 4, headers in sections 3.4 and 4).
 */
import { InputError } from "@hotpath/core";
import {
  SBE_SIZES,
  type SbeDataDefinition,
  type SbeFieldDefinition,
  type SbeGroupDefinition,
  type SbeHeader,
  type SbeMember,
  type SbeMessageDefinition,
  type SbeNumberType,
  type SbePresence,
  type SbePrimitive,
  type SbeSchema,
  type SbeType,
  sbeNullValue,
  sizeOfField,
} from "./sbe-schema.ts";

/** An element of XML. */
export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Depth to which composites and groups may stand within each other. */
const MOST_DEPTH = 32;

/** Resolves the element `messageSchema`. @throws {InputError} naming what is wrong */
export function resolveSbeSchema(root: XmlElement): SbeSchema {
  const types = new Map<string, XmlElement>();
  for (const list of root.children.filter((child) => child.tag === "types"))
    for (const type of list.children) types.set(attribute(type, "name"), type);
  const resolver = new Resolver(types);
  const byteOrder = root.attributes.byteOrder ?? "littleEndian";
  if (byteOrder !== "littleEndian" && byteOrder !== "bigEndian")
    throw new InputError("INPUT_INVALID", `SBE schema: byteOrder ${byteOrder}; allowed: littleEndian, bigEndian`);
  return {
    id: integer(root, "id", 0),
    version: integer(root, "version", 0),
    package: root.attributes.package ?? "",
    littleEndian: byteOrder === "littleEndian",
    header: resolver.header(root.attributes.headerType ?? "messageHeader", HEADER_PARTS),
    messages: root.children.filter((child) => child.tag === "message").map((element) => resolver.message(element)),
  };
}

const HEADER_PARTS = ["blockLength", "templateId", "schemaId", "version"] as const;
const GROUP_PARTS = ["blockLength", "numInGroup"] as const;

class Resolver {
  readonly #types: ReadonlyMap<string, XmlElement>;

  constructor(types: ReadonlyMap<string, XmlElement>) {
    this.#types = types;
  }

  message(element: XmlElement): SbeMessageDefinition {
    return { ...this.#block(element, 0), sinceVersion: integer(element, "sinceVersion", 0) };
  }

  /** A composite whose members are numbers that have names. */
  header(name: string, needed: readonly string[]): SbeHeader {
    const type = this.#named(name, 0);
    if (type.kind !== "composite") throw wrong(name, "is not a composite");
    const parts: Record<string, { offset: number; primitive: SbePrimitive }> = {};
    for (const { name: part, offset, type: member } of type.members)
      if (member.kind === "number" && member.length <= 1) parts[part] = { offset, primitive: member.primitive };
    for (const part of needed) if (parts[part] === undefined) throw wrong(name, `has no number ${part}`);
    return { size: type.size, parts };
  }

  #block(element: XmlElement, depth: number): SbeMessageDefinition {
    const name = attribute(element, "name");
    if (depth > MOST_DEPTH) throw wrong(name, "stands too deep");
    const fields: SbeFieldDefinition[] = [];
    let end = 0;
    for (const child of element.children.filter((candidate) => candidate.tag === "field")) {
      const field = this.#field(child, end, name);
      fields.push(field);
      if (field.presence !== "constant") end = field.offset + sizeOfField(field);
    }
    const blockLength = integer(element, "blockLength", end);
    if (blockLength < end) throw wrong(name, `has a blockLength of ${blockLength}; its fields need ${end}`);
    return {
      name,
      id: integer(element, "id", 0),
      sinceVersion: integer(element, "sinceVersion", 0),
      blockLength,
      fields,
      groups: element.children.filter((child) => child.tag === "group").map((child) => this.#group(child, depth + 1)),
      data: element.children.filter((child) => child.tag === "data").map((child) => this.#data(child)),
    };
  }

  #field(element: XmlElement, next: number, block: string): SbeFieldDefinition {
    const name = attribute(element, "name");
    const path = `${block}.${name}`;
    const type = this.#named(attribute(element, "type"), 0, path);
    const offset = integer(element, "offset", next);
    if (offset < next) throw wrong(path, `stands at ${offset}, within the field before it`);
    const own = element.attributes.presence as SbePresence | undefined;
    const presence = own ?? (type.kind === "number" ? type.presence : "required");
    const reference = element.attributes.valueRef;
    const constant = reference === undefined ? undefined : this.#valueOf(reference, path);
    if (own === "constant" && constant === undefined && !(type.kind === "number" && type.presence === "constant"))
      throw wrong(path, "is constant and has no valueRef");
    const sinceVersion = integer(element, "sinceVersion", 0);
    return { name, id: integer(element, "id", 0), offset, sinceVersion, presence, type, constant };
  }

  #group(element: XmlElement, depth: number): SbeGroupDefinition {
    const header = this.header(element.attributes.dimensionType ?? "groupSizeEncoding", GROUP_PARTS);
    return { ...this.#block(element, depth), header };
  }

  #data(element: XmlElement): SbeDataDefinition {
    const name = attribute(element, "name");
    const typeName = attribute(element, "type");
    const varData = this.#element(typeName, name).children.find((child) => child.attributes.name === "varData");
    return {
      name,
      id: integer(element, "id", 0),
      sinceVersion: integer(element, "sinceVersion", 0),
      header: this.header(typeName, ["length"]),
      characterEncoding: varData?.attributes.characterEncoding,
    };
  }

  #element(name: string, path: string): XmlElement {
    const element = this.#types.get(name);
    if (element === undefined) throw wrong(path, `has the type ${name}, which is not defined`);
    return element;
  }

  #named(name: string, depth: number, path: string = name): SbeType {
    // A type of the schema may have the name of a primitive.
    if (!this.#types.has(name) && name in SBE_SIZES)
      return this.#number({ tag: "type", attributes: { name, primitiveType: name }, children: [], text: "" });
    return this.#type(this.#element(name, path), depth);
  }

  #type(element: XmlElement, depth: number): SbeType {
    const name = attribute(element, "name");
    if (depth > MOST_DEPTH) throw wrong(name, "stands too deep, or within itself");
    switch (element.tag) {
      case "type":
        return this.#number(element);
      case "enum":
        return this.#enum(element, depth);
      case "set":
        return this.#set(element, depth);
      case "composite":
        return this.#composite(element, depth);
      default:
        throw wrong(name, `is of an unknown kind, ${element.tag}`);
    }
  }

  #number(element: XmlElement): SbeNumberType {
    const name = attribute(element, "name");
    const primitive = attribute(element, "primitiveType") as SbePrimitive;
    if (SBE_SIZES[primitive] === undefined) throw wrong(name, `has an unknown primitiveType, ${primitive}`);
    const presence = (element.attributes.presence ?? "required") as SbePresence;
    const { nullValue } = element.attributes;
    const constant = presence === "constant" ? this.#constant(element, primitive, name) : undefined;
    const length = integer(element, "length", typeof constant === "string" ? constant.length : 1);
    return {
      kind: "number",
      primitive,
      length,
      presence,
      nullValue: nullValue === undefined ? sbeNullValue(primitive) : numberOf(nullValue, primitive, name),
      constant,
      size: presence === "constant" ? 0 : SBE_SIZES[primitive] * length,
    };
  }

  #constant(element: XmlElement, primitive: SbePrimitive, name: string): bigint | number | string {
    const reference = element.attributes.valueRef;
    if (reference !== undefined) return this.#valueOf(reference, name);
    const text = element.text;
    if (primitive !== "char") return numberOf(text, primitive, name);
    return text.length === 1 && element.attributes.length === undefined ? BigInt(text.charCodeAt(0)) : text;
  }

  #enum(element: XmlElement, depth: number): SbeType {
    const name = attribute(element, "name");
    const encoding = this.#encoding(element, depth);
    const values = new Map<string, bigint>();
    for (const value of element.children.filter((child) => child.tag === "validValue"))
      values.set(attribute(value, "name"), BigInt(numberOf(value.text, encoding.primitive, name)));
    return { kind: "enum", name, encoding, values, size: encoding.size };
  }

  #set(element: XmlElement, depth: number): SbeType {
    const name = attribute(element, "name");
    const encoding = this.#encoding(element, depth);
    const choices = new Map<string, number>();
    for (const choice of element.children.filter((child) => child.tag === "choice")) {
      const bit = Number(choice.text);
      if (!Number.isInteger(bit) || bit < 0 || bit >= encoding.size * 8) throw wrong(name, `has no bit ${choice.text}`);
      choices.set(attribute(choice, "name"), bit);
    }
    return { kind: "set", name, encoding, choices, size: encoding.size };
  }

  #encoding(element: XmlElement, depth: number): SbeNumberType {
    const name = attribute(element, "encodingType");
    const type = this.#named(name, depth + 1);
    if (type.kind !== "number" || type.length !== 1 || type.size === 0) throw wrong(name, "encodes no single number");
    return type;
  }

  #composite(element: XmlElement, depth: number): SbeType {
    const name = attribute(element, "name");
    const members: SbeMember[] = [];
    let end = 0;
    for (const child of element.children) {
      const isReference = child.tag === "ref";
      const type = isReference
        ? this.#named(attribute(child, "type"), depth + 1, `${name}.${attribute(child, "name")}`)
        : this.#type(child, depth + 1);
      const offset = integer(child, "offset", end);
      if (offset < end)
        throw wrong(`${name}.${attribute(child, "name")}`, `stands at ${offset}, within the one before`);
      members.push({ name: attribute(child, "name"), offset, sinceVersion: integer(child, "sinceVersion", 0), type });
      if (type.size > 0) end = offset + type.size;
    }
    return { kind: "composite", name, members, size: end };
  }

  /** `Enum.Value`. */
  #valueOf(reference: string, path: string): bigint {
    const [enumName = "", valueName = ""] = reference.split(".");
    const type = this.#named(enumName, 0, path);
    const value = type.kind === "enum" ? type.values.get(valueName) : undefined;
    if (value === undefined) throw wrong(path, `refers to ${reference}, which is not defined`);
    return value;
  }
}

function attribute(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (value === undefined)
    throw new InputError("INPUT_INVALID", `SBE schema: an element ${element.tag} has no attribute ${name}`);
  return value;
}

function integer(element: XmlElement, name: string, otherwise: number): number {
  const text = element.attributes[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0x7fffffff) return value;
  throw wrong(element.attributes.name ?? element.tag, `has ${name}="${text}"; allowed: an integer from 0`);
}

function numberOf(text: string, primitive: SbePrimitive, path: string): bigint | number {
  if (primitive === "float" || primitive === "double") {
    const value = Number(text);
    if (text.trim() !== "") return value;
  } else if (/^-?\d+$/.test(text)) {
    const value = BigInt(text);
    const bits = BigInt(SBE_SIZES[primitive] * 8);
    const isSigned = primitive.startsWith("int");
    const fits = isSigned
      ? BigInt.asIntN(Number(bits), value) === value
      : BigInt.asUintN(Number(bits), value) === value;
    // A digit is a character too, where characters are meant.
    if (primitive === "char" && text.length === 1) return BigInt(text.charCodeAt(0));
    if (fits) return value;
  } else if (primitive === "char" && text.length === 1) return BigInt(text.charCodeAt(0));
  throw wrong(path, `has the value ${JSON.stringify(text)}, which is no ${primitive}`);
}

function wrong(path: string, what: string): InputError {
  return new InputError("INPUT_INVALID", `SBE schema: ${path} ${what}`);
}
