/** Files that a program writes are what it would write today. */
import { run } from "../lib/process.ts";
import type { Violation } from "../lib/rule.ts";
import type { Workspace } from "../lib/workspace.ts";

/** Runs the `generate` script of every member that has one, with `--check`: it must change nothing and end with 0. */
export async function checkGenerated(workspace: Workspace): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const member of workspace.members) {
    if (member.manifest.scripts?.generate === undefined) continue;
    const { code, output } = await run([process.execPath, "run", "generate", "--check"], { cwd: member.dir });
    if (code === 0) continue;
    const path = `${member.path}/package.json`;
    violations.push({ path, message: `generated files are stale; run its \`generate\` script:\n${output.trim()}` });
  }
  return violations;
}
