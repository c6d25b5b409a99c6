import { ConfigError, Random } from "@hotpath/core";

/** How trades are drawn. */
export interface MonteCarloOptions {
  /** Profit of each trade, in money. */
  profits: readonly number[] | Float64Array;
  initialCash: number;
  /** Courses that are drawn. Default 1,000. */
  paths?: number;
  seed?: bigint | number;
  /**
   * `shuffle`: the trades of the run in another order, which asks what the order did to the drawdown. `resample` (default):
   * as many trades drawn with repetition, which asks what other trades of the kind would have done.
   */
  method?: "shuffle" | "resample";
}

/** What the courses came to; each column is sorted, the least first. */
export interface MonteCarloResult {
  finalEquity: Float64Array;
  /** Deepest falls from the highest equity so far, positive shares. */
  maxDrawdown: Float64Array;
  /** Share of the courses that end below what they began with, and that fall to nothing on the way. */
  probabilityOfLoss: number;
  probabilityOfRuin: number;
  /** Share of the courses whose deepest fall is at least that of the trades in their own order. */
  drawdownRank: number;
}

/**
 * Monte Carlo of trades: other courses that the same trades could have made. Trades are taken as independent and of the
 * sizes that they had; where they are not, it is too kind.
 *
 * @throws {ConfigError} naming the option that is wrong
 * @example monteCarloTrades({ profits: run.trades.map(({ profit }) => profit), initialCash: 1e6, seed: 7 }).maxDrawdown.at(-50)
 */
export function monteCarloTrades(options: MonteCarloOptions): MonteCarloResult {
  const { initialCash, paths = 1000, seed = 1, method = "resample" } = options;
  const profits = Float64Array.from(options.profits);
  if (profits.length === 0) throw new ConfigError("profits", [], "at least one trade");
  const odd = profits.findIndex((profit) => !Number.isFinite(profit));
  if (odd !== -1) throw new ConfigError(`profits[${odd}]`, profits[odd], "a finite number");
  if (!(initialCash > 0 && initialCash < Number.POSITIVE_INFINITY))
    throw new ConfigError("initialCash", initialCash, "an amount above 0");
  if (!Number.isInteger(paths) || paths < 1 || paths > 10_000_000)
    throw new ConfigError("paths", paths, "an integer from 1 to 10000000");
  if (method !== "resample" && method !== "shuffle") throw new ConfigError("method", method, '"resample" or "shuffle"');
  const random = new Random(seed);
  const own = deepestFall(profits, initialCash);
  const finalEquity = new Float64Array(paths);
  const falls = new Float64Array(paths);
  const drawn = profits.slice();
  let [lost, ruined, deeper] = [0, 0, 0];
  for (let path = 0; path < paths; path++) {
    if (method === "shuffle") shuffle(drawn, random);
    else for (let i = 0; i < drawn.length; i++) drawn[i] = profits[random.integer(profits.length)]!;
    let end = initialCash;
    for (let i = 0; i < drawn.length; i++) end += drawn[i]!;
    finalEquity[path] = end;
    const fall = deepestFall(drawn, initialCash);
    falls[path] = fall;
    if (end < initialCash) lost += 1;
    if (fall >= 1) ruined += 1;
    if (fall >= own) deeper += 1;
  }
  return {
    finalEquity: finalEquity.sort(),
    maxDrawdown: falls.sort(),
    probabilityOfLoss: lost / paths,
    probabilityOfRuin: ruined / paths,
    drawdownRank: deeper / paths,
  };
}

const deepestFall = (profits: Float64Array, start: number): number => {
  let [equity, peak, deepest] = [start, start, 0];
  for (let i = 0; i < profits.length; i++) {
    equity += profits[i]!;
    if (equity > peak) peak = equity;
    else if (1 - equity / peak > deepest) deepest = 1 - equity / peak;
  }
  return deepest;
};

/** Fisher and Yates's, as Durstenfeld wrote it (Communications of the ACM 7(7), 1964). */
const shuffle = (values: Float64Array, random: Random): void => {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const value = values[i]!;
    values[i] = values[j]!;
    values[j] = value;
  }
};
