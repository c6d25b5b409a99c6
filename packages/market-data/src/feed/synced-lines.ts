import type { Decoder } from "../decoder.ts";
import { endOfMessage } from "../json/feed-encoder.ts";
import type { JsonLines } from "../json/json-lines.ts";
import type { JsonReject } from "../json/values.ts";
import { MarketBatch } from "../market-batch.ts";
import type { RejectLog } from "../reject-log.ts";
import type { BookKeeper } from "./book-keeper.ts";
import type { BookSyncOptions } from "./book-sync.ts";
import type { OrderSyncOptions } from "./order-sync.ts";
import { dropRows } from "./pending-rows.ts";
import { SyncedRows } from "./synced-rows.ts";

/**
 * A recording read so that its rows rebuild its books: the messages of books come when a {@link BookSync}, or an
 * {@link OrderSync} where orders are told of, has applied them, in that order, without those that were old and with the
 * levels that leave the depth of the subscription; a `BookClear` says that a book is lost. All other rows pass as they come.
 *
 * @example
 * const lines = new SyncedLines(new JsonLines(decoder), { instruments: 1, rule: BINANCE_RULE });
 * for (let at = 0; at < bytes.length; batch.clear()) at += lines.decode(bytes.subarray(at), batch);
 */
export class SyncedLines implements Decoder<MarketBatch> {
  readonly lines: JsonLines;
  /** Rows as decoded, of which the first are passed on already. */
  readonly #raw: MarketBatch = new MarketBatch();
  #passed = 0;
  /** Bytes that were read and are not said to be. */
  #owed = 0;
  readonly #rows: SyncedRows;

  /** @param tells what books are made of */
  constructor(lines: JsonLines, options: BookSyncOptions & OrderSyncOptions, tells: "levels" | "orders" = "levels") {
    this.lines = lines;
    this.#rows = new SyncedRows(options, tells);
  }

  /** The books. */
  get sync(): BookKeeper {
    return this.#rows.sync;
  }

  get messages(): number {
    return this.lines.messages;
  }

  get offset(): number {
    return this.lines.offset;
  }

  get rejects(): RejectLog<JsonReject> {
    return this.lines.rejects;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (!this.#pass(out)) return 0;
    let at = Math.min(this.#owed, bytes.length);
    this.#owed -= at;
    while (at < bytes.length) {
      at += this.lines.decode(at === 0 ? bytes : bytes.subarray(at), this.#raw);
      if (this.#pass(out)) continue;
      // The last byte is taken when all rows are, so that who has given all has them all.
      if (at < bytes.length) return at;
      this.#owed = 1;
      return at - 1;
    }
    return at;
  }

  end(out?: MarketBatch): void {
    if (out !== undefined) this.#pass(out);
    this.lines.end(this.#raw);
    if (out !== undefined) this.#pass(out);
    this.#raw.clear();
    this.#passed = 0;
    this.#owed = 0;
  }

  /** Passes on what was decoded. @returns false if `out` is full before all is passed */
  #pass(out: MarketBatch): boolean {
    const raw = this.#raw;
    const rows = this.#rows;
    rows.out = out;
    while (this.#passed < raw.count) {
      const row = this.#passed;
      const end = endOfMessage(raw, row);
      if (out.count > 0 && !out.ensure(rows.room(raw, row, end))) {
        dropRows(raw, row);
        this.#passed = 0;
        return false;
      }
      rows.pass(raw, row, end);
      this.#passed = end;
    }
    raw.clear();
    this.#passed = 0;
    return true;
  }
}
