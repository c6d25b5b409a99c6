/** What differs between SQLite and PostgreSQL, and how rows are written in both. */
import { ConfigError } from "@hotpath/core";
import type { SQL } from "bun";

/** The databases that can be projected into. */
export type Dialect = "sqlite" | "postgres";

/** A value that is bound: integers as text, so that none is rounded on its way; null where there is none. */
export type Value = string | number | null;

/** Rows of one statement: more bring nothing, and databases bound the values of a statement. */
const ROWS_PER_STATEMENT = 200;

/** @throws {ConfigError} if it is another database's */
export function dialectOf(sql: SQL): Dialect {
  const { adapter } = sql.options as { adapter?: string };
  if (adapter === "sqlite" || adapter === "postgres") return adapter;
  throw new ConfigError("sql", adapter, "a connection to sqlite or postgres");
}

/** The types of columns by what they hold. */
export function typesOf(dialect: Dialect): Readonly<Record<"int" | "wide" | "real" | "text", string>> {
  return dialect === "postgres"
    ? { int: "bigint", wide: "numeric(60, 0)", real: "double precision", text: "text" }
    : // Whole numbers beyond 64 bits are decimal text there.
      { int: "integer", wide: "text", real: "real", text: "text" };
}

/** Inserts rows; `conflict` says what becomes of those that are there. */
export async function insertRows(
  sql: SQL,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  conflict: string,
): Promise<void> {
  const isPostgres = dialectOf(sql) === "postgres";
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const some = rows.slice(from, from + ROWS_PER_STATEMENT);
    let mark = 0;
    const tuples = some.map((row) => `(${row.map(() => (isPostgres ? `$${++mark}` : "?")).join(", ")})`);
    const text = `insert into ${table} (${columns.join(", ")}) values ${tuples.join(", ")} ${conflict}`;
    await sql.unsafe(text, some.flat());
  }
}
