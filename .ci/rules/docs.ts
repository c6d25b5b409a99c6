/** Every name that a package exports has a doc comment where it is declared. */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Violation } from "../lib/rule.ts";
import { lineOf, parseFile, type Source } from "../lib/source.ts";
import { type Member, posix, publishable, type Workspace } from "../lib/workspace.ts";

type Statement = Source["program"]["body"][number];

/** Checks all that is reachable from the `exports` of every published package. */
export function checkDocs(workspace: Workspace): Violation[] {
  const violations = new Map<string, Violation>();
  for (const member of publishable(workspace)) {
    for (const entry of entryFiles(member)) {
      for (const name of exportedNames(entry, new Set())) {
        const declared = declarationOf(entry, name, new Set());
        if (declared === undefined || isDocumented(declared.source, declared.start)) continue;
        const path = posix(relative(workspace.root, declared.source.file));
        const line = lineOf(declared.source.text, declared.start);
        violations.set(`${path}:${line}:${name}`, { path, line, message: `exported \`${name}\` has no doc comment` });
      }
    }
  }
  return [...violations.values()];
}

/** The source files behind a package's `exports`: those that the `bun` condition names. */
export function entryFiles(member: Member): string[] {
  const files: string[] = [];
  for (const target of Object.values(member.manifest.exports ?? {})) {
    const path = typeof target === "object" && target !== null ? (target as Record<string, unknown>).bun : target;
    if (typeof path === "string" && path.endsWith(".ts")) files.push(join(member.dir, path));
  }
  return files.filter((file) => existsSync(file));
}

interface Declared {
  source: Source;
  start: number;
}

function exportedNames(file: string, seen: Set<string>): string[] {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const names: string[] = [];
  for (const statement of parseFile(file).module.staticExports) {
    for (const entry of statement.entries) {
      const from = entry.moduleRequest?.value;
      if (entry.exportName.kind === "Name") names.push(entry.exportName.name!);
      else if (entry.exportName.kind === "Default") names.push("default");
      else if (from?.startsWith(".")) names.push(...exportedNames(resolve(dirname(file), from), seen));
    }
  }
  return names;
}

/** Where an exported name is declared, through re-exports within the package; undefined where another package does it. */
function declarationOf(file: string, name: string, seen: Set<string>): Declared | undefined {
  const key = `${file}\n${name}`;
  if (seen.has(key) || !existsSync(file)) return undefined;
  seen.add(key);
  const source = parseFile(file);
  for (const statement of source.module.staticExports) {
    for (const entry of statement.entries) {
      const from = entry.moduleRequest?.value;
      const target = from?.startsWith(".") ? resolve(dirname(file), from) : undefined;
      const exported = entry.exportName.kind === "Default" ? "default" : entry.exportName.name;
      if (entry.exportName.kind === "None" && target !== undefined) {
        const found = declarationOf(target, name, seen);
        if (found !== undefined) return found;
      } else if (exported === name) {
        if (from === undefined) return localDeclaration(source, entry.localName.name ?? name, statement.start);
        if (target === undefined) return undefined;
        if (entry.importName.kind === "All") {
          return namespaceDeclaration(source, statement.start, target);
        }
        return declarationOf(target, entry.importName.name ?? "default", seen);
      }
    }
  }
  return undefined;
}

/** A namespace is explained where it is exported, or at the head of the file that it is. */
function namespaceDeclaration(source: Source, start: number, target: string): Declared | undefined {
  if (isDocumented(source, start) || !existsSync(target)) return undefined;
  const head = parseFile(target);
  const first = head.program.body[0]?.start ?? head.text.length;
  const explained = head.comments.some((comment) => comment.end <= first && isDocComment(comment));
  return explained ? undefined : { source: head, start: first };
}

/** A name declared or imported in this file: at the export itself, or where `export { name }` finds it. */
function localDeclaration(source: Source, local: string, exportStart: number): Declared | undefined {
  for (const statement of source.program.body) {
    if (statement.type === "ImportDeclaration") {
      const bound = statement.specifiers.find((specifier) => specifier.local.name === local);
      if (bound === undefined) continue;
      const from = statement.source.value;
      if (!from.startsWith(".")) return undefined;
      const target = resolve(dirname(source.file), from);
      if (bound.type === "ImportNamespaceSpecifier") return namespaceDeclaration(source, exportStart, target);
      const imported =
        bound.type === "ImportSpecifier" && bound.imported.type === "Identifier" ? bound.imported.name : local;
      return declarationOf(target, imported, new Set());
    }
    if (declares(statement, local)) return { source, start: statement.start };
  }
  return { source, start: exportStart };
}

function declares(statement: Statement, name: string): boolean {
  const inner =
    (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") &&
    statement.declaration !== null
      ? statement.declaration
      : statement;
  if (inner.type === "VariableDeclaration") {
    return inner.declarations.some((each) => each.id.type === "Identifier" && each.id.name === name);
  }
  return "id" in inner && inner.id !== null && inner.id !== undefined && "name" in inner.id && inner.id.name === name;
}

/** Whether a doc comment ends right before `start`; comments to tools may stand between. */
function isDocumented(source: Source, start: number): boolean {
  let end = start;
  for (const comment of source.comments.filter((each) => each.end <= start).reverse()) {
    if (source.text.slice(comment.end, end).trim() !== "") return false;
    if (isDocComment(comment)) return true;
    end = comment.start;
  }
  return false;
}

function isDocComment(comment: Source["comments"][number]): boolean {
  return comment.type === "Block" && comment.value.startsWith("*");
}
