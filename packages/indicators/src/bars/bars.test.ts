import { describe, expect, test } from "bun:test";
import { CapacityError, ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import { BarBuilder, type BuiltBar } from "./bar-builder.ts";
import { buildBars } from "./build-bars.ts";
import { RangeBars } from "./range-bars.ts";
import { barsRegistry, createBars } from "./registry.ts";
import { RenkoBars } from "./renko-bars.ts";
import { dollarBars, ThresholdBars, tickBars, volumeBars } from "./threshold-bars.ts";
import { TimeBars } from "./time-bars.ts";

type Trade = [price: number, size: number, time: number];

/** Trades of whole prices, sizes and times, as counts of ticks, lots and milliseconds. */
const trades: fc.Arbitrary<Trade[]> = fc
  .array(fc.tuple(fc.integer({ min: -30, max: 30 }), fc.nat(20), fc.nat(400)), { maxLength: 120 })
  .map((steps) => {
    let [price, time] = [1000, 5000];
    return steps.map(([move, size, wait]) => {
      price += move;
      time += wait;
      return [price, size, time];
    });
  });

function run(builder: BarBuilder, list: readonly Trade[]): BuiltBar[] {
  const bars: BuiltBar[] = [];
  for (const trade of list) {
    const finished = builder.trade(...trade);
    for (let k = 0; k < finished; k++) bars.push(builder.finished(k));
  }
  return bars;
}

function sum(bars: readonly (BuiltBar | undefined)[], field: keyof BuiltBar): number {
  return bars.reduce((total, bar) => total + (bar?.[field] ?? 0), 0);
}

const sessions = { length: 1700, anchor: 130 };
const builders: Record<string, () => BarBuilder> = {
  time: () => new TimeBars({ interval: 500 }),
  "time in sessions": () => new TimeBars({ interval: 500, sessions, fill: true }),
  sessions: () => new TimeBars({ interval: Infinity, sessions }),
  ticks: () => tickBars(7),
  volume: () => volumeBars(50),
  "volume, split": () => volumeBars(50, { split: true }),
  dollars: () => dollarBars(40_000),
  "dollars, split": () => dollarBars(40_000, { split: true }),
  range: () => new RangeBars({ range: 12 }),
  Renko: () => new RenkoBars({ brick: 12 }),
  "Renko of ATR": () => new RenkoBars({ brick: { atrPeriod: 5 } }),
};

describe.each(Object.entries(builders))("%s bars", (name, make) => {
  test("what goes in comes out, finished or forming", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const builder = make();
        const bars = [...run(builder, list), builder.forming()];
        // Renko counts from its first price on, and of average true range from where that is known.
        const skipped = name === "Renko" ? 1 : name === "Renko of ATR" ? 6 : 0;
        const counted = list.slice(skipped);
        if (name === "Renko of ATR" && (builder as RenkoBars).brick === 0) return;
        if (name === "Renko of ATR" && list.slice(0, 6).every(([price]) => price === list[0]![0])) return;
        const volume = counted.reduce((total, [, size]) => total + size, 0);
        const notional = counted.reduce((total, [price, size]) => total + price * size, 0);
        expect(sum(bars, "volume")).toBeCloseTo(volume, 6);
        expect(sum(bars, "notional")).toBeCloseTo(notional, 4);
        expect(sum(bars, "trades")).toBeCloseTo(counted.length, 6);
      }),
    );
  });

  test("a bar's prices hold together", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const builder = make();
        for (const bar of run(builder, list)) {
          if (!name.startsWith("Renko")) {
            expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
            expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
          }
          expect(bar.begin).toBeLessThanOrEqual(bar.end);
        }
      }),
    );
  });

  test("a state taken back goes on as if nothing had been", () => {
    fc.assert(
      fc.property(trades, trades, (before, after) => {
        const [one, other] = [make(), make()];
        run(one, before);
        other.restore(JSON.parse(JSON.stringify(one.snapshot())));
        const later = after.map(([price, size, time]): Trade => [price, size, time + 50_000]);
        expect(run(other, later)).toEqual(run(one, later));
        expect(other.snapshot()).toEqual(one.snapshot());
        one.reset();
        expect(run(one, before)).toEqual(run(make(), before));
      }),
    );
  });

  test("what is not valid is counted, or an error, and changes nothing", () => {
    const builder = make();
    builder.trade(1000, 3, 5000);
    const { state } = builder.snapshot();
    expect(builder.trade(Number.NaN, 1, 5001)).toBe(0);
    expect(builder.trade(1000, -1, 5001)).toBe(0);
    expect(builder.trade(1000, 1, Infinity)).toBe(0);
    expect(builder.bar({ time: 5001, open: 5, high: 4, low: 3, close: 4 })).toBe(0);
    expect(builder.snapshot().state).toEqual(state);
    expect(builder.rejected).toEqual({ invalid: 4, late: 0 });
  });
});

describe("time bars", () => {
  test("aggregating twice is aggregating once", () => {
    const coarse = fc.record({ times: fc.integer({ min: 1, max: 6 }), sessions: fc.boolean() });
    fc.assert(
      fc.property(trades, coarse, (list, options) => {
        const by = options.sessions ? { sessions } : {};
        const fine = new TimeBars({ interval: 100, ...by });
        const direct = new TimeBars({ interval: 100 * options.times, ...by });
        const twice = new TimeBars({ interval: 100 * options.times, ...by });
        const expected = run(direct, list);
        const found: BuiltBar[] = [];
        const feed = (bar: BuiltBar) => {
          if (twice.bar({ ...bar, time: bar.begin }) > 0) found.push(twice.finished(0));
        };
        run(fine, list).forEach(feed);
        if (fine.flush() > 0) feed(fine.finished(0));
        expect(found).toEqual(expected);
        expect(twice.forming()).toEqual(direct.forming());
      }),
    );
  });

  test("intervals count from the session's beginning and end with it", () => {
    const builder = new TimeBars({ interval: 500, sessions });
    const bars = run(builder, [
      [10, 1, 130],
      [11, 1, 629],
      [12, 1, 630],
      [13, 1, 1829],
      [14, 1, 1830],
    ]);
    expect(bars.map(({ begin, end, close }) => [begin, end, close])).toEqual([
      [130, 630, 11],
      [630, 1130, 12],
      [1630, 1830, 13],
    ]);
    expect(builder.forming()).toMatchObject({ begin: 1830, end: 2330 });
  });

  test("empty intervals are filled where asked for, and the clock finishes bars", () => {
    const builder = new TimeBars({ interval: 10, fill: true });
    run(builder, [[7, 2, 3]]);
    expect(builder.trade(9, 1, 35)).toBe(3);
    expect([0, 1, 2].map((k) => builder.finished(k)).map(({ begin, close, volume }) => [begin, close, volume])).toEqual(
      [
        [0, 7, 2],
        [10, 7, 0],
        [20, 7, 0],
      ],
    );
    expect(builder.advance(39)).toBe(0);
    expect(builder.advance(60)).toBe(3);
    expect(builder.forming()).toBeUndefined();
    expect(builder.trade(8, 1, 59)).toBe(0);
    expect(builder.rejected.late).toBe(1);
  });

  test("an interval that was flushed is over", () => {
    const builder = new TimeBars({ interval: 10, fill: true });
    builder.trade(7, 2, 3);
    expect(builder.flush()).toBe(1);
    expect(builder.flush()).toBe(0);
    builder.trade(8, 2, 4);
    expect(builder.rejected.late).toBe(1);
    expect(builder.trade(9, 1, 25)).toBe(1);
    expect(builder.finished(0)).toMatchObject({ begin: 10, end: 20, close: 7, volume: 0 });
  });

  test("functions give sessions of any length, and one bar a session", () => {
    const month = (time: number, ahead: number) => {
      const date = new Date(time);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead);
    };
    const months = { startOf: (time: number) => month(time, 0), endOf: (time: number) => month(time, 1) };
    const builder = new TimeBars({ interval: Infinity, sessions: months });
    builder.trade(1, 1, Date.UTC(2024, 1, 29));
    expect(builder.trade(2, 1, Date.UTC(2024, 2, 1))).toBe(1);
    expect(builder.finished(0)).toMatchObject({ begin: Date.UTC(2024, 1, 1), end: Date.UTC(2024, 2, 1) });
  });
});

describe("bars of activity", () => {
  test("each has the threshold, and had less before its last trade", () => {
    fc.assert(
      fc.property(trades, (list) => {
        for (const bar of run(tickBars(7), list)) expect(bar.trades).toBe(7);
        for (const bar of run(volumeBars(50), list)) expect(bar.volume).toBeWithin(50, 50 + 20);
        for (const bar of run(volumeBars(50, { split: true }), list)) expect(bar.volume).toBe(50);
        for (const bar of run(dollarBars(40_000, { split: true }), list)) expect(bar.notional).toBeCloseTo(40_000, 6);
      }),
    );
  });

  test("a trade that would finish too many bars is an error that changes nothing", () => {
    const builder = volumeBars(1, { split: true, maxBars: 10 });
    builder.trade(5, 0.5, 1);
    const before = builder.snapshot();
    expect(() => builder.trade(5, 100, 2)).toThrow(CapacityError);
    expect(builder.snapshot()).toEqual(before);
  });

  test("bars go in whole", () => {
    const builder = new ThresholdBars({ measure: "volume", threshold: 10 });
    expect(builder.bar({ time: 1, open: 5, high: 9, low: 4, close: 6, volume: 4 })).toBe(0);
    expect(builder.bar({ time: 2, open: 6, high: 7, low: 2, close: 3, volume: 40 })).toBe(1);
    expect(builder.finished(0)).toEqual({
      begin: 1,
      end: 2,
      open: 5,
      high: 9,
      low: 2,
      close: 3,
      volume: 44,
      notional: 144,
      trades: 2,
    });
  });
});

describe("range bars", () => {
  test("each is as high as the range and closes at an end", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const builder = new RangeBars({ range: 12 });
        for (const bar of run(builder, list)) {
          expect(bar.high - bar.low).toBe(12);
          expect([bar.high, bar.low]).toContain(bar.close);
        }
        const forming = builder.forming();
        if (forming !== undefined) expect(forming.high - forming.low).toBeLessThan(12);
      }),
    );
  });

  test("a price at which the range is nothing is refused", () => {
    const builder = new RangeBars({ range: 1 });
    builder.trade(1e17, 1, 1);
    builder.bar({ time: 1, open: 1e17, high: 1e17, low: 1e17, close: 1e17 });
    expect(builder.rejected.invalid).toBe(2);
  });
});

test("columns of bars are what indicators take", () => {
  const price = Float64Array.from({ length: 100 }, (_, k) => 100 + ((k * 7) % 11));
  const time = Float64Array.from(price.keys());
  const bars = buildBars(tickBars(10), { price, size: new Float64Array(100).fill(2), time });
  expect([...bars.volume]).toEqual(new Array(10).fill(20));
  expect([...bars.begin]).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  const again = buildBars(new TimeBars({ interval: 20 }), { ...bars, time: bars.begin });
  expect([...again.volume]).toEqual([40, 40, 40, 40]);
  expect(() => buildBars(tickBars(10), { price, time })).toThrow(InputError);
});

test("the registry makes everything that it lists, and checks parameters", () => {
  expect(barsRegistry.map(({ name }) => name)).toEqual(barsRegistry.map(({ name }) => name).sort());
  for (const { name, kind, outputs } of barsRegistry) {
    const made = createBars(name);
    expect(made.name === name || name === "RENKO_ATR_BARS").toBe(true);
    expect(made instanceof BarBuilder).toBe(kind === "bars");
    expect(outputs.length).toBeGreaterThan(0);
  }
  expect(() => createBars("KAGI")).toThrow(ConfigError);
  expect(() => createBars("TICK_BARS", { threshold: 1.5 })).toThrow(ConfigError);
  expect(() => createBars("TICK_BARS", { ticks: 5 })).toThrow(ConfigError);
  expect(() => new TimeBars({ interval: 0 })).toThrow(ConfigError);
  expect(() => tickBars(5).restore(tickBars(6).snapshot())).toThrow(InputError);
});
