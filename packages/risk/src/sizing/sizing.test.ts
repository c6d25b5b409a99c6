import { describe, expect, test } from "bun:test";
import { Instrument, InstrumentRegistry, Random } from "@hotpath/core";
import fc from "fast-check";
import {
  atrSize,
  fixedFractionalSize,
  kellyFromReturns,
  kellyOfBet,
  kellyOfMoments,
  kellyPortfolio,
  optimalF,
  shareOfEquitySize,
  sizeOrder,
  sizePortfolio,
  volatilityTargetShare,
} from "./index.ts";

describe("published examples", () => {
  test("a unit of the Turtles: heating oil, N 0.0141, a million", () => {
    const size = atrSize({ equity: 1_000_000, risk: 0.01, atr: 0.0141, multiplier: 42_000 });
    expect(size).toBeCloseTo(16.88, 1);
    const oil = new Instrument({ id: 1, symbol: "HO", priceDecimals: 4, multiplier: 42_000 });
    expect(sizeOrder({ instrument: oil, wanted: size, price: "0.8" })).toMatchObject({ units: 16, boundBy: "lot" });
  });

  test("Vince's optimal f is the best of all fractions of his record", () => {
    const trades = Float64Array.of(9, 18, 7, 1, 10, -5, -3, -17, -7);
    const { f, equityPerUnit, terminalWealth, geometricMean, worstLoss } = optimalF(trades);
    expect([f.toFixed(2), worstLoss]).toEqual(["0.24", -17]);
    expect(equityPerUnit).toBe(17 / f);
    const wealth = (x: number) => trades.reduce((product, trade) => product * (1 + (x * trade) / 17), 1);
    expect(terminalWealth).toBeCloseTo(wealth(f), 12);
    expect(geometricMean ** 9).toBeCloseTo(terminalWealth, 12);
    for (let x = 0; x < 1; x += 0.001) expect(wealth(x)).toBeLessThanOrEqual(terminalWealth * (1 + 1e-15));
  });

  test("Kelly's bet, Thorp's continuous form, and the same from returns", () => {
    expect(kellyOfBet({ winProbability: 0.6, gain: 1 })).toBeCloseTo(0.2, 15);
    expect(kellyOfBet({ winProbability: 0.5, gain: 2 })).toBe(0.25);
    expect(kellyOfBet({ winProbability: 0.5, gain: 0.9 })).toBe(0);
    expect(kellyOfBet({ winProbability: 0.5, gain: 0.5, loss: 0.25 })).toBe(1);
    expect(kellyOfMoments(0.11, 0.0225, 0.06)).toBeCloseTo(0.05 / 0.0225, 14);
    const bets = Float64Array.of(1, 1, 1, -1, -1);
    expect(kellyFromReturns(bets)).toBeCloseTo(0.2, 14);
    expect(kellyFromReturns(Float64Array.of(0.1, 0.2))).toBe(1);
    expect(kellyFromReturns(Float64Array.of(-0.1, 0.05))).toBe(0);
  });

  test("fixed fractional, shares of equity, volatility target", () => {
    expect(fixedFractionalSize({ equity: 100_000, risk: 0.01, entry: 50, stop: 48 })).toBe(500);
    expect(fixedFractionalSize({ equity: 100_000, risk: 0.01, entry: 48, stop: 50, multiplier: 50 })).toBe(10);
    expect(shareOfEquitySize({ equity: 1000, share: -0.5, price: 10, multiplier: 5 })).toBe(-10);
    expect(volatilityTargetShare({ target: 0.1, volatility: 0.2 })).toBe(0.5);
    expect(volatilityTargetShare({ target: 0.1, volatility: 0.02, maxShare: 2 })).toBe(2);
  });
});

describe("kellyPortfolio", () => {
  const covariance = Float64Array.of(0.04, 0.018, 0.006, 0.018, 0.09, 0.012, 0.006, 0.012, 0.0225);
  const mean = Float64Array.of(0.08, 0.12, 0.03);

  test("without caps it solves Σ f = μ − r, and half Kelly is half of it", () => {
    const { shares, residual } = kellyPortfolio({ mean, covariance, riskFree: 0.02 });
    for (let i = 0; i < 3; i++) {
      const risk = [0, 1, 2].reduce((sum, j) => sum + covariance[i * 3 + j]! * shares[j]!, 0);
      expect(risk).toBeCloseTo(mean[i]! - 0.02, 14);
    }
    expect(residual).toBeLessThan(1e-14);
    const loose = kellyPortfolio({ mean, covariance, riskFree: 0.02, maxGross: 1e6, minShare: -1e6 });
    expect([...loose.shares]).toEqual([...shares]);
    const half = kellyPortfolio({ mean, covariance, riskFree: 0.02, fraction: 0.5 });
    for (let i = 0; i < 3; i++) expect(half.shares[i]).toBeCloseTo(shares[i]! / 2, 12);
  });

  test("with caps no portfolio within them grows faster", () => {
    const random = new Random(3);
    const caps = { minShare: -0.3, maxShare: 0.8, maxGross: 1.1 };
    const best = kellyPortfolio({ mean, covariance, ...caps });
    const growth = (f: number[]) =>
      f.reduce((sum, x, i) => sum + x * (mean[i]! - 0.5 * f.reduce((s, y, j) => s + covariance[i * 3 + j]! * y, 0)), 0);
    expect(best.growth).toBeCloseTo(growth([...best.shares]), 14);
    expect(best.shares.reduce((sum, x) => sum + Math.abs(x), 0)).toBeLessThanOrEqual(1.1 + 1e-12);
    expect(best.grossPrice).toBeGreaterThan(0);
    expect(best.residual).toBeLessThan(1e-12);
    for (let trial = 0; trial < 5000; trial++) {
      const f = Array.from({ length: 3 }, () => -0.3 + 1.1 * random.uniform());
      if (f.reduce((sum, x) => sum + Math.abs(x), 0) <= 1.1) expect(growth(f)).toBeLessThanOrEqual(best.growth + 1e-12);
    }
  });

  test("what is wrong is named", () => {
    const twins = Float64Array.of(0.04, 0.04, 0.04, 0.04);
    const two = Float64Array.of(0.1, 0.1);
    expect(() => kellyPortfolio({ mean: two, covariance: twins })).toThrow(
      "asset 1 is a combination of those before it",
    );
    expect(() => kellyPortfolio({ mean: two, covariance: Float64Array.of(1, 0, 1, 1) })).toThrow(
      "not symmetric: [1][0] is 1",
    );
    expect(() => kellyPortfolio({ mean: two, covariance: Float64Array.of(0, 0, 0, 1) })).toThrow("asset 0");
    expect(() => kellyPortfolio({ mean: two, covariance: Float64Array.of(1) })).toThrow("2 means take 4");
    expect(() => kellyPortfolio({ mean: Float64Array.of(Number.NaN), covariance: Float64Array.of(1) })).toThrow(
      "mean[0] is NaN",
    );
    expect(() => kellyPortfolio({ mean, covariance, fraction: 0 })).toThrow(
      "fraction is 0; allowed: a number in (0, 1]",
    );
    expect(() => kellyPortfolio({ mean, covariance, minShare: 0.1 })).toThrow("minShare is 0.1");
    expect(() => kellyPortfolio({ mean, covariance, maxGross: 0 })).toThrow("maxGross is 0");
  });
});

test("optimalF is the maximum of any record, and refuses one without a loss", () => {
  const record = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(record, fc.double({ min: 0, max: 1, noNaN: true }), (list, other) => {
      const profits = Float64Array.from(list);
      if (!list.some((x) => x < -1e-6)) return;
      const { f, worstLoss } = optimalF(profits);
      const growth = (x: number) => list.reduce((sum, p) => sum + Math.log(Math.max(0, 1 - (x * p) / worstLoss)), 0);
      expect(f >= 0 && f <= 1).toBe(true);
      expect(growth(other)).toBeLessThanOrEqual(growth(f) + 1e-9);
    }),
  );
  expect(() => optimalF(Float64Array.of(1, 2))).toThrow("without a loss no fraction is too great");
  expect(() => optimalF(new Float64Array(0))).toThrow("profits has no element");
  expect(optimalF(Float64Array.of(-1, -2))).toMatchObject({
    f: 0,
    equityPerUnit: undefined,
    terminalWealth: 1,
  });
});

describe("sizeOrder", () => {
  const share = new Instrument({ id: 1, symbol: "AAPL", priceDecimals: 2, lot: "10", maxSize: "5000" });
  const coin = new Instrument({ id: 2, symbol: "BTC", priceDecimals: 2, sizeDecimals: 8, lot: "0.1", minSize: "0.2" });

  test("whole lots, exactly: 0.3 in steps of 0.1 is 0.3", () => {
    expect(sizeOrder({ instrument: coin, wanted: 0.3, price: 60_000 })).toEqual({
      units: 30_000_000,
      size: "0.30000000",
      boundBy: "none",
      bound: undefined,
    });
    expect(sizeOrder({ instrument: coin, wanted: 0.1 + 0.2, price: 60_000 })).toMatchObject({
      units: 30_000_000,
      boundBy: "lot",
    });
    expect(sizeOrder({ instrument: coin, wanted: "0.29999999999999998", price: 60_000 })).toMatchObject({
      units: 20_000_000,
      boundBy: "lot",
    });
    expect(sizeOrder({ instrument: coin, wanted: 1e-9, price: 1 })).toMatchObject({
      units: 0,
      boundBy: "min-size",
      bound: "0.20000000",
    });
    expect(sizeOrder({ instrument: share, wanted: -127.5, price: 10 })).toMatchObject({
      units: -120,
      size: "-120",
      boundBy: "lot",
      bound: "120",
    });
    expect(sizeOrder({ instrument: share, wanted: 0, price: 10 })).toMatchObject({
      units: 0,
      boundBy: "nothing-wanted",
    });
  });

  test("each limit clips and gives its name", () => {
    const by = (limits: object, wanted = 1000) => {
      const { units, boundBy, bound } = sizeOrder({ instrument: share, wanted, price: "50.01", limits });
      return [units, boundBy, bound];
    };
    expect(by({}, 9000)).toEqual([5000, "instrument-max-size", "5000"]);
    expect(by({ maxSize: 205 })).toEqual([200, "max-size", "205"]);
    expect(by({ maxPosition: 300, position: 150 })).toEqual([150, "max-position", "150"]);
    expect(by({ maxPosition: 300, position: 150 }, -1000)).toEqual([-450, "max-position", "450"]);
    expect(by({ maxPosition: 300, position: 400 })).toEqual([0, "max-position", "0"]);
    expect(by({ maxNotional: "5001" })).toEqual([100, "max-notional", "100"]);
    expect(by({ maxNotional: "5000.99" })).toEqual([90, "max-notional", "99"]);
    expect(by({ buyingPower: 499.9 })).toEqual([0, "buying-power", "9"]);
    expect(by({ maxExposure: 10_000, exposure: "4999" })).toEqual([100, "max-exposure", "100"]);
    expect(by({ maxExposure: 10_000, exposure: "4999.0000001" })).toEqual([90, "max-exposure", "99"]);
    expect(by({ maxSize: 300, maxNotional: 10_000 })).toEqual([190, "max-notional", "199"]);
  });

  test("never more than wanted or allowed, and never a lot less than it could be", () => {
    const limit = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        fc.integer({ min: 1, max: 100_000 }),
        limit,
        (wanted, cents, maxNotional) => {
          const price = `${cents / 100}`;
          const { units } = sizeOrder({ instrument: share, wanted, price, limits: { maxNotional } });
          const allowed = (size: number) => size <= wanted && size <= 5000 && size * cents <= maxNotional * 100;
          expect(units % 10).toBe(0);
          expect(units === 0 || allowed(units)).toBe(true);
          expect(allowed(units + 10)).toBe(false);
        },
      ),
    );
  });

  test("what is wrong is named", () => {
    expect(() => sizeOrder({ instrument: share, wanted: Number.NaN, price: 1 })).toThrow("wanted is NaN");
    expect(() => sizeOrder({ instrument: share, wanted: 1, price: 0 })).toThrow("price is 0");
    expect(() => sizeOrder({ instrument: share, wanted: 1, price: 1, limits: { maxSize: "many" } })).toThrow(
      'limits.maxSize is "many"',
    );
    expect(() => fixedFractionalSize({ equity: 1, risk: 2, entry: 1, stop: 2 })).toThrow(
      "risk is 2; allowed: a number from 0 to 1",
    );
    expect(() => fixedFractionalSize({ equity: 1, risk: 0.1, entry: 1, stop: 1 })).toThrow("a distance between them");
    expect(() => atrSize({ equity: 1, risk: 0.1, atr: 0 })).toThrow("atr is 0");
    expect(() => volatilityTargetShare({ target: 0.1, volatility: Number.NaN })).toThrow("volatility is NaN");
    expect(() => kellyOfMoments(0.1, 0)).toThrow("variance is 0");
    expect(() => kellyFromReturns(Float64Array.of(1, Number.NaN))).toThrow("returns[1] is NaN");
  });

  test("a portfolio in whole lots holds no more than its weights", () => {
    const instruments = new InstrumentRegistry([share, coin]);
    const sizes = sizePortfolio({
      instruments,
      equity: 100_000,
      weights: Float64Array.of(0.5, -0.4),
      prices: ["33.33", 60_000],
      limits: [undefined, { maxSize: 0.5 }],
    });
    expect(sizes.map((s) => [s.size, s.boundBy])).toEqual([
      ["1500", "lot"],
      ["-0.50000000", "max-size"],
    ]);
    expect(() => sizePortfolio({ instruments, equity: 1, weights: Float64Array.of(1), prices: [1, 1] })).toThrow(
      "weights has 1 elements; there are 2 instruments",
    );
  });
});
