import { describe, expect, test } from "bun:test";
import { ConfigError, chiSquareQuantile, InputError, inverseNormal, Random } from "@hotpath/core";
import { golden, hasGolden } from "../value-at-risk/testing/golden.ts";
import {
  acerbiSzekelyTest,
  backtestVar,
  christoffersenTest,
  countExceptions,
  kupiecRegion,
  kupiecTest,
  rollingForecasts,
  trafficLight,
} from "./index.ts";

if (!hasGolden) test.skip("no golden/risk below HOTPATH_TEST_DATA", () => {});
else
  describe("published tables", () => {
    const tables = JSON.parse(golden("published/var_backtests.json"));
    const { rows } = tables.kupiec_nonrejection_95;

    test("Kupiec's regions, but for none of 255 at 1 %, which his statistic rejects", () => {
      expect(rows.length).toBe(15);
      for (const { p, T, lo, hi } of rows) {
        const region = kupiecRegion(T, p)!;
        expect(region.most).toBe(hi - 1);
        if (p === 0.01 && T === 255) {
          expect(lo).toBe(-1);
          expect(region.least).toBe(1);
          expect(kupiecTest(0, 255, 0.01).statistic).toBeCloseTo(-2 * 255 * Math.log(0.99), 12);
          expect(kupiecTest(0, 255, 0.01).statistic).toBeGreaterThan(chiSquareQuantile(0.95, 1));
        } else expect(region.least).toBe(lo + 1);
      }
    });

    test("Basel's traffic light", () => {
      const { cumulative_pct, plus_factor } = tables.basel_traffic_light;
      for (const [exceptions, percent] of cumulative_pct.entries())
        expect(Math.abs(100 * trafficLight(exceptions).cumulative - percent)).toBeLessThanOrEqual(0.005001);
      for (const [exceptions, factor] of Object.entries(plus_factor))
        expect(trafficLight(Number(exceptions)).plusFactor).toBe(factor as number);
    });
  });

describe("traffic light", () => {
  test("zones, and no plus factor where Basel has none", () => {
    const zones = Array.from({ length: 12 }, (_, x) => trafficLight(x).zone[0]).join("");
    expect(zones).toBe("gggggyyyyyrr");
    expect([11, 100, 250].map((x) => trafficLight(x).plusFactor)).toEqual([1, 1, 1]);
    expect(trafficLight(3, 500).plusFactor).toBeUndefined();
    expect(() => trafficLight(251)).toThrow("exceptions: got 251");
  });
});

describe("Kupiec", () => {
  test("statistics by hand", () => {
    // 10 of 500 at 1 %: 2 (10 ln 2 + 490 ln(0.98/0.99)).
    const { statistic, pValue, degrees } = kupiecTest(10, 500, 0.01);
    expect(statistic).toBeCloseTo(2 * (10 * Math.log(2) + 490 * Math.log(0.98 / 0.99)), 11);
    expect(pValue).toBeCloseTo(0.0479, 3);
    expect(degrees).toBe(1);
    expect(kupiecTest(5, 500, 0.01)).toMatchObject({ statistic: 0, pValue: 1 });
    expect(kupiecTest(500, 500, 0.01).statistic).toBeCloseTo(-1000 * Math.log(0.01), 9);
  });

  test("a region is all that the test accepts, and may be nothing", () => {
    for (const [n, p, level] of [
      [100, 0.05, 0.1],
      [37, 0.2, 0.01],
      [2000, 0.01, 0.05],
    ] as const) {
      // biome-ignore format: a table
      const region = kupiecRegion(n, p, level)!;
      for (let x = 0; x <= n; x++)
        expect(kupiecTest(x, n, p).statistic < chiSquareQuantile(1 - level, 1)).toBe(
          x >= region.least && x <= region.most,
        );
    }
    expect(kupiecRegion(1, 0.5, 0.9999)).toBeUndefined();
    for (const p of [0, 1, Number.NaN]) expect(() => kupiecTest(0, 10, p)).toThrow(ConfigError);
  });
});

describe("Christoffersen", () => {
  test("transitions and statistics by hand", () => {
    const hits = [0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0];
    const { transitions, independence, coverage, conditionalCoverage } = christoffersenTest(hits, 0.1);
    expect(transitions).toEqual({ n00: 6, n01: 2, n10: 2, n11: 1 });
    const log = Math.log;
    const alone = 8 * log(8 / 11) + 3 * log(3 / 11);
    const apart = 6 * log(6 / 8) + 2 * log(2 / 8) + 2 * log(2 / 3) + log(1 / 3);
    expect(independence.statistic).toBeCloseTo(2 * (apart - alone), 12);
    expect(coverage).toEqual(kupiecTest(3, 12, 0.1));
    expect(conditionalCoverage.statistic).toBe(coverage.statistic + independence.statistic);
    expect(conditionalCoverage.pValue).toBeCloseTo(Math.exp(-conditionalCoverage.statistic / 2), 13);
  });

  test("no exception, nothing but exceptions, one at the end", () => {
    for (const hits of [new Array(50).fill(0), new Array(50).fill(1), [...new Array(49).fill(0), 1]]) {
      const { independence, conditionalCoverage } = christoffersenTest(hits, 0.05);
      expect(independence.statistic).toBeCloseTo(0, 12);
      expect(Number.isFinite(conditionalCoverage.pValue)).toBe(true);
    }
    expect(() => christoffersenTest([0, 2], 0.1)).toThrow("hits[1]: got 2; allowed: 0, 1");
    expect(() => christoffersenTest([0], 0.1)).toThrow(InputError);
  });

  test("clusters are found, and their lack is not", () => {
    const clustered = Array.from({ length: 1000 }, (_, i) => (i % 100 < 5 ? 1 : 0));
    const random = new Random(4);
    const scattered = Array.from({ length: 1000 }, () => (random.uniform() < 0.05 ? 1 : 0));
    expect(christoffersenTest(clustered, 0.05).independence.pValue).toBeLessThan(1e-10);
    expect(christoffersenTest(scattered, 0.05).independence.pValue).toBeGreaterThan(0.05);
  });
});

describe("Acerbi and Székely", () => {
  const p = 0.025;
  const n = 250;
  const z = -inverseNormal(p);
  const es = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) / p;

  function year(seed: number, scale: number): Float64Array {
    const random = new Random(seed);
    return Float64Array.from({ length: n }, () => scale * random.normal());
  }

  test("their statistics by hand", () => {
    const { z1, z2, exceptions } = acerbiSzekelyTest([-3, 1, -2.5, -1], [2, 2, 2, 2], [2.4, 2.4, 2.5, 2.4], 0.25, {
      simulations: 200,
    });
    expect(exceptions).toBe(2);
    expect(z1!.statistic).toBeCloseTo(1 + (-3 / 2.4 - 1) / 2, 14);
    expect(z2.statistic).toBeCloseTo(1 + (-3 / 2.4 - 1) / (4 * 0.25), 14);
  });

  test("critical values of Z₂ are those that they print, at 5 %", () => {
    const figures = (distribution: Parameters<typeof acerbiSzekelyTest>[4]) =>
      acerbiSzekelyTest(year(1, 1), new Float64Array(n).fill(z), new Float64Array(n).fill(es), p, distribution);
    // Acerbi and Székely 2014, table 1: −0.70 for the normal and −0.74 for t of 10, −0.82 of 3 … degrees.
    expect(figures({ distribution: { family: "normal" } }).z2.critical).toBeCloseTo(-0.7, 1);
    expect(figures({ distribution: { family: "t", degrees: 10 } }).z2.critical).toBeWithin(-0.8, -0.68);
    expect(figures({ distribution: { family: "t", degrees: 3 } }).z2.critical).toBeWithin(-0.9, -0.76);
  }, 60_000);

  test("right forecasts pass as often as they should, low ones fail", () => {
    const forecast = new Float64Array(n).fill(z);
    const shortfall = new Float64Array(n).fill(es);
    let rejected = 0;
    for (let seed = 1; seed <= 100; seed++)
      if (acerbiSzekelyTest(year(seed, 1), forecast, shortfall, p, { simulations: 500 }).z2.pValue < 0.05) rejected++;
    expect(rejected).toBeWithin(0, 13);
    expect(acerbiSzekelyTest(year(5, 1.6), forecast, shortfall, p).z2.pValue).toBeLessThan(0.001);
  });

  test("of a sample; a seed is a result; what cannot be is refused", () => {
    const outcomes = year(9, 0.02);
    const args = [year(2, 0.02), new Float64Array(n).fill(0.04), new Float64Array(n).fill(0.047), p] as const;
    const once = acerbiSzekelyTest(...args, { distribution: { family: "sample", outcomes }, seed: 5 });
    expect(acerbiSzekelyTest(...args, { distribution: { family: "sample", outcomes }, seed: 5 })).toEqual(once);
    expect(acerbiSzekelyTest([0, 0], [1, 1], [1, 1], 0.01).z1).toBeUndefined();
    expect(() => acerbiSzekelyTest([0, 0], [1, 1], [1, 0], 0.01)).toThrow("shortfalls[1]: got 0");
    expect(() => acerbiSzekelyTest([0], [1], [1], 0.01, { distribution: { family: "t", degrees: 1 } })).toThrow(
      ConfigError,
    );
    expect(() => acerbiSzekelyTest([0], [1], [1], 0.01, { distribution: { family: "cauchy" } as never })).toThrow(
      ConfigError,
    );
  });
});

describe("rolling forecasts and all tests at once", () => {
  const random = new Random(12);
  const x = Float64Array.from({ length: 700 }, () => 0.01 * random.normal());

  test("a forecast knows only what was before it", () => {
    const forecasts = rollingForecasts(x, "historical", 250);
    expect([forecasts.first, forecasts.var.length]).toEqual([250, 450]);
    const later = x.slice();
    later.fill(0.5, 400);
    expect(rollingForecasts(later, "historical", 250).var.subarray(0, 151)).toEqual(forecasts.var.subarray(0, 151));
  });

  test("sound forecasts are found sound, and half of them not", () => {
    const { var: forecast, expectedShortfall } = rollingForecasts(x, "normal", 250);
    const tested = x.subarray(250);
    const sound = backtestVar(tested, forecast, 0.99, expectedShortfall, { simulations: 1000 });
    expect(sound.exceptions).toBe(countExceptions(tested, forecast).count);
    expect(sound.kupiec.pValue).toBeGreaterThan(0.05);
    expect(sound.acerbiSzekely!.z2.pValue).toBeGreaterThan(0.05);
    const half = backtestVar(
      tested,
      forecast.map((v) => v / 2),
      0.99,
    );
    expect(half.kupiec.pValue).toBeLessThan(1e-6);
    expect(half.trafficLight.zone).toBe("red");
    expect(half.acerbiSzekely).toBeUndefined();
  });

  test("say where a window cannot be used", () => {
    const flat = new Float64Array(60).fill(0.01);
    expect(() => rollingForecasts(flat, "normal", 30)).toThrow("returns[0..29]: returns: constant at 0.01");
    expect(() => rollingForecasts(flat, "normal", 1)).toThrow(ConfigError);
    expect(() => rollingForecasts(flat, "normal", 60)).toThrow("at least 61");
    expect(() => countExceptions([1, 2], [1])).toThrow("forecasts: got 1; allowed: 2");
  });
});
