import { type EventCursor, type EventSink, StateError, timeMicros, timeNanos } from "@hotpath/core";

/** Where a record has its time, in 32-bit integers. */
const TIME_AT = 4;

/** The event that a strategy is handling now, and where what it does is written. */
export class Moment {
  event: EventCursor | undefined;
  out: EventSink | undefined;
  /** Time of the last event that was seen, as the record has it: two words, read when somebody asks. */
  readonly time: Int32Array = new Int32Array(2);
  /** Number of the last input that was seen. */
  sequence = 0;

  /** Whole microseconds since the Unix epoch of the last event that was seen. */
  get micros(): number {
    return timeMicros(this.time, 0);
  }

  /** The nanoseconds within the microsecond. */
  get nanos(): number {
    return timeNanos(this.time, 0);
  }

  /** An event is handled from now on. */
  begin(event: EventCursor, out: EventSink): void {
    this.event = event;
    this.out = out;
    const { i32 } = event;
    const at = (event.at << 1) + TIME_AT;
    this.time[0] = i32[at]!;
    this.time[1] = i32[at + 1]!;
    this.sequence = event.sequence;
  }

  /** No event is handled any more. */
  end(): void {
    this.event = undefined;
    this.out = undefined;
  }

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
