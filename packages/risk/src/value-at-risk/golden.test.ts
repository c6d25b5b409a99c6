import { describe, expect, test } from "bun:test";
import { loadKernels } from "@hotpath/native";
import { historicalVar } from "./historical.ts";
import { goldenRows, hasGolden } from "./testing/golden.ts";

if (!hasGolden) test.skip("no golden/risk below HOTPATH_TEST_DATA", () => {});
else
  describe("ORE's historical simulation, quantiles and expected shortfalls to the last digit printed", () => {
    const profits = Map.groupBy(goldenRows("ore_var/historical_PnL.csv"), (row) => `${row.RiskClass} ${row.RiskType}`);
    const expected = goldenRows("ore_var/var.csv");
    const kinds = [loadKernels(), loadKernels({ prefer: "portable" })];

    test("there is what is to be compared", () => {
      expect(expected.length).toBe(6);
      for (const rows of profits.values()) expect(rows.length).toBe(715);
    });

    for (const row of expected)
      test(`${row.RiskClass}, ${row.RiskType}`, () => {
        const pnl = profits.get(`${row.RiskClass} ${row.RiskType}`)!.map(({ PLAmount }) => Number(PLAmount));
        for (const share of ["0.010000", "0.050000", "0.950000", "0.990000"])
          for (const kernels of kinds) {
            const figures = historicalVar(pnl, { confidence: 1 - Number(share), convention: "order", kernels });
            expect((-figures.var).toFixed(6)).toBe(row[`Quantile_${share}`]!);
            expect((-figures.expectedShortfall).toFixed(6)).toBe(row[`ExpectedShortfall_${share}`]!);
          }
      });
  });
