import { describeValue, InputError } from "@hotpath/core";
import { Section } from "../dictionary/scope.ts";
import { isTimestamp } from "../reader/values.ts";
import { civilFromDays } from "../writer/civil.ts";
import { MessageWriter } from "../writer/message-writer.ts";
import { decimalText } from "./decimal-text.ts";
import type { FixDecimal, MessageType } from "./message-type.ts";
import { Kind, type Plan, type PlanMember, planOfType, type Shape } from "./plan.ts";
import { compileShape } from "./shape-writer.ts";

/** Names and values of a header, as `StandardHeader` of each version types them. */
export type HeaderValues = object;

/**
 * Writes a typed message: header, body, trailer, each in the dictionary's order; BeginString, BodyLength, MsgType and
 * CheckSum are written by themselves, and the lengths of data with the data. A timestamp given in nanoseconds has at least
 * three digits behind the second, and more where it needs them.
 *
 * @param header values of the header, as SenderCompID
 * @param writer writes into this one, whose view is answered; without it the bytes are the caller's own
 * @throws {InputError} `INPUT_INVALID` naming the field: not of the message, required and missing, or not of its type
 * @example
 * encode(fix44.NewOrderSingle, {
 *   ClOrdID: "A1", Side: fix44.Side.Buy, Symbol: "AAPL", OrderQty: 100, OrdType: fix44.OrdType.Limit, Price: "187.45",
 *   TransactTime: 1773495015120000000n,
 * }, { SenderCompID: "BUYSIDE", TargetCompID: "EXCHANGE", MsgSeqNum: 1, SendingTime: 1773495015123000000n });
 */
export function encode<Message>(
  type: MessageType<Message>,
  values: Message,
  header: HeaderValues = {},
  writer?: MessageWriter,
): Uint8Array {
  const out = writer ?? new MessageWriter();
  const { dictionary, msgType } = type;
  out.begin(dictionary.beginString, msgType);
  const plan = planOfType(type);
  writeValues(out, plan, header, type.name, Section.Header);
  writeBody(out, type, values);
  out.end();
  return writer === undefined ? out.message().slice() : out.message();
}

/**
 * Writes the body of a typed message into a message that was begun, for who writes the header: a session.
 *
 * @throws {InputError} as {@link encode}
 */
export function writeBody<Message>(out: MessageWriter, type: MessageType<Message>, values: Message): void {
  const plan = planOfType(type);
  const written = writeValues(out, plan, values as object, type.name, Section.Body);
  if (written !== plan.required.length) failMissing(plan, values as object, type.name);
}

/** How often a shape is written before a function is made for it. */
const COMPILED_AFTER = 100;
/** The shapes of one message or group that are kept; a program that has more writes the others without memory. */
const SHAPES_MAX = 64;
/** Written by the writer itself. */
const OWN_TAGS = new Set([8, 9, 35, 10]);

/**
 * Writes values in the dictionary's order.
 *
 * @returns how many of them are required
 */
function writeValues(out: MessageWriter, plan: Plan, values: object, path: string, section: Section): number {
  const shape = shapeOf(plan, values, path, section);
  if (shape.write !== undefined) return shape.write(out, values, path);
  if (++shape.uses === COMPILED_AFTER) shape.write = compileShape(shape.members, writeValue);
  const { members } = shape;
  let required = 0;
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!;
    const value = (values as Record<string, unknown>)[member.name];
    if (value === undefined) continue;
    if (member.required) required++;
    writeValue(out, member, value, path);
  }
  return required;
}

/** What an object names: as the one before, or from memory, or found out. */
function shapeOf(plan: Plan, values: object, path: string, section: Section): Shape {
  const shapes = plan.shapes[section]!;
  const { last } = shapes;
  if (last !== undefined && hasNames(values, last.names)) return last;
  const names: string[] = [];
  for (const name in values) names.push(name);
  const key = names.join();
  let shape = shapes.all.get(key);
  if (shape !== undefined && hasNames(values, shape.names)) {
    shapes.last = shape;
    return shape;
  }
  const { members, foreign } = membersOf(plan, values, names, path, section);
  shape = { names, members, uses: 0, write: undefined };
  // A name that is not of the message must be looked at again: it may have a value the next time.
  if (!foreign && shapes.all.size < SHAPES_MAX) {
    shapes.all.set(key, shape);
    shapes.last = shape;
  }
  return shape;
}

function hasNames(values: object, names: readonly string[]): boolean {
  let i = 0;
  for (const name in values) if (names[i++] !== name) return false;
  return i === names.length;
}

/** The members that an object names, in the dictionary's order, and whether it names something else without a value. */
function membersOf(
  plan: Plan,
  values: object,
  names: readonly string[],
  path: string,
  section: Section,
): { members: PlanMember[]; foreign: boolean } {
  const members: PlanMember[] = [];
  let foreign = false;
  for (const name of names) {
    const member = plan.byName.get(name);
    const own = member !== undefined && member.section === section && !OWN_TAGS.has(member.tag);
    if (own) members.push(member);
    else foreign = true;
    if (!own && (values as Record<string, unknown>)[name] !== undefined) {
      const where = section === Section.Header ? "header" : "message";
      throw new InputError("INPUT_INVALID", `${path}.${name}: is no field of the ${where}`);
    }
  }
  members.sort((a, b) => a.order - b.order);
  return { members, foreign };
}

function writeValue(out: MessageWriter, member: PlanMember, value: unknown, path: string): void {
  const { tag } = member;
  switch (member.kind) {
    case Kind.Text:
      if (typeof value !== "string" || value === "") fail(member, value, "text that is not empty", path);
      out.string(tag, value);
      break;
    case Kind.Integer:
      if (typeof value === "bigint") out.bigint(tag, value);
      else if (Number.isSafeInteger(value)) out.int(tag, value as number);
      else fail(member, value, "a safe integer", path);
      break;
    case Kind.Decimal:
      out.string(tag, decimalText(value as FixDecimal) ?? fail(member, value, "a decimal number", path));
      break;
    case Kind.Boolean:
      if (typeof value !== "boolean") fail(member, value, "true or false", path);
      out.boolean(tag, value);
      break;
    case Kind.Timestamp:
      writeTimestamp(out, member, value, path);
      break;
    case Kind.Data:
      if (!(value instanceof Uint8Array)) fail(member, value, "bytes", path);
      out.data(member.lengthTag, tag, value);
      break;
    case Kind.Multiple:
      if (!Array.isArray(value) || value.length === 0) fail(member, value, "an array of values, not empty", path);
      out.string(tag, value.join(" "));
      break;
    case Kind.Group:
      writeGroup(out, member, value, path);
      break;
    default:
      fail(member, value, "nothing: it is written with the data", path);
  }
}

function writeTimestamp(out: MessageWriter, member: PlanMember, value: unknown, path: string): void {
  if (typeof value === "bigint") {
    // Whole 2^32 ns and the rest, both exact as doubles: a division of bigints costs more than all the writing.
    const low = Number(BigInt.asUintN(32, value));
    const high = Math.round((Number(value) - low) / 4294967296);
    const rest = high * 296 + low;
    const micros = high * 4294967 + Math.floor(rest / 1000);
    const nanos = rest - Math.floor(rest / 1000) * 1000;
    const precision = nanos > 0 ? 9 : micros % 1000 === 0 ? 3 : 6;
    if (Math.abs(micros) <= Number.MAX_SAFE_INTEGER) out.timestamp(member.tag, micros, nanos, precision);
    else out.string(member.tag, distantTimestamp(value) ?? fail(member, value, "a time of the years 0 to 9999", path));
  } else if (typeof value === "string" && isTimestampText(value)) out.string(member.tag, value);
  else fail(member, value, "nanoseconds as a bigint, or YYYYMMDD-HH:MM:SS with a fraction", path);
}

/** The text of a time whose microseconds are no safe integer; `undefined` beyond the years 0 to 9999. */
function distantTimestamp(nanoseconds: bigint): string | undefined {
  const fraction = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = Number((nanoseconds - fraction) / 1_000_000_000n);
  if (!(seconds >= -62167219200 && seconds <= 253402300799)) return undefined;
  const days = Math.floor(seconds / 86400);
  const second = seconds - days * 86400;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const clock = `${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`;
  const digits = String(fraction).padStart(9, "0");
  return `${String(civilFromDays(days)).padStart(8, "0")}-${clock}.${digits.endsWith("000000") ? digits.slice(0, 3) : digits}`;
}

function writeGroup(out: MessageWriter, member: PlanMember, value: unknown, path: string): void {
  if (!Array.isArray(value)) fail(member, value, "an array of instances", path);
  const plan = member.group();
  const { first, required } = plan;
  out.int(member.tag, value.length);
  for (let i = 0; i < value.length; i++) {
    const instance: unknown = value[i];
    if (typeof instance !== "object" || instance === null) fail(member, instance, "an object", path);
    const begins = first === undefined || (instance as Record<string, unknown>)[first.name] !== undefined;
    if (!begins) fail(first, undefined, "a value: it begins an instance", `${path}.${member.name}[${i}]`);
    const written = writeValues(out, plan, instance, path, member.section);
    if (written !== required.length) failMissing(plan, instance, `${path}.${member.name}[${i}]`);
  }
}

const encoder = new TextEncoder();

function isTimestampText(text: string): boolean {
  const bytes = encoder.encode(text);
  return isTimestamp(bytes, 0, bytes.length);
}

function failMissing(plan: Plan, values: object, path: string): never {
  const missing = plan.required.find(({ name }) => (values as Record<string, unknown>)[name] === undefined);
  throw new InputError("INPUT_INVALID", `${path}.${missing?.name}: is required`);
}

function fail(member: PlanMember, value: unknown, allowed: string, path: string): never {
  throw new InputError("INPUT_INVALID", `${path}.${member.name}: got ${describeValue(value)}; allowed: ${allowed}`);
}
