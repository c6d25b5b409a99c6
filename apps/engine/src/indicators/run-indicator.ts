/** `hotpath indicators NAME`: runs an indicator over the columns of a CSV file. */
import { ConfigError } from "@hotpath/core";
import {
  type Columns,
  findDefinition,
  Indicator,
  type IndicatorOptions,
  type Mode,
  type NanPolicy,
  type Profile,
} from "@hotpath/indicators";
import { paintFor } from "../terminal/paint.ts";
import { plotLines } from "./plot.ts";
import { type ColumnFile, readColumns } from "./read-columns.ts";
import { type IndicatorRun, resultJson, resultLines } from "./result.ts";
import { writeChart } from "./write-chart.ts";

/** Options as the command line gives them. */
export interface IndicatorCommand {
  input?: string;
  params?: string;
  columns?: string;
  profile?: string;
  mode?: string;
  nan?: string;
  unstable?: number;
  stream?: boolean;
  json?: boolean;
  plot?: boolean;
  html?: string;
  rows: number;
}

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} what was asked for is not known
 * @throws {InputError} what was read cannot be used
 */
export async function runIndicator(name: string, command: IndicatorCommand): Promise<number> {
  const indicator = new Indicator(findDefinition(name), parseJson(command.params), optionsOf(command));
  const mode = command.mode ?? "exact";
  if (mode !== "exact" && mode !== "fast") throw new ConfigError("--mode", mode, "exact, fast");
  if (mode === "fast" && command.stream) throw new ConfigError("--mode", mode, "exact, where --stream is given");
  if (command.input === undefined)
    throw new ConfigError("--input", undefined, `a CSV file with ${indicator.inputs.map(columnFor).join(", ")}`);
  const file = await readColumns(command.input);
  const columns = columnsOf(indicator, file, command.columns);
  const run: IndicatorRun = {
    indicator,
    file,
    columns,
    outputs: command.stream ? byStream(indicator, columns, file.rows) : byBatch(indicator, columns, mode),
  };
  if (command.html !== undefined) await writeChart(run, command.html);
  if (command.json) process.stdout.write(`${resultJson(run)}\n`);
  else {
    const paint = paintFor(process.stdout);
    const lines = command.plot ? plotLines(run, paint) : resultLines(run, command.rows, paint);
    process.stdout.write(`${lines.join("\n")}\n`);
    if (command.html !== undefined) process.stdout.write(`\n  Chart: ${command.html}\n`);
  }
  return 0;
}

function parseJson(text = "{}"): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {}
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigError("--params", text, `a JSON object, as '{"timePeriod":14}'`);
  return value as Record<string, unknown>;
}

function optionsOf(command: IndicatorCommand): IndicatorOptions {
  return {
    ...(command.profile === undefined ? {} : { profile: command.profile as Profile }),
    ...(command.nan === undefined ? {} : { nan: command.nan as NanPolicy }),
    ...(command.unstable === undefined ? {} : { unstablePeriod: command.unstable }),
  };
}

/** The column that an input is read from where none is named: any series is the close. */
function columnFor(input: string): string {
  return input === "real" ? "close" : input;
}

function columnsOf(indicator: Indicator, file: ColumnFile, named: string | undefined): Columns {
  const names = named === undefined ? indicator.inputs.map(columnFor) : named.split(",").map((name) => name.trim());
  if (names.length !== indicator.inputs.length)
    throw new ConfigError("--columns", named, `${indicator.inputs.length}, for ${indicator.inputs.join(", ")}`);
  return Object.fromEntries(indicator.inputs.map((input, k) => [input, file.column(names[k]!)]));
}

function byBatch(indicator: Indicator, columns: Columns, mode: Mode): Float64Array[] {
  const { outputs } = indicator.batch(columns, { mode });
  return indicator.outputs.map(({ name }) => outputs[name]!);
}

function byStream(indicator: Indicator, columns: Columns, rows: number): Float64Array[] {
  const stream = indicator.stream();
  const inputs = indicator.inputs.map((input) => columns[input]!);
  const outputs = indicator.outputs.map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    stream.push(...inputs.map((column) => column[i]!));
    for (const [m, output] of outputs.entries()) output[i] = stream.value(m);
  }
  return outputs;
}
