/** `bun run version`: turns the waiting changesets into versions and changelogs, and brings the lockfile along. */
import { run, tool } from "./lib/process.ts";
import { readWorkspace, repositoryRoot } from "./lib/workspace.ts";

const manifests = readWorkspace().members.map((member) => `${member.path}/package.json`);

const steps = [
  tool(repositoryRoot, "changeset", "version"),
  [process.execPath, "install", "--lockfile-only", "--ignore-scripts"],
  tool(repositoryRoot, "biome", "format", "--write", "--colors=off", ...manifests),
];
for (const command of steps) {
  const { code, output } = await run(command, { cwd: repositoryRoot });
  console.log(output.trim());
  if (code !== 0) process.exit(code);
}
