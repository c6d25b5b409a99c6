/** `hotpath risk backtest-var`: forecasts of value at risk held against what then happened. */
import { ConfigError } from "@hotpath/core";
import {
  backtestVar,
  kupiecRegion,
  kupiecTest,
  type NullDistribution,
  rollingForecasts,
  trafficLight,
  type VarBacktest,
} from "@hotpath/risk/backtests";
import { portfolioReturns } from "@hotpath/risk/value-at-risk";
import { paintFor } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";
import { numberOf, placeOf, readReturns, readTable } from "./read-returns.ts";
import { figure, methodOf, optionsOf, type VarCommand } from "./run-var.ts";

/** Options as the command line gives them. */
export interface BacktestCommand extends Partial<Omit<VarCommand, "returns" | "method">> {
  returns?: string;
  exceptions?: number;
  days?: number;
  method?: string;
  window: number;
  varColumn?: string;
  esColumn?: string;
  simulations?: number;
}

/** What a count of exceptions alone says. */
function byCount(command: BacktestCommand, exceptions: number): number {
  const { days = 250, confidence = 0.99 } = command;
  if (command.returns !== undefined) throw new ConfigError("--returns", command.returns, "nothing beside --exceptions");
  const probability = Number((1 - confidence).toPrecision(14));
  const kupiec = kupiecTest(exceptions, days, probability);
  const accepted = kupiecRegion(days, probability);
  const light = trafficLight(exceptions, days, probability);
  const result = {
    confidence,
    observations: days,
    exceptions,
    expected: days * probability,
    kupiec,
    accepted,
    trafficLight: light,
  };
  if (command.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else process.stdout.write(`${layTable(countRows(result), "lr", paintFor(process.stdout)).join("\n")}\n`);
  return 0;
}

/**
 * Runs the command: of a count, with forecasts from a column of the file, or rolling ones by a method.
 *
 * @returns the status to exit with
 * @throws {ConfigError} what was asked for is not known
 * @throws {InputError} what was read cannot be used
 */
export async function runBacktest(command: BacktestCommand): Promise<number> {
  if (command.exceptions !== undefined) return byCount(command, command.exceptions);
  const confidence = command.confidence ?? 0.99;
  const { returns, forecasts, shortfalls, how } =
    command.varColumn === undefined ? await byMethod(command) : await byColumn(command);
  const seed = command.seed === undefined ? {} : { seed: command.seed };
  const simulations = command.simulations === undefined ? {} : { simulations: command.simulations };
  const distribution: NullDistribution =
    command.method === "t" && command.degrees !== undefined
      ? { family: "t", degrees: command.degrees }
      : { family: "normal" };
  const result = backtestVar(returns, forecasts, confidence, shortfalls, { ...seed, ...simulations, distribution });
  if (command.json) process.stdout.write(`${JSON.stringify({ ...how, ...result }, null, 2)}\n`);
  else process.stdout.write(`${lines(result, how).join("\n")}\n`);
  return 0;
}

interface Forecasts {
  returns: Float64Array;
  forecasts: Float64Array;
  shortfalls: Float64Array | undefined;
  how: Record<string, string | number>;
}

async function byMethod(command: BacktestCommand): Promise<Forecasts> {
  if (command.esColumn !== undefined)
    throw new ConfigError("--es-column", command.esColumn, "nothing without --var-column");
  const method = methodOf(command.method ?? "historical");
  const { names, columns, weights } = await readReturns(fileOf(command), command);
  const total = command.anyTotal === true ? ("any" as const) : ("one" as const);
  const returns = weights === undefined ? columns[0]! : portfolioReturns({ names, columns }, weights, { total });
  const forecasts = rollingForecasts(returns, method, command.window, optionsOf(command, method));
  return {
    returns: returns.subarray(forecasts.first),
    forecasts: forecasts.var,
    shortfalls: forecasts.expectedShortfall,
    how: { method, window: command.window },
  };
}

function fileOf(command: BacktestCommand): string {
  if (command.returns !== undefined) return command.returns;
  throw new ConfigError("--returns", undefined, "a CSV file; or --exceptions and --days");
}

async function byColumn(command: BacktestCommand): Promise<Forecasts> {
  if (command.method !== undefined) throw new ConfigError("--method", command.method, "nothing beside --var-column");
  if (command.column === undefined)
    throw new ConfigError("--column", undefined, "the column of returns, with --var-column");
  const file = fileOf(command);
  const { header, rows } = await readTable(file, "--returns");
  const wanted = [
    placeOf(header, command.column, "--column", file),
    placeOf(header, command.varColumn!, "--var-column", file),
    ...(command.esColumn === undefined ? [] : [placeOf(header, command.esColumn, "--es-column", file)]),
  ];
  const used = rows.map((row, i) => ({ row, i })).filter(({ row }) => wanted.every((place) => row[place] !== ""));
  const [returns, forecasts, shortfalls] = wanted.map((place) =>
    Float64Array.from(used, ({ row, i }) =>
      numberOf(row[place]!, () => `${file}, row ${i + 1}, column ${header[place]}`),
    ),
  );
  return { returns: returns!, forecasts: forecasts!, shortfalls, how: { varColumn: command.varColumn! } };
}

type Test = { statistic: number; pValue: number };

function shown({ statistic, pValue }: Test): string {
  return `${figure(statistic)}, p-value ${figure(pValue)}`;
}

function countRows(
  result: Pick<
    VarBacktest,
    "confidence" | "observations" | "exceptions" | "expected" | "kupiec" | "accepted" | "trafficLight"
  >,
): [string, string][] {
  const { accepted, trafficLight: light } = result;
  return [
    ["Confidence", String(result.confidence)],
    ["Days", String(result.observations)],
    ["Exceptions", `${result.exceptions}, expected ${figure(result.expected)}`],
    ["Kupiec, coverage", shown(result.kupiec)],
    ["Not rejected at 5 %", accepted === undefined ? "no count" : `${accepted.least} to ${accepted.most}`],
    ["Basel's traffic light", `${light.zone}, cumulative ${figure(light.cumulative)}`],
  ];
}

function lines(result: VarBacktest, how: Record<string, string | number>): string[] {
  const { christoffersen, acerbiSzekely } = result;
  const rows: [string, string][] = [
    ...Object.entries(how).map(([name, value]): [string, string] => [name, String(value)]),
    ...countRows(result),
    ["Christoffersen, independence", shown(christoffersen.independence)],
    ["Christoffersen, conditional coverage", shown(christoffersen.conditionalCoverage)],
  ];
  if (acerbiSzekely?.z1 !== undefined) rows.push(["Acerbi and Székely, Z1", shown(acerbiSzekely.z1)]);
  if (acerbiSzekely !== undefined) rows.push(["Acerbi and Székely, Z2", shown(acerbiSzekely.z2)]);
  return layTable(rows, "lr", paintFor(process.stdout));
}
