/** The tables of FIX sessions in PostgreSQL, and what is asked of them. */
/** Bytes of messages that are fetched at once; a message that begins before them comes whole. */
export const FETCH_BYTES = 1_048_576;
/** How many messages are fetched at once. */
export const FETCH_MESSAGES = 1000;

/** The statements that make the tables where they are not there. */
export const schemaOf = (schema: string): string[] =>
  `
create schema if not exists ${schema};
create table if not exists ${schema}.fix_sessions (
  session text primary key, created_micros bigint not null, sender bigint not null, target bigint not null,
  revision bigint not null, writer text not null
);
create table if not exists ${schema}.fix_messages (
  session text not null, number bigint not null, message bytea not null, primary key (session, number)
);`
    .split(";")
    .filter((each) => each.trim() !== "");

/** Statements by their names. */
export type Statements = Readonly<Record<"begin" | "load" | "write" | "clear" | "fetch", string>>;

/** The statements, for the tables of a schema. Numbers come as text, so that none is rounded on its way. */
export const statementsOf = (schema: string): Statements => ({
  begin: `insert into ${schema}.fix_sessions values ($1, $2, 1, 1, 0, '') on conflict (session) do nothing`,
  load: `select created_micros::text as created, sender::text, target::text, revision::text, writer,
    gen_random_uuid()::text as token from ${schema}.fix_sessions where session = $1`,
  // One statement, and so one transaction and one round trip: the messages go in if the numbers do.
  write: `with moved as (
      update ${schema}.fix_sessions set created_micros = $3, sender = $4, target = $5, revision = revision + 1, writer = $6
      where session = $1 and revision = $2 returning 1
    ), kept as (
      insert into ${schema}.fix_messages
      select $1, number, decode(message, 'hex') from unnest($7::bigint[], $8::text[]) as each (number, message)
      where exists (select from moved)
      on conflict (session, number) do update set message = excluded.message
    ) select count(*)::int as moved from moved`,
  clear: `delete from ${schema}.fix_messages where session = $1`,
  fetch: `select number::text, message from (
      select number, message, sum(length(message)) over (order by number) - length(message) as before from (
        select number, message from ${schema}.fix_messages
        where session = $1 and number between $2 and $3 order by number limit ${FETCH_MESSAGES}
      ) as first
    ) as counted where before < ${FETCH_BYTES} order by counted.number`,
});

/** A row of sessions, as `load` answers it. */
export interface SessionRow {
  created: string;
  sender: string;
  target: string;
  revision: string;
  writer: string;
  /** A new name for who loads. */
  token: string;
}

/** How many rows `write` has moved on: 0 where something else has written meanwhile. */
export function movedOf(rows: unknown): number {
  return (rows as { moved: number }[])[0]?.moved ?? 0;
}

/** Bytes as PostgreSQL's `decode(…, 'hex')` takes them. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
