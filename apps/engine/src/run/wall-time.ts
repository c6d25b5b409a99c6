import { type EventCursor, storeTime, systemClock } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";

/** Where a record has its time, in 32-bit integers. */
const TIME_AT = 4;

/** Takes in a live event: it has the time at which it came, what the machine's clock said, and what the journal keeps. */
export function takeNow(engine: StrategyEngine, event: EventCursor): void {
  const now = systemClock.nowMicros();
  engine.advance(now, now);
  storeTime(event.i32, (event.at << 1) + TIME_AT, now, 0);
  engine.inbox.append(event);
  engine.process();
}

/** Timers that are due by the machine's clock fire. */
export function advanceNow(engine: StrategyEngine): void {
  const now = systemClock.nowMicros();
  engine.advance(now, now);
}
