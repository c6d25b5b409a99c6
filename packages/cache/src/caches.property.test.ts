import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type CacheOptions, type DisposeReason, IntLruCache, IntSieveCache, LruCache, SieveCache } from "./index.ts";
import type { KeyedCache } from "./internal/keyed-cache.ts";
import { NaiveCache } from "./testing/naive-cache.ts";

type Value = number;
type Options<K> = CacheOptions<K, Value>;

interface Kind<K> {
  name: string;
  policy: "lru" | "sieve";
  make(options: Options<K>): KeyedCache<K, Value>;
  /** Distinct keys for small numbers. */
  key(i: number): K;
}

const intKey = (i: number) => (i % 3 === 0 ? i - 6 : i % 3 === 1 ? 2 ** 40 + i * 4096 : -(2 ** 33) * i);
const objects = Array.from({ length: 40 }, (_, i) => ({ i }));
const anyKey = (i: number): unknown =>
  i % 4 === 0 ? `key ${i}` : i % 4 === 1 ? objects[i] : i % 4 === 2 ? i : BigInt(i);

const kinds: (Kind<number> | Kind<unknown>)[] = [
  { name: "IntLruCache", policy: "lru", make: (o) => new IntLruCache(o), key: intKey } satisfies Kind<number>,
  { name: "IntSieveCache", policy: "sieve", make: (o) => new IntSieveCache(o), key: intKey } satisfies Kind<number>,
  { name: "LruCache", policy: "lru", make: (o) => new LruCache(o), key: anyKey } satisfies Kind<unknown>,
  { name: "SieveCache", policy: "sieve", make: (o) => new SieveCache(o), key: anyKey } satisfies Kind<unknown>,
];

const operation = fc.record({
  kind: fc.constantFrom(
    ...["set", "set", "set", "set", "get", "get", "get", "has", "peek", "delete", "tick"],
    ...["pop", "purge", "clear", "set-with", "set-with", "get-with", "unset", "reload", "find"],
  ),
  key: fc.integer({ min: 0, max: 15 }),
  value: fc.integer({ min: 1, max: 6 }),
  ttl: fc.integer({ min: 0, max: 8 }),
  flag: fc.boolean(),
  rare: fc.integer({ min: 0, max: 9 }),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const shape = fc.record({
  max: fc.integer({ min: 1, max: 9 }),
  weighted: fc.boolean(),
  timed: fc.boolean(),
  watched: fc.constantFrom("no", "dispose", "after"),
  ttl: fc.integer({ min: 0, max: 6 }),
  flags: fc.record({
    allowStale: fc.boolean(),
    updateAgeOnGet: fc.boolean(),
    updateAgeOnHas: fc.boolean(),
    noDeleteOnStaleGet: fc.boolean(),
    noDisposeOnSet: fc.boolean(),
    noUpdateTTL: fc.boolean(),
  }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** Runs both, and compares every answer, every disposal and the whole content after each step. */
function compare<K>(kind: Kind<K>, { max, weighted, timed, watched, ttl, flags }: Shape, steps: Operation[]): void {
  let clock = 1;
  const log: [Value, K, DisposeReason][] = [];
  const options: Options<K> = { max, ...flags };
  if (weighted) Object.assign(options, { maxSize: 12, maxEntrySize: 5, sizeCalculation: (value: Value) => value });
  if (timed) Object.assign(options, { now: () => clock, ttl });
  const model = new NaiveCache<K, Value>(options, kind.policy);
  const record = (value: Value, key: K, reason: DisposeReason) => log.push([value, key, reason]);
  const cache = kind.make({
    ...options,
    ...(watched === "dispose" && { dispose: record }),
    ...(watched === "after" && { disposeAfter: record }),
  });
  for (const step of steps) {
    const key = kind.key(step.key);
    const { value, flag } = step;
    switch (step.kind) {
      case "set":
        cache.set(key, value);
        model.set(key, value);
        break;
      case "set-with": {
        const with_ = {
          noDisposeOnSet: flag,
          noUpdateTTL: !flag,
          ...(timed && { ttl: step.ttl }),
          ...(timed && flag && { start: clock - 2 }),
          ...(weighted && { size: step.ttl + 1 }),
        };
        cache.set(key, value, with_);
        model.set(key, value, with_);
        break;
      }
      case "unset":
        cache.set(key, undefined);
        model.set(key, undefined);
        break;
      case "get":
        expect(cache.get(key)).toBe(model.get(key));
        break;
      case "get-with": {
        const with_ = { allowStale: flag, noDeleteOnStaleGet: step.rare < 5, updateAgeOnGet: step.rare % 2 === 0 };
        expect(cache.get(key, with_)).toBe(model.get(key, with_));
        break;
      }
      case "has":
        expect(cache.has(key)).toBe(model.has(key));
        break;
      case "peek":
        expect(cache.peek(key)).toBe(model.peek(key));
        break;
      case "delete":
        expect(cache.delete(key)).toBe(model.delete(key));
        break;
      case "pop":
        expect(cache.pop()).toBe(model.pop());
        break;
      case "purge":
        expect(cache.purgeStale()).toBe(model.purgeStale());
        break;
      case "find": {
        const wanted = model.visible().find(([, held]) => held === value);
        expect(cache.find((held) => held === value)).toBe(wanted === undefined ? undefined : model.get(wanted[0]));
        break;
      }
      case "tick":
        clock += step.ttl;
        break;
      case "clear":
        if (step.rare === 0) {
          cache.clear();
          model.clear();
        }
        break;
      case "reload":
        // A dump keeps content, order, ages and sizes; not SIEVE's marks, so only LRU goes on as if nothing happened.
        if (step.rare === 0 && kind.policy === "lru") {
          const before = model.log.length;
          cache.load(cache.dump());
          model.log.push(...model.entries.map((e): [Value, K, DisposeReason] => [e.value, e.key, "delete"]));
          expect(model.log.length - before).toBe(cache.size);
        }
        break;
    }
    if (watched !== "no") expect(log).toEqual(model.log);
    expect(cache.size).toBe(model.entries.length);
    expect(cache.calculatedSize).toBe(weighted ? model.total : 0);
    expect([...cache.entries()]).toEqual(model.visible());
  }
  expect([...cache.rentries()]).toEqual(model.visible().reverse());
  expect([...cache.keys()]).toEqual(model.visible().map(([key]) => key));
  expect([...cache.rkeys()].reverse()).toEqual([...cache.keys()]);
  expect([...cache.values()]).toEqual(model.visible().map(([, value]) => value));
  expect([...cache.rvalues()].reverse()).toEqual([...cache.values()]);
  const { hits, misses, hitRate } = cache.stats();
  expect([hits, misses]).toEqual([model.hits, model.misses]);
  expect(hitRate).toBe(hits + misses === 0 ? 0 : hits / (hits + misses));
}

const numRuns = process.env.HOTPATH_LONG === "1" ? 50_000 : 1000;

for (const kind of kinds) {
  describe(kind.name, () => {
    test("does what the naive model does, whatever the options", () => {
      fc.assert(
        fc.property(shape, fc.array(operation, { maxLength: 80, size: "max" }), (shape, steps) =>
          compare(kind as Kind<unknown>, shape, steps),
        ),
        { numRuns },
      );
    });

    test("plain, does what the naive model does over long runs", () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 12 }),
          fc.array(operation, { minLength: 100, maxLength: 300, size: "max" }),
          (max, steps) => {
            const flags = {
              allowStale: false,
              updateAgeOnGet: false,
              updateAgeOnHas: false,
              noDeleteOnStaleGet: false,
              noDisposeOnSet: false,
              noUpdateTTL: false,
            };
            compare(kind as Kind<unknown>, { max, weighted: false, timed: false, watched: "no", ttl: 0, flags }, steps);
          },
        ),
        { numRuns: numRuns / 5 },
      );
    });
  });
}
