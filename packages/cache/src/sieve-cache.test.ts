import { describe, expect, test } from "bun:test";
import { IntSieveCache } from "./int-sieve-cache.ts";
import { SieveCache } from "./sieve-cache.ts";

describe.each(Object.entries({ SieveCache: SieveCache<number, number>, IntSieveCache: IntSieveCache<number> }))(
  "%s, the hand",
  (_, Cache) => {
    test("passes over what was used, once, and takes the oldest that was not", () => {
      const cache = new Cache({ max: 4 });
      for (const key of [1, 2, 3, 4]) cache.set(key, key);
      cache.get(1);
      cache.get(3);
      cache.set(5, 5); // passes 1, takes 2
      expect([...cache.keys()]).toEqual([5, 4, 3, 1]);
      cache.set(6, 6); // passes 3, takes 4
      expect([...cache.keys()]).toEqual([6, 5, 3, 1]);
      cache.set(7, 7); // takes 5: nobody asked for it since it came
      expect([...cache.keys()]).toEqual([7, 6, 3, 1]);
    });

    test("a scan does not flush what is in use", () => {
      const cache = new Cache({ max: 100 });
      for (let i = 0; i < 50; i++) cache.set(i, i);
      for (let i = 0; i < 50; i++) cache.get(i);
      for (let i = 1000; i < 1050; i++) cache.set(i, i);
      for (let i = 2000; i < 2050; i++) cache.set(i, i);
      let kept = 0;
      for (let i = 0; i < 50; i++) if (cache.has(i)) kept++;
      expect(kept).toBe(50);
    });

    test("pop takes what the hand would take", () => {
      const cache = new Cache({ max: 3 });
      for (const key of [1, 2, 3]) cache.set(key, key);
      cache.get(1);
      expect([cache.pop(), cache.pop(), cache.pop(), cache.pop()]).toEqual([2, 3, 1, undefined]);
    });
  },
);
