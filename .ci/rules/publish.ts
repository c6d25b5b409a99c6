/** What is published can be used: publint and arethetypeswrong find no fault in the tarball of any package. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { pack } from "../lib/pack.ts";
import { run, tool } from "../lib/process.ts";
import type { Violation } from "../lib/rule.ts";
import { type Member, publishable, repositoryRoot, type Workspace } from "../lib/workspace.ts";

/** Packs every package, which must be built, and checks the tarballs. */
export async function checkPublish(workspace: Workspace): Promise<Violation[]> {
  const destination = mkdtempSync(join(tmpdir(), "hotpath-pack-"));
  try {
    const found = await Promise.all(
      publishable(workspace).map((member) => checkMember(workspace, member, destination)),
    );
    return found.flat();
  } finally {
    rmSync(destination, { recursive: true });
  }
}

async function checkMember(workspace: Workspace, member: Member, destination: string): Promise<Violation[]> {
  const path = `${member.path}/package.json`;
  let tarball: string;
  try {
    tarball = await pack(workspace, member, destination);
  } catch (error) {
    return [{ path, message: (error as Error).message }];
  }
  const [lint, types] = await Promise.all([
    publint({ pack: { tarball: await Bun.file(tarball).arrayBuffer() }, strict: true }),
    // The packages are ES modules only; `require` of them is Node's business.
    run(
      tool(repositoryRoot, "attw", tarball, "--profile", "esm-only", "--no-color", "--no-emoji", "--format", "ascii"),
      {
        cwd: workspace.root,
      },
    ),
  ]);
  const violations = lint.messages
    .filter((message) => message.type !== "suggestion")
    .map((message) => ({
      path,
      message: `publint: ${formatMessage(message, lint.pkg, { color: false }) ?? message.code}`,
    }));
  // It has no fault to find in a package without any types, and ends with 0.
  if (types.code !== 0 || types.output.includes("does not contain types"))
    violations.push({ path, message: `arethetypeswrong:\n${types.output.trim()}` });
  return violations;
}
