/** `bun run build:python`: the wheel and the sdist, in `dist/`. */
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findPython, packageFolder } from "./python.ts";

const found = findPython();
if ("reason" in found) {
  console.error(found.reason);
  process.exit(1);
}
// The licence has to travel with every copy; it is written once, at the root.
copyFileSync(join(packageFolder, "../../LICENSE"), join(packageFolder, "LICENSE"));
const dist = process.argv[2] ?? join(packageFolder, "dist");
rmSync(dist, { recursive: true, force: true });
const command = [found.python, "-m", "build", "--no-isolation", "--outdir", dist];
const { exitCode } = Bun.spawnSync(command, { cwd: packageFolder, stdio: ["ignore", "inherit", "inherit"] });
process.exit(exitCode ?? 1);
