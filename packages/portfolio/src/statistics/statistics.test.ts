import { describe, expect, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import { Decimal } from "@hotpath/core/decimal";
import fc from "fast-check";
import {
  averageLoss,
  averageWin,
  cagr,
  calmar,
  hitRate,
  kurtosis,
  maxDrawdown,
  performance,
  profitFactor,
  returns,
  sharpe,
  skewness,
  sortino,
  totalReturn,
  volatility,
} from "../index.ts";

const of = (...values: number[]) => Float64Array.from(values);

/** The same figures in decimals of 60 digits, straight from the definitions. */
function reference(values: Float64Array) {
  const xs = [...values].map((x) => new Decimal(x));
  const n = xs.length;
  const sum = (list: Decimal[]) => list.reduce((a, b) => a.plus(b), new Decimal(0));
  const mean = sum(xs).div(n);
  const moment = (k: number) => sum(xs.map((x) => x.minus(mean).pow(k))).div(n);
  const m2 = moment(2);
  const g1 = moment(3).div(m2.pow(1.5));
  const g2 = moment(4).div(m2.pow(2)).minus(3);
  const deviation = m2
    .times(n)
    .div(n - 1)
    .sqrt();
  const downside = sum(xs.map((x) => Decimal.min(x, 0).pow(2)))
    .div(n)
    .sqrt();
  return {
    deviation,
    sharpe: mean.div(deviation),
    sortino: mean.div(downside),
    skewness: g1.times(new Decimal(n * (n - 1)).sqrt()).div(n - 2),
    kurtosis: g2
      .times(n + 1)
      .plus(6)
      .times(n - 1)
      .div((n - 2) * (n - 3)),
  };
}

function expectNear(got: number, want: Decimal, tolerance = 1e-12): void {
  const error = want.minus(got).abs().toNumber();
  if (!(error <= tolerance * Math.max(1, want.abs().toNumber()))) expect(got).toBe(want.toNumber());
}

describe("by hand", () => {
  test("returns, total return, annual growth", () => {
    const equity = of(100, 110, 99, 121);
    expect([...returns(equity)]).toEqual([0.1, -0.1, 22 / 99]);
    expect(totalReturn(equity)).toBe(0.21);
    // Three periods at one and a half a year are two years: √1.21 − 1.
    expect(cagr(equity, 1.5)).toBeCloseTo(0.1, 15);
    expect(cagr(of(100, 200), 1)).toBeCloseTo(1, 15);
  });

  test("volatility, Sharpe, Sortino of four returns", () => {
    const series = of(0.02, -0.01, 0.03, 0);
    // Mean 0.01; squares 1 + 4 + 4 + 1 = 10 in 10^-4.
    const deviation = Math.sqrt(0.001 / 3);
    expect(volatility(series, 1)).toBeCloseTo(deviation, 16);
    expect(volatility(series, 252)).toBeCloseTo(deviation * Math.sqrt(252), 15);
    expect(sharpe(series, 4)).toBeCloseTo((0.01 / deviation) * 2, 14);
    expect(sharpe(series, 4, 0.01)).toBeCloseTo(0, 14);
    // One return below 0: √(0.0001 ÷ 4) = 0.005.
    expect(sortino(series, 1)).toBeCloseTo(2, 14);
    expect(sortino(series, 1, 0.01)).toBeCloseTo(0, 14);
  });

  test("the deepest drawdown, where it began and ended", () => {
    expect(maxDrawdown(of(100, 120, 90, 130, 117, 125))).toEqual({ depth: 0.25, from: 1, to: 2, recovery: 3 });
    expect(maxDrawdown(of(100, 100, 50, 75, 50))).toEqual({ depth: 0.5, from: 1, to: 2, recovery: -1 });
    expect(maxDrawdown(of(100, 50, 100, 50, 100))).toEqual({ depth: 0.5, from: 0, to: 1, recovery: 2 });
    expect(maxDrawdown(of(1, 2, 2, 3))).toEqual({ depth: 0, from: -1, to: -1, recovery: -1 });
    expect(maxDrawdown(of(10, -5))).toEqual({ depth: 1.5, from: 0, to: 1, recovery: -1 });
  });

  test("Calmar", () => {
    expect(calmar(of(100, 120, 90, 150), 3)).toBeCloseTo(2, 14);
  });

  test("trades", () => {
    const profits = of(10, -5, 0, 20, -10, 30);
    expect(hitRate(profits)).toBe(0.6);
    expect(profitFactor(profits)).toBe(4);
    expect(averageWin(profits)).toBe(20);
    expect(averageLoss(profits)).toBe(-7.5);
  });

  test("skewness and kurtosis as spreadsheets have them", () => {
    // The example of Excel's SKEW and KURT: 0.359543, −0.151799637.
    const values = of(3, 4, 5, 2, 3, 4, 5, 6, 4, 7);
    expect(skewness(values)).toBeCloseTo(0.35954307140679, 12);
    expect(kurtosis(values)).toBeCloseTo(-0.15179963720841, 12);
    expect(skewness(of(-1, 0, 1))).toBe(0);
  });
});

describe("against decimals", () => {
  const value = fc.oneof(
    fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    fc.integer({ min: -50, max: 50 }).map((n) => n / 1000),
  );
  const series = fc.array(value, { minLength: 4, maxLength: 60 }).map((list) => Float64Array.from(list));

  test("moments and ratios", () => {
    fc.assert(
      fc.property(series, (values) => {
        const want = reference(values);
        fc.pre(want.deviation.gt(1e-6));
        expectNear(volatility(values, 1), want.deviation);
        expectNear(sharpe(values, 1), want.sharpe);
        expectNear(skewness(values), want.skewness);
        expectNear(kurtosis(values), want.kurtosis, 1e-11);
        if (values.some((x) => x < -1e-9)) expectNear(sortino(values, 1), want.sortino);
      }),
      { numRuns: 500 },
    );
  });

  test("small differences on large values keep their digits", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + ((i * 7919) % 1000) / 8);
    const want = reference(values);
    expectNear(volatility(values, 1), want.deviation, 1e-14);
    expectNear(skewness(values), want.skewness, 1e-12);
    expectNear(kurtosis(values), want.kurtosis, 1e-12);
  });

  test("growth", () => {
    const curve = fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(curve, fc.constantFrom(1, 12, 252), (list, periods) => {
        const equity = Float64Array.from(list);
        const gain = new Decimal(equity.at(-1)!).div(equity[0]!);
        expectNear(totalReturn(equity), gain.minus(1), 1e-15);
        const years = new Decimal(equity.length - 1).div(periods);
        expectNear(cagr(equity, periods), gain.pow(new Decimal(1).div(years)).minus(1), 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  test("drawdown, by trying every pair", () => {
    const curve = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(curve, (list) => {
        const found = maxDrawdown(Float64Array.from(list));
        let depth = 0;
        for (let from = 0; from < list.length; from++)
          for (let to = from + 1; to < list.length; to++)
            depth = Math.max(depth, (list[from]! - list[to]!) / list[from]!);
        expect(found.depth).toBe(depth);
        if (depth === 0) return;
        expect((list[found.from]! - list[found.to]!) / list[found.from]!).toBe(depth);
        const after = list.slice(found.to).findIndex((x) => x >= list[found.from]!);
        expect(found.recovery).toBe(after < 0 ? -1 : found.to + after);
      }),
      { numRuns: 500 },
    );
  });
});

describe("degenerate input", () => {
  const figures = {
    volatility: (x: Float64Array) => volatility(x, 252),
    sharpe: (x: Float64Array) => sharpe(x, 252),
    sortino: (x: Float64Array) => sortino(x, 252),
    skewness,
    kurtosis,
    hitRate,
    profitFactor,
    averageWin,
    averageLoss,
  };
  const curves = {
    returns,
    totalReturn,
    cagr: (x: Float64Array) => cagr(x, 252),
    calmar: (x: Float64Array) => calmar(x, 252),
    maxDrawdown,
  };

  test("nothing gives 0, or nothing", () => {
    for (const figure of Object.values(figures)) expect(figure(of())).toBe(0);
    expect([...returns(of())]).toEqual([]);
    expect([...returns(of(5))]).toEqual([]);
    for (const empty of [of(), of(5)]) {
      expect([totalReturn(empty), cagr(empty, 252), calmar(empty, 252)]).toEqual([0, 0, 0]);
      expect(maxDrawdown(empty)).toEqual({ depth: 0, from: -1, to: -1, recovery: -1 });
    }
  });

  test("one return has no spread", () => {
    expect([volatility(of(0.1), 252), sharpe(of(0.1), 252), sortino(of(0.1), 252)]).toEqual([0, 0, 0]);
    expect([skewness(of(1, 2)), kurtosis(of(1, 2, 4))]).toEqual([0, 0]);
  });

  test("a constant has none either, though its mean or its quotients round", () => {
    const same = new Float64Array(10).fill(0.1);
    expect([volatility(same, 252), skewness(same), kurtosis(same)]).toEqual([0, 0, 0]);
    expect(sharpe(same, 252)).toBe(Number.POSITIVE_INFINITY);
    expect(sharpe(same, 252, 0.2)).toBe(Number.NEGATIVE_INFINITY);
    const steady = new Float64Array(500);
    for (let i = 0, level = 100; i < steady.length; i++, level *= 1.001) steady[i] = level;
    expect(volatility(returns(steady), 252)).toBe(0);
    const flat = new Float64Array(10).fill(100);
    expect(performance(flat, { periodsPerYear: 252 })).toEqual({
      periods: 9,
      totalReturn: 0,
      cagr: 0,
      volatility: 0,
      sharpe: 0,
      sortino: 0,
      calmar: 0,
      maxDrawdown: { depth: 0, from: -1, to: -1, recovery: -1 },
      hitRate: 0,
      profitFactor: 0,
      averageWin: 0,
      averageLoss: 0,
      skewness: 0,
      kurtosis: 0,
    });
  });

  test("nothing lost is infinitely good, nothing gained is not", () => {
    expect(sortino(of(0.1, 0.2), 252)).toBe(Number.POSITIVE_INFINITY);
    expect(profitFactor(of(1, 2))).toBe(Number.POSITIVE_INFINITY);
    expect(profitFactor(of(-1, -2))).toBe(0);
    expect(calmar(of(1, 2, 3), 252)).toBe(Number.POSITIVE_INFINITY);
    expect(cagr(of(10, 0), 252)).toBe(-1);
    expect(cagr(of(10, -10), 252)).toBe(-1);
  });

  test("what is not a number is refused by its index", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e76])
      for (const figure of [...Object.values(figures), ...Object.values(curves)]) {
        expect(() => figure(of(1, 2, bad, 4))).toThrow(InputError);
        expect(() => figure(of(1, 2, bad, 4))).toThrow(`[2] is ${bad}`);
      }
  });

  test("a curve from nothing, and a return on nothing", () => {
    for (const figure of Object.values(curves)) expect(() => figure(of(0, 1, 2))).toThrow("equity[0] is 0");
    expect(() => returns(of(10, -1, 5))).toThrow("equity[1] is -1: there is no return on it");
  });

  test("parameters", () => {
    for (const periods of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      for (const figure of [volatility, sharpe, sortino, cagr, calmar])
        expect(() => figure(of(1, 2, 3), periods)).toThrow(ConfigError);
    expect(() => sharpe(of(1, 2), 1, Number.NaN)).toThrow("riskFree is NaN");
    expect(() => sortino(of(1, 2), 1, Number.NaN)).toThrow("target is NaN");
  });

  test("no figure of any curve is NaN", () => {
    const curve = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(curve, (list) => {
        for (const figure of Object.values(performance(Float64Array.from(list), { periodsPerYear: 252 })))
          expect(figure).not.toBeNaN();
      }),
      { numRuns: 500 },
    );
  });
});
