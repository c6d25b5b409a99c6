import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { registry } from "./registry.ts";
import { columnsOf, differences, goldenFiles, goldenFolder } from "./testing/golden.ts";

const known = new Set(registry.map((definition) => definition.name));

describe.if(existsSync(goldenFolder))("TA-Lib's recorded outputs", () => {
  const bars = () => columnsOf(join(goldenFolder, "_input.json"));

  for (const { name, cases } of goldenFiles(goldenFolder)) {
    if (!known.has(name)) continue;
    test(name, () => {
      const found = cases.flatMap((golden) => differences(name, golden, bars()).map((d) => `${golden.label}: ${d}`));
      expect(found).toEqual([]);
    });
  }
});
