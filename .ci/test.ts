/**
 * `./hotpath test [package …]`: runs the tests of all or of some members through the task runner's cache, and sums what
 * the runners reported. A cached run counts what it counted.
 *
 * Where the tests' data is present nothing may be skipped.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { columns } from "./lib/columns.ts";
import { closingLine, sum } from "./lib/junit.ts";
import { outsideState, testData } from "./lib/outside.ts";
import { quietTurbo, turbo } from "./lib/pack.ts";
import { run } from "./lib/process.ts";
import { type Result, readResult, resultsFile } from "./lib/results.ts";
import { type Member, readWorkspace } from "./lib/workspace.ts";

/** What one test may take. Bun reads no bunfig.toml from a parent folder, so the runners are told. */
const timeoutMs = 60_000;

const workspace = readWorkspace();
const { root } = workspace;

/** The members that have tests, all or those that the words name. */
function chosen(words: string[]): Member[] {
  const members = workspace.members.filter((member) => member.manifest.scripts?.test !== undefined);
  if (words.length === 0) return members;
  const named = (member: Member, word: string): boolean =>
    member.name === word || member.name === `@hotpath/${word}` || member.path === word.replace(/\/$/, "");
  for (const word of words) {
    if (members.some((member) => named(member, word))) continue;
    const known = members.map((member) => member.name.replace("@hotpath/", "")).join(", ");
    console.error(`no package with tests is called ${word}; there are ${known}`);
    process.exit(2);
  }
  return members.filter((member) => words.some((word) => named(member, word)));
}

interface TurboTask {
  package: string;
  cache?: { status?: string };
  execution?: { exitCode?: number };
}

/** Runs the tasks and returns what became of each, by package name. */
async function runTasks(members: Member[], flags: string[]): Promise<Map<string, TurboTask>> {
  const summaries = join(root, ".turbo/runs");
  rmSync(summaries, { recursive: true, force: true });
  const data = testData(root);
  const env = quietTurbo({ HOTPATH_TEST_DATA: data, HOTPATH_TEST_OUTSIDE: outsideState(root, data) });
  const options = ["--continue=always", "--summarize", "--concurrency=100%", "--output-logs=none"];
  const filters = members.map((member) => `--filter=${member.name}`);
  console.log(`running the tests of ${members.length === 1 ? members[0]!.name : `${members.length} packages`}`);
  const preload = join(root, ".ci/lib/seed.ts");
  const bunFlags = [`--timeout=${timeoutMs}`, `--preload=${preload}`];
  const command = [...turbo(root, "test", ...options, ...filters), ...flags, "--", ...bunFlags];
  const outcome = await run(command, {
    cwd: root,
    env,
    timeoutSeconds: 3600,
  });
  const tasks = new Map<string, TurboTask>();
  for (const file of existsSync(summaries) ? readdirSync(summaries) : []) {
    const summary = JSON.parse(readFileSync(join(summaries, file), "utf8")) as {
      tasks: (TurboTask & { task: string })[];
    };
    for (const task of summary.tasks) if (task.task === "test") tasks.set(task.package, task);
  }
  if (tasks.size === 0) console.log(outcome.output);
  return tasks;
}

/** What a failed runner said, without its lines about what passed. */
function printLog(member: Member): void {
  const file = join(member.dir, ".turbo/turbo-test.log");
  if (!existsSync(file)) return;
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("(pass)"));
  console.log(`\n── ${member.name}\n${lines.join("\n").trim()}`);
}

function print(results: Result[], tasks: Map<string, TurboTask>): void {
  const rows = results.map((result) => {
    const cached = tasks.get(result.member.name)?.cache?.status === "HIT";
    const { passed, failed, skipped, seconds } = result;
    return [result.member.name, `${passed}`, `${failed}`, `${skipped}`, cached ? "cached" : `${seconds.toFixed(1)} s`];
  });
  console.log(`\n${columns([["", "passed", "failed", "skipped", "time"], ...rows])}`);
  for (const { member, remarks } of results) {
    if (remarks.length > 0) console.log(`\n${member.name}\n${remarks.map((remark) => `  ${remark}`).join("\n")}`);
  }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const flags = process.argv.slice(2).filter((word) => word.startsWith("-"));
const members = chosen(words);
for (const member of members) rmSync(join(member.dir, resultsFile), { force: true });

const tasks = await runTasks(members, flags);
const results = members.map((member) => {
  const task = tasks.get(member.name);
  const exitCode = task?.cache?.status === "HIT" ? 0 : task?.execution?.exitCode;
  return readResult(member, exitCode);
});
for (const result of results) if (result.failed > 0) printLog(result.member);
print(results, tasks);

const total = sum(results);
const forbidden = total.skipped > 0 && existsSync(testData(root));
if (forbidden) console.log(`\nThe tests' data is there (${testData(root)}), so no test may be skipped: the run fails.`);
console.log(`\n${closingLine(total)}`);
process.exit(total.failed > 0 || forbidden ? 1 : 0);
