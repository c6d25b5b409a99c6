import { expect, test } from "bun:test";
import { fixture, manifest } from "./fixture.ts";
import { dependenciesFirst } from "./order.ts";

test("dependencies come first, and nothing is lost", () => {
  using tree = fixture({
    "packages/a/package.json": manifest("@hotpath/a", { dependencies: { "@hotpath/c": "1", other: "1" } }),
    "packages/b/package.json": manifest("@hotpath/b", { peerDependencies: { "@hotpath/a": "1" } }),
    "packages/c/package.json": manifest("@hotpath/c", { devDependencies: { "@hotpath/b": "1" } }),
  });
  const names = dependenciesFirst(tree.workspace.members).map((member) => member.name);
  expect(names).toEqual(["@hotpath/c", "@hotpath/a", "@hotpath/b"]);
});
