import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { PoolLeak } from "./internal/lease-ledger.ts";
import { ObjectPool } from "./object-pool.ts";
import { codeOf } from "./testing/codes.ts";

interface Ticket {
  n: number;
}

const create = (): Ticket => ({ n: 0 });

// Generous: Workers share the machine with whatever else runs.
setDefaultTimeout(120_000);

describe("an object pool", () => {
  test("hands out its objects, reset, the last released first", () => {
    using pool = new ObjectPool<Ticket>({ create, reset: (ticket) => (ticket.n = 0), capacity: 2 });
    const first = pool.acquire();
    const second = pool.acquire();
    expect(first).not.toBe(second);
    first.n = 5;
    pool.release(first);
    expect(pool.acquire()).toBe(first);
    expect(first.n).toBe(0);
    expect(pool.stats()).toEqual({ created: 2, out: 2, peak: 2, exhausted: 0, leaked: 0 });
    pool.release(first);
    pool.release(second);
  });

  test("a lease ends with its scope, once", () => {
    using pool = new ObjectPool({ create, capacity: 1 });
    let ended: { value: Ticket; [Symbol.dispose](): void };
    {
      using lease = pool.lease();
      lease.value.n = 1;
      ended = lease;
      expect(pool.stats().out).toBe(1);
    }
    ended[Symbol.dispose]();
    expect(pool.stats().out).toBe(0);
    expect(codeOf(() => ended.value)).toBe("DISPOSED");
  });

  test("when exhausted it throws, returns undefined or grows to its bound", () => {
    using strict = new ObjectPool({ create, capacity: 1 });
    strict.acquire();
    expect(codeOf(() => strict.acquire())).toBe("CAPACITY_EXCEEDED");
    using mild = new ObjectPool({ create, capacity: 1, whenExhausted: "undefined" });
    mild.acquire();
    expect(mild.acquire()).toBeUndefined();
    expect(codeOf(() => mild.lease())).toBe("CAPACITY_EXCEEDED");
    using growing = new ObjectPool({ create, capacity: 1, whenExhausted: "grow", capacityMax: 3 });
    for (let i = 0; i < 3; i++) growing.acquire();
    expect(codeOf(() => growing.acquire())).toBe("CAPACITY_EXCEEDED");
    expect(growing.stats()).toEqual({ created: 3, out: 3, peak: 3, exhausted: 3, leaked: 0 });
  });

  test("a release too many is noticed in any mode", () => {
    using pool = new ObjectPool({ create, capacity: 1 });
    const ticket = pool.acquire();
    pool.release(ticket);
    expect(codeOf(() => pool.release(ticket))).toBe("DOUBLE_RELEASE");
  });

  test("debug mode tells a double release from a foreign one", () => {
    using pool = new ObjectPool({ create, capacity: 3, debug: true });
    const held = pool.acquire();
    const ticket = pool.acquire();
    pool.release(ticket);
    expect(codeOf(() => pool.release(ticket))).toBe("DOUBLE_RELEASE");
    expect(codeOf(() => pool.release({ n: 1 }))).toBe("STATE_INVALID");
    expect(pool.stats().out).toBe(1);
    pool.release(held);
  });

  test("debug mode names the holder of what was never released", () => {
    const leaks: PoolLeak[] = [];
    const pool = new ObjectPool({ create, capacity: 2, debug: true, onLeak: (leak) => leaks.push(leak) });
    function forgetful(): Ticket {
      const ticket = pool.acquire();
      ticket.n = 1; // a tail call would drop this frame from the stack
      return ticket;
    }
    const ticket = forgetful();
    expect(pool.outstanding()[0]!.stack).toContain("forgetful");
    pool[Symbol.dispose]();
    expect(leaks).toHaveLength(1);
    expect(leaks[0]!.object).toBe(ticket);
    const loud = new ObjectPool({ create, capacity: 2, debug: true });
    const kept = loud.acquire();
    expect(() => loud[Symbol.dispose]()).toThrow("1 objects never released");
    expect(kept.n).toBe(0);
  });

  test("debug mode notices an object that its holder forgot", async () => {
    const leaks: PoolLeak[] = [];
    using pool = new ObjectPool({
      create: () => ({ bytes: new Uint8Array(64) }),
      capacity: 64,
      debug: true,
      onLeak: (leak) => leaks.push(leak),
    });
    (function forget() {
      for (let i = 0; i < 64; i++) pool.acquire();
    })();
    for (let i = 0; i < 200 && pool.stats().leaked === 0; i++) {
      Bun.gc(true);
      await Bun.sleep(5);
    }
    expect(pool.stats().leaked).toBeGreaterThan(0);
    expect(leaks[0]!.object).toBeUndefined();
    expect(leaks[0]!.stack).toContain("forget");
  });

  test("dispose destroys what is in the pool and ends it", () => {
    let destroyed = 0;
    const pool = new ObjectPool({ create, capacity: 4, destroy: () => destroyed++ });
    const held = pool.acquire();
    pool[Symbol.dispose]();
    pool[Symbol.dispose]();
    expect(destroyed).toBe(3);
    expect(codeOf(() => pool.acquire())).toBe("DISPOSED");
    expect(codeOf(() => pool.release(held))).toBe("DISPOSED");
  });

  test("a bad option names itself", () => {
    expect(codeOf(() => new ObjectPool({ create, capacity: 0 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new ObjectPool({ create, capacity: 2, capacityMax: 1 }))).toBe("CONFIG_INVALID");
    expect(() => new ObjectPool({ create, capacity: 2, whenExhausted: "wait" as "throw" })).toThrow("whenExhausted");
  });
});
