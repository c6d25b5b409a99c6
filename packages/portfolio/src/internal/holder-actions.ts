import type { DecimalInput, Instrument } from "@hotpath/core";
import { borrowAmount, dividendAmount, fundingAmount, ONE, RATE_DECIMALS } from "./holder-amounts.ts";
import type { Ledger } from "./ledger.ts";
import { divideHalfEven, tryMoneyUnits } from "./money.ts";
import type { Valuation } from "./valuation.ts";
import { FACTOR_BOUND } from "./wide-arithmetic.ts";

/** The books that corporate actions and payments act on. */
export interface HolderBooks {
  readonly ledger: Ledger;
  readonly valuation: Valuation;
  readonly moneyDecimals: number;
}

/** Books a dividend in cash. @returns false, with nothing changed, if an argument is none or an amount leaves its bounds */
export function bookDividend(
  books: HolderBooks,
  i: number,
  instrument: Instrument | undefined,
  perUnit: DecimalInput,
  withholding: DecimalInput,
): boolean {
  const each = rateOf(perUnit);
  const withheld = rateOf(withholding);
  if (instrument === undefined || each === undefined || withheld === undefined) return false;
  if (withheld < 0n || withheld > ONE) return false;
  const quantity = BigInt(books.ledger.positions[i]!);
  return pay(books, i, dividendAmount(quantity, each, withheld, instrument.sizeDecimals, books.moneyDecimals));
}

/** Books a share of the position's value: funding, or the fee for what is borrowed. @param price2x 0 for the mark */
export function bookShare(
  books: HolderBooks,
  i: number,
  instrument: Instrument | undefined,
  rate: DecimalInput,
  price2x: number,
  isBorrowed: boolean,
): boolean {
  const units = rateOf(rate);
  if (instrument === undefined || units === undefined || !Number.isSafeInteger(price2x)) return false;
  const { positions } = books.ledger;
  if (positions[i] === 0) return true;
  const price = price2x === 0 ? books.valuation.marks[i]! : price2x;
  const amountOf = isBorrowed ? borrowAmount : fundingAmount;
  return pay(books, i, amountOf(BigInt(positions[i]!), BigInt(price), factorOf(books, i), units));
}

/**
 * Books a split at average cost: the cost stays, the fraction of a size unit that is left is paid in cash and realised
 * against its share of the cost, and the mark is restated, rounded half to even to half a price unit.
 *
 * @param lieu2x twice the price of one new size; 0 for the restated mark, cut to a price unit
 */
export function bookSplit(
  books: HolderBooks,
  i: number,
  instrument: Instrument | undefined,
  numerator: number,
  denominator: number,
  lieu2x: number,
): boolean {
  const { ledger, valuation } = books;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
  if (instrument === undefined || ledger.lots !== undefined) return false;
  if (!isCount(numerator) || !isCount(denominator) || !Number.isSafeInteger(lieu2x)) return false;
  const before = BigInt(ledger.positions[i]!);
  const [n, d] = [BigInt(numerator), BigInt(denominator)];
  const mark = valuation.marks[i]!;
  const restated = Number.isNaN(mark) ? mark : Number(divideHalfEven(BigInt(mark) * d, n));
  const whole = (before * n) / d;
  if (whole > BigInt(FACTOR_BOUND) || whole < -BigInt(FACTOR_BOUND)) return false;
  // In units of a size unit's d-th part.
  const fraction = before * n - whole * d;
  // The mark may lie between two prices: it is cut to one.
  const atMark = Number.isNaN(mark) ? 0n : 2n * ((BigInt(mark) * d) / (2n * n));
  const price2x = lieu2x === 0 ? atMark : BigInt(lieu2x);
  const cash = divideHalfEven(fraction * price2x * factorOf(books, i), 2n * d);
  const basis = ledger.basis.toBigInt(i);
  const cost = fraction === 0n ? 0n : divideHalfEven(basis * fraction, before * n);
  if (!valuation.hasRoomAt(i, Number(whole), restated)) return false;
  valuation.leave(i);
  ledger.split(i, Number(whole), cost, cash);
  valuation.enter(i, restated);
  return true;
}

function pay(books: HolderBooks, i: number, amount: bigint): boolean {
  if (!books.ledger.pay(i, amount)) return false;
  books.valuation.settle();
  return true;
}

function factorOf({ ledger }: HolderBooks, i: number): bigint {
  return BigInt(ledger.scale.tens[i]!) * BigInt(ledger.scale.rest[i]!);
}

/** A rate, share or amount of one unit in 10^-20; undefined if it is no such number. */
function rateOf(value: DecimalInput): bigint | undefined {
  return typeof value === "bigint" ? undefined : tryMoneyUnits(value, RATE_DECIMALS);
}
