import { describe, expect, test } from "bun:test";
import { InputError } from "@hotpath/core";
import { IntLruCache } from "./int-lru-cache.ts";
import { IntSieveCache } from "./int-sieve-cache.ts";

describe.each(Object.entries({ IntLruCache, IntSieveCache }))("%s, integer keys", (_, Cache) => {
  test("takes every safe integer, and no other number", () => {
    const keys = [0, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];
    const cache = new Cache<string>({ max: keys.length + 1 });
    for (const key of [...keys, Number.MIN_SAFE_INTEGER]) cache.set(key, `${key}`);
    for (const key of [...keys, Number.MIN_SAFE_INTEGER]) expect(cache.get(key)).toBe(`${key}`);
    for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(cache.get(bad)).toBeUndefined();
      expect(cache.has(bad)).toBe(false);
      expect(cache.delete(bad)).toBe(false);
      expect(() => cache.set(bad, "x")).toThrow(InputError);
    }
    expect(cache.size).toBe(keys.length + 1);
    expect(cache.get(-0)).toBe("0");
  });

  test("a refused key changes nothing, even when the cache is full", () => {
    for (const options of [{ max: 1 }, { max: 1, dispose: () => {} }]) {
      const cache = new Cache<string>(options);
      cache.set(1, "a");
      expect(() => cache.set(0.5, "x")).toThrow(InputError);
      expect([...cache.entries()]).toEqual([[1, "a"]]);
    }
  });

  test("keeps -0 as 0", () => {
    const cache = new Cache<string>({ max: 1 });
    cache.set(-0, "zero");
    expect([...cache.keys()]).toEqual([0]);
  });
});
