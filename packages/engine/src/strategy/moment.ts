import { type EventCursor, type EventSink, StateError } from "@hotpath/core";

/** The event that a strategy is handling now, and where what it does is written. */
export class Moment {
  event: EventCursor | undefined;
  out: EventSink | undefined;
  /** Event time of the last event that was seen, in microseconds and nanoseconds. */
  micros = 0;
  nanos = 0;
  /** Number of the last input that was seen. */
  sequence = 0;

  /** The event that is the cause of what is done now. @throws {StateError} outside of handlers */
  cause(): EventCursor {
    return this.event ?? refuse();
  }

  /** Where events go. @throws {StateError} outside of handlers */
  sink(): EventSink {
    return this.out ?? refuse();
  }
}

function refuse(): never {
  throw new StateError("STATE_INVALID", "a strategy acts inside its handlers only: no event is being handled now");
}
