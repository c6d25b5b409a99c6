/**
 * A journal as tables in SQLite or PostgreSQL, through `Bun.SQL`: orders, fills, positions, signals, events, each record
 * exactly once. Needs Bun.
 */
export type { Dialect } from "./dialect.ts";
export type { ProjectionPosition } from "./place.ts";
export { type CatchUpOptions, SqlProjection, type SqlProjectionOptions } from "./sql-projection.ts";
