/**
 * The contracts that every stateful part implements, so that a custom engine is nothing but a list of stages.
 */
import type { EventCursor } from "./events/cursor.ts";
import type { EventSink } from "./events/queue.ts";
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

/**
 * One step of a pipeline: sees each event that it handles, in sequence, and may emit derived events to `out`.
 *
 * A stage is synchronous, asks no clock, no random source and no network, and never throws for what an event says: it
 * counts and emits a refusal. The cursor is the pipeline's own: read what is needed, keep nothing of it.
 */
export interface Stage {
  /** A short name, for statistics and errors. */
  readonly name: string;
  /** The event types that the stage wants to see. */
  readonly handles: readonly number[];
  /** Handles one event. */
  on(event: EventCursor, out: EventSink): void;
}

/** A part whose whole state can be written out and taken back, so that an engine recovers without a warm-up. */
export interface Snapshotable {
  /** Writes the whole state. */
  snapshot(writer: SnapshotWriter): void;
  /**
   * Takes back a state that `snapshot` wrote.
   *
   * @throws {InputError} code `CORRUPT` if the bytes are not such a state
   */
  restore(reader: SnapshotReader): void;
}

/** A source of time. The core of an engine never reads one: time enters with the events. */
export interface Clock {
  /** Nanoseconds since the Unix epoch. */
  now(): bigint;
  /** Whole microseconds since the Unix epoch: no allocation. */
  nowMicros(): number;
}
