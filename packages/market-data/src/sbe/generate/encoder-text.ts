import { type SbeField, sbeFields } from "../sbe-field.ts";
import { type DataLayout, mostOf } from "../sbe-layout.ts";
import type { SbeSchema } from "../sbe-schema.ts";
import { blankOf, putPart } from "../sbe-writer.ts";
import type { BlockText, GroupText } from "./decoder-text.ts";
import { bytesLiteral, isFloat, isWide, nullLiteral, plus, writeNumber, writePart } from "./sbe-expressions.ts";

const CHAR = 10;

/** Setters of a block's fields, and what writes its groups and data. */
export function encoderMembers(block: BlockText): string {
  const fields = sbeFields(block.layout.definition)
    .filter((field) => field.presence !== "constant")
    .map((field) => setterText(block, field));
  const groups = block.groups.map((group, index) => groupText(block, group, index));
  const data = block.layout.data.map((one, index) => dataText(block, one, index));
  return [...fields, ...groups, ...data, partsText(block)].join("\n");
}

/** The encoders of a block's groups. */
export function encoderState(block: BlockText): string {
  return block.groups
    .map((group, index) => `  readonly #group${index}: ${group.name}Encoder = new ${group.name}Encoder(this.output);\n`)
    .join("");
}

/** The block before anything is set, as source. */
export function blankText(block: BlockText): string {
  return bytesLiteral(blankOf(block.layout, block.littleEndian));
}

/** The header of a group without its count, as source. */
export function groupHeader(group: GroupText): string {
  const bytes = new Uint8Array(group.layout.headerSize);
  const { definition, lengthPart } = group.layout;
  putPart(new DataView(bytes.buffer), 0, lengthPart, definition.blockLength, group.littleEndian);
  return bytesLiteral(bytes);
}

/** The header of a message, as source. */
export function messageHeader(schema: SbeSchema, bytes: Uint8Array): string {
  return bytesLiteral(bytes.subarray(0, schema.header.size));
}

function setterText(block: BlockText, field: SbeField): string {
  const name = block.names.fields.get(field.name)!;
  const isArray = field.length > 1;
  const base = plus("this.offset", field.offset);
  const at = isArray ? `${base} + sbeIndex(index, ${field.length}, "${field.name}") * ${field.size}` : base;
  const isOptional = field.presence === "optional";
  const type = `number${isWide(field.code) ? " | bigint" : ""}${isOptional ? " | null" : ""}`;
  const nothing = nullLiteral(field, isWide(field.code));
  const value = isOptional ? `value ?? ${nothing}` : "value";
  const put = writeNumber(field.code, "this.output.view", at, value, block.littleEndian, field.name);
  let text = `  ${name}(${isArray ? "index: number, " : ""}value: ${type}): this {\n    ${put};\n    return this;\n  }\n`;
  if (field.size === 1 && (isArray || field.code === CHAR) && field.names === undefined && !isFloat(field.code))
    text += `\n  ${name}Text(text: string): this {\n    sbePutText(this.output, ${base}, ${field.length}, text, "${field.name}");\n    return this;\n  }\n`;
  return text;
}

function groupText(block: BlockText, group: GroupText, index: number): string {
  const name = block.names.groups.get(group.layout.definition.name)!;
  return [
    "  /** Begins the group of so many entries: `next` begins each. */",
    `  ${name}(count: number): ${group.name}Encoder {`,
    `    this.passTo(${index});`,
    `    this.#group${index}.begin(count);`,
    `    return this.#group${index};`,
    "  }\n",
  ].join("\n");
}

function dataText(block: BlockText, data: DataLayout, index: number): string {
  const name = block.names.data.get(data.definition.name)!;
  return [
    `  ${name}(data: Uint8Array | string): this {`,
    `    this.passTo(${block.groups.length + index});`,
    `    this.#data${index}(sbeBytes(data));`,
    "    return this;",
    "  }\n",
    `  #data${index}(bytes: Uint8Array): void {`,
    `    const at = sbePutData(this.output, ${data.headerSize}, bytes, ${mostOf(data.lengthPart)}, "${data.definition.name}");`,
    `    ${writePart(data.lengthPart, "this.output.view", "at", "bytes.length", block.littleEndian)};`,
    "  }\n",
  ].join("\n");
}

function partsText(block: BlockText): string {
  const count = block.groups.length + block.layout.data.length;
  const empty = [
    ...block.groups.map((_, index) => [`this.#group${index}.begin(0)`, index] as const),
    ...block.layout.data.map(
      (_, index) => [`this.#data${index}(new Uint8Array(0))`, block.groups.length + index] as const,
    ),
  ].map(([call, index]) => `    if (index === ${index}) ${call};\n`);
  const close = block.groups.map((_, index) => `    if (index === ${index}) this.#group${index}.close();\n`);
  const closing =
    close.length === 0 ? "" : `\n  protected override closePart(index: number): void {\n${close.join("")}  }\n`;
  const parameter = count === 0 ? "_index" : "index";
  return `  protected override readonly parts: number = ${count};\n\n  protected override emptyPart(${parameter}: number): void {\n${empty.join("")}  }\n${closing}`;
}
