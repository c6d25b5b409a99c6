/** The tables, version by version: a database of an earlier one is brought up to date step by step, in one transaction. */
import { InputError } from "@hotpath/core";
import type { SQL } from "bun";
import { type Dialect, typesOf } from "./dialect.ts";

/** Statements that lead from a version to the next. */
type Migration = (dialect: Dialect) => string;

const MIGRATIONS: readonly Migration[] = [
  (dialect) => {
    const { int, wide, real, text } = typesOf(dialect);
    const record = `sequence ${int} not null, output ${int} not null, time_ns ${int} not null, instrument ${int} not null, venue ${int} not null`;
    return `
create table projection (
  id ${int} primary key, journal_id ${text} not null, sequence ${int} not null, output ${int} not null,
  record_hash ${text} not null
);
create table instruments (
  instrument ${int} primary key, symbol ${text} not null, price_decimals ${int}, size_decimals ${int}
);
create table events (
  ${record}, type ${text} not null, data ${text} not null, primary key (sequence, output)
);
create index events_by_time on events (time_ns);
create index events_by_type on events (type, sequence);
create table orders (
  order_id ${int} primary key, instrument ${int} not null, venue ${int} not null, strategy ${int}, side ${text},
  order_type ${text}, time_in_force ${text}, price ${int}, quantity ${int}, filled ${int} not null, leaves ${int},
  status ${text} not null, reason ${int}, venue_order_id ${int}, created_sequence ${int} not null,
  created_ns ${int} not null, updated_sequence ${int} not null, updated_ns ${int} not null, closed_sequence ${int}, reopened_sequence ${int}
);
create index orders_by_status on orders (status);
create table fills (
  ${record}, kind ${text} not null, order_id ${int} not null, strategy ${int} not null, side ${text} not null,
  price ${int} not null, quantity ${int} not null, leaves ${int} not null, liquidity ${text} not null, fee ${real},
  execution_id ${int}, primary key (sequence, output)
);
create index fills_by_order on fills (order_id);
create table positions (
  instrument ${int} not null, strategy ${int} not null, quantity ${int} not null, bought ${int} not null,
  sold ${int} not null, buy_notional ${wide} not null, sell_notional ${wide} not null, fills ${int} not null,
  updated_sequence ${int} not null, updated_ns ${int} not null, primary key (instrument, strategy)
);
create table signals (
  ${record}, generator ${int} not null, direction ${int} not null, confidence ${real}, value ${real},
  reference ${real}, probability ${real}, horizon ${real}, primary key (sequence, output)
);
create index signals_by_instrument on signals (instrument, sequence);`;
  },
];

/** The version of the tables that this build writes. */
export const TABLES_VERSION: number = MIGRATIONS.length;

/**
 * Makes the tables, or brings them up to date. Within a transaction that no other opener shares.
 *
 * @throws {InputError} `CORRUPT` for tables of a later version
 */
export async function migrate(sql: SQL, dialect: Dialect): Promise<void> {
  await sql.unsafe("create table if not exists projection_schema (version integer not null)");
  const [row] = (await sql.unsafe("select max(version) as version from projection_schema")) as {
    version: number | null;
  }[];
  const from = row?.version ?? 0;
  if (from > TABLES_VERSION)
    throw new InputError("CORRUPT", `projection: tables of version ${from}; this build knows ${TABLES_VERSION}`);
  for (let version = from; version < TABLES_VERSION; version++) {
    for (const statement of MIGRATIONS[version]!(dialect).split(";"))
      if (statement.trim() !== "") await sql.unsafe(statement);
    await sql.unsafe(`insert into projection_schema values (${version + 1})`);
  }
}

/** The tables that hold records, which a new beginning empties. */
export const TABLES: readonly string[] = [
  "projection",
  "instruments",
  "events",
  "orders",
  "fills",
  "positions",
  "signals",
];
