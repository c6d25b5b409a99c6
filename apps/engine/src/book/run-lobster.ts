import { ConfigError } from "@hotpath/core";
import { newYorkMidnight } from "@hotpath/market-data/itch50";
import { LOBSTER_PRICE_DECIMALS, type LobsterDifference, type LobsterReplay } from "@hotpath/market-data/lobster";
import { startProgress } from "../terminal/progress.ts";
import { dateOfName, lobsterSymbol } from "./file-names.ts";
import { type LobsterFiles, openLobsterFiles } from "./lobster-files.ts";
import { BookRow } from "./output/book-row.ts";
import { makeWriter } from "./output/make-writer.ts";
import type { BookOptions } from "./run-book.ts";
import { parseSampling } from "./sampling.ts";
import { StandardOutput } from "./standard-output.ts";

/** Differences that are printed one by one. */
const SHOWN = 10;

/**
 * `hotpath book --format lobster MESSAGES --book ORDERBOOK --verify`: compares every row of the book file with what the
 * message and the row before make of it.
 *
 * @returns 1 if a row is different
 */
export async function verifyLobster(file: string, bookFile: string, options: BookOptions): Promise<number> {
  const files = await openLobsterFiles(file, bookFile, options.depth);
  await run(files, options, "verify", () => {});
  const { rows, equal, learned, different, unproved } = files.replay.result();
  const lines = [`rows ${rows}, equal ${equal}, learned ${learned}, different ${different}`];
  for (const difference of files.replay.differences.slice(0, SHOWN)) lines.push(differenceLine(difference));
  lines.push(`not proved: ${unproved} levels, learned, that left the window or the file before a message touched them`);
  process.stdout.write(`${lines.join("\n")}\n`);
  return different > 0 ? 1 : 0;
}

/** The same without `--verify`: prints the rows that the replay makes. */
export async function printLobster(file: string, bookFile: string, options: BookOptions): Promise<number> {
  const sampling = parseSampling(options.every);
  if (sampling.kind === "time" || options.at !== undefined) {
    throw new ConfigError("--book", bookFile, "rows by messages: --every message, or a number of messages");
  }
  const files = await openLobsterFiles(file, bookFile, options.depth);
  const output = new StandardOutput();
  const writer = await makeWriter("lobster", options.output, output, files.replay.depth);
  const date = options.date ?? dateOfName(file);
  const midnight = date === undefined ? 0 : newYorkMidnight(date);
  const row = new BookRow(files.replay.depth);
  const symbol = lobsterSymbol(file) ?? options.symbol ?? "";
  row.instrument = { symbol, priceDecimals: LOBSTER_PRICE_DECIMALS, sizeDecimals: 0 };
  let messages = 0;
  await run(files, options, "book", (time) => {
    if (++messages % sampling.every !== 0) return undefined;
    const micros = Math.floor(time / 1000);
    row.micros = midnight + micros;
    row.nanos = time - micros * 1000;
    readWindow(row, files.replay);
    writer.write(row);
    return output.isFull ? output.flush() : undefined;
  });
  writer.end();
  await output.flush(true);
  return 0;
}

async function run(
  files: LobsterFiles,
  options: BookOptions,
  what: string,
  onRow: (time: number) => void | Promise<void>,
): Promise<void> {
  const progress = startProgress(`${what} lobster`, options.progress === true ? files.messages.size : 0);
  let count = 0;
  try {
    await files.run((time) => {
      if ((++count & 4095) === 0) progress.update(files.messages.read);
      return onRow(time);
    });
  } finally {
    progress.stop();
    for (const line of files.notes()) process.stderr.write(`hotpath: ${line}\n`);
  }
}

function readWindow(row: BookRow, replay: LobsterReplay): void {
  const { levels, depth, prices, sizes } = replay;
  row.asks = Math.min(depth, replay.count(0));
  row.bids = Math.min(depth, replay.count(1));
  for (let i = 0; i < depth; i++) {
    row.askColumns.price[i] = prices[i]!;
    row.askColumns.quantity[i] = sizes[i]!;
    row.bidColumns.price[i] = prices[levels + i]!;
    row.bidColumns.quantity[i] = sizes[levels + i]!;
  }
}

function differenceLine({ row, level, side, field, expected, got }: LobsterDifference): string {
  return `row ${row}, level ${level}, ${side} ${field}: expected ${expected}, got ${got}`;
}
