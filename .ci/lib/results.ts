/** What a run of tests left behind, and what that amounts to. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Counts, type Report, readJunit } from "./junit.ts";
import { type Member, posix, walk } from "./workspace.ts";

/** The file in which a member's runner reports. */
export const resultsFile = "test-results.xml";

/** The outcome of one member's tests. */
export interface Result extends Counts {
  member: Member;
  seconds: number;
  /** What went wrong or was left out, for people. */
  remarks: string[];
}

/**
 * Reads what a member's runner reported.
 *
 * A runner that failed without naming a test, or that wrote no report, counts as one failure for each test file of
 * which nothing is known, at least one: it is never silence.
 *
 * @param exitCode the runner's status; undefined where it was not run
 */
export function readResult(member: Member, exitCode: number | undefined): Result {
  const file = join(member.dir, resultsFile);
  const none = { member, passed: 0, failed: 1, skipped: 0, seconds: 0 };
  if (!existsSync(file)) {
    const status = exitCode === undefined ? "was not run" : `ended with ${exitCode}`;
    return { ...none, remarks: [`no report: the runner ${status} and left no ${resultsFile}`] };
  }
  let report: Report;
  try {
    report = readJunit(readFileSync(file, "utf8"));
  } catch (error) {
    return { ...none, remarks: [`${resultsFile} ${(error as Error).message}`] };
  }
  const remarks = report.failures.map((name) => `failed: ${name}`);
  remarks.push(...report.skips.map((name) => `skipped: ${name}`));
  let { failed } = report;
  if (exitCode !== 0) {
    const unheard = testFiles(member).filter((path) => !report.files.includes(path));
    remarks.push(...unheard.map((path) => `failed: ${path} (did not load, or ran no test)`));
    failed += unheard.length;
    if (failed === 0) {
      failed = 1;
      remarks.push(`failed: the runner ended with ${exitCode} but names no failure`);
    }
  }
  if (report.passed + report.skipped + failed === 0) {
    failed = 1;
    remarks.push("failed: the runner ran no test");
  }
  return { member, passed: report.passed, failed, skipped: report.skipped, seconds: report.seconds, remarks };
}

/** The files that Bun's runner takes for tests, below the member. */
function testFiles(member: Member): string[] {
  const files = walk(member.dir).map((file) => posix(relative(member.dir, file)));
  return files.filter((path) => /[._](test|spec)\.[cm]?[jt]sx?$/.test(path) && inScope(member, path));
}

/** `bun test a b` runs only files whose path has one of the words in it. */
function inScope(member: Member, path: string): boolean {
  const words = (member.manifest.scripts?.test ?? "")
    .split(/\s+/)
    .slice(2)
    .filter((word) => !word.startsWith("-"));
  return words.length === 0 || words.some((word) => path.includes(word));
}
