import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random, Side } from "@hotpath/core";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { CoinbaseSource } from "../testing/coinbase-source.ts";
import { CoinbaseDecoder } from "../venues/coinbase/coinbase-decoder.ts";
import { BookTrust, StaleReason } from "./book-keeper.ts";
import { OrderSync } from "./order-sync.ts";
import { CONSECUTIVE_REQUEST_RULE, UNNUMBERED_RULE } from "./sync-rule.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const SEEDS = process.env.HOTPATH_LONG === "1" ? 5000 : 100;
const SYMBOL = "BTC-USD";
const encoder = new TextEncoder();

/** The orders of a book, each side best first, in their queues. */
function textOfBook(sync: OrderSync): string {
  const book = sync.book(0);
  const side = (which: Side) =>
    book
      .levels(which, 1000)
      .flatMap(({ price }) => book.ordersAt(which, price))
      .map((order) => `${order.price}:${order.leavesQty}`);
  return [side(Side.Buy), side(Side.Sell)].join("|");
}

function textOfSource(source: CoinbaseSource): string {
  const side = (name: "buy" | "sell") => source.orders(SYMBOL, name).map(({ price, size }) => `${price}:${size}`);
  return [side("buy"), side("sell")].join("|");
}

describe("OrderSync", () => {
  test("whatever is lost, doubled, late or out of order: a book that is trusted is the venue's as of its number", () => {
    const seen = { live: 0, gaps: 0, buffered: 0, old: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = new Random(seed);
      const source = new CoinbaseSource([SYMBOL], seed);
      const list = [{ symbol: SYMBOL, index: 0, priceDecimals: 2, sizeDecimals: 8 }];
      const decoder = new CoinbaseDecoder(new VenueInstruments(list), { joinsOrders: true });
      const sync = new OrderSync({ instruments: 1, rule: CONSECUTIVE_REQUEST_RULE, pendingRows: 64 });
      const batch = new MarketBatch();
      const truth = new Map([[source.sequence(SYMBOL), textOfSource(source)]]);
      const url = new URL(`http://x/products/${SYMBOL}/book?level=3`);
      const late: { at: number; text: string }[] = [];
      const give = (text: string, step: number) => {
        const bytes = encoder.encode(text);
        decoder.decodeMessage(bytes, 0, bytes.length, batch);
        sync.apply(batch);
        batch.clear();
        if (!sync.isTrusted(0)) return;
        seen.live++;
        const where = `seed ${seed}, step ${step}, number ${sync.sequence(0)}: `;
        expect(where + textOfBook(sync)).toBe(where + truth.get(sync.sequence(0)));
      };
      for (let step = 0; step < 150; step++) {
        // Whole books come some messages later than they were made, at times though nobody needs them.
        if (random.chance(sync.needsSnapshot(0) ? 0.4 : 0.02)) {
          late.push({ at: step + random.integer(8), text: source.whole(url)! });
        }
        const text = source.next();
        truth.set(source.sequence(SYMBOL), textOfSource(source));
        const roll = random.uniform();
        if (roll < 0.03) late.push({ at: step + 1 + random.integer(4), text });
        else if (roll > 0.06) give(text, step);
        if (roll > 0.97) give(text, step);
        else if (roll > 0.96) give(text.slice(0, -5), step);
        for (const due of late.filter(({ at }) => at <= step)) {
          late.splice(late.indexOf(due), 1);
          give(due.text, step);
        }
      }
      sync.book(0).verify();
      const { gaps, buffered, oldDeltas } = sync.counters();
      seen.gaps += gaps;
      seen.buffered += buffered;
      seen.old += oldDeltas;
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(SEEDS);
  }, 1_200_000);

  test("a table of orders that is full loses a book, and says so", () => {
    const source = new CoinbaseSource([SYMBOL], 3);
    const list = [{ symbol: SYMBOL, index: 0, priceDecimals: 2, sizeDecimals: 8 }];
    const decoder = new CoinbaseDecoder(new VenueInstruments(list), { joinsOrders: true, maxOrders: 12 });
    const sync = new OrderSync({ instruments: 1, rule: CONSECUTIVE_REQUEST_RULE });
    const batch = new MarketBatch();
    const truth = new Map<number, string>();
    for (let step = 0; step < 300; step++) {
      const text = step % 10 === 5 ? source.whole(new URL(`http://x/products/${SYMBOL}/book?level=3`))! : source.next();
      truth.set(source.sequence(SYMBOL), textOfSource(source));
      const bytes = encoder.encode(text);
      decoder.decodeMessage(bytes, 0, bytes.length, batch);
      sync.apply(batch);
      batch.clear();
      if (sync.isTrusted(0)) expect(textOfBook(sync)).toBe(truth.get(sync.sequence(0))!);
    }
    expect(decoder.rejects.count("tooLarge")).toBeGreaterThan(0);
    expect(decoder.orders).toBeLessThanOrEqual(12);
  });

  test("books of orders in the stream, without numbers, until the venue says that they are void", () => {
    const trusts: string[] = [];
    const onTrust = (_: number, trust: BookTrust, reason: StaleReason) => trusts.push(`${trust}/${reason}`);
    const sync = new OrderSync({ instruments: 2, rule: UNNUMBERED_RULE, orderCapacity: 8, onTrust });
    const batch = new MarketBatch();
    const row = (kind: number, flags: number, id: number, price = Number.NaN, quantity = 0, side: number = Side.Buy) =>
      batch.add(kind, flags, 1, side, price, quantity, id, -1, Number.NaN, 0);
    const take = () => {
      sync.apply(batch);
      batch.clear();
    };
    row(MarketKind.OrderAdd, MarketFlag.Last, 5, 100, 1);
    row(MarketKind.BookSnapshot, MarketFlag.Snapshot, 0);
    row(MarketKind.OrderAdd, MarketFlag.Snapshot, 1, 100, 5);
    row(MarketKind.OrderAdd, MarketFlag.Snapshot | MarketFlag.Last, 2, 101, 6, Side.Sell);
    row(MarketKind.OrderExecute, MarketFlag.Last, 1, Number.NaN, 2);
    row(MarketKind.OrderAdd, MarketFlag.Last, 3, 100, 4);
    // A book of levels beside it is not its own.
    row(MarketKind.BookDelta, 0, 0);
    row(MarketKind.Level, MarketFlag.Last, 0, 99, 7);
    take();
    expect(sync.book(1).toString(3)).toBe(sync.books.book(1).toString(3));
    expect([sync.book(1).bestBidSize, sync.book(1).bestAsk, sync.isTrusted(1)]).toEqual([7, 101, true]);
    row(MarketKind.BookClear, MarketFlag.Last, 0);
    take();
    expect(trusts).toEqual([
      `${BookTrust.Syncing}/${StaleReason.None}`,
      `${BookTrust.Live}/${StaleReason.None}`,
      `${BookTrust.Stale}/${StaleReason.Cleared}`,
    ]);
    row(MarketKind.BookSnapshot, MarketFlag.Snapshot, 0);
    for (let id = 10; id < 20; id++) row(MarketKind.OrderAdd, id === 19 ? MarketFlag.Last : 0, id, id, 1);
    take();
    expect([sync.trust(1), sync.reason(1)]).toEqual([BookTrust.Stale, StaleReason.Capacity]);
  });
});
