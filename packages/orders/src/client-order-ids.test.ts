import { expect, test } from "bun:test";
import fc from "fast-check";
import { ClientOrderIds } from "./client-order-ids.ts";

test("every id and version is one text, and comes back from it", () => {
  const id = fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.maxSafeNat().map((n) => Math.max(1, n)),
  );
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.constantFrom("", "A", "HP7", "ZZZZZZZZ"), id, fc.nat(2_000), (prefix, orderId, version) => {
      const ids = new ClientOrderIds(prefix);
      const text = ids.text(orderId, version);
      expect(ids.parse(text)).toEqual({ orderId, version });
      expect(text.length).toBeLessThanOrEqual(24);
      const key = `${prefix} ${orderId} ${version}`;
      if (prefix === "") expect(seen.get(text) ?? key).toBe(key);
      if (prefix === "") seen.set(text, key);
    }),
  );
});

test("what is no such text is nobody's", () => {
  const ids = new ClientOrderIds("HP");
  for (const text of ["", "HP", "HP0", "HP-1", "HP1-0", "HP1-01", "hp1", "XX1", "HP1 ", "HPZZZZZZZZZZZ", "HP1-1-1"])
    expect(ids.parse(text)).toBeUndefined();
  expect(() => new ClientOrderIds("a")).toThrow("prefix: got");
  expect(() => ids.text(0)).toThrow("orderId: got 0");
  expect(() => ids.text(1, -1)).toThrow("version: got -1");
  expect(ids.text(12_884_901_889, 2)).toBe("HP5X3C5XD-2");
});
