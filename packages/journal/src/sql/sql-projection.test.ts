import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, InputError, IoError, Random, StateError } from "@hotpath/core";
import { SQL } from "bun";
import { PostgresCluster, postgresMissing } from "../../../fix/src/testing/postgres-cluster.ts";
import { MemoryHost } from "../testing/memory-host.ts";
import { appendQuotes, opaque, quote } from "../testing/sample.ts";
import { TradingJournal, type TradingTables } from "../testing/trading-journal.ts";
import { JournalWriter } from "../writer.ts";
import { SqlProjection, type SqlProjectionOptions } from "./sql-projection.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(240_000);

const folder = "j";
const root = mkdtempSync(join(tmpdir(), "hotpath-projection-"));
let cluster: PostgresCluster | undefined;
const missing = postgresMissing();
if (missing !== undefined) console.log(`not tried against PostgreSQL: ${missing}`);
beforeAll(async () => {
  if (missing === undefined) cluster = await PostgresCluster.start();
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

let databases = 0;
/** A database of a test's own: how to reach it, as often as it wants. */
const DATABASES: Record<string, () => SqlProjectionOptions> = {
  sqlite: () => ({ sql: `sqlite://${join(root, `${++databases}.db`)}` }),
  ...(missing === undefined && { postgres: () => ({ sql: cluster!.url, schema: `s${++databases}` }) }),
};

type Row = Record<string, string | number>;

async function rowsOf(options: SqlProjectionOptions, query: string): Promise<Row[]> {
  const sql = new SQL(options.sql as string, { max: 1 });
  try {
    if (options.schema !== undefined) await sql.unsafe(`set search_path to ${options.schema}`);
    return [...((await sql.unsafe(query)) as Row[])];
  } finally {
    await sql.close();
  }
}

const text = (...names: string[]): string => names.map((name) => `cast(${name} as text) as ${name}`).join(", ");

async function tablesOf(options: SqlProjectionOptions): Promise<TradingTables> {
  const orders = await rowsOf(
    options,
    `select ${text("order_id", "price", "quantity", "filled", "leaves")}, status from orders`,
  );
  const fills = await rowsOf(
    options,
    `select ${text("sequence", "output", "price", "quantity")}, side from fills order by fills.sequence, fills.output`,
  );
  const positions = await rowsOf(
    options,
    `select ${text("instrument", "strategy", "quantity", "buy_notional", "sell_notional", "fills")} from positions`,
  );
  const signals = await rowsOf(
    options,
    `select ${text("sequence", "output")}, confidence from signals order by signals.sequence, signals.output`,
  );
  const [events] = await rowsOf(options, "select count(*) as count from events");
  return {
    orders: new Map(orders.map(({ order_id, ...order }) => [Number(order_id), order as never])),
    fills: fills.map(({ sequence, output, ...fill }) => ({ key: `${sequence}/${output}`, ...fill }) as never),
    positions: new Map(
      positions.map((p) => [
        `${p.instrument}/${p.strategy}`,
        { quantity: p.quantity, buy: p.buy_notional, sell: p.sell_notional, fills: p.fills } as never,
      ]),
    ),
    signals: signals.map(({ sequence, output, confidence }) => ({ key: `${sequence}/${output}`, confidence }) as never),
    events: Number(events!.count),
  };
}

for (const [name, database] of Object.entries(DATABASES))
  describe(`a projection into ${name}`, () => {
    test("has every row exactly, however the records are cut into batches and calls", async () => {
      for (const batchRecords of [1, 7, 100_000]) {
        const host = new MemoryHost();
        using writer = JournalWriter.open({ folder, host, segmentBytes: 16_384 });
        const trading = new TradingJournal(writer, new Random(BigInt(batchRecords)));
        const options = { ...database(), batchRecords };
        for (let round = 0; round < 3; round++) {
          for (let i = 0; i < (batchRecords === 1 ? 25 : 120); i++) trading.step();
          writer.flush();
          // A new process each time.
          await using projection = await SqlProjection.open(options);
          expect(await projection.catchUp(folder, { host })).toBeGreaterThan(0);
          expect(await projection.catchUp(folder, { host })).toBe(0);
          expect(await tablesOf(options)).toEqual(trading.tables);
          expect(await projection.position()).toMatchObject({ sequence: writer.lastSequence });
        }
        expect(trading.tables.fills.length).toBeGreaterThan(5);
      }
    });

    test("interrupted in any batch, goes on without a row lost or twice", async () => {
      const host = new MemoryHost();
      using writer = JournalWriter.open({ folder, host });
      const trading = new TradingJournal(writer, new Random(5));
      for (let i = 0; i < 150; i++) trading.step();
      writer.flush();
      const options = { ...database(), batchRecords: 40 };
      let failures = 0;
      for (let reads = 1; failures < 1000; reads += 2) {
        await using projection = await SqlProjection.open(options);
        const broken = host.copy();
        // The read that fails is in the middle of a transaction as a rule.
        broken.faults = { failing: { call: "readAt", nth: reads } };
        try {
          await projection.catchUp(folder, { host: broken });
          break;
        } catch (error) {
          expect(error).toBeInstanceOf(IoError);
          failures += 1;
        }
      }
      expect(failures).toBeGreaterThan(0);
      expect(await tablesOf(options)).toEqual(trading.tables);
    });

    test("two at once take turns, and follow a journal that is written", async () => {
      const host = new MemoryHost();
      using writer = JournalWriter.open({ folder, host });
      const trading = new TradingJournal(writer, new Random(6));
      const options = { ...database(), batchRecords: 25 };
      const stop = new AbortController();
      await using first = await SqlProjection.open(options);
      const following = first.follow(folder, { host, signal: stop.signal, pollMillis: 1 });
      await expect(first.catchUp(folder, { host })).rejects.toBeInstanceOf(StateError);
      for (let round = 0; round < 5; round++) {
        for (let i = 0; i < 40; i++) trading.step();
        writer.flush();
        await using second = await SqlProjection.open(options);
        await second.catchUp(folder, { host });
      }
      await using third = await SqlProjection.open(options);
      for (let tries = 0; tries < 1000; tries++) {
        if ((await third.position())?.sequence === writer.lastSequence) break;
        await Bun.sleep(5);
      }
      stop.abort();
      await following;
      expect(await tablesOf(options)).toEqual(trading.tables);
    });

    test("another journal, one that lost its end or its beginning, and one that went another way are refused", async () => {
      const host = new MemoryHost();
      {
        using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
        appendQuotes(writer, 1, 150);
      }
      const options = { ...database(), events: "all" as const };
      await using projection = await SqlProjection.open(options);
      expect(await projection.catchUp(folder, { host })).toBe(150);
      const refusal = async (other: MemoryHost): Promise<string> => {
        const error = await projection.catchUp(folder, { host: other }).then(
          () => undefined,
          (reason) => reason,
        );
        expect(error).toBeInstanceOf(InputError);
        return (error as InputError).message;
      };
      const foreign = new MemoryHost();
      {
        using writer = JournalWriter.open({ folder, host: foreign, createdAt: 9n });
        appendQuotes(writer, 1, 200);
      }
      expect(await refusal(foreign)).toContain("the tables are of journal");
      const shorter = host.copy();
      for (const name of shorter.segments().slice(2)) shorter.files.delete(name);
      expect(await refusal(shorter)).toContain("the journal has no input 150, up to which the tables go");
      {
        using writer = JournalWriter.open({ folder, host: shorter, segmentBytes: 4096 });
        while (writer.lastSequence < 200) {
          const event = quote(writer.lastSequence + 1);
          event.i32[6] = 8;
          writer.append(event);
        }
      }
      expect(await refusal(shorter)).toContain("is not in the journal as it was: clear them");
      await projection.clear();
      expect(await projection.catchUp(folder, { host: shorter })).toBe(200);
      const late = host.copy();
      late.files.delete(late.segments()[0]!);
      await projection.clear();
      expect(await refusal(late)).toContain("the journal has no input 1 to begin with");
      const first = Number(late.segments()[0]!.slice(0, 20));
      expect(await projection.catchUp(folder, { host: late, firstSequence: first })).toBe(151 - first);
    });

    test("lists the instruments of the journal's metadata, and keeps what it does not know", async () => {
      const host = new MemoryHost();
      {
        const instruments = [{ symbol: "AAPL", priceDecimals: 2, sizeDecimals: 0 }, "MSFT", { id: 7 }];
        using writer = JournalWriter.open({ folder, host, metadata: { instruments } });
        writer.append(opaque(1, 40));
      }
      const options = database();
      await using projection = await SqlProjection.open(options);
      await projection.catchUp(folder, { host });
      expect(
        await rowsOf(
          options,
          `select ${text("instrument", "price_decimals", "size_decimals")}, symbol from instruments order by instrument`,
        ),
      ).toEqual([
        { instrument: "0", symbol: "AAPL", price_decimals: "2", size_decimals: "0" },
        { instrument: "1", symbol: "MSFT", price_decimals: null, size_decimals: null },
      ] as never);
      const [event] = await rowsOf(options, "select type, data from events");
      expect(event!.type).toBe("Type40000");
      expect(JSON.parse(event!.data as string)).toMatchObject({
        version: 1,
        bytes: expect.stringMatching(/^[0-9a-f]{16}$/),
      });
    });

    test("tables of a later version are refused; opened twice they stay", async () => {
      const options = database();
      await using first = await SqlProjection.open(options);
      await using _again = await SqlProjection.open(options);
      expect(await first.position()).toBeUndefined();
      const prefix = options.schema === undefined ? "" : `${options.schema}.`;
      await first.sql.unsafe(`insert into ${prefix}projection_schema values (99)`);
      await expect(SqlProjection.open(options)).rejects.toThrow("tables of version 99; this build knows 1");
    });
  });

test("bad options are named, and no password with them", async () => {
  const open = (options: object) => SqlProjection.open({ sql: "sqlite://:memory:", ...options } as never);
  await expect(open({ sql: "mysql://me:secret@host/db" })).rejects.toThrow(ConfigError);
  await expect(open({ sql: "mysql://me:secret@host/db" })).rejects.not.toThrow("secret");
  await expect(open({ events: ["Quot"] })).rejects.toThrow(
    'projection.events: got ["Quot"]; allowed: trading, all, none',
  );
  await expect(open({ batchRecords: 0 })).rejects.toThrow("journal.batchRecords");
  await expect(open({ schema: "x" })).rejects.toThrow("projection.schema");
  await expect(open({ table: "x" })).rejects.toThrow("projection.table");
  await expect(open({ sql: "sqlite:///dev/null/x.db" })).rejects.toThrow(IoError);
});
