import { InputError, UnavailableError } from "@hotpath/core";
import { resolveSbeSchema, type XmlElement } from "./sbe-resolve.ts";
import type { SbeSchema } from "./sbe-schema.ts";

/**
 * Reads an SBE schema (FIX SBE 1.0 XML). Needs the package `fast-xml-parser` to be installed.
 *
 * @throws {InputError} text that is no such schema: what is wrong is named
 * @throws {UnavailableError} where `fast-xml-parser` is not installed
 * @example
 * const schema = await readSbeSchema(await Bun.file("spot_3_1.xml").text());
 * const reader = new SbeReader(schema);
 */
export async function readSbeSchema(xml: string): Promise<SbeSchema> {
  const library = await import("fast-xml-parser").catch((cause: unknown) => {
    throw new UnavailableError("SBE schemas in XML: needs the package fast-xml-parser", { cause });
  });
  const valid = library.XMLValidator.validate(xml);
  if (valid !== true) throw new InputError("INPUT_INVALID", `SBE schema, line ${valid.err.line}: ${valid.err.msg}`);
  const parser = new library.XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: true,
    ignoreDeclaration: true,
  });
  const roots = elementsOf(parser.parse(xml) as OrderedNode[]);
  const root = roots.find((element) => element.tag === "messageSchema");
  if (root === undefined) throw new InputError("INPUT_INVALID", "SBE schema: there is no element messageSchema");
  return resolveSbeSchema(root);
}

/** An element as the library gives it where order matters: its one key that is not ":@" is its name. */
type OrderedNode = Record<string, unknown>;

function elementsOf(nodes: readonly OrderedNode[]): XmlElement[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ":@" && key !== "#text");
    if (tag === undefined) return [];
    const inner = node[tag] as OrderedNode[];
    const text = inner.map((child) => child["#text"] ?? "").join("");
    return [{ tag, attributes: (node[":@"] ?? {}) as Record<string, string>, children: elementsOf(inner), text }];
  });
}
