/**
 * The dependency rule: a package imports from lower floors, and from its own floor only where the table says so.
 *
 * Every import is declared in the manifest of the package that makes it; nothing reaches into another package's
 * internals; nothing goes in circles, neither packages nor, among values, files.
 */
import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Violation } from "../lib/rule.ts";
import { type ImportRef, importsOf, parseFile } from "../lib/source.ts";
import { isShipped, type Manifest, type Member, posix, typescriptFiles, type Workspace } from "../lib/workspace.ts";

/** Where a package stands. */
export interface Floor {
  floor: number;
  /** Packages of the same floor that it may import. */
  sameFloor?: readonly string[];
}

/** The floors of the house, from the foundation (1) to the assembly (4). Apps and benchmarks stand above them all. */
export const floors: Readonly<Record<string, Floor>> = {
  core: { floor: 1 },
  native: { floor: 1, sameFloor: ["core"] },
  memory: { floor: 1, sameFloor: ["core", "native"] },
  cache: { floor: 1, sameFloor: ["core"] },
  "order-book": { floor: 2 },
  "market-data": { floor: 2, sameFloor: ["order-book"] },
  indicators: { floor: 2 },
  fix: { floor: 2 },
  signals: { floor: 3, sameFloor: ["portfolio"] },
  portfolio: { floor: 3 },
  risk: { floor: 3, sameFloor: ["portfolio"] },
  orders: { floor: 3, sameFloor: ["risk"] },
  journal: { floor: 4 },
  engine: { floor: 4, sameFloor: ["journal"] },
  backtest: { floor: 4, sameFloor: ["engine", "journal"] },
  gateway: { floor: 4, sameFloor: ["engine", "journal"] },
  cluster: { floor: 4, sameFloor: ["engine", "journal"] },
  "client-python": { floor: 4, sameFloor: ["engine", "gateway"] },
};

const scope = "@hotpath/";

/** Checks every member of the workspace. */
export function checkFloors(workspace: Workspace, table: Readonly<Record<string, Floor>> = floors): Violation[] {
  const byName = new Map(workspace.members.map((member) => [member.name, member]));
  const violations: Violation[] = [];
  for (const member of workspace.members) {
    const short = member.name.slice(scope.length);
    if (member.path.startsWith("packages/") && table[short] === undefined) {
      violations.push({
        path: `${member.path}/package.json`,
        message: `${member.name} has no floor; add it to the table in .ci/rules/floors.ts`,
      });
      continue;
    }
    for (const target of internalDependencies(member)) {
      const reason = forbidden(member, target, table);
      if (reason !== undefined) violations.push({ path: `${member.path}/package.json`, message: reason });
    }
    for (const file of typescriptFiles(member)) violations.push(...checkFile(workspace, byName, table, member, file));
    violations.push(...fileCircles(workspace, member));
  }
  violations.push(...packageCircles(workspace, byName));
  return violations;
}

function checkFile(
  workspace: Workspace,
  byName: Map<string, Member>,
  table: Readonly<Record<string, Floor>>,
  member: Member,
  file: string,
): Violation[] {
  const violations: Violation[] = [];
  const path = posix(relative(workspace.root, file));
  for (const ref of importsOf(parseFile(file))) {
    const message = ref.specifier.startsWith(".")
      ? leavesPackage(workspace, member, file, ref, table)
      : (undeclared(member, file, ref) ?? internals(byName, ref.specifier) ?? climbs(member, ref.specifier, table));
    if (message !== undefined) violations.push({ path, line: ref.line, message });
  }
  return violations;
}

/**
 * Why a relative import may not be made. What is not shipped may use the models and helpers in another package's
 * folders `testing/`, which no package ships, where it could import the package itself.
 */
function leavesPackage(
  workspace: Workspace,
  member: Member,
  file: string,
  ref: ImportRef,
  table: Readonly<Record<string, Floor>>,
): string | undefined {
  const target = resolve(dirname(file), ref.specifier);
  if (!posix(relative(member.dir, target)).startsWith("../")) return undefined;
  const owner = workspace.members.find((each) => target.startsWith(join(each.dir, "src") + sep));
  const isHelper = owner !== undefined && posix(relative(owner.dir, target)).includes("/testing/");
  const isTool = member.manifest.private === true || !isShipped(member, file);
  if (!isHelper || !isTool) return `"${ref.specifier}" leaves the package; import it by its name`;
  return undeclared(member, file, { ...ref, specifier: owner.name }) ?? climbs(member, owner.name, table);
}

/** The package that a specifier names: `@hotpath/core/decimal` → `@hotpath/core`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function undeclared(member: Member, file: string, ref: ImportRef): string | undefined {
  if (isBuiltin(ref.specifier) || ref.specifier === "bun" || ref.specifier.startsWith("bun:")) return undefined;
  const name = packageOf(ref.specifier);
  if (name === member.name) return undefined;
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = member.manifest;
  const declared = { ...dependencies, ...peerDependencies, ...optionalDependencies };
  if (name in declared || `@types/${name}` in declared) return undefined;
  if (devDependencies !== undefined && name in devDependencies) {
    if (!isShipped(member, file) || member.manifest.private === true) return undefined;
    return `${name} is only a dev dependency of ${member.name}, and this file is shipped`;
  }
  return `${name} is not declared in ${member.path}/package.json`;
}

function internals(byName: Map<string, Member>, specifier: string): string | undefined {
  const target = byName.get(packageOf(specifier));
  if (target === undefined) return undefined;
  const subpath = `.${specifier.slice(target.name.length)}`;
  const exported = target.manifest.exports ?? { ".": {} };
  return subpath in exported ? undefined : `"${specifier}" is not exported by ${target.name}`;
}

function climbs(member: Member, specifier: string, table: Readonly<Record<string, Floor>>): string | undefined {
  const name = packageOf(specifier);
  return name.startsWith(scope) && name !== member.name ? forbidden(member, name, table) : undefined;
}

/** Why `member` may not depend on `target`; undefined where it may. */
function forbidden(member: Member, target: string, table: Readonly<Record<string, Floor>>): string | undefined {
  if (!member.path.startsWith("packages/")) return undefined;
  const from = table[member.name.slice(scope.length)];
  const short = target.slice(scope.length);
  const to = table[short];
  if (from === undefined || to === undefined) return `${target} has no floor; a package imports only packages`;
  if (to.floor < from.floor) return undefined;
  if (to.floor > from.floor)
    return `${member.name} (floor ${from.floor}) may not use ${target} (floor ${to.floor}) above it`;
  if (from.sameFloor?.includes(short)) return undefined;
  return `${member.name} may not use ${target} of its own floor ${from.floor}`;
}

function internalDependencies(member: Member): string[] {
  const all = allDependencies(member.manifest);
  return Object.keys(all).filter((name) => name.startsWith(scope));
}

function allDependencies(manifest: Manifest): Record<string, string> {
  return {
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
    ...manifest.dependencies,
  };
}

function packageCircles(workspace: Workspace, byName: Map<string, Member>): Violation[] {
  const names = workspace.members.map((member) => member.name);
  const next = (name: string): string[] => {
    const member = byName.get(name);
    return member === undefined ? [] : internalDependencies(member).filter((target) => byName.has(target));
  };
  return circles(names, next).map((circle) => ({
    path: `${byName.get(circle[0]!)!.path}/package.json`,
    message: `packages depend on each other in a circle: ${circle.join(" → ")}`,
  }));
}

function fileCircles(workspace: Workspace, member: Member): Violation[] {
  const graph = new Map<string, string[]>();
  for (const file of typescriptFiles(member)) {
    const targets = importsOf(parseFile(file))
      .filter((ref) => !ref.typeOnly && ref.specifier.startsWith("."))
      .map((ref) => resolve(dirname(file), ref.specifier))
      .filter((target) => existsSync(target));
    graph.set(file, targets);
  }
  return circles([...graph.keys()], (file) => graph.get(file) ?? []).map((circle) => ({
    path: posix(relative(workspace.root, circle[0]!)),
    message: `files import each other in a circle: ${circle.map((file) => posix(relative(join(member.dir), file))).join(" → ")}`,
  }));
}

/** The circles of a graph, one for each edge that closes one, each ending where it began. */
function circles(nodes: string[], next: (node: string) => string[]): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walkFrom = (node: string): void => {
    const at = path.indexOf(node);
    if (at !== -1) {
      found.push([...path.slice(at), node]);
      return;
    }
    if (done.has(node)) return;
    path.push(node);
    for (const target of next(node)) walkFrom(target);
    path.pop();
    done.add(node);
  };
  for (const node of nodes) walkFrom(node);
  return found;
}
