import { describe, expect, test } from "bun:test";
import { InputError } from "@hotpath/core";
import fc from "fast-check";
import {
  black76Greeks,
  black76Price,
  blackScholesGreeks,
  blackScholesPrice,
  type Greeks,
  impliedVolatilities,
  impliedVolatility,
  type OptionColumns,
  OptionReason,
  priceOptions,
  type SpotOption,
  type WithVolatility,
} from "./index.ts";
import { impliedDeviation } from "./internal/implied-deviation.ts";
import { millsRatio } from "./internal/mills-ratio.ts";
import { normalisedBlack } from "./internal/normalised-black.ts";
import greeksTable from "./testing/greeks.json" with { type: "json" };
import impliedTable from "./testing/implied-deviations.json" with { type: "json" };
import volatilityTable from "./testing/implied-volatilities.json" with { type: "json" };
import millsTable from "./testing/mills-ratios.json" with { type: "json" };

const EPSILON = 2 ** -52;
const errorOf = (got: number, want: number) => Math.abs(got / want - 1) / EPSILON;

describe("published figures", () => {
  test("Hull, Options, Futures, and Other Derivatives", () => {
    const standard = { spot: 42, strike: 40, years: 0.5, rate: 0.1, volatility: 0.2 };
    expect(blackScholesPrice({ type: "call", ...standard })).toBeCloseTo(4.76, 2);
    expect(blackScholesPrice({ type: "put", ...standard })).toBeCloseTo(0.81, 2);
    const index = { spot: 930, strike: 900, years: 2 / 12, rate: 0.08, dividendYield: 0.03, volatility: 0.2 };
    expect(blackScholesPrice({ type: "call", ...index })).toBeCloseTo(51.83, 2);
    const future = { forward: 20, strike: 20, years: 4 / 12, rate: 0.09, volatility: 0.25 };
    expect(black76Price({ type: "put", ...future })).toBeCloseTo(1.12, 2);
    const g = blackScholesGreeks({ type: "call", spot: 49, strike: 50, years: 0.3846, rate: 0.05, volatility: 0.2 });
    expect(g.price).toBeCloseTo(2.4, 2);
    expect([g.delta, g.gamma].map((x) => x.toFixed(3))).toEqual(["0.522", "0.066"]);
    expect([g.vega.toFixed(1), g.theta.toFixed(2), g.rho.toFixed(2)]).toEqual(["12.1", "-4.31", "8.91"]);
    const implied = impliedVolatility({ type: "call", spot: 21, strike: 20, years: 0.25, rate: 0.1, price: 1.875 });
    expect(implied).toBeCloseTo(0.235, 3);
  });

  test("Haug, The Complete Guide to Option Pricing Formulas", () => {
    const spot = (type: "call" | "put", S: number, X: number, T: number, r: number, b: number, v: number) =>
      blackScholesGreeks({ type, spot: S, strike: X, years: T, rate: r, dividendYield: r - b, volatility: v });
    const price = (option: SpotOption & WithVolatility) => blackScholesPrice(option).toFixed(4);
    expect(price({ type: "call", spot: 60, strike: 65, years: 0.25, rate: 0.08, volatility: 0.3 })).toBe("2.1334");
    const merton = { spot: 100, strike: 95, years: 0.5, rate: 0.1, dividendYield: 0.05, volatility: 0.2 };
    expect(price({ type: "put", ...merton })).toBe("2.4648");
    const currency = { spot: 1.56, strike: 1.6, years: 0.5, rate: 0.06, dividendYield: 0.08, volatility: 0.12 };
    expect(price({ type: "call", ...currency })).toBe("0.0291");
    for (const type of ["call", "put"] as const)
      expect(black76Price({ type, forward: 19, strike: 19, years: 0.75, rate: 0.1, volatility: 0.28 }).toFixed(4)).toBe(
        "1.7011",
      );
    expect(spot("call", 105, 100, 0.5, 0.1, 0, 0.36).delta.toFixed(4)).toBe("0.5946");
    expect(spot("put", 105, 100, 0.5, 0.1, 0, 0.36).delta.toFixed(4)).toBe("-0.3566");
    expect(spot("call", 55, 60, 0.75, 0.1, 0.1, 0.3).gamma.toFixed(4)).toBe("0.0278");
    expect(spot("call", 55, 60, 0.75, 0.105, 0.0695, 0.3).vega.toFixed(4)).toBe("18.5027");
    expect(spot("put", 430, 405, 1 / 12, 0.07, 0.02, 0.2).theta.toFixed(4)).toBe("-31.1924");
    expect(spot("call", 72, 75, 1, 0.09, 0.09, 0.19).rho.toFixed(4)).toBe("38.7325");
    expect(spot("call", 90, 130, 0.75, 0.05, 0, 0.28).volga.toFixed(4)).toBe("92.3444");
    expect(spot("put", 105, 90, 0.25, 0.14, 0, 0.24).charm.toFixed(4)).toBe("0.3700");
  });
});

describe("against mpmath", () => {
  test("Mills' ratio is within 3 ulp", () => {
    for (const [x, ratio] of millsTable.rows) expect(errorOf(millsRatio(x!), ratio!)).toBeLessThan(3.1);
  });

  test("prices and greeks, to a few ulp of the terms that they are sums of", () => {
    const names = greeksTable.columns.slice(7) as (keyof Greeks)[];
    for (const row of greeksTable.rows) {
      const [sign, spot, strike, years, rate, dividendYield, volatility] = row as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const got = blackScholesGreeks({
        type: sign > 0 ? "call" : "put",
        spot,
        strike,
        years,
        rate,
        dividendYield,
        volatility,
      });
      const d = Math.abs(Math.log(spot / strike) / volatility / Math.sqrt(years));
      for (const [i, name] of names.entries()) {
        const want = row[7 + i]!;
        const size = Math.max(
          Math.abs(want),
          name === "theta" ? got.vega * volatility : 0,
          name === "charm" ? got.gamma * spot * volatility : 0,
          name === "vanna" ? got.gamma * spot * Math.sqrt(years) : 0,
          name === "volga" ? got.vega : 0,
        );
        const error = Math.abs(got[name] - want) / size / EPSILON;
        if (!(error < 40 + 20 * d * d))
          throw new Error(`${name} of ${row.slice(0, 7)}: ${got[name]}, not ${want}: ${error} ulp`);
      }
    }
  });

  test("implied deviations, over all moneyness and both ends: within 6 ulp", () => {
    for (const [x, , beta, shortfall, s] of impliedTable.rows)
      expect([x, s, errorOf(impliedDeviation(x!, beta!, shortfall!), s!) < 6]).toEqual([x, s, true]);
    expect(impliedTable.rows.length).toBeGreaterThan(200);
  });

  test("implied volatilities with rates and yields: to 6 ulp of what the price determines", () => {
    type Row = [number, number, number, number, number, number, number, number, number];
    for (const row of volatilityTable.rows) {
      const [sign, spot, strike, years, rate, dividendYield, price, volatility, condition] = row as Row;
      const type = sign > 0 ? "call" : "put";
      const got = impliedVolatility({ type, spot, strike, years, rate, dividendYield, price });
      expect([row.slice(0, 7), errorOf(got, volatility) < 6 * (1 + condition)]).toEqual([row.slice(0, 7), true]);
    }
  });

  test("the normalised price keeps its relative precision down to the smallest doubles", () => {
    for (const [x, s, beta] of impliedTable.rows) {
      const d = x! / s!;
      expect(errorOf(normalisedBlack(x!, s!), beta!)).toBeLessThan(7 + 7 * d * d);
    }
  });
});

const strikes = fc.double({ min: 20, max: 500, noNaN: true });
const option = fc.record({
  type: fc.constantFrom<"call" | "put">("call", "put"),
  spot: fc.double({ min: 20, max: 500, noNaN: true }),
  strike: strikes,
  years: fc.double({ min: 0.002, max: 20, noNaN: true }),
  rate: fc.double({ min: -0.05, max: 0.2, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.1, noNaN: true }),
  volatility: fc.double({ min: 0.01, max: 3, noNaN: true }),
});

describe("properties", () => {
  test("implied volatility undoes the price, as far as the price holds it", () => {
    fc.assert(
      fc.property(option, (o) => {
        const greeks = blackScholesGreeks(o);
        const { price, vega } = greeks;
        // A double that is mostly intrinsic value, or lacks little to its bound, has its rounding in units of the vega.
        const lost = (price * EPSILON * 8) / vega;
        if (!(lost < 1e-3) || !(price > 1e-290)) return;
        const got = impliedVolatility({ ...o, price });
        const d = Math.abs(Math.log(o.spot / o.strike) / o.volatility / Math.sqrt(o.years)) + 1;
        expect(Math.abs(got - o.volatility)).toBeLessThan(2 * lost + o.volatility * EPSILON * (30 + d));
      }),
      { numRuns: 5000 },
    );
  });

  test("put–call parity, and the same from spot and from the forward", () => {
    fc.assert(
      fc.property(option, (o) => {
        const call = blackScholesPrice({ ...o, type: "call" });
        const put = blackScholesPrice({ ...o, type: "put" });
        const forward = o.spot * Math.exp((o.rate - o.dividendYield) * o.years);
        const parity = Math.exp(-o.rate * o.years) * (forward - o.strike);
        expect(Math.abs(call - put - parity)).toBeLessThan(1e-13 * (call + put + forward));
        const { spot: _, dividendYield: __, ...rest } = o;
        const black = black76Price({ ...rest, forward });
        expect(Math.abs(black - blackScholesPrice(o))).toBeLessThan(1e-12 * (black + 1e-12));
      }),
      { numRuns: 2000 },
    );
  });

  test("batches answer as one by one", () => {
    fc.assert(
      fc.property(fc.array(option, { minLength: 1, maxLength: 20 }), (list) => {
        const columns = columnsOf(list);
        const volatility = Float64Array.from(list, (o) => o.volatility);
        const out = new Float64Array(list.length);
        expect(priceOptions(columns, volatility, out)).toBe(list.length);
        expect([...out]).toEqual(list.map((o) => blackScholesPrice(o)));
        const implied = new Float64Array(list.length);
        const reasons = new Uint8Array(list.length);
        impliedVolatilities(columns, out, implied, reasons);
        for (const [i, o] of list.entries()) {
          if (reasons[i] === OptionReason.None) expect(implied[i]).toBe(impliedVolatility({ ...o, price: out[i]! }));
          else expect(() => impliedVolatility({ ...o, price: out[i]! })).toThrow(InputError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function columnsOf(list: (SpotOption & WithVolatility)[]): OptionColumns {
  return {
    isCall: Uint8Array.from(list, (o) => (o.type === "call" ? 1 : 0)),
    spot: Float64Array.from(list, (o) => o.spot),
    strike: Float64Array.from(list, (o) => o.strike),
    years: Float64Array.from(list, (o) => o.years),
    rate: Float64Array.from(list, (o) => o.rate ?? 0),
    dividendYield: Float64Array.from(list, (o) => o.dividendYield ?? 0),
  };
}

describe("what has no answer", () => {
  const base = { type: "call", spot: 100, strike: 80, years: 1, rate: 0 } as const;

  test("a price outside of what an option can be worth is a typed error that names it", () => {
    expect(() => impliedVolatility({ ...base, price: 19.9 })).toThrow(
      "price is 19.9, below the intrinsic value 20 of this call",
    );
    expect(() => impliedVolatility({ ...base, price: 100 })).toThrow("price is 100; allowed: less than 100");
    expect(() => impliedVolatility({ ...base, type: "put", price: 80 })).toThrow("less than 80");
    expect(() => impliedVolatility({ ...base, price: -1 })).toThrow(InputError);
    expect(() => impliedVolatility({ ...base, price: Number.NaN })).toThrow("price is NaN");
    expect(() => impliedVolatility({ ...base, years: 0, price: 21 })).toThrow("years is 0");
    expect(() => impliedVolatility({ ...base, spot: 1e-200, strike: 1e200, price: 1e-201 })).toThrow("e^700 apart");
    expect(impliedVolatility({ ...base, price: 20 })).toBe(0);
    expect(impliedVolatility({ ...base, spot: 80, price: 0 })).toBe(0);
  });

  test("bad fields are named", () => {
    const o = { ...base, volatility: 0.2 };
    for (const [field, bad] of [
      ["spot", 0],
      ["strike", -1],
      ["years", -0.1],
      ["rate", Number.NaN],
      ["dividendYield", Number.POSITIVE_INFINITY],
      ["volatility", -0.2],
      ["type", "straddle"],
    ] as const) {
      expect(() => blackScholesPrice({ ...o, [field]: bad } as never)).toThrow(`${field} is`);
      expect(() => blackScholesGreeks({ ...o, [field]: bad } as never)).toThrow(`${field} is`);
    }
    expect(() => blackScholesPrice({ ...o, rate: -1e6 })).toThrow(InputError);
  });

  test("without time or volatility the greeks are limits, and an error where there is none", () => {
    const zero = { vega: 0, gamma: 0, vanna: 0, volga: 0 };
    expect(blackScholesGreeks({ ...base, years: 0, volatility: 0.2 })).toMatchObject({ price: 20, delta: 1, ...zero });
    expect(blackScholesGreeks({ ...base, type: "put", volatility: 0 })).toMatchObject({ price: 0, delta: -0, ...zero });
    const kink = { ...base, spot: 80, volatility: 0 };
    expect(() => blackScholesGreeks(kink)).toThrow("no limit there");
    expect(blackScholesPrice(kink)).toBe(0);
    const future = { type: "call", forward: 90, strike: 80, years: 0.5, rate: 0.1, volatility: 0 } as const;
    expect(black76Greeks(future).rho).toBeCloseTo(-0.5 * 10 * Math.exp(-0.05), 12);
  });

  test("a batch counts and gives reasons", () => {
    const columns = columnsOf(Array.from({ length: 5 }, () => ({ ...base, volatility: 0.2 })));
    columns.spot[3] = Number.NaN;
    columns.strike[4] = 1e306;
    columns.spot[4] = 1e-5;
    const out = new Float64Array(5);
    const reasons = new Uint8Array(5);
    expect(impliedVolatilities(columns, Float64Array.of(25, 10, 100, 25, 1e-9), out, reasons)).toBe(1);
    expect([...reasons]).toEqual([0, 2, 3, 1, 4]);
    expect([...out.subarray(1)]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(priceOptions(columns, Float64Array.of(0.2, -1, Number.NaN, 0.2, 0.2), out, reasons)).toBe(2);
    expect([...reasons]).toEqual([0, 1, 1, 1, 0]);
    expect(() => priceOptions(columns, new Float64Array(4), out)).toThrow("given has 4 elements; out has 5");
  });
});
