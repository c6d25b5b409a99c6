import { describe, expect, test } from "bun:test";
import { CapacityError, ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import { MarketProfile, periodLetter } from "./market-profile.ts";
import { pointOfControl, valueArea } from "./value-area.ts";
import { VolumeProfile } from "./volume-profile.ts";

type Trade = [price: number, size: number, time: number];

const trades: fc.Arbitrary<Trade[]> = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat(20), fc.nat(40)), { minLength: 1, maxLength: 150 })
  .map((steps) => {
    let [price, time] = [500, 0];
    return steps.map(([move, size, wait]) => {
      price += move;
      time += wait;
      return [price, size, time];
    });
  });

const sessions = { length: 1000 };
const session = (time: number) => Math.floor(time / 1000);

describe("value area", () => {
  test("holds the point of control and its share, and no less would with a row taken away at either end", () => {
    const counts = fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }).map((list) => Float64Array.from(list));
    fc.assert(
      fc.property(counts, fc.constantFrom(0.5, 0.68, 0.7, 1), (values, share) => {
        const control = pointOfControl(values);
        const total = values.reduce((a, b) => a + b, 0);
        const [low, high] = valueArea(values, control, total, share, 1);
        expect(values[control]).toBe(Math.max(...values));
        expect(low <= control && control <= high).toBe(true);
        const within = (from: number, to: number) => values.slice(from, to + 1).reduce((a, b) => a + b, 0);
        expect(within(low, high)).toBeGreaterThanOrEqual(share * total - 1e-9);
        const last = Math.min(within(low + 1, high), within(low, high - 1));
        if (low < high) expect(last).toBeLessThan(share * total);
      }),
    );
  });

  test("grows two rows at a time by the fuller side, upwards where they are alike", () => {
    const counts = Float64Array.of(1, 5, 2, 10, 3, 4, 9);
    expect(valueArea(counts, 3, 34, 0.5, 2)).toEqual([3, 5]);
    expect(valueArea(counts, 3, 34, 0.7, 2)).toEqual([3, 6]);
  });
});

describe("volume profile", () => {
  test("volume is where it was traded, and none is lost", () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 1, max: 7 }), (list, rowSize) => {
        const profile = new VolumeProfile({ rowSize });
        const expected = new Map<number, number>();
        for (const [price, size, time] of list) {
          profile.trade(price, size, time);
          const row = Math.floor(price / rowSize) * rowSize;
          expected.set(row, (expected.get(row) ?? 0) + size);
        }
        for (const { price, volume } of profile.rows()) expect(volume).toBe(expected.get(price) ?? 0);
        for (const [price, volume] of expected) expect(profile.volumeAt(price)).toBe(volume);
        expect(profile.levels()!.total).toBe(list.reduce((total, [, size]) => total + size, 0));
      }),
    );
  });

  test("begins anew with each session and keeps the levels of the last", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const profile = new VolumeProfile({ sessions });
        for (const trade of list) profile.trade(...trade);
        const current = session(list.at(-1)![2]);
        const before = list.filter(([, , time]) => session(time) < current);
        const kept = new VolumeProfile({ sessions });
        const previous = session(before.at(-1)?.[2] ?? 0);
        for (const trade of before) if (session(trade[2]) === previous) kept.trade(...trade);
        expect(profile.last).toEqual(before.length === 0 ? undefined : kept.levels());
        expect(profile.levels()!.begin).toBe(current * 1000);
      }),
    );
  });

  test("a bar's volume is spread over its rows; decimals fall in their rows", () => {
    const profile = new VolumeProfile({ rowSize: 0.1 });
    profile.bar({ time: 0, open: 213, high: 213.4, low: 213.1, close: 213.2, volume: 8 });
    expect(profile.rows().map(({ volume }) => volume)).toEqual([2, 2, 2, 2]);
    for (let k = 0; k < 500; k++) profile.trade((2131 + k) / 10, 1);
    expect(profile.rows().map(({ volume }) => volume)).toEqual([3, 3, 3, 3, ...new Array(496).fill(1)]);
  });

  test("a state taken back goes on; more rows than allowed are an error that changes nothing", () => {
    fc.assert(
      fc.property(trades, trades, (before, after) => {
        const [one, other] = [new VolumeProfile({ sessions }), new VolumeProfile({ sessions })];
        for (const trade of before) one.trade(...trade);
        other.restore(JSON.parse(JSON.stringify(one.snapshot())));
        for (const profile of [one, other])
          for (const [price, size, time] of after) profile.trade(price, size, time + 6000);
        expect(other.snapshot()).toEqual(one.snapshot());
        expect(other.levels()).toEqual(one.levels()!);
      }),
    );
    const small = new VolumeProfile({ maxRows: 10 });
    small.trade(5, 1);
    small.trade(14, 1);
    const state = small.snapshot();
    expect(() => small.trade(15, 1)).toThrow(CapacityError);
    expect(small.snapshot()).toEqual(state);
  });
});

describe("market profile", () => {
  test("a period counts in all rows of its range, once", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const profile = new MarketProfile({ period: 100, sessions });
        for (const [price, , time] of list) profile.trade(price, time);
        const current = session(list.at(-1)![2]);
        const ranges = new Map<number, [number, number]>();
        for (const [price, , time] of list)
          if (session(time) === current) {
            const period = Math.floor((time % 1000) / 100);
            const [low, high] = ranges.get(period) ?? [price, price];
            ranges.set(period, [Math.min(low, price), Math.max(high, price)]);
          }
        for (const { price, count, letters } of profile.rows()) {
          const periods = [...ranges].filter(([, [low, high]]) => low <= price && price <= high);
          expect(letters).toBe(periods.map(([period]) => periodLetter(period)).join(""));
          expect(count).toBe(periods.length);
        }
        const levels = profile.levels()!;
        const first = [0, 1].flatMap((period) => ranges.get(period) ?? []);
        if (first.length > 0)
          expect([levels.initialBalanceLow, levels.initialBalanceHigh]).toEqual([
            Math.min(...first),
            Math.max(...first),
          ]);
        else expect(levels.initialBalanceLow).toBeUndefined();
        const restored = new MarketProfile({ period: 100, sessions });
        restored.restore(JSON.parse(JSON.stringify(profile.snapshot())));
        expect(restored.rows()).toEqual(profile.rows());
        expect(restored.levels()).toEqual(levels);
      }),
    );
  });

  test("letters go on after Z and z; a session of too many periods is an error", () => {
    expect([0, 25, 26, 51, 52].map(periodLetter)).toEqual(["A", "Z", "a", "z", "A1"]);
    const profile = new MarketProfile({ period: 10, sessions, maxPeriods: 52 });
    profile.trade(5, 519);
    expect(() => profile.trade(5, 520)).toThrow(CapacityError);
    expect(profile.levels()!.total).toBe(1);
  });

  test("what is not valid or late is counted or an error", () => {
    const profile = new MarketProfile({ period: 10, sessions });
    profile.trade(Number.NaN, 1);
    profile.trade(5, 1001);
    profile.trade(5, 999);
    expect(profile.rejected).toEqual({ invalid: 1, late: 1 });
    const strict = new VolumeProfile({ invalid: "error" });
    expect(() => strict.trade(1, Number.NaN)).toThrow(InputError);
    expect(() => new VolumeProfile({ rowSize: 0 })).toThrow(ConfigError);
    profile.reset();
    expect(profile.levels()).toBeUndefined();
  });
});
