import { describe, expect, test } from "bun:test";
import { EventCursor, EventQueue, Quote, Random, Signal, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { Ensemble, OnlineLearner, parseSignalConfig, type SignalConfig, SignalSet, SignalStage } from "./index.ts";

const MILLISECOND = 1000;

/** A seeded walk of prices with a slow drift that turns. */
function walk(seed: number, length: number): number[] {
  const random = new Random(seed);
  let price = 20_000;
  let drift = 0;
  return Array.from({ length }, () => {
    drift = 0.98 * drift + 0.5 * random.normal();
    price = Math.max(1000, Math.round(price + drift + 2 * random.normal()));
    return price;
  });
}

function run(set: SignalSet, prices: readonly number[], symbol = 0): number[] {
  return prices.map((price, i) => set.update(symbol, price, 0, i * MILLISECOND));
}

function rows(set: SignalSet, symbol = 0): number[] {
  return set.names.map((_, i) => set.score(symbol, i));
}

function fed(config: Partial<SignalConfig>, prices: readonly number[]): SignalSet {
  const set = new SignalSet({ symbols: 1, config });
  run(set, prices);
  return set;
}

describe("SignalSet", () => {
  test("says nothing before its warm-up, and then every generator has a say", () => {
    using set = new SignalSet({ symbols: 1, config: { minSignalConfidence: 0 } });
    expect(set.names).toEqual(["sma", "ema", "rsi", "macd", "momentum", "meanReversion", "learned", "ensemble"]);
    const votes = run(set, walk(1, 400));
    // MACD 12/26/9 is the last to be ready, at its 34th price.
    expect(votes.slice(0, 33).every((v) => v === 0)).toBe(true);
    expect(set.counts().warmingUp).toBe(33);
    expect(rows(set).every((score) => Math.abs(score) < 1)).toBe(true);
    expect(set.ranked(0).map((v) => v.generator)).toContain("ensemble");
  });

  test("a steady rise is followed by the trend and opposed by the reversal", () => {
    using set = new SignalSet({ symbols: 1 });
    run(
      set,
      Array.from({ length: 300 }, (_, i) => 10_000 + 3 * i + (i % 2)),
    );
    const score = (name: string): number => set.score(0, set.names.indexOf(name));
    expect(score("sma")).toBeGreaterThan(0.3);
    expect(score("ema")).toBeGreaterThan(0.3);
    expect(score("momentum")).toBeGreaterThan(0.3);
    expect(score("rsi")).toBeLessThan(0);
    expect(score("meanReversion")).toBeLessThan(0);
    expect(score("learned")).toBeGreaterThan(0.5);
    expect(score("ensemble")).toBeGreaterThan(0);
    expect(set.weight(0, set.names.indexOf("ema"))).toBeGreaterThan(set.weight(0, set.names.indexOf("rsi")));
  });

  test("signals do not depend on the price's unit", () => {
    const prices = walk(2, 300);
    using a = fed({}, prices);
    using b = fed(
      {},
      prices.map((p) => p * 1024),
    );
    expect(rows(b)).toEqual(rows(a));
  });

  test("a flat market gives no direction and no NaN", () => {
    using set = fed({ minSignalConfidence: 0 }, new Array(200).fill(10_000));
    expect(rows(set).slice(0, 2)).toEqual([0, 0]);
    expect(rows(set).filter((s) => Number.isNaN(s)).length).toBe(1);
    expect(set.counts().signals).toBe(0);
  });

  test("symbols do not disturb each other", () => {
    const [a, b] = [walk(3, 300), walk(4, 300)];
    using both = new SignalSet({ symbols: 2 });
    for (let i = 0; i < 300; i++) {
      both.update(0, a[i]!, 0.1, i);
      both.update(1, b[i]!, -0.2, i);
    }
    using alone = new SignalSet({ symbols: 1 });
    for (let i = 0; i < 300; i++) alone.update(0, b[i]!, -0.2, i);
    expect(rows(both, 1)).toEqual(rows(alone));
  });

  test("goes on after a snapshot to the bit", () => {
    const prices = walk(5, 500);
    using original = fed({}, prices.slice(0, 333));
    const writer = new SnapshotWriter();
    original.snapshot(writer);
    using copy = new SignalSet({ symbols: 1 });
    copy.restore(new SnapshotReader(writer.finish()));
    for (const [i, price] of prices.slice(333).entries()) {
      expect(copy.update(0, price, 0, i)).toBe(original.update(0, price, 0, i));
      expect(rows(copy)).toEqual(rows(original));
    }
    expect(copy.counts()).toEqual(original.counts());
  });
});

describe("each field of SignalConfig does what it says", () => {
  const prices = walk(6, 600);

  test("maxSignalsPerSymbol cuts the list after the most confident", () => {
    using all = fed({ minSignalConfidence: 0 }, prices);
    using few = fed({ minSignalConfidence: 0, maxSignalsPerSymbol: 2 }, prices);
    expect(all.ranked(0).length).toBeGreaterThan(4);
    expect(few.ranked(0)).toEqual(all.ranked(0).slice(0, 2));
    const confidences = all.ranked(0).map((v) => v.confidence);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  });

  test("minSignalConfidence drops what is weaker, and counts it", () => {
    using low = fed({ minSignalConfidence: 0 }, prices);
    using high = fed({ minSignalConfidence: 0.4 }, prices);
    expect(high.ranked(0).every((v) => v.confidence >= 0.4)).toBe(true);
    expect(high.counts().signals).toBeLessThan(low.counts().signals);
    expect(high.counts().signals + high.counts().weak).toBe(low.counts().signals + low.counts().weak);
    expect(low.counts().weak).toBeLessThan(high.counts().weak);
  });

  test("maxSignalAgeNs: a signal from a quote that is older than the newest by more than it does not count", () => {
    using set = new SignalSet({ symbols: 2, config: { minSignalConfidence: 0, maxSignalAgeNs: 5_000_000 } });
    run(set, prices, 0);
    const now = set.updatedAt(0);
    expect(set.ranked(0).length).toBeGreaterThan(0);
    // Symbol 1 moves the engine's time on; symbol 0's quote is now 5.001 ms old.
    set.update(1, 100, 0, now + 5_000);
    expect(set.ranked(0).length).toBeGreaterThan(0);
    set.update(1, 100, 0, now + 5_001);
    expect(set.ranked(0)).toEqual([]);
    expect(set.update(0, 20_500, 0, now)).toBe(0);
    expect(set.counts().expired).toBe(1);
  });

  test("enableSimd changes who computes, and not what", () => {
    using on = fed({ enableSimd: true }, prices);
    using off = fed({ enableSimd: false }, prices);
    expect(rows(on)).toEqual(rows(off));
    expect(off.kernels.calls.meanVariance.native).toBe(0);
    expect(off.kernels.calls.meanVariance.portable).toBeGreaterThan(30);
    if (on.kernels.kind === "native")
      expect(on.kernels.calls.meanVariance).toEqual({ native: off.kernels.calls.meanVariance.portable, portable: 0 });
  });

  test("enableQuantization moves the learned probability by no more than its stated bound", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }), fc.boolean()),
          { minLength: 1, maxLength: 60 },
        ),
        (samples) => {
          const exact = new OnlineLearner({ symbols: 1, features: 8 });
          const quantized = new OnlineLearner({ symbols: 1, features: 8, quantized: true });
          for (const [features, rose] of samples) {
            const row = Float64Array.from(features);
            exact.learn(0, row, 0, row[7]!, rose);
            const writer = new SnapshotWriter();
            exact.snapshot(writer);
            quantized.restore(new SnapshotReader(writer.finish()));
            const error = Math.abs(quantized.predict(0, row, 0, row[7]!) - exact.predict(0, row, 0, row[7]!));
            expect(error).toBeLessThanOrEqual(quantized.quantizationBound(0) + 1e-15);
          }
        },
      ),
    );
    using off = fed({}, prices);
    using on = fed({ enableQuantization: true }, prices);
    const learned = on.names.indexOf("learned");
    expect(on.score(0, learned)).not.toBe(off.score(0, learned));
    expect(Math.abs(on.score(0, learned) - off.score(0, learned))).toBeLessThan(0.01);
    expect([off.quantizationBound(0) === 0, on.quantizationBound(0) > 0, on.quantizationBound(0) < 1e-3]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("enableCaching saves work, and changes no number", () => {
    using on = fed({ enableCaching: true }, prices);
    using off = fed({ enableCaching: false }, prices);
    expect(rows(on)).toEqual(rows(off));
    expect(on.ranked(0)).toBe(on.ranked(0));
    expect(off.ranked(0)).not.toBe(off.ranked(0));
    // 37 bars of 16 updates.
    expect(on.cacheStats().bars).toEqual({ size: 1, hits: 563, misses: 37, invalidations: 37, hitRate: 563 / 600 });
    expect(on.cacheStats().views).toEqual({ size: 1, hits: 1, misses: 1, invalidations: 0, hitRate: 0.5 });
    on.update(0, 20_000, 0, 600 * MILLISECOND);
    on.ranked(0);
    expect(on.cacheStats().views).toMatchObject({ hits: 1, misses: 2, invalidations: 1 });
    expect(off.cacheStats()).toEqual({
      bars: { size: 0, hits: 0, misses: 600, invalidations: 0, hitRate: 0 },
      views: { size: 0, hits: 0, misses: 2, invalidations: 0, hitRate: 0 },
    });
  });

  test("defaults, and errors that name path, value and what is allowed", () => {
    expect(parseSignalConfig()).toEqual({
      maxSignalsPerSymbol: 10,
      minSignalConfidence: 0.1,
      maxSignalAgeNs: 1e9,
      enableSimd: true,
      enableQuantization: false,
      enableCaching: true,
    });
    expect(() => parseSignalConfig({ minSignalConfidence: 2 })).toThrow(
      "signals.minSignalConfidence: got 2; allowed: a number from 0 to 1",
    );
    expect(() => parseSignalConfig({ enableSIMD: true })).toThrow("signals.enableSIMD");
  });
});

describe("the learning members", () => {
  test("the learner finds a planted edge and nothing in noise", () => {
    const random = new Random(9);
    const planted = new OnlineLearner({ symbols: 1, features: 3 });
    const noise = new OnlineLearner({ symbols: 1, features: 3 });
    let right = 0;
    let lucky = 0;
    const trials = 4000;
    for (let i = 0; i < trials; i++) {
      const row = Float64Array.of(random.uniform() * 2 - 1, random.uniform() * 2 - 1, 1);
      const rose = row[0]! + 0.5 * random.normal() > 0;
      if (planted.predict(0, row, 0, row[2]!) > 0.5 === rose) right++;
      planted.learn(0, row, 0, row[2]!, rose);
      const coin = random.chance(0.5);
      if (noise.predict(0, row, 0, row[2]!) > 0.5 === coin) lucky++;
      noise.learn(0, row, 0, row[2]!, coin);
    }
    expect(right / trials).toBeGreaterThan(0.78);
    expect(Math.abs(lucky / trials - 0.5)).toBeLessThan(0.03);
  });

  test("the ensemble's weights follow success, sum to the members, and never die", () => {
    const ensemble = new Ensemble({ symbols: 2, members: 3 });
    const row = Float64Array.of(0.8, -0.8, Number.NaN);
    expect(ensemble.vote(0, row, 0)).toBe(0);
    for (let i = 0; i < 500; i++) ensemble.learn(0, row, 0, 1);
    expect(ensemble.weight(0, 0)).toBeGreaterThan(1.5);
    expect(ensemble.weight(0, 1)).toBe(0.05);
    expect(ensemble.vote(0, row, 0)).toBeGreaterThan(0.7);
    expect(ensemble.weight(1, 1)).toBe(1);
    expect(ensemble.vote(0, Float64Array.of(Number.NaN, Number.NaN, Number.NaN), 0)).toBeNaN();
  });
});

describe("SignalStage", () => {
  test("emits the ensemble's signal for a whole quote and ignores a broken one", () => {
    using set = new SignalSet({ symbols: 1 });
    const stage = new SignalStage(set);
    const inbox = new EventQueue();
    const out = new EventQueue();
    const event = new EventCursor();
    let signals = 0;
    for (const [i, price] of walk(7, 300).entries()) {
      Quote.write(inbox, i * MILLISECOND, 0, 0, 3, price, price + 2, 100, 300, 0);
      Quote.write(inbox, i * MILLISECOND, 0, 0, 3, price + 5, price, 100, 300, 0);
      Quote.write(inbox, i * MILLISECOND, 0, 0, 3, price, 0, 100, 0, 0);
      while (inbox.next(event)) stage.on(event, out);
      while (out.next(event)) {
        signals++;
        expect([event.type, event.instrument, event.venue, Signal.generator(event)]).toEqual([Signal.TYPE, 0, 3, 7]);
        expect(Signal.reference(event)).toBe(2 * price + 2);
        expect(Signal.confidence(event) >= 0.1 && Signal.confidence(event) < 1).toBe(true);
        expect(Math.sign(Signal.value(event))).toBe(Signal.direction(event));
        expect(Signal.probability(event)).toBe(set.probability(0, 7));
        expect(Signal.probability(event) > 0 && Signal.probability(event) < 1).toBe(true);
        expect(Signal.horizon(event)).toBe(16);
      }
    }
    expect(set.counts().updates).toBe(300);
    expect(signals).toBe(set.counts().signals);
    expect(signals).toBeGreaterThan(50);
  });
});
