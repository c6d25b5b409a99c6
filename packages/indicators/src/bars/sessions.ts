/** Where sessions begin and end, for bars and profiles that begin anew with each. */
import { ConfigError } from "@hotpath/core";

/**
 * Sessions: one after the other of one length, from an anchor on (a day from an opening time, say), or functions that
 * give beginning and end of the session that a time belongs to (for daylight saving, weeks, months).
 */
export type Sessions =
  | { readonly length: number; readonly anchor?: number }
  | { startOf(time: number): number; endOf(time: number): number };

/** The bounds of the session that a time belongs to. */
export interface SessionBounds {
  startOf(time: number): number;
  endOf(time: number): number;
}

/** The functions of {@link Sessions}; without any, all of time is one session from 0 on. @throws {ConfigError} */
export function sessionBounds(sessions: Sessions | undefined): SessionBounds {
  if (sessions === undefined) return { startOf: () => 0, endOf: () => Infinity };
  if ("startOf" in sessions) return sessions;
  const { length, anchor = 0 } = sessions;
  if (!(length > 0 && length < Infinity)) throw new ConfigError("sessions.length", length, "a finite number > 0");
  if (!Number.isFinite(anchor)) throw new ConfigError("sessions.anchor", anchor, "a finite number");
  const startOf = (time: number): number => anchor + Math.floor((time - anchor) / length) * length;
  return { startOf, endOf: (time) => startOf(time) + length };
}

/** Sessions as they stand in a snapshot, where functions cannot. */
export function sessionsAsData(sessions: Sessions | undefined): unknown {
  if (sessions === undefined) return null;
  return "startOf" in sessions ? "functions" : { length: sessions.length, anchor: sessions.anchor ?? 0 };
}
