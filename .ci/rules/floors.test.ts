import { describe, expect, test } from "bun:test";
import { fixture, manifest } from "../lib/fixture.ts";
import { formatViolations } from "../lib/rule.ts";
import { readWorkspace, repositoryRoot } from "../lib/workspace.ts";
import { checkFloors, floors } from "./floors.ts";

function check(files: Record<string, unknown>): string {
  using tree = fixture(files);
  return formatViolations(checkFloors(tree.workspace));
}

const core = {
  "packages/core/package.json": manifest("@hotpath/core"),
  "packages/core/src/index.ts": "export const a = 1;",
};

/** A package `name` beside core that depends on `dependencies` and has the given index. */
function pkg(
  name: string,
  index: string,
  dependencies: string[] = [],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const declared = Object.fromEntries(dependencies.map((each) => [each, "workspace:*"]));
  return {
    [`packages/${name}/package.json`]: manifest(`@hotpath/${name}`, { dependencies: declared, ...more }),
    [`packages/${name}/src/index.ts`]: index,
  };
}

describe("floors", () => {
  test("a lower floor, and the own floor where the table says so, are fine", () => {
    const files = {
      ...core,
      ...pkg("cache", 'import { a } from "@hotpath/core";\nexport { a };', ["@hotpath/core"]),
      ...pkg("risk", 'export * from "@hotpath/portfolio";\nexport * from "@hotpath/cache";', [
        "@hotpath/portfolio",
        "@hotpath/cache",
      ]),
      ...pkg("portfolio", "export const p = 1;"),
    };
    expect(check(files)).toBe("");
  });

  test("a higher floor is refused in the manifest and in the import, for types too", () => {
    const found = check({
      ...core,
      ...pkg("cache", 'import type { X } from "@hotpath/engine";\nexport type Y = X;', ["@hotpath/engine"]),
      ...pkg("engine", "export interface X {}"),
    });
    expect(found).toContain(
      "packages/cache/package.json: @hotpath/cache (floor 1) may not use @hotpath/engine (floor 4) above it",
    );
    expect(found).toContain("packages/cache/src/index.ts:1: @hotpath/cache (floor 1) may not use @hotpath/engine");
  });

  test("the own floor is refused where the table is silent", () => {
    const found = check({
      ...pkg("cache", "export const c = 1;", ["@hotpath/memory"]),
      ...pkg("memory", "export const m = 1;"),
    });
    expect(found).toContain("@hotpath/cache may not use @hotpath/memory of its own floor 1");
  });

  test("a package without a floor is refused", () => {
    expect(check(pkg("mystery", "export const m = 1;"))).toContain("@hotpath/mystery has no floor");
  });

  test("a package may not import an app", () => {
    const found = check({
      ...pkg("cache", 'import "@hotpath/app";', ["@hotpath/app"]),
      "apps/app/package.json": manifest("@hotpath/app"),
      "apps/app/src/main.ts": "",
    });
    expect(found).toContain("@hotpath/app has no floor; a package imports only packages");
  });

  test("an import that is not declared is refused, in every form of import", () => {
    const index = [
      'import one from "one";',
      'export * from "two/sub";',
      'const three = await import("three");',
      'type Four = import("four").Four;',
      'const five = require("@scope/five/deep");',
      'import { readFileSync } from "node:fs";',
      'import { dlopen } from "bun:ffi";',
      "export { one, three, five, readFileSync, dlopen };",
      "export type { Four };",
    ].join("\n");
    const found = check({ ...core, ...pkg("cache", index) }).split("\n");
    expect(found).toEqual(
      ["one", "two", "three", "four", "@scope/five"].map(
        (name, i) => `packages/cache/src/index.ts:${i + 1}: ${name} is not declared in packages/cache/package.json`,
      ),
    );
  });

  test("a dev dependency serves tests, not what is shipped", () => {
    const dev = { devDependencies: { "fast-check": "1" } };
    const found = check({
      ...pkg("cache", 'export * from "fast-check";', [], dev),
      "packages/cache/src/index.test.ts": 'import "fast-check";',
      "packages/cache/src/testing/model.ts": 'import "fast-check";',
    });
    expect(found).toBe(
      "packages/cache/src/index.ts:1: fast-check is only a dev dependency of @hotpath/cache, and this file is shipped",
    );
  });

  test("another package's internals are refused by subpath and by relative path", () => {
    const found = check({
      ...core,
      ...pkg("cache", 'import "@hotpath/core/src/x.ts";\nimport "../../core/src/index.ts";', ["@hotpath/core"]),
    });
    expect(found).toContain('"@hotpath/core/src/x.ts" is not exported by @hotpath/core');
    expect(found).toContain('"../../core/src/index.ts" leaves the package');
  });

  test("what is not shipped may use another package's testing folder, as it may the package", () => {
    const helper = { ...core, "packages/core/src/testing/model.ts": "export const m = 1;" };
    const use = 'import "../../core/src/testing/model.ts";';
    const declared = ["@hotpath/core"];
    expect(check({ ...helper, ...pkg("cache", "", declared), "packages/cache/src/a.test.ts": use })).toBe("");
    expect(check({ ...helper, ...pkg("cache", "", declared), "packages/cache/scripts/a.ts": use })).toBe("");
    expect(check({ ...helper, ...pkg("cache", use, declared) })).toContain("leaves the package");
    expect(check({ ...helper, ...pkg("cache", ""), "packages/cache/src/a.test.ts": use })).toContain("is not declared");
    const up = { ...pkg("engine", ""), "packages/engine/src/testing/model.ts": "" };
    const climbing = { "packages/cache/src/a.test.ts": 'import "../../engine/src/testing/model.ts";' };
    expect(check({ ...up, ...pkg("cache", "", ["@hotpath/engine"]), ...climbing })).toContain(
      "a.test.ts:1: @hotpath/cache (floor 1)",
    );
  });

  test("a circle of packages is refused", () => {
    const found = check({
      ...pkg("risk", "export const r = 1;", ["@hotpath/portfolio"]),
      ...pkg("portfolio", "export const p = 1;", [], { devDependencies: { "@hotpath/risk": "workspace:*" } }),
    });
    expect(found).toContain("in a circle: @hotpath/portfolio → @hotpath/risk → @hotpath/portfolio");
  });

  test("a circle of files is refused where values go round, not where types do", () => {
    const a = 'import { b } from "./b.ts";\nexport const a = () => b;';
    const circle = (b: string) =>
      check({ ...pkg("cache", 'export * from "./a.ts";'), "packages/cache/src/a.ts": a, "packages/cache/src/b.ts": b });
    expect(circle('import { a } from "./a.ts";\nexport const b = () => a;')).toContain(
      "src/a.ts → src/b.ts → src/a.ts",
    );
    expect(circle('import type { a } from "./a.ts";\nexport const b = 1 as unknown as typeof a;')).toBe("");
    expect(circle('import { type a } from "./a.ts";\nexport const b = 1 as unknown as typeof a;')).toBe("");
  });

  test("the table itself has no circle and names only packages of the same floor", () => {
    for (const [name, { floor, sameFloor }] of Object.entries(floors)) {
      for (const other of sameFloor ?? []) {
        expect(floors[other]?.floor).toBe(floor);
        expect(floors[other]?.sameFloor ?? []).not.toContain(name);
      }
    }
  });

  test("the repository is read whole", () => {
    const names = readWorkspace(repositoryRoot).members.map((member) => member.name);
    expect(names).toContain("@hotpath/core");
    expect(names).toContain("@hotpath/ci");
  });
});
