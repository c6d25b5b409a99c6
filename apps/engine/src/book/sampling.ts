import { ConfigError, microsOf, nanosOf, parseTimestamp } from "@hotpath/core";

/** When rows are printed: after every nth message of an instrument, or as of every multiple of a span of time. */
export type Sampling = { kind: "messages"; every: number } | { kind: "time"; micros: number };

const UNITS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/**
 * Reads `--every`: `message`, a number of messages, or a span such as `100ms`, `1s`, `5m`.
 *
 * @throws {ConfigError} if it is none
 */
export function parseSampling(text: string): Sampling {
  if (text === "message") return { kind: "messages", every: 1 };
  const match = /^(\d+)(us|ms|s|m|h)?$/.exec(text);
  const count = Number(match?.[1]);
  const unit = match?.[2];
  if (match !== null && count >= 1 && count <= 1e12) {
    if (unit === undefined) return { kind: "messages", every: count };
    return { kind: "time", micros: count * UNITS[unit]! };
  }
  throw new ConfigError("--every", text, "message, a number of messages, or a span such as 100ms, 1s, 5m");
}

/** A moment: microseconds since the epoch, or since midnight, and the nanoseconds within. */
export interface Moment {
  micros: number;
  nanos: number;
  /** Whether `micros` counts from the midnight of the feed. */
  isTimeOfDay: boolean;
}

/**
 * Reads `--at`: an ISO 8601 time with a date, or a time of day, down to nanoseconds.
 *
 * @throws {ConfigError} if it is neither
 */
export function parseMoment(text: string): Moment {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text);
  if (match !== null) {
    const [, hours, minutes, seconds = "0", fraction = ""] = match;
    const nanos = Number(fraction.padEnd(9, "0"));
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    if (Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60) {
      return { micros: whole * 1e6 + Math.floor(nanos / 1000), nanos: nanos % 1000, isTimeOfDay: true };
    }
  }
  try {
    const time = parseTimestamp(text);
    return { micros: microsOf(time), nanos: nanosOf(time), isTimeOfDay: false };
  } catch {
    throw new ConfigError("--at", text, "a time such as 09:35:00.25 or 2019-12-30T14:35:00Z");
  }
}
