import { ConfigError, EventQueue, type InstrumentDefinition } from "@hotpath/core";
import { MarketBatch } from "@hotpath/market-data";
import { MarketEvents } from "@hotpath/market-data/events";
import { L3Book } from "@hotpath/order-book";
import { bareName, dateOfName, isDate } from "../../book/file-names.ts";
import { type BookFormat, csvOptions, type FeedReader, formatOf } from "../../book/formats.ts";
import { openInput } from "../../book/open-input.ts";
import type { FeedOptions, RunFeed } from "./feed.ts";

/** Without symbols, a file of more than this many is too much for one engine. */
const MAX_SYMBOLS = 256;
/** Orders that the books of a feed of orders may hold. */
const ORDER_CAPACITY = 2 ** 21;

/**
 * A recording in any format that `hotpath book` reads. It is read twice: once until the symbols and their units are known,
 * for an engine knows its instruments before the first event, and once for its events.
 *
 * @throws {ConfigError} for a file that cannot be read, or that has not all symbols that are asked for
 */
export async function openRecordingFeed(options: FeedOptions): Promise<RunFeed> {
  const { feed: file, date } = options;
  const format = formatOf(options.format, file);
  if (date !== undefined && !isDate(date)) throw new ConfigError("--date", date, "YYYY-MM-DD");
  const open = (): FeedReader => openReader(format, options);
  const instruments = await findInstruments(file, open, options.symbols);
  const notes: string[] = [];
  return {
    name: `${file}, ${format.name}`,
    instruments,
    venue: "paper",
    config: { books: true },
    isLive: false,
    events: () => recordedEvents(file, open(), instruments, notes),
    notes: () => notes,
  };
}

function openReader(format: BookFormat, options: FeedOptions): FeedReader {
  const name = bareName(options.feed);
  const symbol = options.symbols.length === 1 ? options.symbols[0] : undefined;
  return format.open({ name, date: options.date ?? dateOfName(name), symbol, ...csvOptions(options) });
}

async function findInstruments(
  file: string,
  open: () => FeedReader,
  symbols: readonly string[],
): Promise<InstrumentDefinition[]> {
  const reader = open();
  const batch = new MarketBatch();
  const missing = (): string[] =>
    symbols.filter((symbol) => !reader.instruments.some((known) => known.symbol === symbol));
  const input = await openInput(file, "--feed");
  for await (const piece of input.pieces()) {
    for (let at = 0; at < piece.length; batch.clear())
      at += reader.decode(at === 0 ? piece : piece.subarray(at), batch);
    if (symbols.length > 0 && missing().length === 0) break;
  }
  if (symbols.length === 0 || missing().length > 0) reader.end(batch);
  const unknown = missing();
  if (unknown.length > 0) throw new ConfigError("--symbol", unknown[0], `a symbol of ${file}: ${named(reader)}`);
  const wanted = reader.instruments.filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol));
  if (wanted.length === 0) throw new ConfigError("--feed", file, "a recording that tells of an instrument");
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

async function* recordedEvents(
  file: string,
  reader: FeedReader,
  instruments: readonly InstrumentDefinition[],
  notes: string[],
): AsyncGenerator<EventQueue> {
  const queue = new EventQueue();
  const orders = new L3Book({ instruments: instruments.length, orderCapacity: ORDER_CAPACITY });
  const events = new MarketEvents({ sink: queue, time: "venue", orders });
  const batch = new MarketBatch();
  const places = new Places(reader, instruments);
  const input = await openInput(file, "--feed");
  for await (const piece of input.pieces()) {
    for (let at = 0; at < piece.length; batch.clear()) {
      at += reader.decode(at === 0 ? piece : piece.subarray(at), batch);
      places.write(batch, events);
      yield queue;
    }
  }
  reader.end(batch);
  places.write(batch, events);
  yield queue;
  notes.push(...(reader.notes?.() ?? []));
  const { refused } = events.counts();
  if (refused > 0) notes.push(`${refused} rows of orders were not taken by the book`);
}

/** Finds the engine's place of each of a file's instruments, which come up as the file goes on. */
class Places {
  readonly #reader: FeedReader;
  readonly #wanted: ReadonlyMap<string, number>;
  readonly #places: number[] = [];

  constructor(reader: FeedReader, instruments: readonly InstrumentDefinition[]) {
    this.#reader = reader;
    this.#wanted = new Map(instruments.map(({ symbol }, place) => [symbol, place]));
  }

  /** Writes the events of the rows of wanted instruments, whole messages together. */
  write(batch: MarketBatch, events: MarketEvents): void {
    const { instruments } = this.#reader;
    for (let known = this.#places.length; known < instruments.length; known++)
      this.#places.push(this.#wanted.get(instruments[known]!.symbol) ?? -1);
    let from = 0;
    for (let row = 0; row < batch.count; row++) {
      const place = this.#places[batch.instrument[row]!] ?? -1;
      if (place !== -1) {
        batch.instrument[row] = place;
        continue;
      }
      events.write(batch, from, row);
      from = row + 1;
    }
    events.write(batch, from, batch.count);
  }
}
