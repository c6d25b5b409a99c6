import { describe, expect, test } from "bun:test";
import { ConfigError, Instrument, Liquidity, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { FeeSchedule } from "./fee-schedule.ts";

const DAY = 86_400_000_000;
const share = new Instrument({ id: 1, symbol: "AAPL", priceDecimals: 2 });
const coin = new Instrument({ id: 2, symbol: "BTC-USDT", priceDecimals: 2, sizeDecimals: 5, currency: "USDT" });

const charge = (fees: FeeSchedule, instrument: Instrument, price: number, quantity: number, more: object = {}) =>
  fees.text(fees.charge({ instrument, price, quantity, liquidity: Liquidity.Taker, micros: 0, ...more }));

describe("FeeSchedule", () => {
  test("by the share, with a minimum, and a maximum that goes before it", () => {
    const fees = new FeeSchedule({
      currency: "USD",
      tiers: [{ perUnit: "0.005" }],
      minimum: "1",
      maximumShare: "0.01",
      decimals: 2,
    });
    // Interactive Brokers' examples of its fixed pricing: 100 at 25 is 1.00, 1,000 at 25 is 5.00, 1,000 at 0.25 is 2.50.
    expect(charge(fees, share, 2500, 100)).toBe("1.00");
    expect(charge(fees, share, 2500, 1000)).toBe("5.00");
    expect(charge(fees, share, 25, 1000)).toBe("2.50");
    expect(charge(fees, share, 10, 100)).toBe("0.10");
  });

  test("maker rebates and taker fees, rounded as told", () => {
    const options = { currency: "USDT", tiers: [{ maker: "-0.00005", taker: "0.00045" }], decimals: 4 };
    const even = new FeeSchedule(options);
    const up = new FeeSchedule({ ...options, rounding: "up" });
    expect(charge(even, coin, 6_000_001, 100_000)).toBe("27.0000");
    expect(charge(up, coin, 6_000_001, 100_000)).toBe("27.0001");
    const maker = { liquidity: Liquidity.Maker };
    expect(charge(even, coin, 6_000_001, 100_000, maker)).toBe("-3.0000");
    expect(charge(up, coin, 6_000_001, 100_000, maker)).toBe("-3.0000");
  });

  test("in another currency, by its rate", () => {
    const fees = new FeeSchedule({ currency: "BNB", tiers: [{ taker: "0.00075" }] });
    expect(charge(fees, coin, 6_000_000, 100_000, { rate: "0.0016" })).toBe("0.07200000");
    expect(() => charge(fees, coin, 6_000_000, 1)).toThrow(
      "rate is missing: BTC-USDT is priced in USDT, fees are in BNB",
    );
  });

  test("the tier is that of the days before, which leave the window again", () => {
    const fees = new FeeSchedule({
      currency: "USD",
      tiers: [{ taker: "0.001" }, { from: 10_000, taker: "0.0005" }],
      decimals: 2,
      windowDays: 2,
    });
    const at = (day: number) => charge(fees, share, 10_000, 100, { micros: day * DAY + 5 });
    expect([at(3), at(3), at(4), at(5), at(9), at(10)]).toEqual(["10.00", "10.00", "5.00", "5.00", "10.00", "5.00"]);
    expect(at(9)).toBe("5.00");
    const writer = new SnapshotWriter();
    fees.snapshot(writer);
    const copy = new FeeSchedule({
      currency: "USD",
      tiers: [{ taker: "0.001" }, { from: 10_000, taker: "0.0005" }],
      decimals: 2,
      windowDays: 2,
    });
    copy.restore(new SnapshotReader(writer.finish()));
    expect(charge(copy, share, 10_000, 100, { micros: 12 * DAY })).toBe("5.00");
    expect(charge(copy, share, 10_000, 100, { micros: 15 * DAY })).toBe("10.00");
  });

  test("what is wrong is named", () => {
    const make = (options: object) => () => new FeeSchedule({ currency: "USD", tiers: [{}], ...options });
    expect(make({ tiers: [] })).toThrow("at least one tier");
    expect(make({ tiers: [{ from: 1 }] })).toThrow("tiers[0].from: got 1; allowed: 0");
    expect(make({ tiers: [{}, { from: 5 }, { from: 5 }] })).toThrow(
      "tiers[2].from: got 5; allowed: more than the tier before",
    );
    expect(make({ tiers: [{ taker: "much" }] })).toThrow('tiers[0].taker: got "much"');
    expect(make({ currency: "$" })).toThrow(ConfigError);
    expect(make({ decimals: 13 })).toThrow("decimals");
    expect(make({ rounding: "down" })).toThrow("rounding");
    expect(make({ windowDays: 0 })).toThrow("windowDays");
    const fees = new FeeSchedule({ currency: "USD", tiers: [{}] });
    expect(() => charge(fees, share, 1.5, 1)).toThrow("price is 1.5");
    expect(() => charge(fees, share, 1, 1, { micros: Number.NaN })).toThrow("micros is NaN");
  });
});
