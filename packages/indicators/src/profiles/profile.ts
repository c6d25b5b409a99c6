/** What profiles have in common: rows of prices, sessions, what is refused, and the levels that traders look at. */
import { CapacityError, ConfigError, InputError } from "@hotpath/core";
import { positive } from "../bars/bar-builder.ts";
import { levelAtOrBelow, levelPrice } from "../bars/levels.ts";
import { type SessionBounds, type Sessions, sessionBounds, sessionsAsData } from "../bars/sessions.ts";
import { pointOfControl, valueArea } from "./value-area.ts";

/** What all profiles may be told. */
export interface ProfileOptions {
  /** Height of a row of prices. Default 1: prices are counts of ticks, and a row is a tick. */
  rowSize?: number;
  /** A price at which a row begins. Default 0. */
  origin?: number;
  /** Share of the whole that the value area has. Default 0.7. */
  valueArea?: number;
  /** Rows by which the value area grows at once. Default 2, as the CBOT has it. */
  valueAreaStep?: number;
  /** Most rows from the lowest price to the highest. What would need more is a {@link CapacityError}. Default 100,000. */
  maxRows?: number;
  /** With sessions, the profile begins anew with each, and `last` keeps the levels of the one before. */
  sessions?: Sessions;
  /** Count in `rejected` and leave out what is not finite, of negative size or late, or throw. Default `count`. */
  invalid?: "count" | "error";
}

/** The levels of a profile. Rows are named by the lowest price that is in them. */
export interface ProfileLevels {
  /** Where the session begins, or 0. */
  begin: number;
  pointOfControl: number;
  /** The highest and the lowest row of the value area. */
  valueAreaHigh: number;
  valueAreaLow: number;
  /** The highest and the lowest row. */
  high: number;
  low: number;
  /** Volume or number of letters, all told. */
  total: number;
  /** Of a market profile: the highest and the lowest row of the first periods. */
  initialBalanceHigh?: number;
  initialBalanceLow?: number;
}

/** A profile's state as plain data: it survives JSON. */
export interface ProfileSnapshot {
  readonly profile: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where the session begins; null before the first input. */
  readonly session: number | null;
  readonly sessionEnd: number | null;
  readonly last: ProfileLevels | null;
  readonly rejected: { readonly invalid: number; readonly late: number };
  /** The profile's own numbers. */
  readonly state: readonly number[];
}

/** A distribution over prices: {@link VolumeProfile}, {@link MarketProfile}. */
export abstract class PriceProfile {
  abstract readonly name: string;
  /** What was refused: not valid, or of a session that is over. */
  readonly rejected: { invalid: number; late: number } = { invalid: 0, late: 0 };
  /** The levels of the session before. */
  last: ProfileLevels | undefined;
  protected readonly rowSize: number;
  protected readonly origin: number;
  protected readonly maxRows: number;
  protected session: number | undefined;
  #sessionEnd = Infinity;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #share: number;
  readonly #step: number;
  readonly #bounds: SessionBounds;
  readonly #bySession: boolean;
  readonly #throws: boolean;

  /** @throws {ConfigError} */
  constructor(options: ProfileOptions, settings: Readonly<Record<string, unknown>> = {}) {
    const { rowSize = 1, origin = 0, valueArea: share = 0.7, valueAreaStep: step = 2 } = options;
    const { maxRows = 100_000, sessions, invalid = "count" } = options;
    if (!Number.isFinite(origin)) throw new ConfigError("origin", origin, "a finite number");
    if (!(share > 0 && share <= 1)) throw new ConfigError("valueArea", share, "a number > 0 and at most 1");
    if (!Number.isInteger(step) || step < 1 || step > 100)
      throw new ConfigError("valueAreaStep", step, "an integer from 1 to 100");
    if (!Number.isInteger(maxRows) || maxRows < 1 || maxRows > 10_000_000)
      throw new ConfigError("maxRows", maxRows, "an integer from 1 to 10000000");
    if (invalid !== "count" && invalid !== "error") throw new ConfigError("invalid", invalid, '"count", "error"');
    this.rowSize = positive(rowSize, "rowSize");
    this.origin = origin;
    this.maxRows = maxRows;
    this.#share = share;
    this.#step = step;
    this.#bounds = sessionBounds(sessions);
    this.#bySession = sessions !== undefined;
    this.#throws = invalid === "error";
    this.#settings = { rowSize, origin, ...settings, sessions: sessionsAsData(sessions) };
  }

  /** What each row has, from the lowest price to the highest, and which row that is. */
  protected abstract counts(): { first: number; counts: Float64Array };

  /** Forgets the session. */
  protected abstract clear(): void;

  protected abstract state(): number[];

  protected abstract takeState(state: readonly number[]): void;

  /** The levels as of now; undefined before the first input. O(rows). */
  levels(): ProfileLevels | undefined {
    const { first, counts } = this.counts();
    if (counts.length === 0) return undefined;
    let total = 0;
    for (let k = 0; k < counts.length; k++) total += counts[k]!;
    const control = pointOfControl(counts);
    const [low, high] = valueArea(counts, control, total, this.#share, this.#step);
    return {
      begin: this.session!,
      pointOfControl: this.priceOf(first + control),
      valueAreaHigh: this.priceOf(first + high),
      valueAreaLow: this.priceOf(first + low),
      high: this.priceOf(first + counts.length - 1),
      low: this.priceOf(first),
      total,
    };
  }

  /** Forgets everything. */
  reset(): void {
    this.clear();
    this.session = undefined;
    this.#sessionEnd = Infinity;
    this.last = undefined;
    this.rejected.invalid = 0;
    this.rejected.late = 0;
  }

  /** The state as plain data. */
  snapshot(): ProfileSnapshot {
    return {
      profile: this.name,
      options: this.#settings,
      session: this.session ?? null,
      sessionEnd: this.#sessionEnd < Infinity ? this.#sessionEnd : null,
      last: this.last ?? null,
      rejected: { ...this.rejected },
      state: this.state(),
    };
  }

  /** Takes a state back. @throws {InputError} it is of another profile, or of other options */
  restore(snapshot: ProfileSnapshot): void {
    if (snapshot.profile !== this.name || JSON.stringify(snapshot.options) !== JSON.stringify(this.#settings))
      throw new InputError("INPUT_INVALID", `the state of ${snapshot.profile} is not that of this ${this.name}`);
    this.clear();
    this.takeState(snapshot.state);
    this.session = snapshot.session ?? undefined;
    this.#sessionEnd = snapshot.sessionEnd ?? Infinity;
    this.last = snapshot.last ?? undefined;
    Object.assign(this.rejected, snapshot.rejected);
  }

  protected rowOf(price: number): number {
    return levelAtOrBelow(price, this.origin, this.rowSize);
  }

  protected priceOf(row: number): number {
    return levelPrice(row, this.origin, this.rowSize);
  }

  /** Where the session of a time begins. */
  protected sessionOf(time: number): number {
    return this.#bounds.startOf(time);
  }

  /** Whether the session of a time is over. */
  protected isLate(time: number): boolean {
    return this.#bySession && this.session !== undefined && time < this.session;
  }

  /** Whether a time begins a session. */
  protected isNew(time: number): boolean {
    return this.session === undefined || time >= this.#sessionEnd;
  }

  /** Begins a session where a time does. */
  protected enter(time: number): void {
    if (!this.isNew(time)) return;
    if (this.session !== undefined) this.last = this.levels();
    this.clear();
    this.session = this.#bounds.startOf(time);
    this.#sessionEnd = this.#bounds.endOf(time);
  }

  protected refuse(reason: "invalid" | "late", what: string): void {
    if (this.#throws) throw new InputError("INPUT_INVALID", `${this.name}: ${what} is ${reason}`);
    this.rejected[reason] += 1;
  }

  protected expect(low: number, high: number): void {
    if (high - low + 1 > this.maxRows)
      throw new CapacityError(`${this.name}: needs ${high - low + 1} rows; at most ${this.maxRows} are kept`);
  }
}
