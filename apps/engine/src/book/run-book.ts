import { ConfigError } from "@hotpath/core";
import { MarketBatch, MarketFlag } from "@hotpath/market-data";
import { startProgress } from "../terminal/progress.ts";
import { FeedBooks, MAX_INSTRUMENTS } from "./feed-books.ts";
import { bareName, dateOfName, isDate } from "./file-names.ts";
import { type BookFormat, csvOptions, type FeedReader, formatOf } from "./formats.ts";
import { openInput } from "./open-input.ts";
import { BookRow, type BookRowWriter } from "./output/book-row.ts";
import { makeWriter } from "./output/make-writer.ts";
import { type Moment, parseMoment, parseSampling, type Sampling } from "./sampling.ts";
import { StandardOutput } from "./standard-output.ts";

/** What the command line says. */
export interface BookOptions {
  format?: string;
  symbol?: string;
  date?: string;
  /** Of CSV: which of the header's names is which column. */
  columns?: Record<string, string>;
  /** Of CSV: how times are written. */
  timeFormat?: string;
  /** Levels of each side; 10, or all that the book file of `--book` has. */
  depth?: number;
  every: string;
  at?: string;
  output: "csv" | "json" | "parquet";
  progress?: boolean;
  /** LOBSTER's order book file. */
  book?: string;
  verify?: boolean;
}

const DEFAULT_DEPTH = 10;

/**
 * `hotpath book`: rebuilds the books of a file and prints them as they were.
 *
 * @returns the status to exit with
 */
export async function runBook(file: string, options: BookOptions): Promise<number> {
  const format = formatOf(options.format, file);
  if (options.date !== undefined && !isDate(options.date)) throw new ConfigError("--date", options.date, "YYYY-MM-DD");
  if (options.book !== undefined || options.verify === true) return runWithBookFile(format, file, options);
  const sampling = parseSampling(options.every);
  const moment = options.at === undefined ? undefined : parseMoment(options.at);
  const input = await openInput(file, "FILE");
  const name = bareName(file);
  const date = options.date ?? dateOfName(name);
  const reader = format.open({ name, date, symbol: options.symbol, ...csvOptions(options) });
  const output = new StandardOutput();
  const layout = format.lobsterColumns === true ? "lobster" : "plain";
  const writer = await makeWriter(layout, options.output, output, options.depth ?? DEFAULT_DEPTH);
  const run = new BookRun(reader, writer, options, sampling, moment);
  const progress = startProgress(`book ${format.name}`, options.progress === true ? input.size : 0);
  const batch = new MarketBatch();
  try {
    for await (const piece of input.pieces()) {
      for (let at = 0; at < piece.length && !run.isDone; batch.clear()) {
        at += reader.decode(at === 0 ? piece : piece.subarray(at), batch);
        run.take(batch);
        await output.flush();
      }
      progress.update(input.read);
      if (run.isDone) break;
    }
  } finally {
    progress.stop();
    if (!run.isDone) {
      reader.end(batch);
      run.take(batch);
    }
    run.end();
    await output.flush(true);
    for (const line of run.notes()) process.stderr.write(`hotpath: ${line}\n`);
  }
  run.checkSymbol();
  return 0;
}

async function runWithBookFile(format: BookFormat, file: string, options: BookOptions): Promise<number> {
  if (format.name !== "lobster") throw new ConfigError("--format", format.name, "lobster, with --book and --verify");
  if (options.book === undefined)
    throw new ConfigError("--book", options.book, "LOBSTER's order book file, for --verify");
  const { printLobster, verifyLobster } = await import("./run-lobster.ts");
  if (options.verify === true) return verifyLobster(file, options.book, options);
  return printLobster(file, options.book, options);
}

/** Takes batches of rows and prints states of books as the options ask. */
class BookRun {
  /** Whether everything asked for is printed. */
  isDone = false;
  readonly #reader: FeedReader;
  readonly #writer: BookRowWriter;
  readonly #symbol: string | undefined;
  readonly #sampling: Sampling;
  readonly #moment: Moment | undefined;
  readonly #books: FeedBooks;
  readonly #row: BookRow;
  /** The place in the file of the wanted instrument; −1 while it is not known. */
  #wanted = -1;
  /** Messages of each instrument since it was last printed. */
  readonly #messages: number[] = [];
  /** Instruments that have changed since the last multiple of the span. */
  readonly #changed: Set<number> = new Set();
  #nextMicros = Number.NaN;
  #untilMicros = Number.NaN;
  #lastMicros = Number.NaN;
  #lastNanos = 0;
  #tooMany = 0;

  constructor(
    reader: FeedReader,
    writer: BookRowWriter,
    options: BookOptions,
    sampling: Sampling,
    moment: Moment | undefined,
  ) {
    this.#reader = reader;
    this.#writer = writer;
    this.#symbol = options.symbol;
    this.#sampling = sampling;
    this.#moment = moment;
    this.#books = new FeedBooks(options.symbol === undefined ? MAX_INSTRUMENTS : 1);
    this.#row = new BookRow(options.depth ?? DEFAULT_DEPTH);
  }

  take(batch: MarketBatch): void {
    this.#findWanted();
    for (let row = 0; row < batch.count && !this.isDone; row++) {
      const instrument = batch.instrument[row]!;
      if (instrument < 0) continue;
      if (this.#symbol !== undefined && instrument !== this.#wanted) continue;
      const index = this.#symbol === undefined ? instrument : 0;
      if (index >= MAX_INSTRUMENTS) {
        this.#tooMany++;
        continue;
      }
      this.#tick(batch.timeMicros[row]!, batch.timeNanos[row]!);
      if (this.isDone) return;
      this.#books.apply(batch, row, index);
      this.#changed.add(index);
      if ((batch.flags[row]! & MarketFlag.Last) !== 0) this.#message(index);
    }
  }

  /** Prints what the end of the file asks for. */
  end(): void {
    if (!this.isDone && this.#moment !== undefined) this.#printMoment();
    else if (!this.isDone && this.#sampling.kind === "time" && !Number.isNaN(this.#nextMicros)) {
      this.#printChanged(this.#nextMicros, 0);
    }
    this.#writer.end();
  }

  /** What the user should know, a line each. */
  notes(): string[] {
    const rejects = Object.entries(this.#reader.rejects.counts()).filter(([, count]) => count > 0);
    const notes = rejects.map(([reason, count]) => `${count} messages rejected: ${reason}`);
    const [first] = this.#reader.rejects.recent();
    if (rejects.length > 0 && first !== undefined && this.#reader.rejects.total <= 64) {
      notes.push(`the first of them, ${first.reason}, began at byte ${first.offset}`);
    }
    if (this.#tooMany > 0)
      notes.push(`${this.#tooMany} rows of more than ${MAX_INSTRUMENTS} instruments: choose by --symbol`);
    return [...notes, ...this.#books.notes(), ...(this.#reader.notes?.() ?? [])];
  }

  /** @throws {ConfigError} if the file has no instrument of the wanted symbol */
  checkSymbol(): void {
    this.#findWanted();
    if (this.#symbol === undefined || this.#wanted >= 0) return;
    const symbols = this.#reader.instruments.map((instrument) => instrument.symbol).sort();
    const shown = symbols.slice(0, 20).join(", ");
    const more = symbols.length > 20 ? `, … (${symbols.length})` : "";
    throw new ConfigError("--symbol", this.#symbol, symbols.length === 0 ? "a file that has symbols" : shown + more);
  }

  #findWanted(): void {
    if (this.#symbol === undefined || this.#wanted >= 0) return;
    this.#wanted = this.#reader.instruments.findIndex((instrument) => instrument.symbol === this.#symbol);
  }

  /** Prints what must be printed before the time becomes this. */
  #tick(micros: number, nanos: number): void {
    if (Number.isNaN(micros)) return;
    if (this.#moment !== undefined) {
      if (Number.isNaN(this.#untilMicros)) this.#untilMicros = this.#moment.micros + this.#midnight(micros);
      const isAfter = micros > this.#untilMicros || (micros === this.#untilMicros && nanos > this.#moment.nanos);
      if (isAfter) {
        this.#printMoment();
        this.isDone = true;
      }
    } else if (this.#sampling.kind === "time") {
      const span = this.#sampling.micros;
      // A row at a multiple itself still belongs to it.
      if (micros > this.#nextMicros || (micros === this.#nextMicros && nanos > 0))
        this.#printChanged(this.#nextMicros, 0);
      const isPast =
        Number.isNaN(this.#nextMicros) || micros > this.#nextMicros || (micros === this.#nextMicros && nanos > 0);
      if (isPast) this.#nextMicros = (Math.floor((micros - (nanos > 0 ? 0 : 1)) / span) + 1) * span;
    }
    this.#lastMicros = micros;
    this.#lastNanos = nanos;
  }

  #midnight(micros: number): number {
    if (this.#moment?.isTimeOfDay !== true) return 0;
    return this.#reader.midnightMicros ?? Math.floor(micros / 86_400_000_000) * 86_400_000_000;
  }

  #message(index: number): void {
    if (this.#moment !== undefined || this.#sampling.kind === "time") return;
    const messages = (this.#messages[index] ?? 0) + 1;
    const isDue = messages >= this.#sampling.every;
    this.#messages[index] = isDue ? 0 : messages;
    if (isDue) this.#print(index, this.#lastMicros, this.#lastNanos);
  }

  #printMoment(): void {
    const isKnown = !Number.isNaN(this.#untilMicros);
    const micros = isKnown ? this.#untilMicros : this.#lastMicros;
    this.#printChanged(micros, isKnown ? this.#moment!.nanos : this.#lastNanos);
  }

  #printChanged(micros: number, nanos: number): void {
    for (const index of this.#changed) this.#print(index, micros, nanos);
    this.#changed.clear();
  }

  #print(index: number, micros: number, nanos: number): void {
    const row = this.#row;
    row.micros = micros;
    row.nanos = nanos;
    row.instrument = this.#reader.instruments[this.#symbol === undefined ? index : this.#wanted]!;
    row.read(this.#books.book(index));
    this.#writer.write(row);
  }
}
