import { ConfigError } from "@hotpath/core";
import {
  type DictionaryDefinition,
  type FieldDefinition,
  type MemberDefinition,
  type MessageDefinition,
  parseDefinition,
  parseMembers,
} from "./definition.ts";
import { Tables } from "./tables.ts";

/** What a program adds to a dictionary: see {@link Dictionary.extend}. */
export interface DictionaryExtension {
  /** New fields, and fields whose type or values replace those of the same tag. */
  fields?: readonly (Omit<FieldDefinition, "values"> & { values?: FieldDefinition["values"] })[];
  /**
   * New members by the name or type of a message, or `header`, `trailer`, or the name of a component, and behind points
   * the groups within (`NewOrderSingle.NoPartyIDs`; a group of a component is extended for all who use it): members, or
   * text such as `"5001 5002! 5003(5004! 5005)"` (tags, `!` for required, groups in parentheses).
   */
  members?: Readonly<Record<string, string | readonly MemberDefinition[]>>;
  /** New message types. */
  messages?: readonly (Omit<MessageDefinition, "members"> & { members: string | readonly MemberDefinition[] })[];
}

/** The values of ApplVerID (1128) by version (FIX 5.0 SP2 Volume 6, field 1128). */
const APPL_VER_ID: Readonly<Record<string, string>> = {
  "FIX.4.0": "2",
  "FIX.4.1": "3",
  "FIX.4.2": "4",
  "FIX.4.3": "5",
  "FIX.4.4": "6",
  "FIX.5.0": "7",
  "FIX.5.0SP1": "8",
  "FIX.5.0SP2": "9",
};

/**
 * A data dictionary: which fields, groups and messages there are. Readers, writers and validators are made from one;
 * those of the standard's versions are exported by `@hotpath/fix/fix44` and its siblings, others are read from QuickFIX's
 * XML (`@hotpath/fix/xml`) or made from plain data. It is compiled when it is first used.
 *
 * @example
 * import { dictionary } from "@hotpath/fix/fix44";
 * dictionary.field("Side")?.tag; // 54
 * dictionary.valueName(54, "1"); // "BUY"
 */
export class Dictionary {
  /** `FIX.4.4`, `FIX.5.0SP2`, `FIXT.1.1` …: the version of the application's messages. */
  readonly name: string;
  /** What BeginString (8) says: of FIX 5.0 that of its transport. */
  readonly beginString: string;
  /** The value of ApplVerID (1128), where the version has one. */
  readonly applVerID: string | undefined;
  /** Of FIX 5.0, the dictionary of its transport, FIXT 1.1, which has the header and the administrative messages. */
  readonly transport: Dictionary | undefined;
  readonly #source: string | DictionaryDefinition;
  #definition: DictionaryDefinition | undefined;
  #tables: Tables | undefined;
  #byName: Map<string, FieldDefinition> | undefined;
  #messages: Map<string, MessageDefinition> | undefined;

  /**
   * @param source plain data, or its compact text
   * @param transport for FIX 5.0: the dictionary of FIXT 1.1
   */
  constructor(source: string | DictionaryDefinition, transport?: Dictionary) {
    this.#source = source;
    this.transport = transport;
    const { beginString, servicePack } = typeof source === "string" ? headOf(source) : source;
    this.name = servicePack > 0 ? `${beginString}SP${servicePack}` : beginString;
    this.beginString = this.transport?.beginString ?? beginString;
    this.applVerID = APPL_VER_ID[this.name];
  }

  /** The dictionary as plain data. */
  get definition(): DictionaryDefinition {
    this.#definition ??= typeof this.#source === "string" ? parseDefinition(this.#source) : this.#source;
    return this.#definition;
  }

  /** The compiled form, for this package's readers and writers. */
  get tables(): Tables {
    this.#tables ??= new Tables(this.definition, this.transport?.definition);
    return this.#tables;
  }

  /** A field by tag or name; undefined where there is none. */
  field(tagOrName: number | string): FieldDefinition | undefined {
    if (this.#byName === undefined) {
      const fields = [...(this.transport?.definition.fields ?? []), ...this.definition.fields];
      this.#byName = new Map(
        fields.flatMap((field) => [[field.name, field] as const, [`${field.tag}`, field] as const]),
      );
    }
    return this.#byName.get(String(tagOrName));
  }

  /** A message by its type (`D`) or name (`NewOrderSingle`), the type before the name; undefined where there is none. */
  message(typeOrName: string): MessageDefinition | undefined {
    if (this.#messages === undefined) {
      const all = this.messages;
      this.#messages = new Map(all.map((message) => [message.name, message]));
      for (const message of all) this.#messages.set(message.msgType, message);
    }
    return this.#messages.get(typeOrName);
  }

  /** Every message, the transport's first. */
  get messages(): readonly MessageDefinition[] {
    return [...(this.transport?.messages ?? []), ...this.definition.messages];
  }

  /** The name of a value, as `BUY` of Side's `1`; undefined where it has none. */
  valueName(tag: number, value: string): string | undefined {
    if (tag === 35) return this.message(value)?.name;
    return this.field(tag)?.values.find(([each]) => each === value)?.[1];
  }

  /**
   * A dictionary with more: user-defined tags, values, members of messages, messages. This one stays as it is.
   *
   * @throws {ConfigError} naming what is not known
   * @example
   * const mine = dictionary.extend({
   *   fields: [{ tag: 5001, name: "AlgoName", type: "STRING" }],
   *   members: { NewOrderSingle: "5001" },
   * });
   */
  extend(extension: DictionaryExtension): Dictionary {
    return new Dictionary(extendDefinition(this.definition, extension, this.transport === undefined), this.transport);
  }

  /**
   * The messages of this dictionary over a transport: FIX 5.0, or an earlier version over FIXT 1.1.
   *
   * @param transport the dictionary of FIXT 1.1, or one extended from it
   */
  over(transport: Dictionary): Dictionary {
    const { definition } = this;
    const isApplication = ({ category }: MessageDefinition) => category === "app";
    return new Dictionary(
      { ...definition, header: [], trailer: [], messages: definition.messages.filter(isApplication) },
      transport,
    );
  }
}

function headOf(text: string): { beginString: string; servicePack: number } {
  const [beginString = "", servicePack = ""] = text.slice(0, text.indexOf("\n")).split(" ");
  return { beginString, servicePack: Number(servicePack) };
}

function extendDefinition(
  definition: DictionaryDefinition,
  { fields = [], members = {}, messages = [] }: DictionaryExtension,
  ownsHeader: boolean,
): DictionaryDefinition {
  const byTag = new Map(definition.fields.map((field) => [field.tag, field]));
  for (const field of fields) byTag.set(field.tag, { values: [], ...field });
  // A dictionary that says which message types there are has the new ones among them.
  const types = byTag.get(35);
  if (types !== undefined && types.values.length > 0)
    byTag.set(35, {
      ...types,
      values: [...types.values, ...messages.map(({ msgType, name }) => [msgType, name] as const)],
    });
  const read = (of: string | readonly MemberDefinition[]) => (typeof of === "string" ? parseMembers(of) : of);
  const names = new Map([...byTag.values()].map(({ tag, name }) => [tag, name]));
  const components: Record<string, readonly MemberDefinition[]> = { ...definition.components };
  const added = [
    ...definition.messages,
    ...messages.map((message) => ({ ...message, members: read(message.members) })),
  ];
  let { header, trailer } = definition;
  for (const [path, more] of Object.entries(members)) {
    const [where = "", ...groups] = path.split(".");
    const extend = (to: readonly MemberDefinition[]): readonly MemberDefinition[] => {
      const extended = addTo(to, groups, read(more), components, names);
      if (extended !== undefined) return extended;
      throw new ConfigError(`members.${path}`, more, `a group of ${where}`);
    };
    const at = added.findIndex(({ name, msgType }) => name === where || msgType === where);
    if (where === "header" && ownsHeader) header = extend(header);
    else if (where === "trailer" && ownsHeader) trailer = extend(trailer);
    else if (at !== -1) added[at] = { ...added[at]!, members: extend(added[at]!.members) };
    else if (components[where] !== undefined) components[where] = extend(components[where]);
    else
      throw new ConfigError(`members.${path}`, more, "the name or type of a message, a component, header or trailer");
  }
  return { ...definition, fields: [...byTag.values()], header, trailer, components, messages: added };
}

/** Members with more at the end of the group that a path leads to; components on the way are replaced where they are kept. */
function addTo(
  members: readonly MemberDefinition[],
  path: readonly string[],
  more: readonly MemberDefinition[],
  components: Record<string, readonly MemberDefinition[]>,
  names: ReadonlyMap<number, string>,
): readonly MemberDefinition[] | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return [...members, ...more];
  for (const [i, member] of members.entries()) {
    if (member.kind === "group" && names.get(member.tag) === name) {
      const inner = addTo(member.members, rest, more, components, names);
      return inner && members.with(i, { ...member, members: inner });
    }
    if (member.kind !== "component") continue;
    const inner = addTo(components[member.name] ?? [], path, more, components, names);
    if (inner === undefined) continue;
    components[member.name] = inner;
    return members;
  }
  return undefined;
}
