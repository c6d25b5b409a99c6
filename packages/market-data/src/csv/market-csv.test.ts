import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import fc from "fast-check";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MARKET_COLUMNS, MarketBatch } from "../market-batch.ts";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { CsvTime } from "./csv-time.ts";
import { MarketCsvDecoder, type MarketCsvDecoderOptions } from "./market-csv-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const instrument = { index: 3, priceDecimals: 2, sizeDecimals: 3 };
const instruments = new VenueInstruments([
  { symbol: "ABC", index: 1, priceDecimals: 2, sizeDecimals: 0 },
  { symbol: 'D"E,F', index: 2, priceDecimals: 4, sizeDecimals: 3 },
]);

function read(text: string, options: MarketCsvDecoderOptions = {}) {
  const decoder = new MarketCsvDecoder({ instrument, ...options });
  const batch = new MarketBatch();
  const bytes = encode(text);
  expect(decoder.decode(bytes, batch)).toBe(bytes.length);
  decoder.end(batch);
  return { decoder, rows: batch.toArray() };
}

const TRADES = [
  "Time,Symbol,Price,Qty,Side,Trade ID,seq",
  "2020-01-02T09:30:00.123456789Z,ABC,100.25,300,Buy,17,5",
  '2020-01-02 09:30:00.5,"D""E,F",0.0001,1.5,S,x-1,',
].join("\n");
const QUOTES = [
  "ts,bid,ask,bidsize,asksize,local_timestamp",
  "1577957400123456789,99.5,100,2,3.125,1577957400123456999",
  "1577957400123456790,,100,,3,",
  "1577957400123456790,0,100,0,3,",
].join("\n");
const ROWS = [
  "kind,time,receive_time,symbol,side,price,size,other_price,other_size,id,other_id,sequence,code,flags",
  "OrderAdd,2024-07-01T13:30:00.000000001Z,2024-07-01T13:30:00.000000009Z,ABC,Buy,100.25,10,,,-5,0,,0,Last",
  "Quote,,,ABC,,99,1,101,2,0,0,9,0,Snapshot|Last",
  "Heartbeat,2024-07-01T13:30:00Z,,,,,0,,,0,0,,4294967295,",
].join("\n");

describe("CSV of trades, quotes and rows", () => {
  test("trades: columns by their usual names, exact to the nanosecond", () => {
    const { rows, decoder } = read(TRADES, { instruments });
    expect(decoder.rejects.total).toBe(0);
    expect(rows[0]).toMatchObject({
      kind: "Trade",
      instrument: 1,
      side: "Buy",
      price: 10_025,
      quantity: 300,
      id: 17,
      sequence: 5,
      timeMicros: 1577957400123456,
      timeNanos: 789,
      flags: ["Last"],
    });
    expect(rows[1]).toMatchObject({ instrument: 2, side: "Sell", price: 1, quantity: 1500, id: 0, sequence: -1 });
    expect(decoder.idsWithoutNumber).toBe(1);
  });

  test("trades: chosen columns, another delimiter, who was the maker", () => {
    const text = "a;b;c;is_buyer_maker\n1500;1.50;2;true\n1500.25;1.5;2;FALSE\n";
    const options = { columns: { time: "A", price: "b", size: "c" }, timeFormat: "millis", delimiter: ";" } as const;
    const { rows } = read(text, options);
    expect(rows.map(({ side, price, quantity, timeMicros }) => [side, price, quantity, timeMicros])).toEqual([
      ["Sell", 150, 2000, 1_500_000],
      ["Buy", 150, 2000, 1_500_250],
    ]);
  });

  test("quotes, with sides that are empty", () => {
    const { rows, decoder } = read(QUOTES, { timeFormat: "nanos" });
    expect(decoder.rejects.total).toBe(0);
    expect(rows[0]).toMatchObject({
      kind: "Quote",
      instrument: 3,
      price: 9950,
      quantity: 2000,
      otherPrice: 10_000,
      otherQuantity: 3125,
      timeMicros: 1577957400123456,
      timeNanos: 789,
      receiveNanos: 999,
    });
    for (const row of rows.slice(1))
      expect([row.price, row.quantity, row.otherQuantity]).toEqual([Number.NaN, 0, 3000]);
  });

  test("rows of the whole vocabulary", () => {
    const { rows, decoder } = read(ROWS, { instruments });
    expect(decoder.rejects.total).toBe(0);
    expect(rows[0]).toMatchObject({ kind: "OrderAdd", id: -5, sequence: -1, receiveNanos: 9, otherPrice: Number.NaN });
    expect(rows[1]).toMatchObject({ kind: "Quote", price: 9900, otherPrice: 10_100, otherQuantity: 2, sequence: 9 });
    expect(rows[1]).toMatchObject({ timeMicros: Number.NaN, flags: ["Snapshot", "Last"] });
    expect(rows[2]).toMatchObject({ kind: "Heartbeat", instrument: -1, price: Number.NaN, code: 0xffffffff });
  });

  test("bad rows are counted by reason", () => {
    const bad: [string, string][] = [
      ["2020-01-02T00:00:00Z,ABC,1,1,Buy,1", "fieldCount"],
      ["2020-01-32T00:00:00Z,ABC,1,1,Buy,1,", "badTime"],
      ["2020-01-02T00:00:00.1234567891Z,ABC,1,1,Buy,1,", "badTime"],
      ["2020-01-02T00:00:00Z,XYZ,1,1,Buy,1,", "unknownSymbol"],
      ["2020-01-02T00:00:00Z,ABC,1.001,1,Buy,1,", "tooFine"],
      ["2020-01-02T00:00:00Z,ABC,1,1e20,Buy,1,", "tooLarge"],
      ["2020-01-02T00:00:00Z,ABC,1,-1,Buy,1,", "badNumber"],
      ["2020-01-02T00:00:00Z,ABC,,1,Buy,1,", "badNumber"],
      ["2020-01-02T00:00:00Z,ABC,1,1,Hold,1,", "badWord"],
      ["2020-01-02T00:00:00Z,ABC,1,1,Buy,1,x", "badNumber"],
      ['2020-01-02T00:00:00Z,"A"BC,1,1,Buy,1,', "quoting"],
    ];
    const [header, good] = TRADES.split("\n");
    const { decoder, rows } = read([header, ...bad.flatMap(([line]) => [line, good])].join("\n"), { instruments });
    expect(decoder.rejects.recent().map(({ reason }) => reason)).toEqual(bad.map(([, reason]) => reason) as never);
    expect(rows.length).toBe(bad.length);
    for (const header of ["time,price", "time,price,size,size", "bid,ask,bidsize,asksize"])
      expect(read(`${header}\n1,2\n`).decoder.rejects.count("badHeader")).toBe(2);
    expect(read(TRADES, { layout: "quotes" }).decoder.rejects.count("badHeader")).toBe(3);
    const rowsOf = (line: string) => read(`${ROWS.split("\n")[0]}\n${line}`, { instruments }).decoder.rejects;
    expect(rowsOf("Thing,,,,,,,,,,,,,").count("badWord")).toBe(1);
    expect(rowsOf("Trade,,,,,,,,,,,,,Odd").count("badWord")).toBe(1);
    expect(rowsOf("Trade,,,,,x,,,,,,,,").count("badNumber")).toBe(1);
    expect(rowsOf("Trade,,,,,,,,,,,,4294967296,").count("badNumber")).toBe(1);
  });

  test("options that are none", () => {
    expect(() => new MarketCsvDecoder({ delimiter: "x" })).toThrow(ConfigError);
    expect(() => new MarketCsvDecoder({ layout: "bars" as never })).toThrow(ConfigError);
    expect(() => new MarketCsvDecoder({ timeFormat: "guess" as never })).toThrow(ConfigError);
    expect(() => new MarketCsvDecoder({ columns: { tme: "x" } as never })).toThrow(ConfigError);
    expect(() => new MarketCsvDecoder({ columns: { time: "" } })).toThrow(ConfigError);
  });

  test("times of every format, down to nanoseconds, as they were written", () => {
    const time = new CsvTime();
    const readTime = (text: string, format: Parameters<CsvTime["read"]>[3]) => {
      const bytes = encode(text);
      return time.read(bytes, 0, bytes.length, format) ? BigInt(time.micros) * 1000n + BigInt(time.nanos) : undefined;
    };
    fc.assert(
      fc.property(fc.bigInt(0n, 4_000_000_000_000_000_000n), (nanos) => {
        const text = String(nanos).padStart(10, "0");
        const behind = (digits: number) => `${text.slice(0, -digits)}.${text.slice(-digits)}`;
        const date = new Date(Number(nanos / 1_000_000n)).toISOString();
        const fraction = String(nanos % 1_000_000_000n).padStart(9, "0");
        expect(readTime(String(nanos).padStart(3, "0"), "nanos")).toBe(nanos);
        expect(readTime(behind(3), "micros")).toBe(nanos);
        expect(readTime(behind(6), "millis")).toBe(nanos);
        expect(readTime(behind(9), "seconds")).toBe(nanos);
        for (const end of ["Z", "", "+00:00"]) {
          expect(readTime(`${date.slice(0, 19)}.${fraction}${end}`, "iso")).toBe(nanos);
          expect(readTime(`${date.slice(0, 10)} ${date.slice(11, 19)}.${fraction}${end}`, "iso")).toBe(nanos);
        }
      }),
    );
    for (const text of ["", ".5", "1.", "1.0000000001", "-1", "1e9", "99999999999999999999"])
      expect([text, readTime(text, "seconds")]).toEqual([text, undefined]);
    expect(readTime("7", "nanos")).toBe(7n);
    expect(readTime("1/2/2020 03:04:05.000000007", "us")).toBe(1_577_934_245_000_000_007n);
  });

  test("mutated files never break the decoder, and cut anywhere they say the same", () => {
    const result = runCampaign<MarketBatch>({
      corpus: [TRADES, ROWS, ROWS.replaceAll("\n", "\r\n"), `${TRADES}\n${ROWS}`].map(encode),
      decoder: () => new MarketCsvDecoder({ instruments }),
      out: () => new MarketBatch({ rows: 1, maxRows: 2 }),
      row(out, row, tell) {
        for (const name of MARKET_COLUMNS) tell(out[name][row]!);
      },
      count: mutationCount(),
    });
    expect(result.rows).toBeGreaterThan(result.mutations / 4);
    expect(result.rejects).toBeGreaterThan(result.mutations / 10);
  });
});
