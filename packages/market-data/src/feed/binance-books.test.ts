import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketKind } from "../market-batch.ts";
import { messagesOf, recordedBytes, replayLines, venueCaptures } from "../testing/json-feed.ts";
import { BinanceDecoder } from "../venues/binance/binance-decoder.ts";
import { BookTrust } from "./book-keeper.ts";
import { BookSync } from "./book-sync.ts";
import { BINANCE_FUTURES_RULE, BINANCE_SPOT_RULE } from "./sync-rule.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

type Top = [sequence: number, bid: number, bidSize: number, ask: number, askSize: number];

const files = new Map<string, Uint8Array | undefined>();
for (const path of ["binance/spot_btcusdt_20240809.gz", "binance/usdm_btcusdt_20240808.gz"]) {
  files.set(path, await recordedBytes(path));
}
const captures = await venueCaptures();

/** Rebuilds a book from messages with nothing but objects and maps: the other opinion. */
function* plainBooks(messages: readonly string[], futures: boolean): Generator<[number, () => string]> {
  const sides = { b: new Map<string, string>(), a: new Map<string, string>() };
  let last = futures ? Number.NaN : -1;
  const waiting: { U: number; u: number; pu: number; b: string[][]; a: string[][] }[] = [];
  const set = (side: Map<string, string>, levels: string[][]) => {
    for (const [price, size] of levels) {
      if (Number(size) === 0) side.delete(price!);
      else side.set(price!, size!);
    }
  };
  for (const text of messages) {
    const message = JSON.parse(text);
    if (message.lastUpdateId !== undefined) {
      set(sides.b, message.bids);
      set(sides.a, message.asks);
      last = message.lastUpdateId;
    }
    const data = message.data ?? {};
    if (data.e === "depthUpdate") waiting.push(data);
    if (Number.isNaN(last)) continue;
    for (const update of waiting.splice(0)) {
      if (update.u < last) continue;
      const isNext = last === -1 || (futures ? update.pu === last || update.U <= last : update.U === last + 1);
      if (!isNext) throw new Error(`gap before ${update.u}`);
      set(sides.b, update.b);
      set(sides.a, update.a);
      last = update.u;
      yield [last, () => plainText(sides)];
    }
  }
}

function plainText(sides: { b: Map<string, string>; a: Map<string, string> }): string {
  const sorted = (side: Map<string, string>, sign: number) =>
    [...side].map(([price, size]) => [Number(price), Number(size)] as const).sort(([a], [b]) => sign * (a - b));
  return JSON.stringify([sorted(sides.b, -1).slice(0, 200), sorted(sides.a, 1).slice(0, 200)]);
}

describe("Binance's recordings rebuilt", () => {
  for (const [path, rule, start, sizeDecimals] of [
    ["binance/spot_btcusdt_20240809.gz", BINANCE_SPOT_RULE, "stream", 8],
    ["binance/usdm_btcusdt_20240808.gz", BINANCE_FUTURES_RULE, "snapshot", 3],
  ] as const) {
    test.skipIf(files.get(path) === undefined)(
      `${path}: no gap, bid below ask, top equal to bookTicker (data/${path})`,
      () => {
        const bytes = files.get(path)!;
        const one = new VenueInstruments([{ symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals }]);
        const sync = new BookSync({ instruments: 1, rule, start });
        const tops: Top[] = [];
        const quotes: Top[] = [];
        const view = sync.book(0);
        const plain = plainBooks(messagesOf(bytes), start === "snapshot");
        const scale = 10 ** sizeDecimals;
        const side = (which: Side) =>
          view.levels(which, 200).map((level) => [level.price / 100, level.quantity / scale]);
        replayLines(new BinanceDecoder(one), bytes, (batch) => {
          for (let row = 0; row < batch.count; ) {
            if (batch.kind[row] === MarketKind.Quote) {
              quotes.push([
                batch.sequence[row]!,
                batch.price[row]!,
                batch.quantity[row]!,
                batch.otherPrice[row]!,
                batch.otherQuantity[row]!,
              ]);
            }
            const before = sync.counters(0).deltas;
            row = sync.applyMessage(batch, row);
            const deltas = sync.counters(0).deltas - before;
            if (deltas === 0) continue;
            tops.push([sync.sequence(0), view.bestBid, view.bestBidSize, view.bestAsk, view.bestAskSize]);
            // The deltas that waited for the snapshot are one step here and several there.
            let other = plain.next().value;
            while (other !== undefined && other[0] < sync.sequence(0)) other = plain.next().value;
            if (tops.length % 50 !== 0) continue;
            expect(other?.[0]).toBe(sync.sequence(0));
            expect(JSON.stringify([side(Side.Buy), side(Side.Sell)])).toBe(other![1]());
          }
        });
        expect(plain.next().done).toBe(true);
        expect(sync.counters(0)).toMatchObject({
          gaps: 0,
          crossings: 0,
          stale: 0,
          snapshots: start === "snapshot" ? 1 : 0,
        });
        expect(sync.trust(0)).toBe(start === "snapshot" ? BookTrust.Live : BookTrust.Partial);
        expect(tops.every(([, bid, , ask]) => bid < ask)).toBe(true);
        expect(matches(tops, quotes)).toEqual(
          start === "snapshot"
            ? { books: 6546, sameNumber: 629, sameNumberEqual: 629, latest: 6546, latestEqual: 6546 }
            : { books: 3044, sameNumber: 507, sameNumberEqual: 507, latest: 3043, latestEqual: 3041 },
        );
        view.verify();
      },
      60_000,
    );
  }

  test.skipIf(captures === undefined)("four symbols of spot with snapshots by request, no gap (data/venues)", () => {
    const symbols = ["NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR"];
    const list = symbols.map((symbol, index) => ({ symbol, index, priceDecimals: 8, sizeDecimals: 8 }));
    const decoder = new BinanceDecoder(new VenueInstruments(list));
    const sync = new BookSync({ instruments: 4, rule: BINANCE_SPOT_RULE });
    const apply = (name: string) => replayLines(decoder, captures!.get(name)!, (batch) => sync.apply(batch));
    const stream = apply("BINANCE/BINANCE.ws.1.0");
    expect(stream.messages).toBe(messagesOf(captures!.get("BINANCE/BINANCE.ws.1.0")!).length);
    for (let i = 0; i < 4; i++) expect(sync.trust(i)).toBe(BookTrust.Syncing);
    apply("BINANCE/BINANCE.http.0.0");
    for (let i = 0; i < 4; i++) expect([symbols[i], sync.isTrusted(i)]).toEqual([symbols[i], true]);
    expect(sync.counters()).toMatchObject({ snapshots: 4, gaps: 0, crossings: 0 });
    expect([decoder.rejects.total, stream.skipped]).toEqual([0, 1]);
  });
});

/** How often the top of the book is that of the quote with the same number, and of the latest quote up to it. */
function matches(tops: readonly Top[], quotes: Top[]) {
  quotes.sort(([a], [b]) => a - b);
  const found = { books: tops.length, sameNumber: 0, sameNumberEqual: 0, latest: 0, latestEqual: 0 };
  let next = 0;
  for (const top of tops) {
    while (next < quotes.length && quotes[next]![0] <= top[0]) next++;
    const quote = quotes[next - 1];
    if (quote === undefined) continue;
    const equal = quote.slice(1).join() === top.slice(1).join() ? 1 : 0;
    found.latest++;
    found.latestEqual += equal;
    if (quote[0] !== top[0]) continue;
    found.sameNumber++;
    found.sameNumberEqual += equal;
  }
  return found;
}
