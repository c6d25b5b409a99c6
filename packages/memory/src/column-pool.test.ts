import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ColumnPool, NO_SLOT } from "./column-pool.ts";
import { codeOf } from "./testing/codes.ts";

const schema = { price: "f64", qty: "i32", id: "u64", side: "u8" } as const;

describe("a column pool", () => {
  test("keeps each record's fields in columns of their types", () => {
    using pool = new ColumnPool({ schema, capacity: 10 });
    const { price, qty, id, side } = pool.columns;
    const slots = Array.from({ length: 10 }, () => pool.acquire());
    for (const slot of slots) {
      price[slot] = slot + 0.5;
      qty[slot] = -slot;
      id[slot] = BigInt(slot);
      side[slot] = slot;
    }
    expect(slots.map((slot) => [price[slot], qty[slot], id[slot], side[slot]])).toEqual(
      slots.map((slot) => [slot + 0.5, -slot | 0, BigInt(slot), slot]),
    );
    expect(pool.acquire()).toBe(NO_SLOT);
    expect(pool.exhaustedCount).toBe(1);
    expect(pool.peak).toBe(10);
  });

  test("agrees with a set of slots under any sequence of calls, and spots every stale handle", () => {
    const step = fc.oneof(fc.constant(-1), fc.nat(15));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 300 }), (capacity, steps) => {
        using pool = new ColumnPool({ schema: { n: "i32" }, capacity });
        const live = new Map<number, { handle: number; n: number }>();
        const stale: number[] = [];
        let n = 0;
        for (const action of steps) {
          if (action === -1) {
            const slot = pool.acquire();
            if (live.size === capacity) {
              expect(slot).toBe(NO_SLOT);
              continue;
            }
            expect(live.has(slot)).toBe(false);
            pool.columns.n[slot] = ++n;
            live.set(slot, { handle: pool.handleOf(slot), n });
          } else if (live.has(action)) {
            stale.push(live.get(action)!.handle);
            pool.release(action);
            live.delete(action);
          } else {
            expect(codeOf(() => pool.release(action))).toBe(action < capacity ? "DOUBLE_RELEASE" : "STATE_INVALID");
          }
        }
        expect(pool.size).toBe(live.size);
        const seen: number[] = [];
        pool.forEachLive((slot) => seen.push(slot));
        expect(new Set(seen)).toEqual(new Set(live.keys()));
        for (const [slot, { handle, n: wanted }] of live) {
          expect(pool.slotOf(handle)).toBe(slot);
          expect(pool.columns.n[slot]).toBe(wanted);
        }
        for (const handle of stale) expect(pool.slotOf(handle)).toBe(NO_SLOT);
      }),
      { numRuns: 200 },
    );
  });

  test("in debug mode a released record reads as garbage", () => {
    using pool = new ColumnPool({ schema, capacity: 2, debug: true });
    const slot = pool.acquire();
    pool.columns.price[slot] = 1;
    pool.release(slot);
    expect(pool.columns.price[slot]).toBeNaN();
    expect(pool.columns.qty[slot]).toBe(-(2 ** 31));
    expect(pool.columns.id[slot]).toBe(1n << 63n);
    expect(pool.columns.side[slot]).toBe(128);
  });

  test("shared columns lie in one SharedArrayBuffer", () => {
    using pool = new ColumnPool({ schema, capacity: 100, shared: true });
    expect(pool.columns.price.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(pool.columns.price.buffer).toBe(pool.columns.side.buffer);
  });

  test("clear releases everything; every slot can be taken again", () => {
    using pool = new ColumnPool({ schema, capacity: 5 });
    for (let i = 0; i < 5; i++) pool.acquire();
    pool.clear();
    expect(pool.size).toBe(0);
    expect(new Set(Array.from({ length: 5 }, () => pool.acquire())).size).toBe(5);
  });

  test("misuse is an error with a stable code", () => {
    expect(codeOf(() => new ColumnPool({ schema: {}, capacity: 5 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new ColumnPool({ schema, capacity: 0 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new ColumnPool({ schema, capacity: 2 ** 30 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new ColumnPool({ schema: { x: "f16" as "f32" }, capacity: 5 }))).toBe("CONFIG_INVALID");
    const pool = new ColumnPool({ schema, capacity: 5 });
    const slot = pool.acquire();
    expect(codeOf(() => pool.handleOf(slot + 1))).toBe("STATE_INVALID");
    expect(codeOf(() => pool.release(-3))).toBe("STATE_INVALID");
    pool[Symbol.dispose]();
    expect(codeOf(() => pool.acquire())).toBe("DISPOSED");
    expect(codeOf(() => pool.release(slot))).toBe("DISPOSED");
  });
});
