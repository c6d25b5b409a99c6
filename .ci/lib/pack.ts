/** Packs a package into the tarball that would be published. */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "./process.ts";
import type { Member, Workspace } from "./workspace.ts";

/**
 * Builds every package that is published, through the task runner's cache.
 *
 * @returns what the build said where it failed; undefined where all is built
 */
export async function buildAll(workspace: Workspace): Promise<string | undefined> {
  const options = ["--continue=dependencies-successful", "--output-logs=errors-only", "--log-order=grouped"];
  const command = turbo(workspace.root, "build", "--filter=./packages/*", ...options);
  const { code, output } = await run(command, { cwd: workspace.root, env: quietTurbo() });
  return code === 0 ? undefined : output;
}

/**
 * Packs a built package, with the licence in it, `workspace:` and `catalog:` resolved.
 *
 * @returns the path of the tarball
 * @throws {Error} with the packer's words
 */
export async function pack(workspace: Workspace, member: Member, destination: string): Promise<string> {
  mkdirSync(destination, { recursive: true });
  // The licence has to travel with every copy; it is written once, at the root.
  const license = join(workspace.root, "LICENSE");
  if (existsSync(license)) copyFileSync(license, join(member.dir, "LICENSE"));
  const command = [process.execPath, "pm", "pack", "--destination", destination, "--ignore-scripts", "--quiet"];
  const { code, output } = await run(command, { cwd: member.dir });
  const file = output.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !file.endsWith(".tgz")) throw new Error(`${member.name} could not be packed:\n${output}`);
  return resolve(member.dir, file);
}

/** The command line of Turborepo for a task. */
export function turbo(root: string, task: string, ...args: string[]): string[] {
  return [process.execPath, "--bun", join(root, "node_modules/.bin/turbo"), "run", task, ...args];
}

/** The environment for Turborepo: nothing is reported home, nothing is drawn, and tools find the pinned Bun. */
export function quietTurbo(more: Record<string, string> = {}): Record<string, string | undefined> {
  return {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    TURBO_UI: "stream",
    DO_NOT_TRACK: "1",
    ...more,
  };
}
