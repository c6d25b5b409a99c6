/**
 * What of the house's style a program can see: files that can be read at one sitting, packages that introduce
 * themselves, index files that only export, and no traces of how or where the work was done.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Violation } from "../lib/rule.ts";
import { lineOf, parseText } from "../lib/source.ts";
import { isGenerated, type Member, publishable, type Workspace } from "../lib/workspace.ts";
import { type Allowance, lengthAllowed } from "./allow.ts";
import { entryFiles } from "./docs.ts";

/** What a file should not pass. */
export const linesWanted = 400;
/** What a file must not pass. */
export const linesMax = 500;

const source = /\.([cm]?[jt]sx?|c|h|S|py|sh)$/;
const binary = /\.(png|jpe?g|gif|webp|ico|woff2?|zst|gz|bin|parquet|wasm)$/;

/** Checks the workspace and `files`, the tracked files below its root. */
export function checkTidy(
  workspace: Workspace,
  files: string[],
  allowed: readonly Allowance[] = lengthAllowed,
): Violation[] {
  const violations = publishable(workspace).flatMap((member) => checkMember(workspace, member));
  const needed = new Set<string>();
  for (const path of files) {
    const file = join(workspace.root, path);
    if (binary.test(path) || path === "bun.lock" || !existsSync(file) || !statSync(file).isFile()) continue;
    const text = readFileSync(file, "utf8");
    violations.push(...traces(path, text));
    const lines = countLines(text);
    if (!source.test(path) || isGenerated(path) || lines <= linesMax) continue;
    if (allowed.some((allowance) => allowance.path === path)) needed.add(path);
    else violations.push({ path, message: `has ${lines} lines; ${linesWanted} are wanted and ${linesMax} the most` });
  }
  for (const { path } of allowed) {
    if (!needed.has(path)) violations.push({ path, message: "is allowed in .ci/rules/allow.ts but does not need it" });
  }
  return violations;
}

/** How many of `files` are longer than wanted, though not too long. */
export function countLong(root: string, files: string[]): number {
  const long = files.filter((path) => {
    if (!source.test(path) || isGenerated(path) || !existsSync(join(root, path))) return false;
    return countLines(readFileSync(join(root, path), "utf8")) > linesWanted;
  });
  return long.length;
}

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

function checkMember(workspace: Workspace, member: Member): Violation[] {
  const violations: Violation[] = [];
  if (!existsSync(join(member.dir, "README.md"))) {
    violations.push({
      path: `${member.path}/README.md`,
      message: "is missing: what it is, install, an example, the API",
    });
  }
  if (member.manifest.license !== "MIT") {
    violations.push({ path: `${member.path}/package.json`, message: 'must say "license": "MIT"' });
  }
  const index = join(member.dir, "src/index.ts");
  if (!existsSync(index)) {
    violations.push({ path: `${member.path}/src/index.ts`, message: "is missing: the public face of the package" });
  }
  for (const file of entryFiles(member)) {
    if (file !== index) continue;
    const { text, program } = parseText(file, readFileSync(file, "utf8"));
    for (const statement of program.body) {
      const exports =
        statement.type === "ExportAllDeclaration" ||
        (statement.type === "ExportNamedDeclaration" && statement.declaration === null);
      if (exports) continue;
      const path = file.slice(workspace.root.length + 1);
      violations.push({
        path,
        line: lineOf(text, statement.start),
        message: "an index file only exports from other files",
      });
    }
  }
  return violations;
}

interface Trace {
  pattern: RegExp;
  message: string;
}

// Built from parts, so that this file passes its own rule.
const traceRules: readonly Trace[] = [
  { pattern: new RegExp(`(?<![\\w.-])/${"work"}/`, "g"), message: "names a folder of one machine" },
  { pattern: new RegExp(`/tmp/${"brief"}`, "g"), message: "names a folder of one machine" },
  {
    pattern: new RegExp(`registry\\.(npm${"js"}|yarn${"pkg"})\\.|${"pypi"}\\.org|files\\.python${"hosted"}`, "g"),
    message: "names the host of a registry",
  },
  { pattern: /\bissues? #?\d+\b/gi, message: "names the number of an issue" },
  { pattern: /^(<{7}|>{7}) \S+/gm, message: "is left of a merge" },
];
const numberSign = /(?<![\w&/#])#\d{1,5}\b(?!-)/g;

function traces(path: string, text: string): Violation[] {
  const violations: Violation[] = [];
  const scan = (part: string, offset: number, { pattern, message }: Trace): void => {
    for (const match of part.matchAll(pattern)) {
      violations.push({ path, line: lineOf(text, offset + match.index), message: `"${match[0]}" ${message}` });
    }
  };
  for (const rule of traceRules) scan(text, 0, rule);
  // In code, a number sign may begin a colour or a private name; only prose is read for it.
  const issue = { pattern: numberSign, message: "names the number of an issue" };
  if (path.endsWith(".md"))
    scan(
      text.replace(/```.*?```/gs, (code) => code.replace(/[^\n]/g, " ")),
      0,
      issue,
    );
  else if (/\.tsx?$/.test(path)) {
    for (const comment of parseText(path, text).comments) scan(comment.value, comment.start + 2, issue);
  }
  return violations;
}
