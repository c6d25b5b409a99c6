import { type EventCursor, type EventView, viewEvent } from "@hotpath/core";

/** A record of a type that this build's schema does not know, as an object. */
export interface UnknownEventView {
  type: "Unknown";
  /** The type number. */
  typeNumber: number;
  version: number;
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** The whole record, a copy. */
  bytes: Uint8Array;
}

/** Any journalled event as an object, told apart by its `type`. */
export type JournalEventView = EventView | UnknownEventView;

/** The record under the cursor as an object, for the edge: allocates. */
export function viewRecord(event: EventCursor): JournalEventView {
  return (
    viewEvent(event) ?? {
      type: "Unknown",
      typeNumber: event.type,
      version: event.version,
      sequence: event.sequence,
      time: event.time,
      instrument: event.instrument,
      venue: event.venue,
      bytes: event.bytes().slice(),
    }
  );
}
