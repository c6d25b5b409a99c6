import { type DecimalInput, InputError, type Instrument } from "@hotpath/core";
import { floorUnits, unitsBelow } from "./internal/exact-units.ts";

/**
 * What made a size smaller than what was wanted: `none` nothing did, `lot` only the rounding down to whole lots,
 * `nothing-wanted` there was nothing to size, `min-size` the rest is below the smallest order and so nothing is traded;
 * the others are the limits of their names, the tightest where several bind.
 */
export type SizeBound =
  | "none"
  | "lot"
  | "nothing-wanted"
  | "min-size"
  | "instrument-max-size"
  | "max-size"
  | "max-position"
  | "max-notional"
  | "buying-power"
  | "max-exposure";

/** Limits of an order. Values, not units; money in the instrument's currency. All optional. */
export interface SizeLimits {
  /** Greatest size of the order. */
  maxSize?: DecimalInput;
  /** Greatest |position| after the order; `position` is what is held, signed. */
  maxPosition?: DecimalInput;
  position?: DecimalInput;
  /** Greatest price × size × multiplier of the order. */
  maxNotional?: DecimalInput;
  /** What may be spent on it: cash, or cash times leverage. */
  buyingPower?: DecimalInput;
  /** Greatest exposure of the account after the order; `exposure` is the gross exposure without it. */
  maxExposure?: DecimalInput;
  exposure?: DecimalInput;
}

/** What {@link sizeOrder} takes. */
export interface OrderSizeOptions {
  instrument: Instrument;
  /** Wanted size, signed: negative to sell. A number stands for its shortest decimal text, so 0.3 is exactly 0.3. */
  wanted: number | string;
  /** Price that the order is reckoned at, positive. */
  price: DecimalInput;
  limits?: SizeLimits;
}

/** A size that an order may have. */
export interface OrderSize {
  /** In size units, whole lots, signed as what was wanted; 0 to trade nothing. */
  units: number;
  /** The same as exact decimal text. */
  size: string;
  /** What made it smaller than what was wanted. */
  boundBy: SizeBound;
  /** The most that this bound allows, as exact decimal text of a size; undefined for `none` and `nothing-wanted`. */
  bound: string | undefined;
}

/**
 * The greatest size in whole lots that is neither more than what is wanted nor than any limit allows, in exact integers;
 * and which of them it was.
 *
 * @throws {InputError} naming the option that is wrong
 * @example sizeOrder({ instrument, wanted: 123.7, price: "50.00", limits: { maxNotional: "5000" } }) // 100, by max-notional
 */
export function sizeOrder(options: OrderSizeOptions): OrderSize {
  const { instrument, wanted, price, limits = {} } = options;
  const text = String(wanted);
  const signed = floorUnits(text, instrument.sizeDecimals);
  if (signed === undefined)
    throw new InputError("INPUT_INVALID", `wanted is ${text}; allowed: a finite number, or decimal text`);
  const priceUnits = instrument.price(price);
  if (priceUnits <= 0)
    throw new InputError("INPUT_OUT_OF_RANGE", `price is ${String(price)}; allowed: a price above 0`);
  const sign = text.trim().startsWith("-") ? -1n : 1n;
  const answer = (units: bigint, boundBy: SizeBound, bound?: bigint): OrderSize => ({
    units: Number(units === 0n ? 0n : units * sign),
    size: instrument.formatSize(Number(units === 0n ? 0n : units * sign)),
    boundBy,
    bound: bound === undefined ? undefined : boundText(bound, instrument),
  });
  if (signed.isZero) return answer(0n, "nothing-wanted");
  const lot = BigInt(instrument.lot);
  let units = signed.units;
  let boundBy: SizeBound = signed.isWhole && units % lot === 0n ? "none" : "lot";
  let bound: bigint | undefined = boundBy === "lot" ? units - (units % lot) : undefined;
  for (const [name, most] of boundsOf(instrument, BigInt(priceUnits), sign, limits)) {
    if (most >= units) continue;
    units = most;
    bound = most;
    boundBy = name;
  }
  units -= units % lot;
  if (units >= BigInt(instrument.minSize)) return answer(units, boundBy, bound);
  // A limit that leaves nothing stays the reason; what was too small from the start says so.
  const byLimit = boundBy !== "none" && boundBy !== "lot";
  return byLimit ? answer(0n, boundBy, bound) : answer(0n, "min-size", BigInt(instrument.minSize));
}

/** What each limit allows, in size units from 0. */
function boundsOf(instrument: Instrument, price: bigint, sign: bigint, limits: SizeLimits): [SizeBound, bigint][] {
  const bounds: [SizeBound, bigint][] = [["instrument-max-size", BigInt(instrument.maxSize)]];
  const { maxSize, maxPosition, position, maxNotional, buyingPower, maxExposure, exposure } = limits;
  const size = (value: DecimalInput, name: string) => unitsBelow(value, instrument.sizeDecimals, `limits.${name}`);
  // Money in units of price × size: whole where price and size are; a limit with more decimals is rounded down.
  const decimals = instrument.priceDecimals + instrument.sizeDecimals;
  const money = (value: DecimalInput, name: string) => unitsBelow(value, decimals, `limits.${name}`);
  const each = price * BigInt(instrument.multiplier);
  if (maxSize !== undefined) bounds.push(["max-size", size(maxSize, "maxSize")]);
  if (maxPosition !== undefined)
    bounds.push(["max-position", size(maxPosition, "maxPosition") - sign * BigInt(instrument.size(position ?? 0))]);
  if (maxNotional !== undefined) bounds.push(["max-notional", money(maxNotional, "maxNotional") / each]);
  if (buyingPower !== undefined) bounds.push(["buying-power", money(buyingPower, "buyingPower") / each]);
  if (maxExposure !== undefined)
    bounds.push([
      "max-exposure",
      (money(maxExposure, "maxExposure") + money(negated(exposure ?? 0), "exposure")) / each,
    ]);
  return bounds.map(([name, most]) => [name, most < 0n ? 0n : most]);
}

/** The text of −value: what is rounded down then is the exposure rounded up. */
function negated(value: DecimalInput): DecimalInput {
  const text = typeof value === "object" ? value.toFixed() : String(value);
  return typeof value === "bigint" ? value : text.startsWith("-") ? text.slice(1) : `-${text}`;
}

function boundText(units: bigint, { sizeDecimals }: Instrument): string {
  const digits = units.toString().padStart(sizeDecimals + 1, "0");
  return sizeDecimals === 0 ? digits : `${digits.slice(0, -sizeDecimals)}.${digits.slice(-sizeDecimals)}`;
}
