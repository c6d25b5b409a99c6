import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ALGORITHMS, work } from "./worked-strategy.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

describe("a large order that is worked", () => {
  for (const algorithm of ALGORITHMS)
    test(`${algorithm}: buys no more than it is for, reports it, and comes to the same end each time`, () => {
      const outcome = work(algorithm, 7n);
      const { ended, execution, position } = outcome;
      expect(["Filled", "Expired"]).toContain(ended);
      expect(ended === "Filled").toBe(position === 500);
      expect(position).toBeGreaterThan(0);
      expect([execution.filled, execution.quantity]).toEqual([position, 500]);
      const { averagePrice, arrivalPrice, arrivalSlippage } = execution;
      expect(arrivalSlippage).toBeCloseTo((10_000 * (averagePrice - arrivalPrice)) / arrivalPrice, 9);
      for (const figure of [execution.vwapSlippage, execution.twapSlippage])
        expect(Math.abs(figure)).toBeLessThan(1_000);
      expect(work(algorithm, 7n)).toEqual(outcome);
    });
});
