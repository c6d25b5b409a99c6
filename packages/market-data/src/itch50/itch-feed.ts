import type { Decoder } from "../decoder.ts";
import type { MarketBatch } from "../market-batch.ts";
import type { RejectLog } from "../reject-log.ts";
import { ItchColumns } from "./itch-columns.ts";
import { ItchDecoder, type ItchReject } from "./itch-decoder.ts";
import { ItchNormalizer, type ItchNormalizerOptions } from "./itch-normalizer.ts";

/** Messages that go through the columns at a time: few enough to stay in the nearest caches. */
const ROWS = 1024;

/**
 * A file of ITCH 5.0 (each message after its length) straight to normalised rows: an `ItchDecoder` and an `ItchNormalizer`
 * in one.
 *
 * @example
 * const feed = new ItchFeed({ midnightMicros: newYorkMidnight("2019-12-30") });
 * for (let at = 0; at < bytes.length; batch.clear()) {
 *   at += feed.decode(bytes.subarray(at), batch);
 *   books.apply(batch);
 * }
 */
export class ItchFeed implements Decoder<MarketBatch> {
  readonly normalizer: ItchNormalizer;
  readonly #decoder: ItchDecoder = new ItchDecoder();
  #columns: ItchColumns = new ItchColumns(ROWS);

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: ItchNormalizerOptions) {
    this.normalizer = new ItchNormalizer(options);
  }

  /** Messages read since the start, refused ones and those that write no row included. */
  get messages(): number {
    return this.#decoder.messages;
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#decoder.offset;
  }

  /** What was not taken, by reason. */
  get rejects(): RejectLog<ItchReject> {
    return this.#decoder.rejects;
  }

  /** See {@link Decoder.decode}. */
  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (this.#columns.rows > out.maxRows) this.#columns = new ItchColumns(out.maxRows);
    const columns = this.#columns;
    let at = 0;
    // A message writes one row at the most, so that what is decoded always fits.
    while (at < bytes.length && out.ensure(columns.rows)) {
      at += this.#decoder.decode(at === 0 ? bytes : bytes.subarray(at), columns);
      this.normalizer.normalize(columns, 0, out);
      columns.clear();
    }
    return at;
  }

  /** Ends the stream; the feed may begin another one. */
  end(): void {
    this.#decoder.end();
  }
}
