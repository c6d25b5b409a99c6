import { ConfigError } from "@hotpath/core";
import { splitDay, weekdayOf, Zone } from "./zone.ts";

/** When a session is open: QuickFIX's StartTime, EndTime, StartDay, EndDay, Weekdays, TimeZone, NonStopSession. */
export interface ScheduleOptions {
  /** `HH:MM:SS`; `00:00:00` by default. A time zone may follow, as `08:00:00 Europe/London`. */
  startTime?: string;
  /** `HH:MM:SS`; `00:00:00` by default. One that is not later than `startTime` is on the next day. */
  endTime?: string;
  /** With `endDay`, one session a week: `Sunday` or `sun`. */
  startDay?: string;
  endDay?: string;
  /** One session a day that begins on these days alone. */
  weekdays?: readonly string[];
  /** A zone of the IANA database; `UTC` by default. */
  timeZone?: string;
  /** Days on which no daily session begins, and that a weekly one is closed for: `YYYYMMDD`, or with dashes. */
  holidays?: readonly string[];
  /** There is no schedule: one session without an end. */
  nonStop?: boolean;
}

const DAY = 86_400;
const NAMES = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/**
 * Says whether a session is open at a time, and which one: every session has the number of the local day on which it
 * began, so that two times are of the same session where the numbers are equal. Start and end are within, as in QuickFIX.
 */
export class SessionSchedule {
  readonly #zone: Zone;
  readonly #nonStop: boolean;
  readonly #start: number;
  /** How long a session lasts, in seconds of local clocks. */
  readonly #length: number;
  /** The days of the week on which one begins; a weekly one has one. */
  readonly #days: readonly boolean[];
  readonly #weekly: boolean;
  readonly #holidays: ReadonlySet<number>;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: ScheduleOptions = {}) {
    const [start, startZone] = parseTime("startTime", options.startTime ?? "00:00:00");
    const [end, endZone] = parseTime("endTime", options.endTime ?? "00:00:00");
    if (startZone !== endZone && startZone !== undefined && endZone !== undefined)
      throw new ConfigError("endTime", options.endTime, `a time in the zone of startTime, ${startZone}`);
    this.#zone = new Zone(startZone ?? endZone ?? options.timeZone ?? "UTC");
    this.#nonStop = options.nonStop ?? false;
    this.#start = start;
    this.#holidays = new Set((options.holidays ?? []).map(parseDate));
    const { startDay, endDay, weekdays } = options;
    if ((startDay === undefined) !== (endDay === undefined))
      throw new ConfigError(startDay === undefined ? "startDay" : "endDay", undefined, "a day, as the other is given");
    this.#weekly = startDay !== undefined;
    if (startDay !== undefined && endDay !== undefined) {
      if (weekdays !== undefined) throw new ConfigError("weekdays", weekdays, "nothing where startDay is given");
      const first = parseDay("startDay", startDay);
      const days = (parseDay("endDay", endDay) - first + 7) % 7;
      // From a day to the same one is a week, and never more of it.
      const length = days * DAY + end - start;
      this.#length = days === 0 ? 7 * DAY + Math.min(0, end - start) : length;
      this.#days = NAMES.map((_, i) => i === first);
    } else {
      this.#length = end > start ? end - start : end - start + DAY;
      const open = new Set((weekdays ?? NAMES).map((name) => parseDay("weekdays", name)));
      if (open.size === 0) throw new ConfigError("weekdays", weekdays, "at least one day");
      this.#days = NAMES.map((_, i) => open.has(i));
    }
  }

  /**
   * The session that is open at a time: the local day on which it began, as days since 1970-01-01; −1 where none is. A time
   * at which one ends and the next begins is of the next.
   *
   * @param micros microseconds since the Unix epoch
   */
  sessionAt(micros: number): number {
    if (this.#nonStop) return 0;
    const local = this.#zone.localSeconds(Math.floor(micros / 1e6));
    const { day, second } = splitDay(local);
    if (this.#weekly && this.#holidays.has(day)) return -1;
    const first = second >= this.#start ? day : day - 1;
    for (let begin = first; begin > first - (this.#weekly ? 8 : 2); begin--) {
      if (!this.#days[weekdayOf(begin)] || (!this.#weekly && this.#holidays.has(begin))) continue;
      return local - (begin * DAY + this.#start) <= this.#length ? begin : -1;
    }
    return -1;
  }

  /** Whether a session is open. @param micros microseconds since the Unix epoch */
  isOpen(micros: number): boolean {
    return this.sessionAt(micros) !== -1;
  }

  /** Whether one session is open at both times. @param one and @param other microseconds since the Unix epoch */
  isSameSession(one: number, other: number): boolean {
    const session = this.sessionAt(one);
    return session !== -1 && session === this.sessionAt(other);
  }
}

function parseTime(path: string, text: string): [seconds: number, zone: string | undefined] {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+(\S+))?$/.exec(text.trim());
  const [hours, minutes, seconds] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 0)];
  if (match === null || hours > 23 || minutes > 59 || seconds > 59)
    throw new ConfigError(path, text, "HH:MM:SS, a time zone behind it if need be");
  return [hours * 3600 + minutes * 60 + seconds, match[4]];
}

function parseDay(path: string, text: string): number {
  const name = text.trim().toLowerCase();
  const at = NAMES.findIndex((day) => name.length >= 2 && day.startsWith(name));
  if (at === -1) throw new ConfigError(path, text, "a day of the week, as Monday or mon");
  return at;
}

function parseDate(text: string): number {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text.trim());
  const time = match === null ? Number.NaN : Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const again = Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 10).replaceAll("-", "");
  if (again !== text.trim().replaceAll("-", "")) throw new ConfigError("holidays", text, "a date, as 20261225");
  return time / 86_400_000;
}
