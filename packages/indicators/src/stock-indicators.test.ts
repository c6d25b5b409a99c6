import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { missingColumns, stockBars, stockDifferences, stockFiles, stockFolder } from "./testing/stock-indicators.ts";
import { stockTable } from "./testing/stock-indicators-table.ts";

describe("results published by Stock.Indicators", () => {
  if (!existsSync(stockFolder)) test.skip("no golden/stock-indicators below HOTPATH_TEST_DATA", () => {});
  for (const file of stockFiles()) {
    const entry = stockTable[file];
    if (entry?.elsewhere !== undefined) continue;
    test(file, () => {
      expect(entry).toBeDefined();
      expect(missingColumns(file, entry!)).toEqual([]);
      expect(stockDifferences(file, entry!, stockBars())).toEqual([]);
    });
  }
});
