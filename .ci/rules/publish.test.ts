import { expect, test } from "bun:test";
import { fixture, manifest } from "../lib/fixture.ts";
import { formatViolations } from "../lib/rule.ts";
import { checkPublish } from "./publish.ts";

const exports = { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } };
const files = ["dist"];

async function check(more: Record<string, unknown>, built: Record<string, string>): Promise<string> {
  const sources = Object.fromEntries(
    Object.entries(built).map(([name, text]) => [`packages/cache/dist/${name}`, text]),
  );
  using tree = fixture({
    "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
    LICENSE: "MIT",
    "packages/cache/package.json": manifest("@hotpath/cache", { type: "module", exports, files, ...more }),
    ...sources,
  });
  return formatViolations(await checkPublish(tree.workspace));
}

const types = "export declare const a: number;\n";

test("a sound package passes", async () => {
  expect(await check({}, { "index.js": "export const a = 1;\n", "index.d.ts": types })).toBe("");
});

test("an entry that is not in the tarball is refused by publint", async () => {
  expect(await check({}, { "index.d.ts": types })).toContain("publint:");
});

test("types that do not fit are refused by arethetypeswrong", async () => {
  const wrong = { exports: { ".": { default: "./dist/index.js" } } };
  expect(await check(wrong, { "index.js": "export const a = 1;\n" })).toContain("arethetypeswrong:");
});
