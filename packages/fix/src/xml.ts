/**
 * Data dictionaries in QuickFIX's XML, read at run time: `@hotpath/fix/xml`. It stands apart so that who uses only the
 * versions that are shipped loads no XML parser.
 */
import { InputError } from "@hotpath/core";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type {
  DictionaryDefinition,
  FieldDefinition,
  MemberDefinition,
  MessageDefinition,
} from "./dictionary/definition.ts";
import { Dictionary } from "./dictionary/dictionary.ts";

/**
 * Reads a dictionary in QuickFIX's XML.
 *
 * @param transport for FIX 5.0, whose files hold no header: the dictionary of FIXT 1.1
 * @throws {InputError} `INPUT_INVALID` naming what is wrong
 * @example const dictionary = readDictionary(await Bun.file("FIX44-of-my-broker.xml").text());
 */
export function readDictionary(xml: string, transport?: Dictionary): Dictionary {
  return new Dictionary(readDefinition(xml), transport);
}

/**
 * Reads a dictionary in QuickFIX's XML as plain data, to be extended or looked at.
 *
 * @throws {InputError} `INPUT_INVALID` naming what is wrong
 */
export function readDefinition(xml: string): DictionaryDefinition {
  const root = parse(xml);
  const sections = new Map(root.children.map((child) => [child.name, child]));
  const section = (name: string): readonly Node[] => sections.get(name)?.children ?? [];
  if (root.name !== "fix" || !sections.has("fields") || !sections.has("messages"))
    fail("is no dictionary of QuickFIX: it has no <fix> with <fields> and <messages>");
  const fields = section("fields").map(readField);
  const tags = new Map<string, number>();
  for (const { name, tag } of fields) {
    if (tags.has(name)) fail(`defines the field ${name} twice`);
    tags.set(name, tag);
  }
  const read = (nodes: readonly Node[]) => readMembers(nodes, tags);
  const components: Record<string, readonly MemberDefinition[]> = {};
  for (const node of section("components")) components[attribute(node, "name")] = read(node.children);
  return {
    beginString: `${root.attributes.type ?? "FIX"}.${attribute(root, "major")}.${attribute(root, "minor")}`,
    servicePack: Number(root.attributes.servicepack ?? 0),
    fields,
    header: read(section("header")),
    trailer: read(section("trailer")),
    components,
    messages: section("messages").map(
      (node): MessageDefinition => ({
        name: attribute(node, "name"),
        msgType: attribute(node, "msgtype"),
        category: node.attributes.msgcat === "admin" ? "admin" : "app",
        members: read(node.children),
      }),
    ),
  };
}

interface Node {
  name: string;
  attributes: Readonly<Record<string, string | undefined>>;
  children: readonly Node[];
}

function parse(xml: string): Node {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) fail(`is not well-formed XML, line ${valid.err.line}: ${valid.err.msg}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseAttributeValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  const nodes = toNodes(parser.parse(xml) as unknown[]);
  return nodes[0] ?? fail("is empty");
}

/** The parser's form: an array of objects, each with one key that is the element's name, and `:@` for its attributes. */
function toNodes(elements: readonly unknown[]): Node[] {
  const nodes: Node[] = [];
  for (const element of elements as Record<string, unknown>[]) {
    const name = Object.keys(element).find((key) => key !== ":@");
    if (name === undefined || name.startsWith("#")) continue;
    nodes.push({
      name,
      attributes: (element[":@"] ?? {}) as Node["attributes"],
      children: toNodes(element[name] as unknown[]),
    });
  }
  return nodes;
}

function readField(node: Node): FieldDefinition {
  const name = attribute(node, "name");
  const tag = Number(attribute(node, "number"));
  if (!Number.isInteger(tag) || tag < 1) fail(`gives the field ${name} the number ${node.attributes.number}`);
  return {
    tag,
    name,
    type: attribute(node, "type"),
    values: node.children
      .filter((child) => child.name === "value")
      .map((child) => {
        const value = attribute(child, "enum");
        return [value, child.attributes.description ?? value];
      }),
  };
}

function readMembers(nodes: readonly Node[], tags: ReadonlyMap<string, number>): MemberDefinition[] {
  return nodes.map((node): MemberDefinition => {
    const name = attribute(node, "name");
    const required = node.attributes.required?.toUpperCase() === "Y";
    if (node.name === "component") return { kind: "component", name, required };
    const tag = tags.get(name) ?? fail(`uses the field ${name}, which it does not define`);
    if (node.name === "field") return { kind: "field", tag, required };
    if (node.name === "group") return { kind: "group", tag, required, members: readMembers(node.children, tags) };
    return fail(`has an element <${node.name}> where field, group or component is expected`);
  });
}

function attribute(node: Node, name: string): string {
  return node.attributes[name] ?? fail(`has a <${node.name}> without the attribute ${name}`);
}

function fail(what: string): never {
  throw new InputError("INPUT_INVALID", `the dictionary ${what}`);
}
