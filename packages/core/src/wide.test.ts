import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SnapshotReader, SnapshotWriter } from "./snapshot.ts";
import { WideColumn } from "./wide.ts";

const wide = fc.bigInt({ min: -(2n ** 103n), max: 2n ** 103n });
const safe = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 26, 2 ** 52, -(2 ** 52)),
);

describe("WideColumn", () => {
  test("holds a notional that a double cannot", () => {
    const cash = new WideColumn(1);
    cash.addProduct(0, 6_000_000, 10_000_000_001);
    expect(cash.toBigInt(0)).toBe(60_000_000_006_000_000n);
  });

  test("adds, subtracts and compares as bigints do", () => {
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        const column = new WideColumn(3);
        column.setBigInt(0, a);
        column.setBigInt(1, b);
        expect(column.toBigInt(0)).toBe(a);
        expect(column.compare(0, column, 1)).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(column.sign(0)).toBe(a < 0n ? -1 : a > 0n ? 1 : 0);
        column.setFrom(2, column, 0);
        column.addFrom(2, column, 1);
        expect(column.toBigInt(2)).toBe(a + b);
        column.setFrom(2, column, 0);
        column.subtractFrom(2, column, 1);
        expect(column.toBigInt(2)).toBe(a - b);
      }),
      { numRuns: 20_000 },
    );
  });

  test("a product of safe integers is exact, or refused beyond the bound", () => {
    fc.assert(
      fc.property(wide, safe, safe, (start, a, b) => {
        const column = new WideColumn(1);
        column.setBigInt(0, start / 2n);
        const want = start / 2n + BigInt(a) * BigInt(b);
        let got: bigint | undefined;
        try {
          column.addProduct(0, a, b);
          got = column.toBigInt(0);
        } catch {
          got = undefined;
        }
        if (got === undefined) expect(want > 2n ** 104n || want < -(2n ** 104n)).toBe(true);
        else expect(got).toBe(want);
        expect(column.low[0]! >= 0 && column.low[0]! < 2 ** 52).toBe(true);
      }),
      { numRuns: 50_000 },
    );
  });

  test("a running sum of many products is conserved", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 1e9 })), { maxLength: 200 }),
        (pairs) => {
          const column = new WideColumn(1);
          for (const [a, b] of pairs) column.addProduct(0, a, b);
          for (const [a, b] of pairs) column.subtractProduct(0, a, b);
          expect(column.toBigInt(0)).toBe(0n);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("rounds to the nearest double within one part in 2^52", () => {
    fc.assert(
      fc.property(wide, (a) => {
        const column = new WideColumn(1);
        column.setBigInt(0, a);
        expect(Math.abs(column.toNumber(0) - Number(a))).toBeLessThanOrEqual(Math.abs(Number(a)) * 2 ** -51);
      }),
    );
  });

  test("refuses an amount beyond its bound and keeps what it had", () => {
    const column = new WideColumn(1);
    column.setBigInt(0, 2n ** 104n);
    expect(() => column.addFrom(0, column, 0)).toThrow("beyond ±2^105");
    expect(column.toBigInt(0)).toBe(2n ** 104n);
    expect(() => column.setBigInt(0, 2n ** 106n)).toThrow("does not fit");
  });

  test("survives a snapshot", () => {
    const column = new WideColumn(2);
    column.setBigInt(0, -123456789012345678901234567n);
    const writer = new SnapshotWriter();
    column.snapshot(writer);
    const copy = new WideColumn(2);
    copy.restore(new SnapshotReader(writer.finish()));
    expect(copy.toBigInt(0)).toBe(-123456789012345678901234567n);
  });
});
