import { ConfigError } from "@hotpath/core";

/** Seconds of an hour and of a day. */
const HOUR = 3600;
const DAY = 86_400;

/**
 * Local time of one zone, daylight saving with it, by the machine's time zone database (`Intl`). The offset is asked for
 * once an hour of time: rules change it on the quarter of an hour at the earliest, so it is remembered by quarters.
 */
export class Zone {
  /** The zone's name: `Europe/London`, `UTC`. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat | undefined;
  #from = 0;
  #to = 0;
  #offset = 0;

  /** @throws {ConfigError} if the zone is not known */
  constructor(name: string) {
    this.name = name;
    if (name === "UTC") return;
    try {
      this.#format = new Intl.DateTimeFormat("en-US", {
        timeZone: name,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch {
      throw new ConfigError("timeZone", name, "a time zone of the IANA database, as Europe/London");
    }
  }

  /** Seconds that local time is ahead of UTC at a time. @param seconds whole seconds since the Unix epoch */
  offsetAt(seconds: number): number {
    if (this.#format === undefined) return 0;
    if (seconds >= this.#from && seconds < this.#to) return this.#offset;
    this.#from = Math.floor(seconds / (HOUR / 4)) * (HOUR / 4);
    this.#to = this.#from + HOUR / 4;
    this.#offset = this.#ask(this.#from);
    return this.#offset;
  }

  /** Local seconds since midnight of 1970-01-01 by the zone's own clocks. */
  localSeconds(seconds: number): number {
    return seconds + this.offsetAt(seconds);
  }

  #ask(seconds: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format!.formatToParts(seconds * 1000)) parts[type] = Number(value);
    const local = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000;
    return local - seconds;
  }
}

/** Days since 1970-01-01 and seconds of the day, of local seconds. */
export function splitDay(localSeconds: number): { day: number; second: number } {
  const day = Math.floor(localSeconds / DAY);
  return { day, second: localSeconds - day * DAY };
}

/** Day of the week of days since 1970-01-01: 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
