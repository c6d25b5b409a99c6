/**
 * What every order is held to by itself, compiled: for each path and instrument the tightest of all levels, in the units
 * of the hot path, in one record.
 */
import { type InstrumentRegistry, POWERS_OF_TEN, tryToUnits } from "@hotpath/core";
import type { Levels } from "./levels.ts";
import {
  type BookLimits,
  DAY_MICROS,
  type InstrumentLimits,
  type OrderLimits,
  type RiskLimits,
} from "./risk-limits.ts";

/** Doubles of a record. */
export const RULE_STRIDE = 8;
/** The most of one order, in size units; −1 where nothing may be traded. */
export const MAX_SIZE = 0;
/** The most of size units times half price units. */
export const MAX_PRODUCT = 1;
/** Distance beyond the reference, as a share of it. */
export const MAX_DEVIATION = 2;
/** The oldest that the reference may be, in microseconds. */
export const MAX_AGE = 3;
/** Start of the session after midnight, and its length: +∞ where there is none. */
export const SESSION_OPEN = 4;
export const SESSION_LENGTH = 5;
/** Weekdays on which it opens, a bit each. */
export const SESSION_DAYS = 6;

const ALL_DAYS = 127;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Compiled rules of orders. */
export class OrderRules {
  readonly rules: Float64Array;
  /** Whether any session, age or crossing is limited: what is not is not looked at. */
  hasSessions = false;
  hasAges = false;
  /** Start of the current UTC day, and its weekday. */
  #midnight = Number.NEGATIVE_INFINITY;
  #weekday = 0;
  readonly #instruments: InstrumentRegistry;
  readonly #levels: Levels;

  constructor(instruments: InstrumentRegistry, levels: Levels) {
    this.#instruments = instruments;
    this.#levels = levels;
    this.rules = new Float64Array(levels.paths * instruments.size * RULE_STRIDE);
  }

  /** Where the record of a path and instrument starts. */
  recordOf(path: number, instrument: number): number {
    return (path * this.#instruments.size + instrument) * RULE_STRIDE;
  }

  /** Takes in limits. */
  compile(limits: RiskLimits): void {
    const n = this.#instruments.size;
    this.hasSessions = false;
    this.hasAges = false;
    for (let path = 0; path < this.#levels.paths; path++) for (let i = 0; i < n; i++) this.#compileOne(limits, path, i);
  }

  /** Whether an instrument's session is open. @param rule start of its record */
  isOpen(rule: number, micros: number): boolean {
    const { rules } = this;
    const length = rules[rule + SESSION_LENGTH]!;
    if (length === Number.POSITIVE_INFINITY) return true;
    if (!(micros - this.#midnight < DAY_MICROS && micros >= this.#midnight)) this.#turn(micros);
    const since = micros - this.#midnight - rules[rule + SESSION_OPEN]!;
    const isYesterdays = since < 0;
    const weekday = isYesterdays ? (this.#weekday + 6) % 7 : this.#weekday;
    const elapsed = isYesterdays ? since + DAY_MICROS : since;
    return elapsed < length && (rules[rule + SESSION_DAYS]! & (1 << weekday)) !== 0;
  }

  /** Microseconds after midnight UTC. */
  timeOfDay(micros: number): number {
    return micros - Math.floor(micros / DAY_MICROS) * DAY_MICROS;
  }

  #turn(micros: number): void {
    const day = Math.floor(micros / DAY_MICROS);
    this.#midnight = day * DAY_MICROS;
    this.#weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
  }

  #compileOne(limits: RiskLimits, path: number, i: number): void {
    const instrument = this.#instruments.list[i]!;
    const own: InstrumentLimits = limits.instruments?.[instrument.id] ?? {};
    const books = this.booksOf(limits, path);
    const all: OrderLimits[] = [...books, own];
    const at = this.recordOf(path, i);
    const isRestricted = books.some(({ restricted }) => restricted?.includes(instrument.id));
    this.rules[at + MAX_SIZE] = isRestricted
      ? -1
      : least(all, (l) => sizeUnits(l.maxOrderSize, instrument.sizeDecimals));
    this.rules[at + MAX_PRODUCT] = least(all, (l) => productUnits(l.maxOrderNotional, instrument));
    this.rules[at + MAX_DEVIATION] = least(all, (l) => l.maxPriceDeviation);
    const age = Math.min(limits.maxReferenceAgeMicros ?? Infinity, own.maxReferenceAgeMicros ?? Infinity);
    this.rules[at + MAX_AGE] = age;
    if (age < Infinity) this.hasAges = true;
    const session = own.session ?? limits.session;
    if (session !== undefined) this.hasSessions = true;
    const span = session === undefined ? Infinity : session.closeMicros - session.openMicros;
    this.rules[at + SESSION_OPEN] = session?.openMicros ?? 0;
    this.rules[at + SESSION_LENGTH] = span < 0 ? span + DAY_MICROS : span;
    this.rules[at + SESSION_DAYS] = session?.days?.reduce((mask, day) => mask | (1 << day), 0) ?? ALL_DAYS;
  }

  /** The firm's limits, and those of a path's account and strategy. */
  booksOf(limits: RiskLimits, path: number): BookLimits[] {
    const strategy = this.#levels.strategyOf[path]!;
    const account = this.#levels.accountOf[path]!;
    return [
      limits,
      ...(account > 0 ? [limits.accounts?.[this.#levels.idOf(account)] ?? {}] : []),
      ...(strategy > 0 ? [limits.strategies?.[this.#levels.idOf(strategy)] ?? {}] : []),
    ];
  }
}

/** A limit in whole sizes as size units, rounded down where it has more decimals; +∞ for none. */
export function sizeUnits(size: number | undefined, decimals: number): number {
  if (size === undefined) return Infinity;
  const exact = tryToUnits(size, decimals);
  return Number.isNaN(exact) ? Math.floor(size * POWERS_OF_TEN[decimals]!) : exact;
}

/** A limit in money as size units times half price units, rounded down; +∞ for none. */
function productUnits(
  money: number | undefined,
  instrument: { priceDecimals: number; sizeDecimals: number; multiplier: number },
): number | undefined {
  if (money === undefined) return undefined;
  const { priceDecimals, sizeDecimals, multiplier } = instrument;
  // money = product ÷ 2 × multiplier ÷ 10^(decimals): the integers are exact, the quotient the nearest double.
  const [digits, decimals] = integerOf(money);
  const numerator = BigInt(digits) * 2n * 10n ** BigInt(priceDecimals + sizeDecimals);
  const [perUnit, moreDecimals] = integerOf(multiplier);
  const scaled = numerator * 10n ** BigInt(moreDecimals);
  return Number(scaled / (BigInt(perUnit) * 10n ** BigInt(decimals)));
}

/** The shortest decimal text of a double as an integer and a count of decimals: 12.5 is [125, 1]. */
function integerOf(value: number): [digits: string, decimals: number] {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const decimals = digits.length - 1 - Number(exponent);
  return decimals >= 0 ? [digits, decimals] : [digits + "0".repeat(-decimals), 0];
}

function least<T>(levels: readonly T[], of: (level: T) => number | undefined): number {
  return Math.min(...levels.map((level) => of(level) ?? Infinity));
}
