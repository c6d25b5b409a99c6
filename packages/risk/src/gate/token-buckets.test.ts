import { describe, expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { TokenBuckets } from "./token-buckets.ts";

describe("a bucket", () => {
  test("three a second, two at once: a token each third of a second, exactly", () => {
    const buckets = new TokenBuckets(1);
    buckets.limit(0, { count: 3, micros: 1_000_000, burst: 2 });
    const start = 1_700_000_000_000_000;
    const asked = [0, 0, 0, 333_333, 333_334, 666_666, 666_667, 1_000_000, 5_000_000, 5_000_000, 5_000_000];
    const answers = asked.map((micros) => {
      const has = buckets.has(0, start + micros);
      if (has) buckets.take(0, start + micros);
      return has;
    });
    expect(answers).toEqual([true, true, false, false, true, false, true, true, true, true, false]);
    expect([buckets.burst(0), buckets.used(0, start + 5_000_000), buckets.used(0, start + 5_333_334)]).toEqual([
      2, 2, 1,
    ]);
  });

  test("without a limit it is never empty", () => {
    const buckets = new TokenBuckets(2);
    for (let i = 0; i < 100; i++) buckets.take(1, i);
    expect([buckets.has(1, 5), buckets.isLimited(1), buckets.used(1)]).toEqual([true, false, 0]);
  });

  test("lets through what a meter of fractions counted in bigints lets through, and a snapshot changes nothing", () => {
    const steps = fc.array(fc.integer({ min: -5, max: 400_000 }), { maxLength: 200 });
    const rate = fc.record({
      count: fc.integer({ min: 1, max: 50 }),
      micros: fc.integer({ min: 1, max: 3_000_000 }),
      burst: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(rate, steps, (limit, gaps) => {
        let buckets = new TokenBuckets(1);
        buckets.limit(0, limit);
        let level = BigInt(limit.burst * limit.micros);
        let now = 1_600_000_000_000_000;
        let last = 0n;
        for (const gap of gaps) {
          now += gap;
          const passed = BigInt(now) > last ? BigInt(now) - last : 0n;
          last += passed;
          level += passed * BigInt(limit.count);
          if (level > BigInt(limit.burst * limit.micros)) level = BigInt(limit.burst * limit.micros);
          const has = level >= BigInt(limit.micros);
          expect(buckets.has(0, Math.max(now, Number(last)))).toBe(has);
          if (!has) continue;
          level -= BigInt(limit.micros);
          buckets.take(0, now);
          const writer = new SnapshotWriter();
          buckets.snapshot(writer);
          buckets = new TokenBuckets(1);
          buckets.restore(new SnapshotReader(writer.finish()));
        }
      }),
    );
  });
});
