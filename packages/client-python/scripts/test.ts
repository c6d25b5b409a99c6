/**
 * Runs the tests of the Python package by pytest, and leaves their report where the other packages leave theirs. Where there is
 * no Python that is new enough, or no registry to get its packages from, that is one skipped test that says so.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPython, packageFolder } from "./python.ts";

const report = join(packageFolder, "test-results.xml");

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

rmSync(report, { force: true });
const found = findPython();
if ("reason" in found) {
  console.log(`the tests of the Python package are skipped: ${found.reason}`);
  const name = escaped(`pytest: ${found.reason}`);
  writeFileSync(
    report,
    `<testsuites tests="1" failures="0" skipped="1" time="0"><testsuite name="pytest"><testcase name="${name}" time="0"><skipped/></testcase></testsuite></testsuites>\n`,
  );
  process.exit(0);
}
// What the task runner hands over is meant for Bun's own test runner.
const words = process.argv.slice(2).filter((word) => !word.startsWith("--timeout") && !word.startsWith("--preload"));
const command = [found.python, "-m", "pytest", "-p", "no:cacheprovider", `--junit-xml=${report}`, ...words];
const { exitCode } = Bun.spawnSync(command, {
  cwd: packageFolder,
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
});
if (!existsSync(report)) console.error(`pytest left no report at ${report}`);
process.exit(exitCode ?? 1);
