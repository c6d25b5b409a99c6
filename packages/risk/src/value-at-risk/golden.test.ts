import { describe, expect, test } from "bun:test";
import { inverseNormal } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import { historicalVar } from "./historical.ts";
import { normalFigures } from "./normal.ts";
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

    test("ORE's parametric quantiles are normal: two of them give the mean and the deviation of the others", () => {
      const rows = goldenRows("ore_var/parametric_var.csv");
      // QuantLib's normal quantile, which ORE takes, is exact to 1.15e-9 (P. Acklam's).
      expect(rows.length).toBeGreaterThan(20);
      for (const parametric of rows) {
        const at = (share: string) => Number(parametric[`Quantile_${share}`]);
        const mean = (at("0.010000") + at("0.990000")) / 2;
        const deviation = (at("0.990000") - at("0.010000")) / (2 * inverseNormal(0.99));
        for (const share of ["0.010000", "0.050000", "0.950000", "0.990000"])
          expect(Math.abs(normalFigures(mean, deviation, 1 - Number(share)).var + at(share))).toBeLessThan(
            4e-9 * deviation,
          );
      }
    });
  });
