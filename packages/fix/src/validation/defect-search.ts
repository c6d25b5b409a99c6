import { type FieldType, isMultipleType } from "../dictionary/field-type.ts";
import { Cell, type Scope, Section } from "../dictionary/scope.ts";
import { DEPTH, FIRST, type FieldIndex } from "../reader/field-index.ts";
import type { MessageReader } from "../reader/message-reader.ts";
import { readInteger } from "../reader/values.ts";
import { SessionRejectReason } from "./reject-reason.ts";
import { fitsType } from "./type-check.ts";
import type { ResolvedRules } from "./validator.ts";

/** What is checked of a field, in QuickFIX's order; what is inside of a group comes after the field that counts it. */
const Step = { Value: 1, Type: 2, Enum: 3, Known: 4, Member: 5, Count: 6, Inside: 7, Repeated: 8 } as const;

/** Phases in QuickFIX's order: required fields, then the fields of header, trailer and body. */
const Phase = { Required: 0, RequiredInGroups: 1, Header: 2, Trailer: 3, Body: 4, Done: 5 } as const;

const USER_DEFINED_MIN = 5000;

/** Finds, in a message that has a fault, the one that QuickFIX would tell. It is used again for the next message. */
export class DefectSearch {
  reason = -1;
  refTag = 0;
  readonly #rules: Readonly<ResolvedRules>;
  /** The place in QuickFIX's order of the fault found so far. */
  #phase: number = Phase.Done;
  #tag = 0;
  #step = 0;

  constructor(rules: Readonly<ResolvedRules>) {
    this.#rules = rules;
  }

  /** Looks at the whole message; afterwards `reason` is −1 where no rule that is on is broken. */
  run(reader: MessageReader): void {
    this.reason = -1;
    this.refTag = 0;
    this.#phase = Phase.Done;
    const { index, scope } = reader;
    if (this.#rules.validateRequired) this.#required(index, scope);
    const repeated = new Set<number>();
    for (let i = 0; i < index.count; i++) {
      if ((index.marks[i]! & DEPTH) !== 0) continue;
      const cell = index.cells[i]!;
      const section = cell === 0 ? Section.Body : (cell >> Cell.SectionShift) & Cell.SectionMask;
      const phase =
        section === Section.Header ? Phase.Header : section === Section.Trailer ? Phase.Trailer : Phase.Body;
      const tag = index.tags[i]!;
      const order = orderOf(phase, tag);
      if (repeated.has(tag) && this.#rules.validateDuplicates)
        this.#offer(phase, order, Step.Repeated, SessionRejectReason.TagAppearsMoreThanOnce, tag);
      else this.#field(reader, i, phase, order, false);
      repeated.add(tag);
      if ((cell & Cell.Group) !== 0 && this.#rules.validateGroups)
        this.#group(reader, scope.group(index.fields[i]!), i, phase, order);
    }
  }

  /** Keeps the fault that comes first. */
  #offer(phase: number, order: number, step: number, reason: number, tag: number): void {
    if (phase > this.#phase) return;
    if (phase === this.#phase && (order > this.#tag || (order === this.#tag && step >= this.#step))) return;
    this.#phase = phase;
    this.#tag = order;
    this.#step = step;
    this.reason = reason;
    this.refTag = tag;
  }

  #required(index: FieldIndex, scope: Scope): void {
    for (const { tag, required, section } of scope.members) {
      if (!required || index.find(tag) >= 0) continue;
      // Header, trailer, body; within each by tag.
      const order = tag + (section === Section.Header ? 0 : section === Section.Trailer ? 2 ** 32 : 2 ** 33);
      this.#offer(Phase.Required, order, 0, SessionRejectReason.RequiredTagMissing, tag);
    }
  }

  /** The rules of one field by itself. */
  #field(reader: MessageReader, i: number, phase: number, order: number, inGroup: boolean): void {
    const { index, dictionary, scope } = reader;
    const { tables } = dictionary;
    const { bytes } = index;
    const rules = this.#rules;
    const step = (each: number) => (inGroup ? Step.Inside : each);
    const tag = index.tags[i]!;
    const cell = index.cells[i]!;
    const field = index.fields[i]!;
    const start = index.starts[i]!;
    const end = index.ends[i]!;
    const type = tables.types[field]! as FieldType;
    const ofTransport = cell === 0 ? scope.ofTransport : (cell & Cell.Transport) !== 0;
    if (start === end && rules.validateFieldsHaveValues)
      this.#offer(phase, order, step(Step.Value), SessionRejectReason.TagSpecifiedWithoutAValue, tag);
    else if (rules.validateTypes && !fitsType(type, bytes, start, end))
      this.#offer(phase, order, step(Step.Type), SessionRejectReason.IncorrectDataFormatForValue, tag);
    else if (rules.validateEnums && !this.#isAllowed(reader, i, ofTransport))
      this.#offer(phase, order, step(Step.Enum), SessionRejectReason.ValueIsIncorrect, tag);
    else if (
      !inGroup &&
      this.#mustBeKnown(tag) &&
      (tables.known[field]! & (phase === Phase.Body && !ofTransport ? 1 : 2)) === 0
    )
      this.#offer(phase, order, Step.Known, SessionRejectReason.InvalidTagNumber, tag);
    else if (!inGroup && cell === 0 && this.#mustBeKnown(tag))
      this.#offer(phase, order, Step.Member, SessionRejectReason.TagNotDefinedForThisMessageType, tag);
    else if (
      (cell & Cell.Group) !== 0 &&
      rules.validateGroupCounts &&
      (phase === Phase.Body || rules.validateGroups) &&
      readInteger(bytes, start, end) !== index.instances[i]
    )
      this.#offer(phase, order, step(Step.Count), SessionRejectReason.IncorrectNumInGroupCountForRepeatingGroup, tag);
  }

  #mustBeKnown(tag: number): boolean {
    return tag < USER_DEFINED_MIN ? !this.#rules.allowUnknownMsgFields : this.#rules.validateUserDefinedFields;
  }

  #isAllowed(reader: MessageReader, i: number, ofTransport: boolean): boolean {
    const { index, dictionary } = reader;
    const { enums, transportEnums, applicationEnums, types } = dictionary.tables;
    const field = index.fields[i]!;
    const set = ofTransport ? transportEnums[field]! : applicationEnums[field]!;
    if (set === 0) return true;
    const start = index.starts[i]!;
    const end = index.ends[i]!;
    return isMultipleType(types[field]! as FieldType)
      ? enums.hasAll(set, index.bytes, start, end)
      : enums.has(set, index.bytes, start, end);
  }

  /** The rules inside of the group that the field at `at` counts. */
  #group(reader: MessageReader, scope: Scope, at: number, phase: number, order: number): void {
    const { index } = reader;
    const { tags, marks, fields, cells } = index;
    const end = index.nexts[at]!;
    const depth = (marks[at]! & DEPTH) + 1;
    let from = at + 1;
    let place = 0;
    for (let i = from; i < end; i++) {
      if ((marks[i]! & DEPTH) !== depth) continue;
      const begins = (marks[i]! & FIRST) !== 0;
      const next = (cells[i]! >>> Cell.OrderShift) & Cell.OrderMask;
      if (begins) {
        if (i > from) this.#instance(index, scope, from, i, depth);
        from = i;
        if (fields[i] !== scope.delimiter && this.#rules.validateUnorderedGroupFields)
          this.#offer(phase, order, Step.Inside, SessionRejectReason.RequiredTagMissing, scope.members[0]!.tag);
      } else if (next < place && this.#rules.validateUnorderedGroupFields)
        this.#offer(phase, order, Step.Inside, SessionRejectReason.RepeatingGroupFieldsOutOfOrder, tags[i]!);
      place = next;
      this.#field(reader, i, phase, order, true);
      if ((cells[i]! & Cell.Group) !== 0) this.#group(reader, scope.group(fields[i]!), i, phase, order);
    }
    if (end > from) this.#instance(index, scope, from, end, depth);
  }

  /** The required fields of one instance. */
  #instance(index: FieldIndex, scope: Scope, from: number, to: number, depth: number): void {
    if (!this.#rules.validateRequired) return;
    for (const { tag, required } of scope.members) {
      if (!required) continue;
      let found = false;
      for (let i = from; i < to && !found; i++) found = index.tags[i] === tag && (index.marks[i]! & DEPTH) === depth;
      if (!found) this.#offer(Phase.RequiredInGroups, tag, 0, SessionRejectReason.RequiredTagMissing, tag);
    }
  }
}

/** BeginString, BodyLength and MsgType before the rest of the header, CheckSum behind the trailer, all else by tag. */
function orderOf(phase: number, tag: number): number {
  if (phase === Phase.Header) return tag === 8 ? -3 : tag === 9 ? -2 : tag === 35 ? -1 : tag;
  return phase === Phase.Trailer && tag === 10 ? Number.MAX_SAFE_INTEGER : tag;
}
