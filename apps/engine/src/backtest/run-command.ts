/** `hotpath backtest`: runs a strategy over bars or a recording, and says what came of it. */
import {
  type BacktestRun,
  checkLookAhead,
  type FeeRates,
  proportionalFees,
  type RunBacktestOptions,
  runBacktest,
} from "@hotpath/backtest";
import { ConfigError } from "@hotpath/core";
import { type FaultPolicy, parseParameterTexts, type StrategyEngineConfig } from "@hotpath/engine";
import { reportJson } from "../report/report.ts";
import { loadDescribed } from "../run/assembly.ts";
import { readConfig } from "../run/read-config.ts";
import { paintFor } from "../terminal/paint.ts";
import { startProgress } from "../terminal/progress.ts";
import { coursesLines, coursesOf, walk, walkLines } from "./judgements.ts";
import { type DataOptions, dataOfRun, type LoadedData, loadData } from "./load-data.ts";
import { type BacktestSummary, curveData, summaryOf } from "./summary.ts";
import { summaryLines, valuesText } from "./summary-text.ts";
import { type SweepCommand, sweep } from "./sweep.ts";
import { sweepLines } from "./sweep-text.ts";
import { writeCurveCsv, writeFillsCsv, writeTradesCsv } from "./write-csv.ts";

/** What the command line says. */
export interface BacktestCommand extends DataOptions, SweepCommand {
  param: readonly string[];
  cash?: string;
  fees?: FeeRates;
  config?: string;
  onFault: FaultPolicy;
  /** Windows that are walked through. */
  walkForward?: number;
  /** Courses of the trades that are drawn. */
  monteCarlo?: number;
  /** Rows of the sweep's table. */
  top: number;
  checkLookAhead?: boolean;
  csv?: string;
  fillsCsv?: string;
  curveCsv?: string;
  report?: string;
  json?: boolean;
}

/**
 * Runs the command.
 *
 * @returns the status to exit with: 1 if the strategy has failed, or knew the future
 */
export async function runBacktestCommand(file: string, command: BacktestCommand): Promise<number> {
  const strategy = await loadDescribed(
    file,
    ({ parameters, name }) => parseParameterTexts(parameters, command.param, name),
    command.onFault,
  );
  const data = await loadData(command);
  const config = await engineConfig(command, data);
  const found = command.sweep.length > 0 ? await sweep(command, strategy, data, config) : undefined;
  const best = found?.trials[0];
  const options = (): RunBacktestOptions => ({
    strategy: strategy.definition,
    parameters: best?.parameters ?? strategy.description.parameters,
    data: dataOfRun(data),
    config,
    ...(command.slippage && { slippage: command.slippage }),
    ...(command.participation !== undefined && { participation: command.participation }),
    onFault: command.onFault,
  });
  const run = runShown(options());
  const summary = summaryOf(run, data.source, command.periods);
  await writeFiles(run, summary, command);
  const peek = command.checkLookAhead === true ? checkLookAhead(options()) : undefined;
  const courses = command.monteCarlo === undefined ? undefined : coursesOf(run, command.monteCarlo, command.seed);
  const { walkForward } = command;
  const walked =
    walkForward === undefined ? undefined : await walk({ ...command, walkForward }, strategy, data, config);
  const paint = paintFor(process.stdout);
  const names = command.sweep.map((text) => text.slice(0, text.indexOf("=")));
  if (command.json === true)
    process.stdout.write(
      `${reportJson({ ...jsonOf(run, summary, peek), sweep: found === undefined ? null : sweepJson(found), monteCarlo: plainColumns(courses), walkForward: plainColumns(walked) })}\n`,
    );
  else {
    const lines = found === undefined ? [] : sweepLines(found, names, command.top, paint);
    const more = [
      ...(command.monteCarlo === undefined ? [] : coursesLines(courses, command.seed, paint)),
      ...(walked === undefined ? [] : walkLines(walked, run.timeMicros, names, command.sortBy, paint)),
    ];
    process.stdout.write(`${[...lines, ...summaryLines(summary, paint), ...more].join("\n")}\n`);
  }
  for (const note of data.notes()) process.stderr.write(`hotpath: ${note}\n`);
  if (peek !== undefined)
    process.stderr.write(
      `hotpath: the strategy knew the future: decision ${peek.same + 1} depends on data after ${peek.cutMicros} µs\n`,
    );
  const isOther = best !== undefined && command.vectorised === true && best.figures.finalEquity !== run.equity.at(-1);
  if (isOther)
    process.stderr.write(
      `hotpath: the vectorised form is not the strategy: with ${valuesText(best.parameters)} it ends at ${best.figures.finalEquity}, event-driven at ${run.equity.at(-1)}\n`,
    );
  return run.state === "Failed" || peek !== undefined || isOther ? 1 : 0;
}

/** Columns as lists: JSON has no typed arrays. */
function plainColumns(value: object | undefined): Record<string, unknown> | null {
  if (value === undefined) return null;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, each instanceof Float64Array ? Array.from(each) : each]),
  );
}

/** A sweep as JSON, without the curves. */
function sweepJson({
  trials,
  cached,
  judgement,
  cacheFile,
}: Awaited<ReturnType<typeof sweep>>): Record<string, unknown> {
  const { overfitting, ...judged } = judgement ?? { overfitting: undefined };
  return {
    cached,
    cacheFile,
    judgement:
      overfitting === undefined
        ? null
        : {
            ...judged,
            overfitting: { probability: overfitting.probability, probabilityOfLoss: overfitting.probabilityOfLoss },
          },
    trials: trials.map(({ curve: _, ...trial }) => trial),
  };
}

function runShown(options: RunBacktestOptions): BacktestRun {
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    return runBacktest({
      ...options,
      onProgress(done, total) {
        progress ??= startProgress("backtest", total);
        progress.update(done);
      },
    });
  } finally {
    progress?.stop();
  }
}

/** The engine's configuration: what the data needs, what a file says, what options say. */
export async function engineConfig(
  command: Pick<BacktestCommand, "config" | "cash" | "fees">,
  data: LoadedData,
): Promise<Omit<StrategyEngineConfig, "instruments">> {
  const own = command.config === undefined ? {} : await readConfig(command.config);
  if (command.fees !== undefined && own.fees !== undefined)
    throw new ConfigError("--fees", command.fees, "nothing beside the fees of --config");
  return {
    ...data.config,
    ...own,
    ...(command.cash !== undefined && { initialCash: command.cash }),
    ...(command.fees !== undefined && { fees: proportionalFees(command.fees, data.instruments.list) }),
  };
}

async function writeFiles(run: BacktestRun, summary: BacktestSummary, command: BacktestCommand): Promise<void> {
  if (command.csv !== undefined) await writeTradesCsv(run, command.csv, "--csv");
  if (command.fillsCsv !== undefined) await writeFillsCsv(run, command.fillsCsv, "--fills-csv");
  if (command.curveCsv !== undefined) await writeCurveCsv(run, command.curveCsv, "--curve-csv");
  if (command.report !== undefined) {
    const { writeTearsheet } = await import("../report/tearsheet.ts");
    await writeTearsheet(run, summary, command.report);
  }
}

function jsonOf(run: BacktestRun, summary: BacktestSummary, lookAhead: unknown): Record<string, unknown> {
  return {
    ...summary,
    lookAhead: lookAhead ?? null,
    statement: run.statement,
    roundTrips: run.trades,
    executions: run.fills,
    curve: curveData(run),
  };
}
