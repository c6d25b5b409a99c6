import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import fc from "fast-check";
import { WideIdTable } from "./wide-id-table.ts";

describe("WideIdTable", () => {
  test("numbers ids exactly through any order of giving and releasing, as a Map does", () => {
    // Few different ids that share halves, so that there are collisions, releases and numbers used again.
    const half = fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 12345);
    const step = fc.tuple(fc.boolean(), half, fc.oneof(half, fc.integer({ min: 0, max: 60 })));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new WideIdTable(100);
        const known = new Map<bigint, number>();
        for (const [isGiven, high, low] of steps) {
          const id = (BigInt(high) << 32n) | BigInt(low);
          if (isGiven) {
            const number = table.numberOf(high, low);
            if (known.has(id)) expect(number).toBe(known.get(id)!);
            else if (known.size === 100) expect(number).toBe(-1);
            else {
              expect([...known.values()]).not.toContain(number);
              known.set(id, number);
            }
          } else expect(table.release(high, low)).toBe(known.delete(id));
          expect(table.size).toBe(known.size);
        }
        for (const [id, number] of known) {
          expect(table.idOf(number)).toBe(id);
          expect(table.find(Number(id >> 32n), Number(id & 0xffffffffn))).toBe(number);
        }
      }),
    );
  });

  test("grows, is bounded, and begins anew", () => {
    const table = new WideIdTable(1000);
    for (let i = 0; i < 1000; i++) expect(table.numberOf(i * 7, -i)).toBe(i);
    expect(table.numberOf(1, 1)).toBe(-1);
    expect([table.size, table.find(7, -1), table.find(8, -1)]).toEqual([1000, 1, -1]);
    table.clear();
    expect([table.size, table.find(7, -1), table.numberOf(5, 5)]).toEqual([0, -1, 0]);
    expect(() => new WideIdTable(0)).toThrow(ConfigError);
  });
});
