import { expect, test } from "bun:test";
import { BarCache } from "./bar-cache.ts";

test("computes once a bar, and without caching every time, with the same numbers", () => {
  for (const enabled of [true, false]) {
    let computed = 0;
    const state = [10, 20];
    const cache = new BarCache({
      symbols: 2,
      enabled,
      indicators: [{ name: "twice", compute: (s) => state[s]! * 2 * (computed++ < 0 ? 0 : 1) }],
    });
    expect([cache.value(0, 0), cache.value(0, 0), cache.value(1, 0)]).toEqual([20, 20, 40]);
    state[0] = 11;
    cache.closeBar(0);
    expect([cache.value(0, 0), cache.value(1, 0)]).toEqual([22, 40]);
    expect(computed).toBe(enabled ? 3 : 5);
    expect(cache.stats()).toEqual(
      enabled ? { size: 2, hits: 2, misses: 3, hitRate: 0.4 } : { size: 0, hits: 0, misses: 5, hitRate: 0 },
    );
    expect(cache.names).toEqual(["twice"]);
  }
});
