/**
 * A venue's feed into an engine: messages of Nasdaq ITCH 5.0, each an order's, become price levels and trades; the engine
 * keeps the book and counts how its top moves. Run it with `./hotpath bun docs/examples/feed-engine.ts [FILE.itch50 SYMBOL]`.
 */
import { type EventCursor, Quote, type Stage } from "@hotpath/core";
import { BookStage, Engine } from "@hotpath/engine";
import { MarketBatch } from "@hotpath/market-data";
import { MarketEvents } from "@hotpath/market-data/events";
import { ItchFeed, ItchWriter, newYorkMidnight } from "@hotpath/market-data/itch50";
import { L3Book } from "@hotpath/order-book";

/** Counts the changes of the top, and remembers the last one. */
export class TopWatch implements Stage {
  readonly name = "top";
  readonly handles: readonly number[] = [Quote.TYPE];
  changes = 0;
  spread: number = Number.NaN;

  on(event: EventCursor): void {
    this.changes++;
    this.spread = Quote.askPrice(event) - Quote.bidPrice(event);
  }
}

/** Runs a file through an engine of these symbols. Answers the books as it leaves them. */
export function run(bytes: Uint8Array, symbols: string[], date: string): { books: BookStage; top: TopWatch } {
  const instruments = symbols.length;
  const books = new BookStage({ instruments });
  const top = new TopWatch();
  using engine = new Engine({ stages: [books, top] });
  const orders = new L3Book({ instruments });
  const events = new MarketEvents({ sink: engine.inbox, orders, time: "venue" });
  const feed = new ItchFeed({ midnightMicros: newYorkMidnight(date), symbols });
  const batch = new MarketBatch();
  for (let at = 0; at < bytes.length; batch.clear()) {
    at += feed.decode(bytes.subarray(at), batch);
    events.write(batch);
    engine.process();
  }
  return { books, top };
}

/** Three orders and an execution, as a venue would send them. */
export function someMessages(): Uint8Array {
  const writer = new ItchWriter();
  const at = (seconds: number) => ({ stockLocate: 1, trackingNumber: 0, timestamp: seconds * 1e9 });
  const order = { stock: "AAPL", shares: 100 };
  writer.write({
    type: "A",
    ...at(34_200),
    ...order,
    orderReference: 1,
    side: "B",
    price: 1_890_000,
  });
  writer.write({
    type: "A",
    ...at(34_201),
    ...order,
    orderReference: 2,
    side: "S",
    price: 1_890_300,
  });
  writer.write({
    type: "A",
    ...at(34_202),
    ...order,
    orderReference: 3,
    side: "B",
    price: 1_890_100,
  });
  writer.write({ type: "E", ...at(34_203), orderReference: 3, executedShares: 40, matchNumber: 1 });
  return writer.take();
}

if (import.meta.main) {
  const [path, symbol = "AAPL"] = process.argv.slice(2);
  const { books, top } = run(
    path === undefined ? someMessages() : await Bun.file(path).bytes(),
    [symbol],
    "2024-06-03",
  );
  console.log(`${top.changes} changes of a top, the last spread ${top.spread / 10_000}`);
  console.log(books.book.book(0).toString(3));
}
