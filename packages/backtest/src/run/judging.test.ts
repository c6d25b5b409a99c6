import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { resolve } from "node:path";
import { walkBars } from "../testing/bars.ts";
import { unitCross, unitCrossVectorised } from "../testing/strategies.ts";
import { monteCarloTrades } from "./monte-carlo.ts";
import { runBacktest } from "./run-backtest.ts";
import { parameterSets } from "./sweep/parameter-grid.ts";
import { trialFigures } from "./trial-figures.ts";
import { runWalkForward, walkForward } from "./walk-forward.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const riskLimits = { maxDrawdown: 1, maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 };
const config = { riskLimits, maxOrders: 64 };
const sets = parameterSets([
  { name: "fast", values: [2, 4, 8] },
  { name: "slow", values: [16, 24] },
]);

describe("walk-forward", () => {
  const data = walkBars(900, 21);
  const options = { strategy: unitCross, data, config, sets, windows: 4, trainBars: 300, periodsPerYear: 365 };

  test("each window runs the set that was the best before it, and its curve goes on from the window before", () => {
    const { windows, equity, timeMicros } = walkForward(options);
    expect(windows.map(({ trainFrom, from, to }) => [trainFrom, from, to])).toEqual([
      [0, 300, 450],
      [0, 450, 600],
      [0, 600, 750],
      [0, 750, 900],
    ]);
    let carried = 1_000_000;
    for (const { from, to, parameters, inSample } of windows) {
      const trials = sets.map((set) => {
        const run = runBacktest({ strategy: unitCross, parameters: set, data: data.slice(0, from), config });
        return { set, sharpe: trialFigures(run.equity, 1e6, 365, 0).sharpe };
      });
      const best = trials.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
      expect([parameters, inSample.sharpe]).toEqual([best.set, best.sharpe]);
      const whole = runBacktest({ strategy: unitCross, parameters, data: data.slice(0, to), config }).equity;
      for (let bar = from; bar < to; bar++)
        expect(equity[bar - 300]).toBeCloseTo((carried * whole[bar]!) / whole[from - 1]!, 6);
      carried = equity[to - 301]!;
    }
    expect(timeMicros).toEqual(data.timeMicros.slice(300));
  });

  test("Workers, one or two, walk as one thread does, in either form", async () => {
    const { instrument, ...columns } = data;
    const { id, symbol, priceDecimals } = instrument;
    const job = {
      file: resolve(import.meta.dir, "../testing/cross-file.ts"),
      isVectorised: false,
      data: { bars: [{ instrument: { id, symbol, priceDecimals }, columns }] },
      config,
      periodsPerYear: 365,
    };
    const walk = { job, sets, windows: 4, trainBars: 300 };
    for (const isAnchored of [true, false]) {
      const whole = walkForward({ ...options, isAnchored });
      for (const workers of [0, 1, 2]) expect(await runWalkForward({ ...walk, isAnchored, workers })).toEqual(whole);
      const vectorised = { ...job, isVectorised: true };
      expect(await runWalkForward({ ...walk, job: vectorised, isAnchored, workers: 2 })).toEqual(whole);
    }
    const seen: number[] = [];
    await runWalkForward({ ...walk, workers: 2, onProgress: (done) => void seen.push(done) });
    expect(seen.at(-1)).toBe(24);
    await expect(runWalkForward({ ...walk, workers: 1, sets: [{ fast: -1 }] })).rejects.toThrow("fast: got -1");
    await expect(runWalkForward({ ...walk, windows: 0, workers: 1 })).rejects.toThrow("windows");
  });

  test("a choice is not changed by what comes after it; the vectorised form chooses the same", () => {
    const whole = walkForward({ ...options, isAnchored: false });
    expect(whole.windows.map(({ trainFrom }) => trainFrom)).toEqual([0, 150, 300, 450]);
    expect(walkForward({ ...options, isAnchored: false, vectorised: unitCrossVectorised })).toEqual(whole);
    const changed = walkBars(900, 21);
    for (let bar = 600; bar < 900; bar++)
      for (const column of [changed.open, changed.high, changed.low, changed.close]) column[bar]! *= 2;
    const other = walkForward({ ...options, data: changed, isAnchored: false });
    for (const window of [0, 1, 2])
      expect(other.windows[window]!.parameters).toEqual(whole.windows[window]!.parameters);
    expect(other.windows.slice(0, 2)).toEqual(whole.windows.slice(0, 2));
  });

  test("what is wrong is named", () => {
    expect(() => walkForward({ ...options, windows: 0 })).toThrow("windows");
    expect(() => walkForward({ ...options, trainBars: 899 })).toThrow("trainBars");
    expect(() => walkForward({ ...options, sets: [] })).toThrow("sets");
  });
});

describe("Monte Carlo of trades", () => {
  const profits = Array.from({ length: 60 }, (_, i) => 100 * Math.sin(i * i) + 10);

  test("shuffled trades end where the run ended; a seed draws the same again", () => {
    const options = { profits, initialCash: 1000, paths: 500, method: "shuffle", seed: 5 } as const;
    const result = monteCarloTrades(options);
    const end = 1000 + profits.reduce((sum, profit) => sum + profit, 0);
    for (const value of result.finalEquity) expect(value).toBeCloseTo(end, 8);
    expect(monteCarloTrades(options)).toEqual(result);
    expect(monteCarloTrades({ ...options, seed: 6 }).maxDrawdown).not.toEqual(result.maxDrawdown);
    expect([...result.maxDrawdown]).toEqual([...result.maxDrawdown].sort((a, b) => a - b));
  });

  test("resampled ends have the mean and the spread of sums of independent draws", () => {
    const { finalEquity } = monteCarloTrades({ profits, initialCash: 1e6, paths: 20_000, seed: 3 });
    const mean = profits.reduce((sum, profit) => sum + profit, 0) / 60;
    const variance = profits.reduce((sum, profit) => sum + (profit - mean) ** 2, 0) / 60;
    const found = finalEquity.reduce((sum, value) => sum + value, 0) / 20_000;
    const spread = finalEquity.reduce((sum, value) => sum + (value - found) ** 2, 0) / 20_000;
    expect(Math.abs(found - 1e6 - 60 * mean)).toBeLessThan(5 * Math.sqrt((60 * variance) / 20_000));
    expect(spread / (60 * variance)).toBeGreaterThan(0.95);
    expect(spread / (60 * variance)).toBeLessThan(1.05);
  });

  test("small cases by hand", () => {
    const sure = monteCarloTrades({ profits: [-60], initialCash: 100, paths: 10 });
    expect([sure.probabilityOfLoss, sure.probabilityOfRuin, sure.maxDrawdown[0]]).toEqual([1, 0, 0.6]);
    const two = monteCarloTrades({ profits: [100, -150], initialCash: 100, paths: 4000, method: "shuffle" });
    // Gain first: from 200 to 50, a fall of 0.75. Loss first: below nothing.
    expect([two.maxDrawdown[0], two.maxDrawdown.at(-1)]).toEqual([0.75, 1.5]);
    expect(Math.abs(two.probabilityOfRuin - 0.5)).toBeLessThan(0.05);
    expect(() => monteCarloTrades({ profits: [], initialCash: 1 })).toThrow("profits");
    expect(() => monteCarloTrades({ profits: [Number.NaN], initialCash: 1 })).toThrow("profits[0]");
  });
});
