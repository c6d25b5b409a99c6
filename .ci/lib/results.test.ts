import { describe, expect, test } from "bun:test";
import { fixture, manifest } from "./fixture.ts";
import { type Result, readResult } from "./results.ts";

const passing =
  '<testsuites tests="1" failures="0" skipped="0" time="0.5"><testsuite file="src/a.test.ts"><testcase name="a" file="src/a.test.ts" /></testsuite></testsuites>';
const empty = '<testsuites tests="0" failures="0" skipped="0" time="0"></testsuites>';

function read(xml: string | undefined, exitCode: number | undefined, files: string[] = ["src/a.test.ts"]): Result {
  const tree: Record<string, unknown> = {
    "packages/cache/package.json": manifest("@hotpath/cache", { scripts: { test: "bun test --reporter=junit" } }),
  };
  for (const file of files) tree[`packages/cache/${file}`] = "";
  if (xml !== undefined) tree["packages/cache/test-results.xml"] = xml;
  using made = fixture(tree);
  return readResult(made.workspace.members[0]!, exitCode);
}

describe("results", () => {
  test("a report and a good end are what they say", () => {
    expect(read(passing, 0)).toMatchObject({ passed: 1, failed: 0, skipped: 0, seconds: 0.5, remarks: [] });
  });

  test("no report is a failure, whatever the status", () => {
    for (const code of [0, 1, 137, undefined]) expect(read(undefined, code)).toMatchObject({ passed: 0, failed: 1 });
  });

  test("a damaged report is a failure", () => {
    expect(read("<testsuites>", 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  test("a file that did not load is a failure, though the report is silent about it", () => {
    const result = read(passing, 1, ["src/a.test.ts", "src/b.test.ts"]);
    expect(result).toMatchObject({ passed: 1, failed: 1 });
    expect(result.remarks[0]).toContain("src/b.test.ts");
  });

  test("a bad end without a failure in the report is a failure", () => {
    expect(read(passing, 139)).toMatchObject({ passed: 1, failed: 1 });
  });

  test("a run of no test is a failure", () => {
    expect(read(empty, 0, [])).toMatchObject({ passed: 0, failed: 1 });
  });
});
