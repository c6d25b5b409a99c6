import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const PAGE = readFileSync(join(import.meta.dir, "../docs/threat-model.md"), "utf8");
const FILES = (readdirSync(import.meta.dir, { recursive: true }) as string[]).filter((name) => name.endsWith(".ts"));

test("every line of the threat model names its test, and the test is there", () => {
  const rows = PAGE.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| attack "));
  expect(rows.length).toBeGreaterThan(40);
  for (const row of rows) {
    const [, file, name] = /\| `([\w.-]+)`: (.+) \|$/.exec(row) ?? [];
    expect([row, file === undefined]).toEqual([row, false]);
    const path = FILES.find((each) => basename(each) === file);
    expect([row, path === undefined]).toEqual([row, false]);
    const source = readFileSync(join(import.meta.dir, path!), "utf8");
    // Names of tests that are counted or made for each role begin with a placeholder.
    const isThere = ['"', "`", "} "].some((before) => source.includes(`${before}${name}`));
    expect([row, isThere]).toEqual([row, true]);
  }
});
