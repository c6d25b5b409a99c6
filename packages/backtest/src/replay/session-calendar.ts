import {
  ConfigError,
  type EventSink,
  InputError,
  NO_INSTRUMENT,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TradingState,
  TradingStatus,
} from "@hotpath/core";
import type { MarketSource } from "./market-source.ts";

const DAY_MILLIS = 86_400_000;

/** From when on a day an instrument is in which state. */
export interface SessionPhase {
  /** Local time, `HH:MM` or `HH:MM:SS`. */
  at: string;
  /** A `TradingState`. */
  state: TradingState;
}

/** How a {@link SessionCalendar} is made. Dates are `YYYY-MM-DD`, of the venue's own days. */
export interface SessionCalendarOptions {
  /** The first and the last day, both included. */
  from: string;
  to: string;
  /** The phases of a day, in order: `[{ at: "09:30", state: TradingState.Trading }, { at: "16:00", state: TradingState.Closed }]`. */
  phases: readonly SessionPhase[];
  /** Where the local time is that of: an IANA name such as `America/New_York`. Default `UTC`. */
  timeZone?: string;
  /** Days of the week that are trading days, 1 for Monday to 7. Default Monday to Friday. */
  weekdays?: readonly number[];
  /** Days on which nothing trades. */
  holidays?: readonly string[];
  /** Days with phases of their own, such as those that end at noon. */
  shortDays?: Readonly<Record<string, readonly SessionPhase[]>>;
  /** Dense index of the instrument; default all of the venue. */
  instrument?: number;
  /** The venue's number in the headers. Default 0. */
  venue?: number;
}

/**
 * The sessions of a trading calendar as `TradingStatus` events: give it to a `MarketReplay` beside the market data, and the
 * venue knows when it trades, calls an auction and is closed. Local times become UTC by the machine's time zone database.
 *
 * @example
 * const calendar = new SessionCalendar({
 *   from: "2024-07-01", to: "2024-07-05", timeZone: "America/New_York", holidays: ["2024-07-04"],
 *   phases: [{ at: "09:30", state: TradingState.Trading }, { at: "16:00", state: TradingState.Closed }],
 * });
 */
export class SessionCalendar implements MarketSource, Snapshotable {
  readonly nanos = 0;
  readonly receiveMicros: number = Number.NaN;
  readonly receiveNanos = 0;
  readonly #micros: Float64Array;
  readonly #states: Int32Array;
  readonly #instrument: number;
  readonly #venue: number;
  #at = -1;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: SessionCalendarOptions) {
    const { weekdays = [1, 2, 3, 4, 5], holidays = [], shortDays = {}, timeZone = "UTC" } = options;
    const first = dayOf(options.from, "calendar.from");
    const last = dayOf(options.to, "calendar.to");
    if (last < first) throw new ConfigError("calendar.to", options.to, `a day from ${options.from}`);
    if (last - first > 200 * 366 * DAY_MILLIS)
      throw new ConfigError("calendar.to", options.to, "at most 200 years later");
    const closed = new Set(holidays.map((date, n) => dayOf(date, `calendar.holidays[${n}]`)));
    const usual = phasesOf(options.phases, "calendar.phases");
    const special = new Map(
      Object.entries(shortDays).map(([date, phases]) => {
        const path = `calendar.shortDays["${date}"]`;
        return [dayOf(date, path), phasesOf(phases, path)] as const;
      }),
    );
    const toUtc = utcOf(timeZone);
    const rows: [micros: number, state: number][] = [];
    for (let day = first; day <= last; day += DAY_MILLIS) {
      // The epoch was a Thursday.
      const weekday = ((day / DAY_MILLIS + 3) % 7) + 1;
      if (!weekdays.includes(weekday) || closed.has(day)) continue;
      for (const { millis, state } of special.get(day) ?? usual) rows.push([toUtc(day + millis) * 1000, state]);
    }
    this.#micros = Float64Array.from(rows, ([micros]) => micros);
    this.#states = Int32Array.from(rows, ([, state]) => state);
    this.#instrument = options.instrument ?? NO_INSTRUMENT;
    this.#venue = options.venue ?? 0;
  }

  /** Changes of state in all. */
  get changes(): number {
    return this.#micros.length;
  }

  get micros(): number {
    return this.#micros[this.#at] ?? 0;
  }

  next(): boolean {
    if (this.#at + 1 >= this.#micros.length) return false;
    this.#at += 1;
    return true;
  }

  emit(sink: EventSink): void {
    TradingStatus.write(sink, this.micros, 0, this.#instrument, this.#venue, this.#states[this.#at]!);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.calendar");
    writer.i32(this.#at);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.calendar");
    const at = reader.i32();
    if (at < -1 || at >= this.#micros.length) throw new InputError("CORRUPT", `snapshot: change ${at} of a calendar`);
    this.#at = at;
  }
}

/** Milliseconds of midnight UTC of a date. */
function dayOf(date: string, path: string): number {
  const millis = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 10) !== date || millis < 0)
    throw new ConfigError(path, date, "a date as 2024-07-04, from 1970 on");
  return millis;
}

function phasesOf(phases: readonly SessionPhase[], path: string): { millis: number; state: number }[] {
  if (!Array.isArray(phases) || phases.length === 0) throw new ConfigError(path, phases, "at least one phase");
  let last = -1;
  return phases.map(({ at, state }, n) => {
    const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(at);
    const millis =
      match === null ? -1 : (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1000;
    if (millis <= last) throw new ConfigError(`${path}[${n}].at`, at, "a time as 09:30, after the phase before");
    if (!(Object.values(TradingState) as number[]).includes(state))
      throw new ConfigError(`${path}[${n}].state`, state, "a TradingState");
    last = millis;
    return { millis, state };
  });
}

/** Turns local milliseconds, as if they were UTC, into those of UTC. */
function utcOf(timeZone: string): (local: number) => number {
  if (timeZone === "UTC") return (local) => local;
  const numeric = "numeric" as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...fields });
  } catch {
    throw new ConfigError("calendar.timeZone", timeZone, "a time zone of the IANA database, as America/New_York");
  }
  const offsetAt = (utc: number): number => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utc)) parts[type] = Number(value);
    return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) - utc;
  };
  // The offset at the local time taken for UTC may be that of another season; that at the first answer is not.
  return (local) => local - offsetAt(local - offsetAt(local));
}
