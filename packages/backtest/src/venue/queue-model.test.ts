import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  frontAfter,
  logQueue,
  logQueue2,
  powerQueue,
  powerQueue2,
  powerQueue3,
  type QueueModel,
  riskAverseQueue,
} from "./queue-model.ts";

const move = (model: QueueModel, front: number, traded: number, before: number, after: number): number =>
  frontAfter(model.probability, front, traded, before, after);

describe("queue models", () => {
  test("risk averse: decreases happen behind, until no more is left than stood before", () => {
    expect(move(riskAverseQueue(), 40, 0, 100, 70)).toBe(40);
    expect(move(riskAverseQueue(), 40, 0, 100, 30)).toBe(30);
    expect(move(riskAverseQueue(), 40, 0, 100, 0)).toBe(0);
    expect(move(riskAverseQueue(), 40, 0, 100, 150)).toBe(40);
  });

  // Worked by hand from the published formulas: 100 shown, 40 before the order and 60 behind, 20 gone without a trade.
  test("power: f(back) / (f(back) + f(front))", () => {
    // n = 1: 0.6 behind; 40 − 0.4 × 20
    expect(move(powerQueue(1), 40, 0, 100, 80)).toBeCloseTo(32, 12);
    // n = 2: 3600 / 5200 behind
    expect(move(powerQueue(2), 40, 0, 100, 80)).toBeCloseTo(40 - (1600 / 5200) * 20, 12);
    expect(move(powerQueue(3), 40, 0, 100, 80)).toBeCloseTo(40 - (64 / 280) * 20, 12);
  });

  test("power, second and third form", () => {
    expect(move(powerQueue2(2), 40, 0, 100, 80)).toBeCloseTo(40 - (1 - 0.36) * 20, 12);
    expect(move(powerQueue3(2), 40, 0, 100, 80)).toBeCloseTo(40 - 0.16 * 20, 12);
  });

  test("log, both forms", () => {
    const f = (x: number): number => Math.log(1 + x);
    expect(move(logQueue(), 40, 0, 100, 80)).toBeCloseTo(40 - (1 - f(60) / (f(60) + f(40))) * 20, 12);
    expect(move(logQueue2(), 40, 0, 100, 80)).toBeCloseTo(40 - (1 - f(60) / f(100)) * 20, 12);
  });

  test("what trades took is not taken again", () => {
    // 15 traded: they are gone from the front already. The level falls by them alone.
    expect(move(powerQueue(1), 25, 15, 100, 85)).toBe(25);
    // It falls by 5 more, of which a share of front : back = 25 : 75 was before.
    expect(move(powerQueue(1), 25, 15, 100, 80)).toBeCloseTo(25 - 0.25 * 5, 12);
    // It falls by less than was traded: somebody joined behind.
    expect(move(powerQueue(1), 25, 15, 100, 90)).toBe(25);
  });

  test("a decrease greater than what is behind takes the rest from before", () => {
    // 10 behind, 0.1 of 60 is 6 of them; 50 before less 54 is below what is left: 40 of 100.
    expect(move(powerQueue(1), 90, 0, 100, 40)).toBeCloseTo(36, 12);
    expect(move(powerQueue(1), 90, 0, 100, 0)).toBe(0);
  });

  test("an empty level leaves a first order first", () => {
    for (const model of [riskAverseQueue(), powerQueue(2), powerQueue2(2), powerQueue3(2), logQueue(), logQueue2()]) {
      expect(move(model, 0, 0, 0, 0)).toBe(0);
      expect(move(model, 0, 0, 0, 50)).toBe(0);
      expect(move(model, Number.POSITIVE_INFINITY, 0, 0, 50)).toBe(50);
      expect(move(model, Number.POSITIVE_INFINITY, 0, 50, 20)).toBe(20);
    }
  });

  test("whatever happens, an order never falls back, and never stands behind more than is there", () => {
    const models = [
      riskAverseQueue(),
      powerQueue(0.5),
      powerQueue(3),
      powerQueue2(2),
      powerQueue3(2),
      logQueue(),
      logQueue2(),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.nat(1e6),
        fc.nat(1e6),
        fc.nat(1e6),
        fc.nat(1e6),
        (model, front, behind, traded, after) => {
          const before = front + behind + traded;
          const now = move(model, front, traded, before, after);
          expect(now).toBeLessThanOrEqual(front);
          expect(now).toBeLessThanOrEqual(after);
          expect(Number.isFinite(now)).toBe(true);
          // All that left cannot have been before it and more.
          expect(now).toBeGreaterThanOrEqual(Math.min(front, after) - Math.max(before - after - traded, 0) - 1e-6);
        },
      ),
    );
  });

  test("exponents that are none are refused", () => {
    for (const exponent of [0, -1, Number.NaN, 101]) expect(() => powerQueue(exponent)).toThrow("queue.exponent");
  });
});
