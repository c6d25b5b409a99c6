/**
 * `bun run release`: builds and packs what the registry does not have yet, publishes it, dependencies first, and tags it.
 *
 * `--dry-run` stops after packing and leaves the tarballs in `.tools/release`. It publishes tarballs of its own packing:
 * they carry the licence, and npm's packer would leave `workspace:` and `catalog:` in them.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { dependenciesFirst } from "./lib/order.ts";
import { buildAll, pack } from "./lib/pack.ts";
import { run, tool } from "./lib/process.ts";
import { publishable, readWorkspace } from "./lib/workspace.ts";

const dryRun = process.argv.includes("--dry-run");
const workspace = readWorkspace();
const { root } = workspace;

async function must(command: string[]): Promise<void> {
  const { code, output } = await run(command, { cwd: root });
  if (code === 0) return;
  console.error(output.trim());
  process.exit(1);
}

/** Whether the registry has this version of a package. */
async function isPublished(name: string, version: string): Promise<boolean> {
  const { code, output } = await run([process.execPath, "pm", "view", `${name}@${version}`, "version"], { cwd: root });
  return code === 0 && output.includes(version);
}

const failure = await buildAll(workspace);
if (failure !== undefined) {
  console.error(failure);
  process.exit(1);
}
const place = join(root, ".tools/release");
rmSync(place, { recursive: true, force: true });
for (const member of dependenciesFirst(publishable(workspace))) {
  const version = member.manifest.version ?? "";
  if (!dryRun && (await isPublished(member.name, version))) {
    console.log(`${member.name} ${version} is published`);
    continue;
  }
  const tarball = await pack(workspace, member, place);
  if (!dryRun) await must([process.execPath, "publish", "--access", "public", "--ignore-scripts", tarball]);
  console.log(`${member.name} ${version} ${dryRun ? `packed: ${tarball}` : "published"}`);
}
if (!dryRun) await must(tool(root, "changeset", "git-tag"));
