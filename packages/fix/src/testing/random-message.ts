/**
 * Random messages by a dictionary, as text of one byte a character: valid ones, and ones with a defect each.
 */
import type { Random } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import { type FieldType, isDataType, isDecimalType, FieldType as Type } from "../dictionary/field-type.ts";
import { type Scope, type ScopeMember, Section } from "../dictionary/scope.ts";

/** A field on its way to the wire. */
export interface RandomField {
  tag: string;
  value: string;
  /** 0 outside of groups. */
  depth: number;
  section: Section;
  member: ScopeMember | undefined;
}

/** How random messages are made. */
export interface RandomMessageOptions {
  /** How likely an optional member is there; 0.2 by default. */
  density?: number;
  /** Data may hold the separator; true by default. */
  separators?: boolean;
  /**
   * Leaves out what QuickFIX reads otherwise: data in groups, which it takes for text where they are nested, and data
   * whose length is not the tag before. What is left of data has no member, so that no defect is put into it: QuickFIX
   * does not look whether data ends at a separator.
   */
  likeQuickFix?: boolean;
}

/** The fields of a valid message of a type, without BodyLength and CheckSum. */
export function randomFields(
  random: Random,
  dictionary: Dictionary,
  msgType: string,
  options: RandomMessageOptions = {},
): RandomField[] {
  const scope = dictionary.tables.scope(msgType)!;
  const fields: RandomField[] = [];
  for (const section of [Section.Header, Section.Body, Section.Trailer]) {
    addMembers(random, dictionary, scope, section, 0, fields, options, msgType);
  }
  return fields;
}

function addMembers(
  random: Random,
  dictionary: Dictionary,
  scope: Scope,
  section: Section,
  depth: number,
  fields: RandomField[],
  options: RandomMessageOptions,
  msgType: string,
): void {
  const { density = 0.2 } = options;
  const { tables } = dictionary;
  const begins = scope.members.find(({ field }) => tables.dataTags[field] === 0);
  scope.members.forEach((member) => {
    const { field, tag, required, group } = member;
    if (member.section !== section || tag === 9 || tag === 10) return;
    // The length of data is written with the data.
    if (tables.dataTags[field] !== 0) return;
    const first = depth > 0 && member === begins;
    const chance = depth === 0 ? density : density / depth;
    const lengthTag = tables.lengthTags[field]!;
    if (!(required || first || random.chance(chance))) return;
    const isData = isDataType(tables.types[field]! as FieldType);
    const isText = tables.types[field] === Type.XmlData || (lengthTag !== tag - 1 && tag !== 89);
    if (options.likeQuickFix && isData && (depth > 0 || isText)) return;
    const push = (each: number, value: string, of: ScopeMember | undefined) =>
      fields.push({ tag: String(each), value, depth, section, member: of });
    if (group) {
      const delimiter = scope.group(field).members[0]!;
      if (options.likeQuickFix && tables.dataTags[delimiter.field] !== 0) return;
      const most = dictionary.field(tag)!.values.length || 3;
      const count = 1 + random.integer(most);
      push(tag, String(count), member);
      for (let i = 0; i < count; i++)
        addMembers(random, dictionary, scope.group(field), section, depth + 1, fields, options, msgType);
    } else if (tag === 8) push(tag, dictionary.beginString, member);
    else if (tag === 35) push(tag, msgType, member);
    else if (lengthTag !== 0) {
      const value = randomData(random, options.separators ?? true);
      const length = scope.members.find((each) => each.tag === lengthTag);
      push(lengthTag, String(value.length), options.likeQuickFix ? undefined : length);
      push(tag, value, options.likeQuickFix ? undefined : member);
    } else push(tag, randomValue(random, dictionary, member, scope), member);
  });
}

function randomData(random: Random, separators: boolean): string {
  let text = "";
  for (let i = random.integer(12) + 1; i > 0; i--)
    text += separators && random.chance(0.2) ? "\u0001" : String.fromCharCode(32 + random.integer(95));
  return text;
}

/** A value that fits the member. */
export function randomValue(random: Random, dictionary: Dictionary, member: ScopeMember, scope: Scope): string {
  const { tables } = dictionary;
  const type = tables.types[member.field]! as FieldType;
  const definition =
    member.section !== Section.Body || scope.ofTransport
      ? (dictionary.transport ?? dictionary).field(member.tag)
      : (dictionary.definition.fields.find(({ tag }) => tag === member.tag) ?? dictionary.field(member.tag));
  const values = definition?.values ?? [];
  if (values.length > 0) {
    const pick = () => values[random.integer(values.length)]![0];
    return type === Type.MultipleCharValue || type === Type.MultipleStringValue
      ? Array.from({ length: 1 + random.integer(3) }, pick).join(" ")
      : pick();
  }
  return randomOfType(random, type);
}

const two = (value: number) => String(value).padStart(2, "0");

function randomOfType(random: Random, type: FieldType): string {
  const date = () => `${1970 + random.integer(120)}${two(1 + random.integer(12))}${two(1 + random.integer(28))}`;
  const fraction = () => (random.chance(0.5) ? `.${digits(random, [3, 6, 9][random.integer(3)]!)}` : "");
  const time = () => `${two(random.integer(24))}:${two(random.integer(60))}:${two(random.integer(60))}`;
  if (isDecimalType(type)) {
    const whole = digits(random, 1 + random.integer(7));
    return `${random.chance(0.2) ? "-" : ""}${whole}${random.chance(0.6) ? `.${digits(random, 1 + random.integer(5))}` : ""}`;
  }
  switch (type) {
    case Type.Char:
      return String.fromCharCode(33 + random.integer(94));
    case Type.Boolean:
      return random.chance(0.5) ? "Y" : "N";
    case Type.Int:
    case Type.TagNum:
    case Type.SeqNum:
    case Type.Length:
    case Type.NumInGroup:
      return String(random.integer(2147483647));
    case Type.DayOfMonth:
      return String(1 + random.integer(28));
    case Type.UtcTimestamp:
      return `${date()}-${time()}${fraction()}`;
    case Type.UtcTimeOnly:
      return `${time()}${fraction()}`;
    case Type.LocalMktTime:
      return time();
    case Type.UtcDateOnly:
    case Type.LocalMktDate:
      return date();
    case Type.MonthYear: {
      const day = date();
      return [day, day.slice(0, 6), `${day.slice(0, 6)}w${1 + random.integer(5)}`][random.integer(3)]!;
    }
    case Type.TzTimestamp:
      return `${date()}-${time()}${["", "Z", "+05", "-03:30"][random.integer(4)]}`;
    case Type.TzTimeOnly:
      return `${time()}${["", "Z", "+05", "-03:30"][random.integer(4)]}`;
    default:
      return Array.from({ length: 1 + random.integer(10) }, () => String.fromCharCode(33 + random.integer(94))).join(
        "",
      );
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(random.integer(10))).join("");
}

/** The message on the wire: BodyLength behind the first field, CheckSum at the end. */
export function assemble(fields: readonly RandomField[]): string {
  const [first, ...rest] = fields.map(({ tag, value }) => `${tag}=${value}\u0001`);
  const body = rest.join("");
  const text = `${first}9=${body.length}\u0001${body}`;
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return `${text}10=${String(sum % 256).padStart(3, "0")}\u0001`;
}

/** The bytes of a text of one byte a character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
