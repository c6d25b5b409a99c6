import { expect, test } from "bun:test";
import fc from "fast-check";
import { Decimal, decimalToUnits, unitsToDecimal, wideToDecimal } from "./decimal.ts";
import { WideColumn } from "./wide.ts";

test("units and Decimals turn into each other exactly", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 15 }), (units, decimals) => {
      expect(decimalToUnits(unitsToDecimal(units, decimals), decimals)).toBe(units === 0 ? 0 : units);
    }),
  );
  expect(() => decimalToUnits(new Decimal("1.005"), 2)).toThrow("1.005 needs more than 2 decimals");
  expect(() => decimalToUnits(new Decimal("1e20"), 2)).toThrow("beyond");
});

test("a wide amount prints with every digit", () => {
  const column = new WideColumn(1);
  column.setBigInt(0, -(2n ** 104n));
  expect(wideToDecimal(column, 0, 10).toFixed()).toBe("-2028240960365167042394.7251286016");
});
