import { Catalog, type CatalogImported, type CatalogSource } from "@hotpath/backtest/catalog";
import { ConfigError } from "@hotpath/core";
import type { DateFormat } from "@hotpath/market-data";
import { barsOfFile, looksLikeBars } from "../backtest/bars.ts";
import { openInput } from "../book/open-input.ts";
import { decoded, openRecording } from "../run/feeds/recording-rows.ts";
import { startProgress } from "../terminal/progress.ts";

/** What the command line says. */
export interface ImportOptions {
  symbols: readonly string[];
  format?: string;
  date?: string;
  columns?: Record<string, string>;
  timeFormat?: DateFormat;
  replace?: boolean;
  tick?: string;
  lot?: string;
  currency?: string;
  multiplier?: number;
  mic?: string;
  maxRows?: number;
  json?: boolean;
}

/** What became of a file. */
interface FileReport {
  file: string;
  /** Whether it had been imported before: nothing was added. */
  isKnown: boolean;
  parts: number;
  rows: number;
  /** Rows that were there already. */
  knownRows: number;
  /** Parts that gave way. */
  replaced: number;
  notes: string[];
}

/**
 * `hotpath catalog import`: takes files into a catalog, one after the other; each is there whole, or not at all.
 *
 * @returns 0
 * @throws {ConfigError} naming the file or the option that is wrong; the files before are imported
 */
export async function runImport(folder: string, files: readonly string[], options: ImportOptions): Promise<number> {
  for (const file of files)
    if (!(await Bun.file(file).exists())) throw new ConfigError("FILES", file, "a file that can be read");
  const catalog = inCatalog(folder, () => Catalog.create(folder));
  const reports: FileReport[] = [];
  for (const [place, file] of files.entries()) {
    const areBars = options.format === "bars" || (options.format === undefined && (await looksLikeBars(file)));
    const report = areBars
      ? await importBars(folder, file, options, barSymbol(files, place, options))
      : await importRecording(folder, file, options);
    reports.push(report);
    if (options.json !== true) process.stdout.write(`${lineOf(report)}\n`);
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify({ catalog: catalog.folder, files: reports })}\n`);
  for (const { file, notes } of reports) for (const note of notes) process.stderr.write(`hotpath: ${file}: ${note}\n`);
  return 0;
}

/** Errors of a catalog name the argument. */
export function inCatalog<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError && error.path === "catalog")
      throw new ConfigError("FOLDER", folder, error.allowed);
    throw error;
  }
}

function barSymbol(files: readonly string[], place: number, { symbols }: ImportOptions): string | undefined {
  if (symbols.length > 0 && symbols.length !== files.length)
    throw new ConfigError("--symbol", symbols.join(", "), `a name for each of the ${files.length} files, or none`);
  return symbols[place];
}

function lineOf({ file, isKnown, parts, rows, knownRows, replaced }: FileReport): string {
  if (isKnown) return `${file}: already there, nothing was added`;
  const more = [
    ...(knownRows > 0 ? [`${knownRows} rows were there already`] : []),
    ...(replaced > 0 ? [`${replaced} parts gave way`] : []),
  ];
  return [`${file}: ${rows} rows in ${parts} parts`, ...more].join("; ");
}

async function importBars(
  folder: string,
  file: string,
  options: ImportOptions,
  symbol: string | undefined,
): Promise<FileReport> {
  const { columns, timeFormat } = options;
  const { series, rows, rejected } = await barsOfFile(file, "FILES", {
    timeOption: "--time-format",
    ...(symbol !== undefined && { symbol }),
    ...(columns !== undefined && { columns }),
    ...(timeFormat !== undefined && { dateFormat: timeFormat }),
  });
  const reading = defined({ format: "bars", symbol: series.instrument.symbol, columns, timeFormat });
  const source = await Catalog.sourceOf(file, reading, true);
  const notes = rejected > 0 ? [`${rejected} of ${rows} rows could not be read`] : [];
  const catalog = Catalog.open(folder);
  if (catalog.has(source)) return knownReport(file, notes);
  await using writing = await catalog.import(importOptions(source, options));
  await writing.writeBars(series);
  return reportOf(file, await inTerms(() => writing.commit()), notes);
}

async function importRecording(folder: string, file: string, options: ImportOptions): Promise<FileReport> {
  const { columns, timeFormat, symbols } = options;
  const recording = openRecording({ ...options, file, option: "FILES" });
  const { format, date } = recording;
  const reading = defined({ format: format.name, date, columns, timeFormat });
  const wanted = symbols.length === 0 ? undefined : new Set(symbols);
  const source = await Catalog.sourceOf(file, reading, wanted === undefined);
  const catalog = Catalog.open(folder);
  if (catalog.has(source)) return knownReport(file, []);
  const input = await openInput(file, "FILES");
  const reader = recording.reader();
  await using writing = await catalog.import(importOptions(source, options));
  const progress = startProgress(`import ${format.name}`, input.size);
  try {
    for await (const batch of decoded(input, reader)) {
      const { instruments } = reader;
      if (wanted !== undefined)
        for (let row = 0; row < batch.count; row++) {
          const symbol = instruments[batch.instrument[row]!]?.symbol;
          if (symbol === undefined || !wanted.has(symbol)) batch.instrument[row] = -1;
        }
      writing.write(batch, instruments);
      progress.update(input.read);
    }
  } finally {
    progress.stop();
  }
  for (const symbol of wanted ?? [])
    if (!reader.instruments.some((one) => one.symbol === symbol)) {
      const known = reader.instruments.slice(0, 20).map((one) => one.symbol);
      throw new ConfigError("--symbol", symbol, known.length === 0 ? "a file that has symbols" : known.join(", "));
    }
  if (writing.rows === 0) throw new ConfigError("FILES", file, "a recording that has rows of an instrument");
  const rejects = Object.entries(reader.rejects.counts()).filter(([, count]) => count > 0);
  const notes = [
    ...rejects.map(([reason, count]) => `${count} messages rejected: ${reason}`),
    ...(reader.notes?.() ?? []),
  ];
  return reportOf(file, await inTerms(() => writing.commit()), notes);
}

function importOptions(source: CatalogSource, options: ImportOptions) {
  const { replace, maxRows, tick, lot, currency, multiplier, mic } = options;
  return {
    source,
    terms: defined({ tick, lot, currency, multiplier, mic }),
    ...(replace !== undefined && { replace }),
    ...(maxRows !== undefined && { maxHeldRows: maxRows }),
  };
}

/** Errors of terms name the options that they come from. */
async function inTerms<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof ConfigError ? error.path.replace(/^.*\./, "") : "";
    if (!(error instanceof ConfigError) || !["tick", "lot", "currency", "multiplier", "mic"].includes(name))
      throw error;
    throw new ConfigError(`--${name}`, error.value, error.allowed);
  }
}

function reportOf(file: string, { added, replaced, knownRows }: CatalogImported, notes: string[]): FileReport {
  const rows = added.reduce((sum, part) => sum + part.rows, 0);
  return { file, isKnown: added.length === 0, parts: added.length, rows, knownRows, replaced: replaced.length, notes };
}

function knownReport(file: string, notes: string[]): FileReport {
  return { file, isKnown: true, parts: 0, rows: 0, knownRows: 0, replaced: 0, notes };
}

/** Without what is not there. */
function defined<T extends object>(object: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
