import { describe, expect, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import { IntMap } from "./int-map.ts";

/** Few enough keys to collide and repeat; both widths, both signs, both ends. */
const key = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(
    2 ** 31,
    2 ** 31 - 1,
    -(2 ** 31),
    -(2 ** 31) - 1,
    2 ** 32,
    2 ** 32 + 5,
    -(2 ** 32),
    2 ** 26,
    -(2 ** 26),
  ),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1),
  fc.integer({ min: 0, max: 30 }).map((i) => 2 ** 40 + i * 1031),
);
const operation = fc.record({
  kind: fc.constantFrom("set", "set", "set", "get", "delete", "take", "clear-rarely"),
  key,
  value: fc.integer(),
});

function runAgainstModel(map: IntMap, operations: { kind: string; key: number; value: number }[], full: number): void {
  const model = new Map<number, number>();
  for (const [step, { kind, key, value }] of operations.entries()) {
    if (kind === "set") {
      const fits = model.has(key) || model.size < full;
      expect(map.set(key, value)).toBe(fits);
      if (fits) model.set(key, value);
    } else if (kind === "get") {
      expect(map.get(key, -7)).toBe(model.get(key) ?? -7);
      expect(map.has(key)).toBe(model.has(key));
    } else if (kind === "delete") {
      expect(map.delete(key)).toBe(model.delete(key));
    } else if (kind === "take") {
      expect(map.take(key, -9)).toBe(model.get(key) ?? -9);
      model.delete(key);
    } else if (step % 7 === 0) {
      map.clear();
      model.clear();
    }
    expect(map.size).toBe(model.size);
  }
  const ascending = (a: [number, number], b: [number, number]) => a[0] - b[0];
  expect([...map].sort(ascending)).toEqual([...model].sort(ascending));
  const visited: [number, number][] = [];
  map.forEach((value, key) => {
    visited.push([key, value]);
  });
  expect(visited.sort(ascending)).toEqual([...model].sort(ascending));
}

describe("IntMap", () => {
  test("does what a Map does, growing as it must", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120, size: "max" }), (operations) =>
        runAgainstModel(new IntMap(1), operations, Number.POSITIVE_INFINITY),
      ),
      { numRuns: 500 },
    );
  });

  test("when fixed, does what a bounded Map does, and never allocates", () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 120, size: "max" }),
        fc.integer({ min: 1, max: 12 }),
        (operations, capacity) => {
          const map = new IntMap(capacity, { fixed: true });
          const { byteLength } = map;
          runAgainstModel(map, operations, capacity);
          expect(map.byteLength).toBe(byteLength);
          expect(map.capacity).toBe(capacity);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of rising keys, does what a Map does, before and after two keys want one place", () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 120, size: "max" }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (operations, capacity, fixed) => {
          const map = new IntMap(capacity, { fixed, rising: true });
          runAgainstModel(map, operations, fixed ? capacity : Number.POSITIVE_INFINITY);
          map.clear();
          runAgainstModel(map, operations, fixed ? capacity : Number.POSITIVE_INFINITY);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of rising keys, finds those that live long among those that do not", () => {
    const map = new IntMap(64, { fixed: true, rising: true });
    const base = 2 ** 45;
    // Every hundredth lives on, so that later ones want its place.
    for (let i = 0; i < 6000; i++) {
      expect(map.set(base + i, i)).toBe(true);
      const gone = i - 3;
      if (gone >= 0 && gone % 100 !== 0) expect(map.take(base + gone)).toBe(gone);
      expect(map.get(base + i)).toBe(i);
      expect(map.get(base + i + 1)).toBe(-1);
    }
    for (let i = 0; i < 5900; i += 100) expect(map.get(base + i)).toBe(i);
    expect([...map].length).toBe(map.size);
  });

  test("finds every key after long churn at full load", () => {
    const capacity = 1000;
    const map = new IntMap(capacity, { fixed: true });
    const keyAt = (i: number) => (i % 3 === 0 ? i * 64 : i % 3 === 1 ? 2 ** 45 + i : -i * 4096);
    for (let i = 0; i < 100_000; i++) {
      if (i >= capacity) expect(map.take(keyAt(i - capacity))).toBe(i - capacity);
      expect(map.set(keyAt(i), i)).toBe(true);
    }
    expect(map.size).toBe(capacity);
    for (let i = 100_000 - capacity; i < 100_000; i++) expect(map.get(keyAt(i))).toBe(i);
    expect(map.get(keyAt(100_000 - capacity - 1))).toBe(-1);
  });

  test("finds keys in runs and strides of every width", () => {
    for (const stride of [1, 2, 5, 100, 1000, 1031, 4096, 65_536, 2 ** 26, 2 ** 32, 2 ** 33 + 1]) {
      const map = new IntMap(1000, { fixed: true });
      for (let i = 0; i < 1000; i++) map.set(i * stride, i);
      for (let i = 0; i < 1000; i++) expect(map.get(i * stride)).toBe(i);
      expect(map.get(-stride)).toBe(-1);
    }
  });

  test("refuses a key that is not a safe integer, and answers absent when asked for one", () => {
    const map = new IntMap(4);
    for (const bad of [Number.NaN, 1.5, 2 ** 53, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5]) {
      expect(() => map.set(bad, 1)).toThrow(InputError);
      expect(map.get(bad)).toBe(-1);
      expect(map.has(bad)).toBe(false);
      expect(map.delete(bad)).toBe(false);
    }
    expect(map.size).toBe(0);
  });

  test("keeps −0 as 0, and values as 32-bit integers", () => {
    const map = new IntMap(4);
    map.set(-0, 2 ** 31);
    expect([...map]).toEqual([[0, -(2 ** 31)]]);
  });

  test("refuses a capacity out of range by name", () => {
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 29 + 1]) {
      expect(() => new IntMap(bad)).toThrow(ConfigError);
    }
    expect(() => new IntMap(0)).toThrow("capacity: got 0; allowed: an integer from 1 to 536870912");
  });
});
