import { describe, expect, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import {
  alphaBeta,
  annualized,
  type CashFlow,
  cagr,
  calmar,
  deflatedSharpe,
  drawdowns,
  expectedMaximumSharpe,
  informationRatio,
  logReturns,
  maxDrawdown,
  minimumTrackRecord,
  modifiedDietzReturn,
  moneyWeightedReturn,
  omega,
  probabilisticSharpe,
  quantile,
  returns,
  sharpe,
  sharpeEstimate,
  sortino,
  tailRatio,
  timeWeightedReturn,
  totalReturn,
  trackingError,
  volatility,
} from "../index.ts";
import peers from "./testing/empyrical.json" with { type: "json" };

const of = (...values: number[]) => Float64Array.from(values);

test("the same figures as empyrical and numpy", () => {
  for (const { kind, returns: list, benchmark, expected } of peers.series) {
    const r = Float64Array.from(list);
    const b = Float64Array.from(benchmark);
    const curve = new Float64Array(r.length + 1).fill(1);
    for (const [i, x] of r.entries()) curve[i + 1] = curve[i]! * (1 + x);
    const { alpha, beta, correlation } = alphaBeta(r, b, 252);
    const got = {
      sharpe: sharpe(r, 252),
      sortino: sortino(r, 252),
      calmar: calmar(curve, 252),
      omega: omega(r),
      maxDrawdown: maxDrawdown(curve).depth,
      volatility: volatility(r, 252),
      cagr: cagr(curve, 252),
      alphaCompounded: (1 + alpha / 252) ** 252 - 1,
      beta,
      tailRatio: tailRatio(r),
      excessSharpe: informationRatio(r, b, 252) / Math.sqrt(252),
      total: totalReturn(curve),
      quantile10: quantile(r, 0.1),
      correlation,
      trackingError: trackingError(r, b, 252),
    };
    for (const [name, want] of Object.entries(expected)) {
      const value = got[name as keyof typeof got];
      if (!(Math.abs(value - want) <= 1e-11 * Math.max(1, Math.abs(want))))
        expect([kind, name, value]).toEqual([kind, name, want]);
    }
    expect(Object.keys(got)).toEqual(Object.keys(expected));
  }
});

describe("published figures of Bailey and López de Prado", () => {
  test("probabilistic Sharpe ratio, 2012: a fund of 24 months, normal and as it was", () => {
    expect(probabilisticSharpe({ sharpe: 0.458, observations: 24, skewness: 0, kurtosis: 3 })).toBeCloseTo(0.982, 3);
    expect(probabilisticSharpe({ sharpe: 0.458, observations: 24, skewness: -2.448, kurtosis: 10.164 })).toBeCloseTo(
      0.913,
      3,
    );
  });

  test("minimum track record, 2012: a ratio of 2 above 1, in years of daily, weekly and monthly returns", () => {
    const years = (periods: number, skewness = 0, kurtosis = 3) => {
      const estimate = { sharpe: 2 / Math.sqrt(periods), observations: 100, skewness, kurtosis };
      return (minimumTrackRecord(estimate, 1 / Math.sqrt(periods)) / periods).toFixed(2);
    };
    expect([years(250), years(52), years(12), years(12, -0.72, 5.78)]).toEqual(["2.73", "2.83", "3.24", "4.99"]);
  });

  test("deflated Sharpe ratio, 2014: the best of 100 trials", () => {
    const estimate = { sharpe: 2.5 / Math.sqrt(250), observations: 1250, skewness: -3, kurtosis: 10 };
    expect(expectedMaximumSharpe(100, 0.5 / 250)).toBeCloseTo(0.1132, 4);
    expect(deflatedSharpe(estimate, 100, 0.5 / 250)).toBeCloseTo(0.9004, 4);
  });
});

test("an estimate of returns, and a record of the length that it says is just long enough", () => {
  const series = fc.array(fc.double({ min: -0.1, max: 0.12, noNaN: true }), { minLength: 3, maxLength: 60 });
  fc.assert(
    fc.property(series, (list) => {
      const r = Float64Array.from(list);
      if (!(volatility(r, 1) > 1e-6)) return;
      const estimate = sharpeEstimate(r);
      expect(estimate.sharpe).toBeCloseTo(sharpe(r, 1), 12);
      expect(estimate.kurtosis).toBeGreaterThanOrEqual(1 + estimate.skewness ** 2 - 1e-6);
      if (!(estimate.sharpe > 0.01)) return;
      const observations = minimumTrackRecord(estimate, 0, 0.975);
      if (observations >= 2) expect(probabilisticSharpe({ ...estimate, observations })).toBeCloseTo(0.975, 10);
    }),
  );
});

describe("flows", () => {
  test("time-weighted: what flows do not touch", () => {
    expect(
      timeWeightedReturn([
        { start: 100, flow: 0, end: 110 },
        { start: 110, flow: 90, end: 190 },
      ]),
    ).toBeCloseTo(0.045, 15);
    expect(modifiedDietzReturn(100, 135, [{ amount: 20, passed: 0.5 }])).toBeCloseTo(15 / 110, 15);
    expect(annualized(0.21, 2, 1)).toBeCloseTo(0.1, 14);
  });

  test("money-weighted: numpy-financial's example, and Microsoft's of XIRR", () => {
    const flows = [-100, 39, 59, 55, 20].map((amount, years) => ({ years, amount }));
    expect(moneyWeightedReturn(flows)).toBeCloseTo(0.2809484211599611, 13);
    const dated: [number, number][] = [
      [0, -10_000],
      [60, 2750],
      [303, 4250],
      [411, 3250],
      [456, 2750],
    ];
    const xirr = moneyWeightedReturn(dated.map(([days, amount]) => ({ years: days / 365, amount })));
    expect(xirr).toBeCloseTo(0.373362535, 8);
  });

  test("money-weighted: any rate is found again from flows that were made of it", () => {
    const flows = fc.array(
      fc.tuple(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.double({ min: 1, max: 100, noNaN: true })),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(flows, fc.double({ min: -0.9, max: 5, noNaN: true }), (list, rate) => {
        const worth = list.reduce((sum, [years, amount]) => sum + amount / (1 + rate) ** years, 0);
        const all: CashFlow[] = [{ years: 0, amount: -worth }, ...list.map(([years, amount]) => ({ years, amount }))];
        expect(Math.abs(moneyWeightedReturn(all) - rate)).toBeLessThan(1e-9 * (1 + Math.abs(rate)));
      }),
    );
  });

  test("no rate, or more than one, is said", () => {
    const at =
      (...amounts: number[]) =>
      () =>
        moneyWeightedReturn(amounts.map((amount, years) => ({ years, amount })));
    expect(at(100, 10)).toThrow("something must be paid in and something out");
    expect(at(-1600, 10_000, -10_000)).toThrow("2 rates make their present value 0, near 0.250, 4.00");
    expect(at(100, -200, 150)).toThrow("no rate makes their present value 0");
    expect(() =>
      moneyWeightedReturn([
        { years: 1, amount: 1 },
        { years: 1, amount: -1 },
      ]),
    ).toThrow("all at one time");
    expect(() => moneyWeightedReturn([{ years: 1, amount: Number.NaN }])).toThrow("flows[0] is NaN");
    expect(() => timeWeightedReturn([{ start: 5, flow: -5, end: 1 }])).toThrow("periods[0]: no return from 5");
    expect(() => timeWeightedReturn([])).toThrow("periods has no element");
    expect(() => modifiedDietzReturn(0, 1, [])).toThrow("the money at work is 0");
    expect(() => modifiedDietzReturn(1, 1, [{ amount: 1, passed: 2 }])).toThrow("flows[0].passed is 2");
    expect(() => annualized(-1, 1, 1)).toThrow("totalReturn is -1");
    expect(() => annualized(1, 0, 1)).toThrow(ConfigError);
  });
});

describe("drawdowns", () => {
  test("all of them, with dates, the deepest first", () => {
    const curve = of(100, 120, 90, 110, 125, 125, 100, 130, 117, 120);
    const micros = curve.map((_, i) => 1000 * i);
    expect(drawdowns(curve, micros)).toEqual([
      {
        depth: 0.25,
        from: 1,
        to: 2,
        recovery: 4,
        length: 3,
        decline: 1,
        fromMicros: 1000,
        toMicros: 2000,
        recoveryMicros: 4000,
      },
      {
        depth: 0.2,
        from: 5,
        to: 6,
        recovery: 7,
        length: 2,
        decline: 1,
        fromMicros: 5000,
        toMicros: 6000,
        recoveryMicros: 7000,
      },
      {
        depth: 0.1,
        from: 7,
        to: 8,
        recovery: -1,
        length: 2,
        decline: 1,
        fromMicros: 7000,
        toMicros: 8000,
        recoveryMicros: -1,
      },
    ]);
    expect(drawdowns(of())).toEqual([]);
    expect(() => drawdowns(curve, of(1))).toThrow("micros has 1 elements; equity has 10");
  });

  test("the first is the maximum drawdown, and they do not overlap", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 }), (list) => {
        const curve = Float64Array.from(list);
        const all = drawdowns(curve);
        const { depth, from, to, recovery } = all[0] ?? { depth: 0, from: -1, to: -1, recovery: -1 };
        expect({ depth, from, to, recovery }).toEqual(maxDrawdown(curve));
        const ordered = all.toSorted((a, b) => a.from - b.from);
        for (const [i, d] of ordered.entries()) {
          expect(d.from < d.to && (d.recovery < 0 || d.to < d.recovery)).toBe(true);
          if (i > 0) expect(ordered[i - 1]!.recovery).toBeLessThanOrEqual(d.from);
        }
        const below = list.filter((x, i) => x < Math.max(...list.slice(0, i + 1))).length;
        const covered = ordered.reduce((sum, d) => sum + (d.recovery < 0 ? d.length : d.length - 1), 0);
        expect(covered).toBe(below);
      }),
    );
  });
});

describe("degenerate input is an error that says what is missing", () => {
  const good = of(0.01, -0.02, 0.03);
  test.each<[string, () => unknown, string]>([
    ["omega", () => omega(of(0.1, 0.2)), "no return lies below the threshold 0"],
    ["omega", () => omega(good, Number.NaN), "threshold is NaN"],
    ["tailRatio", () => tailRatio(of()), "values has no element"],
    ["tailRatio", () => tailRatio(of(0, 0, 0)), "the lower quantile is 0"],
    ["tailRatio", () => tailRatio(good, 0.5), "share is 0.5"],
    ["quantile", () => quantile(good, 1.5), "p is 1.5"],
    ["quantile", () => quantile(of(1, Number.NaN), 0.5), "values[1] is NaN"],
    ["alphaBeta", () => alphaBeta(good, of(0.1, 0.1, 0.1), 252), "benchmark does not vary"],
    ["alphaBeta", () => alphaBeta(good, of(0.1), 252), "benchmark has 1 returns; returns has 3"],
    ["alphaBeta", () => alphaBeta(of(1), of(2), 252), "returns has 1 elements; at least 2"],
    ["alphaBeta", () => alphaBeta(good, good, 252, Number.NaN), "riskFree is NaN"],
    ["informationRatio", () => informationRatio(good, good, 252), "there is no tracking error"],
    ["sharpeEstimate", () => sharpeEstimate(of(0.1, 0.1, 0.1)), "returns do not vary"],
    ["sharpeEstimate", () => sharpeEstimate(of(0.1, 0.2)), "at least 3 are needed"],
    [
      "probabilisticSharpe",
      () => probabilisticSharpe({ sharpe: 1, observations: 1, skewness: 0, kurtosis: 3 }),
      "observations is 1",
    ],
    [
      "probabilisticSharpe",
      () => probabilisticSharpe({ sharpe: 1, observations: 9, skewness: 5, kurtosis: 3 }),
      "kurtosis is 3 with a skewness of 5",
    ],
    [
      "minimumTrackRecord",
      () => minimumTrackRecord({ sharpe: 0.1, observations: 9, skewness: 0, kurtosis: 3 }, 0.2),
      "no record is long enough",
    ],
    ["expectedMaximumSharpe", () => expectedMaximumSharpe(1, 1), "trials is 1"],
    ["expectedMaximumSharpe", () => expectedMaximumSharpe(10, -1), "variance is -1"],
    ["logReturns", () => logReturns(of(10, 0)), "equity[1] is 0: there is no logarithm of it"],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(message);
  });

  test("log returns add up to the logarithm of the growth", () => {
    const curve = of(100, 110, 99, 120);
    expect(logReturns(curve).reduce((a, b) => a + b)).toBeCloseTo(Math.log(1.2), 15);
    expect(Math.expm1(logReturns(curve)[0]!)).toBeCloseTo(returns(curve)[0]!, 15);
  });

  test("a series that does not vary has no correlation, and the benchmark itself has all", () => {
    expect(alphaBeta(of(0.1, 0.1, 0.1), good, 1)).toMatchObject({ beta: 0, correlation: 0, treynor: undefined });
    expect(alphaBeta(good, good, 252)).toMatchObject({ alpha: 0, beta: 1, correlation: 1, rSquared: 1 });
  });
});
