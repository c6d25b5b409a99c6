/**
 * The machine's clocks: the one place in the domain packages that asks for the time. Engines are handed what it says.
 */
import type { Clock } from "./contracts.ts";

/** The wall clock, in nanoseconds of microsecond resolution or better, never running backwards within a process. */
export const systemClock: Clock = {
  now: () => BigInt(wallMicros()) * 1000n,
  nowMicros: wallMicros,
};

/** Nanoseconds since the Unix epoch by the wall clock. */
export function currentTimestamp(): bigint {
  return systemClock.now();
}

/** A monotonic reading in nanoseconds for measuring durations: no relation to the time of day. */
export const monotonicNanos: () => number =
  typeof Bun === "undefined" ? () => performance.now() * 1e6 : () => Bun.nanoseconds();

let lastMicros = 0;

function wallMicros(): number {
  const micros = Math.floor((performance.timeOrigin + performance.now()) * 1000);
  lastMicros = Math.max(micros, lastMicros);
  return lastMicros;
}
