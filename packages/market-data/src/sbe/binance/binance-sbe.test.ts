import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, Random } from "@hotpath/core";
import { MarketBatch, type MarketRow } from "../../market-batch.ts";
import { mutate, mutationCount, mutationTimeout } from "../../testing/mutate.ts";
import { type SbeObject, sbeFromObject, sbeToObject } from "../sbe-object.ts";
import { SbeReader, SbeWrap } from "../sbe-reader.ts";
import { SbeWriter } from "../sbe-writer.ts";
import { BinanceSbeDecoder } from "./binance-sbe-decoder.ts";
import { BINANCE_SPOT_SCHEMA, BINANCE_STREAM_SCHEMA } from "./binance-schema.ts";

setDefaultTimeout(mutationTimeout());

const TIME = 1_723_161_600_000_123n;
const SYMBOLS = [
  { symbol: "BTCUSDT", index: 4, priceDecimals: 2, sizeDecimals: 5 },
  { symbol: "ETHUSDT", index: 5, priceDecimals: 2, sizeDecimals: 4 },
];
const exponents = { priceExponent: -2, qtyExponent: -8 };
const writer = new SbeWriter(BINANCE_STREAM_SCHEMA);

function frame(name: string, object: SbeObject): Uint8Array {
  const message = BINANCE_STREAM_SCHEMA.messages.find((candidate) => candidate.name === name)!;
  return sbeFromObject(writer, message, { eventTime: TIME, symbol: "BTCUSDT", ...exponents, ...object }).slice();
}

const TRADES = frame("TradesStreamEvent", {
  transactTime: TIME - 1000n,
  trades: [
    { id: 1n, price: 6_012_345n, qty: 150_000n, isBuyerMaker: "True" },
    { id: 2n, price: 6_012_346n, qty: 1_000n, isBuyerMaker: "False" },
  ],
});
const BEST = frame("BestBidAskStreamEvent", {
  bookUpdateId: 77n,
  bidPrice: 6_012_345n,
  bidQty: 150_000n,
  askPrice: 6_012_346n,
  askQty: 0n,
});
const DIFF = frame("DepthDiffStreamEvent", {
  firstBookUpdateId: 70n,
  lastBookUpdateId: 77n,
  bids: [{ price: 6_012_345n, qty: 0n }],
  asks: [{ price: 6_012_346n, qty: 3_000n }],
});
const SNAPSHOT = frame("DepthSnapshotStreamEvent", {
  bookUpdateId: 80n,
  bids: [{ price: 6_012_345n, qty: 2_000n }],
  asks: [],
});

function decode(...frames: Uint8Array[]) {
  const decoder = new BinanceSbeDecoder(SYMBOLS);
  const batch = new MarketBatch();
  for (const bytes of frames) decoder.decode(bytes, batch);
  return { decoder, rows: batch.toArray() };
}

const short = (row: MarketRow) =>
  [row.kind, row.instrument, row.side, row.price, row.quantity, row.id, row.sequence, ...row.flags].join(" ");

describe("Binance's SBE streams", () => {
  test("the messages have the blocks and templates that Binance publishes", () => {
    expect(BINANCE_STREAM_SCHEMA.messages.map(({ name, id, blockLength }) => `${name} ${id} ${blockLength}`)).toEqual([
      "TradesStreamEvent 10000 18",
      "BestBidAskStreamEvent 10001 50",
      "DepthSnapshotStreamEvent 10002 18",
      "DepthDiffStreamEvent 10003 26",
    ]);
    expect(BINANCE_STREAM_SCHEMA.messages[0]!.groups[0]!.blockLength).toBe(25);
    expect(DIFF.toHex()).toBe(
      "1a00132701000000" +
        "7b000fd3341f0600" +
        "4600000000000000" +
        "4d00000000000000" +
        "fef8" +
        "10000100" +
        "b9bd5b0000000000" +
        "0000000000000000" +
        "10000100" +
        "babd5b0000000000" +
        "b80b000000000000" +
        "0742544355534454",
    );
  });

  test("trades, quotes, deltas and snapshots become rows", () => {
    const { decoder, rows } = decode(TRADES, BEST, DIFF, SNAPSHOT);
    expect(decoder.rejects.total).toBe(0);
    expect(rows.map(short)).toEqual([
      "Trade 4 Sell 6012345 150 1 -1",
      "Trade 4 Buy 6012346 1 2 -1 Last",
      "Quote 4 None 6012345 150 0 77 Last",
      "BookDelta 4 None NaN 0 70 77",
      "Level 4 Buy 6012345 0 0 77",
      "Level 4 Sell 6012346 3 0 77 Last",
      "BookSnapshot 4 None NaN 0 0 80 Snapshot",
      "Level 4 Buy 6012345 2 0 80 Snapshot Last",
    ]);
    expect([rows[0]!.timeMicros, rows[2]!.timeMicros, rows[2]!.otherPrice, rows[3]!.otherId]).toEqual([
      Number(TIME) - 1000,
      Number(TIME),
      Number.NaN,
      -1,
    ]);
  });

  test("what cannot be taken is counted, and leaves no row", () => {
    const odd = (object: SbeObject) =>
      frame("DepthDiffStreamEvent", {
        firstBookUpdateId: 1n,
        lastBookUpdateId: 2n,
        asks: [{ price: 1n, qty: 1_000n }],
        ...object,
      });
    const cases: [string, Uint8Array][] = [
      ["unknownSymbol", odd({ symbol: "XRPUSDT" })],
      [
        "badQuantity",
        odd({
          asks: [
            { price: 1n, qty: 1_000n },
            { price: 1n, qty: 1n },
          ],
        }),
      ],
      ["badQuantity", odd({ asks: [{ price: 1n, qty: -1_000n }] })],
      ["badPrice", odd({ priceExponent: -3 })],
      ["badNumber", odd({ lastBookUpdateId: 2n ** 60n })],
      ["malformed", DIFF.subarray(0, -1)],
      ["otherSchema", Uint8Array.of(26, 0, 19, 39, 9, 0, 0, 0)],
      ["unknownTemplate", Uint8Array.of(26, 0, 20, 39, 1, 0, 0, 0)],
    ];
    for (const [reason, bytes] of cases) {
      const { decoder, rows } = decode(BEST, bytes, BEST);
      expect([reason, rows.length, decoder.rejects.recent()]).toEqual([
        reason,
        2,
        [{ reason: reason as never, offset: BEST.length }],
      ]);
    }
    expect(() => new BinanceSbeDecoder([SYMBOLS[0]!, SYMBOLS[0]!])).toThrow(ConfigError);
    expect(() => new BinanceSbeDecoder([{ ...SYMBOLS[0]!, sizeDecimals: 99 }])).toThrow("symbols[0].sizeDecimals");
  });

  test("a full batch is a pause; one that can never hold a frame, a reject", () => {
    const decoder = new BinanceSbeDecoder(SYMBOLS);
    const batch = new MarketBatch({ rows: 3, maxRows: 3 });
    expect([decoder.decode(BEST, batch), decoder.decode(DIFF, batch), batch.count]).toEqual([BEST.length, 0, 1]);
    batch.clear();
    expect([decoder.decode(DIFF, batch), batch.count, decoder.offset]).toEqual([
      DIFF.length,
      3,
      BEST.length + DIFF.length,
    ]);
    const small = new MarketBatch({ rows: 1, maxRows: 1 });
    expect([decoder.decode(DIFF, small), decoder.rejects.count("noRoom")]).toEqual([DIFF.length, 1]);
  });

  test("mutated frames never break it", () => {
    const corpus = [TRADES, BEST, DIFF, SNAPSHOT];
    const decoder = new BinanceSbeDecoder(SYMBOLS);
    const batch = new MarketBatch({ rows: 64, maxRows: 4096 });
    for (let number = 0; number < mutationCount(); number++) {
      const bytes = mutate(corpus, new Random(BigInt(number)));
      expect(decoder.decode(bytes, batch)).toBe(bytes.length);
      for (let row = 0; row < batch.count; row++)
        if (!(batch.quantity[row]! >= 0)) throw new Error(`mutation ${number}`);
      batch.clear();
    }
    expect(decoder.messages).toBeGreaterThan(decoder.rejects.total);
  }, 600_000);
});

test("the answers of the spot API are read", () => {
  const api = new SbeWriter(BINANCE_SPOT_SCHEMA);
  const reader = new SbeReader(BINANCE_SPOT_SCHEMA);
  const level = { price: 6_012_345n, qty: 1n };
  const ticker = { ...exponents, bidPrice: null, bidQty: 0n, askPrice: 2n, askQty: 3n, symbol: "BTCUSDT" };
  const examples: SbeObject[] = [
    { lastUpdateId: 5n, ...exponents, bids: [level, level], asks: [level] },
    {
      ...exponents,
      trades: [{ id: 1n, price: 2n, qty: 3n, quoteQty: 4n, time: TIME, isBuyerMaker: "True", isBestMatch: "False" }],
    },
    ticker,
    { tickers: [ticker, ticker] },
  ];
  BINANCE_SPOT_SCHEMA.messages.forEach((message, index) => {
    expect(reader.wrap(sbeFromObject(api, message, examples[index]!))).toBe(SbeWrap.Message);
    expect(sbeToObject(reader)).toEqual(examples[index]!);
  });
});
