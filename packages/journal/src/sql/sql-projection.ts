import { setTimeout } from "node:timers/promises";
import {
  Bar,
  BookClear,
  BookLevel,
  ConfigError,
  EVENT_NAMES,
  EventCursor,
  HotpathError,
  IoError,
  Quote,
  StateError,
  Timer,
  Trade,
} from "@hotpath/core";
import type { SQL } from "bun";
import type { JournalHost } from "../host.ts";
import { integer } from "../options.ts";
import { JournalReader } from "../reader.ts";
import { type Dialect, dialectOf, insertRows } from "./dialect.ts";
import { migrate, TABLES } from "./migrations.ts";
import { Place, type ProjectionPosition, positionOf } from "./place.ts";
import { Positions } from "./positions.ts";
import { ProjectionBatch } from "./projection-batch.ts";

/** How a {@link SqlProjection} is opened. */
export interface SqlProjectionOptions {
  /** A connection of `Bun.SQL`, which stays the caller's; or a URL: `sqlite://file.db`, `postgres://user@host/database`. */
  sql: SQL | string;
  /** PostgreSQL: the schema that the tables are in, made if it is not there; default `public`. */
  schema?: string;
  /**
   * Which records have a row in `events`: `trading`, all but market data and timers; `all`; `none`; or types by name.
   * Orders, fills, positions and signals do not depend on it. Default `trading`.
   */
  events?: "trading" | "all" | "none" | readonly string[];
  /** Records of one transaction at the most, 1 to 100,000; default 2000. */
  batchRecords?: number;
}

/** How {@link SqlProjection.catchUp} reads. */
export interface CatchUpOptions {
  /** Ends it between two transactions. */
  signal?: AbortSignal;
  /**
   * The sequence that the journal must begin with where the projection is empty; default 1. A later first sequence says
   * that the history before it is meant to be left out.
   */
  firstSequence?: number;
  /** Where the journal's files are; default `fileHost`. */
  host?: JournalHost;
}

/** How often, and how far apart, a SQLite database is asked for again while another one writes: ten seconds in all. */
const BUSY_TRIES = 2000;
const BUSY_MILLIS = 5;

const MARKET_DATA: readonly number[] = [Quote, Trade, BookLevel, Bar, Timer, BookClear].map(({ TYPE }) => TYPE);

/**
 * A journal as tables: `orders`, `fills`, `positions`, `signals`, `events`, in SQLite or PostgreSQL. A batch of records and
 * the position behind it are one transaction, so that whatever happens each record counts exactly once.
 *
 * @example
 * await using projection = await SqlProjection.open({ sql: "sqlite://trading.db" });
 * await projection.catchUp("journal");
 * console.log(await projection.sql`select * from positions`);
 */
export class SqlProjection implements AsyncDisposable {
  readonly sql: SQL;
  readonly dialect: Dialect;
  readonly #isOwn: boolean;
  readonly #schema: string | undefined;
  readonly #batchRecords: number;
  readonly #isEvent: (type: number) => boolean;
  #isBusy = false;

  /**
   * Connects, and makes the tables or brings them up to date.
   *
   * @throws {ConfigError} naming the option that is wrong
   * @throws {InputError} `CORRUPT` for tables of a later build
   * @throws {IoError} if the database cannot be had, or the host is not Bun
   */
  static async open(options: SqlProjectionOptions): Promise<SqlProjection> {
    const projection = new SqlProjection(options);
    try {
      // Readers do not wait for the projection.
      if (projection.dialect === "sqlite" && projection.#isOwn)
        await whenFree(() => projection.sql.unsafe("pragma journal_mode = wal"));
      await projection.#transaction(async (sql) => {
        if (projection.dialect === "postgres") {
          // Two that begin at the same time would both make the tables.
          await sql.unsafe("select pg_advisory_xact_lock(7023418855)");
          if (projection.#schema !== undefined) await sql.unsafe(`create schema if not exists ${projection.#schema}`);
        }
        await migrate(sql, projection.dialect);
      });
      return projection;
    } catch (error) {
      await projection[Symbol.asyncDispose]();
      throw refusal(error);
    }
  }

  private constructor(options: SqlProjectionOptions) {
    for (const [key, value] of Object.entries(options))
      if (!["sql", "schema", "events", "batchRecords"].includes(key))
        throw new ConfigError(`projection.${key}`, value, "one of the keys sql, schema, events, batchRecords");
    const { sql, schema } = options;
    this.#batchRecords = integer("batchRecords", options.batchRecords, 1, 100_000, 2000);
    this.#isEvent = filterOf(options.events ?? "trading");
    this.#isOwn = typeof sql === "string";
    this.sql = typeof sql === "string" ? connected(sql) : sql;
    this.dialect = dialectOf(this.sql);
    if (schema !== undefined && (this.dialect === "sqlite" || !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)))
      throw new ConfigError("projection.schema", schema, "PostgreSQL: a name of small letters, digits and _");
    this.#schema = schema;
  }

  /** Where it stands; undefined where it is empty. */
  async position(): Promise<ProjectionPosition | undefined> {
    return await this.#transaction((sql) => positionOf(sql));
  }

  /**
   * Takes in every whole record of the journal that is not in the tables yet.
   *
   * @returns the number of records taken in
   * @throws {InputError} `CORRUPT` where the journal is damaged, lacks what would come next, or is not the one (or no longer
   * the one) that was projected
   * @throws {StateError} while another call is at work
   * @throws {IoError} when the database or the machine refuses: what was taken in whole batches before stays
   */
  async catchUp(folder: string, options: CatchUpOptions = {}): Promise<number> {
    if (this.#isBusy) throw new StateError("STATE_INVALID", "the projection is at work already");
    this.#isBusy = true;
    try {
      using reader = JournalReader.open(folder, options.host === undefined ? {} : { host: options.host });
      let total = 0;
      for (;;) {
        const records = options.signal?.aborted === true ? 0 : await this.#step(reader, options.firstSequence ?? 1);
        total += records;
        if (records < this.#batchRecords) return total;
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** As `catchUp`, again and again until it is aborted, so that the tables follow a journal that is being written. */
  async follow(folder: string, options: CatchUpOptions & { signal: AbortSignal; pollMillis?: number }): Promise<void> {
    const pollMillis = integer("pollMillis", options.pollMillis, 1, 60_000, 50);
    while (!options.signal.aborted) {
      const records = await this.catchUp(folder, options);
      if (records === 0) await setTimeout(pollMillis, undefined, { signal: options.signal }).catch(() => {});
    }
  }

  /** Empties the tables, so that the journal can be projected anew. */
  async clear(): Promise<void> {
    await this.#transaction(async (sql) => {
      for (const table of TABLES) await sql.unsafe(`delete from ${table}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOwn) await this.sql.close();
  }

  /** One transaction: the next records, and the position behind them. */
  async #step(reader: JournalReader, firstSequence: number): Promise<number> {
    return await this.#transaction(async (sql) => {
      // In PostgreSQL the row is locked, so that two projectors take turns; SQLite has one writer at a time.
      if (this.dialect === "postgres") await sql.unsafe("lock table projection in exclusive mode");
      const before = await positionOf(sql);
      const place = new Place(reader, before, firstSequence);
      const positions = await Positions.load(sql);
      const batch = new ProjectionBatch();
      const event = new EventCursor();
      while (batch.records < this.#batchRecords && place.next(event))
        batch.add(event, place.output, positions, this.#isEvent(event.type));
      if (batch.records === 0) return 0;
      await batch.write(sql);
      await positions.write(sql);
      if (before === undefined) await writeInstruments(sql, reader.metadata.instruments);
      const columns = ["id", "journal_id", "sequence", "output", "record_hash"];
      const conflict = `on conflict (id) do update set ${columns
        .slice(1)
        .map((c) => `${c} = excluded.${c}`)
        .join(", ")}`;
      const row = ["1", reader.journalId, String(place.sequence), String(place.output), place.recordHash];
      await insertRows(sql, "projection", columns, [row], conflict);
      return batch.records;
    });
  }

  async #transaction<T>(work: (sql: SQL) => Promise<T>): Promise<T> {
    try {
      const run = async (sql: SQL): Promise<T> => {
        if (this.#schema !== undefined) await sql.unsafe(`set local search_path to ${this.#schema}`);
        return await work(sql);
      };
      if (this.dialect === "postgres") return await this.sql.begin(run);
      // Begun at once as one that writes, so that all it reads is still so when it writes.
      return await whenFree(() => this.sql.begin("immediate", run));
    } catch (error) {
      throw refusal(error);
    }
  }
}

/** Another writer of a SQLite database is waited for here, and not in the database, which would hold up the thread. */
async function whenFree<T>(work: () => PromiseLike<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === BUSY_TRIES || (error as { code?: string }).code !== "SQLITE_BUSY") throw error;
      await setTimeout(BUSY_MILLIS);
    }
  }
}

function refusal(error: unknown): HotpathError {
  if (error instanceof HotpathError) return error;
  return new IoError(`projection: the database refuses: ${(error as Error).message}`, { cause: error });
}

function connected(url: string): SQL {
  if (typeof Bun === "undefined") throw new IoError("projection: SQL databases are reached through Bun.SQL");
  // There may be a password in it.
  if (!/^(postgres(ql)?|sqlite):\/\//.test(url))
    throw new ConfigError(
      "projection.sql",
      url.replace(/:\/\/.*/s, "://…"),
      "a URL that begins with sqlite:// or postgres://",
    );
  return new Bun.SQL(url);
}

function filterOf(events: SqlProjectionOptions["events"]): (type: number) => boolean {
  if (events === "all") return () => true;
  if (events === "none") return () => false;
  if (events === "trading") return (type) => !MARKET_DATA.includes(type);
  const names = Object.values(EVENT_NAMES) as string[];
  if (Array.isArray(events) && events.every((name) => names.includes(name)))
    return (type) => events.includes(EVENT_NAMES[type] ?? "");
  throw new ConfigError("projection.events", events, `trading, all, none, or some of ${names.join(", ")}`);
}

/** The instruments that a journal's metadata lists, where it lists them by symbol: what the units of prices and sizes are. */
async function writeInstruments(sql: SQL, instruments: unknown): Promise<void> {
  if (!Array.isArray(instruments)) return;
  const decimals = (value: unknown) => (Number.isInteger(value) ? String(value) : null);
  const rows = instruments.flatMap((each: Record<string, unknown> | string | null, index) => {
    const symbol = typeof each === "string" ? each : each?.symbol;
    if (typeof symbol !== "string") return [];
    const { priceDecimals, sizeDecimals } = typeof each === "string" ? {} : (each as Record<string, unknown>);
    return [[String(index), symbol, decimals(priceDecimals), decimals(sizeDecimals)]];
  });
  await insertRows(sql, "instruments", ["instrument", "symbol", "price_decimals", "size_decimals"], rows, "");
}
