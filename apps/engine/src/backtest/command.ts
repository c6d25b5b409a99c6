import { type Command, InvalidArgumentError, Option } from "commander";
import {
  BOUNDS,
  collect,
  parseColumns,
  parseInteger,
  parseNames,
  parseSeed,
  parseSpan,
  parseText,
  parseTime,
  TIME_FORMATS,
} from "../option-values.ts";
import { parseFees, parseLatency, parseQueue, parseShare } from "./venue-options.ts";

const SETS = { least: 1, most: 1_000_000 };
const WORKERS = { least: 0, most: 256 };
/** What trials may be sorted by. */
const STATISTICS = [
  "sharpe",
  "calmar",
  "totalReturn",
  "yearlyReturn",
  "finalEquity",
  "volatility",
  "maxDrawdown",
  "fills",
];

/** Adds `hotpath backtest`. */
export function addBacktest(program: Command, done: (status: number) => void): void {
  program
    .command("backtest")
    .description("run a strategy's file over bars or a recording, and judge it")
    .argument("<strategy>", "a file whose default export is defineStrategy(…)")
    .requiredOption(
      "--data <files...>",
      "files of bars (CSV, Parquet), each an instrument; one recording; or a catalog",
    )
    .option("--param <name=value>", "a parameter of the strategy; may be given again", collect, [])
    .option(
      "--symbol <symbols>",
      "what the bars are called, or symbols of the recording or catalog, as AAPL,MSFT",
      parseNames("symbols"),
      [],
    )
    .option(
      "--kind <kinds>",
      "of a catalog: bars, or some of orders, levels, trades, quotes, status",
      parseNames("kinds"),
    )
    .option("--from <time>", "of a catalog: from this time on, as 2024-03-01 or 2024-03-01T09:30:00Z", parseTime)
    .option("--to <time>", "of a catalog: up to before this time", parseTime)
    .option("--format <name>", "bars, itch50, dbn …; by the file's name where that tells it", parseText("a format"))
    .option("--date <day>", "the day that times count from, where the name does not tell", parseText("YYYY-MM-DD"))
    .option("--columns <names>", "CSV: which of the header's names is which column, as time=ts,size=vol", parseColumns)
    .addOption(new Option("--time-format <format>", "CSV: how times are written").choices(TIME_FORMATS))
    .option("--cash <amount>", "at the start; by default 1000000", parseText("an amount"))
    .option("--fees <shares>", "of each fill's value, as 0.0005, 5bp, or maker=-0.5bp,taker=2bp", parseFees)
    .option("--slippage <amount>", "of bars: market and stop orders fill so much worse, as 5bp or 1tick", parseSlippage)
    .option("--participation <share>", "of bars: the most of the volume of the bar before that is filled", parseShare)
    .option(
      "--latency <latencies>",
      "of recordings: each way, as 1ms, or entry=…,response=…,feed=…, as feed=recorded",
      parseLatency,
    )
    .option("--queue <model>", "of recordings: riskAverse, power:3, power2:3, power3:3, log, log2, exact", parseQueue)
    .option(
      "--venue-config <file.json>",
      "of recordings: fills, impact, calendar, payments …",
      parseText("a JSON file"),
    )
    .option("--sample <span>", "of recordings: between two points of the curve; by default 1m", parseSpan)
    .option("--config <file.json>", "cash, limits, fees, signals of the engine", parseText("a JSON file"))
    .addOption(
      new Option("--on-fault <policy>", "what becomes of a strategy that throws")
        .choices(["stop", "continue", "halt"])
        .default("stop"),
    )
    .option("--periods <number>", "of returns in a year; by default found from the times", parsePeriods)
    .option("--check-look-ahead", "of bars: run again on other futures, and fail if the past changes")
    .option(
      "--sweep <name=from..to>",
      "of bars: run every value, as fast=5..50:5, style=take,join; again for more",
      collect,
      [],
    )
    .option("--samples <number>", "of a sweep: so many sets drawn at random", parseInteger(SETS))
    .addOption(new Option("--seed <number>", "of what is drawn").argParser(parseSeed).default(1n, "1"))
    .option("--workers <number>", "of a sweep; by default one less than there are cores", parseInteger(WORKERS))
    .addOption(new Option("--sort-by <statistic>", "of a sweep").choices(STATISTICS).default("sharpe"))
    .option("--vectorised", "of a sweep: run the file's export `vectorised`, and the best set event-driven too")
    .option("--top <rows>", "of a sweep's table", parseInteger(BOUNDS.rows), 20)
    .option(
      "--walk-forward <windows>",
      "choose among the sweep's sets before each window, judge in it",
      parseInteger(SETS),
    )
    .option("--monte-carlo <courses>", "draw other courses of the trades", parseInteger(SETS))
    .option("--cache <folder>", "of a sweep's trials; by default in the user's cache", parseText("a folder"))
    .option("--no-cache", "keep no trials, and use none")
    .option("--csv <file>", "write the trades", parseText("a file name"))
    .option("--fills-csv <file>", "write the fills", parseText("a file name"))
    .option("--curve-csv <file>", "write equity, drawdown, exposures, positions", parseText("a file name"))
    .option("--report <file.html>", "write a tearsheet: one file that loads nothing", parseText("a file name"))
    .option("--json", "print one JSON document")
    .action(async (strategy, { symbol, ...options }) => {
      const { runBacktestCommand } = await import("./run-command.ts");
      done(await runBacktestCommand(strategy, { ...options, symbols: symbol }));
    });
}

function parseSlippage(text: string): { ticks: number } | { basisPoints: number } {
  const match = /^(\d+(?:\.\d+)?)(bp|ticks?)$/.exec(text);
  if (match !== null && match[2] === "bp" && Number(match[1]) <= 10_000) return { basisPoints: Number(match[1]) };
  if (match !== null && match[2] !== "bp" && Number(match[1]) <= 1e6) return { ticks: Number(match[1]) };
  throw new InvalidArgumentError("Allowed: basis points or ticks, as 5bp, 1tick.");
}

function parsePeriods(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 1e9) return value;
  throw new InvalidArgumentError("Allowed: a number above 0, up to 1e9.");
}
