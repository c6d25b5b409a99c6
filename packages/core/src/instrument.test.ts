import { describe, expect, test } from "bun:test";
import { Decimal } from "./decimal.ts";
import { Instrument, InstrumentRegistry } from "./instrument.ts";

describe("Instrument", () => {
  const apple = new Instrument({
    id: 7,
    symbol: "AAPL",
    priceDecimals: 4,
    tick: "0.01",
    lot: 100,
    maxSize: 10_000,
    mic: "XNAS",
  });

  test("turns values into units and back", () => {
    expect(apple.price("100.05")).toBe(1_000_500);
    expect(apple.price(new Decimal("100.05"))).toBe(1_000_500);
    expect(apple.formatPrice(1_000_500)).toBe("100.0500");
    expect(apple.formatSize(200)).toBe("200");
  });

  test("an order must be on tick and in whole lots; market data need only be representable", () => {
    expect(apple.price("100.0549")).toBe(1_000_549);
    expect(() => apple.orderPrice("100.0549")).toThrow("AAPL: 100.0549 is not a multiple of the tick 0.0100");
    expect(() => apple.orderPrice("-1")).toThrow("must be positive");
    expect(apple.orderSize(300)).toBe(300);
    expect(() => apple.orderSize(150)).toThrow("AAPL: size 150 is not a multiple of the lot 100");
    expect(() => apple.orderSize(50)).toThrow("not between 100 and 10000");
    expect(() => apple.orderSize(10_100)).toThrow("not between 100 and 10000");
  });

  test("ticks follow price bands and dates", () => {
    const since = 1_000_000;
    const share = new Instrument({
      id: 1,
      symbol: "7203",
      priceDecimals: 1,
      tick: [
        { tick: 1 },
        { tick: 5, from: 3000 },
        { tick: "0.1", sinceMicros: since },
        { tick: "0.5", from: 1000, sinceMicros: since },
      ],
    });
    const tick = (price: number, micros: number): number => share.ticks.tickAt(share.price(price), micros);
    expect([tick(2999, 0), tick(3000, 0), tick(999, since), tick(1000, since), tick(5000, since)]).toEqual([
      10, 50, 1, 5, 5,
    ]);
    expect(() => share.orderPrice(3001, 0)).toThrow("tick 5.0");
    expect(share.orderPrice("3000.5", since)).toBe(30_005);
  });

  test("a bad definition names the field, the value and what is allowed", () => {
    const bad =
      (change: object): (() => Instrument) =>
      () =>
        new Instrument({ id: 1, symbol: "X", priceDecimals: 2, ...change } as never, "instruments[3]");
    expect(bad({ id: -1 })).toThrow("instruments[3].id: got -1; allowed: a safe integer from 0");
    expect(bad({ priceDecimals: 16 })).toThrow(
      "instruments[3].priceDecimals: got 16; allowed: an integer from 0 to 15",
    );
    expect(bad({ tick: "0.001" })).toThrow('instruments[3].tick: got "0.001"; allowed: a number of at most 2 decimals');
    expect(bad({ tick: 0 })).toThrow("instruments[3].tick[0].tick");
    expect(bad({ lot: -1 })).toThrow("instruments[3].lot: got -1; allowed: a positive size");
    expect(bad({ colour: "red" })).toThrow('instruments[3].colour: got "red"; allowed: one of the keys id, symbol');
    expect(bad({ currency: "usd" })).toThrow("instruments[3].currency");
    expect(bad({ multiplier: 0.5 })).toThrow("instruments[3].multiplier");
    expect(bad({ mic: "NYSE1" })).toThrow("instruments[3].mic");
    expect(bad({ minSize: 5, maxSize: 2 })).toThrow("instruments[3].maxSize");
    expect(bad({ symbol: "" })).toThrow("instruments[3].symbol");
  });
});

describe("InstrumentRegistry", () => {
  test("gives each instrument a dense index", () => {
    const registry = new InstrumentRegistry([
      { id: 500, symbol: "A", priceDecimals: 2 },
      { id: 3, symbol: "B", priceDecimals: 2 },
    ]);
    expect([registry.indexOf(500), registry.indexOf(3), registry.indexOf(4), registry.size]).toEqual([0, 1, -1, 2]);
    expect(registry.at(1).symbol).toBe("B");
    expect(() => registry.at(2)).toThrow("there is no instrument 2");
  });

  test("refuses twins and emptiness", () => {
    expect(() => new InstrumentRegistry([])).toThrow("instruments: got []");
    expect(
      () =>
        new InstrumentRegistry([
          { id: 1, symbol: "A", priceDecimals: 2 },
          { id: 1, symbol: "B", priceDecimals: 2 },
        ]),
    ).toThrow("instruments[1].id");
    expect(
      () =>
        new InstrumentRegistry([
          { id: 1, symbol: "A", priceDecimals: 2 },
          { id: 2, symbol: "A", priceDecimals: 2 },
        ]),
    ).toThrow("instruments[1].symbol");
  });
});
