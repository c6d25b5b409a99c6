import { describe, expect, test } from "bun:test";
import { fixture, manifest } from "../lib/fixture.ts";
import { checkDocs } from "./docs.ts";

/** What is undocumented in a package with these sources. */
function check(sources: Record<string, string>, exports?: Record<string, unknown>): string[] {
  const files: Record<string, unknown> = {
    "packages/cache/package.json": manifest("@hotpath/cache", exports && { exports }),
  };
  for (const [name, text] of Object.entries(sources)) files[`packages/cache/src/${name}`] = text;
  using tree = fixture(files);
  return checkDocs(tree.workspace).map(
    ({ path, line, message }) => `${path.split("/").at(-1)}:${line} ${message.match(/`(.*)`/)?.[1]}`,
  );
}

describe("docs", () => {
  test("finds every kind of export that is not explained", () => {
    const text = [
      "export const a = 1;",
      "export function b() {}",
      "export class C {}",
      "export interface D {}",
      "export type E = 1;",
      "const f = 1, g = 2;",
      "export { f, g as h };",
      "export default function i() {}",
    ].join("\n");
    expect(check({ "index.ts": text }).sort()).toEqual(
      [
        "index.ts:1 a",
        "index.ts:2 b",
        "index.ts:3 C",
        "index.ts:4 D",
        "index.ts:5 E",
        "index.ts:6 f",
        "index.ts:6 h",
        "index.ts:8 default",
      ].sort(),
    );
  });

  test("accepts doc comments, also with a comment to a tool between, and not other comments", () => {
    const text = [
      "/** Explained. */",
      "export const a = 1;",
      "/** Explained. */",
      "// biome-ignore lint/x: reason",
      "export const b = 1;",
      "/** Explained once, for the first overload. */",
      "export function c(x: string): void;",
      "export function c(x: number): void;",
      "export function c(): void {}",
      "// A remark.",
      "export const d = 1;",
      "/* Not a doc comment. */",
      "export const e = 1;",
    ].join("\n");
    expect(check({ "index.ts": text })).toEqual(["index.ts:11 d", "index.ts:13 e"]);
  });

  test("follows re-exports to the declaration, and leaves alone what is not exported", () => {
    expect(
      check({
        "index.ts": 'export * from "./a.ts";\nexport { b as c } from "./b.ts";\nexport { Decimal } from "decimal.js";',
        "a.ts": 'export * from "./deep.ts";',
        "deep.ts": "\nexport const deep = 1;",
        "b.ts": "export const b = 1;\nexport const hidden = 1;",
      }).sort(),
    ).toEqual(["b.ts:1 c", "deep.ts:2 deep"]);
  });

  test("a namespace is explained where it is exported or at the head of its file", () => {
    const sources = {
      "index.ts":
        'export * as One from "./one.ts";\n/** Explained. */\nexport * as Two from "./two.ts";\nexport * as Three from "./three.ts";\nimport * as Four from "./one.ts";\nimport * as Five from "./three.ts";\nexport { Four, Five };',
      "one.ts": '// Written by a program.\n/** Explained. */\nimport "x";\nexport const x = 1;',
      "two.ts": "export const x = 1;",
      "three.ts": "export const x = 1;",
    };
    expect(check(sources).sort()).toEqual(["three.ts:1 Five", "three.ts:1 Three"]);
  });

  test("looks at every entry of exports", () => {
    const sources = { "index.ts": "/** Explained. */\nexport const a = 1;", "extra.ts": "export const b = 1;" };
    const exports = {
      ".": { bun: "./src/index.ts" },
      "./extra": { bun: "./src/extra.ts" },
      "./package.json": "./package.json",
    };
    expect(check(sources, exports)).toEqual(["extra.ts:1 b"]);
  });
});
