import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { OKX_CHECKSUM } from "../../feed/book-checksum.ts";
import { BookTrust, StaleReason } from "../../feed/book-keeper.ts";
import { BookSync } from "../../feed/book-sync.ts";
import { LINKED_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch, MarketKind } from "../../market-batch.ts";
import { expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { decimalsOf, messagesOf, replayLines, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { OkxDecoder } from "./okx-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([{ symbol: "BTC-USDT", index: 0, priceDecimals: 2, sizeDecimals: 8 }]);
const make = () => new OkxDecoder(instruments);
const arg = (channel: string) => `"arg":{"channel":"${channel}","instId":"BTC-USDT"}`;
const ASKS = '"asks":[["8476.98","415","0","13"],["8477","7","0","2"]]';
const BIDS = '"bids":[["8476.97","256","0","12"]]';
const SNAPSHOT = `{${arg("books")},"action":"snapshot","data":[{${ASKS},${BIDS},"ts":"1597026383085","checksum":-855196043,"seqId":123456,"prevSeqId":-1}]}`;

describe("OkxDecoder", () => {
  testDecoder({
    make,
    scanned: [
      SNAPSHOT,
      `{${arg("books")},"action":"update","data":[{${ASKS},"bids":[],"ts":"1597026383085","checksum":855196043}]}`,
      `{${arg("books-l2-tbt")},"action":"update","data":[{"asks":[],${BIDS},"ts":"1597026383085","checksum":0,"seqId":123457,"prevSeqId":123456}]}`,
      `{${arg("books5")},"data":[{${ASKS},${BIDS},"instId":"BTC-USDT","ts":"1597026383085","seqId":9}]}`,
      `{${arg("bbo-tbt")},"data":[{"asks":[["111.06","55154","0","2"]],"bids":[["111.05","57745","0","2"]],"ts":"1670324386802","seqId":363996337}]}`,
      `{${arg("bbo-tbt")},"data":[{"asks":[],"bids":[["111.05","57745","0","2"]],"ts":"1670324386802","seqId":363996337}]}`,
      `{${arg("trades")},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9","sz":"0.12060306","side":"buy","ts":"1630048897897"}]}`,
      `{${arg("trades")},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9","sz":"0.12","side":"sell","ts":"1630048897897","count":"3","seqId":1234},{"instId":"BTC-USDT","tradeId":"130639475","px":"42219.8","sz":"1","side":"buy","ts":"1630048897898"}]}`,
      `{${arg("tickers")},"data":[{"instType":"SPOT","instId":"BTC-USDT","last":"30236","lastSz":"0.0002","askPx":"30228.7","askSz":"1.55896972","bidPx":"30228.6","bidSz":"0.23393","open24h":"29700.4","high24h":"31073","low24h":"28020.3","sodUtc0":"29028.8","sodUtc8":"30337.7","volCcy24h":"525802090.62716611","vol24h":"17602.13085371","ts":"1652459224956"}]}`,
    ],
    others: [
      `{"event":"subscribe",${arg("books")}}`,
      '{"event":"error","code":"60012","msg":"Invalid request"}',
      `{${arg("funding-rate")},"data":[{}]}`,
    ],
  });

  test("a whole book: numbers of orders, links, checksum; a checksum of 0 is none", () => {
    expect(rowsOf(make(), SNAPSHOT)).toMatchObject([
      {
        kind: "BookSnapshot",
        sequence: 123456,
        otherId: -1,
        code: 2 ** 32 - 855196043,
        flags: ["Snapshot", "Checksum"],
      },
      { side: "Sell", price: 847698, quantity: 415e8, code: 13, timeMicros: 1597026383085000 },
      { side: "Sell", price: 847700, code: 2 },
      { side: "Buy", price: 847697, code: 12, flags: ["Snapshot", "Last"] },
    ]);
    expect(rowsOf(make(), SNAPSHOT.replace("-855196043", "0"))[0]).toMatchObject({ flags: ["Snapshot"] });
  });

  test("pong is no JSON, and nothing wrong", () => {
    const decoder = make();
    expect(rowsOf(decoder, "pong")).toEqual([]);
    expect([decoder.ignored, decoder.rejects.total]).toEqual([1, 0]);
  });

  test("random books with checksums computed from the texts; links that break make the book stale", () => {
    const random = new Random(11);
    const decoder = make();
    const sync = new BookSync({
      instruments: 1,
      rule: LINKED_RULE,
      checksum: OKX_CHECKSUM,
      decimals: () => ({ priceDecimals: 2, sizeDecimals: 8 }),
    });
    const sides = { asks: new Map<string, string>(), bids: new Map<string, string>() };
    const batch = new MarketBatch();
    const give = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      decoder.decodeMessage(bytes, 0, bytes.length, batch);
      sync.apply(batch);
      batch.clear();
    };
    const level = (price: string, size: string) => `["${price}","${size}","0","1"]`;
    let sequence = 1000;
    for (let step = 0; step < 2000; step++) {
      const change = (name: "asks" | "bids", base: number) => {
        const changes = Array.from({ length: random.integer(4) }, (): [string, string] => {
          // As OKX writes them: no needless zeros.
          const price = String((base + random.integer(80)) / 100);
          return [price, random.chance(0.4) ? "0" : String(random.integer(1e9) / 1e5)];
        });
        for (const [price, size] of changes) {
          if (size === "0") sides[name].delete(price);
          else sides[name].set(price, size);
        }
        return step === 0 ? [...sides[name]] : changes;
      };
      const [asks, bids] = [change("asks", 10_080), change("bids", 10_000)];
      const previous = step === 0 ? -1 : sequence;
      sequence += random.integer(3);
      const side = (levels: [string, string][]) => `[${levels.map(([p, s]) => level(p, s)).join()}]`;
      give(
        `{${arg("books")},"action":"${step === 0 ? "snapshot" : "update"}","data":[{"asks":${side(asks)},"bids":${side(bids)},"ts":"1","checksum":${textChecksum(sides)},"seqId":${sequence},"prevSeqId":${previous}}]}`,
      );
    }
    const { checksums, badChecksums } = sync.counters();
    expect([badChecksums, sync.isTrusted(0), decoder.fallbacks, decoder.rejects.total]).toEqual([0, true, 0, 0]);
    expect(checksums).toBeGreaterThan(1990);
    give(SNAPSHOT.replace("snapshot", "update").replace("-1}", `${sequence + 1}}`));
    expect([sync.trust(0), sync.reason(0)]).toEqual([BookTrust.Stale, StaleReason.Gap]);
  });
});

/** OKX' checksum of texts, as a signed number: the other opinion. */
function textChecksum({ bids, asks }: { bids: Map<string, string>; asks: Map<string, string> }): number {
  const best = (side: Map<string, string>, sign: number) =>
    [...side].sort(([x], [y]) => sign * (Number(x) - Number(y))).slice(0, 25);
  const [b, a] = [best(bids, -1), best(asks, 1)];
  const parts = Array.from({ length: 25 }, (_, row) => [...(b[row] ?? []), ...(a[row] ?? [])]).flat();
  return Bun.hash.crc32(parts.join(":")) | 0;
}

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "OKX' capture: every checksum right, every count that of JSON.parse (data/venues)",
  () => {
    const bytes = captures!.get("OKX/OKX.ws.1.0")!;
    const messages = messagesOf(bytes);
    const parsed = messages.map((text) => JSON.parse(text));
    const of = (channel: string) =>
      parsed.filter((message) => message.arg?.channel === channel && message.data !== undefined);
    const symbols = [...new Set(parsed.flatMap((message) => message.arg?.instId ?? []))] as string[];
    const list = symbols.map((symbol, index) => {
      const mine = (channel: string) =>
        of(channel)
          .filter((message) => message.arg.instId === symbol)
          .flatMap((m) => m.data);
      const levels = mine("books").flatMap((book) => [...book.asks, ...book.bids]);
      const priceDecimals = decimalsOf([
        ...levels.map(([p]) => p),
        ...mine("tickers").flatMap((t) => [t.last, t.askPx, t.bidPx]),
      ]);
      const sizeDecimals = decimalsOf([
        ...levels.map(([, s]) => s),
        ...mine("trades").map((t) => t.sz),
        ...mine("tickers").map((t) => t.askSz),
      ]);
      return { symbol, index, priceDecimals, sizeDecimals };
    });
    const known = new VenueInstruments(list);
    const sync = new BookSync({
      instruments: list.length,
      rule: LINKED_RULE,
      checksum: OKX_CHECKSUM,
      decimals: (instrument) => list[instrument]!,
    });
    const counts: Record<string, number> = {};
    const names = Object.fromEntries(Object.entries(MarketKind).map(([name, kind]) => [kind, name]));
    const lines = replayLines(new OkxDecoder(known), bytes, (batch) => {
      for (let row = 0; row < batch.count; row++) {
        const name = names[batch.kind[row]!]!;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      sync.apply(batch);
    });
    const books = of("books");
    const levels = books.flatMap((message) =>
      message.data.flatMap((book: { asks: []; bids: [] }) => [...book.asks, ...book.bids]),
    );
    expect(counts).toEqual({
      BookSnapshot: books.filter((message) => message.action === "snapshot").length,
      BookDelta: books.filter((message) => message.action === "update").length,
      Level: levels.length,
      Trade: of("trades").flatMap((message) => message.data).length,
      Ticker: of("tickers").length,
      Quote: of("tickers").length,
    });
    expect([lines.rejects.total, lines.decoder.fallbacks, lines.decoder.notices]).toEqual([0, 18, 18]);
    expect(sync.counters()).toMatchObject({ checksums: books.length, badChecksums: 0, stale: 0, crossings: 0 });
    expect(books.length).toBe(290);
    expectScannedAsParsed(() => new OkxDecoder(known), messages);
  },
);
