/** Market data of clients: quotes one by one or in columns, each batch one call into the engine. */
import { monotonicNanos, timeMicros, timeNanos } from "@hotpath/core";
import { type QuoteColumns, QuoteNormalizer, QuoteReject } from "@hotpath/market-data";
import { readColumn } from "../codec/columns.ts";
import type { CommandRecord } from "../link/command-record.ts";
import type { EngineLink } from "../link/engine-link.ts";
import type {
  MarketColumnsMessage,
  MarketDataAnswer,
  MarketDataMessage,
  QuoteRejection,
  ResultMessage,
} from "../protocol/index.ts";
import type { CommandPicture } from "./commands.ts";
import { Refusal } from "./refusal.ts";
import type { TopicLog } from "./topic-log.ts";

/** Quotes of one `marketColumns`, at the most. */
const MOST_QUOTES = 65_536;

/** What is answered beside the counts. */
type FullAnswer = Required<Omit<MarketDataAnswer, "accepted" | "rejects" | "processingTimeMicros">>;

/** Gives the engine quotes of clients, and tells what came of them. */
export class MarketDataCommands {
  readonly #link: EngineLink;
  readonly #picture: Pick<CommandPicture, "catchUp" | "log">;
  readonly #normalizer: QuoteNormalizer;
  readonly #times = new Float64Array(MOST_QUOTES);
  readonly #nanos = new Int32Array(MOST_QUOTES);
  readonly #reasons = new Uint8Array(MOST_QUOTES);

  constructor(link: EngineLink, picture: Pick<CommandPicture, "catchUp" | "log">) {
    this.#link = link;
    this.#picture = picture;
    this.#normalizer = new QuoteNormalizer({ instruments: link.instruments });
  }

  /** Quotes as maps: what is wrong with one is told by its place, and the others are taken. */
  quotes({ id, quotes, answer }: MarketDataMessage, record: CommandRecord | undefined): ResultMessage {
    const normalizer = this.#normalizer;
    return this.#batch(id, answer, quotes.length, record, (inbox, rejects, touched) => {
      for (const [index, quote] of quotes.entries()) {
        // In JSON a time is its digits.
        const isTime = typeof quote.timestamp === "bigint";
        const reason = normalizer.normalize(isTime ? quote : { ...quote, timestamp: BigInt(quote.timestamp) }, inbox);
        if (reason === QuoteReject.accepted) touched?.add(quote.symbolId);
        else rejects.push({ index, reason: normalizer.reasonName(reason) });
      }
    });
  }

  /**
   * Quotes as columns.
   *
   * @throws {Refusal} `BAD_VALUE` naming the column that has not `count` numbers: nothing was then taken
   */
  columns(message: MarketColumnsMessage, record: CommandRecord | undefined): ResultMessage {
    const { id, count, answer } = message;
    if (count < 1 || count > MOST_QUOTES)
      throw new Refusal("BAD_VALUE", `got ${count}; allowed: 1 to ${MOST_QUOTES}`, "count");
    const columns = this.#read(message);
    const [normalizer, reasons] = [this.#normalizer, this.#reasons];
    return this.#batch(id, answer, count, record, (inbox, rejects, touched) => {
      normalizer.normalizeColumns(columns, count, inbox, reasons);
      for (let k = 0; k < count; k++) {
        const reason = reasons[k] as QuoteReject;
        if (reason === QuoteReject.accepted) touched?.add(columns.symbolId[k]!);
        else rejects.push({ index: k, reason: normalizer.reasonName(reason) });
      }
    });
  }

  #read(message: MarketColumnsMessage): QuoteColumns {
    const { count } = message;
    const column = <A>(name: keyof MarketColumnsMessage, make: Parameters<typeof readColumn<A>>[1]): A => {
      try {
        return readColumn(message[name] as Uint8Array | string, make, count);
      } catch (error) {
        throw new Refusal("BAD_VALUE", (error as Error).message, name);
      }
    };
    const times = column("timestamp", BigInt64Array);
    const words = new Int32Array(times.buffer, times.byteOffset, 2 * count);
    for (let k = 0; k < count; k++) {
      this.#times[k] = timeMicros(words, 2 * k);
      this.#nanos[k] = timeNanos(words, 2 * k);
    }
    return {
      symbolId: column("symbolId", Int32Array),
      bidPrice: column("bidPrice", Float64Array),
      askPrice: column("askPrice", Float64Array),
      bidSize: column("bidSize", Float64Array),
      askSize: column("askSize", Float64Array),
      timeMicros: this.#times,
      timeNanos: this.#nanos,
      ...(message.venueId !== undefined && { venueId: column("venueId", Int32Array) }),
    };
  }

  #batch(
    id: number,
    answer: "counts" | "full" | undefined,
    count: number,
    record: CommandRecord | undefined,
    write: (
      inbox: Parameters<Parameters<EngineLink["send"]>[0]>[0],
      rejects: QuoteRejection[],
      touched: Set<number> | undefined,
    ) => void,
  ): ResultMessage {
    const link = this.#link;
    const rejects: QuoteRejection[] = [];
    const isFull = answer === "full";
    const touched = isFull ? new Set<number>() : undefined;
    if (isFull) this.#picture.catchUp();
    const logs = { orders: this.#picture.log("orders"), fills: this.#picture.log("fills") };
    const before = { orders: logs.orders.end, fills: logs.fills.end };
    const start = monotonicNanos();
    const sequence = link.send((inbox) => write(inbox, rejects, touched), record);
    const processingTimeMicros = (monotonicNanos() - start) / 1000;
    for (const { reason } of rejects) link.rejected(reason);
    const accepted = count - rejects.length;
    const counts = { accepted, rejects };
    let value: MarketDataAnswer = counts;
    if (touched !== undefined) {
      this.#picture.catchUp();
      value = { ...counts, ...this.#full(touched, logs, before), processingTimeMicros };
    }
    return { type: "result", id, ...(accepted > 0 && { sequence }), value };
  }

  #full(
    touched: ReadonlySet<number>,
    { orders, fills }: { orders: TopicLog; fills: TopicLog },
    before: { orders: number; fills: number },
  ): FullAnswer {
    const link = this.#link;
    const latest = new Map<number, unknown>();
    for (const order of since(orders, before.orders)) latest.set((order as { orderId: number }).orderId, order);
    return {
      signals: [...touched].flatMap((symbolId) => link.signals(link.instruments.indexOf(symbolId))),
      orders: [...latest.values()],
      fills: since(fills, before.fills),
    };
  }
}

/** The messages of a log from a place on, as far as they are kept. */
function since(log: TopicLog, place: number): unknown[] {
  const first = Math.max(place, log.start);
  return Array.from({ length: log.end - first }, (_, k) => log.at(first + k));
}
