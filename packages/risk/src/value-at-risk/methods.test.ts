import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import fc from "fast-check";
import {
  cornishFisherVar,
  ewmaVar,
  extremeValueVar,
  filteredHistoricalVar,
  fitPareto,
  fitStudentT,
  garchVar,
  historicalVar,
  normalVar,
  studentTVar,
  VAR_METHODS,
  valueAtRisk,
  weightedHistoricalVar,
} from "./index.ts";
import { sixty } from "./testing/sixty.ts";

const native = loadKernels();
const portable = loadKernels({ prefer: "portable" });
const relative = (value: number, truth: number): number => Math.abs(value / truth - 1);

function heavy(n: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: n }, () => (0.01 * random.normal()) / Math.sqrt(random.exponential() + 0.2));
}

/** Expected by numpy 2.4 and scipy 1.17 on the sixty returns. */
describe("what numpy and scipy say of sixty returns", () => {
  const at = (method: Parameters<typeof valueAtRisk>[0], options = {}) =>
    valueAtRisk(method, sixty.returns, { confidence: 0.95, ...options });
  for (const { name, method, options, tolerance, ...truth } of sixty.expected)
    test(name, () => {
      const figures = at(method as never, options);
      expect(relative(figures.var, truth.var)).toBeLessThan(tolerance);
      expect(relative(figures.expectedShortfall, truth.expectedShortfall)).toBeLessThan(tolerance);
    });
});

describe("historical", () => {
  test("is what its definitions say, on any sample", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1, max: 1 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 300 }),
        fc.integer({ min: 1, max: 99 }),
        (returns, percent) => {
          const sorted = Float64Array.from(returns).sort();
          const n = sorted.length;
          const k = Math.max(Math.ceil((n * percent) / 100), 1);
          const order = historicalVar(returns, { confidence: 1 - percent / 100, convention: "order" });
          expect(order.var).toBe(0 - sorted[k - 1]!);
          let sum = 0;
          for (let i = 0; i < k; i++) sum += sorted[i]!;
          expect(order.expectedShortfall).toBeCloseTo(-sum / k, 12);
          expect(order.expectedShortfall).toBeGreaterThanOrEqual(order.var - 1e-12);
          const h = ((n - 1) * percent) / 100;
          const lo = Math.floor(h);
          const interpolated = sorted[lo]! + (h - lo) * ((sorted[lo + 1] ?? sorted[lo])! - sorted[lo]!);
          expect(historicalVar(returns, { confidence: 1 - percent / 100 }).var).toBeCloseTo(-interpolated, 12);
          for (const convention of ["type7", "order"] as const)
            expect(historicalVar(returns, { convention, kernels: portable })).toEqual(
              historicalVar(returns, { convention, kernels: native }),
            );
        },
      ),
    );
  });

  test("0.01 of 100 is 1, whatever 1 − 0.99 is", () => {
    const returns = Float64Array.from({ length: 100 }, (_, i) => i - 50);
    expect(historicalVar(returns, { confidence: 0.99, convention: "order" })).toMatchObject({
      var: 50,
      tailObservations: 1,
    });
    expect(historicalVar(returns, { confidence: 0.9, convention: "order" })).toMatchObject({
      var: 41,
      tailObservations: 10,
    });
    expect(historicalVar([...returns, 50], { confidence: 0.9 })).toMatchObject({ var: 40, tailObservations: 11 });
  });

  test("the square root of time", () => {
    const day = historicalVar(sixty.returns);
    expect(historicalVar(sixty.returns, { horizon: 4 }).var).toBe(2 * day.var);
  });

  test("returns all alike are what they are", () => {
    expect(historicalVar(new Float64Array(300).fill(0.01))).toMatchObject({ var: -0.01, expectedShortfall: -0.01 });
    expect(Object.is(historicalVar([0, 0, 0]).var, 0)).toBe(true);
  });
});

describe("weighted historical", () => {
  test("Boudoukh, Richardson and Whitelaw's own example", () => {
    // Hypothetical lowest returns and how many days ago they were, 100 days, λ = 0.98: the first of their tables.
    const returns = new Float64Array(100).fill(0.01);
    const lowest = [[-0.033, 3], [-0.029, 2], [-0.027, 65], [-0.025, 45], [-0.024, 5], [-0.023, 30]] as const; // biome-ignore format: a table
    for (const [value, age] of lowest) returns[100 - age] = value;
    const weight = (age: number) => (0.98 ** (age - 1) * 0.02) / (1 - 0.98 ** 100);
    expect(weight(3)).toBeCloseTo(0.0221, 4);
    expect(weightedHistoricalVar(returns, { confidence: 0.95, convention: "order" }).var).toBe(0.027);
    const both = weight(3) + weight(2);
    const share = (0.05 - both) / weight(65);
    expect(weightedHistoricalVar(returns, { confidence: 0.95 }).var).toBeCloseTo(0.029 - share * 0.002, 14);
  });

  test("with λ = 1 it is the order statistic", () => {
    const returns = heavy(500, 3);
    for (const confidence of [0.9, 0.95, 0.99])
      expect(weightedHistoricalVar(returns, { confidence, decay: 1, convention: "order" }).var).toBe(
        historicalVar(returns, { confidence, convention: "order" }).var,
      );
  });
});

describe("Cornish–Fisher", () => {
  test("is normal where there is no skew and no excess kurtosis, and knows its domain", () => {
    // Two-point and three-point samples with chosen moments: ±1 and zeros, kurtosis n/(2k).
    const mesokurtic = Float64Array.from({ length: 600 }, (_, i) => (i < 100 ? 1 : i < 200 ? -1 : 0));
    const plain = cornishFisherVar(mesokurtic);
    expect(plain.excessKurtosis).toBeCloseTo(0, 12);
    expect(plain.var).toBeCloseTo(normalVar(mesokurtic).var, 10);
    expect(plain.domain).toBe("monotone");
    const peaked = Float64Array.from({ length: 6000 }, (_, i) => (i < 100 ? 1 : i < 200 ? -1 : 0));
    expect(cornishFisherVar(peaked, { confidence: 0.999 }).domain).toBe("tail");
    expect(() => cornishFisherVar(peaked, { confidence: 0.6 })).toThrow("excess kurtosis 27.000");
    try {
      cornishFisherVar(peaked, { confidence: 0.6 });
    } catch (error) {
      expect((error as InputError).code).toBe("INPUT_OUT_OF_RANGE");
    }
  });
});

describe("Student's t", () => {
  test("the fit is the top of the likelihood, and finds what made a sample", () => {
    const x = heavy(2000, 8);
    const best = fitStudentT(x);
    for (const degrees of [0.9, 0.99, 1.01, 1.1].map((f) => f * best.degrees))
      expect(fitStudentT(x, degrees).logLikelihood).toBeLessThan(best.logLikelihood);
    const random = new Random(2);
    const normal = Float64Array.from({ length: 3000 }, () => random.normal());
    const close = studentTVar(normal);
    expect(relative(close.var, normalVar(normal).var)).toBeLessThan(0.03);
  });

  test("moments: ν from kurtosis, or given", () => {
    const x = heavy(400, 4);
    const { degrees, scale } = studentTVar(x, { fit: "moments" });
    expect(degrees).toBeGreaterThan(4);
    const { volatility } = normalVar(x);
    expect(scale).toBeCloseTo(volatility * Math.sqrt((degrees - 2) / degrees), 15);
    expect(studentTVar(x, { fit: "moments", degrees: 1e6 }).var).toBeCloseTo(normalVar(x).var, 6);
    expect(() => studentTVar(x, { fit: "moments", degrees: 2 })).toThrow(ConfigError);
    expect(() => studentTVar([-1, 1, -1, 1, -1, 1], { fit: "moments" })).toThrow("which no Student t has");
  });

  test("refuses what has no likeliest scale", () => {
    const mostlyZero = Float64Array.from({ length: 100 }, (_, i) => (i === 5 ? 0.01 : i === 9 ? -0.02 : 0));
    expect(() => studentTVar(mostlyZero)).toThrow("so many are equal");
  });
});

describe("extreme values", () => {
  test("the fit is the top of the likelihood over both parameters", () => {
    const x = heavy(5000, 21);
    const excesses = x.filter((r) => r < -0.02).map((r) => -0.02 - r);
    const { shape, scale, logLikelihood } = fitPareto(excesses);
    const likelihood = (xi: number, beta: number): number => {
      let sum = 0;
      for (const y of excesses) sum -= Math.log(beta) + (1 / xi + 1) * Math.log1p((xi * y) / beta);
      return sum;
    };
    expect(likelihood(shape, scale)).toBeCloseTo(logLikelihood, 6);
    for (const [a, b] of [[1.001, 1], [0.999, 1], [1, 1.001], [1, 0.999]] as const) // biome-ignore format: a table
      expect(likelihood(shape * a, scale * b)).toBeLessThan(logLikelihood);
  });

  test("an exponential tail has shape near 0, and the formulas of its limit", () => {
    const random = new Random(77);
    const losses = Float64Array.from({ length: 200_000 }, () => -0.01 * random.exponential());
    const figures = extremeValueVar(losses, { confidence: 0.999 });
    expect(Math.abs(figures.shape)).toBeLessThan(0.02);
    expect(relative(figures.var, 0.01 * Math.log(1000))).toBeLessThan(0.03);
    expect(relative(figures.expectedShortfall, 0.01 * (Math.log(1000) + 1))).toBeLessThan(0.05);
  });

  test("refuses thresholds that leave nothing to fit", () => {
    expect(() => extremeValueVar(heavy(50, 1))).toThrow("5 losses beyond the threshold");
    expect(() => extremeValueVar(heavy(500, 1), { threshold: 10 })).toThrow("0 losses beyond the threshold 10");
    expect(() => extremeValueVar(heavy(500, 1), { confidence: 0.8 })).toThrow(ConfigError);
    const stepped = Float64Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? -0.05 : 0));
    expect(() => extremeValueVar(stepped, { threshold: 0.01 })).toThrow("are equal");
  });
});

describe("conditional methods", () => {
  test("ewma and garch are normal figures of their forecasts", () => {
    const x = heavy(800, 12);
    const ewma = ewmaVar(x, { confidence: 0.99 });
    expect(ewma.var / ewma.volatility).toBeCloseTo(2.3263478740408408, 12);
    expect(ewmaVar(x, { horizon: 9 }).var).toBeCloseTo(3 * ewma.var, 14);
    const garch = garchVar(x);
    expect((garch.var + garch.model.mean) / garch.volatility).toBeCloseTo(2.3263478740408408, 12);
    expect(garchVar(x, { horizon: 5 }).var).toBeGreaterThan(garch.var);
  });

  test("filtered: residuals by the forecast of now; over a horizon from a seed", () => {
    const x = heavy(600, 13);
    const one = filteredHistoricalVar(x, { filter: "ewma" });
    expect(one.volatility).toBe(ewmaVar(x).volatility);
    const five = filteredHistoricalVar(x, { horizon: 5, paths: 5000, seed: 4 });
    expect(filteredHistoricalVar(x, { horizon: 5, paths: 5000, seed: 4, kernels: portable })).toEqual(five);
    expect(filteredHistoricalVar(x, { horizon: 5, paths: 5000, seed: 5 }).var).not.toBe(five.var);
    expect(five.var).toBeGreaterThan(1.4 * filteredHistoricalVar(x).var);
  });
});

describe("what no method takes", () => {
  const fine = heavy(300, 1);
  for (const method of VAR_METHODS) {
    test(`${method}: a number that is not finite, too few, an option that is not`, () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const broken = fine.slice();
        broken[123] = bad;
        expect(() => valueAtRisk(method, broken)).toThrow(/(returns|columns\[0\])\[123\]: got (NaN|Infinity)/);
      }
      expect(() => valueAtRisk(method, [0.01])).toThrow("got 1 observation; allowed: at least");
      expect(() => valueAtRisk(method, [])).toThrow("got 0 observations");
      for (const confidence of [0, 1, 99, Number.NaN])
        expect(() => valueAtRisk(method, fine, { confidence })).toThrow("confidence: got");
      for (const horizon of [0, 1.5, -1]) expect(() => valueAtRisk(method, fine, { horizon })).toThrow("horizon: got");
    });

    test(`${method}: the same bits natively and portably, and no NaN for returns all alike`, () => {
      const figures = valueAtRisk(method, fine, { kernels: native, paths: 1000 });
      expect(valueAtRisk(method, fine, { kernels: portable, paths: 1000 })).toEqual(figures);
      expect(figures.expectedShortfall).toBeGreaterThan(figures.var);
      try {
        const alike = valueAtRisk(method, new Float64Array(300).fill(0.01), { paths: 1000 });
        expect([alike.var, alike.expectedShortfall].every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect((error as Error).message).toMatch(/constant at 0.01|are equal|0 losses beyond/);
      }
    });
  }
  test("a method that is not known", () => {
    expect(() => valueAtRisk("magic" as "t", fine)).toThrow(ConfigError);
  });
});
