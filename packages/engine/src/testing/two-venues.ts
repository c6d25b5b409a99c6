import type { EventCursor, EventSink, Snapshotable, SnapshotReader, SnapshotWriter, Stage } from "@hotpath/core";
import { PaperVenue } from "../index.ts";

/** Several paper venues in one stage: each sees the quotes and orders that name it. */
export class PaperVenues implements Stage, Snapshotable {
  readonly name = "venues";
  readonly handles: readonly number[];
  readonly #venues: ReadonlyMap<number, PaperVenue>;

  constructor(venues: readonly number[], instruments: number) {
    this.#venues = new Map(venues.map((venue) => [venue, new PaperVenue({ instruments })]));
    this.handles = new PaperVenue({ instruments }).handles;
  }

  on(event: EventCursor, out: EventSink): void {
    this.#venues.get(event.venue)?.on(event, out);
  }

  snapshot(writer: SnapshotWriter): void {
    for (const venue of this.#venues.values()) venue.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    for (const venue of this.#venues.values()) venue.restore(reader);
  }
}
