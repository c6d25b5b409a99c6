/**
 * The caches beside the ones that people use today. Before anything is timed, ours is checked to behave as `lru-cache`
 * does over 100,000 random operations with weights, ages and disposals.
 */
import { IntLruCache, IntSieveCache, LruCache } from "@hotpath/cache";
import { Random } from "@hotpath/core";
import { createLRU } from "lru.min";
import { LRUMap } from "lru_map";
import { LRUCache } from "lru-cache";
import { LRUCache as MnemonistCache, LRUMap as MnemonistMap } from "mnemonist";
import { lru } from "tiny-lru";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

/** What every cache here can do. */
interface Cache<K> {
  get(key: K): number | undefined;
  set(key: K, value: number): unknown;
}
type Make<K> = (max: number) => Cache<K>;

/** Operations in a timed batch. */
const BATCH = 1 << 14;
/** Distinct keys that take turns where every `set` evicts, as a multiple of the cache's size. */
const TURNS = 4;
let batchesMade = 0;

/** Turns that each measurement takes. */
const ROUNDS = 3;
const ZIPF_EXPONENT = 0.99;

function peers<K extends number | string>(): Record<string, Make<K>> {
  return {
    "lru-cache 11": (max) => new LRUCache<K, number>({ max }),
    "lru.min 1": (max) => createLRU<K, number>({ max }),
    "lru_map 0.4": (max) => new LRUMap<K, number>(max),
    "mnemonist LRUCache 0.40": (max) => new MnemonistCache<K, number>(max) as Cache<K>,
    "mnemonist LRUMap 0.40": (max) => new MnemonistMap<K, number>(max),
    "tiny-lru 13": (max) => lru<number>(max) as unknown as Cache<K>,
  };
}

/** Ranks 0 to n − 1, the first far more often than the last: P(rank) ~ 1 / (rank + 1)^exponent. */
function zipf(n: number, length: number, random: Random, exponent = ZIPF_EXPONENT): Int32Array {
  const cumulative = new Float64Array(n);
  let total = 0;
  for (let rank = 0; rank < n; rank++) {
    total += 1 / (rank + 1) ** exponent;
    cumulative[rank] = total;
  }
  return Int32Array.from({ length }, () => {
    const wanted = random.uniform() * total;
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

function uniform(n: number, length: number, random: Random): Int32Array {
  return Int32Array.from({ length }, () => Math.floor(random.uniform() * n));
}

/** The numbers 0 to n − 1 in random order. */
function shuffled(n: number, random: Random): number[] {
  const numbers = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
  }
  return numbers;
}

/**
 * A batch of its own code for each measurement: were one loop shared, its call sites would come to know every library,
 * and the first one measured would be inlined and the others not. The number makes each source another, since
 * JavaScriptCore shares what it learns between functions of the same text.
 */
function batchOf(loop: string): (cache: unknown, keys: unknown[]) => () => unknown {
  return new Function(
    "givenCache",
    "givenKeys",
    `// ${batchesMade++}
    let turn = 0;
    return () => {
      const cache = givenCache, keys = givenKeys, length = givenKeys.length;
      let sum = 0;
      ${loop}
      return sum;
    };`,
  ) as (cache: unknown, keys: unknown[]) => () => unknown;
}

const GET = `for (let i = 0; i < length; i++) {
  const value = cache.get(keys[i]);
  if (value !== undefined) sum += value;
}`;
const SET = `let next = turn;
for (let i = 0; i < ${BATCH}; i++) {
  cache.set(keys[next], i);
  if (++next === length) next = 0;
}
turn = next;`;

function filled<K>(make: Make<K>, max: number, keyOf: (i: number) => K): Cache<K> {
  const cache = make(max);
  for (let i = 0; i < max; i++) cache.set(keyOf(i), i);
  return cache;
}

/**
 * A figure for each of the batches: the lowest of three, measured in turns, so that a disturbance of the machine falls
 * on all of them or on none.
 */
async function timeInTurns(
  operations: number,
  batches: Record<string, () => unknown>,
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, batch] of Object.entries(batches)) {
      figures[name] = Math.min(figures[name] ?? Number.POSITIVE_INFINITY, await nsPerOperation(operations, batch));
    }
  }
  return figures;
}

/** One batch for each library. */
function batches<K>(
  makes: Record<string, Make<K>>,
  batch: (make: Make<K>) => () => unknown,
): Record<string, () => unknown> {
  return Object.fromEntries(Object.entries(makes).map(([name, make]) => [name, batch(make)]));
}

/** The rows of one integer measurement: LRU beside its peers, then SIEVE. */
async function integerPair(
  what: string,
  goal: number,
  batch: (make: Make<number>) => () => unknown,
): Promise<BenchRow[]> {
  const figures = await timeInTurns(
    BATCH,
    batches<number>(
      {
        lru: (max) => new IntLruCache<number>({ max }),
        sieve: (max) => new IntSieveCache<number>({ max }),
        ...peers<number>(),
      },
      batch,
    ),
  );
  const { lru, sieve, ...others } = figures;
  return [
    { what, ours: lru!, unit: "ns", better: "lower", goal, peers: others, note: "IntLruCache" },
    { what, ours: sieve!, unit: "ns", better: "lower", goal, note: "IntSieveCache" },
  ];
}

async function integerRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const max of [1000, 10_000]) {
    const random = new Random(1);
    const order = shuffled(max, random);
    const entries = `integer keys, ${max.toLocaleString("en")} entries`;
    for (const [spread, ranks] of [
      ["zipf", zipf(max, BATCH, random)],
      ["uniform", uniform(max, BATCH, random)],
    ] as const) {
      const present = Array.from(ranks, (rank) => order[rank]!);
      const absent = present.map((key) => key + max);
      const get = (keys: number[]) => (make: Make<number>) =>
        batchOf(GET)(
          filled(make, max, (i) => i),
          keys,
        );
      rows.push(...(await integerPair(`${entries}, ${spread}: hit`, 5, get(present))));
      rows.push(...(await integerPair(`${entries}, ${spread}: miss`, 8, get(absent))));
    }
    const turns = shuffled(max * TURNS, random);
    rows.push(...(await integerPair(`${entries}: set with eviction`, 15, (make) => batchOf(SET)(make(max), turns))));
  }
  return rows;
}

async function stringRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const max of [1000, 10_000, 100_000, 1_000_000]) {
    const random = new Random(2);
    const key = (i: number): string => `order:${i}`;
    const ranks = uniform(max, BATCH, random);
    const turns = hashed(shuffled(max * TURNS, random).map(key));
    const present = Array.from(ranks, (rank) => turns[rank]!);
    const absent = hashed(Array.from(ranks, (rank) => key(rank + max * TURNS)));
    const afterwards = rotated(turns, max);
    const makes = { ours: (n: number) => new LruCache<string, number>({ max: n }), ...peers<string>() };
    const loops = { hit: [GET, present], miss: [GET, absent], "set with eviction": [SET, afterwards] } as const;
    const figures: Record<keyof typeof loops, Record<string, number>> = { hit: {}, miss: {}, "set with eviction": {} };
    // Each round builds anew and begins with another library: where a large table happens to lie in memory, and what
    // was allocated before it, is worth up to a third of a figure.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, make] of rotated(Object.entries(makes), round * 2)) {
        const cache = filled<string>(make, max, (i) => turns[i]!);
        for (const what of ["hit", "miss", "set with eviction"] as const) {
          const [loop, keys] = loops[what];
          const time = await nsPerOperation(BATCH, batchOf(loop)(cache, keys));
          const row = figures[what];
          row[name] = Math.min(row[name] ?? Number.POSITIVE_INFINITY, time);
        }
      }
    }
    for (const [what, { ours, ...others }] of Object.entries(figures)) {
      const name = `string keys, ${max.toLocaleString("en")} entries, uniform: ${what}`;
      const goal = Math.min(...Object.values(others));
      const note = "LruCache; goal: the best peer";
      rows.push({ what: name, ours: ours!, unit: "ns", better: "lower", goal, peers: others, note });
    }
  }
  return rows;
}

/** The same strings, flattened and their hashes computed, so that the first library measured does not pay for it. */
function hashed(strings: string[]): string[] {
  if (new Set(strings).size === 0) throw new Error("no strings");
  return strings;
}

/** The list as it goes on after the first `by`, and then from the start. */
function rotated<T>(list: T[], by: number): T[] {
  return [...list.slice(by), ...list.slice(0, by)];
}

function hitRate(cache: Cache<number>, keys: Int32Array): number {
  let hits = 0;
  for (const key of keys) {
    if (cache.get(key) === undefined) cache.set(key, key);
    else hits++;
  }
  return hits / keys.length;
}

/** Zipf over ten times as many keys as fit, and the same with a scan of new keys running through it. */
function hitRateRows(): BenchRow[] {
  const max = 1000;
  const keys = zipf(max * 10, 2_000_000, new Random(3), 1.1);
  const scanned = keys.map((key, i) => (i % 4 === 0 ? max * 10 + i : key));
  return [
    ["zipf 1.1", keys, 0.83],
    ["zipf 1.1, one in four a scan", scanned, undefined],
  ].map(([spread, sequence, goal]) => ({
    what: `hit rate at 1,000 entries of 10,000 keys, ${spread}`,
    ours: hitRate(new IntSieveCache<number>({ max }), sequence as Int32Array),
    unit: "of 1",
    better: "higher",
    ...(goal !== undefined && { goal: goal as number }),
    peers: {
      IntLruCache: hitRate(new IntLruCache<number>({ max }), sequence as Int32Array),
      "lru-cache 11": hitRate(new LRUCache<number, number>({ max }), sequence as Int32Array),
    },
    note: "IntSieveCache",
  }));
}

/** Growth of the resident set over a million entries, in caches of `max`, divided by the entries. */
function bytesPerEntry(make: Make<number>, max: number): number {
  const caches: Cache<number>[] = [];
  Bun.gc(true);
  const before = process.memoryUsage.rss();
  for (let i = 0; i < 1_000_000 / max; i++) caches.push(filled(make, max, (key) => key * 7));
  Bun.gc(true);
  return (process.memoryUsage.rss() - before) / (caches.length * max);
}

function memoryRows(): BenchRow[] {
  return [1000, 10_000].map((max) => ({
    what: `integer keys, ${max.toLocaleString("en")} entries: memory of an entry`,
    ours: bytesPerEntry((n) => new IntLruCache<number>({ max: n }), max),
    unit: "bytes",
    better: "lower",
    goal: 60,
    peers: {
      "lru-cache 11": bytesPerEntry((n) => new LRUCache<number, number>({ max: n }), max),
      "mnemonist LRUMap 0.40": bytesPerEntry((n) => new MnemonistMap<number, number>(n), max),
    },
    note: "IntLruCache, number values; growth of the resident set",
  }));
}

/**
 * Ours and `lru-cache` side by side on the same random operations; throws at the first answer, disposal, size or order
 * that differs. `lru-cache` keeps a clock reading for a while (`ttlResolution`), and takes a start of 0 for none.
 */
function crossCheck(operations: number): void {
  const random = new Random(4);
  const below = (n: number): number => Math.floor(random.uniform() * n);
  let now = 1;
  const logs: [ours: string[], theirs: string[]] = [[], []];
  const shared = {
    max: 50,
    maxSize: 120,
    maxEntrySize: 9,
    ttl: 40,
    sizeCalculation: (value: number) => 1 + (value % 10),
  };
  const record = (log: string[]) => (value: number, key: number, reason: string) =>
    log.push(`${reason} ${key} ${value}`);
  for (const flags of [
    {},
    { updateAgeOnGet: true, allowStale: true },
    { noDeleteOnStaleGet: true, updateAgeOnHas: true, noUpdateTTL: true },
  ]) {
    const watch = (log: string[]) => ({ dispose: record(log), disposeAfter: record(log) });
    const ours = new IntLruCache<number>({ ...shared, ...flags, ...watch(logs[0]), now: () => now });
    const any = new LruCache<number, number>({ ...shared, ...flags, now: () => now });
    const theirs = new LRUCache<number, number>({
      ...shared,
      ...flags,
      ...watch(logs[1]),
      ttlResolution: 0,
      perf: { now: () => now },
    });
    for (let step = 0; step < operations / 3; step++) {
      const dice = below(100);
      const key = below(90);
      const value = below(1000);
      const answers = [ours, any, theirs].map((cache) => oneOperation(cache, dice, key, value, step));
      if (dice >= 97) now += below(20);
      if (step % 97 === 0) answers.push(...[ours, any, theirs].map((cache) => JSON.stringify([...cache.entries()])));
      const sound =
        answers.every((answer, i) => Object.is(answer, answers[i - (i % 3)])) &&
        ours.size === theirs.size &&
        ours.calculatedSize === theirs.calculatedSize &&
        logs[0].length === logs[1].length &&
        logs[0].at(-1) === logs[1].at(-1);
      if (!sound)
        throw new Error(`differs from lru-cache at step ${step}: ${dice} ${key} ${value}: ${answers.join(" | ")}`);
    }
    if (logs[0].join() !== logs[1].join()) throw new Error("disposals differ from those of lru-cache");
  }
}

interface Checked extends Cache<number> {
  set(key: number, value: number, options?: { ttl?: number; size?: number; noUpdateTTL?: boolean }): unknown;
  has(key: number): boolean;
  peek(key: number): number | undefined;
  delete(key: number): boolean;
  pop(): number | undefined;
  purgeStale(): boolean;
  clear(): void;
  getRemainingTTL(key: number): number;
}

function oneOperation(cache: Checked, dice: number, key: number, value: number, step: number): unknown {
  if (dice < 30) return cache.get(key);
  if (dice < 65) return void cache.set(key, value);
  if (dice < 70) return void cache.set(key, value, { ttl: value % 30 });
  if (dice < 74) return void cache.set(key, value, { size: 1 + (value % 12), noUpdateTTL: value % 2 === 0 });
  if (dice < 80) return cache.has(key);
  if (dice < 86) return cache.peek(key);
  if (dice < 90) return cache.delete(key);
  if (dice < 93) return cache.pop();
  if (dice < 94) return cache.purgeStale();
  if (dice < 97) return cache.getRemainingTTL(key);
  return step % 200 === 0 ? cache.clear() : undefined;
}

const suite: Suite = {
  name: "cache",
  async run() {
    crossCheck(100_000);
    const memory = memoryRows();
    const integers = await integerRows();
    const rates = hitRateRows();
    return [...integers, ...rates, ...memory, ...(await stringRows())];
  },
};

export default suite;
