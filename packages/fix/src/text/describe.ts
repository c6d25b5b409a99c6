import type { Dictionary } from "../dictionary/dictionary.ts";
import { FIRST, type FieldIndex } from "../reader/field-index.ts";
import type { MessageReader } from "../reader/message-reader.ts";

/** A field for people: its name, its value, and what the value is called. */
export interface DescribedField {
  tag: number;
  /** The field's name; the tag as text where the dictionary has none. */
  name: string;
  value: string;
  /** The name of an enumerated value, as `BUY`. */
  meaning?: string;
  /** Of a field that counts a group: the fields of each instance. */
  instances?: DescribedField[][];
}

/** A message for people. */
export interface DescribedMessage {
  /** BeginString (8). */
  version: string;
  /** MsgType (35). */
  msgType: string;
  /** The message's name; empty where the dictionary has none. */
  name: string;
  fields: DescribedField[];
}

/** The message that a reader holds with the names of its fields and values, groups nested. */
export function describeMessage(reader: MessageReader): DescribedMessage {
  const { index, dictionary } = reader;
  return {
    version: reader.string(8) ?? "",
    msgType: reader.msgType,
    name: dictionary.message(reader.msgType)?.name ?? "",
    fields: describeFields(index, dictionary, 0, index.count, 0),
  };
}

function describeFields(
  index: FieldIndex,
  dictionary: Dictionary,
  from: number,
  to: number,
  depth: number,
): DescribedField[] {
  const fields: DescribedField[] = [];
  for (let i = from; i < to; i++) {
    const tag = index.tags[i]!;
    const value = index.text(i);
    const described: DescribedField = { tag, name: dictionary.field(tag)?.name ?? String(tag), value };
    const meaning = meaningOf(dictionary, tag, value);
    if (meaning !== undefined) described.meaning = meaning;
    if (index.isGroup(i)) {
      described.instances = describeInstances(index, dictionary, i, depth + 1);
      i = index.nexts[i]! - 1;
    }
    fields.push(described);
  }
  return fields;
}

function describeInstances(index: FieldIndex, dictionary: Dictionary, at: number, depth: number): DescribedField[][] {
  const instances: DescribedField[][] = [];
  const end = index.nexts[at]!;
  for (let from = at + 1; from < end; ) {
    let to = from + 1;
    while (to < end && index.marks[to] !== (depth | FIRST)) to++;
    instances.push(describeFields(index, dictionary, from, to, depth));
    from = to;
  }
  return instances;
}

/** The names of one value, or of several separated by spaces, where all have one. */
function meaningOf(dictionary: Dictionary, tag: number, value: string): string | undefined {
  const whole = dictionary.valueName(tag, value);
  if (whole !== undefined || !value.includes(" ")) return whole;
  const names = value.split(" ").map((each) => dictionary.valueName(tag, each));
  return names.includes(undefined) ? undefined : names.join(" ");
}

/**
 * The message that a reader holds as lines for people.
 *
 * @example
 * // NewOrderSingle (D) FIX.4.4
 * //   ClOrdID (11) = A1
 * //   Side (54) = 1 BUY
 * //   NoPartyIDs (453) = 1
 * //     1: PartyID (448) = TRADER1
 */
export function formatMessage(reader: MessageReader): string {
  const { name, msgType, version, fields } = describeMessage(reader);
  return [`${name || "Unknown"} (${msgType}) ${version}`, ...fields.flatMap((field) => formatField(field, "  "))].join(
    "\n",
  );
}

function formatField(field: DescribedField, indent: string): string[] {
  const { tag, name, value, meaning, instances = [] } = field;
  const words = meaning === undefined ? "" : ` ${meaning}`;
  const label = name === String(tag) ? `? (${tag})` : `${name} (${tag})`;
  const line = `${indent}${label} = ${printable(value)}${words}`;
  const inner = instances.flatMap((instance, i) =>
    instance.flatMap((each, k) => {
      const number = `${i + 1}: `;
      const [first = "", ...rest] = formatField(each, `${indent}  ${" ".repeat(number.length)}`);
      return k > 0 ? [first, ...rest] : [`${indent}  ${number}${first.trimStart()}`, ...rest];
    }),
  );
  return [line, ...inner];
}

/** Control characters made visible: the separator as `|`. */
function printable(value: string): string {
  let text = "";
  for (const char of value) {
    const code = char.charCodeAt(0);
    text += code === 1 ? "|" : code < 32 || code === 127 ? `\\x${code.toString(16).padStart(2, "0")}` : char;
  }
  return text;
}
