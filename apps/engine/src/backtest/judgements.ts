/** What a run is worth beyond its own course: other courses of its trades, and choices made without the future. */
import {
  type BacktestRun,
  type MonteCarloResult,
  monteCarloTrades,
  runWalkForward,
  type TrialFigures,
  type WalkForwardResult,
} from "@hotpath/backtest";
import { ConfigError } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import { fixed, integer, money, percent } from "../report/format.ts";
import type { LoadedStrategy } from "../run/assembly.ts";
import type { Paint } from "../terminal/paint.ts";
import { startProgress } from "../terminal/progress.ts";
import { type Cell, layTable, wrap } from "../terminal/table.ts";
import { dateOf } from "./backtest.ts";
import type { LoadedData } from "./load-data.ts";
import { valuesText } from "./summary-text.ts";
import { jobOf, type SweepCommand, setsOf, workersOf } from "./sweep.ts";

/** Other courses of a run's closed trades; undefined where it has none. */
export function coursesOf(run: BacktestRun, paths: number, seed: bigint): MonteCarloResult | undefined {
  const profits = run.trades.filter(({ isOpen }) => !isOpen).map(({ profit }) => profit);
  if (profits.length === 0) return undefined;
  return monteCarloTrades({ profits, initialCash: Number(run.statement.initialCash), paths, seed });
}

/** Those courses in lines. */
export function coursesLines(courses: MonteCarloResult | undefined, seed: bigint, paint: Paint): string[] {
  if (courses === undefined) return ["", "  No trade was closed: there is nothing to draw from."];
  const { finalEquity, maxDrawdown } = courses;
  const at = (column: Float64Array, share: number) => column[Math.floor(share * (column.length - 1))]!;
  const shares = [0.05, 0.25, 0.5, 0.75, 0.95];
  return [
    "",
    `${paint("bold", "MONTE CARLO")}  ${paint("dim", `${integer(finalEquity.length)} courses, trades drawn with repetition, seed ${seed}`)}`,
    "",
    ...layTable(
      [
        ["", ...shares.map((share): Cell => ({ text: percent(share, 0), tone: "dim" }))],
        ["Final equity", ...shares.map((share) => money(at(finalEquity, share)))],
        ["Maximum drawdown", ...shares.map((share) => percent(at(maxDrawdown, share)))],
      ],
      "lrrrrr",
      paint,
    ),
    "",
    ...wrap(
      `A loss in ${percent(courses.probabilityOfLoss, 1)} of them, ruin in ${percent(courses.probabilityOfRuin, 1)}; in ${percent(courses.drawdownRank, 1)} the drawdown is at least that of the trades in their own order.`,
      80,
      "  ",
    ),
  ];
}

/**
 * Walks forward over the sets of a sweep.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export async function walk(
  command: SweepCommand & { walkForward: number },
  strategy: LoadedStrategy,
  data: LoadedData,
  config: Omit<StrategyEngineConfig, "instruments">,
): Promise<WalkForwardResult> {
  if (command.sweep.length === 0) throw new ConfigError("--walk-forward", command.walkForward, "beside --sweep");
  const [series, ...others] = data.kind === "bars" ? data.bars : [];
  if (series === undefined || others.length > 0)
    throw new ConfigError("--walk-forward", data.source, "bars of one instrument");
  const sets = setsOf(command, strategy);
  const job = jobOf(command, strategy.description.file, data, config);
  const progress = startProgress("walk-forward", sets.length * command.walkForward);
  try {
    return await runWalkForward({
      job,
      sets,
      windows: command.walkForward,
      sortBy: command.sortBy,
      ...workersOf(command),
      onProgress: (done) => progress.update(done),
    });
  } finally {
    progress.stop();
  }
}

/** A walk-forward in lines. */
export function walkLines(
  result: WalkForwardResult,
  times: Float64Array,
  names: readonly string[],
  sortBy: keyof TrialFigures,
  paint: Paint,
): string[] {
  const dim = (text: string): Cell => ({ text, tone: "dim" });
  const { windows, figures, efficiency } = result;
  return [
    "",
    `${paint("bold", "WALK-FORWARD")}  ${paint("dim", `${integer(windows.length)} windows, chosen by ${sortBy} on what came before`)}`,
    "",
    ...layTable(
      [
        ["from", "to", "chosen", "before", "after", "return"].map(dim),
        ...windows.map(({ from, to, parameters, inSample, outOfSample }) => [
          dateOf(times[from]!),
          dateOf(times[to - 1]!),
          valuesText(Object.fromEntries(names.map((name) => [name, parameters[name]]))),
          fixed(inSample[sortBy], 3),
          fixed(outOfSample[sortBy], 3),
          percent(outOfSample.totalReturn, 2, true),
        ]),
      ],
      "lllrrr",
      paint,
    ),
    "",
    ...wrap(
      `All windows: return a year ${percent(figures.yearlyReturn, 2, true)}, Sharpe ratio ${fixed(figures.sharpe, 2)}, maximum drawdown ${percent(figures.maxDrawdown)}. Of the ${sortBy} where it was chosen, ${percent(efficiency, 0)} was left afterwards.`,
      80,
      "  ",
    ),
  ];
}
