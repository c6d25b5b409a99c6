/**
 * What stands where: the members of the workspace with their manifests and sources.
 *
 * Every rule takes a {@link Workspace}, so that its test can hand it a small tree of its own.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const repositoryRoot: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The fields of a package.json that the tools read. */
export interface Manifest {
  name: string;
  version?: string;
  private?: boolean;
  license?: string;
  description?: string;
  exports?: Record<string, unknown>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  engines?: Record<string, string>;
}

/** One member of the workspace. */
export interface Member {
  /** Its name, such as `@hotpath/core`. */
  name: string;
  /** Its folder, absolute. */
  dir: string;
  /** Its folder below the root, with forward slashes, such as `packages/core`. */
  path: string;
  manifest: Manifest;
}

/** A root folder and the members below it. */
export interface Workspace {
  root: string;
  members: Member[];
}

/** Reads the workspace at `root`: `packages/*`, `apps/*`, `benchmarks` and `.ci`, each where it has a package.json. */
export function readWorkspace(root: string = repositoryRoot): Workspace {
  const dirs = [...subfolders(join(root, "packages")), ...subfolders(join(root, "apps"))];
  dirs.push(join(root, "benchmarks"), join(root, "docs/examples"), join(root, ".ci"));
  const members: Member[] = [];
  for (const dir of dirs) {
    const file = join(dir, "package.json");
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    members.push({ name: manifest.name, dir, path: posix(relative(root, dir)), manifest });
  }
  return { root, members };
}

/** The members that are published: those of `packages/` that are not private. */
export function publishable(workspace: Workspace): Member[] {
  return workspace.members.filter((member) => member.path.startsWith("packages/") && member.manifest.private !== true);
}

/** Every TypeScript file of a member, absolute and sorted; built and installed ones left out. */
export function typescriptFiles(member: Member): string[] {
  return walk(member.dir).filter((file) => /\.[cm]?tsx?$/.test(file) && !file.endsWith(".d.ts"));
}

/** Every file below a folder, absolute and sorted, without what is installed, built or hidden. */
export function walk(dir: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (
      entry.name === "node_modules" ||
      entry.name === "dist" ||
      entry.name === "build" ||
      entry.name.startsWith(".")
    ) {
      continue;
    }
    const path = join(dir, entry.name);
    if (entry.isDirectory()) files.push(...walk(path));
    else files.push(path);
  }
  return files.sort();
}

/** A path with forward slashes on every system. */
export function posix(path: string): string {
  return path.split(sep).join("/");
}

/** Whether a file belongs to what a package ships to its users, rather than to its tests, benchmarks or tools. */
export function isShipped(member: Member, file: string): boolean {
  const path = posix(relative(member.dir, file));
  return path.startsWith("src/") && !/\.test\.tsx?$/.test(path) && !/(^|\/)(testing|bench|scripts)\//.test(path);
}

/** Whether a file is written by a program: it lies in a folder `generated` or is named `*.generated.*`. */
export function isGenerated(path: string): boolean {
  return /(^|\/)generated\/|\.generated\.[a-z]+$/.test(path);
}

function subfolders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name))
    .sort();
}
