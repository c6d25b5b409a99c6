import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { SignalSet } from "@hotpath/signals";
import { allDefaultGenerators } from "@hotpath/signals/statistical";
import { Ensemble } from "../ensemble/ensemble.ts";
import { OnlineLearner } from "../online-learner.ts";

const SYMBOLS = 3;
const HORIZON = 16;

/** Prices of the symbols, round after round */
function rounds(count: number): number[][] {
  const random = new Random(31);
  const prices = [100, 20_000, 0.5];
  return Array.from({ length: count }, () =>
    prices.map((price, symbol) => {
      prices[symbol] = price * (1 + 0.002 * random.normal());
      return prices[symbol]!;
    }),
  );
}

test("a set of all of them: learned member and vote are those of the parts, to the bit, beside other sets and other symbols", () => {
  const options = { generators: allDefaultGenerators(), config: { minSignalConfidence: 0 } };
  using together = new SignalSet({ symbols: SYMBOLS, ...options });
  const alone = Array.from({ length: SYMBOLS }, () => new SignalSet({ symbols: 1, ...options }));
  const members = together.names.length - 1;
  expect(together.names).toEqual([
    "sma",
    "ema",
    "rsi",
    "macd",
    "momentum",
    "meanReversion",
    "timeSeriesMomentum",
    "zScore",
    "ornsteinUhlenbeck",
    "cusum",
    "orderFlow",
    "micropriceDrift",
    "learned",
    "ensemble",
  ]);
  const learner = new OnlineLearner({ symbols: SYMBOLS, features: members });
  const ensemble = new Ensemble({ symbols: SYMBOLS, members });
  const row = new Float64Array(members + 1);
  const kept = Array.from({ length: SYMBOLS }, () => ({ row: new Float64Array(members + 1), price: Number.NaN }));
  let votes = 0;
  for (const [i, prices] of rounds(700).entries())
    for (const [symbol, price] of prices.entries()) {
      const imbalance = ((i + symbol) % 9) / 10 - 0.4;
      const result = together.update(symbol, price, imbalance, i);
      expect(alone[symbol]!.update(0, price, imbalance, i)).toBe(result);
      const due = (i + 1) % HORIZON === 0;
      const pending = kept[symbol]!;
      const change = price - pending.price;
      if (due && (change > 0 || change < 0)) {
        // The imbalance of the row that was kept.
        const before = ((i - HORIZON + symbol) % 9) / 10 - 0.4;
        learner.learn(symbol, pending.row, 0, before, change > 0);
        ensemble.learn(symbol, pending.row, 0, change > 0 ? 1 : -1);
      }
      for (let k = 0; k <= members; k++) row[k] = together.score(symbol, k);
      const speaks = row.subarray(0, members - 1).every((score) => !Number.isNaN(score));
      const learned = learner.ready(symbol) ? 2 * learner.predict(symbol, row, 0, imbalance) - 1 : Number.NaN;
      if (speaks) {
        expect(row[members - 1]).toBe(learned);
        const vote = ensemble.vote(symbol, row, 0);
        expect(row[members]).toBe(vote);
        expect(result).toBe(vote);
        votes += 1;
      } else expect(row[members]).toBeNaN();
      if (due) kept[symbol] = { row: row.slice(), price: speaks ? price : Number.NaN };
    }
  expect(votes).toBeGreaterThan(1500);
  for (const set of alone) set[Symbol.dispose]();
});
