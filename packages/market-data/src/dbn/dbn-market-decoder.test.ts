import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { MarketBatch, type MarketRow } from "../market-batch.ts";
import { mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { DbnFlag } from "./dbn-codes.ts";
import { DbnEncoder, type DbnRecordInput } from "./dbn-encoder.ts";
import type { DbnLayoutName } from "./dbn-layout.ts";
import { DbnMarketDecoder, type DbnMarketDecoderOptions } from "./dbn-market-decoder.ts";
import { dbnMetadata } from "./dbn-metadata.ts";

setDefaultTimeout(mutationTimeout());

const TIME = 1_700_000_000_000_000_123n;
const HEADER = { publisherId: 2, instrumentId: 7, tsEvent: TIME, tsRecv: TIME + 5000n };
const PRICE = 101_250_000_000n;

type Given = { [Name in DbnLayoutName]: [Name, Omit<DbnRecordInput<Name>, never>] }[DbnLayoutName];

function bytesOf(...records: Given[]): Uint8Array {
  const encoder = new DbnEncoder();
  for (const [name, record] of records) {
    const header: Record<string, unknown> = { ...HEADER };
    if (name === "ohlcv" || name.startsWith("system") || name.startsWith("symbol")) delete header.tsRecv;
    encoder.record(name, { ...header, ...record } as never);
  }
  return encoder.take();
}

function decode(bytes: Uint8Array, options: DbnMarketDecoderOptions = { priceDecimals: 2 }) {
  const decoder = new DbnMarketDecoder(options);
  const batch = new MarketBatch();
  decoder.decode(bytes, batch);
  decoder.end();
  return { decoder, batch, rows: batch.toArray() };
}

const short = ({ kind, side, price, quantity, id, flags }: MarketRow) =>
  [kind, side, price, quantity, id, ...flags].join(" ");
const rowsOf = (...records: Given[]) => decode(bytesOf(...records)).rows.map(short);
const mbo = (record: DbnRecordInput<"mbo">): Given => ["mbo", { orderId: 9n, price: PRICE, size: 3, ...record }];

describe("orders", () => {
  test("A, C, M and R are changes of the book; T and F are not", () => {
    const kinds = rowsOf(
      mbo({ action: "R" }),
      mbo({ action: "A", side: "B", flags: 130 }),
      mbo({ action: "M", side: "B", size: 2 }),
      mbo({ action: "T", side: "A", orderId: 0n }),
      mbo({ action: "F", side: "B" }),
      mbo({ action: "C", side: "B", flags: 128 }),
      mbo({ action: "C", side: "B", size: 0 }),
      mbo({ action: "N", flags: 128 }),
      mbo({ action: "N" }),
    );
    expect(kinds).toEqual([
      "BookClear None 10125 0 0",
      "OrderAdd Buy 10125 3 9 Last",
      "OrderModify Buy 10125 2 9",
      "Trade Sell 10125 3 0",
      "OrderFill Buy 10125 3 9",
      "OrderReduce Buy 10125 3 9 Last",
      "OrderDelete Buy 10125 0 9",
      "Heartbeat None 10125 0 0 Last",
    ]);
  });

  test("a clear that is flagged as a snapshot begins one, up to the row flagged last", () => {
    const flags = DbnFlag.Snapshot;
    const none = { price: 2n ** 63n - 1n, size: 0 };
    expect(
      rowsOf(mbo({ action: "R", flags, ...none }), mbo({ action: "A", side: "A", flags: flags | DbnFlag.Last })),
    ).toEqual(["BookSnapshot None NaN 0 0 Snapshot", "OrderAdd Sell 10125 3 9 Snapshot Last"]);
  });

  test("what is flagged as a best price or a level is no order", () => {
    const last = DbnFlag.Last;
    const top = DbnFlag.TopOfBook | last;
    expect(
      rowsOf(
        mbo({ action: "A", side: "B", flags: top }),
        mbo({ action: "A", side: "A", flags: top, price: 2n ** 63n - 1n }),
        mbo({ action: "M", side: "A", flags: DbnFlag.PriceLevel | last }),
        mbo({ action: "C", side: "A", flags: DbnFlag.PriceLevel | last }),
      ),
    ).toEqual([
      "BookClear Buy NaN 0 0",
      "Level Buy 10125 3 0 Last",
      "BookClear Sell NaN 0 0 Last",
      "Level Sell 10125 3 0 Last",
      "Level Sell 10125 0 0 Last",
    ]);
  });

  test("times, sequence and receipt are exact; an undefined time is NaN", () => {
    const { rows } = decode(
      bytesOf(
        mbo({ action: "A", side: "B", sequence: 4_000_000_000 }),
        mbo({ action: "A", side: "B", tsRecv: 2n ** 64n - 1n }),
      ),
    );
    expect(rows[0]).toMatchObject({
      timeMicros: 1_700_000_000_000_000,
      timeNanos: 123,
      receiveMicros: 1_700_000_000_000_005,
      receiveNanos: 123,
      sequence: 4_000_000_000,
    });
    expect([rows[1]!.receiveMicros, rows[1]!.receiveNanos]).toEqual([Number.NaN, 0]);
  });

  test("order ids of 64 bits come back", () => {
    const ids = [2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n, 2n ** 53n, 0n];
    const { decoder, rows } = decode(bytesOf(...ids.map((orderId) => mbo({ action: "A", side: "B", orderId }))));
    expect(rows.map((row) => row.id)).toEqual([Number.MAX_SAFE_INTEGER, -2, -3, -2, 0]);
    expect(rows.map((row) => decoder.orderId(row.id))).toEqual(ids);
    expect(decoder.wideIds).toBe(2);
    decoder.releaseOrderId(-2);
    decoder.releaseOrderId(5);
    expect(decoder.wideIds).toBe(1);
    const full = decode(bytesOf(...ids.map((orderId) => mbo({ action: "A", side: "B", orderId }))), { maxWideIds: 1 });
    expect([full.rows.length, full.decoder.rejects.count("idsFull")]).toEqual([4, 1]);
  });
});

describe("quotes, trades and books", () => {
  const level = { bidPx00: PRICE, askPx00: PRICE + 10_000_000n, bidSz00: 4, askSz00: 5, bidCt00: 1, askCt00: 2 };
  const event = { price: PRICE, size: 6, sequence: 11 };

  test("a record with the best prices is a quote, and a trade where it is one", () => {
    for (const name of ["mbp1", "cmbp1"] as const) {
      const { bidCt00: _, askCt00: __, ...shared } = level;
      const more = name === "mbp1" ? level : shared;
      const { sequence: ___, ...unsequenced } = event;
      const given = name === "mbp1" ? event : unsequenced;
      const { rows } = decode(
        bytesOf(
          [name, { ...given, ...more, action: "A", side: "B", flags: 128 }] as Given,
          [name, { ...given, ...more, action: "T", side: "A", flags: 128 }] as Given,
        ),
      );
      expect(rows.map(short)).toEqual([
        "Quote None 10125 4 0 Last",
        "Quote None 10125 4 0",
        "Trade Sell 10125 6 0 Last",
      ]);
      expect([rows[0]!.otherPrice, rows[0]!.otherQuantity, rows[0]!.sequence]).toEqual([
        10126,
        5,
        name === "mbp1" ? 11 : -1,
      ]);
    }
  });

  test("an empty side of a quote is NaN and 0", () => {
    const { rows } = decode(bytesOf(["mbp1", { ...event, ...level, bidPx00: 2n ** 63n - 1n, action: "C", side: "B" }]));
    expect([rows[0]!.price, rows[0]!.quantity, rows[0]!.otherPrice]).toEqual([Number.NaN, 0, 10126]);
  });

  test("a sample is the quote at its end, whatever the time of the last trade", () => {
    const { rows } = decode(bytesOf(["bbo", { ...level, side: "N", tsEvent: 2n ** 64n - 1n, sequence: 4 }]));
    expect([rows[0]!.kind, rows[0]!.timeMicros, rows[0]!.sequence]).toEqual(["Quote", 1_700_000_000_000_005, 4]);
  });

  test("ten levels are a whole book after each record", () => {
    const { rows } = decode(
      bytesOf([
        "mbp10",
        { ...event, ...level, askPx03: PRICE + 50_000_000n, askSz03: 8, askCt03: 3, action: "T", side: "B" },
      ]),
    );
    expect(rows.map(short)).toEqual([
      "Trade Buy 10125 6 0",
      "BookSnapshot None NaN 0 0 Snapshot",
      "Level Buy 10125 4 0 Snapshot",
      "Level Sell 10126 5 0 Snapshot",
      "Level Sell 10130 8 0 Snapshot Last",
    ]);
    expect(rows.map((row) => row.code)).toEqual([0, 0, 1, 2, 3]);
    expect(rowsOf(["mbp10", { ...event, action: "R" }])).toEqual(["BookSnapshot None NaN 0 0 Snapshot Last"]);
  });

  test("states, heartbeats, and what has no row", () => {
    const { decoder, rows } = decode(
      bytesOf(
        ["status", { action: 8, isTrading: "N" }],
        ["status", { action: 0, isTrading: "Y" }],
        ["status", { action: 6, isTrading: "N", isQuoting: "Y" }],
        ["systemV2", { msg: "Heartbeat", code: 0 }],
        ["systemV1", { msg: "Heartbeat" }],
        ["systemV2", { msg: "Subscribed", code: 1 }],
        ["ohlcv", { open: 1n, high: 1n, low: 1n, close: 1n, volume: 1n }],
        ["symbolMappingV2", { stypeInSymbol: "ESH1", stypeOutSymbol: "5482", startTs: 1n, endTs: 2n ** 63n }],
      ),
    );
    expect(rows.map((row) => `${row.kind} ${row.code} ${row.instrument}`)).toEqual([
      "Status 4 0",
      "Status 2 0",
      "Status 3 0",
      "Heartbeat 0 -1",
      "Heartbeat 0 -1",
    ]);
    expect([decoder.messages, decoder.withoutRow]).toEqual([8, 3]);
    expect(decoder.symbols.symbolAt(7, TIME)).toBe("ESH1");
  });
});

describe("instruments", () => {
  test("each pair of publisher and id has an index, or what the caller says", () => {
    const records = [3, 4, 3].flatMap((instrumentId) => [mbo({ action: "A", side: "B", instrumentId })]);
    const own = decode(bytesOf(...records, mbo({ action: "A", side: "B", publisherId: 9 })));
    expect(own.rows.map((row) => row.instrument)).toEqual([0, 1, 0, 2]);
    expect(own.decoder.instrumentAt(2)).toEqual({ publisherId: 9, instrumentId: 7 });
    const asked: unknown[] = [];
    const { decoder, rows } = decode(bytesOf(...records), {
      instrument: (instrumentId, publisherId, time) => {
        asked.push([instrumentId, publisherId, time]);
        return instrumentId === 4 ? undefined : { index: 40, priceDecimals: 4 };
      },
    });
    expect(asked).toEqual([
      [3, 2, TIME],
      [4, 2, TIME],
    ]);
    expect(rows.map((row) => [row.instrument, row.price])).toEqual([
      [40, 1_012_500],
      [40, 1_012_500],
    ]);
    expect(decoder.ignored).toBe(1);
  });

  test("prices are exact in the decimals given, or refused", () => {
    const bytes = bytesOf(
      ...[PRICE, PRICE + 1n, -PRICE, 2n ** 63n - 2n].map((price) => mbo({ action: "A", side: "B", price })),
    );
    const two = decode(bytes);
    expect([two.rows.map((row) => row.price), two.decoder.rejects.count("badPrice")]).toEqual([[10125, -10125], 2]);
    const nine = decode(bytes, {});
    expect(nine.rows.map((row) => row.price)).toEqual([101_250_000_000, 101_250_000_001, -101_250_000_000]);
    const high = decode(bytesOf(mbo({ action: "A", side: "B", price: 9_000_000_000_000_000_000n })), {
      priceDecimals: 0,
    });
    expect(high.rows[0]!.price).toBe(9_000_000_000);
  });

  test("options are checked", () => {
    expect(() => new DbnMarketDecoder({ priceDecimals: 16 })).toThrow(ConfigError);
    expect(() => new DbnMarketDecoder({ maxWideIds: 0 })).toThrow(ConfigError);
    expect(() => new DbnMarketDecoder({ maxMetadataBytes: 1 })).toThrow(ConfigError);
  });
});

describe("what is wrong", () => {
  test("is counted with its offset, and the next record is read", () => {
    const good = bytesOf(mbo({ action: "A", side: "B" }));
    const bad = (change: (bytes: Uint8Array) => void) => {
      const bytes = good.slice();
      change(bytes);
      return bytes;
    };
    const cases: [string, Uint8Array][] = [
      ["badLength", bad((bytes) => bytes.fill(0, 0, 1))],
      ["badLength", bad((bytes) => bytes.fill(13, 0, 1))],
      ["unknownType", bad((bytes) => bytes.fill(200, 1, 2))],
      ["badCode", bad((bytes) => bytes.fill(33, 38, 39))],
      ["badCode", bad((bytes) => bytes.fill(33, 39, 40))],
      ["badPrice", bytesOf(mbo({ action: "A", side: "B", price: 2n ** 63n - 1n }))],
      ["badQuantity", bytesOf(mbo({ action: "A", side: "B", size: 0xffffffff }))],
      ["badTime", bytesOf(mbo({ action: "A", side: "B", tsEvent: 2n ** 64n - 2n }))],
      ["badVersion", bad((bytes) => bytes.set([0x44, 0x42, 0x4e, 9]))],
    ];
    for (const [reason, bytes] of cases) {
      const { decoder, rows } = decode(Buffer.concat([good, bytes, good]));
      expect([reason, rows.length, decoder.rejects.total]).toEqual([reason, 2, 1]);
      expect(decoder.rejects.recent() as unknown[]).toEqual([{ reason, offset: good.length }]);
    }
  });

  test("metadata that cannot be true is passed over", () => {
    const metadata = new DbnEncoder();
    metadata.metadata(dbnMetadata({ dataset: "X", schema: "mbo", start: 0n, symbols: ["A"] }));
    const bytes = metadata.take();
    bytes[8 + 104] = 0xff;
    const { decoder, rows } = decode(Buffer.concat([bytes, bytesOf(mbo({ action: "A", side: "B" }))]));
    expect([rows.length, decoder.rejects.counts().badMetadata, decoder.metadata]).toEqual([1, 1, undefined]);
  });

  test("a batch that is full is a pause; one that can never hold a record, a reject", () => {
    const bytes = bytesOf(...Array.from({ length: 10 }, (_, i) => mbo({ action: "A", side: "B", orderId: BigInt(i) })));
    const decoder = new DbnMarketDecoder();
    const batch = new MarketBatch({ rows: 3, maxRows: 3 });
    const ids: number[] = [];
    for (let at = 0; at < bytes.length; batch.clear()) {
      at += decoder.decode(bytes.subarray(at, at + 40), batch);
      ids.push(...batch.id.subarray(0, batch.count));
    }
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const small = new MarketBatch({ rows: 1, maxRows: 1 });
    decoder.decode(bytesOf(["mbp10", { price: PRICE, size: 1, action: "A", side: "B" }]), small);
    expect(decoder.rejects.count("noRoom")).toBe(1);
  });
});

test("mutated streams never break it", () => {
  const metadata = new DbnEncoder();
  metadata.metadata(
    dbnMetadata({
      dataset: "X",
      schema: "mbo",
      start: 0n,
      version: 1,
      symbols: ["A"],
      mappings: [{ rawSymbol: "A", intervals: [{ startDate: 20230101, endDate: 20240101, symbol: "7" }] }],
    }),
  );
  const level = { bidPx00: PRICE, askPx00: PRICE, bidSz00: 4, askSz00: 5 };
  const orders = bytesOf(
    mbo({ action: "R", flags: 32 }),
    mbo({ action: "A", side: "B" }),
    mbo({ action: "T" }),
    mbo({ action: "C", side: "B", orderId: 2n ** 60n }),
    ["statisticsV3", { quantity: 5n }],
  );
  const quotes = bytesOf(
    ["mbp1", { ...level, action: "T", price: PRICE, size: 1 }],
    ["bbo", level],
    ["status", { action: 7 }],
    ["systemV1", { msg: "Heartbeat" }],
    ["symbolMappingV1", { stypeInSymbol: "A", stypeOutSymbol: "7" }],
    ["trade", { action: "T", price: PRICE, size: 2 }],
  );
  const books = bytesOf(["mbp10", { ...level, action: "A", side: "B" }], ["cbbo", { ...level }]);
  const result = runCampaign({
    corpus: [new Uint8Array(Buffer.concat([metadata.take(), orders])), quotes, books, orders],
    decoder: () => new DbnMarketDecoder({ priceDecimals: 4, maxInstruments: 512, maxWideIds: 64 }),
    out: () => new MarketBatch({ rows: 8, maxRows: 24 }),
    row: (out, row, tell) => {
      for (const column of [
        out.kind,
        out.flags,
        out.side,
        out.instrument,
        out.price,
        out.quantity,
        out.otherPrice,
        out.id,
        out.sequence,
        out.code,
        out.timeMicros,
        out.receiveMicros,
      ])
        tell(column[row]!);
      if (Number.isNaN(out.quantity[row]) || (out.price[row]! % 1 !== 0 && !Number.isNaN(out.price[row])))
        throw new Error("a number that is none");
    },
  });
  expect(result.rows).toBeGreaterThan(0);
}, 600_000);
