import { describe, expect, test } from "bun:test";
import { inverseNormal, Random } from "@hotpath/core";
import {
  blackScholesPrice,
  bookExposures,
  type OptionBook,
  portfolioMargin,
  profitMoments,
  revalue,
  scenarioProfits,
} from "./index.ts";

const book: OptionBook = {
  markets: {
    AAPL: { level: 200, volatility: 0.3, rate: 0.04, dividendYield: 0.005 },
    ES: { level: 5000, volatility: (strike) => 0.2 + (5000 - strike) / 20_000, rate: 0.04, isFuture: true },
  },
  positions: [
    { underlying: "AAPL", quantity: 300 },
    { underlying: "AAPL", type: "put", strike: 190, years: 0.25, quantity: -5, multiplier: 100 },
    { underlying: "ES", type: "call", strike: 5200, years: 0.5, quantity: 2, multiplier: 50 },
  ],
};

describe("revalue", () => {
  test("prices every position anew", () => {
    const { base, value, profit, profits } = revalue(book, { level: { AAPL: -0.1 }, volatility: 0.05, years: 0.05 });
    const put = { type: "put", strike: 190, rate: 0.04, dividendYield: 0.005 } as const;
    const before = blackScholesPrice({ ...put, spot: 200, years: 0.25, volatility: 0.3 });
    const after = blackScholesPrice({ ...put, spot: 180, years: 0.2, volatility: 0.35 });
    expect(profits[0]).toBeCloseTo(-6000, 9);
    expect(profits[1]).toBeCloseTo(-500 * (after - before), 9);
    expect(profit).toBeCloseTo(value - base, 6);
    expect(revalue(book, {}).profit).toBe(0);
  });

  test("an option that expires within the scenario is worth its intrinsic value", () => {
    const { value } = revalue(
      { ...book, positions: [{ underlying: "AAPL", type: "put", strike: 190, years: 0.25, quantity: 1 }] },
      { level: -0.2, years: 1, volatility: -1 },
    );
    expect(value).toBe(30);
  });

  test("many scenarios give what each gives alone, and small moves what the greeks say", () => {
    const scenarios = [-0.3, -0.01, 0, 0.01, 0.3].map((level) => ({ level }));
    expect([...scenarioProfits(book, scenarios)]).toEqual(scenarios.map((s) => revalue(book, s).profit));
    const exposures = bookExposures(book);
    expect(exposures.underlyings).toEqual(["AAPL", "ES"]);
    const h = 1e-4;
    for (const [i, name] of exposures.underlyings.entries()) {
      const up = revalue(book, { level: { [name]: h } }).profit;
      const down = revalue(book, { level: { [name]: -h } }).profit;
      expect((up - down) / (2 * h)).toBeCloseTo(exposures.delta[i]!, 1);
      expect((up + down) / (h * h) / exposures.gamma[i]!).toBeCloseTo(1, 4);
      const vega =
        revalue(book, { volatility: { [name]: h } }).profit - revalue(book, { volatility: { [name]: -h } }).profit;
      expect(vega / (2 * h) / exposures.vega[i]!).toBeCloseTo(1, 5);
      const rho = revalue(book, { rate: { [name]: h } }).profit - revalue(book, { rate: { [name]: -h } }).profit;
      expect(rho / (2 * h) / exposures.rho[i]!).toBeCloseTo(1, 4);
    }
    const passing = revalue(book, { years: h }).profit / h;
    expect(passing / (exposures.theta[0]! + exposures.theta[1]!)).toBeCloseTo(1, 2);
  });

  test("what is wrong is named", () => {
    const with1 = (extra: object) => ({ ...book, positions: [{ underlying: "AAPL", quantity: 1, ...extra }] });
    expect(() => revalue(with1({ underlying: "MSFT" }), {})).toThrow(
      'positions[0].underlying is "MSFT"; allowed: AAPL, ES',
    );
    expect(() => revalue(with1({ underlying: "constructor" }), {})).toThrow("allowed: AAPL, ES");
    expect(() => revalue(with1({ quantity: Number.NaN }), {})).toThrow("positions[0].quantity is NaN");
    expect(() => revalue(book, { level: -1 })).toThrow("scenario.level is -1; allowed: a relative change above -1");
    expect(() => revalue(book, { rate: { MSFT: 1 } })).toThrow("the book has no market MSFT");
    expect(() => revalue(book, { years: -1 })).toThrow("scenario.years is -1");
    expect(() => profitMoments(bookExposures(book), Float64Array.of(1))).toThrow(
      "covariance has 1 elements; 2 exposures take 4",
    );
    expect(() => profitMoments(bookExposures(book), Float64Array.of(-1, 0, 0, 1))).toThrow(
      "covariance[0] is -1, a negative variance",
    );
    const linear = { delta: Float64Array.of(1, -1), gamma: new Float64Array(2) };
    expect(() => profitMoments(linear, Float64Array.of(1, 2, 2, 1))).toThrow("not positive semidefinite");
  });
});

test("the moments of delta-gamma are those of simulated normal moves", () => {
  const delta = Float64Array.of(100, -50);
  const gamma = Float64Array.of(-800, 300);
  const covariance = Float64Array.of(0.04, 0.012, 0.012, 0.09);
  const want = profitMoments({ delta, gamma }, covariance);
  const random = new Random(4);
  const count = 400_000;
  const sums = [0, 0, 0, 0];
  const normal = () => inverseNormal(random.uniform() || 0.5);
  for (let i = 0; i < count; i++) {
    const z = normal();
    const r0 = 0.2 * z;
    const r1 = 0.06 * z + Math.sqrt(0.09 - 0.0036) * normal();
    const profit = 100 * r0 - 50 * r1 + 0.5 * (-800 * r0 * r0 + 300 * r1 * r1) - want.mean;
    for (let k = 0; k < 4; k++) sums[k]! += profit ** (k + 1) / count;
  }
  const [mean, second, third, fourth] = sums as [number, number, number, number];
  expect(Math.abs(mean) / want.deviation).toBeLessThan(4 / Math.sqrt(count));
  expect(second / want.deviation ** 2).toBeCloseTo(1, 1);
  expect(third / want.deviation ** 3).toBeCloseTo(want.skewness, 1);
  expect(Math.abs(fourth / want.deviation ** 4 - 3 - want.excessKurtosis)).toBeLessThan(0.6);
  const linear = profitMoments({ delta, gamma: new Float64Array(2) }, covariance);
  expect(linear).toEqual({ mean: 0, deviation: Math.sqrt(400 + 225 - 2 * 60), skewness: 0, excessKurtosis: 0 });
});

describe("portfolioMargin", () => {
  const market = { level: 100, volatility: 0.3 };

  test("shares alone take 15 %, and a put on each caps it", () => {
    const shares = { underlying: "XYZ", quantity: 100 };
    const alone = portfolioMargin({ markets: { XYZ: market }, positions: [shares] });
    expect(alone.requirement).toBeCloseTo(1500, 10);
    expect(alone.underlyings[0]!.worstMove).toBe(-0.15);
    const put = { underlying: "XYZ", type: "put", strike: 100, years: 0.25, quantity: 1, multiplier: 100 } as const;
    const hedged = portfolioMargin({ markets: { XYZ: market }, positions: [shares, put] });
    expect(hedged.requirement).toBeLessThan(600);
    expect(hedged.requirement).toBeCloseTo(
      -revalue({ markets: { XYZ: market }, positions: [shares, put] }, { level: hedged.underlyings[0]!.worstMove })
        .profit,
      10,
    );
  });

  test("options that cannot lose take the minimum, and underlyings are not offset", () => {
    const far = { type: "call", strike: 1000, years: 0.1, quantity: -2, multiplier: 100 } as const;
    const book: OptionBook = {
      markets: { ABC: market, SPX: { level: 5000, volatility: 0.2 } },
      positions: [
        { ...far, underlying: "ABC" },
        { underlying: "SPX", quantity: 1 },
        { underlying: "ABC", quantity: -10 },
      ],
    };
    const { requirement, underlyings } = portfolioMargin(book, { ranges: { SPX: { down: -0.08, up: 0.06 } } });
    expect(underlyings.map((u) => [u.underlying, Math.round(u.requirement), u.worstMove])).toEqual([
      ["ABC", 150, 0.15],
      ["SPX", 400, -0.08],
    ]);
    expect(underlyings[0]!.minimum).toBe(75);
    expect(requirement).toBeCloseTo(550, 9);
  });

  test("what is wrong is named", () => {
    const book: OptionBook = { markets: { XYZ: market }, positions: [] };
    expect(portfolioMargin(book)).toEqual({ requirement: 0, underlyings: [] });
    expect(() => portfolioMargin(book, { pointsEachSide: 0 })).toThrow("pointsEachSide is 0");
    expect(() => portfolioMargin(book, { range: { down: 0.1, up: 0.2 } })).toThrow("range is 0.1 to 0.2");
    expect(() => portfolioMargin(book, { ranges: { ABC: { down: -0.1, up: 0.1 } } })).toThrow(
      "the book has no market ABC",
    );
    expect(() => portfolioMargin(book, { minimumPerUnit: -1 })).toThrow("minimumPerUnit is -1");
  });
});
