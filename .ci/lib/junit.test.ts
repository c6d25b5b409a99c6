import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closingLine, readJunit, sum } from "./junit.ts";
import { run } from "./process.ts";

/** Runs Bun's own runner on a file and returns its report. */
async function report(text: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "hotpath-junit-"));
  try {
    writeFileSync(join(dir, "a.test.ts"), text);
    await run([process.execPath, "test", "--reporter=junit", "--reporter-outfile=out.xml"], { cwd: dir });
    return readFileSync(join(dir, "out.xml"), "utf8");
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe("JUnit reports", () => {
  test("what the runner counted is what is read", async () => {
    const xml = await report(`
      import { beforeAll, describe, expect, test } from "bun:test";
      test("one", () => {});
      test.skip("two <a> & b", () => {});
      test.todo("three");
      test("four", () => { console.log("</testcase><failure/>"); expect("<failure/>").toBe("<skipped/>"); });
      describe("outer", () => {
        describe("inner", () => { test("five", () => { throw new Error("no") }); test("six", () => {}); });
        test.each([1, 2])("each %d", () => {});
      });
    `);
    const read = readJunit(xml);
    expect(read).toMatchObject({ passed: 4, failed: 2, skipped: 2, files: ["a.test.ts"] });
    expect(read.failures).toEqual(["a.test.ts › four", "a.test.ts › outer › inner › five"]);
    expect(read.skips).toEqual(["a.test.ts › two <a> & b", "a.test.ts › three"]);
  });

  test("a broken hook is a failure", async () => {
    const xml = await report(`
      import { beforeAll, describe, test } from "bun:test";
      describe("d", () => { beforeAll(() => { throw new Error("no") }); test("one", () => {}); });
      test("two", () => {});
    `);
    expect(readJunit(xml)).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
  });

  test("pytest's totals stand at its suites", () => {
    const cases =
      '<testcase classname="tests.a" name="one" file="a.py" /><testcase classname="tests.a" name="two"><error message="&lt;x&gt;">no</error></testcase><testcase name="three"><skipped type="x" /></testcase>';
    const of = (tests: number): string =>
      `<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="0" skipped="1" tests="${tests}" time="1.5">${cases}</testsuite></testsuites>`;
    expect(readJunit(of(3))).toMatchObject({ passed: 1, failed: 1, skipped: 1, seconds: 1.5 });
    expect(() => readJunit(of(4))).toThrow("says 4 tests");
  });

  test("what is no report, is cut off or does not add up is refused", () => {
    expect(() => readJunit("")).toThrow("is not a JUnit report");
    expect(() => readJunit('<testsuites tests="1"><testcase name="a"/>')).toThrow("cut off");
    const two = '<testsuites tests="2" failures="0" skipped="0"><testcase name="a" /></testsuites>';
    expect(() => readJunit(two)).toThrow("says 2 tests");
    const failure = '<testsuites tests="1" failures="1" skipped="0"><testcase name="a" /></testsuites>';
    expect(() => readJunit(failure)).toThrow("1 failed");
  });

  test("sums end in the plain line", () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(closingLine(sum([one, one]))).toBe("2 passed, 4 failed, 6 skipped");
  });
});
