import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { BookMemory } from "./memory.ts";
import { OrderStore } from "./order-store.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

test("finds what was put in and nothing else, for ids of every kind", () => {
  const id = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 1, max: 300 }).map((n) => n * 2 ** 20),
    fc.integer({ min: 1, max: 300 }).map((n) => n * 2 ** 40),
    fc.maxSafeInteger().filter((n) => n > 0),
  );
  fc.assert(
    fc.property(fc.array(id, { minLength: 100, maxLength: 2000 }), (ids) => {
      const store = new OrderStore(new BookMemory({ orders: 2000 }));
      const model = new Map<number, number>();
      for (const orderId of ids) {
        const order = store.find(orderId);
        expect(order).toBe(model.get(orderId) ?? 0);
        if (model.delete(orderId)) store.free(order);
        else model.set(orderId, store.allocate(orderId));
        expect(store.count).toBe(model.size);
      }
      for (const [orderId, order] of model) expect(store.find(orderId)).toBe(order);
      expect(new Set(model.values()).size).toBe(model.size);
    }),
    { numRuns: 100 },
  );
});

test("fills to its capacity, empties and fills again", () => {
  const store = new OrderStore(new BookMemory({ orders: 5000 }));
  for (let round = 0; round < 3; round++) {
    for (let i = 1; i <= 5000; i++) store.allocate(i * 64);
    expect(store.count).toBe(5000);
    for (let i = 1; i <= 5000; i++) expect(store.find(i * 64)).toBeGreaterThan(0);
    for (let i = 5000; i >= 1; i--) store.free(store.find(i * 64));
    expect(store.count).toBe(0);
    expect(store.find(64)).toBe(0);
  }
});
