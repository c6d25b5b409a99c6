import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { createSharedBlockPool, NO_BLOCK, SharedBlockPool } from "./shared-block-pool.ts";
import { codeOf } from "./testing/codes.ts";
import { answer, ask, kill, start } from "./testing/workers.ts";

const MODULE = "./block-worker.ts";
const long = process.env.HOTPATH_LONG === "1" ? 10 : 1;

// Generous: Workers share the machine with whatever else runs.
setDefaultTimeout(120_000);

describe("a shared block pool", () => {
  test("agrees with a set of free blocks under any sequence of calls, from any end", () => {
    const step = fc.record({ end: fc.nat(2), release: fc.option(fc.nat(120)) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.boolean(),
        fc.array(step, { maxLength: 400 }),
        (blocks, debug, steps) => {
          const buffer = createSharedBlockPool({ blockBytes: 64, blocks, debug });
          const ends = [0, 1, 2].map(() => new SharedBlockPool(buffer));
          const out = new Set<number>();
          for (const { end, release } of steps) {
            const pool = ends[end]!;
            if (release === null) {
              const block = pool.acquire();
              if (out.size === blocks) expect(block).toBe(NO_BLOCK);
              else {
                expect(block >= 0 && block < blocks && !out.has(block)).toBe(true);
                out.add(block);
              }
            } else if (out.delete(release)) pool.release(release);
            else
              expect(codeOf(() => pool.release(release))).toBe(release < blocks ? "DOUBLE_RELEASE" : "STATE_INVALID");
          }
          expect(ends[0]!.free).toBe(blocks - out.size);
          if (debug) expect(new Set(ends[0]!.outstanding().map(({ block }) => block))).toEqual(out);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("every block can be taken, and they do not overlap", () => {
    const pool = new SharedBlockPool(createSharedBlockPool({ blockBytes: 192, blocks: 2000 }));
    const blocks = Array.from({ length: 2000 }, () => pool.acquire());
    expect(new Set(blocks).size).toBe(2000);
    expect(pool.acquire()).toBe(NO_BLOCK);
    for (const block of blocks) expect(pool.offsetOf(block) % 64).toBe(0);
    expect(Math.max(...blocks.map((block) => pool.offsetOf(block))) + 192).toBe(pool.u8.length);
    expect(new Set(blocks.map((block) => Math.floor(pool.offsetOf(block) / 192))).size).toBe(2000);
    for (const block of blocks) pool.release(block);
    expect(pool.free).toBe(2000);
  });

  test.each([40, 1000])(
    "four Workers contend for %p blocks: no block is ever in two hands, none is lost",
    async (blocks) => {
      const buffer = createSharedBlockPool({ blockBytes: 64, blocks });
      const job = { pool: buffer, rounds: 400_000 * long, hold: 20 };
      await Promise.all([1, 2, 3, 4].map(() => ask(MODULE, job)));
      expect(new SharedBlockPool(buffer).free).toBe(blocks);
    },
  );

  test("debug mode knows who holds what, and gives back what a dead Worker held", async () => {
    const buffer = createSharedBlockPool({ blockBytes: 64, blocks: 100, debug: true });
    const pool = new SharedBlockPool(buffer);
    const own = pool.acquire();
    const victim = start(MODULE, { pool: buffer, rounds: 1000, hold: 30, hang: true });
    const { id, held } = await answer<{ id: number; held: number }>(victim);
    await kill(victim);
    expect(held).toBeGreaterThan(0);
    expect(pool.outstanding().filter(({ owner }) => owner === id)).toHaveLength(held);
    expect(pool.reclaim(id)).toBe(held);
    expect(pool.outstanding()).toEqual([{ block: own, owner: pool.id }]);
  });

  test("misuse is an error with a stable code", () => {
    expect(codeOf(() => createSharedBlockPool({ blockBytes: 100, blocks: 1 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => createSharedBlockPool({ blockBytes: 64, blocks: 0 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => createSharedBlockPool({ blockBytes: 65536, blocks: 2 ** 20 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new SharedBlockPool(new SharedArrayBuffer(4096)))).toBe("CORRUPT");
    const pool = new SharedBlockPool(createSharedBlockPool({ blockBytes: 64, blocks: 4 }));
    expect(codeOf(() => pool.outstanding())).toBe("STATE_INVALID");
    expect(codeOf(() => pool.release(0.5))).toBe("STATE_INVALID");
    const block = pool.acquire();
    pool[Symbol.dispose]();
    expect(codeOf(() => pool.acquire())).toBe("DISPOSED");
    expect(codeOf(() => pool.release(block))).toBe("DISPOSED");
  });
});
