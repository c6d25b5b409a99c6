/**
 * Random SBE schemas as XML, in two versions of which the second extends the first, and random messages for them.
 */
import { Random } from "@hotpath/core";
import { type SbeField, sbeFields } from "../sbe-field.ts";
import type { SbeObject, SbeValue } from "../sbe-object.ts";
import type { SbeBlockDefinition, SbeType } from "../sbe-schema.ts";

const PRIMITIVES = [
  "char",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float",
  "double",
];

/** The types that every random schema has. */
function typesOf(random: Random): string {
  const header = (name: string, parts: [string, string][]) =>
    `<composite name="${name}">${parts.map(([part, type]) => `<type name="${part}" primitiveType="${type}"/>`).join("")}</composite>`;
  const pick = <T>(...values: T[]) => values[random.integer(values.length)]!;
  return `<types>
    ${header("messageHeader", [
      ["blockLength", "uint16"],
      ["templateId", "uint16"],
      ["schemaId", "uint16"],
      ["version", "uint16"],
    ])}
    ${header("groupSizeEncoding", [
      ["blockLength", "uint16"],
      ["numInGroup", pick("uint8", "uint16", "uint32")],
    ])}
    <composite name="varText"><type name="length" primitiveType="${pick("uint8", "uint16", "uint32")}"/><type name="varData" primitiveType="uint8" length="0" characterEncoding="UTF-8"/></composite>
    <composite name="varBytes"><type name="length" primitiveType="uint16"/><type name="varData" primitiveType="uint8" length="0"/></composite>
    <enum name="side" encodingType="uint8"><validValue name="Buy">1</validValue><validValue name="Sell">2</validValue></enum>
    <enum name="letter" encodingType="char"><validValue name="A">A</validValue><validValue name="One">1</validValue></enum>
    <set name="flags" encodingType="${pick("uint8", "uint16", "uint64")}"><choice name="first">0</choice><choice name="fourth">3</choice><choice name="last">7</choice></set>
    <composite name="decimal"><type name="mantissa" primitiveType="int64" presence="optional"/><type name="exponent" primitiveType="int8" presence="constant">-8</type></composite>
    <composite name="engine"><type name="capacity" primitiveType="uint16"/><type name="fuel" primitiveType="char" presence="constant" length="6">Petrol</type><ref name="whose" type="side"/><composite name="inner"><type name="deep" primitiveType="int32" offset="2"/></composite><type name="code" primitiveType="char" length="3"/></composite>
    <type name="optional32" primitiveType="int32" presence="optional"/>
    <type name="ownNull" primitiveType="uint16" presence="optional" nullValue="7"/>
    <type name="text8" primitiveType="char" length="8"/>
    <type name="pair" primitiveType="uint32" length="2"/>
    <type name="optionalDouble" primitiveType="double" presence="optional"/>
  </types>`;
}

const FIELD_TYPES = [
  ...PRIMITIVES,
  "side",
  "letter",
  "flags",
  "decimal",
  "engine",
  "optional32",
  "ownNull",
  "text8",
  "pair",
  "optionalDouble",
];

/** Two versions of a schema: the newer has fields, groups and data behind those of the older. */
export function randomSchemas(seed: number): { older: string; newer: string } {
  const random = new Random(BigInt(seed));
  const bigEndian = random.integer(2) === 0;
  const types = typesOf(random);
  let id = 0;
  const fields = (count: number, since: string) =>
    Array.from({ length: count }, () => {
      id++;
      return `<field name="f${id}" id="${id}" type="${FIELD_TYPES[random.integer(FIELD_TYPES.length)]}"${since}/>`;
    }).join("");
  const block = (depth: number, since: string, isNew: boolean): string => {
    const groups = depth === 0 ? 0 : random.integer(3);
    const data = random.integer(3);
    const inner = Array.from({ length: groups }, () => {
      id++;
      return `<group name="g${id}" id="${id}" dimensionType="groupSizeEncoding"${since}>${block(depth - 1, "", isNew)}</group>`;
    });
    const tail = Array.from({ length: data }, () => {
      id++;
      return `<data name="d${id}" id="${id}" type="${random.integer(2) === 0 ? "varText" : "varBytes"}"${since}/>`;
    });
    return `${fields(1 + random.integer(5), since)}<!--fields-->${inner.join("")}${tail.join("")}`;
  };
  const message = block(2, "", false);
  const extra = fields(1 + random.integer(3), ' sinceVersion="1"');
  // New groups and data may stand behind the old ones only where no old data do.
  const isOpen = !message.includes("<data");
  const tail = isOpen
    ? `${`<group name="gNew" id="900" sinceVersion="1">${fields(2, "")}</group>`}<data name="dNew" id="901" type="varText" sinceVersion="1"/>`
    : "";
  // The fields of a block stand before its groups: the first mark is the root's.
  const at = message.indexOf("<!--fields-->");
  const whole = (version: number, body: string) =>
    `<?xml version="1.0" encoding="UTF-8"?><sbe:messageSchema xmlns:sbe="http://fixprotocol.io/2016/sbe" package="random" id="77" version="${version}" byteOrder="${bigEndian ? "bigEndian" : "littleEndian"}">${types}<sbe:message name="Root" id="5">${body}</sbe:message></sbe:messageSchema>`;
  return { older: whole(0, message), newer: whole(1, `${message.slice(0, at)}${extra}${message.slice(at)}${tail}`) };
}

/** A random message of a block. */
export function randomObject(definition: SbeBlockDefinition, random: Random): SbeObject {
  const object: Record<string, SbeValue> = {};
  const fields = new Map(sbeFields(definition).map((field) => [field.name, field]));
  for (const { name, type } of definition.fields) object[name] = randomValue(name, type, fields, random);
  for (const group of definition.groups)
    object[group.name] = Array.from({ length: random.integer(4) }, () => randomObject(group, random));
  for (const data of definition.data) {
    const length = random.integer(9);
    object[data.name] =
      data.characterEncoding === undefined
        ? Uint8Array.from({ length }, () => random.integer(256))
        : "äbc€ xyz9".slice(0, length);
  }
  return object;
}

function randomValue(path: string, type: SbeType, fields: ReadonlyMap<string, SbeField>, random: Random): SbeValue {
  if (type.kind === "composite")
    return Object.fromEntries(
      type.members.map((member) => [member.name, randomValue(`${path}.${member.name}`, member.type, fields, random)]),
    );
  const field = fields.get(path)!;
  if (type.kind === "set") return [...type.choices.keys()].filter(() => random.integer(2) === 0);
  if (type.kind === "enum") return [...type.values.keys()][random.integer(type.values.size)]!;
  if (field.constant !== undefined)
    return typeof field.constant === "bigint" && field.size < 8 ? Number(field.constant) : (field.constant as SbeValue);
  if (field.presence === "optional" && random.integer(3) === 0) return null;
  if (field.primitive === "char" && field.length > 1) return "ABCDEFGH".slice(0, random.integer(field.length + 1));
  const one = () => numberOf(field, random);
  return field.length === 1 ? one() : Array.from({ length: field.length }, one);
}

function numberOf(field: SbeField, random: Random): number | bigint {
  if (field.primitive === "double") return random.uniform() * 1e6 - 5e5;
  if (field.primitive === "float") return Math.fround(random.uniform() * 1000);
  if (field.primitive === "char") return 65 + random.integer(26);
  const bits = field.size * 8;
  const raw =
    (BigInt(random.integer(2 ** 31)) << 33n) ^ (BigInt(random.integer(2 ** 31)) << 16n) ^ BigInt(random.integer(65536));
  const value = field.primitive.startsWith("u") ? BigInt.asUintN(bits, raw) : BigInt.asIntN(bits, raw);
  const safe = value === BigInt(field.nullValue as bigint) ? 1n : value;
  return field.size === 8 ? safe : Number(safe);
}
