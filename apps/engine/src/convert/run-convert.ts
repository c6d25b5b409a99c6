/**
 * `hotpath convert`: a recording of one format becomes one of another, by way of normalised rows. What the target cannot
 * hold is counted and said at the end, never dropped in silence.
 */
import { ConfigError } from "@hotpath/core";
import { MarketBatch } from "@hotpath/market-data";
import { bareName, dateOfName, isDate } from "../book/file-names.ts";
import { type FeedReader, formatOf } from "../book/formats.ts";
import { openInput } from "../book/open-input.ts";
import { startProgress } from "../terminal/progress.ts";
import { Losses } from "./losses.ts";
import { OutputFile } from "./output-file.ts";
import { type RowWriter, targetOf } from "./targets.ts";

/** What the command line says. */
export interface ConvertOptions {
  from?: string;
  to?: string;
  symbol?: string;
  date?: string;
  strict?: boolean;
  progress?: boolean;
}

/**
 * Converts a file.
 *
 * @returns 0, or 1 if `strict` and anything was lost or rejected
 * @throws {ConfigError} for a file or an option that cannot be
 */
export async function runConvert(from: string, to: string, options: ConvertOptions): Promise<number> {
  const format = formatOf(options.from, from, "--from");
  const target = targetOf(options.to, to);
  if (options.date !== undefined && !isDate(options.date)) throw new ConfigError("--date", options.date, "YYYY-MM-DD");
  const input = await openInput(from, "IN");
  const name = bareName(from);
  const reader = format.open({ name, date: options.date ?? dateOfName(name), symbol: options.symbol });
  const losses = new Losses();
  await using output = new OutputFile(to);
  const writer = target.open(output, losses);
  const run = new ConvertRun(reader, writer, options.symbol);
  const progress = startProgress(
    `convert ${format.name} to ${target.name}`,
    options.progress === true ? input.size : 0,
  );
  const batch = new MarketBatch();
  try {
    for await (const piece of input.pieces()) {
      for (let at = 0; at < piece.length; batch.clear()) {
        at += reader.decode(at === 0 ? piece : piece.subarray(at), batch);
        run.take(batch);
        await output.flush();
      }
      progress.update(input.read);
    }
    reader.end(batch);
    run.take(batch);
    writer.end();
    await output.finish();
  } finally {
    progress.stop();
  }
  const rejects = Object.entries(reader.rejects.counts()).filter(([, count]) => count > 0);
  const lines = [
    ...rejects.map(([reason, count]) => `${count} messages rejected: ${reason}`),
    ...losses.lines().map((line) => `lost: ${line}`),
    ...(reader.notes?.() ?? []),
  ];
  for (const line of lines) process.stderr.write(`hotpath: ${line}\n`);
  process.stderr.write(`hotpath: ${run.rows} rows, ${losses.total} losses\n`);
  run.checkSymbol();
  return options.strict === true && losses.total + reader.rejects.total > 0 ? 1 : 0;
}

/** Takes batches of rows and hands those that are wanted to a writer. */
class ConvertRun {
  /** Rows handed on. */
  rows = 0;
  readonly #reader: FeedReader;
  readonly #writer: RowWriter;
  readonly #symbol: string | undefined;

  constructor(reader: FeedReader, writer: RowWriter, symbol: string | undefined) {
    this.#reader = reader;
    this.#writer = writer;
    this.#symbol = symbol;
  }

  take(batch: MarketBatch): void {
    for (let row = 0; row < batch.count; row++) {
      const place = batch.instrument[row]!;
      const instrument = place < 0 ? undefined : this.#reader.instruments[place];
      if (this.#symbol !== undefined && instrument?.symbol !== this.#symbol) continue;
      this.rows++;
      this.#writer.write(batch, row, instrument);
    }
    batch.clear();
  }

  /** @throws {ConfigError} if the file has no instrument of the wanted symbol */
  checkSymbol(): void {
    if (this.#symbol === undefined || this.#reader.instruments.some(({ symbol }) => symbol === this.#symbol)) return;
    const known = this.#reader.instruments.slice(0, 20).map(({ symbol }) => symbol);
    throw new ConfigError("--symbol", this.#symbol, known.length === 0 ? "a file that has symbols" : known.join(", "));
  }
}
