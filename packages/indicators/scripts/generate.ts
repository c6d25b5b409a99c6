/**
 * Writes all generated files of the package, or with `--check` says which are stale: operations first, since the
 * registry is built of them.
 */
import { fileURLToPath } from "node:url";

for (const script of ["generate-ops.ts", "generate-types.ts", "generate-docs.ts"]) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { exitCode } = Bun.spawnSync([process.execPath, path, ...process.argv.slice(2)], {
    stdout: "inherit",
    stderr: "inherit",
  });
  if (exitCode !== 0) process.exit(exitCode);
}
