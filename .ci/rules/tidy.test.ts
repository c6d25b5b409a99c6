import { describe, expect, test } from "bun:test";
import { fixture, manifest } from "../lib/fixture.ts";
import { formatViolations } from "../lib/rule.ts";
import type { Allowance } from "./allow.ts";
import { checkTidy, countLong, linesMax } from "./tidy.ts";

const good = {
  "packages/cache/package.json": manifest("@hotpath/cache"),
  "packages/cache/README.md": "# cache",
  "packages/cache/src/index.ts": 'export * from "./a.ts";',
  "packages/cache/src/a.ts": "/** A. */\nexport const a = 1;\n",
};

function check(files: Record<string, unknown>, allowed: Allowance[] = []): string {
  using tree = fixture({ ...good, ...files });
  return formatViolations(checkTidy(tree.workspace, Object.keys({ ...good, ...files }), allowed));
}

const long = "x();\n".repeat(linesMax + 1);

describe("tidy", () => {
  test("a tidy tree passes", () => expect(check({})).toBe(""));

  test("a package needs a README, an index and its licence", () => {
    using tree = fixture({ "packages/cache/package.json": { ...manifest("@hotpath/cache"), license: "ISC" } });
    const found = formatViolations(checkTidy(tree.workspace, [], []));
    expect(found).toContain("packages/cache/README.md: is missing");
    expect(found).toContain("packages/cache/src/index.ts: is missing");
    expect(found).toContain('packages/cache/package.json: must say "license": "MIT"');
  });

  test("an index only exports", () => {
    for (const line of ["export const b = 1;", 'import "./a.ts";', "console.log(1);", "export default 1;"]) {
      const found = check({ "packages/cache/src/index.ts": `/** Head. */\nexport * from "./a.ts";\n${line}\n` });
      expect(found).toBe("packages/cache/src/index.ts:3: an index file only exports from other files");
    }
    expect(
      check({ "packages/cache/src/index.ts": 'export type { A } from "./a.ts";\nexport { a } from "./a.ts";' }),
    ).toBe("");
  });

  test("a source that is too long is refused, unless it is generated or allowed", () => {
    expect(check({ "packages/cache/src/b.ts": long })).toContain(`b.ts: has ${linesMax + 1} lines`);
    expect(check({ "packages/cache/src/generated/b.ts": long, "packages/cache/src/b.generated.ts": long })).toBe("");
    expect(check({ "docs/long.md": long })).toBe("");
    const path = "packages/cache/src/b.ts";
    expect(check({ [path]: long }, [{ path, reason: "one table" }])).toBe("");
    expect(check({}, [{ path, reason: "one table" }])).toContain("does not need it");
  });

  test("longer than wanted is counted", () => {
    using tree = fixture({ "a.ts": "x();\n".repeat(401), "b.ts": "x();\n".repeat(400) });
    expect(countLong(tree.root, ["a.ts", "b.ts"])).toBe(1);
  });

  test("traces of the workshop are refused", () => {
    const [work, number] = ["work", "12"];
    for (const trace of [
      `see /${work}/main`,
      `see issue ${number}`,
      `closes #${number}`,
      `https://registry.npm${"js"}.org/x`,
    ]) {
      expect(check({ "docs/a.md": `fine\n${trace}\n` })).toContain("docs/a.md:2");
      expect(check({ "packages/cache/src/b.ts": `// fine\n// ${trace}\n` })).toContain("b.ts:2");
    }
  });

  test("what a merge has left is refused", () => {
    for (const marker of ["<", ">"]) {
      expect(check({ "docs/a.md": `fine\n${marker.repeat(7)} HEAD\n` })).toContain("docs/a.md:2");
      expect(check({ "docs/a.md": `${marker.repeat(7)}\n x ${marker.repeat(7)} HEAD` })).toBe("");
    }
  });

  test("what only looks like a trace is accepted", () => {
    const lines = ["docs/work/flow", "color: #333333", "a#1", "&#39;", "issues of 2", "[x](#12-days)"].join("\n");
    expect(check({ "docs/a.md": lines, "docs/b.md": "```css\na { color: #123; }\n```" })).toBe("");
    expect(check({ "packages/cache/src/b.ts": 'export const colour = "#123";' })).toBe("");
  });
});
