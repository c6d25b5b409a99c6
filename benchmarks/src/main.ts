/**
 * `./hotpath bench [suite …]`: runs suites, each in a process of its own, and prints one table.
 *
 * `--json` prints the rows as JSON; `--write` runs every suite and writes docs/benchmarks.md.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Suite } from "./harness.ts";
import { describeMachine } from "./machine.ts";
import { type Measured, markdown, terminal } from "./report.ts";

const here = import.meta.dir;
const root = resolve(here, "../..");
const mark = "\u001e";

function suiteNames(): string[] {
  return readdirSync(here)
    .filter((file) => file.endsWith(".suite.ts"))
    .map((file) => file.slice(0, -".suite.ts".length))
    .sort();
}

/** Runs one suite here and hands its rows to the parent, after a mark that no suite prints. */
async function runHere(name: string): Promise<void> {
  const { default: suite } = (await import(join(here, `${name}.suite.ts`))) as { default: Suite };
  const rows = await suite.run();
  await Bun.write(Bun.stdout, `\n${mark}${JSON.stringify({ suite: suite.name, rows })}\n`);
  // A suite's Workers must not keep the process.
  process.exit(0);
}

/** Runs one suite in a fresh process. Its failure is a result like any other, and fails the run. */
async function runApart(name: string): Promise<Measured> {
  const child = Bun.spawn([process.execPath, import.meta.path, "--suite", name], {
    cwd: root,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const answer = stdout.split(mark)[1];
  if (code !== 0 || answer === undefined) {
    return { suite: name, rows: [], failure: `${stdout}${stderr}`.trim() || `ended with ${code}` };
  }
  return JSON.parse(answer) as Measured;
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { json: { type: "boolean" }, write: { type: "boolean" }, suite: { type: "string" } },
});

async function main(): Promise<number> {
  const known = suiteNames();
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`no suite is called ${unknown.join(", ")}; there are ${known.join(", ") || "none yet"}`);
    return 2;
  }
  if (values.write && positionals.length > 0) {
    console.error("--write measures every suite in one run; name none with it");
    return 2;
  }
  const measured: Measured[] = [];
  for (const name of positionals.length > 0 ? positionals : known) {
    console.error(`measuring ${name}`);
    measured.push(await runApart(name));
  }
  const machine = describeMachine(root);
  console.log(values.json ? JSON.stringify({ machine, measured }, null, 2) : terminal(measured, machine));
  if (values.write) {
    const file = join(root, "docs/benchmarks.md");
    writeFileSync(file, markdown(measured, machine));
    console.error(`written to ${file}`);
  }
  return measured.some((each) => each.failure !== undefined) ? 1 : 0;
}

if (values.suite !== undefined) await runHere(values.suite);
else process.exit(await main());
