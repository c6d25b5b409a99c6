/** One parse of a TypeScript file, and the questions that rules ask of it. */
import { readFileSync } from "node:fs";
import { type Comment, type EcmaScriptModule, type Node, type Program, parseSync } from "oxc-parser";

/** A parsed file. */
export interface Source {
  file: string;
  text: string;
  program: Program;
  comments: Comment[];
  module: EcmaScriptModule;
}

/** One import or re-export of a module. */
export interface ImportRef {
  specifier: string;
  /** Only types are taken, so nothing is loaded at run time. */
  typeOnly: boolean;
  line: number;
}

const parsed = new Map<string, { text: string; source: Source }>();

/** Parses a file; a file that did not change since is not parsed again. */
export function parseFile(file: string): Source {
  const text = readFileSync(file, "utf8");
  const known = parsed.get(file);
  if (known !== undefined && known.text === text) return known.source;
  const source = parseText(file, text);
  parsed.set(file, { text, source });
  return source;
}

/** Parses a text as the content of `file`. A text that is not TypeScript is an error that names the file. */
export function parseText(file: string, text: string): Source {
  const result = parseSync(file, text, { lang: file.endsWith("x") ? "tsx" : "ts", sourceType: "module" });
  const error = result.errors[0];
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return { file, text, program: result.program, comments: result.comments, module: result.module };
}

/** The 1-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < offset; i = text.indexOf("\n", i + 1)) line++;
  return line;
}

/** Every module that a file names: imports, re-exports, dynamic imports and `require` with a literal. */
export function importsOf(source: Source): ImportRef[] {
  const refs: ImportRef[] = [];
  const add = (specifier: string, start: number, typeOnly: boolean): void => {
    refs.push({ specifier, typeOnly, line: lineOf(source.text, start) });
  };
  visit(source.program, (node) => {
    switch (node.type) {
      case "ImportDeclaration": {
        const named = node.specifiers.length > 0 && node.specifiers.every(isTypeSpecifier);
        add(node.source.value, node.start, node.importKind === "type" || named);
        break;
      }
      case "ExportAllDeclaration":
        add(node.source.value, node.start, node.exportKind === "type");
        break;
      case "ExportNamedDeclaration":
        if (node.source !== null) add(node.source.value, node.start, node.exportKind === "type");
        break;
      case "ImportExpression":
        if (node.source.type === "Literal" && typeof node.source.value === "string") {
          add(node.source.value, node.start, false);
        }
        break;
      case "TSImportType":
        add(node.source.value, node.start, true);
        break;
      case "CallExpression": {
        const argument = node.arguments[0];
        const isRequire = node.callee.type === "Identifier" && node.callee.name === "require";
        if (isRequire && argument?.type === "Literal" && typeof argument.value === "string") {
          add(argument.value, node.start, false);
        }
        break;
      }
    }
  });
  return refs;
}

function isTypeSpecifier(specifier: { type: string; importKind?: string }): boolean {
  return specifier.type === "ImportSpecifier" && specifier.importKind === "type";
}

/** Calls `enter` for every node of a tree, parents first. */
export function visit(
  node: Node | Program,
  enter: (node: Node, parent: Node | undefined) => void,
  parent?: Node,
): void {
  enter(node as Node, parent);
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent") continue;
    if (Array.isArray(value)) {
      for (const child of value) if (isNode(child)) visit(child, enter, node as Node);
    } else if (isNode(value)) {
      visit(value, enter, node as Node);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
