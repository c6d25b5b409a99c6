import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { DbnColumnDecoder, DbnColumns } from "./dbn-columns.ts";
import { DbnEncoder } from "./dbn-encoder.ts";
import {
  DBN_LAYOUT,
  DBN_LAYOUTS,
  DBN_UNDEFINED_PRICE,
  DBN_UNDEFINED_TIME,
  type DbnField,
  type DbnLayout,
  dbnLayoutOf,
  dbnLayoutOfVersion,
} from "./dbn-layout.ts";
import { type DbnMetadata, dbnMetadata, decodeDbnMetadata, encodeDbnMetadata } from "./dbn-metadata.ts";
import { DbnRecordView, decimalOf } from "./dbn-record-view.ts";
import { DbnRecordDecoder, DbnRecords } from "./dbn-records.ts";
import { DbnSymbolMap } from "./dbn-symbol-map.ts";

setDefaultTimeout(mutationTimeout());

const letters = (least: number, most: number) =>
  fc.string({ minLength: least, maxLength: most, unit: fc.constantFrom("A", "z", ".", " ", "7") });

function arbitraryOf(field: DbnField): fc.Arbitrary<unknown> {
  const bits = field.size * 8;
  switch (field.type) {
    case "px":
      return fc.oneof(
        fc.constant(DBN_UNDEFINED_PRICE),
        fc.bigInt(-(2n ** 53n), 2n ** 53n),
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      );
    case "ts":
      return fc.oneof(fc.constant(DBN_UNDEFINED_TIME), fc.bigInt(0n, 2n ** 62n), fc.bigInt(0n, 2n ** 64n - 1n));
    case "u8":
      return fc.oneof(fc.bigInt(0n, 2n ** 53n), fc.bigInt(0n, 2n ** 64n - 1n));
    case "i8":
      return fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
    case "c1":
      return letters(1, 1);
    case "text":
      return letters(0, field.size);
    default:
      return field.type.startsWith("i")
        ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
        : fc.integer({ min: 0, max: 2 ** bits - 1 });
  }
}

function recordOf(layout: DbnLayout): fc.Arbitrary<Record<string, unknown>> {
  const named = layout.fields.filter((field) => field.type !== "reserved" && field.offset > 1);
  return fc.record(Object.fromEntries(named.map((field) => [field.name, arbitraryOf(field)])));
}

describe("records", () => {
  for (const layout of DBN_LAYOUTS) {
    test(`${layout.name}: what is written is read, with ts_out or without, of every type`, () => {
      const rtype = fc.constantFrom(...layout.rtypes);
      const tsOut = fc.option(fc.bigInt(0n, 2n ** 64n - 1n), { nil: undefined });
      fc.assert(
        fc.property(
          fc.array(fc.tuple(recordOf(layout), rtype), { minLength: 1, maxLength: 5 }),
          tsOut,
          (given, out) => {
            const encoder = new DbnEncoder();
            for (const [record, type] of given) encoder.record(layout.name, { ...record, rtype: type } as never, out);
            const decoder = new DbnRecordDecoder();
            const records = new DbnRecords();
            decoder.decode(encoder.take(), records);
            expect([records.count, decoder.rejects.total]).toEqual([given.length, 0]);
            given.forEach(([record, type], row) => {
              const view = records.view(row);
              const length = (layout.size + (out === undefined ? 0 : 8)) / 4;
              expect(view.toObject() as unknown).toEqual({ length, rtype: type, ...record });
              expect([view.layout, view.tsOut]).toEqual([layout, out]);
            });
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  test("layouts are found by type and length, or by version", () => {
    expect([360, 400, 520, 528, 361].map((size) => dbnLayoutOf(0x13, size)?.name)).toEqual([
      "definitionV1",
      "definitionV2",
      "definitionV3",
      "definitionV3",
      undefined,
    ]);
    expect([1, 2, 3].map((version) => dbnLayoutOfVersion(0x18, version)?.name)).toEqual([
      "statisticsV1",
      "statisticsV1",
      "statisticsV3",
    ]);
    expect(DBN_LAYOUTS.map((layout) => layout.size)).toEqual([
      56, 48, 80, 368, 80, 80, 80, 56, 40, 112, 360, 400, 520, 64, 80, 80, 320, 80, 176, 80, 320,
    ]);
  });

  test("a view tells fields by their type", () => {
    const encoder = new DbnEncoder();
    encoder.record("imbalance", { instrumentId: 5, refPrice: 101_250_000_001n, pairedQty: 7, side: "B" });
    const view = new DbnRecordView().moveTo(encoder.take(), 0);
    expect([
      view.number("pairedQty"),
      view.bigint("refPrice"),
      view.text("side"),
      view.decimal("refPrice"),
      view.decimal("upperCollar"),
    ]).toEqual([7, 101_250_000_001n, "B", "101.250000001", undefined]);
    expect([view.is("imbalance"), view.is("definition"), view.has("pairedQty"), view.has("price")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(() => view.number("price")).toThrow("imbalance has no field");
    expect(() => view.number("side")).toThrow("imbalance.side is not a number");
    expect(() => view.text("pairedQty")).toThrow(InputError);
    expect(() => view.decimal("pairedQty")).toThrow(InputError);
    expect(() => view.moveTo(new Uint8Array(10), 0)).toThrow("no whole DBN record");
    expect([0n, -1n, 10n ** 9n, -(2n ** 63n), 2n ** 62n].map(decimalOf)).toEqual([
      "0",
      "-0.000000001",
      "1",
      "-9223372036.854775808",
      "4611686018.427387904",
    ]);
  });

  test("the encoder refuses what does not fit, and writes nothing of it", () => {
    const encoder = new DbnEncoder();
    expect(() => encoder.record("mbo", { size: 2 ** 32 })).toThrow(
      "mbo.size: got 4294967296; allowed: an integer from 0 to 4294967295",
    );
    expect(() => encoder.record("mbo", { price: 2n ** 63n })).toThrow(InputError);
    expect(() => encoder.record("mbo", { side: "BB" })).toThrow(InputError);
    expect(() => encoder.record("mbo", { nothing: 1 } as never)).toThrow("mbo has no field");
    expect(() => encoder.record("systemV1", { msg: "é€" })).toThrow("not Latin-1");
    expect(encoder.length).toBe(0);
  });
});

describe("columns", () => {
  const names = [
    "mbo",
    "trade",
    "mbp1",
    "mbp10",
    "bbo",
    "cmbp1",
    "cbbo",
    "ohlcv",
    "status",
    "imbalance",
    "statisticsV1",
    "statisticsV3",
  ] as const;
  for (const name of names) {
    const layout = DBN_LAYOUT[name];
    test(`${name}: every field of every record`, () => {
      fc.assert(
        fc.property(
          fc.array(recordOf(layout), { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 0, max: 12 }),
          fc.constantFrom(13, 100_000),
          (given, priceDecimals, piece) => {
            const encoder = new DbnEncoder();
            for (const record of given) encoder.record(name, record as never);
            const bytes = encoder.take();
            const columns = new DbnColumns(name, { rows: 6, priceDecimals });
            const decoder = new DbnColumnDecoder();
            // A run of whole records takes another way than records that are cut.
            for (let at = 0; at < bytes.length; at += piece) decoder.decode(bytes.subarray(at, at + piece), columns);
            const kept = given.filter((record) =>
              layout.fields.every((field) => isHeld(field, record[field.name], priceDecimals)),
            );
            expect([columns.count, decoder.rejects.total]).toEqual([kept.length, given.length - kept.length]);
            kept.forEach((record, row) => {
              for (const field of layout.fields)
                if (field.name in record) checkField(columns, field, row, record[field.name], priceDecimals);
            });
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  test("texts have no columns; other layouts are passed over; full columns are a pause", () => {
    expect(() => new DbnColumns("errorV1" as never)).toThrow(ConfigError);
    expect(() => new DbnColumns("ohlcv", { rows: 0 })).toThrow(ConfigError);
    const encoder = new DbnEncoder();
    for (let i = 0; i < 5; i++) {
      encoder.record("ohlcv", { open: BigInt(i), high: 9n, low: 0n, close: 1n, volume: 2n });
      encoder.record("status", {});
    }
    const bytes = encoder.take();
    const columns = new DbnColumns("ohlcv", { rows: 2 });
    const decoder = new DbnColumnDecoder();
    const opens: number[] = [];
    for (let at = 0; at < bytes.length; columns.clear()) {
      at += decoder.decode(bytes.subarray(at), columns);
      opens.push(...columns.number("open").subarray(0, columns.count));
    }
    expect([opens, decoder.passedOver]).toEqual([[0, 1, 2, 3, 4], 5]);
    expect(() => columns.number("size")).toThrow("ohlcv has no field");
    expect(() => columns.nanos("open")).toThrow("a time");
    expect(() => columns.raw("rtype")).toThrow("64 bits");
  });
});

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const isSafe = (value: bigint) => value <= SAFE && value >= -SAFE;

function unitsOf(raw: bigint, decimals: number): bigint | undefined {
  if (decimals >= 9) return raw * 10n ** BigInt(decimals - 9);
  const divisor = 10n ** BigInt(9 - decimals);
  return raw % divisor === 0n ? raw / divisor : undefined;
}

function isHeld(field: DbnField, value: unknown, decimals: number): boolean {
  if (typeof value !== "bigint") return true;
  if (field.type === "ts") return value === DBN_UNDEFINED_TIME || isSafe(value / 1000n);
  if (field.type !== "px" || value === DBN_UNDEFINED_PRICE) return true;
  const units = unitsOf(value, decimals);
  return units !== undefined && isSafe(units);
}

function checkField(columns: DbnColumns, field: DbnField, row: number, value: unknown, decimals: number): void {
  const held = columns.number(field.name)[row]!;
  if (typeof value === "string") expect(held).toBe(value.charCodeAt(0));
  else if (typeof value === "number") expect(held).toBe(value);
  else if (typeof value === "bigint") {
    expect(columns.raw(field.name)[row]!).toBe(value);
    if (field.type === "ts") {
      expect(held).toBe(value === DBN_UNDEFINED_TIME ? Number.NaN : Number(value / 1000n));
      expect(columns.nanos(field.name)[row]!).toBe(value === DBN_UNDEFINED_TIME ? 0 : Number(value % 1000n));
    } else if (field.type === "px") {
      expect(held + 0).toBe(value === DBN_UNDEFINED_PRICE ? Number.NaN : Number(unitsOf(value, decimals)));
    } else expect(held).toBe(isSafe(value) ? Number(value) : Number.NaN);
  }
}

describe("metadata and symbols", () => {
  const day = fc.constantFrom(20230101, 20230228, 20231231, 20240229);
  const metadata = (version: number, most: number): fc.Arbitrary<DbnMetadata> =>
    fc.record({
      version: fc.constant(version),
      dataset: letters(1, 16),
      schema: fc.constantFrom("mbo" as const, "bbo-1m" as const, undefined, 77),
      start: fc.bigInt(0n, 2n ** 64n - 1n),
      end: fc.option(fc.bigInt(1n, 2n ** 63n), { nil: undefined }),
      limit: fc.bigInt(0n, 2n ** 40n),
      stypeIn: fc.constantFrom("raw_symbol" as const, "parent" as const, undefined, 99),
      stypeOut: fc.constantFrom("instrument_id" as const, "raw_symbol" as const),
      tsOut: fc.boolean(),
      symbolLength: fc.constant(most),
      symbols: fc.array(letters(0, most), { maxLength: 4 }),
      partial: fc.array(letters(0, most), { maxLength: 2 }),
      notFound: fc.array(letters(0, most), { maxLength: 2 }),
      mappings: fc.array(
        fc.record({
          rawSymbol: letters(0, most),
          intervals: fc.array(fc.record({ startDate: day, endDate: day, symbol: letters(0, most) }), { maxLength: 3 }),
        }),
        { maxLength: 3 },
      ),
    });

  test("metadata of every version is read as it was written", () => {
    for (const [version, most] of [
      [1, 22],
      [2, 71],
      [3, 71],
      [3, 30],
    ] as const)
      fc.assert(
        fc.property(metadata(version, most), (given) => {
          const bytes = encodeDbnMetadata(given);
          expect(decodeDbnMetadata(bytes.subarray(8), version)).toEqual(given);
          if (version === 3) expect(bytes.length % 8).toBe(0);
          // Cut anywhere, it is refused, not believed; the last bytes of version 3 may be padding.
          for (let end = 0; end < bytes.length - 16; end += 9)
            expect(decodeDbnMetadata(bytes.subarray(8, 8 + end), version)).toBeUndefined();
        }),
        { numRuns: 50 },
      );
    expect(() => encodeDbnMetadata(dbnMetadata({ dataset: "X", schema: "mbo", start: 0n, version: 4 }))).toThrow(
      InputError,
    );
    expect(() => encodeDbnMetadata(dbnMetadata({ dataset: "X", schema: "wrong" as never, start: 0n }))).toThrow(
      "allowed: mbo",
    );
  });

  test("instrument ids have their symbols by day, from either side", () => {
    const at = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;
    const intervals = [
      { startDate: 20230101, endDate: 20230301, symbol: "10" },
      { startDate: 20230301, endDate: 20230401, symbol: "11" },
    ];
    const map = new DbnSymbolMap();
    map.addMetadata(
      dbnMetadata({ dataset: "X", schema: "mbo", start: 0n, mappings: [{ rawSymbol: "ES.0", intervals }] }),
    );
    expect([
      map.symbolAt(10, at("2023-02-28T23:59:59.999Z")),
      map.symbolAt(10, at("2023-03-01")),
      map.symbolOn(11, 20230331),
      map.symbolOn(12, 20230331),
    ]).toEqual(["ES.0", undefined, "ES.0", undefined]);
    expect([
      map.instrumentIdAt("ES.0", at("2023-01-15")),
      map.instrumentIdAt("ES.0", at("2023-03-15")),
      map.instrumentIdAt("ES.0", at("2024-03-15")),
    ]).toEqual([10, 11, undefined]);
    const inverse = new DbnSymbolMap();
    const mappings = [{ rawSymbol: "10", intervals: [{ ...intervals[0]!, symbol: "ESH3" }] }];
    inverse.addMetadata(
      dbnMetadata({
        dataset: "X",
        schema: "mbo",
        start: 0n,
        stypeIn: "instrument_id",
        stypeOut: "raw_symbol",
        mappings,
      }),
    );
    expect([
      inverse.symbolOn(10, 20230101),
      inverse.size,
      inverse.spansOf(10).length,
      [...inverse.entries()].length,
    ]).toEqual(["ESH3", 1, 1, 1]);
    // Said twice, kept once; said otherwise later, the later holds.
    inverse.addMetadata(dbnMetadata({ dataset: "X", schema: "mbo", start: 0n, stypeIn: "instrument_id", mappings }));
    inverse.add(10, { from: 0n, until: 2n ** 63n, symbol: "NEW" });
    expect([inverse.spansOf(10).length, inverse.symbolOn(10, 20230101)]).toEqual([2, "NEW"]);
  });
});

test("metadata that breaks off while a header is sought counts the same, however the stream is cut", () => {
  // A wrong header, then the beginning of metadata of 192 bytes, which do not come.
  const bytes = Uint8Array.fromHex("000000000003000000000000000e20000000000044424e03c0000000424e0300");
  const counted = new Set<string>();
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const decoder = new DbnRecordDecoder();
      const out = new DbnRecords();
      for (const [from, to] of [
        [0, first],
        [first, second],
        [second, bytes.length],
      ])
        decoder.decode(bytes.subarray(from, to), out);
      decoder.end();
      counted.add(JSON.stringify(decoder.rejects.counts()));
    }
  }
  expect([...counted].map((text) => JSON.parse(text))).toMatchObject([{ badLength: 1, truncated: 1 }]);
});

test("mutated streams never break the reader of whole records, nor the columns", () => {
  const encoder = new DbnEncoder();
  encoder.metadata(dbnMetadata({ dataset: "X", schema: undefined, start: 0n, symbols: ["A"] }));
  encoder.record("definitionV1", { rawSymbol: "A" });
  encoder.record("ohlcv", { open: 5n, high: 9n, low: 1n, close: 5n, volume: 100n });
  encoder.record("errorV1", { err: "no" });
  const mixed = encoder.take();
  for (let i = 0; i < 6; i++)
    encoder.record("ohlcv", { open: 10n ** 9n, high: 9n * 10n ** 9n, low: 0n, close: 5n, volume: 3n });
  const bars = encoder.take();
  const records = runCampaign({
    corpus: [mixed, bars],
    decoder: () => new DbnRecordDecoder(),
    out: () => new DbnRecords({ maxBytes: 1024 }),
    row: (out, row, tell) => {
      for (const byte of out.view(row).bytes()) tell(byte);
    },
    count: Math.ceil(mutationCount() / 5),
  });
  const columns = runCampaign({
    corpus: [bars, mixed],
    decoder: () => new DbnColumnDecoder(),
    out: () => new DbnColumns("ohlcv", { rows: 3 }),
    row: (out, row, tell) => {
      for (const name of ["rtype", "instrumentId", "open", "close", "volume", "tsEvent"]) tell(out.number(name)[row]!);
    },
    count: Math.ceil(mutationCount() / 5),
  });
  expect(records.rows).toBeGreaterThan(0);
  expect(columns.rows).toBeGreaterThan(0);
}, 600_000);
