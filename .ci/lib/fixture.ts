/** Small trees on disk for the tests of the rules. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readWorkspace, type Workspace } from "./workspace.ts";

/** A tree that is removed when the block that made it with `using` ends. */
export interface Fixture extends Disposable {
  root: string;
  workspace: Workspace;
}

/** Writes `files` (path to content) into a fresh folder. A content that is no string is written as JSON. */
export function fixture(files: Record<string, unknown>): Fixture {
  const root = mkdtempSync(join(tmpdir(), "hotpath-fixture-"));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return { root, workspace: readWorkspace(root), [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

/** A manifest with the fields that every package has. */
export function manifest(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { name, version: "0.1.0", license: "MIT", exports: { ".": { bun: "./src/index.ts" } }, ...more };
}
