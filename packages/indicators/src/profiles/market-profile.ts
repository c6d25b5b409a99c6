/** Market profile: time by price, in letters. J. Peter Steidlmayer, CBOT (1985). */
import { CapacityError, ConfigError } from "@hotpath/core";
import type { BarInput } from "../bars/bar-builder.ts";
import { positive } from "../bars/bar-builder.ts";
import type { Sessions } from "../bars/sessions.ts";
import { PriceProfile, type ProfileLevels, type ProfileOptions } from "./profile.ts";

/** What a market profile may be told. */
export interface MarketProfileOptions extends ProfileOptions {
  /** Length of the period that has one letter: half an hour, as a rule. */
  period: number;
  /** A profile is that of a session. */
  sessions: Sessions;
  /** Periods of the initial balance. Default 2. */
  initialBalance?: number;
  /** Most periods of a session; a time past them is a {@link CapacityError}. Default 52: A to Z, a to z. */
  maxPeriods?: number;
}

/** A row of a market profile. */
export interface MarketRow {
  /** The lowest price in the row. */
  price: number;
  /** How many periods were there. */
  count: number;
  /** Their letters. */
  letters: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The letter of a period, counted from 0; after A to Z and a to z, `A1` to `z1`, `A2` and so on. */
export function periodLetter(period: number): string {
  const round = Math.floor(period / ALPHABET.length);
  return `${ALPHABET[period % ALPHABET.length]!}${round === 0 ? "" : round}`;
}

/**
 * In how many periods of a session the price was where. A period counts in every row from its low to its high.
 *
 * Only each period's range is kept: an input costs O(1), memory is that of `maxPeriods`, and letters are counted when
 * they are asked for, in O(rows + periods).
 */
export class MarketProfile extends PriceProfile {
  readonly name: string = "MARKET_PROFILE";
  readonly #period: number;
  readonly #balance: number;
  /** The lowest and highest row of each period; none where the one is above the other. */
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;
  #periods = 0;
  #low = 0;
  #high = -1;

  /** @throws {ConfigError} */
  constructor(options: MarketProfileOptions) {
    const { period, initialBalance = 2, maxPeriods = 52, sessions } = options;
    positive(period, "period");
    if (sessions === undefined) throw new ConfigError("sessions", sessions, "an object: a profile is of a session");
    if (!Number.isInteger(maxPeriods) || maxPeriods < 1 || maxPeriods > 100_000)
      throw new ConfigError("maxPeriods", maxPeriods, "an integer from 1 to 100000");
    if (!Number.isInteger(initialBalance) || initialBalance < 1 || initialBalance > maxPeriods)
      throw new ConfigError("initialBalance", initialBalance, `an integer from 1 to ${maxPeriods}`);
    super(options, { period, initialBalance });
    this.#period = period;
    this.#balance = initialBalance;
    this.#lows = new Float64Array(maxPeriods);
    this.#highs = new Float64Array(maxPeriods).fill(-1);
  }

  /** Takes in a trade. */
  trade(price: number, time: number): void {
    this.#range(price, price, time);
  }

  /** Takes in a bar, which belongs to the period that it begins in. */
  bar(bar: BarInput): void {
    this.#range(bar.low, bar.high, bar.time);
  }

  /** The rows, the lowest first, with their letters. */
  rows(): MarketRow[] {
    const { first, counts } = this.counts();
    return Array.from(counts, (count, k) => {
      let letters = "";
      for (let p = 0; p < this.#periods; p++)
        if (this.#lows[p]! <= first + k && this.#highs[p]! >= first + k) letters += periodLetter(p);
      return { price: this.priceOf(first + k), count, letters };
    });
  }

  override levels(): ProfileLevels | undefined {
    const levels = super.levels();
    if (levels === undefined) return undefined;
    let [low, high] = [Infinity, -Infinity];
    for (let p = 0; p < Math.min(this.#balance, this.#periods); p++)
      if (this.#lows[p]! <= this.#highs[p]!) {
        low = Math.min(low, this.#lows[p]!);
        high = Math.max(high, this.#highs[p]!);
      }
    if (low > high) return levels;
    return { ...levels, initialBalanceHigh: this.priceOf(high), initialBalanceLow: this.priceOf(low) };
  }

  protected override counts(): { first: number; counts: Float64Array } {
    const rows = this.#high - this.#low + 1;
    const steps = new Float64Array(rows + 1);
    for (let p = 0; p < this.#periods; p++)
      if (this.#lows[p]! <= this.#highs[p]!) {
        steps[this.#lows[p]! - this.#low]! += 1;
        steps[this.#highs[p]! - this.#low + 1]! -= 1;
      }
    for (let k = 1; k < rows; k++) steps[k]! += steps[k - 1]!;
    return { first: this.#low, counts: steps.subarray(0, rows) };
  }

  protected override clear(): void {
    this.#lows.fill(0);
    this.#highs.fill(-1);
    this.#periods = 0;
    this.#low = 0;
    this.#high = -1;
  }

  protected override state(): number[] {
    const ranges = Array.from({ length: this.#periods }, (_, p) => [this.#lows[p]!, this.#highs[p]!]);
    return [this.#low, this.#high, ...ranges.flat()];
  }

  protected override takeState([low = 0, high = -1, ...ranges]: readonly number[]): void {
    this.#low = low;
    this.#high = high;
    this.#periods = ranges.length / 2;
    for (let p = 0; p < this.#periods; p++) {
      this.#lows[p] = ranges[2 * p]!;
      this.#highs[p] = ranges[2 * p + 1]!;
    }
  }

  #range(lowest: number, highest: number, time: number): void {
    const sum = lowest + highest + time;
    if (!(sum - sum === 0 && highest >= lowest)) {
      this.refuse("invalid", `a range from ${lowest} to ${highest}, time ${time}`);
      return;
    }
    if (this.isLate(time)) {
      this.refuse("late", `an input of time ${time}`);
      return;
    }
    const [low, high] = [this.rowOf(lowest), this.rowOf(highest)];
    const fresh = this.isNew(time) || this.#high < this.#low;
    this.expect(fresh ? low : Math.min(low, this.#low), fresh ? high : Math.max(high, this.#high));
    const period = Math.floor((time - this.sessionOf(time)) / this.#period);
    if (period >= this.#lows.length)
      throw new CapacityError(`${this.name}: period ${period + 1} of a session; at most ${this.#lows.length}`);
    this.enter(time);
    this.#periods = Math.max(this.#periods, period + 1);
    const none = this.#highs[period]! < this.#lows[period]!;
    this.#lows[period] = none ? low : Math.min(low, this.#lows[period]!);
    this.#highs[period] = none ? high : Math.max(high, this.#highs[period]!);
    this.#low = fresh ? low : Math.min(low, this.#low);
    this.#high = fresh ? high : Math.max(high, this.#high);
  }
}
