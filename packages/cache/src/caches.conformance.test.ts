import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, StateError } from "@hotpath/core";
import { type CacheOptions, type DisposeReason, IntLruCache, IntSieveCache, LruCache, SieveCache } from "./index.ts";

// What the documentation of lru-cache 11 says of the options that we share with it, said of ours. Each test holds for
// the LRU caches of both kinds of key, so keys are small integers; what no policy changes is said of the others too.
const lruKinds = { LruCache: LruCache<number, unknown>, IntLruCache: IntLruCache<unknown> };
const allKinds = { ...lruKinds, SieveCache: SieveCache<number, unknown>, IntSieveCache: IntSieveCache<unknown> };

type Log = [value: unknown, key: number, reason: DisposeReason][];

function logged(options: CacheOptions<number, unknown>): { log: Log; options: CacheOptions<number, unknown> } {
  const log: Log = [];
  return { log, options: { ...options, dispose: (value, key, reason) => log.push([value, key, reason]) } };
}

describe.each(Object.entries(lruKinds))("%s, least recently used first", (_, Cache) => {
  test("get and set count as use; has and peek do not", () => {
    const cache = new Cache({ max: 3 });
    cache.set(1, "a").set(2, "b").set(3, "c");
    cache.get(1);
    cache.has(2);
    cache.peek(2);
    cache.set(4, "d");
    expect([...cache.keys()]).toEqual([4, 1, 3]);
    cache.set(3, "C");
    cache.set(5, "e");
    expect([...cache.entries()]).toEqual([
      [5, "e"],
      [3, "C"],
      [4, "d"],
    ]);
  });

  test("iterates from the most to the least recently used, and back", () => {
    const cache = new Cache({ max: 3 });
    cache.set(1, "a").set(2, "b").set(3, "c");
    expect([...cache]).toEqual([...cache.entries()]);
    expect([...cache.values()]).toEqual(["c", "b", "a"]);
    expect([...cache.rkeys()]).toEqual([1, 2, 3]);
    expect([...cache.rvalues()]).toEqual(["a", "b", "c"]);
    expect([...cache.rentries()]).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ]);
    const seen: unknown[] = [];
    const see = (value: unknown, key: number, self: unknown): void => {
      seen.push(value, key, self === cache);
    };
    cache.forEach(see);
    cache.rforEach(see);
    expect(seen).toEqual(["c", 3, true, "b", 2, true, "a", 1, true, "a", 1, true, "b", 2, true, "c", 3, true]);
  });

  test("pop removes the least recently used and answers its value, with reason evict", () => {
    const { log, options } = logged({ max: 2 });
    const cache = new Cache(options);
    cache.set(1, "a").set(2, "b");
    expect([cache.pop(), cache.pop(), cache.pop()]).toEqual(["a", "b", undefined]);
    expect(log).toEqual([
      ["a", 1, "evict"],
      ["b", 2, "evict"],
    ]);
  });

  test("find answers the first match in order of use, and counts as a use of it", () => {
    const cache = new Cache({ max: 3 });
    cache.set(1, "x").set(2, "y").set(3, "x");
    expect(cache.find((value) => value === "y")).toBe("y");
    expect([...cache.keys()]).toEqual([2, 3, 1]);
    expect(cache.find((value) => value === "z")).toBeUndefined();
  });

  test("dump goes from the least to the most recently used, and load restores the order", () => {
    let now = 1000;
    const make = () => new Cache({ max: 3, maxSize: 9, ttl: 50, now: () => now });
    const cache = make();
    cache.set(1, "a", { size: 1 });
    now += 10;
    cache.set(2, "b", { size: 2, ttl: 0 }).set(3, "c", { size: 3 });
    cache.get(1);
    const dump = cache.dump();
    expect(dump).toEqual([
      [2, { value: "b", ttl: 0, size: 2 }],
      [3, { value: "c", ttl: 50, start: 1010, size: 3 }],
      [1, { value: "a", ttl: 50, start: 1000, size: 1 }],
    ]);
    const copy = make();
    copy.set(9, "gone", { size: 1 });
    copy.load(structuredClone(dump));
    expect(copy.dump()).toEqual(dump);
    expect(copy.calculatedSize).toBe(6);
    now = 1051;
    expect([copy.get(1), copy.get(2), copy.get(3)]).toEqual([undefined, "b", "c"]);
  });
});

describe.each(Object.entries(allKinds))("%s", (_, Cache) => {
  test("maxSize: entries leave until the new one fits, and size is the caller's or calculated", () => {
    const { log, options } = logged({ max: 10, maxSize: 10, sizeCalculation: (value) => Number(value) });
    const cache = new Cache(options);
    cache.set(1, 4).set(2, 4);
    expect(cache.calculatedSize).toBe(8);
    cache.set(3, 5);
    expect(log).toEqual([[4, 1, "evict"]]);
    expect(cache.calculatedSize).toBe(9);
    cache.set(4, 1, { size: 10 });
    expect([...cache.keys()]).toEqual([4]);
    expect(cache.info(4)).toEqual({ value: 1, size: 10 });
    cache.delete(4);
    expect(cache.calculatedSize).toBe(0);
    cache.set(5, 1, { sizeCalculation: () => 7 });
    expect(cache.calculatedSize).toBe(7);
  });

  test("maxEntrySize: what is larger is not stored, evicts nothing, and deletes what its key held", () => {
    const { log, options } = logged({ max: 10, maxSize: 10, maxEntrySize: 5 });
    const cache = new Cache(options);
    cache.set(1, "a", { size: 5 }).set(2, "b", { size: 5 });
    cache.set(3, "c", { size: 6 });
    expect([cache.size, log]).toEqual([2, []]);
    cache.set(1, "A", { size: 6 });
    expect(cache.has(1)).toBe(false);
    expect(log).toEqual([["a", 1, "set"]]);
    const unbounded = new Cache({ max: 10, maxEntrySize: 3 });
    unbounded.set(1, "a", { size: 3 }).set(2, "b", { size: 3 }).set(3, "c", { size: 4 });
    expect([unbounded.size, unbounded.calculatedSize]).toEqual([2, 6]);
  });

  test("a grown entry never makes room by evicting itself", () => {
    const cache = new Cache({ max: 10, maxSize: 10 });
    cache.set(1, "a", { size: 3 }).set(2, "b", { size: 3 }).set(3, "c", { size: 3 });
    for (const key of [1, 2, 3]) cache.get(key);
    cache.set(1, "A", { size: 9 });
    expect([...cache.entries()]).toEqual([[1, "A"]]);
    expect(cache.calculatedSize).toBe(9);
  });

  test("ttl: stale entries are missing, and leave when they are got", () => {
    let now = 5;
    const { log, options } = logged({ max: 3, ttl: 10, now: () => now });
    const cache = new Cache(options);
    cache.set(1, "a");
    now = 15;
    expect(cache.get(1)).toBe("a");
    expect(cache.getRemainingTTL(1)).toBe(0);
    now = 16;
    expect([cache.has(1), cache.peek(1), cache.size, [...cache.keys()]]).toEqual([false, undefined, 1, []]);
    expect(cache.getRemainingTTL(1)).toBe(-1);
    expect(cache.get(1)).toBeUndefined();
    expect([cache.size, log]).toEqual([0, [["a", 1, "expire"]]]);
    expect(cache.getRemainingTTL(1)).toBe(0);
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, expirations: 1 });
  });

  test("a clock at zero is a time like any other", () => {
    let now = 0;
    const cache = new Cache({ max: 3, ttl: 10, now: () => now });
    cache.set(1, "a");
    now = 11;
    expect(cache.has(1)).toBe(false);
  });

  test("ttl of one entry: given at set, 0 for ever, start given too", () => {
    let now = 100;
    const cache = new Cache({ max: 4, now: () => now });
    cache.set(1, "for ever").set(2, "short", { ttl: 5 }).set(3, "old", { ttl: 10, start: 95 });
    expect([cache.getRemainingTTL(1), cache.getRemainingTTL(2), cache.getRemainingTTL(3)]).toEqual([Infinity, 5, 5]);
    now = 104;
    expect(cache.info(1)).toEqual({ value: "for ever" });
    expect(cache.info(3)).toEqual({ value: "old", ttl: 1, start: 95 });
    expect(cache.info(4)).toBeUndefined();
    now = 106;
    expect([...cache.keys()]).toEqual([1]);
    expect(cache.purgeStale()).toBe(true);
    expect(cache.purgeStale()).toBe(false);
    expect(cache.size).toBe(1);
  });

  test("allowStale gives the stale value once, and has still says no", () => {
    let now = 1;
    const cache = new Cache({ max: 3, ttl: 1, now: () => now, allowStale: true });
    cache.set(1, "a").set(2, "b");
    now = 10;
    expect([...cache.values()].sort()).toEqual(["a", "b"]);
    expect([cache.has(1), cache.peek(1), cache.get(1), cache.get(1)]).toEqual([false, "a", "a", undefined]);
    expect(cache.get(2, { allowStale: false })).toBeUndefined();
  });

  test("noDeleteOnStaleGet leaves the stale entry", () => {
    let now = 1;
    const cache = new Cache({ max: 3, ttl: 1, now: () => now, noDeleteOnStaleGet: true });
    cache.set(1, "a");
    now = 10;
    expect([cache.get(1), cache.size]).toEqual([undefined, 1]);
    expect([cache.get(1, { allowStale: true }), cache.size]).toEqual(["a", 1]);
    expect([cache.get(1, { noDeleteOnStaleGet: false }), cache.size]).toEqual([undefined, 0]);
  });

  test("updateAgeOnGet, updateAgeOnHas and noUpdateTTL", () => {
    let now = 1;
    const options = { max: 3, ttl: 10, now: () => now };
    const onGet = new Cache({ ...options, updateAgeOnGet: true });
    const onHas = new Cache({ ...options, updateAgeOnHas: true });
    const neither = new Cache(options);
    const keeps = new Cache({ ...options, noUpdateTTL: true });
    for (const cache of [onGet, onHas, neither, keeps]) cache.set(1, "a");
    now = 8;
    for (const cache of [onGet, onHas, neither, keeps]) {
      cache.has(1);
      cache.peek(1);
    }
    onGet.get(1);
    neither.get(1);
    keeps.set(1, "b");
    expect([onGet, onHas, neither, keeps].map((cache) => cache.getRemainingTTL(1))).toEqual([10, 10, 3, 3]);
    neither.has(1, { updateAgeOnHas: true });
    expect(neither.getRemainingTTL(1)).toBe(10);
    keeps.set(2, "new");
    expect(keeps.getRemainingTTL(2)).toBe(10);
  });

  test("dispose: every way out has its reason, and setting the same value is no way out", () => {
    const { log, options } = logged({ max: 2 });
    const cache = new Cache(options);
    cache.set(2, "c").set(1, "a").set(1, "a").set(1, "b").set(3, "d");
    cache.delete(1);
    cache.set(3, undefined);
    cache.set(4, "e");
    cache.clear();
    expect(log).toEqual([
      ["a", 1, "set"],
      ["c", 2, "evict"],
      ["b", 1, "delete"],
      ["d", 3, "delete"],
      ["e", 4, "delete"],
    ]);
    expect(cache.stats()).toMatchObject({ sets: 6, evictions: 1, expirations: 0 });
  });

  test("noDisposeOnSet, for the cache or for one set", () => {
    const { log, options } = logged({ max: 2, noDisposeOnSet: true });
    const cache = new Cache(options);
    cache.set(1, "a").set(1, "b").set(1, "c", { noDisposeOnSet: false });
    cache.delete(1);
    expect(log).toEqual([
      ["b", 1, "set"],
      ["c", 1, "delete"],
    ]);
  });

  test("disposeAfter runs when the cache is whole again, and may put the entry back", () => {
    const seen: unknown[] = [];
    const cache = new Cache({
      max: 2,
      disposeAfter: (value, key, reason) => {
        seen.push([value, key, reason, cache.has(key), cache.size]);
        if (reason === "delete") cache.set(key, "again");
      },
    });
    cache.set(1, "a").set(2, "b").set(3, "c");
    cache.delete(3);
    expect(seen).toEqual([
      ["a", 1, "evict", false, 2],
      ["c", 3, "delete", false, 1],
    ]);
    expect(cache.get(3)).toBe("again");
  });

  test("dispose may read, but a change from it is refused and leaves everything as it was", () => {
    const attempts: unknown[] = [];
    const changes = ["set", "delete", "clear", "pop", "purgeStale"] as const;
    const cache = new Cache({
      max: 2,
      dispose: (value, key) => {
        attempts.push(cache.get(key) === value);
        for (const change of changes) {
          try {
            if (change === "set") cache.set(7, "x");
            else if (change === "delete") cache.delete(2);
            else cache[change]();
          } catch (error) {
            attempts.push(error instanceof StateError && error.code);
          }
        }
      },
    });
    cache.set(1, "a").set(2, "b").set(3, "c");
    expect(attempts).toEqual([true, ...changes.map(() => "STATE_INVALID")]);
    expect([...cache.keys()].sort()).toHaveLength(2);
    expect(cache.has(3)).toBe(true);
  });

  test("a dispose that throws leaves its entry in place and the cache sound", () => {
    let angry = true;
    const cache = new Cache({
      max: 2,
      maxSize: 4,
      dispose: () => {
        if (angry) throw new Error("no");
      },
    });
    cache.set(1, "a", { size: 2 }).set(2, "b", { size: 2 });
    expect(() => cache.set(3, "c", { size: 3 })).toThrow("no");
    expect(() => cache.delete(1)).toThrow("no");
    expect(() => cache.pop()).toThrow("no");
    expect(() => cache.clear()).toThrow("no");
    expect([cache.size, cache.calculatedSize, cache.has(1), cache.has(2), cache.has(3)]).toEqual([
      2,
      4,
      true,
      true,
      false,
    ]);
    angry = false;
    cache.set(3, "c", { size: 3 });
    expect([...cache.keys()]).toEqual([3]);
  });

  test("undefined is never stored; null and NaN are values like any other", () => {
    const cache = new Cache({ max: 3 });
    cache.set(1, "a").set(1, undefined).set(2, null).set(3, Number.NaN);
    expect([cache.has(1), cache.get(2), cache.get(3), cache.size]).toEqual([false, null, Number.NaN, 2]);
  });

  test("clear empties it and it can be filled again", () => {
    const cache = new Cache({ max: 3 });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 10; i++) cache.set(i, i);
      expect([...cache.keys()]).toEqual([9, 8, 7]);
      cache.clear();
      expect([cache.size, cache.get(9), [...cache.keys()]]).toEqual([0, undefined, []]);
    }
  });

  test("while iterating, the entry last given may be removed or used, and iteration ends", () => {
    const cache = new Cache({ max: 5 });
    for (let i = 0; i < 5; i++) cache.set(i, i);
    const seen: number[] = [];
    for (const key of cache.keys()) {
      seen.push(key);
      if (key % 2 === 0) cache.delete(key);
    }
    expect(seen).toEqual([4, 3, 2, 1, 0]);
    expect([...cache.keys()]).toEqual([3, 1]);
    let steps = 0;
    for (const key of cache.rkeys()) {
      cache.get(key);
      steps++;
    }
    expect(steps).toBeLessThanOrEqual(5);
  });

  test("statistics count, and can start again", () => {
    const cache = new Cache({ max: 2 });
    expect(cache.stats().hitRate).toBe(0);
    cache.set(1, "a").set(2, "b").set(3, "c");
    cache.get(2);
    cache.get(3);
    cache.get(3);
    cache.get(1);
    expect(cache.stats()).toEqual({ hits: 3, misses: 1, sets: 3, evictions: 1, expirations: 0, hitRate: 0.75 });
    cache.resetStats();
    expect(cache.stats()).toEqual({ hits: 0, misses: 0, sets: 0, evictions: 0, expirations: 0, hitRate: 0 });
  });

  test("refuses options that are wrong, by name", () => {
    const make = (options: object) => () => new Cache(options as CacheOptions<number, unknown>);
    const wrong: [object, string][] = [
      [{}, "max"],
      [{ max: 0 }, "max"],
      [{ max: 1.5 }, "max"],
      [{ max: 2 ** 27 + 1 }, "max"],
      [{ max: 1, maxSize: 0 }, "maxSize"],
      [{ max: 1, maxEntrySize: -1 }, "maxEntrySize"],
      [{ max: 1, maxSize: 2, maxEntrySize: 3 }, "maxEntrySize"],
      [{ max: 1, ttl: -1, now: () => 0 }, "ttl"],
      [{ max: 1, ttl: 5 }, "now"],
      [{ max: 1, now: 5 }, "now"],
      [{ max: 1, sizeCalculation: () => 1 }, "maxSize"],
      [{ max: 1, dispose: "no" }, "dispose"],
      [{ max: 1, allowStale: 1 }, "allowStale"],
      [{ max: 1, maximum: 2 }, "maximum"],
    ];
    for (const [options, path] of wrong) expect(make(options)).toThrow(expect.objectContaining({ path }));
    expect(make({ max: 0 })).toThrow(ConfigError);
  });

  test("refuses a size or a ttl that it cannot keep, and changes nothing", () => {
    const plain = new Cache({ max: 2 });
    expect(() => plain.set(1, "a", { size: 1 })).toThrow("keeps no sizes");
    expect(() => plain.set(1, "a", { ttl: 1 })).toThrow("no clock");
    const sized = new Cache({ max: 2, maxSize: 5, now: () => 0 });
    expect(() => sized.set(1, "a")).toThrow("size: got undefined");
    expect(() => sized.set(1, "a", { size: 0 })).toThrow(InputError);
    expect(() => sized.set(1, "a", { size: 1.5 })).toThrow(InputError);
    expect(() => sized.set(1, "a", { size: 1, ttl: -1 })).toThrow("ttl: got -1");
    expect([plain.size, sized.size]).toEqual([0, 0]);
  });
});
