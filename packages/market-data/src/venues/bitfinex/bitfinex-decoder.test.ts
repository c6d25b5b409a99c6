import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { BITFINEX_CHECKSUM, crc32 } from "../../feed/book-checksum.ts";
import { BookTrust } from "../../feed/book-keeper.ts";
import { BookSync } from "../../feed/book-sync.ts";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch } from "../../market-batch.ts";
import {
  heldLevels,
  instrumentsOf,
  parseExactly,
  plainLevels,
  replayCaptures,
  type TextBook,
} from "../../testing/capture-check.ts";
import { expectEncodes, expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { messagesOf, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { BitfinexDecoder } from "./bitfinex-decoder.ts";
import { BitfinexEncoder, bitfinexFeed } from "./bitfinex-feed.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([
  { symbol: "tBTCUSD", index: 5, priceDecimals: 1, sizeDecimals: 8 },
  { symbol: "tETHUSD", index: 2, priceDecimals: 2, sizeDecimals: 8 },
]);
const make = () => new BitfinexDecoder(instruments);
const subscribed = (channel: string, chanId: number, rest = "") =>
  `{"event":"subscribed","channel":"${channel}","chanId":${chanId},"symbol":"tBTCUSD"${rest},"pair":"BTCUSD"}`;
const SUBSCRIBED = [
  subscribed("book", 10, ',"prec":"P0","freq":"F0","len":"25"'),
  subscribed("trades", 11),
  subscribed("ticker", 12),
  subscribed("book", 13, ',"prec":"R0","freq":"F0","len":"25"'),
  subscribed("status", 14),
];

/** A decoder with a book that has begun. */
function begun(): BitfinexDecoder {
  const decoder = make();
  for (const text of SUBSCRIBED) rowsOf(decoder, text);
  rowsOf(decoder, "[10,[[100.5,1,2],[101,2,-0.5]]]");
  return decoder;
}

describe("BitfinexDecoder", () => {
  testDecoder({
    make: begun,
    scanned: [
      "[10,[100.5,0,1]]",
      "[10,[100.4,3,0.25],1618677545000]",
      "[10,[[100.4,3,0.25],[101.5,0,-1]]]",
      '[11,"te",[401597395,1574694478808,0.005,7245.3]]',
      '[10,"hb"]',
      '[11,"hb"]',
    ],
    parsed: [
      '[11,"te",[401597395,1574694478808,-5e-3,7245.3],1618677545000]',
      "[11,[[401597395,1574694478808,0.005,7245.3],[401597394,1574694478700,-0.1,7245]]]",
      "[12,[7616.5,31.89055171,7617.5,43.3586,-550.8,-0.0674,7617.1,8314.71200815,8257.8,7500]]",
      '[10,"cs",-1177891234]',
      "[13,[[34006738527,8744.9,0.25603413],[34005496171,8740,1]]]",
      "[10,[1e1,1,-1e-7]]",
    ],
    others: [
      '{"event":"info","version":2,"serverId":"x","platform":{"status":1}}',
      '{"event":"conf","status":"OK","flags":65536}',
      '{"event":"pong","ts":1511545528111,"cid":1234}',
      '{"event":"error","msg":"symbol: invalid","code":10300,"channel":"book","symbol":"tX"}',
      '[11,"tu",[401597395,1574694478808,0.005,7245.3]]',
      "[14,[1,2]]",
    ],
  });

  test("levels, counts and sides; the first list of a channel is a whole book, later ones are changes", () => {
    const decoder = make();
    for (const text of SUBSCRIBED) rowsOf(decoder, text);
    expect(rowsOf(decoder, "[10,[[100.5,1,2],[101,2,-0.5]],7]")).toMatchObject([
      { kind: "BookSnapshot", instrument: 5, sequence: 7 },
      { kind: "Level", side: "Buy", price: 1005, quantity: 2e8, code: 1, flags: ["Snapshot"], sequence: 7 },
      { side: "Sell", price: 1010, quantity: 5e7, code: 2, flags: ["Snapshot", "Last"] },
    ]);
    expect(rowsOf(decoder, "[10,[[100.5,0,1],[101,0,-1]],8,1618677545123]")).toMatchObject([
      { kind: "BookDelta", sequence: 8, timeMicros: 1618677545123000 },
      { side: "Buy", price: 1005, quantity: 0, code: 0 },
      { side: "Sell", price: 1010, quantity: 0 },
    ]);
    expect(decoder.fallbacks).toBe(SUBSCRIBED.length);
  });

  test("orders one by one: new, changed, gone", () => {
    const decoder = begun();
    rowsOf(decoder, "[13,[[7,100.5,2],[8,101,-1]]]");
    expect(rowsOf(decoder, "[13,[7,100.5,1]]")).toMatchObject([
      { kind: "OrderModify", id: 7, side: "Buy", price: 1005 },
    ]);
    expect(rowsOf(decoder, "[13,[9,100.5,-1]]")).toMatchObject([{ kind: "OrderAdd", id: 9, side: "Sell" }]);
    expect(rowsOf(decoder, "[13,[8,0,-1]]")).toMatchObject([{ kind: "OrderDelete", id: 8 }]);
    expect(rowsOf(decoder, "[13,[8,101,-1]]")).toMatchObject([{ kind: "OrderAdd", id: 8 }]);
  });

  test("a number that is missing makes every book void when its channel next speaks", () => {
    const decoder = begun();
    rowsOf(decoder, '[10,"hb",5]');
    expect(rowsOf(decoder, '[11,"hb",7]').map((row) => row.kind)).toEqual(["Heartbeat"]);
    expect([decoder.gaps, decoder.rejects.total]).toEqual([1, 0]);
    expect(rowsOf(decoder, "[10,[100,1,0.0000000001],8]")).toEqual([]);
    expect(rowsOf(decoder, "[10,[100,1,1],9]").map((row) => row.kind)).toEqual(["BookClear", "BookDelta", "Level"]);
    expect(rowsOf(decoder, "[10,[100,1,1],10]").map((row) => row.kind)).toEqual(["BookDelta", "Level"]);
    expect([decoder.gaps, decoder.rejects.count("tooFine")]).toEqual([1, 1]);
  });

  test("a channel of no known symbol is named in the reject", () => {
    const decoder = make();
    rowsOf(decoder, '{"event":"subscribed","channel":"book","chanId":3,"symbol":"tX"}');
    rowsOf(decoder, "[3,[]]");
    expect([decoder.rejects.count("unknownSymbol"), decoder.unknownSymbol]).toEqual([1, "tX"]);
    decoder.reset();
    rowsOf(decoder, "[3,[]]");
    expect(decoder.unknownSymbol).toBeUndefined();
  });

  test("a checksum is that of the numbers as JavaScript writes them", () => {
    const list = [{ symbol: "tBTCUSD", index: 0, priceDecimals: 9, sizeDecimals: 10 }];
    const sync = new BookSync({
      instruments: 1,
      rule: UNNUMBERED_RULE,
      checksum: BITFINEX_CHECKSUM,
      decimals: () => list[0]!,
    });
    const decoder = new BitfinexDecoder(new VenueInstruments(list));
    const batch = new MarketBatch();
    const give = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      decoder.decodeMessage(bytes, 0, bytes.length, batch);
      sync.apply(batch);
      batch.clear();
    };
    const bids = [100.5, 2, 0.00000123, 5e-7, 1e-7, 1.25e-7];
    const asks = [101, 0.5, 101.25, 1.5e-10 * 2];
    const levels = [
      ...[0, 2, 4].map((i) => [bids[i], 1, bids[i + 1]]),
      ...[0, 2].map((i) => [asks[i], 1, -asks[i + 1]!]),
    ];
    const text = [100.5, 2, 101, -0.5, 0.00000123, 5e-7, 101.25, -3e-10, 1e-7, 1.25e-7].join(":");
    give(SUBSCRIBED[0]!);
    give(`[10,${JSON.stringify(levels)}]`);
    give(`[10,"cs",${crc32(new TextEncoder().encode(text)) | 0}]`);
    expect(sync.counters()).toMatchObject({ checksums: 1, badChecksums: 0 });
    give('[10,"cs",1]');
    expect([sync.trust(0), sync.counters().badChecksums]).toEqual([BookTrust.Stale, 1]);
  });

  test("the feed unsubscribes by number, and subscribes to what is not open", () => {
    const feed = bitfinexFeed(instruments);
    const decoder = feed.decoder();
    expect(feed.subscribe([0]).map((text) => JSON.parse(text))).toMatchObject([
      { event: "conf", flags: 229376 },
      { channel: "book", symbol: "tBTCUSD", prec: "P0", len: "100" },
      { channel: "trades", symbol: "tBTCUSD" },
    ]);
    for (const text of SUBSCRIBED.slice(0, 2)) rowsOf(decoder, text);
    expect(feed.unsubscribe([0, 1])).toEqual(['{"event":"unsubscribe","chanId":10}']);
    expect(
      feed
        .subscribe([0])
        .slice(1)
        .map((text) => JSON.parse(text).channel),
    ).toEqual(["book"]);
  });
});

test("the encoder writes what the decoder reads", () => {
  for (const [book, messages] of [
    [
      "levels",
      [
        "[1,[[100.5,1,2],[101,2,-0.5]],7,1618677545000]",
        '[2,"te",[401597395,1574694478808,-0.005,7245.3]]',
        "[3,[1,2,3,4,5,6,7617.1,8314.71200815,8257.8,7500],9]",
        '[1,"cs",-5,3]',
        '[1,"hb",3]',
      ],
    ],
    ["orders", ["[1,[[7,100.5,2],[8,101,-1]]]"]],
  ] as const) {
    const encoder = new BitfinexEncoder(instruments);
    const prepared = () => {
      const decoder = make();
      for (const text of encoder.subscriptions(book)) rowsOf(decoder, text);
      decoder.fallbacks = 0;
      return decoder;
    };
    for (const text of messages) {
      const scanned = rowsOf(prepared(), text);
      const batch = new MarketBatch();
      const bytes = new TextEncoder().encode(text);
      prepared().decodeMessage(bytes, 0, bytes.length, batch);
      const written = encoder.encode(batch, 0)!;
      expect([written, rowsOf(prepared(), written)]).toEqual([written, scanned]);
    }
  }
  const begunHere = () => {
    const decoder = make();
    const encoder = new BitfinexEncoder(instruments);
    for (const text of [...encoder.subscriptions(), "[1,[[100.5,1,2]]]"]) rowsOf(decoder, text);
    decoder.fallbacks = 0;
    return decoder;
  };
  expectEncodes(begunHere, new BitfinexEncoder(instruments), [
    "[1,[100.5,0,1]]",
    "[1,[100.4,3,0.25],5,1618677545000]",
    "[1,[[100.4,3,0.25],[101.5,0,-1]]]",
  ]);
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Bitfinex' capture: every count that of JSON.parse, no number missing, books those of maps (data/venues)",
  () => {
    const stream = captures!.get("BITFINEX/BITFINEX.ws.11.0")!;
    const messages = messagesOf(stream);
    const channels = new Map<string, { channel: string; symbol: string; isOpen: boolean }>();
    const books: TextBook[] = [];
    const trades: { symbol: string; price: string; size: string }[] = [];
    const counts = { BookSnapshot: 0, BookDelta: 0, Level: 0, Trade: 0, Ticker: 0, Heartbeat: 0 };
    const tickers: { symbol: string; price: string; size: string }[] = [];
    for (const text of messages) {
      const message = parseExactly(text);
      if (message.event === "subscribed") channels.set(message.chanId, { ...message, isOpen: false });
      if (!Array.isArray(message)) continue;
      if (message[1] === "hb") {
        // One channel beats before its subscription is answered.
        counts.Heartbeat++;
        continue;
      }
      const channel = channels.get(message[0])!;
      const { symbol } = channel;
      if (channel.channel === "ticker") {
        counts.Ticker++;
        tickers.push({ symbol, price: message[1][6], size: "0" });
      } else if (channel.channel === "trades") {
        const list = message[1] === "te" ? [message[2]] : message[1] === "tu" ? [] : message[1];
        counts.Trade += list.length;
        for (const trade of list) trades.push({ symbol, price: trade[3], size: trade[2].replace("-", "") });
      } else {
        const list = Array.isArray(message[1][0]) ? message[1] : [message[1]];
        counts[channel.isOpen ? "BookDelta" : "BookSnapshot"]++;
        counts.Level += list.length;
        const levels = list.map(([price, count, amount]: string[]) => ({
          side: amount!.startsWith("-") ? ("Sell" as const) : ("Buy" as const),
          price: price!,
          size: count === "0" ? "0" : amount!.replace("-", ""),
        }));
        books.push({ symbol, isWhole: !channel.isOpen, levels });
        channel.isOpen = true;
      }
    }
    const list = instrumentsOf(books, [...trades, ...tickers]);
    const known = (made: VenueInstruments) => new BitfinexDecoder(made);
    const replayed = replayCaptures(list, known, [stream], { rule: UNNUMBERED_RULE });
    expect(replayed.counts).toEqual(counts);
    expect([replayed.decoder.rejects.total, (replayed.decoder as BitfinexDecoder).gaps]).toEqual([0, 0]);
    expect(replayed.sync.counters()).toMatchObject({ stale: 0, snapshots: counts.BookSnapshot });
    for (const entry of list) {
      expect([entry.symbol, replayed.sync.trust(entry.index)]).toEqual([entry.symbol, BookTrust.Live]);
      expect([entry.symbol, heldLevels(replayed.sync, entry)]).toEqual([
        entry.symbol,
        plainLevels(books, entry.symbol),
      ]);
    }
    const scanning = expectScannedAsParsed(() => known(new VenueInstruments(list)), messages);
    expect(scanning.fallbacks).toBeLessThan(messages.length / 10);
  },
);
