import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import { indicator } from "@hotpath/indicators";
import { basket, drawn, questions, statisticalAnswers } from "../testing/statistical-peers.ts";
import { type Deterministic, dickeyFuller, engleGranger, type JohansenTrend, johansen } from "./index.ts";

const answers = statisticalAnswers();
const named = (kind: string) =>
  Object.entries(questions).filter(([, question]) => question.kind === kind) as [
    string,
    // biome-ignore lint/suspicious/noExplicitAny: each kind of question has arguments of its own.
    any,
  ][];
const column = (values: number[]) => Float64Array.from(values);
const choice = (autolag: string | null) => (autolag === null ? "none" : autolag === "t-stat" ? "t" : autolag) as "aic";

function relative(actual: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}

function criticalAre(critical: object, expected: (number | null)[]): void {
  for (const [k, value] of Object.values(critical).entries()) {
    if (expected[k] === null) expect(value).toBeNaN();
    else relative(value, expected[k]!);
  }
}

describe("against statsmodels", () => {
  test("adfuller: every choice of lags and terms", () => {
    for (const [name, { series, regression, autolag, maxLag }] of named("adf")) {
      const found = dickeyFuller(column(series), {
        terms: regression,
        choose: choice(autolag),
        ...(maxLag === null ? {} : { maxLag }),
      });
      const answer = answers[name];
      relative(found.statistic, answer.statistic);
      relative(found.pValue, answer.pValue);
      expect([found.lags, found.rows]).toEqual([answer.lags, answer.rows]);
      criticalAre(found.critical, answer.critical);
    }
  });

  test("coint: two and three series", () => {
    for (const [name, { y, x, trend, autolag, maxLag }] of named("engleGranger")) {
      const found = engleGranger(column(y), x.map(column), {
        terms: trend,
        choose: choice(autolag),
        ...(maxLag === null ? {} : { maxLag }),
      });
      relative(found.statistic, answers[name].statistic);
      relative(found.pValue, answers[name].pValue);
      criticalAre(found.critical, answers[name].critical);
    }
  });

  test("coint_johansen: two and five series, each trend, 1 to 5 lags", () => {
    const trends: JohansenTrend[] = ["none", "constant", "linear"];
    for (const [name, { series, order, lags }] of named("johansen")) {
      const found = johansen(series.map(column), { trend: trends[order + 1]!, lags });
      const answer = answers[name];
      for (const i of series.keys()) {
        relative(found.eigenvalues[i]!, answer.eigenvalues[i]);
        relative(found.trace[i]!.statistic, answer.trace[i], 1e-8);
        relative(found.maximum[i]!.statistic, answer.maximum[i], 1e-8);
        const { statistic: _, ...critical } = found.trace[i]!;
        criticalAre(critical, answer.traceCritical[i]);
        const { statistic: __, ...maximum } = found.maximum[i]!;
        criticalAre(maximum, answer.maximumCritical[i]);
        const sign = Math.sign(answer.vectors[i][0]);
        for (const k of series.keys()) relative(found.vectors[i]![k]!, sign * answer.vectors[i][k], 1e-6);
      }
    }
  });
});

test("Dickey and Fuller's statistic is the indicator ADF's", () => {
  const series = column(drawn(7, 120, (value, shock) => 0.9 * value + shock));
  for (const lags of [0, 2, 5]) {
    const { outputs } = indicator("ADF", { timePeriod: 120, lags }).batch(series);
    relative(dickeyFuller(series, { choose: "none", maxLag: lags }).statistic, outputs.real!.at(-1)!);
  }
});

/** Pairs of random walks, each beside itself with noise where `cointegrated`. */
function pair(seed: number, cointegrated: boolean, drift = 0): [Float64Array, Float64Array] {
  const random = new Random(seed);
  const x = new Float64Array(250);
  const y = new Float64Array(250);
  let [a, b, rest] = [0, 0, 0];
  for (let i = 0; i < 250; i++) {
    a += drift + random.normal();
    b += drift + random.normal();
    rest = 0.7 * rest + random.normal();
    x[i] = a;
    y[i] = cointegrated ? 3 + 1.5 * a + rest : b;
  }
  return [y, x];
}

describe("over 200 seeds", () => {
  const seeds = Array.from({ length: 200 }, (_, k) => k + 1);
  // Three standard errors of a share of 5 %, and what the tests' own size is off at 250 rows.
  const [least, most] = [2, 22];

  test("Engle and Granger find what was planted, and 5 % where nothing was", () => {
    const share = (planted: boolean) =>
      seeds.filter((seed) => {
        const [y, x] = pair(seed, planted);
        return engleGranger(y, [x]).pValue < 0.05;
      }).length;
    expect(share(true)).toBeGreaterThan(195);
    expect(share(false)).toBeGreaterThanOrEqual(least);
    expect(share(false)).toBeLessThanOrEqual(most);
  });

  test("Johansen finds one combination where one was planted, and 5 % where none was", () => {
    // The critical values are those of walks that drift.
    const ranks = (planted: boolean) => seeds.map((seed) => johansen(pair(seed, planted, 0.5)).rank);
    const found = ranks(true);
    expect(found.filter((rank) => rank >= 1).length).toBeGreaterThan(195);
    expect(found.filter((rank) => rank === 1).length).toBeGreaterThan(175);
    const chance = ranks(false).filter((rank) => rank >= 1).length;
    expect(chance).toBeGreaterThanOrEqual(least);
    expect(chance).toBeLessThanOrEqual(most);
  });

  test("the weights that were planted are found", () => {
    const [y, x] = pair(3, true);
    const { vectors } = johansen([y, x]);
    expect(Math.abs(vectors[0]![1]! / vectors[0]![0]! + 1.5)).toBeLessThan(0.05);
    const { hedge, terms } = engleGranger(y, [x]);
    expect(Math.abs(hedge[0]! - 1.5)).toBeLessThan(0.05);
    expect(Math.abs(terms[0]! - 3)).toBeLessThan(1);
  });
});

test("five series of two common walks have three combinations that revert", () => {
  const { rank, eigenvalues, vectors } = johansen(basket.map(column));
  expect(rank).toBe(3);
  expect(Array.from(eigenvalues)).toEqual(Array.from(eigenvalues).sort((a, b) => b - a));
  for (const vector of vectors.slice(0, 3)) {
    const spread = column(
      basket[0]!.map((_, i) => basket.reduce((sum, series, k) => sum + vector[k]! * series[i]!, 0)),
    );
    expect(dickeyFuller(spread).pValue).toBeLessThan(1e-4);
  }
});

test("series that are the same, or combinations of others, give an answer", () => {
  const [y, x] = pair(5, true);
  const same = engleGranger(
    x.map((value) => 2 * value + 1),
    [x],
  );
  expect([same.statistic, same.pValue]).toEqual([Number.NEGATIVE_INFINITY, 0]);
  const twice = johansen([y, x, x]);
  expect(twice.trace.every(({ statistic }) => Number.isFinite(statistic))).toBe(true);
});

test("bad input is named", () => {
  const [y, x] = pair(1, true);
  const broken = y.map((value, i) => (i === 9 ? Number.NaN : value));
  expect(() => dickeyFuller(broken)).toThrow("series: value 9");
  expect(() => dickeyFuller(new Float64Array(50).fill(1))).toThrow("all values are the same");
  expect(() => dickeyFuller(new Float64Array(0))).toThrow(InputError);
  expect(() => dickeyFuller(y, { terms: "x" as Deterministic })).toThrow(ConfigError);
  expect(() => dickeyFuller(y, { maxLag: 200 })).toThrow("maxLag");
  expect(() => engleGranger(y, [])).toThrow("x: got 0");
  expect(() => engleGranger(y, [x.slice(1)])).toThrow("series[1]");
  expect(() => johansen([y])).toThrow(ConfigError);
  expect(() => johansen([y, broken])).toThrow("series[1]: value 9");
  expect(() => johansen([y, x], { lags: -1 })).toThrow("lags");
  expect(() => johansen([y.slice(0, 8), x.slice(0, 8)], { lags: 4 })).toThrow(InputError);
});
