import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { performance } from "@hotpath/portfolio";
import fc from "fast-check";
import { walkBars } from "../../testing/bars.ts";
import { unitCross, unitCrossVectorised } from "../../testing/strategies.ts";
import { proportionalFees } from "../proportional-fees.ts";
import { runBacktest } from "../run-backtest.ts";
import { trialFigures } from "../trial-figures.ts";
import { VectorisedRunner } from "./vectorised-runner.ts";
import { vectorise } from "./vectorised-strategy.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const riskLimits = {
  maxDrawdown: 1,
  maxLeverage: 10,
  maxConcentration: 10,
  maxPositionVar: 1,
  maxPortfolioVar: 1,
};

describe("vectorised runs", () => {
  test("are the event-driven ones to the bit: equity, positions, fills", () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e6 }),
          length: fc.integer({ min: 1, max: 400 }),
          fast: fc.integer({ min: 1, max: 12 }),
          slow: fc.integer({ min: 2, max: 40 }),
          quantity: fc.integer({ min: 1, max: 400 }),
          feeRate: fc.constantFrom(undefined, 0, 0.0003),
          slippage: fc.constantFrom(undefined, { ticks: 3 }, { basisPoints: 2.5 }),
        }),
        ({ seed, length, fast, slow, quantity, feeRate, slippage }) => {
          const bars = walkBars(length, seed);
          const parameters = { fast, slow, quantity };
          const fees = feeRate === undefined ? {} : { fees: proportionalFees(feeRate, [bars.instrument]) };
          const config = { riskLimits, initialCash: 500_000, maxOrders: 64, ...fees };
          const costs = slippage === undefined ? {} : { slippage };
          const want = runBacktest({ strategy: unitCross, parameters, data: bars, config, ...costs });
          const runner = new VectorisedRunner({ strategy: unitCrossVectorised, bars, config, ...costs });
          runner.run({ fast: slow, slow: fast + 1, quantity: 7 });
          const got = runner.run(parameters);
          expect(want.refusals).toEqual({});
          expect(got.equity).toEqual(want.equity);
          expect(got.position).toEqual(want.positions[0]!);
          const fills = Array.from({ length: got.fills }, (_, k) => [
            got.fillBar[k]!,
            got.fillQuantity[k]!,
            got.fillPrice[k]!,
          ]);
          expect(fills).toEqual(
            want.fills.map(({ timeMicros, side, quantity: size, price }) => [
              bars.indexFrom(timeMicros),
              side === "buy" ? size : -size,
              price,
            ]),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a target that is no whole number is named; one that would not stay exact is refused", () => {
    const bars = walkBars(50, 1);
    const odd = vectorise(unitCross, (_, __, out) => out.fill(1.5));
    expect(() => new VectorisedRunner({ strategy: odd, bars }).run({})).toThrow("unit-cross.targets[0]");
    const huge = vectorise(unitCross, (_, __, out) => out.fill(1e12));
    expect(() => new VectorisedRunner({ strategy: huge, bars }).run({})).toThrow("event-driven");
    expect(() => new VectorisedRunner({ strategy: odd, bars }).run({ fast: -1 })).toThrow("unit-cross.fast");
  });
});

test("figures of trials are those of the statistics", () => {
  const { equity } = runBacktest({ strategy: unitCross, parameters: { fast: 3, slow: 12 }, data: walkBars(900, 5) });
  const want = performance(equity, { periodsPerYear: 252 });
  const got = trialFigures(equity, equity[0]!, 252, 3);
  expect(got.totalReturn).toBeCloseTo(want.totalReturn, 12);
  expect(got.yearlyReturn).toBeCloseTo(want.cagr, 10);
  expect(got.volatility).toBeCloseTo(want.volatility, 10);
  expect(got.sharpe).toBeCloseTo(want.sharpe, 9);
  expect(got.maxDrawdown).toBeCloseTo(want.maxDrawdown.depth, 12);
  expect(got.calmar).toBeCloseTo(want.calmar, 9);
  const ruined = trialFigures(Float64Array.of(100, 50, -10, 20), 100, 252, 1);
  expect([ruined.sharpe, ruined.yearlyReturn, ruined.totalReturn]).toEqual([0, -1, -0.8]);
});
