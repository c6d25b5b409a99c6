/** Bars of time, from trades or from bars of a finer interval. */
import { ConfigError } from "@hotpath/core";
import { BarBuilder, type BarInput, type BuilderOptions, SLOT } from "./bar-builder.ts";
import { type SessionBounds, type Sessions, sessionBounds, sessionsAsData } from "./sessions.ts";

/** What time bars may be told. */
export interface TimeBarsOptions extends BuilderOptions {
  /** Length of a bar; `Infinity` for one bar a session. */
  interval: number;
  /** Intervals are counted from the beginning of each session, and the last ends where the session does. */
  sessions?: Sessions;
  /** Whether an interval without a trade gives a bar too, of the last close and no volume. Never across sessions. */
  fill?: boolean;
}

/** The current interval, its session, whether there is one, and the last close. */
const FROM = SLOT.own;
const TO = SLOT.own + 1;
const SESSION = SLOT.own + 2;
const STARTED = SLOT.own + 3;
const LAST_CLOSE = SLOT.own + 4;

/**
 * Bars of one interval. A bar is finished by the first input at or past its end, or by `advance` when the clock has got
 * there. An input of an interval that is over is late: it is refused.
 *
 * Bars go in whole, by where they begin, so that aggregating twice is aggregating once.
 *
 * @example
 * const minutes = new TimeBars({ interval: 60_000 });
 * if (minutes.trade(price, size, timeMs) > 0) onBar(minutes.finished(0));
 */
export class TimeBars extends BarBuilder {
  readonly name: string = "TIME_BARS";
  readonly #interval: number;
  readonly #sessions: SessionBounds;
  readonly #fill: boolean;

  /** @throws {ConfigError} */
  constructor(options: TimeBarsOptions) {
    const { interval, sessions, fill = false } = options;
    if (!(interval > 0) || (interval === Infinity && sessions === undefined))
      throw new ConfigError("interval", interval, "a number > 0, or Infinity with sessions");
    super({ interval: String(interval), sessions: sessionsAsData(sessions), fill }, options, 5);
    this.#interval = interval;
    this.#sessions = sessionBounds(sessions);
    this.#fill = fill && interval < Infinity;
  }

  /** The clock is at a time: bars that end there or before are finished. Their number. */
  advance(time: number): number {
    this.clear();
    if (this.s[STARTED] === 1 && time - time === 0) this.#moveTo(time);
    return this.count;
  }

  override flush(): number {
    // The interval is over: what comes of it later is late.
    this.s[FROM] = this.s[TO]!;
    return super.flush();
  }

  protected override onTrade(price: number, size: number, time: number): void {
    if (!this.#moveTo(time)) {
      this.refuse("late", `a trade of time ${time}`);
      return;
    }
    this.add(price, size, time);
    this.#keep(price);
  }

  protected override onBar(bar: BarInput): void {
    if (!this.#moveTo(bar.time)) {
      this.refuse("late", `a bar of time ${bar.time}`);
      return;
    }
    this.addBar(bar);
    this.#keep(bar.close);
  }

  #keep(close: number): void {
    const { s } = this;
    s[SLOT.begin] = s[FROM]!;
    s[SLOT.end] = s[TO]!;
    s[LAST_CLOSE] = close;
  }

  /** Makes a time's interval the current one, finishing what ends before. False where the time is late. */
  #moveTo(time: number): boolean {
    const { s } = this;
    const started = s[STARTED] === 1;
    if (started && time < s[TO]!) return time >= s[FROM]!;
    const interval = this.#interval;
    const session = this.#sessions.startOf(time);
    const index = interval === Infinity ? 0 : Math.floor((time - session) / interval);
    const from = index === 0 ? session : session + index * interval;
    if (started) this.#leave(session, index);
    s[FROM] = from;
    s[TO] = Math.min(interval === Infinity ? Infinity : session + (index + 1) * interval, this.#sessions.endOf(time));
    s[SESSION] = session;
    s[STARTED] = 1;
    return true;
  }

  /** Finishes the current interval, and those without trades up to the one of `index`. */
  #leave(session: number, index: number): void {
    const { s } = this;
    const forming = s[SLOT.forming] === 1;
    const filling = this.#fill && session === s[SESSION];
    const next = filling ? Math.round((s[TO]! - session) / this.#interval) : index;
    this.expect(index - next + 1);
    if (forming) this.finish();
    else if (filling && s[FROM]! < s[TO]!) this.#empty(s[FROM]!, s[TO]!);
    for (let k = next; k < index; k++) this.#empty(session + k * this.#interval, session + (k + 1) * this.#interval);
  }

  #empty(from: number, to: number): void {
    this.begin(this.s[LAST_CLOSE]!, from);
    this.s[SLOT.end] = to;
    this.finish();
  }
}
