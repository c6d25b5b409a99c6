import { ConfigError, InputError } from "@hotpath/core";
import { detectDateFormat, microsOfDate } from "@hotpath/market-data";
import { BAR_FIELDS, type BarField } from "@hotpath/signals/rules";
import { readColumns } from "../indicators/read-columns.ts";

/** Bars of one symbol, oldest first. */
export interface SymbolBars {
  /** Empty where the file has one symbol without a name. */
  symbol: string;
  /** The fields that the file has. */
  columns: Partial<Record<BarField, Float64Array>>;
  /** What each bar is called: its time, or its number in the file. */
  times: readonly string[];
}

/** Bars of a file. */
export interface BarFile {
  symbols: readonly SymbolBars[];
  /** Fields that there are columns for. */
  fields: readonly BarField[];
  bars: number;
}

/** What columns of times and of symbols are called. */
const TIMES = ["date", "time", "datetime", "timestamp"];
const SYMBOLS = ["symbol", "ticker", "instrument"];

/**
 * Reads bars: columns `open`, `high`, `low`, `close`, `volume` as far as there are, and `symbol` where there are several.
 *
 * @param only one symbol
 * @throws {ConfigError} a file that cannot be read, has no closes, or not the symbol that was asked for
 * @throws {InputError} what is no number, or bars of a symbol that go back in time
 */
export async function readBars(path: string, only?: string): Promise<BarFile> {
  const file = await readColumns(path);
  const known = new Set(file.names.map((name) => name.toLowerCase()));
  const fields = BAR_FIELDS.filter((field) => known.has(field));
  if (!fields.includes("close")) throw new ConfigError("--input", file.names.join(", "), "a file with a column close");
  const symbolColumn = SYMBOLS.find((name) => known.has(name));
  const timeColumn = TIMES.find((name) => known.has(name));
  const first = file.names[0]!.toLowerCase();
  const times = timeColumn === undefined ? (first === symbolColumn ? undefined : file.labels) : file.texts(timeColumn);
  const rows = rowsBySymbol(symbolColumn === undefined ? undefined : file.texts(symbolColumn), file.rows);
  if (only !== undefined && !rows.has(only))
    throw new ConfigError(
      "--symbol",
      only,
      symbolColumn === undefined ? "nothing: the file names no symbols" : [...rows.keys()].join(", "),
    );
  const columns = fields.map((field) => [field, file.column(field)] as const);
  const symbols = [...rows]
    .filter(([symbol]) => only === undefined || symbol === only)
    .map(([symbol, its]) => ({
      symbol,
      columns: Object.fromEntries(columns.map(([field, all]) => [field, Float64Array.from(its, (row) => all[row]!)])),
      times: its.map((row) => times?.[row] ?? String(row)),
    }));
  for (const each of symbols) refuseDisorder(each, path);
  return { symbols, fields, bars: symbols.reduce((sum, each) => sum + each.times.length, 0) };
}

function rowsBySymbol(names: readonly string[] | undefined, rows: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const name = names?.[row] ?? "";
    const its = found.get(name);
    if (its === undefined) found.set(name, [row]);
    else its.push(row);
  }
  return found;
}

/** Signals of bars in another order would know the future. Times that do not say their order are taken as they are. */
function refuseDisorder({ symbol, times }: SymbolBars, path: string): void {
  const format = detectDateFormat(times);
  const values = times.map((time) => (format === undefined ? Number(time) : microsOfDate(time, format)));
  if (values.some(Number.isNaN)) return;
  for (let t = 1; t < times.length; t++)
    if (values[t]! < values[t - 1]!)
      throw new InputError(
        "INPUT_INVALID",
        `${path}${symbol === "" ? "" : `, ${symbol}`}: ${times[t]} comes after ${times[t - 1]}; allowed: bars from the oldest on`,
      );
}
