import { InputError } from "@hotpath/core";
import { Section } from "../dictionary/scope.ts";
import { DEPTH, FIRST, type FieldIndex } from "../reader/field-index.ts";
import type { MessageReader } from "../reader/message-reader.ts";
import { isDecimal, readInteger, readTimestamp } from "../reader/values.ts";
import type { Decoded, MessageType } from "./message-type.ts";
import { Kind, type Plan, type PlanMember, planOf } from "./plan.ts";

/**
 * The body of the message that a reader holds as a typed object: decimals as the exact text that was received, timestamps
 * as nanoseconds since the Unix epoch, data as bytes of its own. Fields that the dictionary does not know in this message
 * are left out; validate first where that matters.
 *
 * @throws {InputError} `INPUT_INVALID` if it is another message, or a value is not of its type (naming the field)
 * @example
 * const order = decode(fix44.NewOrderSingle, reader);
 * order.Price; // "187.4500"
 */
export function decode<Message>(type: MessageType<Message>, reader: MessageReader): Decoded<Message> {
  if (reader.msgType !== type.msgType)
    throw new InputError("INPUT_INVALID", `the message is ${reader.msgType}, not ${type.name} (${type.msgType})`);
  return decodeSection(reader, Section.Body) as Decoded<Message>;
}

/** The header of the message that a reader holds, as `StandardHeader` of its version. @throws {InputError} as {@link decode} */
export function decodeHeader<Header>(reader: MessageReader): Decoded<Header> {
  return decodeSection(reader, Section.Header) as Decoded<Header>;
}

/** The trailer of the message that a reader holds, as `StandardTrailer` of its version. @throws {InputError} as {@link decode} */
export function decodeTrailer<Trailer>(reader: MessageReader): Decoded<Trailer> {
  return decodeSection(reader, Section.Trailer) as Decoded<Trailer>;
}

function decodeSection(reader: MessageReader, section: Section): Record<string, unknown> {
  const { index, scope, dictionary } = reader;
  return decodeFields(index, planOf(dictionary.tables, scope), 0, index.count, 0, section, scope.msgType);
}

/** The fields of one depth from `from` to `to` that are of the section; in groups all are. */
function decodeFields(
  index: FieldIndex,
  plan: Plan,
  from: number,
  to: number,
  depth: number,
  section: Section,
  path: string,
): Record<string, unknown> {
  const { marks, cells, fields } = index;
  const values: Record<string, unknown> = {};
  for (let i = from; i < to; i++) {
    if ((marks[i]! & DEPTH) !== depth || cells[i] === 0) continue;
    const member = plan.byField.get(fields[i]!);
    if (member === undefined || member.kind === Kind.Length || (depth === 0 && member.section !== section)) continue;
    if (member.kind !== Kind.Group) values[member.name] = decodeValue(index, i, member, path);
    else {
      values[member.name] = decodeGroup(index, member.group(), i, section, `${path}.${member.name}`);
      i = index.nexts[i]! - 1;
    }
  }
  return values;
}

function decodeGroup(index: FieldIndex, plan: Plan, at: number, section: Section, path: string): object[] {
  const depth = (index.marks[at]! & DEPTH) + 1;
  const end = index.nexts[at]!;
  const instances: object[] = [];
  let from = at + 1;
  while (from < end) {
    let to = from + 1;
    while (to < end && index.marks[to] !== (depth | FIRST)) to++;
    instances.push(decodeFields(index, plan, from, to, depth, section, path));
    from = to;
  }
  return instances;
}

function decodeValue(index: FieldIndex, i: number, member: PlanMember, path: string): unknown {
  const { bytes, starts, ends } = index;
  const start = starts[i]!;
  const end = ends[i]!;
  switch (member.kind) {
    case Kind.Integer: {
      const value = readInteger(bytes, start, end);
      return Number.isNaN(value) ? fail(index, i, member, path, "a whole number") : value;
    }
    case Kind.Decimal:
      return isDecimal(bytes, start, end) ? index.text(i) : fail(index, i, member, path, "a decimal number");
    case Kind.Boolean:
      if (end - start === 1 && bytes[start] === 89) return true;
      return end - start === 1 && bytes[start] === 78 ? false : fail(index, i, member, path, "Y or N");
    case Kind.Timestamp:
      return (
        readTimestamp(bytes, start, end) ?? fail(index, i, member, path, "a UTCTimestamp, no finer than nanoseconds")
      );
    case Kind.Data:
      return bytes.slice(start, end);
    case Kind.Multiple:
      return index.text(i).split(" ");
    default:
      return index.text(i);
  }
}

function fail(index: FieldIndex, i: number, member: PlanMember, path: string, allowed: string): never {
  const text = JSON.stringify(index.text(i));
  throw new InputError("INPUT_INVALID", `${path}.${member.name} (${member.tag}): got ${text}; allowed: ${allowed}`);
}
