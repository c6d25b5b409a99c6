import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixture } from "./fixture.ts";
import { outsideState, testData } from "./outside.ts";

test("the data is where the variable says, else beside the repository", () => {
  expect(testData("/a/b", { HOTPATH_TEST_DATA: "/data" })).toBe("/data");
  expect(testData("/a/b", {})).toBe("/a/shared");
});

test("results are cached apart when the data, or the native library, appears or changes", () => {
  using tree = fixture({ "data/a.csv": "1", "repo/x": "" });
  const root = join(tree.root, "repo");
  const states = [outsideState(root, join(tree.root, "missing")), outsideState(root, join(tree.root, "data"))];
  writeFileSync(join(tree.root, "data/b.csv"), "2");
  states.push(outsideState(root, join(tree.root, "data")));
  using built = fixture({ "data/a.csv": "1", "repo/packages/native/build/libhotpath.so": "elf" });
  states.push(outsideState(join(built.root, "repo"), join(built.root, "data")));
  expect(new Set(states).size).toBe(4);
  expect(outsideState(root, join(tree.root, "data"))).toBe(states[2]!);
});
