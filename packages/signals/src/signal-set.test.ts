import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { indicator } from "@hotpath/indicators";
import {
  defaultGenerators,
  HORIZON,
  type SignalGenerator,
  type SignalGeneratorFactory,
  SignalSet,
  type SignalSetOptions,
} from "./index.ts";

/** A walk whose drift turns slowly, so that following it pays; or, with no drift, pure noise. */
function walk(seed: number, length: number, drift: number): Float64Array {
  const random = new Random(seed);
  let [price, way] = [20_000, 0];
  return Float64Array.from({ length }, () => {
    way = 0.98 * way + 0.2 * random.normal();
    price += drift * way + random.normal();
    return price;
  });
}

function fed(prices: Float64Array, options: Partial<SignalSetOptions> = {}): SignalSet {
  const set = new SignalSet({ symbols: 1, config: { minSignalConfidence: 0 }, ...options });
  for (const [i, price] of prices.entries()) set.update(0, price, 0, i * 1000);
  return set;
}

/** Says always the same, with a horizon of its own. */
const constant = (name: string, signal: number, horizon?: number): SignalGeneratorFactory => {
  return (): SignalGenerator => ({
    name,
    valueKind: "pure",
    ...(horizon === undefined ? {} : { horizon }),
    update: () => signal,
    value: () => signal,
    snapshot() {},
    restore() {},
  });
};

describe("a view", () => {
  test("has a probability, an interval, a horizon, an age and a reason", () => {
    using set = fed(walk(3, 4000, 1), { generators: [...defaultGenerators(), constant("slow", 0.3, 100)] });
    set.update(0, 20_000, 0, 4_000_000);
    const views = set.ranked(0);
    for (const view of views) {
      expect(view.probability).toBeWithin(0, 1);
      expect(view.interval!.low).toBeLessThan(view.interval!.high);
      expect(view.interval!.coverage).toBe(0.9);
      expect(view.ageNs).toBe(0);
      expect(view.horizon).toBe(view.generator === "slow" ? 100 : HORIZON);
      expect(view.outcomes).toBeGreaterThan(view.generator === "slow" ? 30 : 20);
      expect(view.reason.length).toBeGreaterThan(10);
    }
    const reasonOf = (name: string) => views.find(({ generator }) => generator === name)?.reason;
    expect(reasonOf("sma")).toMatch(/^the price is [\d.]+ % (above|below) its SMA 20$/);
    expect(reasonOf("macd")).toMatch(/^the MACD's line is [\d.e-]+ % (above|below) its signal line$/);
    expect(reasonOf("momentum")).toMatch(/^the price is [\d.]+ % (above|below) where it was 10 updates ago$/);
    expect(reasonOf("ensemble")).toMatch(/^ensemble 0\.\d\d (up|down): \d of 8 agree, led by \w+ \(0\.\d\d\)$/);
    expect(reasonOf("learned")).toMatch(/^learned 0\.\d\d likely to (rise|fall), most for it \w+ \(-?0\.\d\d\)/);
    expect(reasonOf("slow")).toBe("slow at 0.3000");
    expect(JSON.parse(JSON.stringify(views[0])).ageNs).toBe(0);
  });

  test("ages while other symbols move on, though it is kept", () => {
    using set = new SignalSet({ symbols: 2, config: { minSignalConfidence: 0, maxSignalAgeNs: 1e9 } });
    for (let i = 0; i < 100; i++) set.update(0, 100 + i, 0, i);
    const [first] = set.ranked(0);
    expect(first!.ageNs).toBe(0);
    set.update(1, 50, 0, 599);
    expect(set.ranked(0)[0]).toBe(first!);
    expect(first!.ageNs).toBe(500_000);
    expect(set.cacheStats(0).views).toMatchObject({ size: 1, hits: 1 });
    expect(set.cacheStats(1).views).toMatchObject({ size: 0, hits: 0, misses: 0 });
    expect(set.cacheStats(1).bars).toMatchObject({ size: 1, hits: 1, misses: 0 });
    expect(set.cacheStats(0).bars.invalidations).toBe(6);
  });

  test("of noise is near the base rate, of a planted edge above it", () => {
    let [noise, edge, views] = [0, 0, 0];
    for (let seed = 1; seed <= 10; seed++) {
      using nothing = fed(walk(seed, 8000, 0));
      using something = fed(walk(seed, 8000, 1));
      const ensemble = nothing.names.length - 1;
      noise += nothing.probability(0, ensemble);
      edge += something.probability(0, ensemble);
      views++;
    }
    expect(Math.abs(noise / views - 0.5)).toBeLessThan(0.05);
    expect(edge / views).toBeGreaterThan(0.6);
  });
});

describe("ways to compute", () => {
  const prices = walk(7, 700, 1);

  test("generators computed in one row give the bits of each alone, with others between them or not", () => {
    const factories = defaultGenerators();
    const mixed = factories.flatMap((each, i) => [each, constant(`constant ${i}`, 0.1 * i)]);
    using together = new SignalSet({ symbols: 3, config: { minSignalConfidence: 0 }, generators: mixed });
    const alone = factories.map((make) => make(3, together.config));
    using typical = new SignalSet({ symbols: 1, generators: [perUnitOf] });
    for (const [i, price] of prices.entries()) {
      for (let symbol = 0; symbol < 3; symbol++) together.update(symbol, price + symbol * (i % 7), 0, i);
      typical.update(0, price, 0, i);
      const perUnit = typical.value(0, 0);
      for (const [k, generator] of alone.entries()) {
        expect(together.score(0, 2 * k)).toBe(generator.update(0, price, perUnit));
        expect(together.value(0, 2 * k)).toBe(generator.value(0));
      }
    }
  });

  test("figures are those of the indicators' own streams, over a gap too", () => {
    using set = new SignalSet({ symbols: 2 });
    const skip = { nan: "skip" } as const;
    const streams = [
      indicator("SMA", { timePeriod: 20 }, skip).stream({ symbols: 2 }),
      indicator("EMA", { timePeriod: 20 }, skip).stream({ symbols: 2 }),
      indicator("RSI", { timePeriod: 14 }, skip).stream({ symbols: 2 }),
      indicator("MACD", {}, skip).stream({ symbols: 2 }),
      indicator("MOM", { timePeriod: 10 }, skip).stream({ symbols: 2 }),
      indicator("ZSCORE", { timePeriod: 20 }, skip).stream({ symbols: 2 }),
    ];
    for (const [i, walked] of prices.entries()) {
      const price = i % 97 === 96 ? Number.NaN : walked;
      set.update(1, price, 0, i);
      for (const [k, stream] of streams.entries()) {
        stream.push(price, 1);
        expect(set.value(1, k)).toBe(stream.value(k === 3 ? "macdHist" : 0, 1));
      }
    }
  });

  test("updateAll is update of each", () => {
    using one = new SignalSet({ symbols: 3 });
    using all = new SignalSet({ symbols: 3 });
    const votes = new Float64Array(3);
    const imbalances = Float64Array.of(0.1, -0.2, 0);
    for (const [i, price] of prices.entries()) {
      const row = Float64Array.of(price, i % 5 === 0 ? Number.NaN : 2 * price, price + (i % 9));
      all.updateAll(row, imbalances, i, votes);
      for (let symbol = 0; symbol < 3; symbol++) {
        const missing = Number.isNaN(row[symbol]!);
        expect(votes[symbol]!).toBe(missing ? 0 : one.update(symbol, row[symbol]!, imbalances[symbol]!, i));
        for (let signal = 0; signal < one.names.length; signal++)
          expect(all.score(symbol, signal)).toBe(one.score(symbol, signal));
      }
    }
    expect(() => all.updateAll(new Float64Array(2), undefined, 0, votes)).toThrow("prices: got 2");
  });

  test("each way of combining leads to other votes, and to signals", () => {
    const votes = (["vote", "prod", "hedge", "stacking"] as const).map((combine) => {
      using set = fed(prices, { ensemble: { combine } });
      expect(set.counts().signals).toBeGreaterThan(100);
      return set.score(0, set.names.length - 1);
    });
    expect(new Set(votes).size).toBe(4);
  });

  test("a vote whose members disagree too much is not a signal, and is counted", () => {
    const generators = [constant("up", 0.8), constant("down", -0.5)];
    const ensemble = { combine: "vote", disagreement: { measure: "share", most: 0.4 } } as const;
    using divided = fed(prices.subarray(0, 32), { generators, ensemble });
    using heard = fed(prices.subarray(0, 32), { generators, ensemble: { combine: "vote" } });
    expect(divided.counts()).toMatchObject({ signals: 0, divided: 32 });
    expect(heard.counts()).toMatchObject({ signals: 32, divided: 0 });
    expect(divided.ranked(0).map(({ generator }) => generator)).toEqual(["up", "down"]);
    expect(heard.ranked(0).map(({ generator }) => generator)).toEqual(["up", "down", "ensemble"]);
  });

  test("a horizon that cannot be is named", () => {
    expect(() => new SignalSet({ symbols: 1, generators: [constant("never", 0.1, 0)] })).toThrow(
      "generators.never.horizon: got 0; allowed: an integer from 1 to 1000000",
    );
  });
});

/** Gives what it is told is one over the typical change. */
const perUnitOf: SignalGeneratorFactory = () => {
  let told = Number.NaN;
  return {
    name: "told",
    valueKind: "pure",
    update: (_symbol, _price, perUnit) => {
      told = perUnit;
      return 0;
    },
    value: () => told,
    snapshot() {},
    restore() {},
  };
};
