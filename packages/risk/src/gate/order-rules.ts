/**
 * What every order is held to by itself, compiled: for each path and instrument the tightest of all levels, in the units
 * of the hot path, in one record.
 */
import { type InstrumentRegistry, POWERS_OF_TEN, tryToUnits } from "@hotpath/core";
import type { Levels } from "./levels.ts";
import * as Rule from "./order-rule.ts";
import {
  type BookLimits,
  DAY_MICROS,
  type InstrumentLimits,
  type OrderLimits,
  type RiskLimits,
} from "./risk-limits.ts";

const ALL_DAYS = 127;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Compiled rules of orders. */
export class OrderRules {
  readonly rules: Float64Array;
  readonly #instruments: InstrumentRegistry;
  readonly #levels: Levels;

  constructor(instruments: InstrumentRegistry, levels: Levels) {
    this.#instruments = instruments;
    this.#levels = levels;
    this.rules = new Float64Array(levels.paths * instruments.size * Rule.STRIDE);
  }

  /** Where the record of a path and instrument starts. */
  recordOf(path: number, instrument: number): number {
    return (path * this.#instruments.size + instrument) * Rule.STRIDE;
  }

  /** Takes in limits. */
  compile(limits: RiskLimits): void {
    const n = this.#instruments.size;
    for (let path = 0; path < this.#levels.paths; path++) for (let i = 0; i < n; i++) this.#compileOne(limits, path, i);
  }

  /** Works out whether an instrument's session is open, and until when. @param rule start of its record */
  isOpen(rule: number, micros: number): boolean {
    const { rules } = this;
    const day = Math.floor(micros / DAY_MICROS);
    const since = micros - day * DAY_MICROS - rules[rule + Rule.SESSION_OPEN]!;
    // Before today's opening it is yesterday's session that may last until now.
    const opened = since < 0 ? day - 1 : day;
    const elapsed = since < 0 ? since + DAY_MICROS : since;
    const weekday = (((opened + FIRST_WEEKDAY) % 7) + 7) % 7;
    const length = rules[rule + Rule.SESSION_LENGTH]!;
    if (!(elapsed < length && (rules[rule + Rule.SESSION_DAYS]! & (1 << weekday)) !== 0)) return false;
    rules[rule + Rule.OPEN_UNTIL] = micros - elapsed + length;
    return true;
  }

  /** Microseconds after midnight UTC. */
  timeOfDay(micros: number): number {
    return micros - Math.floor(micros / DAY_MICROS) * DAY_MICROS;
  }

  #compileOne(limits: RiskLimits, path: number, i: number): void {
    const instrument = this.#instruments.list[i]!;
    const own: InstrumentLimits = limits.instruments?.[instrument.id] ?? {};
    const books = this.booksOf(limits, path);
    const all: OrderLimits[] = [...books, own];
    const at = this.recordOf(path, i);
    const isRestricted = books.some(({ restricted }) => restricted?.includes(instrument.id));
    this.rules[at + Rule.MAX_SIZE] = isRestricted
      ? -1
      : least(all, (l) => sizeUnits(l.maxOrderSize, instrument.sizeDecimals));
    this.rules[at + Rule.MAX_PRODUCT] = least(all, (l) => productUnits(l.maxOrderNotional, instrument));
    this.rules[at + Rule.MAX_DEVIATION] = least(all, (l) => l.maxPriceDeviation);
    const age = Math.min(limits.maxReferenceAgeMicros ?? Infinity, own.maxReferenceAgeMicros ?? Infinity);
    this.rules[at + Rule.MAX_AGE] = age;
    const session = own.session ?? limits.session;
    this.rules[at + Rule.OPEN_UNTIL] = session === undefined ? Infinity : -Infinity;
    const span = session === undefined ? Infinity : session.closeMicros - session.openMicros;
    this.rules[at + Rule.SESSION_OPEN] = session?.openMicros ?? 0;
    this.rules[at + Rule.SESSION_LENGTH] = span < 0 ? span + DAY_MICROS : span;
    this.rules[at + Rule.SESSION_DAYS] = session?.days?.reduce((mask, day) => mask | (1 << day), 0) ?? ALL_DAYS;
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
