import { ConfigError } from "@hotpath/core";
import { VenueInstruments } from "@hotpath/market-data";
import { BookTrust, FeedHandler, type FeedHost, webHost } from "@hotpath/market-data/feed";
import {
  FeedRecorder,
  fileRecordingSink,
  type RecordingCompression,
  RecordingHost,
} from "@hotpath/market-data/recording";
import { untilSignal } from "../fix/session-log.ts";
import { findUnits } from "./find-units.ts";
import { addressesOf, venueOf } from "./venues.ts";

/** When a file ends and the next one begins. */
export type Rotation = { bytes: number } | { millis: number };

/** Options as the command line gives them. */
export interface RecordOptions {
  out: string;
  url?: string;
  httpUrl?: string;
  rotate?: Rotation;
  /** Milliseconds. */
  duration?: number;
  compress?: RecordingCompression;
  decimals?: { price: number; size: number };
}

const PROGRESS_MILLIS = 1000;

/**
 * `hotpath record`: writes what a venue says into files, until it is told to end.
 *
 * @returns the status to exit with: 1 if the venue has said nothing
 * @throws {ConfigError} naming the option that is wrong
 * @throws {IoError} where the file cannot be written any more
 */
export async function runRecord(
  venueName: string,
  symbols: readonly string[],
  options: RecordOptions,
): Promise<number> {
  const venue = venueOf(venueName);
  const twice = symbols.find((symbol, at) => symbols.indexOf(symbol) !== at);
  if (twice !== undefined) throw new ConfigError("SYMBOL", twice, "each symbol once");
  if (options.out === "-") throw new ConfigError("--out", options.out, "a file name");
  const addresses = addressesOf(options.url, options.httpUrl);
  const host = webHost();
  const failed = Promise.withResolvers<void>();
  const recorder = await openRecorder(venue.format, symbols, options, host, () => failed.resolve());
  const started = host.clock.nowMicros();
  let isOver = false;
  const over = untilSignal(Promise.race([failed.promise, elapsed(options.duration, host)])).then(() => {
    isOver = true;
  });
  const makeFeed = (instruments: VenueInstruments) => venue.feed(instruments, addresses);
  const { decimals } = options;
  const list =
    decimals === undefined
      ? await findUnits(symbols, makeFeed, host, () => isOver)
      : symbols.map((symbol, index) => ({ symbol, index, priceDecimals: decimals.price, sizeDecimals: decimals.size }));
  const line = new ProgressLine();
  const handler = new FeedHandler({
    feed: makeFeed(new VenueInstruments(list)),
    host: new RecordingHost(host, recorder),
    onBatch: () => {},
    onTrust: (entry, trust) => {
      if (trust === BookTrust.Stale && !isOver)
        line.say(`the book of ${symbols[entry]} was lost; a whole one is asked for`);
    },
    onNotice: (notice) => {
      if (notice.kind === "error") line.say(`the venue says: ${notice.text}`);
    },
  });
  handler.start();
  const showing = showProgress(handler, recorder, line, host, () => isOver);
  await over;
  line.clear();
  await showing;
  const { messages, rejects, connections } = handler.counters();
  const live = liveBooks(handler);
  await handler.close();
  await recorder.close();
  const seconds = (host.clock.nowMicros() - started) / 1e6;
  const counts = recorder.counters();
  const files = counts.parts === 1 ? recorder.partName : `${counts.parts} files up to ${recorder.partName}`;
  process.stdout.write(
    `${files}: ${counts.messages} messages, ${counts.answers} answers over HTTP, ${connections} connections, ` +
      `${counts.packedBytes} bytes of ${counts.bytes}, ${seconds.toFixed(1)} s\n` +
      `books live at the end ${live} of ${symbols.length}, not understood ${rejects} of ${messages}, dropped ${counts.dropped}\n`,
  );
  return counts.messages > 0 ? 0 : 1;
}

function openRecorder(
  format: string,
  symbols: readonly string[],
  options: RecordOptions,
  host: FeedHost,
  onFailure: () => void,
): Promise<FeedRecorder> {
  const { out, rotate, compress } = options;
  const byName = /\.gz$/i.test(out) ? "gz" : /\.zst$/i.test(out) ? "zst" : undefined;
  const compression = compress ?? byName;
  return FeedRecorder.open({
    sink: fileRecordingSink(out, rotate !== undefined),
    host,
    about: { venue: format, symbols },
    onFailure,
    ...(compression !== undefined && { compression }),
    ...(rotate !== undefined && ("bytes" in rotate ? { rotateBytes: rotate.bytes } : { rotateMillis: rotate.millis })),
  });
}

function elapsed(milliseconds: number | undefined, host: FeedHost): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds !== undefined) host.after(milliseconds, resolve);
  });
}

function liveBooks(handler: FeedHandler): number {
  return Array.from(handler.feed.instruments.index).filter((index) => !handler.sync.needsSnapshot(index)).length;
}

/** Shows how it goes, where somebody looks. */
async function showProgress(
  handler: FeedHandler,
  recorder: FeedRecorder,
  line: ProgressLine,
  host: FeedHost,
  ended: () => boolean,
): Promise<void> {
  while (!ended()) {
    const { messages, packedBytes, dropped } = recorder.counters();
    const books = `${liveBooks(handler)} of ${handler.feed.instruments.size} books live`;
    const lost = dropped > 0 ? `, ${dropped} dropped` : "";
    line.show(`${handler.status}: ${messages} messages, ${(packedBytes / 1e6).toFixed(1)} MB, ${books}${lost}`);
    for (let waited = 0; waited < PROGRESS_MILLIS && !ended(); waited += 100) {
      await new Promise<void>((resolve) => host.after(100, resolve));
    }
  }
}

/** One line on the error stream that is written over, where that is a terminal; what is said goes above it. */
class ProgressLine {
  readonly #isShown: boolean = process.stderr.isTTY === true && process.env.TERM !== "dumb";

  show(text: string): void {
    if (this.#isShown) process.stderr.write(`\r\u001b[K  ${text}`);
  }

  clear(): void {
    if (this.#isShown) process.stderr.write("\r\u001b[K");
  }

  say(text: string): void {
    this.clear();
    process.stderr.write(`hotpath: ${text}\n`);
  }
}
