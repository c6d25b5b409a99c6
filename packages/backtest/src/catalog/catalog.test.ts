import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Instrument, parseTimestamp, Random, Side } from "@hotpath/core";
import { BarSeries, MarketBatch, MarketFlag, MarketKind, type MarketRow, markMessageEnds } from "@hotpath/market-data";
import fc from "fast-check";
import { Catalog, type CatalogImported, type CatalogKind, type CatalogSelection } from "./index.ts";
import { sourceNamed } from "./testing/source-named.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const root = mkdtempSync(join(tmpdir(), "hotpath-catalog-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(root, String(folders++));

const AAA = { symbol: "AAA", priceDecimals: 2, sizeDecimals: 0 };
const BBB = { symbol: "BBB/USD", priceDecimals: 4, sizeDecimals: 3 };
const DAY = 86_400e6;
const START = Date.UTC(2024, 0, 2) * 1000;

interface Row {
  kind: number;
  micros: number;
  instrument?: number;
  price?: number;
  flags?: number;
}

function batchOf(rows: readonly Row[]): MarketBatch {
  const batch = new MarketBatch();
  for (const { kind, micros, instrument = 0, price = 100, flags = MarketFlag.Last } of rows) {
    batch.ensure(1);
    batch.add(kind, flags, instrument, Side.Buy, price, 5, 1, -1, micros, 0);
  }
  return batch;
}

async function put(
  catalog: Catalog,
  name: string,
  batches: readonly MarketBatch[],
  options: { replace?: boolean; maxHeldRows?: number; instruments?: (typeof AAA)[] } = {},
): Promise<CatalogImported> {
  const { instruments = [AAA, BBB], ...rest } = options;
  await using writing = await catalog.import({ source: sourceNamed(name), ...rest });
  for (const batch of batches) writing.write(batch, instruments);
  return await writing.commit();
}

async function rowsOf(folder: string, selection: CatalogSelection = {}): Promise<MarketRow[]> {
  const rows: MarketRow[] = [];
  for await (const batch of Catalog.open(folder).rows(selection).batches) rows.push(...batch.toArray());
  return rows;
}

const trade = (micros: number, price = 100, instrument = 0): Row => ({
  kind: MarketKind.Trade,
  micros,
  price,
  instrument,
});

describe("rows", () => {
  test("come out as they went in, whatever they are, in the order of their source", async () => {
    const kinds = Object.values(MarketKind);
    const units = fc.oneof(fc.constant(Number.NaN), fc.integer(), fc.maxSafeInteger());
    const row = fc.record({
      kind: fc.constantFrom(...kinds),
      flags: fc.nat(127),
      side: fc.constantFrom(0, Side.Buy, Side.Sell),
      instrument: fc.nat(1),
      // Times go back, are not known, and go over midnight.
      micros: fc.oneof(
        fc.constant(Number.NaN),
        fc.integer({ min: 0, max: 3 * DAY }).map((after) => START + after),
      ),
      nanos: fc.nat(999),
      receive: fc.oneof(
        fc.constant(Number.NaN),
        fc.integer({ min: 0, max: 3 * DAY }).map((after) => START + after),
      ),
      price: units,
      quantity: units,
      otherPrice: units,
      otherQuantity: units,
      id: fc.maxSafeNat(),
      otherId: fc.maxSafeInteger(),
      sequence: fc.maxSafeInteger(),
      code: fc.nat(2 ** 32 - 1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        const batch = new MarketBatch();
        for (const each of rows) {
          const { kind, flags, side, instrument, micros, nanos, price, quantity, id, sequence } = each;
          batch.receivedMicros = each.receive;
          batch.receivedNanos = Number.isNaN(each.receive) ? 0 : 7;
          const at = batch.add(kind, flags, instrument, side, price, quantity, id, sequence, micros, nanos);
          if (Number.isNaN(micros)) batch.timeNanos[at] = 0;
          batch.otherPrice[at] = each.otherPrice;
          batch.otherQuantity[at] = each.otherQuantity;
          batch.otherId[at] = each.otherId;
          batch.code[at] = each.code;
        }
        const folder = newFolder();
        const instruments = [
          { ...AAA, priceDecimals: 4 },
          { ...BBB, sizeDecimals: 0 },
        ];
        await put(Catalog.create(folder), "all", [batch], { instruments });
        markMessageEnds(batch);
        const symbols = [...new Set(rows.map(({ instrument }) => instrument))].sort();
        const expected = batch.toArray().map((each) => ({ ...each, instrument: symbols.indexOf(each.instrument) }));
        expect(await rowsOf(folder)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test("little memory makes more row groups, and the same rows", async () => {
    const random = new Random(5);
    const batches = Array.from({ length: 8 }, (_, n) =>
      batchOf(
        Array.from({ length: 1000 }, (__, i) =>
          trade(START + (n * 1000 + i) * 20e6, 100 + random.integer(50), random.integer(2)),
        ),
      ),
    );
    const [small, large] = [newFolder(), newFolder()];
    const { added } = await put(Catalog.create(small), "a", batches, { maxHeldRows: 1024 });
    await put(Catalog.create(large), "a", batches);
    expect(added.length).toBeGreaterThan(2);
    expect(added.reduce((sum, { rows }) => sum + rows, 0)).toBe(8000);
    expect(await rowsOf(small)).toEqual(await rowsOf(large));
  });

  test("parts are of one kind, instrument and UTC day, and the index says what is in them", async () => {
    const folder = newFolder();
    const rows = [trade(START + 1), trade(START + DAY - 1), trade(START + DAY), trade(START + 5, 9, 1)];
    const { added } = await put(Catalog.create(folder), "a", [batchOf(rows)]);
    const id = sourceNamed("a").id;
    expect(added.map(({ file, rows: count }) => [file, count]).sort()).toEqual([
      [`trades/AAA/2024-01-02.${id}.parquet`, 2],
      [`trades/AAA/2024-01-03.${id}.parquet`, 1],
      [`trades/BBB%2FUSD/2024-01-02.${id}.parquet`, 1],
    ]);
    const first = Catalog.open(folder).parts({ symbols: ["AAA"] })[0]!;
    expect([first.from, first.to]).toEqual(["2024-01-02T00:00:00.000001000Z", "2024-01-02T23:59:59.999999000Z"]);
    expect(first.bytes).toBe(readFileSync(join(folder, first.file)).length);
  });

  test("of several sources are merged by time, messages whole, ties by the instrument that was named first", async () => {
    const folder = newFolder();
    const catalog = Catalog.create(folder);
    const level = (micros: number, price: number, flags: number) => ({ kind: MarketKind.Level, micros, price, flags });
    await put(catalog, "levels", [
      batchOf([level(START, 1, 0), level(START, 2, MarketFlag.Last), level(START + 9, 3, 2)]),
    ]);
    await put(catalog, "trades", [batchOf([trade(START, 50, 1), trade(START + 5, 51, 1)])]);
    const prices = async (selection: CatalogSelection) =>
      (await rowsOf(folder, selection)).map(({ price, instrument }) => [price, instrument]);
    expect(await prices({ symbols: ["AAA", "BBB/USD"] })).toEqual([
      [1, 0],
      [2, 0],
      [50, 1],
      [51, 1],
      [3, 0],
    ]);
    expect(await prices({ symbols: ["BBB/USD", "AAA"] })).toEqual([
      [50, 0],
      [1, 1],
      [2, 1],
      [51, 0],
      [3, 1],
    ]);
    expect(await prices({ from: BigInt(START + 5) * 1000n })).toEqual([
      [51, 1],
      [3, 0],
    ]);
    expect(await prices({ to: BigInt(START + 5) * 1000n, kinds: ["trades"] })).toEqual([[50, 0]]);
  });

  test("of one source have its order of instruments, of several that of symbols", async () => {
    const folder = newFolder();
    const catalog = Catalog.create(folder);
    const names = () =>
      Catalog.open(folder)
        .rows({})
        .instruments.map(({ symbol }) => symbol);
    await put(catalog, "a", [batchOf([trade(START, 1, 1), trade(START + 1, 2, 0)])], { instruments: [BBB, AAA] });
    expect(names()).toEqual(["BBB/USD", "AAA"]);
    await put(catalog, "b", [batchOf([trade(START + 5, 1, 0)])]);
    expect(names()).toEqual(["AAA", "BBB/USD"]);
  });

  test("a message of which a kind is left out still ends", async () => {
    const folder = newFolder();
    const rows = [{ ...trade(START), flags: 0 }, { kind: MarketKind.Level, micros: START }, trade(START + 1)];
    await put(Catalog.create(folder), "a", [batchOf(rows)]);
    expect((await rowsOf(folder, { kinds: ["trades"] })).map(({ flags }) => flags)).toEqual([["Last"], ["Last"]]);
    expect((await rowsOf(folder)).map(({ flags }) => flags)).toEqual([[], ["Last"], ["Last"]]);
  });

  test("units are those of the most exact part that is read", async () => {
    const folder = newFolder();
    const catalog = Catalog.create(folder);
    await put(catalog, "a", [batchOf([trade(START, 123)])]);
    await put(catalog, "b", [batchOf([trade(START + DAY, 12345)])], { instruments: [{ ...AAA, priceDecimals: 4 }] });
    const { instruments } = Catalog.open(folder).rows({});
    expect([instruments[0]!.priceDecimals, (await rowsOf(folder)).map(({ price }) => price)]).toEqual([
      4,
      [12300, 12345],
    ]);
    const early = { to: BigInt(START + DAY) * 1000n };
    expect(Catalog.open(folder).rows(early).instruments[0]!.priceDecimals).toBe(2);
  });
});

describe("imports", () => {
  test("the same source adds nothing; what is missing of it comes back", async () => {
    const folder = newFolder();
    const batch = () => batchOf([trade(START), trade(START + DAY), { kind: MarketKind.Quote, micros: START }]);
    const catalog = Catalog.create(folder);
    await put(catalog, "a", [batch()]);
    expect(Catalog.open(folder).has(sourceNamed("a"))).toBe(true);
    const before = readFileSync(join(folder, "catalog.json"), "utf8");
    const again = await put(catalog, "a", [batch()]);
    expect([again.added, again.knownRows, readFileSync(join(folder, "catalog.json"), "utf8")]).toEqual([[], 3, before]);
    catalog.remove({ kinds: ["quotes"] });
    expect(Catalog.open(folder).has(sourceNamed("a"))).toBe(false);
    const back = await put(catalog, "a", [batch()]);
    expect([back.added.map(({ kind }) => kind), back.knownRows]).toEqual([["quotes"], 2]);
    expect(readFileSync(join(folder, "catalog.json"), "utf8")).toBe(before);
  });

  test("what overlaps is refused and leaves nothing, or gives way", async () => {
    const folder = newFolder();
    const catalog = Catalog.create(folder);
    await put(catalog, "a", [batchOf([trade(START, 1), trade(START + 100, 2)])]);
    const other = () => batchOf([trade(START + 50, 3), trade(START + 200, 4), trade(START + 60, 5, 1)]);
    await expect(put(catalog, "b", [other()])).rejects.toThrow("b overlaps trades/AAA/2024-01-02.");
    expect((await rowsOf(folder)).map(({ price }) => price)).toEqual([1, 2]);
    expect(readdirSync(folder).sort()).toEqual(["catalog.json", "trades"]);
    // One after the other, or of another kind, is no overlap.
    await put(catalog, "c", [batchOf([trade(START + 100, 6), { kind: MarketKind.Quote, micros: START + 50 }])]);
    const { replaced } = await put(catalog, "b", [other()], { replace: true });
    expect(replaced.map(({ kind, symbol }) => [kind, symbol])).toEqual([
      ["trades", "AAA"],
      ["trades", "AAA"],
    ]);
    expect((await rowsOf(folder, { kinds: ["trades"] })).map(({ price }) => price)).toEqual([3, 4, 5]);
    expect(Catalog.open(folder).sources.map(({ name, isWhole }) => [name, isWhole])).toEqual([
      ["c", false],
      ["b", true],
    ]);
    expect(await Catalog.open(folder).verify()).toEqual([]);
  });

  test("one at a time", async () => {
    const catalog = Catalog.create(newFolder());
    await using _ = await catalog.import({ source: sourceNamed("a") });
    await expect(catalog.import({ source: sourceNamed("b") })).rejects.toThrow(`by process ${process.pid}`);
    expect(() => catalog.remove({})).toThrow("is being changed");
  });

  test("one that is killed leaves a catalog that is as it was, and the next can begin", async () => {
    const folder = newFolder();
    await put(Catalog.create(folder), "a", [batchOf([trade(START)])]);
    const before = readFileSync(join(folder, "catalog.json"), "utf8");
    const module = new URL("./testing/import-forever.ts", import.meta.url).pathname;
    const child = Bun.spawn([process.execPath, module, folder], { stdout: "pipe", stderr: "inherit" });
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGKILL");
    await child.exited;
    expect(existsSync(join(folder, ".importing"))).toBe(true);
    expect(readFileSync(join(folder, "catalog.json"), "utf8")).toBe(before);
    expect(await rowsOf(folder)).toHaveLength(1);
    await put(Catalog.create(folder), "b", [batchOf([trade(START + 1)])]);
    expect(await rowsOf(folder)).toHaveLength(2);
    expect(readdirSync(folder).sort()).toEqual(["catalog.json", "trades"]);
  });

  test("terms of instruments are kept, and no other import may say otherwise", async () => {
    const folder = newFolder();
    const catalog = Catalog.create(folder);
    const terms = { tick: "0.05", lot: 100, currency: "EUR" };
    const import1 = async (name: string, more: object) => {
      await using writing = await catalog.import({ source: sourceNamed(name), terms: { ...terms, ...more } });
      writing.write(batchOf([trade(START + name.length)]), [AAA]);
      await writing.commit();
    };
    await import1("a", {});
    expect(Catalog.open(folder).rows({}).instruments).toEqual([{ id: 1, ...AAA, ...terms }]);
    await expect(import1("bb", { currency: "USD" })).rejects.toThrow('currency: got "USD"; allowed: "EUR"');
    await expect(import1("cc", { multiplier: 0 })).rejects.toThrow("AAA.multiplier");
    expect(Catalog.open(folder).sources).toHaveLength(1);
  });
});

describe("damage", () => {
  test("is found and named, and nothing of the part is read", async () => {
    const folder = newFolder();
    await put(Catalog.create(folder), "a", [batchOf([trade(START), trade(START + 5, 7, 1)])]);
    const [first, second] = Catalog.open(folder).parts();
    const path = join(folder, first!.file);
    const bytes = readFileSync(path);
    const changed = Buffer.from(bytes);
    changed[40]! ^= 1;
    writeFileSync(path, changed);
    await expect(rowsOf(folder)).rejects.toThrow(`${path} is damaged: its checksum`);
    truncateSync(path, bytes.length - 1);
    await expect(rowsOf(folder)).rejects.toThrow(`it has ${bytes.length - 1} bytes where ${bytes.length} were written`);
    writeFileSync(join(folder, "trades", "stray.parquet"), bytes);
    rmSync(join(folder, second!.file));
    expect((await Catalog.open(folder).verify()).map(({ file, kind }) => [file, kind])).toEqual([
      [first!.file, "part"],
      [second!.file, "part"],
      ["trades/stray.parquet", "stray"],
    ]);
    writeFileSync(path, bytes);
    expect(await rowsOf(folder, { symbols: ["AAA"] })).toHaveLength(1);
  });

  test("an index that is none is told, and where it is wrong", () => {
    const folder = newFolder();
    Catalog.create(folder);
    const write = (text: string) => writeFileSync(join(folder, "catalog.json"), text);
    write("{");
    expect(() => Catalog.open(folder)).toThrow("is no JSON");
    write(JSON.stringify({ format: "hotpath.catalog", version: 2, instruments: [], sources: [], parts: [] }));
    expect(() => Catalog.open(folder)).toThrow("catalog.json, version");
    const part = { kind: "trades", symbol: "A", day: "2024-01-02", source: "x", rows: 1, ordinal: 0, bytes: 1 };
    const rest = { priceDecimals: 0, sizeDecimals: 0, sha256: "0".repeat(64) };
    const times = { from: "2024-01-02T00:00:00.000000000Z", to: "2024-01-02T00:00:00.000000000Z" };
    const parts = [{ ...part, ...rest, ...times, file: "../outside.parquet" }];
    write(JSON.stringify({ format: "hotpath.catalog", version: 1, instruments: [], sources: [], parts }));
    expect(() => Catalog.open(folder)).toThrow("parts.0.file: a name below the catalog");
    expect(() => Catalog.open(join(folder, "none"))).toThrow("allowed: a folder that holds catalog.json");
    writeFileSync(join(root, "other.txt"), "");
    expect(() => Catalog.create(root)).toThrow("allowed: a catalog, or an empty folder");
  });

  test("what there is not is told with what there is", async () => {
    const folder = newFolder();
    await put(Catalog.create(folder), "a", [batchOf([trade(START)])]);
    const catalog = Catalog.open(folder);
    expect(() => catalog.rows({ symbols: ["ZZZ"] })).toThrow('symbol: got "ZZZ"; allowed: AAA');
    expect(() => catalog.rows({ kinds: ["all" as CatalogKind] })).toThrow("allowed: bars, orders, levels");
    expect(() => catalog.rows({ from: 5n, to: 5n })).toThrow("a time after");
    expect(() => catalog.rows({ kinds: ["quotes"] })).toThrow("a selection that holds rows");
    await expect(catalog.bars({})).rejects.toThrow("a selection that holds bars");
  });
});

describe("bars", () => {
  const seriesOf = (id: number, symbol: string, decimals: number, times: number[], hasAdjusted = false): BarSeries => {
    const random = new Random(id);
    const close = Float64Array.from(times, () => 10_000 + random.integer(999));
    return new BarSeries(new Instrument({ id, symbol, priceDecimals: decimals }), {
      timeMicros: Float64Array.from(times),
      open: close.map((price) => price - 1),
      high: close.map((price) => price + 2),
      low: close.map((price) => price - 3),
      close,
      volume: close.map((price) => price * 7),
      ...(hasAdjusted && { adjustedClose: close.map((price) => price - 50) }),
    });
  };
  const columnsOf = ({ timeMicros, open, high, low, close, volume, adjustedClose }: BarSeries) => {
    return { timeMicros, open, high, low, close, volume, adjustedClose };
  };
  const take = async (catalog: Catalog, name: string, series: BarSeries) => {
    await using writing = await catalog.import({ source: sourceNamed(name) });
    await writing.writeBars(series);
    return await writing.commit();
  };

  test("of days come by the year, of minutes by the day, and as they were", async () => {
    const folder = newFolder();
    const catalog = Catalog.create(folder);
    const days = seriesOf(
      1,
      "DAYS",
      2,
      Array.from({ length: 800 }, (_, i) => START + 21 * 3600e6 + i * DAY),
      true,
    );
    const minutes = seriesOf(
      2,
      "MINUTES",
      3,
      Array.from({ length: 3000 }, (_, i) => START + (i + 1) * 60e6),
    );
    const first = await take(catalog, "days", days);
    expect(first.added.map(({ day }) => day)).toEqual(["2024", "2025", "2026"]);
    const second = await take(catalog, "minutes", minutes);
    expect(second.added.map(({ day, rows }) => [day, rows])).toEqual([
      ["2024-01-02", 1439],
      ["2024-01-03", 1440],
      ["2024-01-04", 121],
    ]);
    const read = await Catalog.open(folder).bars({ symbols: ["MINUTES", "DAYS"] });
    expect(read.map(({ instrument }) => [instrument.id, instrument.symbol])).toEqual([
      [1, "MINUTES"],
      [2, "DAYS"],
    ]);
    expect(columnsOf(read[0]!)).toEqual(columnsOf(minutes));
    expect(columnsOf(read[1]!)).toEqual(columnsOf(days));
    const some = await Catalog.open(folder).bars({
      symbols: ["DAYS"],
      from: parseTimestamp("2024-12-31T21:00:00Z"),
      to: parseTimestamp("2025-01-03T21:00:00Z"),
    });
    expect(some[0]!.length).toBe(3);
    expect(some[0]!.at(0).date).toBe("2024-12-31T21:00:00.000000000Z");
    expect((await take(catalog, "days", days)).knownRows).toBe(800);
    await expect(take(catalog, "other", days.slice(10, 20))).rejects.toThrow("other overlaps bars/DAYS/2024.");
  });

  test("a damaged part is named", async () => {
    const folder = newFolder();
    await take(Catalog.create(folder), "a", seriesOf(1, "A", 2, [START, START + DAY]));
    const path = join(folder, Catalog.open(folder).parts()[0]!.file);
    const bytes = readFileSync(path);
    bytes[bytes.length - 9]! ^= 4;
    writeFileSync(path, bytes);
    await expect(Catalog.open(folder).bars({})).rejects.toThrow(`${path} is damaged`);
  });
});
