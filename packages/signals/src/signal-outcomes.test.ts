import { describe, expect, test } from "bun:test";
import { exp, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { OutcomeHistory, SignalOutcomes } from "./index.ts";
import { adaptHalfWidth } from "./research/index.ts";

const methods = ["platt", "isotonic", "beta"] as const;

/** A history of signals that come true with a probability that depends on their confidence. */
function historyOf(method: (typeof methods)[number], seed: number, outcomes: number, truth: (c: number) => number) {
  const history = new OutcomeHistory(2, { method, window: 2048, refitEvery: 32 });
  const random = new Random(seed);
  for (let i = 0; i < outcomes; i++) {
    const confidence = random.uniform();
    history.add(1, confidence, random.chance(truth(confidence)));
  }
  return history;
}

describe("OutcomeHistory", () => {
  for (const method of methods) {
    test(`${method}: finds a probability that rises with confidence`, () => {
      const truth = (c: number) => 0.4 + 0.5 * c;
      const history = historyOf(method, 3, 2048, truth);
      for (const c of [0.1, 0.3, 0.5, 0.7, 0.9])
        expect(Math.abs(history.probability(1, c) - truth(c)), `${c}`).toBeLessThan(0.07);
      expect(history.probability(0, 0.9)).toBe(0.5);
    });

    test(`${method}: says the base rate of noise`, () => {
      let furthest = 0;
      for (let seed = 1; seed <= 20; seed++) {
        const history = historyOf(method, seed, 2048, () => 0.45);
        let mean = 0;
        for (let k = 0; k < 16; k++) mean += history.probability(1, (k + 0.5) / 16) / 16;
        furthest = Math.max(furthest, Math.abs(mean - 0.45));
      }
      expect(furthest).toBeLessThan(0.04);
    });

    test(`${method}: a probability does not depend on when it was asked for, nor on a snapshot`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), fc.boolean()), {
            minLength: 60,
            maxLength: 200,
          }),
          (outcomes) => {
            const options = { method, window: 64, refitEvery: 16 };
            const [asked, silent] = [new OutcomeHistory(1, options), new OutcomeHistory(1, options)];
            for (const [confidence, cameTrue, ask] of outcomes) {
              asked.add(0, confidence, cameTrue);
              silent.add(0, confidence, cameTrue);
              if (ask) asked.probability(0, confidence);
            }
            const writer = new SnapshotWriter();
            asked.snapshot(writer);
            const restored = new OutcomeHistory(1, options);
            restored.restore(new SnapshotReader(writer.finish()));
            for (const c of [0, 0.2, 0.5, 1]) {
              const p = silent.probability(0, c);
              expect(p).toBeGreaterThanOrEqual(0);
              expect(p).toBeLessThanOrEqual(1);
              expect(asked.probability(0, c)).toBe(p);
              expect(restored.probability(0, c)).toBe(p);
            }
          },
        ),
      );
    });
  }

  test("a fit is made every so many outcomes, and only where somebody asks", () => {
    const history = new OutcomeHistory(1, { refitEvery: 64 });
    for (let i = 0; i < 1000; i++) history.add(0, ((i % 16) + 0.5) / 16, i % 3 !== 0);
    expect(history.fits).toBe(0);
    for (let i = 0; i < 640; i++) {
      history.probability(0, 0.5);
      history.add(0, ((i % 16) + 0.5) / 16, i % 3 !== 0);
    }
    expect(history.fits).toBeWithin(10, 12);
    expect(history.count(0)).toBe(1640);
  });

  test("options that cannot be are named", () => {
    const make = (options: object) => () => new OutcomeHistory(1, options);
    expect(make({ method: "guess" })).toThrow("calibration.method");
    expect(make({ window: 8 })).toThrow("calibration.window: got 8");
    expect(make({ refitEvery: 0 })).toThrow("calibration.refitEvery: got 0");
  });
});

describe("intervals", () => {
  test("whatever the errors are, no more lie outside than the coverage and the bound allow", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 400 }),
        fc.constantFrom(0.5, 0.8, 0.9, 0.95),
        fc.constantFrom(0.02, 0.1, 0.5),
        (errors, coverage, rate) => {
          let halfWidth = 1;
          let outside = 0;
          for (const error of errors) {
            if (Math.abs(error) > halfWidth) outside++;
            halfWidth = adaptHalfWidth(halfWidth, error, coverage, rate);
            expect(halfWidth).toBeGreaterThanOrEqual(0);
          }
          const bound = 1 - coverage + (3 + rate) / (rate * errors.length);
          expect(outside / errors.length).toBeLessThanOrEqual(bound + 1e-9);
        },
      ),
    );
  });

  test("they hold the price as often as they say, also where the market turns wilder", () => {
    for (const coverage of [0.8, 0.95]) {
      const outcomes = new SignalOutcomes(1, [16], { coverage });
      const random = new Random(11);
      let price = 1000;
      let pending: { low: number; high: number } | undefined;
      let [inside, all] = [0, 0];
      for (let i = 1; i <= 64_000; i++) {
        // What is typical stays at 1, though from the middle on the market moves twice as much.
        price += random.normal() * (i > 32_000 ? 2 : 1);
        if (i % 16 !== 0) continue;
        if (pending !== undefined) {
          all++;
          if (price >= pending.low && price <= pending.high) inside++;
        }
        const score = random.uniform() * 2 - 1;
        outcomes.update(0, i, price, 1, Float64Array.of(score), 0);
        pending = outcomes.interval(0, 0, score, price, 1);
      }
      expect(Math.abs(inside / all - coverage), `${coverage}`).toBeLessThan(0.015);
    }
  });

  test("the middle goes where signals carry, and without a typical change there is none", () => {
    const outcomes = new SignalOutcomes(1, [4]);
    const random = new Random(5);
    let price = 1000;
    for (let i = 4; i < 4000; i += 4) {
      const score = random.uniform() * 2 - 1;
      outcomes.update(0, i, price, 1, Float64Array.of(score), 0);
      price += 3 * score + 0.5 * random.normal();
    }
    const up = outcomes.interval(0, 0, 1, 1000, 1)!;
    expect((up.low + up.high) / 2 - 1000).toBeCloseTo(3, 0);
    expect(up.high - up.low).toBeLessThan(4);
    expect(up.coverage).toBe(0.9);
    expect(outcomes.interval(0, 0, 1, 1000, 0)).toBeUndefined();
    expect(outcomes.interval(0, 0, 1, 1000, Number.NaN)).toBeUndefined();
    expect(outcomes.probability(0, 0, 0.9)).toBeGreaterThan(0.95);
    expect(() => new SignalOutcomes(1, [16], { coverage: 1 })).toThrow("coverage");
  });

  test("each signal is settled at its own horizon", () => {
    const outcomes = new SignalOutcomes(1, [4, 6]);
    for (let i = 1; i <= 24; i++) outcomes.update(0, i, 100 + i, 1, Float64Array.of(0.5, -0.5), 0);
    expect([outcomes.count(0, 0), outcomes.count(0, 1)]).toEqual([5, 3]);
    // The first always came true, the second never: (5 + 1) / 7, (0 + 1) / 5.
    expect(outcomes.probability(0, 0, 0.5)).toBeCloseTo(6 / 7, 12);
    expect(outcomes.probability(0, 1, -0.5)).toBeCloseTo(1 / 5, 12);
  });
});

test("the probability of a fit is the logistic function of its own parameters", () => {
  const history = historyOf("platt", 8, 2048, (c) => 1 / (1 + exp(-3 * (c - 0.5))));
  expect(history.probability(1, 0.5)).toBeCloseTo(0.5, 1);
  expect(history.probability(1, Number.NaN)).toBeNaN();
});
