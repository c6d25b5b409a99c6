/**
 * What all bar builders have in common. A builder takes trades, or bars of a finer kind, one after the other; each may
 * finish some bars, and one is forming. Time is a number in a unit of the caller's, the same everywhere.
 *
 * Prices and sizes that are whole numbers, as counts of ticks and lots, are added and compared exactly; others as doubles.
 */
import { CapacityError, ConfigError, InputError } from "@hotpath/core";

/** A bar that was built, or is being built. */
export interface BuiltBar {
  /** Time of its first trade; of a time bar, the beginning of its interval. */
  begin: number;
  /** Time of its last trade; of a time bar, the end of its interval, where the next begins. */
  end: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Sum of price × size. */
  notional: number;
  trades: number;
}

/** A bar that goes into a builder. */
export interface BarInput {
  /** Where it begins. */
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Default 0. */
  volume?: number;
  /** Default close × volume. */
  notional?: number;
  /** Default 1. */
  trades?: number;
}

/** What all builders may be told. */
export interface BuilderOptions {
  /**
   * What happens to a trade or bar that is not finite, of negative size, contradictory, or too late for its bar: `count`
   * it in `rejected` and leave it out, or throw {@link InputError}. Default `count`.
   */
  invalid?: "count" | "error";
  /** Most bars that one call may finish; more are a {@link CapacityError}, and nothing is taken in. Default 100,000. */
  maxBars?: number;
}

/** A builder's state as plain data: it survives JSON. */
export interface BuilderSnapshot {
  readonly builder: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly state: readonly number[];
  readonly rejected: { readonly invalid: number; readonly late: number };
  /** State of what a builder is made of, such as an indicator's stream. */
  readonly parts?: unknown;
}

/** Where the forming bar lies in a builder's state; a rule's own numbers come after. A finished bar is the first nine. */
export const SLOT = {
  begin: 0,
  end: 1,
  open: 2,
  high: 3,
  low: 4,
  close: 5,
  volume: 6,
  notional: 7,
  trades: 8,
  /** 1 while a bar is forming. */
  forming: 9,
  own: 10,
} as const;

const WIDTH = 9;
const names = ["begin", "end", "open", "high", "low", "close", "volume", "notional", "trades"] as const;

/** Builds bars; see its rules: {@link TimeBars}, {@link ThresholdBars}, {@link RangeBars}, {@link RenkoBars}. */
export abstract class BarBuilder {
  /** Which rule it follows. */
  abstract readonly name: string;
  /** What was refused: not valid, or too late. */
  readonly rejected: { invalid: number; late: number } = { invalid: 0, late: 0 };
  protected readonly s: Float64Array;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #throws: boolean;
  readonly #maxBars: number;
  #finished = new Float64Array(16 * WIDTH);
  #count = 0;

  /** @param own how many numbers a rule keeps beside the forming bar */
  constructor(settings: Readonly<Record<string, unknown>>, options: BuilderOptions, own: number) {
    const { invalid = "count", maxBars = 100_000 } = options;
    if (invalid !== "count" && invalid !== "error") throw new ConfigError("invalid", invalid, '"count", "error"');
    if (!Number.isInteger(maxBars) || maxBars < 1 || maxBars > 10_000_000)
      throw new ConfigError("maxBars", maxBars, "an integer from 1 to 10000000");
    this.#settings = settings;
    this.#throws = invalid === "error";
    this.#maxBars = maxBars;
    this.s = new Float64Array(SLOT.own + own);
  }

  /** Takes in a trade; the number of bars that it finished, which `finished` reads until the next call. */
  trade(price: number, size: number, time: number): number {
    this.clear();
    if (price - price === 0 && size >= 0 && size - size === 0 && time - time === 0) this.onTrade(price, size, time);
    else this.refuse("invalid", `a trade of ${size} at ${price}, time ${time}`);
    return this.#count;
  }

  /** Takes in a bar; the number of bars that it finished. */
  bar(bar: BarInput): number {
    this.clear();
    if (isValid(bar)) this.onBar(bar);
    else this.refuse("invalid", `a bar of ${bar.open}, ${bar.high}, ${bar.low}, ${bar.close}, time ${bar.time}`);
    return this.#count;
  }

  /** How many bars the last call finished. */
  get count(): number {
    return this.#count;
  }

  /** A bar that the last call finished, 0 the first. */
  finished(k: number): BuiltBar {
    if (!(k >= 0 && k < this.#count))
      throw new InputError("INPUT_INVALID", `bar ${k}: the last call finished ${this.#count}`);
    return barAt(this.#finished, k * WIDTH);
  }

  /** Copies the numbers of a finished bar, in the order of {@link BuiltBar}, without making an object. */
  read(k: number, into: Float64Array, at = 0): void {
    for (let j = 0; j < WIDTH; j++) into[at + j] = this.#finished[k * WIDTH + j]!;
  }

  /** The forming bar, which later trades change. */
  forming(): BuiltBar | undefined {
    return this.s[SLOT.forming] === 0 ? undefined : barAt(this.s, 0);
  }

  /** Finishes the forming bar as it is: the end of the data. 1, or 0 where none is forming. */
  flush(): number {
    this.clear();
    if (this.s[SLOT.forming] === 1) this.finish();
    return this.#count;
  }

  /** Forgets everything. */
  reset(): void {
    this.s.fill(0);
    this.#count = 0;
    this.rejected.invalid = 0;
    this.rejected.late = 0;
  }

  /** The state as plain data. */
  snapshot(): BuilderSnapshot {
    const { invalid, late } = this.rejected;
    return { builder: this.name, options: this.#settings, state: [...this.s], rejected: { invalid, late } };
  }

  /** Takes a state back. @throws {InputError} it is of another rule, or of other options */
  restore(snapshot: BuilderSnapshot): void {
    if (
      snapshot.builder !== this.name ||
      snapshot.state.length !== this.s.length ||
      JSON.stringify(snapshot.options) !== JSON.stringify(this.#settings)
    )
      throw new InputError("INPUT_INVALID", `the state of ${snapshot.builder} is not that of this ${this.name}`);
    this.s.set(snapshot.state);
    Object.assign(this.rejected, snapshot.rejected);
    this.#count = 0;
  }

  /** A call begins: it has finished no bar yet. */
  protected clear(): void {
    this.#count = 0;
  }

  protected abstract onTrade(price: number, size: number, time: number): void;

  protected abstract onBar(bar: BarInput): void;

  protected refuse(reason: "invalid" | "late", what: string): void {
    if (this.#throws) throw new InputError("INPUT_INVALID", `${this.name}: ${what} is ${reason}`);
    this.rejected[reason] += 1;
  }

  /** Asks before anything is changed whether a call may finish so many bars. */
  protected expect(bars: number): void {
    if (bars > this.#maxBars)
      throw new CapacityError(`${this.name}: one input would finish ${bars} bars; at most ${this.#maxBars}`);
  }

  /** Begins a bar that has nothing in it yet but a price. */
  protected begin(price: number, time: number): void {
    const { s } = this;
    s[SLOT.begin] = time;
    s[SLOT.end] = time;
    s[SLOT.open] = price;
    s[SLOT.high] = price;
    s[SLOT.low] = price;
    s[SLOT.close] = price;
    s[SLOT.volume] = 0;
    s[SLOT.notional] = 0;
    s[SLOT.trades] = 0;
    s[SLOT.forming] = 1;
  }

  /** Adds to the forming bar, or begins it. */
  protected add(price: number, size: number, time: number, trades = 1): void {
    const { s } = this;
    if (s[SLOT.forming] === 0) this.begin(price, time);
    s[SLOT.end] = time;
    if (price > s[SLOT.high]!) s[SLOT.high] = price;
    if (price < s[SLOT.low]!) s[SLOT.low] = price;
    s[SLOT.close] = price;
    s[SLOT.volume]! += size;
    s[SLOT.notional]! += price * size;
    s[SLOT.trades]! += trades;
  }

  /** Adds a whole bar to the forming bar, or begins it. */
  protected addBar(bar: BarInput): void {
    const { s } = this;
    const { volume = 0, trades = 1 } = bar;
    if (s[SLOT.forming] === 0) this.begin(bar.open, bar.time);
    s[SLOT.end] = bar.time;
    if (bar.high > s[SLOT.high]!) s[SLOT.high] = bar.high;
    if (bar.low < s[SLOT.low]!) s[SLOT.low] = bar.low;
    s[SLOT.close] = bar.close;
    s[SLOT.volume]! += volume;
    s[SLOT.notional]! += bar.notional ?? bar.close * volume;
    s[SLOT.trades]! += trades;
  }

  /** The forming bar is finished; none is forming then. */
  protected finish(): void {
    const at = this.#count * WIDTH;
    if (at === this.#finished.length) {
      const wider = new Float64Array(2 * at);
      wider.set(this.#finished);
      this.#finished = wider;
    }
    for (let j = 0; j < WIDTH; j++) this.#finished[at + j] = this.s[j]!;
    this.#count += 1;
    this.s[SLOT.forming] = 0;
  }
}

function barAt(values: Float64Array, at: number): BuiltBar {
  const bar = {} as BuiltBar;
  for (const [j, name] of names.entries()) bar[name] = values[at + j]!;
  return bar;
}

function isValid({ time, open, high, low, close, volume = 0, notional = 0, trades = 1 }: BarInput): boolean {
  const sum = time + open + high + low + close + volume + notional + trades;
  return sum - sum === 0 && high >= open && high >= close && low <= open && low <= close && volume >= 0 && trades >= 0;
}

/** Checks a number that must be above 0. @throws {ConfigError} */
export function positive(value: unknown, path: string): number {
  if (typeof value !== "number" || !(value > 0 && value < Infinity))
    throw new ConfigError(path, value, "a finite number > 0");
  return value;
}
