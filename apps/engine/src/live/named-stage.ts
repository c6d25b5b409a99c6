import type { EventCursor, EventSink, Snapshotable, SnapshotReader, SnapshotWriter, Stage } from "@hotpath/core";

/** A stage under a name of its own, so that two of a kind can stand in one pipeline. */
export class NamedStage implements Stage, Snapshotable {
  readonly name: string;
  readonly handles: readonly number[];
  readonly #inner: Stage & Snapshotable;

  constructor(name: string, inner: Stage & Snapshotable) {
    this.name = name;
    this.handles = inner.handles;
    this.#inner = inner;
  }

  on(event: EventCursor, out: EventSink): void {
    this.#inner.on(event, out);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#inner.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#inner.restore(reader);
  }
}
