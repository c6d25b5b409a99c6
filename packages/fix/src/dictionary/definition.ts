import { InputError } from "@hotpath/core";

/** A field as a dictionary defines it. */
export interface FieldDefinition {
  tag: number;
  name: string;
  /** The type's name, as `PRICE`. */
  type: string;
  /** The values that it may have, each with its name; empty where any will do. */
  values: readonly (readonly [value: string, name: string])[];
}

/** A field of a message, component or group. */
export interface FieldMember {
  kind: "field";
  tag: number;
  required: boolean;
}

/** A repeating group: the field that counts its instances, and what an instance holds, the first of which begins it. */
export interface GroupMember {
  kind: "group";
  /** The tag of the NumInGroup field. */
  tag: number;
  required: boolean;
  members: readonly MemberDefinition[];
}

/** A block of members that is written once and used by name. */
export interface ComponentMember {
  kind: "component";
  name: string;
  required: boolean;
}

/** What a message, component or group consists of. */
export type MemberDefinition = FieldMember | GroupMember | ComponentMember;

/** A message type. */
export interface MessageDefinition {
  name: string;
  /** The value of MsgType (35). */
  msgType: string;
  category: "admin" | "app";
  members: readonly MemberDefinition[];
}

/** A data dictionary as plain data: what a file of QuickFIX says, what this package ships, what a program may extend. */
export interface DictionaryDefinition {
  /** `FIX.4.4`, `FIXT.1.1`, `FIX.5.0` … */
  beginString: string;
  /** Service pack of FIX 5.0, else 0. */
  servicePack: number;
  fields: readonly FieldDefinition[];
  header: readonly MemberDefinition[];
  trailer: readonly MemberDefinition[];
  components: Readonly<Record<string, readonly MemberDefinition[]>>;
  messages: readonly MessageDefinition[];
}

/**
 * Writes a definition as compact text: one line a field, component and message, members by tag. `!` says required, `+`
 * names a component, parentheses hold a group.
 */
export function formatDefinition(definition: DictionaryDefinition): string {
  const lines = [`${definition.beginString} ${definition.servicePack}`, "fields"];
  for (const { tag, name, type, values } of definition.fields)
    lines.push([tag, name, type, ...values.map(([value, label]) => `${escapeValue(value)}=${label}`)].join(" "));
  lines.push("header", formatMembers(definition.header), "trailer", formatMembers(definition.trailer), "components");
  for (const [name, members] of Object.entries(definition.components)) lines.push(`${name} ${formatMembers(members)}`);
  lines.push("messages");
  for (const { name, msgType, category, members } of definition.messages)
    lines.push(`${msgType} ${name} ${category} ${formatMembers(members)}`.trimEnd());
  return `${lines.join("\n")}\n`;
}

/**
 * Reads what {@link formatDefinition} writes.
 *
 * @throws {InputError} `INPUT_INVALID` naming the line
 */
export function parseDefinition(text: string): DictionaryDefinition {
  const lines = text.trim().split("\n");
  const [beginString = "", servicePack = ""] = lines[0]!.split(" ");
  const section = (name: string): number => {
    const at = lines.indexOf(name);
    if (at === -1) throw new InputError("INPUT_INVALID", `the dictionary has no section ${name}`);
    return at;
  };
  const [fields, header, trailer] = [section("fields"), section("header"), section("trailer")];
  const [components, messages] = [section("components"), section("messages")];
  return {
    beginString,
    servicePack: Number(servicePack),
    fields: lines.slice(fields + 1, header).map(parseField),
    header: parseMembers(lines.slice(header + 1, trailer).join(" ")),
    trailer: parseMembers(lines.slice(trailer + 1, components).join(" ")),
    components: Object.fromEntries(
      lines.slice(components + 1, messages).map((line) => {
        const space = line.indexOf(" ");
        return [line.slice(0, space), parseMembers(line.slice(space + 1))];
      }),
    ),
    messages: lines.slice(messages + 1).map((line) => {
      const [msgType = "", name = "", category = "", ...members] = line.split(" ");
      return {
        msgType,
        name,
        category: category === "admin" ? "admin" : "app",
        members: parseMembers(members.join(" ")),
      };
    }),
  };
}

function escapeValue(value: string): string {
  return value.replace(/[ =%]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}

function parseField(line: string): FieldDefinition {
  const [tag = "", name = "", type = "", ...values] = line.split(" ");
  return {
    tag: Number(tag),
    name,
    type,
    values: values.map((each) => {
      const at = each.indexOf("=");
      return [
        each.slice(0, at).replace(/%(..)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
        each.slice(at + 1),
      ];
    }),
  };
}

function formatMembers(members: readonly MemberDefinition[]): string {
  return members
    .map((member) => {
      const mark = member.required ? "!" : "";
      if (member.kind === "component") return `+${member.name}${mark}`;
      if (member.kind === "field") return `${member.tag}${mark}`;
      return `${member.tag}${mark}(${formatMembers(member.members)})`;
    })
    .join(" ");
}

const TOKEN = /(\+[^ !()]+|\d+)(!?)(\(?)|\)/g;

/**
 * Members from the text that {@link formatDefinition} writes.
 *
 * @throws {InputError} `INPUT_INVALID` where parentheses do not match
 */
export function parseMembers(text: string): MemberDefinition[] {
  const top: MemberDefinition[] = [];
  const open: MemberDefinition[][] = [top];
  for (const [token, name = "", mark, group] of text.matchAll(TOKEN)) {
    if (token === ")") {
      open.pop();
      continue;
    }
    const members = open.at(-1);
    if (members === undefined) throw new InputError("INPUT_INVALID", `a group is closed that was not opened: ${text}`);
    const required = mark === "!";
    if (name.startsWith("+")) members.push({ kind: "component", name: name.slice(1), required });
    else if (group !== "(") members.push({ kind: "field", tag: Number(name), required });
    else {
      const inner: MemberDefinition[] = [];
      members.push({ kind: "group", tag: Number(name), required, members: inner });
      open.push(inner);
    }
  }
  return top;
}
