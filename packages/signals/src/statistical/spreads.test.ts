import { describe, expect, test } from "bun:test";
import {
  ConfigError,
  exp,
  InputError,
  log,
  Random,
  type Snapshotable,
  SnapshotReader,
  SnapshotWriter,
} from "@hotpath/core";
import fc from "fast-check";
import { SignalSet } from "../signal-set.ts";
import { questions, statisticalAnswers } from "../testing/statistical-peers.ts";
import { BasketSpread, engleGranger, fitBasket, johansen, KalmanHedge, kalmanHedge, PairSpread } from "./index.ts";

function carried<T extends Snapshotable>(from: Snapshotable, to: T): T {
  const writer = new SnapshotWriter();
  from.snapshot(writer);
  to.restore(new SnapshotReader(writer.finish()));
  return to;
}

/** Prices of three symbols: 0 and 1 with a spread that reverts, 2 on its own. */
function market(rows: number, seed: number): [Float64Array, Float64Array, Float64Array] {
  const random = new Random(seed);
  const columns = [0, 1, 2].map(() => new Float64Array(rows)) as [Float64Array, Float64Array, Float64Array];
  let [a, c, spread] = [4, 3, 0];
  for (let i = 0; i < rows; i++) {
    a += 0.01 * random.normal();
    c += 0.01 * random.normal();
    spread = 0.9 * spread + 0.004 * random.normal();
    columns[0][i] = exp(0.5 + 1.2 * a + spread);
    columns[1][i] = exp(a);
    columns[2][i] = exp(c);
  }
  return columns;
}

describe("KalmanHedge", () => {
  const {
    kind: _,
    y,
    x,
    ...model
  } = questions.kalman as unknown as Record<string, number> & { y: number[]; x: number[] };
  const [ys, xs] = [Float64Array.from(y), Float64Array.from(x)];

  test("is the Kalman filter of statsmodels", () => {
    const answer = statisticalAnswers().kalman;
    const found = kalmanHedge(ys, xs, model);
    for (const [ours, theirs] of [
      [found.slopes, answer.slopes],
      [found.intercepts, answer.intercepts],
      [found.errors, answer.errors],
      [found.variances, answer.variances],
    ])
      for (const [k, value] of theirs.entries()) expect(ours[25 * k]).toBeCloseTo(value, 9);
    expect(found.logLikelihood).toBeCloseTo(answer.logLikelihood, 6);
    const hedge = new KalmanHedge(1, model);
    for (const [i, value] of ys.entries()) hedge.take(0, value, xs[i]!);
    const [slope, both, intercept] = hedge.covariance(0);
    for (const [k, value] of [slope, both, both, intercept].entries())
      expect(value).toBeCloseTo(answer.covariance[k], 10);
  });

  test("without steps of its own it is least squares", () => {
    const { slopes, intercepts } = kalmanHedge(ys, xs, { slopeNoise: 0, interceptNoise: 0, noise: 1, variance: 1e9 });
    const { hedge, terms } = engleGranger(ys, [xs]);
    expect(slopes.at(-1)!).toBeCloseTo(hedge[0]!, 6);
    expect(intercepts.at(-1)!).toBeCloseTo(terms[0]!, 5);
  });

  test("its covariance stays positive whatever comes, and streams have the batch's bits", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        fc.constantFrom(0, 1e-12, 1e-3, 10),
        fc.constantFrom(1e-9, 1e-3, 1e6),
        (rows, slopeNoise, noise) => {
          const options = { slopeNoise, interceptNoise: slopeNoise, noise };
          const [a, b] = [rows.map(([value]) => value), rows.map(([, value]) => value)].map((c) =>
            Float64Array.from(c),
          );
          const batch = kalmanHedge(a!, b!, options);
          const hedge = new KalmanHedge(3, options);
          for (let i = 0; i < rows.length; i++) {
            hedge.take(0, b![i]!, a![i]!);
            hedge.take(2, a![i]!, b![i]!);
            hedge.take(2, Number.NaN, 1);
            expect(hedge.slope(2)).toBe(batch.slopes[i]!);
            expect(hedge.error(2)).toBe(batch.errors[i]!);
            const [slope, both, intercept] = hedge.covariance(2);
            expect(slope >= 0 && intercept >= 0).toBe(true);
            expect(slope * intercept - both * both).toBeGreaterThanOrEqual(-1e-9 * slope * intercept);
            expect(hedge.errorVariance(2)).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("bad options are named", () => {
    for (const name of ["slopeNoise", "interceptNoise", "noise", "variance"])
      expect(() => new KalmanHedge(1, { [name]: -1 })).toThrow(name);
    expect(() => new KalmanHedge(0)).toThrow("pairs");
    expect(() => kalmanHedge(ys, xs.slice(1))).toThrow(InputError);
  });
});

describe("PairSpread", () => {
  const options = {
    symbols: 3,
    pairs: [{ y: 0, x: 1 }],
    noise: 1e-5,
    slopeNoise: 1e-9,
    interceptNoise: 1e-9,
    variance: 10,
  };

  test("takes a step when both legs have a new price, and its legs go against each other", () => {
    const [y, x, other] = market(600, 1);
    const spreads = new PairSpread(options);
    const generator = spreads.generator();
    const alone = kalmanHedge(y.map(log), x.map(log), options);
    let spoke = 0;
    for (let i = 0; i < 600; i++) {
      generator.update(0, 1, 1);
      generator.update(0, y[i]!, 1);
      const second = generator.update(1, x[i]!, 1);
      expect(generator.update(2, other[i]!, 1)).toBe(0);
      expect(spreads.hedge.error(0)).toBe(alone.errors[i]!);
      if (i < 32) expect(second).toBeNaN();
      if (Math.abs(second) > 0) spoke++;
      expect(generator.update(0, Number.NaN, 1)).toBe(0 - second);
    }
    expect(spoke).toBeGreaterThan(50);
    expect(Math.abs(spreads.hedge.slope(0) - 1.2)).toBeLessThan(0.05);
    expect(spreads.reason(0)).toMatch(/^symbol 0 [\d.]+ deviations (above|below) 1\.\d+ times symbol 1$/);
    expect(generator.reason!(2)).toBe("in no spread");
  });

  test("goes on from a snapshot to the bit, also in a set", () => {
    const [y, x] = market(400, 2);
    const [whole, second] = [new PairSpread(options), new PairSpread(options)];
    for (let i = 0; i < 400; i++) {
      if (i === 200) {
        whole.update(0, y[i]!);
        carried(whole, second);
      }
      for (const spreads of i < 200 ? [whole] : [whole, second]) {
        spreads.update(0, y[i]!);
        spreads.update(1, x[i]!);
      }
      if (i >= 200) expect(second.score(0)).toBe(whole.score(0));
    }
    using set = new SignalSet({ symbols: 3, generators: [() => new PairSpread(options).generator()] });
    for (let i = 0; i < 300; i++) for (const [symbol, column] of [y, x].entries()) set.update(symbol, column[i]!, 0, i);
    expect(set.names[0]).toBe("pairs");
    expect(set.score(0, 0)).toBeFinite();
  });

  test("bad options are named", () => {
    expect(() => new PairSpread({ symbols: 2, pairs: [] })).toThrow("pairs");
    expect(() => new PairSpread({ symbols: 2, pairs: [{ y: 0, x: 2 }] })).toThrow("pairs[0]");
    expect(() => new PairSpread({ symbols: 2, pairs: [{ y: 1, x: 1 }] })).toThrow("each symbol once");
    expect(() => new PairSpread({ symbols: 2, pairs: [{ y: 0, x: 1 }], entry: 11 })).toThrow("entry");
  });
});

describe("BasketSpread", () => {
  const [y, x, other] = market(800, 3);
  const { vectors } = johansen([y, x, other].map((column) => column.map(log)));
  const basket = fitBasket([0, 1, 2], vectors[0]!, [y, x, other]);

  test("of Johansen's weights reverts as it was planted, and its legs follow the signs of their weights", () => {
    expect(Math.abs(basket.halfLife - log(2) / -log(0.9))).toBeLessThan(3 * basket.fit.halfLifeError);
    const spreads = new BasketSpread({ symbols: 4, baskets: [basket] });
    const generator = spreads.generator();
    for (let i = 0; i < 800; i++) {
      for (const [symbol, column] of [y, x, other].entries()) generator.update(symbol, column[i]!, 1);
      const sum = [y, x, other].reduce((total, column, k) => total + vectors[0]![k]! * log(column[i]!), 0);
      expect(spreads.value(0)).toBeCloseTo((sum - basket.mean) / basket.deviation, 6);
      const score = spreads.score(0);
      for (const symbol of [0, 1, 2])
        expect(generator.update(symbol, Number.NaN, 1)).toBe(vectors[0]![symbol]! > 0 ? score : 0 - score);
      expect(generator.update(3, 5, 1)).toBe(0);
    }
    expect(generator.reason!(1)).toMatch(/^basket 0: z-score [\d.]+ (above|below) its level; half-life [\d.]+ steps$/);
    const again = carried(spreads, new BasketSpread({ symbols: 4, baskets: [basket] }));
    expect(again.value(0)).toBe(spreads.value(0));
  });

  test("says nothing before each of its symbols has had a price", () => {
    const generator = new BasketSpread({ symbols: 3, baskets: [basket] }).generator();
    expect(generator.update(0, 5, 1)).toBeNaN();
    expect([generator.reason!(0), generator.value(0)]).toEqual(["warming up", Number.NaN]);
  });

  test("bad input is named", () => {
    const make = (change: object) => () => new BasketSpread({ symbols: 3, baskets: [{ ...basket, ...change }] });
    expect(make({ deviation: 0 })).toThrow("baskets[0].deviation");
    expect(make({ weights: [1, 0, 1] })).toThrow("baskets[0].weights");
    expect(make({ symbols: [0, 1, 7] })).toThrow("baskets[0]");
    expect(make({ mean: Number.NaN })).toThrow(ConfigError);
    expect(() => fitBasket([0, 1], [1, -1], [y, x.map(() => 0)])).toThrow("prices[1]");
    expect(() => fitBasket([0, 1], [1], [y, x])).toThrow("weights");
  });
});
