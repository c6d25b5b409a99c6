import { ConfigError } from "@hotpath/core";
import type { DictionaryDefinition, FieldDefinition, MemberDefinition } from "./definition.ts";
import { EnumTable } from "./enum-table.ts";
import { FieldType, fieldTypeOf, isDataType, isMultipleType } from "./field-type.ts";
import { Cell, Scope, type ScopeMember, Section } from "./scope.ts";

/** Tags that QuickFIX takes for header fields whatever the dictionary says (its `Message::isHeaderField`). */
const HEADER_TAGS = [
  8, 9, 35, 49, 56, 115, 128, 90, 34, 50, 142, 57, 143, 116, 144, 129, 145, 43, 97, 52, 122, 212, 213, 347, 369, 370,
  1128, 1129, 627,
];
const TRAILER_TAGS = [93, 89, 10];

/** The greatest tag that a dictionary may define. */
const MAX_TAG = 1_048_575;

/** The bits of {@link Tables.scanIndex} that are the index of a field; the bit above says that it holds data. */
export const FIELD_MASK = 0x7fff;

/** How deep components may lie within one another, so that one that holds itself is found out. */
const MAX_DEPTH = 64;

/**
 * A dictionary compiled for the hot path: fields by dense index (0 is "not known"), their types and values in typed
 * arrays, and a {@link Scope} for each message, made when the message is first met.
 */
export class Tables {
  /** Index of a field by tag. */
  readonly fieldIndex: Uint16Array;
  /** The same with the bit above {@link FIELD_MASK} for fields that hold data. */
  readonly scanIndex: Uint16Array;
  /** Tags by index. */
  readonly tags: Int32Array;
  readonly names: readonly string[];
  /** {@link FieldType} by index, as the application has it; the transport's where only it knows the field. */
  readonly types: Uint8Array;
  /** Bit 1: the application defines the field; bit 2: the transport (or the one dictionary) does. */
  readonly known: Uint8Array;
  /** Of a field that holds data: the tag of the field that says its length; else 0. */
  readonly lengthTags: Int32Array;
  /** Of a field that says the length of data: the tag of the data; else 0. */
  readonly dataTags: Int32Array;
  /** The sets of values. */
  readonly enums: EnumTable = new EnumTable();
  /** Number of the set of values, as the application has it; 0 for none. */
  readonly applicationEnums: Uint16Array;
  /** The same as the transport has it. */
  readonly transportEnums: Uint16Array;
  readonly #application: DictionaryDefinition;
  readonly #transport: DictionaryDefinition;
  readonly #hasTransport: boolean;
  readonly #byByte: (Scope | undefined)[] = new Array(256).fill(undefined);
  readonly #byType = new Map<string, Scope>();
  #unknown: Scope | undefined;

  /** @throws {ConfigError} if a tag is out of range, or a component is unknown */
  constructor(application: DictionaryDefinition, transport: DictionaryDefinition | undefined) {
    this.#application = application;
    this.#transport = transport ?? application;
    this.#hasTransport = transport !== undefined;
    const fields = new Map<number, FieldDefinition | undefined>();
    for (const tag of [...HEADER_TAGS, ...TRAILER_TAGS]) fields.set(tag, undefined);
    for (const field of [...this.#transport.fields, ...application.fields]) fields.set(checkTag(field), field);
    const all = [...fields];
    if (all.length > FIELD_MASK) throw new ConfigError("fields", all.length, `at most ${FIELD_MASK} fields`);
    this.fieldIndex = new Uint16Array(Math.max(...fields.keys()) + 1);
    this.tags = Int32Array.from([0, ...fields.keys()]);
    this.names = ["", ...all.map(([tag, field]) => field?.name ?? `${tag}`)];
    this.types = new Uint8Array(this.tags.length);
    this.known = new Uint8Array(this.tags.length);
    this.lengthTags = new Int32Array(this.tags.length);
    this.dataTags = new Int32Array(this.tags.length);
    this.applicationEnums = new Uint16Array(this.tags.length);
    this.transportEnums = new Uint16Array(this.tags.length);
    all.forEach(([tag], i) => {
      this.fieldIndex[tag] = i + 1;
    });
    this.#addFields(this.#transport, 2, this.transportEnums);
    this.#addFields(application, this.#hasTransport ? 1 : 3, this.applicationEnums);
    if (!this.#hasTransport) this.transportEnums.set(this.applicationEnums);
    this.#pairDataFields(fields);
    this.scanIndex = this.fieldIndex.map((field) => (this.lengthTags[field] === 0 ? field : field | (FIELD_MASK + 1)));
  }

  /** How many fields there are, index 0 with them. */
  get fieldCount(): number {
    return this.tags.length;
  }

  /** Index of the field with this tag; 0 where the dictionary has none. */
  index(tag: number): number {
    return tag >= 0 && tag < this.fieldIndex.length ? this.fieldIndex[tag]! : 0;
  }

  /** The scope of the message whose type is `bytes[start … end − 1]`; that of no message where it is not known. */
  scopeAt(bytes: Uint8Array, start: number, end: number): Scope {
    if (end - start === 1) {
      const scope = this.#byByte[bytes[start]!];
      if (scope !== undefined) return scope;
    }
    let type = "";
    // Longer than any type that there is: not worth a string of its own.
    if (end - start <= 64) for (let at = start; at < end; at++) type += String.fromCharCode(bytes[at]!);
    return this.scope(type) ?? this.unknownScope;
  }

  /** The scope of a message by type; undefined where there is no such message. */
  scope(msgType: string): Scope | undefined {
    const known = this.#byType.get(msgType);
    if (known !== undefined) return known;
    const ofTransport = this.#hasTransport
      ? this.#transport.messages.find((message) => message.msgType === msgType)
      : undefined;
    const message = ofTransport ?? this.#application.messages.find((each) => each.msgType === msgType);
    if (message === undefined) return undefined;
    const scope = this.#compileMessage(msgType, message.members, ofTransport !== undefined);
    this.#byType.set(msgType, scope);
    if (msgType.length === 1) this.#byByte[msgType.charCodeAt(0) & 255] = scope;
    return scope;
  }

  /** Header and trailer alone: the scope of messages of an unknown type. */
  get unknownScope(): Scope {
    this.#unknown ??= this.#compileMessage("", [], false);
    return this.#unknown;
  }

  #addFields(definition: DictionaryDefinition, bit: number, enums: Uint16Array): void {
    for (const { tag, type, values } of definition.fields) {
      const field = this.fieldIndex[tag]!;
      this.types[field] = fieldTypeOf(type, definition.beginString);
      this.known[field]! |= bit;
      if (values.length > 0) enums[field] = this.enums.add(values.map(([value]) => value));
    }
  }

  /** By name (`XLen`, `XLength`), else the tag before, as QuickFIX assumes of all. */
  #pairDataFields(fields: ReadonlyMap<number, FieldDefinition | undefined>): void {
    const byName = new Map([...fields.values()].flatMap((field) => (field ? [[field.name, field.tag] as const] : [])));
    for (const [tag, field] of fields) {
      if (field === undefined || !isDataType(this.types[this.index(tag)]! as FieldType)) continue;
      const before = this.types[this.index(tag - 1)] === FieldType.Length ? tag - 1 : 0;
      const length = byName.get(`${field.name}Len`) ?? byName.get(`${field.name}Length`) ?? before;
      this.lengthTags[this.index(tag)] = length;
      if (length !== 0) this.dataTags[this.index(length)] = tag;
    }
  }

  #compileMessage(msgType: string, members: readonly MemberDefinition[], ofTransport: boolean): Scope {
    const builder = new ScopeBuilder(this);
    const definition = ofTransport ? this.#transport : this.#application;
    builder.add(this.#transport, this.#transport.header, Section.Header, this.#hasTransport, true, 0);
    builder.add(this.#transport, this.#transport.trailer, Section.Trailer, this.#hasTransport, true, 0);
    for (const tag of HEADER_TAGS) builder.imply(tag, Section.Header);
    for (const tag of TRAILER_TAGS) builder.imply(tag, Section.Trailer);
    builder.add(definition, members, Section.Body, ofTransport, true, 0);
    return builder.build(msgType, ofTransport);
  }
}

/** Gathers the members of one scope. */
class ScopeBuilder {
  readonly #tables: Tables;
  readonly #cells: Int32Array;
  readonly #members: ScopeMember[] = [];
  readonly #groups = new Map<number, () => Scope>();

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#cells = new Int32Array(tables.fieldCount);
  }

  /** Adds members, those of components in their place; what a component requires is required if the component is. */
  add(
    definition: DictionaryDefinition,
    members: readonly MemberDefinition[],
    section: Section,
    ofTransport: boolean,
    required: boolean,
    depth: number,
  ): void {
    if (depth > MAX_DEPTH) throw new ConfigError("components", depth, "components that do not hold themselves");
    for (const member of members) {
      if (member.kind === "component") {
        const inner = definition.components[member.name];
        if (inner === undefined) throw new ConfigError(`components.${member.name}`, undefined, "a component");
        this.add(definition, inner, section, ofTransport, required && member.required, depth + 1);
        continue;
      }
      const field = this.#tables.index(member.tag);
      if (field === 0) throw new ConfigError("members", member.tag, "the tag of a field that the dictionary defines");
      if (this.#cells[field] !== 0) continue;
      const mustBe = required && member.required;
      this.#set(field, section, ofTransport, mustBe, member.kind === "group");
      if (member.kind !== "group") continue;
      this.#groups.set(field, () => {
        const builder = new ScopeBuilder(this.#tables);
        builder.add(definition, member.members, section, ofTransport, true, 0);
        return builder.build("", ofTransport);
      });
    }
  }

  /** Makes a tag one of the section, if no dictionary has said so. */
  imply(tag: number, section: Section): void {
    const field = this.#tables.index(tag);
    if (this.#cells[field] !== 0) return;
    const type = this.#tables.types[field]!;
    this.#cells[field] = Cell.Present | Cell.Implied | (section << Cell.SectionShift) | (type << Cell.TypeShift);
  }

  build(msgType: string, ofTransport: boolean): Scope {
    return new Scope(msgType, ofTransport, this.#cells, this.#members, this.#groups);
  }

  #set(field: number, section: Section, ofTransport: boolean, required: boolean, group: boolean): void {
    const tables = this.#tables;
    const type = tables.types[field]! as FieldType;
    const set = ofTransport ? tables.transportEnums[field] : tables.applicationEnums[field];
    this.#cells[field] =
      Cell.Present |
      (section << Cell.SectionShift) |
      (required ? Cell.Required : 0) |
      (group ? Cell.Group : 0) |
      (set !== 0 ? Cell.Enum : 0) |
      (isMultipleType(type) ? Cell.Multiple : 0) |
      (type << Cell.TypeShift) |
      (Math.min(this.#members.length, Cell.OrderMask) << Cell.OrderShift) |
      (ofTransport ? Cell.Transport : 0);
    this.#members.push({ field, tag: tables.tags[field]!, name: tables.names[field]!, required, section, group });
  }
}

function checkTag({ tag, name }: FieldDefinition): number {
  if (Number.isInteger(tag) && tag >= 1 && tag <= MAX_TAG) return tag;
  throw new ConfigError(`fields.${name}.tag`, tag, `an integer from 1 to ${MAX_TAG}`);
}
