import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, InputError, Instrument } from "@hotpath/core";
import fc from "fast-check";
import { ByteWriter, ParquetWriter, parquetWriteBuffer } from "hyparquet-writer";
import { parseBarsCsv } from "../bars-csv.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { openMarketParquetWriter } from "./market-parquet-writer.ts";
import { openParquet } from "./open-parquet.ts";
import { readBarsParquet, writeBarsParquet } from "./parquet-bars.ts";
import { decimalText } from "./parquet-cells.ts";
import { readMarketParquet } from "./read-market-parquet.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(600_000);

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];
type Columns = Parameters<ParquetWriter["write"]>[0]["columnData"];

function file(elements: Schema, columnData: Columns, rowGroupSize = 1000): Uint8Array {
  const writer = new ByteWriter();
  const schema = [{ name: "root", num_children: elements.length }, ...elements] as Schema;
  const parquet = new ParquetWriter({ writer, schema });
  parquet.write({ columnData, rowGroupSize });
  parquet.finish();
  return writer.getBytes();
}

async function csvOf(source: Uint8Array, columns?: string[]): Promise<string[]> {
  const opened = await openParquet(source, columns === undefined ? {} : { columns });
  let text = "";
  for await (const piece of opened.csv) text += new TextDecoder().decode(piece);
  return text.trimEnd().split("\n");
}

const OPTIONAL = "OPTIONAL" as const;
const instruments = new VenueInstruments([
  { symbol: "ABC", index: 1, priceDecimals: 2, sizeDecimals: 0 },
  { symbol: "D,EF", index: 2, priceDecimals: 5, sizeDecimals: 3 },
]);

describe("openParquet", () => {
  test("has every value exactly: decimals, 64-bit integers, floats, timestamps, texts, nulls", async () => {
    const bytes = file(
      [
        { name: "d64", type: "INT64", converted_type: "DECIMAL", scale: 4, precision: 18, repetition_type: OPTIONAL },
        { name: "d32", type: "INT32", converted_type: "DECIMAL", scale: 2, precision: 9, repetition_type: "REQUIRED" },
        {
          name: "wide",
          type: "FIXED_LEN_BYTE_ARRAY",
          type_length: 16,
          converted_type: "DECIMAL",
          scale: 10,
          precision: 38,
          repetition_type: "REQUIRED",
        },
        { name: "i", type: "INT64", repetition_type: OPTIONAL },
        { name: "u", type: "INT64", converted_type: "UINT_64", repetition_type: OPTIONAL },
        { name: "f", type: "FLOAT", repetition_type: "REQUIRED" },
        { name: "g", type: "DOUBLE", repetition_type: OPTIONAL },
        {
          name: "ns",
          type: "INT64",
          repetition_type: OPTIONAL,
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
        },
        { name: "us", type: "INT64", converted_type: "TIMESTAMP_MICROS", repetition_type: "REQUIRED" },
        { name: "ms", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" },
        { name: "day", type: "INT32", converted_type: "DATE", repetition_type: "REQUIRED" },
        { name: "t", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: OPTIONAL },
        { name: "b", type: "BOOLEAN", repetition_type: "REQUIRED" },
      ],
      [
        { name: "d64", data: [123_456_789_012_345_678n, null] },
        { name: "d32", data: [-5n, 100n] },
        { name: "wide", data: [-12_345_678_901_234_567_890_123n, 1n] },
        { name: "i", data: [-9_223_372_036_854_775_808n, null] },
        { name: "u", data: [18_446_744_073_709_551_615n, 1n] },
        { name: "f", data: Float32Array.of(0.1, 16_777_216) },
        { name: "g", data: [0.1, 1e-7] },
        { name: "ns", data: [1_577_957_400_123_456_789n, null] },
        { name: "us", data: [1_577_957_400_123_456n, 0n] },
        { name: "ms", data: [1_577_957_400_123n, 1n] },
        { name: "day", data: [new Date("2020-01-02"), new Date("1969-12-31")] },
        { name: "t", data: ['a "b", c', null] },
        { name: "b", data: [true, false] },
      ],
    );
    expect(await csvOf(bytes)).toEqual([
      "d64,d32,wide,i,u,f,g,ns,us,ms,day,t,b",
      '12345678901234.5678,-0.05,-1234567890123.4567890123,-9223372036854775808,18446744073709551615,0.1,0.1,2020-01-02T09:30:00.123456789Z,2020-01-02T09:30:00.123456Z,2020-01-02T09:30:00.123000Z,2020-01-02T00:00:00.000000Z,"a ""b"", c",true',
      ",1.00,0.0000000001,,1,16777216,1e-7,,1970-01-01T00:00:00.000000Z,1970-01-01T00:00:00.001000Z,1969-12-31T00:00:00.000000Z,,false",
    ]);
    const opened = await openParquet(bytes, { columns: ["t", "ns"] });
    expect([opened.rows, opened.columns, opened.times, opened.nested]).toEqual([2, ["t", "ns"], ["ns"], []]);
    await expect(openParquet(bytes, { columns: ["x"] })).rejects.toThrow(ConfigError);
  });

  test("decimals of any sign and scale are their text", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 35 }), (value, scale) => {
        const text = decimalText(value, scale);
        expect(text).toMatch(scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`));
        expect(BigInt(text.replace(".", ""))).toBe(value);
      }),
    );
    expect(decimalText(12n, -2)).toBe("1200");
  });

  test("row groups follow each other; nested columns are left out and named", async () => {
    const values = Array.from({ length: 25 }, (_, i) => BigInt(i));
    const bytes = file([{ name: "i", type: "INT64", repetition_type: "REQUIRED" }], [{ name: "i", data: values }], 4);
    expect(await csvOf(bytes)).toEqual(["i", ...values.map(String)]);
    const nested = parquetWriteBuffer({
      columnData: [{ name: "i", data: [1, 2], type: "INT32" }],
    });
    expect((await openParquet(nested)).nested).toEqual([]);
    const list: Schema = [
      { name: "l", repetition_type: OPTIONAL, num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "INT32", repetition_type: OPTIONAL },
      { name: "i", type: "INT32", repetition_type: "REQUIRED" },
    ];
    const writer = new ByteWriter();
    const parquet = new ParquetWriter({ writer, schema: [{ name: "root", num_children: 2 }, ...list] });
    parquet.write({
      columnData: [
        { name: "l", data: [[1, 2], [3]] },
        { name: "i", data: Int32Array.of(7, 8) },
      ],
    });
    parquet.finish();
    expect((await openParquet(writer.getBytes())).nested).toEqual(["l"]);
    expect(await csvOf(writer.getBytes())).toEqual(["i", "7", "8"]);
  });

  test("a broken file is an error of the input, whatever is broken", async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(3), new TextEncoder().encode("PAR1 no file PAR1")])
      await expect(openParquet(bytes)).rejects.toThrow(InputError);
    const whole = file(
      [
        { name: "i", type: "INT64", repetition_type: OPTIONAL },
        { name: "t", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: OPTIONAL },
      ],
      [
        { name: "i", data: [1n, null, 3n] },
        { name: "t", data: ["a", "b", null] },
      ],
    );
    // The end of a file says where everything is: without it there is nothing.
    for (let length = 0; length < whole.length; length++)
      await expect(openParquet(whole.subarray(0, length))).rejects.toThrow(InputError);
    // What says that a page begins where none does.
    const moved = whole.slice();
    moved.fill(0xff, 4, 24);
    await expect(csvOf(moved)).rejects.toThrow(InputError);
    expect((await csvOf(whole)).length).toBe(4);
  });
});

describe("bars in Parquet", () => {
  const instrument = new Instrument({ id: 1, symbol: "IDX", priceDecimals: 2, sizeDecimals: 3 });
  const csv = [
    "date,open,high,low,close,volume,adj close",
    "2000-01-03,1469.25,1478.00,1438.36,1455.22,931800000.125,1.01",
    "2000-01-04,1455.22,1455.22,1397.43,1399.42,0,0.01",
  ].join("\n");

  test("come back as they were written", async () => {
    const { series } = parseBarsCsv(csv, { instrument });
    const bytes = await writeBarsParquet(series);
    const back = await readBarsParquet(bytes, { instrument });
    expect([back.rows, back.rejected]).toEqual([2, 0]);
    for (const name of ["timeMicros", "open", "high", "low", "close", "volume", "adjustedClose"] as const)
      expect(back.series[name]).toEqual(series[name]!);
    expect((await csvOf(bytes))[1]).toBe(
      "2000-01-03T00:00:00.000000Z,1469.25,1478.00,1438.36,1455.22,931800000.125,1.01",
    );
  });

  test("doubles are taken by their shortest decimal, and counted where that is too fine", async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "Timestamp", data: [1000n, 2000n], type: "INT64" },
        ...["Open", "High", "Low", "Close"].map((name) => ({ name, data: [0.07, 0.1 + 0.2], type: "DOUBLE" as const })),
      ],
    });
    const { series, rejects } = await readBarsParquet(bytes, { instrument, dateFormat: "millis" });
    expect([series.close[0], series.timeMicros[0], series.length]).toEqual([7, 1_000_000, 1]);
    expect(rejects.tooFine).toBe(1);
    await expect(readBarsParquet(bytes, { instrument, columns: { close: "Last" } })).rejects.toThrow(InputError);
  });
});

describe("market data in Parquet", () => {
  async function write(layout: "trades" | "quotes", batch: MarketBatch): Promise<[Uint8Array, number, number]> {
    const pieces: Uint8Array[] = [];
    const writer = await openMarketParquetWriter({
      layout,
      instruments,
      groupRows: 3,
      sink: (bytes) => pieces.push(bytes),
    });
    writer.write(batch);
    writer.finish();
    return [Buffer.concat(pieces), writer.rows, writer.withoutRow];
  }

  const batch = new MarketBatch();
  batch.receivedMicros = 1_577_957_400_000_000;
  for (let i = 0; i < 8; i++) {
    const instrument = 1 + (i % 2);
    const price = 10_025 + i;
    const micros = 1_577_957_400_123_456 + i;
    batch.add(MarketKind.Trade, MarketFlag.Last, instrument, i % 3, price, 2 ** 40 + i, i, i - 1, micros, 789);
    const bid = i === 3 ? Number.NaN : price;
    const bids = i === 3 ? 0 : 5;
    const row = batch.add(MarketKind.Quote, MarketFlag.Last, instrument, 0, bid, bids, 0, i, micros, 1);
    batch.otherPrice[row] = price + 1;
    batch.otherQuantity[row] = 7;
  }

  test("trades and quotes come back as they were written", async () => {
    for (const layout of ["trades", "quotes"] as const) {
      const [bytes, rows, withoutRow] = await write(layout, batch);
      expect([rows, withoutRow]).toEqual([8, 8]);
      const opened = await readMarketParquet(bytes, { instruments });
      const found: unknown[] = [];
      for await (const read of opened.batches) found.push(...read.toArray());
      expect(opened.decoder.rejects.recent()).toEqual([]);
      const kind = layout === "trades" ? "Trade" : "Quote";
      expect(found).toEqual(batch.toArray().filter((row) => row.kind === kind));
    }
  });

  test("rows of other instruments and beyond 18 digits are counted", async () => {
    const odd = new MarketBatch();
    odd.add(MarketKind.Trade, 0, 9, 1, 1, 1, 0, -1, 1, 0);
    odd.add(MarketKind.Trade, 0, 1, 1, Number.MAX_SAFE_INTEGER, 1, 0, -1, 1, 0);
    expect((await write("trades", odd)).slice(1)).toEqual([0, 2]);
  });

  test("options that are none", async () => {
    const sink = () => {};
    const refused = [{ layout: "books" as never }, { layout: "trades" as const, groupRows: 0 }];
    for (const option of refused)
      await expect(openMarketParquetWriter({ instruments, sink, ...option })).rejects.toThrow(ConfigError);
  });
});
