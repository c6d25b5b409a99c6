import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Columns } from "./indicator.ts";
import { columnsOf, columnsOfCsv, differences, goldenFiles, goldenFolder } from "./testing/golden.ts";

/** Holds every recorded function of a folder against its recordings; one that the registry lacks is a failure. */
function testAll(title: string, folder: string, columns: () => Columns): void {
  describe(title, () => {
    if (!existsSync(folder)) test.skip("no golden/indicators below HOTPATH_TEST_DATA", () => {});
    for (const { name, cases } of goldenFiles(folder)) {
      test(name, () => {
        const found = cases.flatMap((golden) =>
          differences(name, golden, columns()).map((d) => `${golden.label}: ${d}`),
        );
        expect(found).toEqual([]);
      });
    }
  });
}

testAll("TA-Lib's recorded outputs", goldenFolder, () => columnsOf(join(goldenFolder, "_input.json")));

const candlesFolder = join(goldenFolder, "cdl_spx");
let candleBars: Columns | undefined;
testAll("TA-Lib's candle patterns over 8,111 bars", candlesFolder, () => {
  candleBars ??= columnsOfCsv(join(candlesFolder, "_input.csv"));
  return candleBars;
});
