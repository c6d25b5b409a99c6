/**
 * The determinism rule: what packages ship asks no wall clock and no random source, and uses none of the functions that
 * differ between engines. Time, randomness and elementary functions come from `@hotpath/core`.
 */
import { relative } from "node:path";
import type { Violation } from "../lib/rule.ts";
import { lineOf, parseFile, type Source, visit } from "../lib/source.ts";
import { isShipped, posix, typescriptFiles, type Workspace } from "../lib/workspace.ts";
import { type Allowance, determinismAllowed } from "./allow.ts";

type Node = Parameters<Parameters<typeof visit>[1]>[0];

const inexact = new Set(
  "acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh".split(
    " ",
  ),
);
const clock = "asks the wall clock; take a Clock";
const random = "is not repeatable; take a seeded generator of @hotpath/core";
const approximate = "differs between engines; use the elementary functions of @hotpath/core";

/** Members of globals that are forbidden, with the reason. */
const forbiddenMembers: Readonly<Record<string, (member: string) => string | undefined>> = {
  Date: (member) => (member === "now" ? clock : undefined),
  performance: () => clock,
  Bun: (member) => (member === "nanoseconds" ? clock : /^random/.test(member) ? random : undefined),
  process: (member) => (member === "hrtime" || member === "uptime" ? clock : undefined),
  crypto: (member) => (/random|^getRandomValues$/i.test(member) ? random : undefined),
  Math: (member) => (member === "random" ? random : inexact.has(member) ? approximate : undefined),
};

/** Names that must not be imported from these modules, with the reason. */
const forbiddenImports: Readonly<Record<string, (name: string) => string | undefined>> = {
  "node:perf_hooks": () => clock,
  bun: (name) => forbiddenMembers.Bun!(name),
  "node:process": (name) => forbiddenMembers.process!(name),
  "node:crypto": (name) => forbiddenMembers.crypto!(name),
};

/** Checks what every package ships. */
export function checkDeterminism(
  workspace: Workspace,
  allowed: readonly Allowance[] = determinismAllowed,
): Violation[] {
  const violations: Violation[] = [];
  const needed = new Set<string>();
  for (const member of workspace.members) {
    if (!member.path.startsWith("packages/")) continue;
    for (const file of typescriptFiles(member)) {
      if (!isShipped(member, file)) continue;
      const path = posix(relative(workspace.root, file));
      const found = inspect(parseFile(file));
      if (found.length > 0 && allowed.some((allowance) => allowance.path === path)) needed.add(path);
      else violations.push(...found.map(({ line, message }) => ({ path, line, message })));
    }
  }
  for (const { path } of allowed) {
    if (!needed.has(path)) violations.push({ path, message: "is allowed in .ci/rules/allow.ts but does not need it" });
  }
  return violations;
}

interface Found {
  line: number;
  message: string;
}

function inspect(source: Source): Found[] {
  const found: Found[] = [];
  const report = (node: { start: number; end: number }, reason: string): void => {
    const code = source.text.slice(node.start, Math.min(node.end, node.start + 60)).split("\n", 1)[0];
    found.push({ line: lineOf(source.text, node.start), message: `\`${code}\` ${reason}` });
  };
  visit(source.program, (node, parent) => {
    switch (node.type) {
      case "MemberExpression": {
        const object = globalName(node.object);
        const reason = object === undefined ? undefined : forbiddenMembers[object]?.(memberName(node) ?? "");
        if (reason !== undefined) report(node, reason);
        break;
      }
      case "NewExpression":
        if (globalName(node.callee) === "Date" && node.arguments.length === 0) report(node, clock);
        break;
      case "CallExpression":
        if (globalName(node.callee) === "Date") report(node, clock);
        break;
      case "VariableDeclarator":
        inspectPattern(node, report);
        break;
      case "BinaryExpression":
        if (node.operator === "**" && !isExactPower(node.left, node.right)) report(node, approximate);
        break;
      case "AssignmentExpression":
        if (node.operator === "**=" && !isExactPower(node.left, node.right)) report(node, approximate);
        break;
      case "ImportDeclaration":
        for (const specifier of node.specifiers) {
          const name = specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : "";
          const reason = node.importKind === "type" ? undefined : forbiddenImports[node.source.value]?.(name);
          if (reason !== undefined) report(node, reason);
        }
        break;
      case "Identifier":
        if (node.name === "Math" && parent !== undefined && isAliased(node, parent)) {
          report(parent, "passes Math on, which hides what is used of it; name the member");
        }
        break;
    }
  });
  return found;
}

/** `const { exp } = Math` and the like. */
function inspectPattern(
  node: Extract<Node, { type: "VariableDeclarator" }>,
  report: (node: Node, reason: string) => void,
): void {
  const object = node.init === null ? undefined : globalName(node.init as Node);
  if (object === undefined || node.id.type !== "ObjectPattern") return;
  for (const property of node.id.properties) {
    if (property.type !== "Property") continue;
    const reason = forbiddenMembers[object]?.(nameOf(property.key));
    if (reason !== undefined) report(node, reason);
  }
}

/** The global that an expression names: `Math`, also as `globalThis.Math`. */
function globalName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "ChainExpression") return globalName(node.expression as Node);
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return undefined;
  return node.object.name === "globalThis" ? memberName(node) : undefined;
}

function memberName(node: Extract<Node, { type: "MemberExpression" }>): string | undefined {
  if (!node.computed) return nameOf(node.property as Node);
  return node.property.type === "Literal" ? String(node.property.value) : undefined;
}

function nameOf(node: Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : "";
}

function isAliased(node: Node, parent: Node): boolean {
  if (parent.type === "MemberExpression") {
    if (parent.object === node) return parent.computed && parent.property.type !== "Literal";
    return parent.computed;
  }
  if (parent.type === "VariableDeclarator") return parent.init === node && parent.id.type === "Identifier";
  return ["CallExpression", "ArrayExpression", "AssignmentExpression", "SpreadElement", "ReturnStatement"].includes(
    parent.type,
  );
}

/**
 * A power of bigints is exact; one of literal whole numbers is a constant; and every engine's pow gives powers of two
 * exactly, since the logarithm that it takes of them is a whole number. Any other power differs in its last bit.
 */
function isExactPower(left: Node, right: Node): boolean {
  if (isBigInt(left) || isBigInt(right)) return true;
  if (left.type === "Literal" && left.value === 2) return true;
  return [left, right].every((node) => node.type === "Literal" && Number.isInteger(node.value));
}

function isBigInt(node: Node): boolean {
  if (node.type === "CallExpression") return globalName(node.callee) === "BigInt";
  return node.type === "Literal" && typeof node.value === "bigint";
}
