import { type SbeField, sbeFields } from "../sbe-field.ts";
import type { BlockLayout, DataLayout, GroupLayout } from "../sbe-layout.ts";
import { sbeLeastLength } from "../sbe-schema.ts";
import { isFloat, isWide, nullLiteral, plus, readExact, readNumber, readPart } from "./sbe-expressions.ts";
import { type BlockNames, camel, choicesOf, namesOf, upper } from "./sbe-names.ts";

const CHAR = 10;
/** The most entries of a group whose entries have no bytes. */
const MOST_EMPTY = 65_535;

/** What the text of a block is made from. */
export interface BlockText {
  readonly layout: BlockLayout;
  readonly names: BlockNames;
  /** The name of its classes, without `Decoder` and `Encoder`. */
  readonly name: string;
  readonly groups: readonly GroupText[];
  readonly littleEndian: boolean;
  /** Names of the constants of enums, by name of the enum. */
  readonly enums: ReadonlyMap<string, string>;
}

/** A group of a block. */
export interface GroupText extends BlockText {
  readonly layout: GroupLayout;
}

/** Names of a block and of the groups below it. */
export function blockText(
  layout: BlockLayout,
  name: string,
  littleEndian: boolean,
  enums: ReadonlyMap<string, string>,
  give: (wanted: string) => string,
): BlockText {
  const groups = layout.groups.map((group) => ({
    ...blockText(group, give(`${name}${upper(camel(group.definition.name))}`), littleEndian, enums, give),
    layout: group,
  }));
  return { layout, names: namesOf(layout.definition), name, groups, littleEndian, enums };
}

/** Accessors of a block's fields, groups and data, and `#locate`, which finds where its parts begin. */
export function blockMembers(block: BlockText): string {
  const fields = sbeFields(block.layout.definition).map((field) => fieldText(block, field));
  const groups = block.groups.map((group, index) => groupAccessor(block, group, index));
  const data = block.layout.data.map((one, index) => dataAccessors(block, one, index));
  return [...fields, ...groups, ...data, locateText(block)].filter((text) => text !== "").join("\n");
}

/** Fields that remember where the parts of a block begin, and the cursors of its groups. */
export function blockState(block: BlockText): string {
  const starts = [...block.groups, ...block.layout.data].map((_, index) => `  #start${index} = 0;\n`);
  const cursors = block.groups.map(
    (group, index) => `  readonly #group${index}: ${group.name}Decoder = new ${group.name}Decoder();\n`,
  );
  return [...starts, ...cursors].join("");
}

/** Functions that pass over a block's groups. */
export function skipFunctions(block: BlockText): string {
  return block.groups.map((group) => `${skipFunctions(group)}${skipGroup(group)}`).join("");
}

/** Source of the least block length of a version. */
export function leastText(layout: BlockLayout, version: string): string {
  const versions = [...new Set(layout.definition.fields.map((field) => field.sinceVersion))].sort((a, b) => b - a);
  let text = String(sbeLeastLength(layout.definition, 0));
  for (const since of versions.filter((one) => one > 0).reverse())
    text = `${version} >= ${since} ? ${sbeLeastLength(layout.definition, since)} : ${text}`;
  return versions.some((one) => one > 0) ? `(${text})` : text;
}

function fieldText(block: BlockText, field: SbeField): string {
  const name = block.names.fields.get(field.name)!;
  if (field.presence === "constant") return constantText(block, field, name);
  const isArray = field.length > 1;
  const at = plus("this.offset", field.offset);
  const place = isArray ? `${at} + index * ${field.size}` : at;
  const absent = (value: string) =>
    field.sinceVersion > 0 ? `    if (this.version < ${field.sinceVersion}) return ${value};\n` : "";
  const outside = (value: string) =>
    isArray ? `    if (!(index >= 0 && index < ${field.length})) return ${value};\n` : "";
  const head = (member: string, type: string) =>
    isArray ? `  ${member}(index: number): ${type} {` : `  get ${member}(): ${type} {`;
  const raw = readNumber(field.code, "this.#view", place, block.littleEndian);
  const isNullable = field.presence === "optional" && !isFloat(field.code);
  const value = isNullable
    ? `    const value = ${raw};\n    return value === ${nullLiteral(field, false)} ? Number.NaN : value;\n`
    : `    return ${raw};\n`;
  let text = `${head(name, "number")}\n${absent("Number.NaN")}${outside("Number.NaN")}${value}  }\n`;
  if (isWide(field.code)) {
    const exact = readExact(field.code, "this.#view", place, block.littleEndian);
    const body =
      field.presence === "optional"
        ? `    const value = ${exact};\n    return value === ${nullLiteral(field, true)} ? undefined : value;\n`
        : `    return ${exact};\n`;
    const canMiss = field.presence === "optional" || field.sinceVersion > 0 || isArray;
    text += `\n${head(`${name}Exact`, canMiss ? "bigint | undefined" : "bigint")}\n${absent("undefined")}${outside("undefined")}${body}  }\n`;
  }
  if (field.size === 1 && (isArray || field.code === CHAR) && field.names === undefined)
    text += `\n  get ${name}Text(): string | undefined {\n${absent("undefined")}    return sbeText(this.#bytes, ${at}, ${field.length});\n  }\n`;
  return text + namesText(block, field, name, place);
}

/** Accessors of the names of an enum's value, and of the bits of a set. */
function namesText(block: BlockText, field: SbeField, name: string, at: string): string {
  if (field.names?.kind === "enum") {
    const values = block.enums.get(field.names.name)!;
    return `\n  get ${name}Name(): string | undefined {\n    return sbeNameOf(${values}, this.${name});\n  }\n`;
  }
  return choicesOf(field)
    .map((choice) => {
      const bit = field.names?.kind === "set" ? field.names.choices.get(choice)! : 0;
      const member = block.names.choices.get(`${field.name} ${choice}`)!;
      const absent = field.sinceVersion > 0 ? `    if (this.version < ${field.sinceVersion}) return false;\n` : "";
      const test = isWide(field.code)
        ? `((${readExact(field.code, "this.#view", at, block.littleEndian)} >> ${bit}n) & 1n) === 1n`
        : `((${readNumber(field.code, "this.#view", at, block.littleEndian)} >>> ${bit}) & 1) === 1`;
      return `\n  get ${member}(): boolean {\n${absent}    return ${test};\n  }\n`;
    })
    .join("");
}

function constantText(block: BlockText, field: SbeField, name: string): string {
  if (typeof field.constant === "string")
    return `  get ${name}Text(): string {\n    return ${JSON.stringify(field.constant)};\n  }\n`;
  const number = `  get ${name}(): number {\n    return ${Number(field.constant)};\n  }\n`;
  if (field.names?.kind === "enum")
    return `${number}\n  get ${name}Name(): string | undefined {\n    return sbeNameOf(${block.enums.get(field.names.name)}, this.${name});\n  }\n`;
  return isWide(field.code)
    ? `${number}\n  get ${name}Exact(): bigint {\n    return ${BigInt(field.constant!)}n;\n  }\n`
    : number;
}

function groupAccessor(block: BlockText, group: GroupText, index: number): string {
  const name = block.names.groups.get(group.layout.definition.name)!;
  return [
    `  /** Goes to the entries: \`next\` moves to the first. */`,
    `  ${name}(): ${group.name}Decoder {`,
    `    this.#group${index}.moveTo(this.#bytes, this.#view, this.#start${index}, this.version);`,
    `    return this.#group${index};`,
    "  }\n",
  ].join("\n");
}

function dataAccessors(block: BlockText, data: DataLayout, index: number): string {
  const name = block.names.data.get(data.definition.name)!;
  const start = `this.#start${block.groups.length + index}`;
  const since = data.sinceVersion;
  const length = readPart(data.lengthPart, "this.#view", start, block.littleEndian);
  const bytes = `const start = this.${name}Start;\n    `;
  return [
    `  get ${name}Start(): number {`,
    `    return ${since > 0 ? `this.version < ${since} ? ${start} : ` : ""}${start} + ${data.headerSize};`,
    "  }\n",
    `  get ${name}Length(): number {`,
    `    return ${since > 0 ? `this.version < ${since} ? 0 : ` : ""}${length};`,
    "  }\n",
    `  ${name}(): Uint8Array {`,
    `    ${bytes}return this.#bytes.subarray(start, start + this.${name}Length);`,
    "  }\n",
    `  ${name}Text(): string {`,
    `    return sbeDataText(this.#bytes, this.${name}Start, this.${name}Length);`,
    "  }\n",
  ].join("\n");
}

/** Where each part begins, once: nothing is read behind it that is not within `limit`. */
function locateText(block: BlockText): string {
  const lines = [
    "    const view = this.#view;",
    "    const version = this.version;",
    "    let at = this.offset + this.blockLength;",
  ];
  block.groups.forEach((group, index) => {
    lines.push(
      `    this.#start${index} = at;`,
      `    at = skip${group.name}(view, at, limit, version);`,
      "    if (at < 0) return false;",
    );
  });
  block.layout.data.forEach((data, index) => {
    lines.push(`    this.#start${block.groups.length + index} = at;`, ...dataSkip(data, block.littleEndian, "false"));
  });
  if (block.groups.length === 0 && !block.layout.data.some((data) => data.sinceVersion > 0)) lines.splice(1, 1);
  if (block.groups.length === 0 && block.layout.data.length === 0)
    return "  #locate(limit: number): boolean {\n    this.end = this.offset + this.blockLength;\n    return this.end <= limit;\n  }\n";
  return `  #locate(limit: number): boolean {\n${lines.join("\n")}\n    this.end = at;\n    return at <= limit;\n  }\n`;
}

/** Lines that move \`at\` behind variable data. */
function dataSkip(data: DataLayout, littleEndian: boolean, failure: string): string[] {
  const lines = [
    `if (at + ${data.headerSize} > limit) return ${failure};`,
    `at += ${data.headerSize} + ${readPart(data.lengthPart, "view", "at", littleEndian)};`,
    `if (at > limit) return ${failure};`,
  ];
  if (data.sinceVersion === 0) return lines.map((line) => `    ${line}`);
  return [`    if (version >= ${data.sinceVersion}) {`, ...lines.map((line) => `      ${line}`), "    }"];
}

function skipGroup(group: GroupText): string {
  const { layout, littleEndian, name } = group;
  const lines: string[] = [];
  if (layout.sinceVersion > 0) lines.push(`  if (version < ${layout.sinceVersion}) return at;`);
  lines.push(
    `  let end = at + ${layout.headerSize};`,
    "  if (end > limit) return -1;",
    `  const blockLength = ${readPart(layout.lengthPart, "view", "at", littleEndian)};`,
    `  const count = ${readPart(layout.countPart, "view", "at", littleEndian)};`,
    `  if (count < 0 || blockLength < 0 || (count > 0 && blockLength < ${leastText(layout, "version")})) return -1;`,
  );
  if (layout.isFlat) {
    lines.push(
      `  if (blockLength === 0 && count > ${MOST_EMPTY}) return -1;`,
      "  end += count * blockLength;",
      "  return end <= limit ? end : -1;",
    );
  } else {
    lines.push(
      "  for (let entry = 0; entry < count; entry++) {",
      "    const before = end;",
      "    let at = end + blockLength;",
      "    if (at > limit) return -1;",
      ...group.groups.flatMap((inner) => [
        `    at = skip${inner.name}(view, at, limit, version);`,
        "    if (at < 0) return -1;",
      ]),
      ...layout.data.flatMap((data) => dataSkip(data, littleEndian, "-1")),
      "    end = at;",
      `    if (end === before && count > ${MOST_EMPTY}) return -1;`,
      "  }",
      "  return end;",
    );
  }
  const body = lines.join("\n");
  const version = /\bversion\b/.test(body) ? "version" : "_version";
  return `function skip${name}(view: DataView, at: number, limit: number, ${version}: number): number {\n${body}\n}\n\n`;
}
