import { describe, expect, test } from "bun:test";
import { WideColumn } from "@hotpath/core";
import fc from "fast-check";
import {
  addLongProduct,
  addProduct,
  addRow,
  addUnits,
  FACTOR_BOUND,
  LIMB,
  MAGNITUDE_BOUND,
  setShare,
  smallShare,
  subtractRow,
} from "./wide-arithmetic.ts";

const MAX = Number.MAX_SAFE_INTEGER;
const BOUND = BigInt(MAGNITUDE_BOUND);
const campaign = process.env.HOTPATH_LONG ? 50 : 1;
const patience = 30_000 * campaign;

/** Every magnitude is as likely: a number of bits first, then the bits. */
const bits = (most: number) =>
  fc.integer({ min: 0, max: most }).chain((n) => fc.bigInt({ min: 0n, max: (1n << BigInt(n)) - 1n }));
const signed = (magnitude: fc.Arbitrary<bigint>) =>
  fc.tuple(magnitude, fc.boolean()).map(([m, negative]) => (negative ? -m : m));
const amount = signed(bits(102));
const safe = fc.oneof(
  signed(bits(53)).map(Number),
  fc.constantFrom(0, 1, -1, 2, 3, 2 ** 26, 2 ** 26 - 1, LIMB, LIMB - 1, LIMB + 1, -LIMB, MAX, -MAX, MAX - 1),
);
const factor = fc.oneof(bits(51).map(Number), fc.constantFrom(1, 2, 3, 2 ** 26, FACTOR_BOUND, FACTOR_BOUND - 1));
const positive = factor.map((n) => Math.max(1, n));
const magnitude = (value: bigint) => (value < 0n ? -value : value);

function expectRow(column: WideColumn, row: number, want: bigint): void {
  if (column.toBigInt(row) !== want) expect(column.toBigInt(row)).toBe(want);
  const low = column.low[row]!;
  if (!(low >= 0 && low < LIMB) || Object.is(low, -0)) throw new Error(`a low limb of ${low}`);
}

describe("sums", () => {
  const column = new WideColumn(3);
  test(
    "of units and rows are as bigints",
    () => {
      const units = fc.oneof(signed(bits(52)).map(Number), fc.constantFrom(LIMB, -LIMB, 0));
      fc.assert(
        fc.property(amount, amount, units, (a, b, c) => {
          column.setBigInt(0, a);
          column.setBigInt(1, b);
          addRow(column, 0, column, 1);
          expectRow(column, 0, a + b);
          subtractRow(column, 0, column, 1);
          expectRow(column, 0, a);
          subtractRow(column, 0, column, 0);
          expectRow(column, 0, 0n);
          column.setBigInt(0, a);
          addUnits(column, 0, c);
          expectRow(column, 0, a + BigInt(c));
        }),
        { numRuns: 20_000 * campaign },
      );
    },
    patience,
  );
});

describe("products", () => {
  const column = new WideColumn(1);

  test(
    "of two are exact",
    () => {
      fc.assert(
        fc.property(amount, safe, safe, (start, a, b) => {
          const product = BigInt(a) * BigInt(b);
          fc.pre(magnitude(product) <= BOUND);
          column.setBigInt(0, start);
          addProduct(column, 0, a, b);
          expectRow(column, 0, start + product);
        }),
        { numRuns: 50_000 * campaign },
      );
    },
    patience,
  );

  test(
    "of four are exact",
    () => {
      fc.assert(
        fc.property(amount, safe, safe, positive, positive, (start, a, b, c, d) => {
          const product = BigInt(a) * BigInt(b) * BigInt(c) * BigInt(d);
          fc.pre(magnitude(product) <= BOUND && magnitude(BigInt(a) * BigInt(b)) <= BOUND);
          column.setBigInt(0, start);
          addLongProduct(column, 0, a, b, c, d);
          expectRow(column, 0, start + product);
        }),
        { numRuns: 20_000 * campaign },
      );
    },
    patience,
  );
});

describe("setShare", () => {
  const column = new WideColumn(1);
  const target = new WideColumn(1);

  function floorDivide(a: bigint, b: bigint): bigint {
    const quotient = a / b;
    return a % b < 0n ? quotient - 1n : quotient;
  }
  function shareOf(value: bigint, part: bigint, whole: bigint): bigint {
    const quotient = floorDivide(value * part, whole);
    const twice = (value * part - quotient * whole) * 2n;
    return twice > whole || (twice === whole && quotient % 2n !== 0n) ? quotient + 1n : quotient;
  }
  function check(value: bigint, part: number, whole: number): void {
    column.setBigInt(0, value);
    setShare(target, 0, column, 0, part, whole);
    const want = shareOf(value, BigInt(part), BigInt(whole));
    expectRow(target, 0, want);
    expectRow(column, 0, value);
    if (magnitude(value * BigInt(part)) > BigInt(LIMB)) return;
    const small = smallShare(Number(value), part, whole);
    if (BigInt(small) !== want) expect(BigInt(small)).toBe(want);
  }
  const partAndWhole = fc
    .tuple(positive, positive)
    .map(([x, y]): [number, number] => [Math.min(x, y), Math.max(x, y)])
    .filter(([part, whole]) => part < whole);

  test(
    "rounds half to even as bigints do, over all magnitudes",
    () => {
      fc.assert(
        fc.property(amount, partAndWhole, (value, [part, whole]) => check(value, part, whole)),
        { numRuns: 50_000 * campaign },
      );
    },
    patience,
  );

  test(
    "is right next to whole quotients and next to halves",
    () => {
      fc.assert(
        fc.property(signed(bits(50)), partAndWhole, fc.integer({ min: -2, max: 2 }), (k, [part, whole], off) => {
          for (const value of [k * BigInt(whole), (k * BigInt(whole)) / 2n, (k * BigInt(whole)) / BigInt(part)])
            check(value + BigInt(off), part, whole);
        }),
        { numRuns: 20_000 * campaign },
      );
    },
    patience,
  );

  test.each([
    [1n, 1, 2, 0n],
    [3n, 1, 2, 2n],
    [5n, 1, 2, 2n],
    [7n, 1, 2, 4n],
    [-1n, 1, 2, 0n],
    [-3n, 1, 2, -2n],
    [-5n, 1, 2, -2n],
    [10n, 1, 3, 3n],
    [10n, 2, 3, 7n],
    [-10n, 2, 3, -7n],
    [2n ** 101n + 1n, 1, 2, 2n ** 100n],
    [2n ** 101n + 3n, 1, 2, 2n ** 100n + 2n],
  ])("%d × %d ÷ %d is %d", (value, part, whole, want) => {
    column.setBigInt(0, value);
    setShare(target, 0, column, 0, part, whole);
    expect(target.toBigInt(0)).toBe(want);
  });
});
