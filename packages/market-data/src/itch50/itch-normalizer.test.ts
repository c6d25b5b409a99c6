import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { formatTimestamp, joinNanos } from "@hotpath/core";
import { L3Book } from "@hotpath/order-book";
import { MarketBatch } from "../market-batch.ts";
import { stockDirectory } from "../testing/itch-flow.ts";
import { dataPath, readData } from "../testing/shared-data.ts";
import { ItchColumns } from "./itch-columns.ts";
import { ItchDecoder } from "./itch-decoder.ts";
import type { ItchMessage } from "./itch-messages.ts";
import { ItchNormalizer } from "./itch-normalizer.ts";
import { ItchWriter } from "./itch-writer.ts";
import { newYorkMidnight } from "./new-york-midnight.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const midnightMicros = newYorkMidnight("2019-12-30");

function normalize(messages: ItchMessage[], normalizer: ItchNormalizer, rows = 4096): MarketBatch {
  const writer = new ItchWriter();
  for (const message of messages) writer.write(message);
  const columns = new ItchColumns();
  new ItchDecoder().decode(writer.take(), columns);
  const batch = new MarketBatch({ rows, maxRows: rows });
  expect(normalizer.normalize(columns, 0, batch)).toBe(columns.count);
  return batch;
}

const at = (stockLocate: number, timestamp: number) => ({ stockLocate, trackingNumber: 0, timestamp });
describe("midnight in New York", () => {
  test("follows daylight saving time, under both rules", () => {
    const utc = (date: string): string => formatTimestamp(joinNanos(newYorkMidnight(date), 0));
    expect(utc("2019-12-30")).toStartWith("2019-12-30T05:00:00");
    expect(utc("2012-06-21")).toStartWith("2012-06-21T04:00:00");
    // The clocks change at two in the morning of a Sunday.
    expect([utc("2024-03-10"), utc("2024-03-11")].map((t) => t.slice(11, 13))).toEqual(["05", "04"]);
    expect([utc("2024-11-03"), utc("2024-11-04")].map((t) => t.slice(11, 13))).toEqual(["04", "05"]);
    expect([utc("2006-04-02"), utc("2006-04-03")].map((t) => t.slice(11, 13))).toEqual(["05", "04"]);
    expect([utc("2006-10-29"), utc("2006-10-30")].map((t) => t.slice(11, 13))).toEqual(["04", "05"]);
    for (const bad of ["2024-2-1", "2024-02-30", "1980-01-01", "", "20240201"]) {
      expect(() => newYorkMidnight(bad)).toThrow("YYYY-MM-DD");
    }
  });

  test("agrees with the time zone database on every day of forty years", () => {
    const clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: "America/New_York",
      hour: "2-digit",
      minute: "2-digit",
    });
    for (let day = Date.UTC(1990, 0, 1); day < Date.UTC(2030, 0, 1); day += 86_400_000) {
      const date = new Date(day).toISOString().slice(0, 10);
      expect(`${date} ${clock.format(newYorkMidnight(date) / 1000)}`).toBe(`${date} 00:00`);
    }
  });
});

describe("ITCH 5.0 normalised", () => {
  test("each type says what it says", () => {
    const normalizer = new ItchNormalizer({ midnightMicros });
    const order = { orderReference: 7, side: "S", shares: 100, stock: "AAPL", price: 2_887_300 } as const;
    const batch = normalize(
      [
        { type: "S", ...at(0, 1), eventCode: "Q" },
        stockDirectory("MSFT", 3),
        { type: "A", ...at(13, 34_500_000_155_705), ...order },
        { type: "F", ...at(13, 2), ...order, orderReference: 8, side: "B", attribution: "GSCO" },
        { type: "E", ...at(13, 3), orderReference: 7, executedShares: 30, matchNumber: 91 },
        {
          type: "C",
          ...at(13, 4),
          orderReference: 7,
          executedShares: 1,
          matchNumber: 92,
          printable: "N",
          executionPrice: 5,
        },
        { type: "X", ...at(13, 5), orderReference: 7, cancelledShares: 9 },
        { type: "U", ...at(13, 6), orderReference: 7, newOrderReference: 9, shares: 50, price: 2_887_400 },
        { type: "D", ...at(13, 7), orderReference: 9 },
        { type: "P", ...at(13, 8), ...order, orderReference: 0, matchNumber: 93 },
        {
          type: "Q",
          ...at(13, 9),
          shares: 5000n,
          stock: "AAPL",
          crossPrice: 2_880_000,
          matchNumber: 94,
          crossType: "O",
        },
        { type: "Q", ...at(13, 9), shares: 0n, stock: "AAPL", crossPrice: 0, matchNumber: 95, crossType: "C" },
        { type: "B", ...at(13, 10), matchNumber: 93 },
        { type: "H", ...at(3, 11), stock: "MSFT", tradingState: "H", reserved: " ", reason: "LUDP" },
        { type: "h", ...at(3, 12), stock: "MSFT", marketCode: "Q", operationalHaltAction: "T" },
        { type: "h", ...at(3, 13), stock: "MSFT", marketCode: "B", operationalHaltAction: "H" },
        { type: "D", ...at(4, 14), orderReference: 1 },
      ],
      normalizer,
    );
    expect(normalizer.symbols).toEqual(["MSFT", "AAPL"]);
    expect([normalizer.instrumentOf(13), normalizer.instrumentOf(4), normalizer.unknownLocates]).toEqual([1, -1, 1]);
    const rows = batch.toArray();
    expect(rows.map((row) => row.kind)).toEqual([
      ...(["Status", "OrderAdd", "OrderAdd", "OrderExecute", "OrderExecute", "OrderReduce", "OrderReplace"] as const),
      ...(["OrderDelete", "Trade", "Trade", "TradeCancel", "Status", "Status"] as const),
    ]);
    expect(rows[0]).toMatchObject({ instrument: -1, code: 2, flags: ["Last"] });
    const time = { timeMicros: midnightMicros + 34_500_000_155, timeNanos: 705, sequence: 3 };
    expect(rows[1]).toMatchObject({ instrument: 1, side: "Sell", price: 2_887_300, quantity: 100, id: 7, ...time });
    expect(rows[2]).toMatchObject({ side: "Buy", id: 8 });
    expect(rows[3]).toMatchObject({ price: Number.NaN, quantity: 30, id: 7, otherId: 91, flags: ["Last"] });
    expect(rows[4]).toMatchObject({ price: 5, quantity: 1, otherId: 92, flags: ["Last", "NonPrintable"] });
    expect(rows[5]).toMatchObject({ quantity: 9, id: 7 });
    expect(rows[6]).toMatchObject({ id: 7, otherId: 9, price: 2_887_400, quantity: 50 });
    expect(rows[8]).toMatchObject({ side: "None", price: 2_887_300, quantity: 100, id: 93, flags: ["Last", "Hidden"] });
    expect(rows[9]).toMatchObject({ price: 2_880_000, quantity: 5000, id: 94, flags: ["Last", "Auction"] });
    expect(rows[10]).toMatchObject({ id: 93 });
    expect([rows[11]!.code, rows[12]!.code]).toEqual([4, 2]);
  });

  test("only wanted stocks, in the caller's order; a batch that is full is gone on with", () => {
    const normalizer = new ItchNormalizer({ midnightMicros, symbols: ["TSLA", "AAPL"] });
    const writer = new ItchWriter();
    for (const [locate, stock] of ["MSFT", "AAPL", "TSLA"].entries()) writer.write(stockDirectory(stock, locate + 1));
    for (let i = 0; i < 30; i++) {
      writer.write({ type: "D", ...at(1 + (i % 3), i), orderReference: i });
    }
    const columns = new ItchColumns();
    new ItchDecoder().decode(writer.take(), columns);
    const batch = new MarketBatch({ rows: 4, maxRows: 7 });
    const found: number[][] = [];
    for (let row = 0; row < columns.count; ) {
      row = normalizer.normalize(columns, row, batch);
      for (let i = 0; i < batch.count; i++) found.push([batch.instrument[i]!, batch.id[i]!]);
      batch.clear();
    }
    const ids = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % 3 > 0);
    expect(found).toEqual(ids.map((i) => [i % 3 === 1 ? 1 : 0, i]));
    expect(normalizer.unwanted).toBe(10);
    expect(() => new ItchNormalizer({ midnightMicros: 0.5 })).toThrow("midnightMicros");
  });

  const path = dataPath("itch/AAPL_20191230_0935_50k_withR.itch50.zst");
  const title =
    "a recording that begins in the middle: 3,970 messages of orders entered before, and a book that is whole";
  if (path === undefined) test.skip(`${title} (no data/itch below HOTPATH_TEST_DATA)`, () => {});
  else
    test(title, async () => {
      const bytes = await readData(path);
      const books = new L3Book({ instruments: 1 });
      const decoder = new ItchDecoder();
      const normalizer = new ItchNormalizer({ midnightMicros });
      const columns = new ItchColumns(1000);
      const batch = new MarketBatch({ rows: 1000 });
      for (let from = 0; from < bytes.length; columns.clear()) {
        from += decoder.decode(bytes.subarray(from, from + 33_333), columns);
        normalizer.normalize(columns, 0, batch);
        books.apply(batch);
        batch.clear();
        books.book().verify();
      }
      const { applied, unknownOrder, ...odd } = books.counts();
      expect([decoder.messages, unknownOrder, books.stats().orders]).toEqual([49_948, 3970, 339]);
      // Without the orders from before it may be crossed for a moment; nothing else may be odd.
      const { appliedLocked, appliedCrossed, ...wrong } = odd;
      expect(Object.values(wrong).every((count) => count === 0)).toBe(true);
      // All but 1 stock directory and 281 hidden trades.
      expect(applied + appliedLocked + appliedCrossed + unknownOrder).toBe(49_948 - 282);
    });
});
