/**
 * The last line of a CI run: the sum of every report that its runners left.
 *
 * The argument is the status of the checks: where they failed, the line counts that as one failure, so that it never
 * claims a clean run of a tree that is not.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Counts, closingLine, readJunit, sum } from "./lib/junit.ts";
import { testData } from "./lib/outside.ts";
import { readResult, resultsFile } from "./lib/results.ts";
import { readWorkspace } from "./lib/workspace.ts";

const { root, members } = readWorkspace();
const counts: Counts[] = [];
if (process.argv[2] !== "0") counts.push({ passed: 0, failed: 1, skipped: 0 });
for (const member of members) {
  if (member.manifest.scripts?.test !== undefined) counts.push(readResult(member, 0));
}
for (const suite of ["pack", "newcomer"]) {
  const file = Bun.file(join(root, ".ci/acceptance/results", suite, resultsFile));
  try {
    counts.push(readJunit(await file.text()));
  } catch (error) {
    console.log(`${suite}: ${(error as Error).message}`);
    counts.push({ passed: 0, failed: 1, skipped: 0 });
  }
}
const total = sum(counts);
console.log(`\n${closingLine(total)}`);
process.exit(total.failed > 0 || (total.skipped > 0 && existsSync(testData(root))) ? 1 : 0);
