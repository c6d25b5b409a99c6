import { ConfigError, type InstrumentDefinition } from "@hotpath/core";
import { MarketBatch, markMessageEnds } from "@hotpath/market-data";
import { bareName, dateOfName, isDate } from "../../book/file-names.ts";
import { type BookFormat, csvOptions, type FeedReader, formatOf } from "../../book/formats.ts";
import { type InputFile, openInput } from "../../book/open-input.ts";
import type { RowSource } from "./row-source.ts";

/** Without symbols, a file of more than this many is too much for one engine. */
const MAX_SYMBOLS = 256;

/** What the command line says of a recording. */
export interface RecordingOptions {
  file: string;
  /** The option that named it, for errors. */
  option: string;
  /** Which symbols of it; all that there are, where none is named. */
  symbols: readonly string[];
  format?: string | undefined;
  date?: string | undefined;
  columns?: Record<string, string> | undefined;
  timeFormat?: string | undefined;
}

/** A recording whose format is known. */
export interface OpenedRecording {
  format: BookFormat;
  /** The day that times of day count from, where it is known. */
  date: string | undefined;
  /** A reader from the file's beginning. */
  reader(): FeedReader;
}

/** @throws {ConfigError} for a format or a date that is none */
export function openRecording(options: RecordingOptions): OpenedRecording {
  const { file, symbols } = options;
  const format = formatOf(options.format, file);
  if (options.date !== undefined && !isDate(options.date)) throw new ConfigError("--date", options.date, "YYYY-MM-DD");
  const name = bareName(file);
  const date = options.date ?? dateOfName(name);
  const symbol = symbols.length === 1 ? symbols[0] : undefined;
  const { columns, timeFormat } = options;
  const csv = csvOptions({ ...(columns && { columns }), ...(timeFormat !== undefined && { timeFormat }) });
  return { format, date, reader: () => format.open({ name, date, symbol, ...csv }) };
}

/**
 * A recording in any format that `hotpath book` reads. It is read twice: once until the symbols and their units are known,
 * for an engine knows its instruments before the first event, and once for its rows.
 *
 * @throws {ConfigError} for a file that cannot be read, or that has not all symbols that are asked for
 */
export async function recordingRows(options: RecordingOptions): Promise<RowSource> {
  const { file, option } = options;
  const recording = openRecording(options);
  const instruments = await findInstruments(options, recording.reader());
  const notes: string[] = [];
  return {
    name: `${file}, ${recording.format.name}`,
    instruments,
    async *batches() {
      const reader = recording.reader();
      const wanted = new MarketBatch();
      const places = new Map(instruments.map(({ symbol }, place) => [symbol, place]));
      const known: number[] = [];
      for await (const batch of decoded(await openInput(file, option), reader)) {
        for (const { symbol } of reader.instruments.slice(known.length)) known.push(places.get(symbol) ?? -1);
        wanted.clear();
        for (let row = 0; row < batch.count; row++) {
          const place = known[batch.instrument[row]!] ?? -1;
          if (place === -1) continue;
          wanted.ensure(1);
          wanted.instrument[wanted.append(batch, row)] = place;
        }
        if (wanted.count > 0) yield wanted;
      }
      notes.push(...(reader.notes?.() ?? []));
    },
    notes: () => notes,
  };
}

/** The rows of a file, each message's last row marked. The same batch again and again. */
export async function* decoded(input: InputFile, reader: FeedReader): AsyncGenerator<MarketBatch> {
  const batch = new MarketBatch();
  for await (const piece of input.pieces()) {
    for (let at = 0; at < piece.length; batch.clear()) {
      at += reader.decode(at === 0 ? piece : piece.subarray(at), batch);
      markMessageEnds(batch);
      yield batch;
    }
  }
  reader.end(batch);
  markMessageEnds(batch);
  yield batch;
}

async function findInstruments(options: RecordingOptions, reader: FeedReader): Promise<InstrumentDefinition[]> {
  const { file, option, symbols } = options;
  const batch = new MarketBatch();
  const missing = (): string[] =>
    symbols.filter((symbol) => !reader.instruments.some((known) => known.symbol === symbol));
  const input = await openInput(file, option);
  for await (const piece of input.pieces()) {
    for (let at = 0; at < piece.length; batch.clear())
      at += reader.decode(at === 0 ? piece : piece.subarray(at), batch);
    if (symbols.length > 0 && missing().length === 0) break;
  }
  if (symbols.length === 0 || missing().length > 0) reader.end(batch);
  const unknown = missing();
  if (unknown.length > 0) throw new ConfigError("--symbol", unknown[0], `a symbol of ${file}: ${named(reader)}`);
  const wanted = reader.instruments.filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol));
  if (wanted.length === 0) throw new ConfigError(option, file, "a recording that tells of an instrument");
  if (wanted.length > MAX_SYMBOLS)
    throw new ConfigError("--symbol", undefined, `up to ${MAX_SYMBOLS} of the ${wanted.length} symbols of ${file}`);
  return wanted.map(({ symbol, priceDecimals, sizeDecimals }, place) => ({
    id: place + 1,
    symbol,
    priceDecimals,
    sizeDecimals,
  }));
}

function named({ instruments }: FeedReader): string {
  const names = instruments.slice(0, 10).map(({ symbol }) => symbol);
  return `${names.join(", ")}${instruments.length > names.length ? ` and ${instruments.length - names.length} more` : ""}`;
}
