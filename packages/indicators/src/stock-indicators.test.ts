import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { missingColumns, stockBars, stockDifferences, stockFiles, stockFolder } from "./testing/stock-indicators.ts";
import { stockTable } from "./testing/stock-indicators-table.ts";

describe.if(existsSync(stockFolder))("results published by Stock.Indicators", () => {
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
