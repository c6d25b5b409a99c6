import { describe, expect, test } from "bun:test";
import { ConfigError, Side } from "@hotpath/core";
import { dictionary as fix44 } from "../generated/fix44.ts";
import { dictionary as fix50sp2 } from "../generated/fix50sp2.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { message } from "../testing/versions.ts";
import { InstrumentTable } from "./instrument-table.ts";
import { MarketDataAction, MarketDataEntries, MarketDataType } from "./market-data-entries.ts";
import { MarketDataReader } from "./market-data-reader.ts";
import { appendMarketRows, MarketRowFlag, MarketRowKind, type MarketRows, MarketRowsResult } from "./market-rows.ts";

const instruments = [
  { symbol: "AAPL", priceDecimals: 2, sizeDecimals: 0 },
  { symbol: "BTC/USD", priceDecimals: 1, sizeDecimals: 8 },
];
/** FIX 4.4 with RptSeq in the entries, as venues send it. */
const dictionary = fix44.extend({ members: { "MarketDataIncrementalRefresh.NoMDEntries": "83" } });
const HEAD = "8=FIX.4.4|34=77|49=A|52=20260314-13:30:15|56=B|";

function read(fields: string, of = dictionary) {
  const reader = new MessageReader(of);
  const text = fields.replace(/35=(.)\|/, (type) => `8=${of.beginString}|${type}${HEAD.slice(HEAD.indexOf("|") + 1)}`);
  expect(reader.read(message(text))).toBe(Garbled.None);
  const entries = new MarketDataEntries(2);
  const marketData = new MarketDataReader({ instruments });
  const taken = marketData.read(reader, entries);
  return { reader, entries, marketData, taken };
}

const column = (
  entries: MarketDataEntries,
  name:
    | "price"
    | "size"
    | "id"
    | "rptSeq"
    | "timeMicros"
    | "instrument"
    | "action"
    | "type"
    | "orders"
    | "position"
    | "refId",
) => [...entries[name].subarray(0, entries.count)];

describe("MarketDataReader", () => {
  test("reads an incremental refresh, entries after the first of the instrument before", () => {
    const { entries, marketData, taken } = read(
      "35=X|268=4|279=0|269=0|278=17|55=AAPL|270=187.45|271=100|272=20260314|273=13:30:15.118|346=3|290=1|83=5|" +
        "279=2|269=1|280=16|270=187.5|279=1|269=2|55=BTC/USD|270=60000.5|271=0.00000001|279=0|269=0|55=MSFT|270=1.23456|271=1|",
    );
    expect([taken, entries.count, entries.sequence, marketData.messages, marketData.foreign]).toEqual([
      true,
      3,
      77,
      1,
      1,
    ]);
    expect(column(entries, "action")).toEqual([MarketDataAction.New, MarketDataAction.Delete, MarketDataAction.Change]);
    expect(column(entries, "type")).toEqual([MarketDataType.Bid, MarketDataType.Offer, MarketDataType.Trade]);
    expect(column(entries, "instrument")).toEqual([0, 0, 1]);
    expect(column(entries, "price")).toEqual([18745, 18750, 600005]);
    expect(column(entries, "size")).toEqual([100, Number.NaN, 1]);
    expect(column(entries, "id")).toEqual([17, Number.NaN, Number.NaN]);
    expect(column(entries, "refId")).toEqual([Number.NaN, 16, Number.NaN]);
    expect([column(entries, "orders"), column(entries, "position"), column(entries, "rptSeq")]).toEqual([
      [3, 0, 0],
      [1, 0, 0],
      [5, Number.NaN, Number.NaN],
    ]);
    expect(column(entries, "timeMicros")).toEqual([
      Date.parse("2026-03-14T13:30:15.118Z") * 1000,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test("reads a full refresh, whose instrument is outside of the entries", () => {
    const { entries, reader } = read("35=W|55=AAPL|268=2|269=0|270=1|271=2|278=x1|269=1|270=3|271=4|", fix50sp2);
    expect(column(entries, "action")).toEqual([MarketDataAction.Snapshot, MarketDataAction.Snapshot]);
    expect([column(entries, "price"), column(entries, "size"), column(entries, "instrument")]).toEqual([
      [100, 300],
      [2, 4],
      [0, 0],
    ]);
    const id = reader.index.bytes.subarray(entries.idStart[0], entries.idStart[0]! + entries.idLength[0]!);
    expect([new TextDecoder().decode(id), column(entries, "id")]).toEqual(["x1", [Number.NaN, Number.NaN]]);
  });

  test("groups within entries do not disturb", () => {
    const { entries } = read(
      "35=X|268=2|279=0|269=0|55=AAPL|454=1|455=270|456=8|711=1|311=AAPL|270=1|271=1|279=0|269=1|270=2|271=2|",
    );
    expect([column(entries, "price"), entries.count]).toEqual([[100, 200], 2]);
  });

  const refused: [string, string, string][] = [
    ["another message", "35=0|", "notMarketData"],
    ["no entries", "35=X|262=x|", "notMarketData"],
    ["an entry without type", "35=X|268=1|279=0|55=AAPL|270=1|", "badEntry"],
    ["an action that is none", "35=X|268=1|279=6|269=0|55=AAPL|270=1|", "badEntry"],
    ["no action", "35=X|268=1|269=0|55=AAPL|270=1|", "badEntry"],
    ["a price that is finer", "35=X|268=2|279=0|269=0|55=AAPL|270=1|279=0|269=0|270=1.001|", "badPrice"],
    ["a size that is none", "35=X|268=1|279=0|269=0|55=AAPL|270=1|271=x|", "badSize"],
  ];
  for (const [what, text, fault] of refused)
    test(`takes nothing of a message with ${what}`, () => {
      const { entries, taken, marketData } = read(text);
      expect([taken, entries.count, marketData.messages]).toEqual([false, 0, 0]);
      expect(marketData.faults()).toEqual({ notMarketData: 0, badEntry: 0, badPrice: 0, badSize: 0, [fault]: 1 });
    });

  test("instruments are checked, and found by bytes", () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ symbol: `S${i}`, priceDecimals: 2, sizeDecimals: 0 }));
    const table = new InstrumentTable(many);
    const find = (symbol: string) => table.find(new TextEncoder().encode(`x${symbol}x`), 1, symbol.length + 1);
    expect(many.every(({ symbol }, i) => find(symbol) === i)).toBe(true);
    expect([find("S5000"), find(""), find("S")]).toEqual([-1, -1, -1]);
    for (const wrong of [
      { symbol: "" },
      { symbol: "AAPL" },
      { symbol: "X", priceDecimals: 16 },
      { symbol: "X", sizeDecimals: -1 },
    ])
      expect(() => new InstrumentTable([...instruments, { priceDecimals: 2, sizeDecimals: 0, ...wrong }])).toThrow(
        ConfigError,
      );
  });
});

/** Rows as text, in the order in which they came. */
class Rows implements MarketRows {
  readonly flags = new Uint8Array(64);
  readonly code = new Uint32Array(64);
  readonly rows: unknown[][] = [];
  room = 64;

  get count(): number {
    return this.rows.length;
  }

  ensure(more: number): boolean {
    return this.count + more <= this.room;
  }

  add(kind: number, flags: number, ...rest: number[]): number {
    this.flags[this.count] = flags;
    return this.rows.push([kind, ...rest.slice(0, 6)]) - 1;
  }
}

describe("appendMarketRows", () => {
  test("a message becomes a book's changes by instrument, and its trades", () => {
    const { entries } = read(
      "35=X|268=5|279=0|269=0|55=AAPL|270=1|271=10|346=2|83=8|279=2|269=1|270=2|279=0|269=2|270=3|271=4|278=9|" +
        "279=1|269=1|55=BTC/USD|270=5|271=1|279=0|269=4|270=9|",
    );
    const rows = new Rows();
    expect(appendMarketRows(entries, rows)).toBe(MarketRowsResult.Done);
    expect(rows.rows).toEqual([
      [MarketRowKind.BookDelta, 0, 0, Number.NaN, 0, 8, 8],
      [MarketRowKind.Level, 0, Side.Buy, 100, 10, 0, 8],
      [MarketRowKind.Level, 0, Side.Sell, 200, 0, 0, 77],
      [MarketRowKind.BookDelta, 1, 0, Number.NaN, 0, 77, 77],
      [MarketRowKind.Level, 1, Side.Sell, 50, 1e8, 0, 77],
      [MarketRowKind.Trade, 0, 0, 300, 4, 9, 77],
    ]);
    expect([...rows.flags.subarray(0, 6)]).toEqual([0, 0, 2, 0, 2, 2]);
    expect([...rows.code.subarray(0, 3)]).toEqual([0, 2, 0]);
  });

  test("a full refresh becomes a snapshot, an empty book one without levels", () => {
    const rows = new Rows();
    appendMarketRows(read("35=W|55=AAPL|268=2|269=0|270=1|271=2|269=1|270=3|271=4|").entries, rows);
    appendMarketRows(read("35=W|55=AAPL|268=1|269=J|").entries, rows);
    expect(rows.rows.map(([kind]) => kind)).toEqual([10, 12, 12, 10]);
    const { Snapshot, Last } = MarketRowFlag;
    expect([...rows.flags.subarray(0, 4)]).toEqual([Snapshot, Snapshot, Snapshot | Last, Snapshot | Last]);
  });

  test("single orders by their ids", () => {
    const { entries } = read(
      "35=X|268=3|279=0|269=0|278=1|55=AAPL|270=1|271=2|279=1|269=0|278=1|270=1|271=1|279=2|269=0|278=1|",
    );
    const rows = new Rows();
    expect(appendMarketRows(entries, rows, true)).toBe(MarketRowsResult.Done);
    expect(rows.rows.slice(1).map(([kind, , , , quantity, id]) => [kind, quantity, id])).toEqual([
      [MarketRowKind.OrderAdd, 2, 1],
      [MarketRowKind.OrderModify, 1, 1],
      [MarketRowKind.OrderDelete, 0, 1],
    ]);
  });

  test("what has no place is told, and nothing is written", () => {
    for (const [text, byOrder] of [
      ["35=X|268=1|279=0|269=0|55=AAPL|271=2|", false],
      ["35=X|268=1|279=0|269=0|55=AAPL|270=2|", false],
      ["35=X|268=1|279=3|269=0|55=AAPL|270=2|", false],
      ["35=X|268=1|279=0|269=2|55=AAPL|270=2|", false],
      ["35=X|268=1|279=0|269=0|278=x|55=AAPL|270=2|271=1|", true],
    ] as const) {
      const rows = new Rows();
      expect([text, appendMarketRows(read(text).entries, rows, byOrder), rows.count]).toEqual([
        text,
        MarketRowsResult.Unplaced,
        0,
      ]);
    }
    const rows = new Rows();
    rows.room = 1;
    expect(appendMarketRows(read("35=X|268=1|279=0|269=0|55=AAPL|270=2|271=1|").entries, rows)).toBe(
      MarketRowsResult.Full,
    );
  });
});
