import { describe, expect, test } from "bun:test";
import { fixture, manifest } from "../lib/fixture.ts";
import type { Allowance } from "./allow.ts";
import { checkDeterminism } from "./determinism.ts";

/** The messages for one shipped file with this content. */
function check(code: string, path = "packages/cache/src/a.ts", allowed: Allowance[] = []): string[] {
  using tree = fixture({ "packages/cache/package.json": manifest("@hotpath/cache"), [path]: code });
  return checkDeterminism(tree.workspace, allowed).map((violation) => violation.message);
}

const forbidden = [
  "export const a = Date.now();",
  "export const a = new Date();",
  "export const a = Date();",
  "export const a = globalThis.Date.now();",
  "export const a = performance.now();",
  "export const a = globalThis.performance?.now();",
  "export const a = Bun.nanoseconds();",
  "export const a = process.hrtime.bigint();",
  'import { performance } from "node:perf_hooks"; export { performance };',
  'import { nanoseconds } from "bun"; export { nanoseconds };',
  'import { hrtime as clock } from "node:process"; export { clock };',
  "export const a = Math.random();",
  'export const a = Math["random"]();',
  "export const a = crypto.getRandomValues(new Uint8Array(1));",
  "export const a = crypto.randomUUID();",
  'import { randomBytes } from "node:crypto"; export { randomBytes };',
  "export const a = Math.exp(1);",
  "export const a = globalThis.Math.log(2);",
  "export const a = [1, 2].map(Math.sin);",
  "const { pow } = Math; export const a = pow(2, 3);",
  "const { random: roll } = Math; export const a = roll();",
  "const M = Math; export const a = M.tan(1);",
  "const f = (m: { exp(x: number): number }) => m.exp(1); export const a = f(Math);",
  'const k = "exp" as const; export const a = Math[k](1);',
  "export const a = (x: number) => x ** 0.5;",
  "export const a = (x: number) => x ** 3;",
  "export const a = (n: number) => 10 ** n;",
  "export let a = 3; a **= a;",
];

const fine = [
  "export const a = new Date(0);",
  "export const a = Math.sqrt(2) + Math.abs(-1) + Math.floor(1.5) + Math.imul(2, 3) + Math.clz32(1) + Math.PI;",
  "export const a = [1.5].map(Math.floor);",
  "export const a = (n: number) => 2 ** n;",
  "export const a = 10 ** 9;",
  "export const a = (n: bigint) => 10n ** n;",
  "export const a = (n: number) => 10n ** BigInt(n);",
  "export const a = (m: Math): number => m.PI;",
  "export const a = { now: 1, exp: 2, random: 3 };",
  'export const a = "Math.random() and Date.now()"; // Math.exp(1)',
  'import type { performance } from "node:perf_hooks"; export type P = typeof performance;',
];

describe("determinism", () => {
  for (const code of forbidden) test(`refuses ${code}`, () => expect(check(code)).not.toEqual([]));
  for (const code of fine) test(`accepts ${code}`, () => expect(check(code)).toEqual([]));

  test("says where, what and what to use instead", () => {
    using tree = fixture({
      "packages/cache/package.json": manifest("@hotpath/cache"),
      "packages/cache/src/a.ts": "\n\nexport const a = Math.exp(1);",
    });
    expect(checkDeterminism(tree.workspace, [])).toEqual([
      {
        path: "packages/cache/src/a.ts",
        line: 3,
        message: "`Math.exp` differs between engines; use the elementary functions of @hotpath/core",
      },
    ]);
  });

  test("tests, testing, benchmarks, scripts and apps may look at the clock", () => {
    for (const path of ["src/a.test.ts", "src/testing/a.ts", "bench/a.ts", "scripts/a.ts"]) {
      expect(check("Date.now();", `packages/cache/${path}`)).toEqual([]);
    }
    expect(check("Date.now();", "apps/engine/src/main.ts")).toEqual([]);
  });

  test("an allowed file passes, and an allowance that nothing needs is refused", () => {
    const path = "packages/cache/src/a.ts";
    expect(check("Date.now();", path, [{ path, reason: "a clock" }])).toEqual([]);
    expect(check("export const a = 1;", path, [{ path, reason: "a clock" }])[0]).toContain("does not need it");
  });
});
