/** Whether an order's terms make one, and whether there is somebody to keep them. */
import { OrderType, PegPriceType, TimeInForce } from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderForm } from "../order-form.ts";
import type { OrderTermsStore } from "../order-terms.ts";
import type { Capabilities, OrderHandling } from "../venue-capabilities.ts";
import type { EmulationOptions } from "./emulation-options.ts";
import { SOURCES } from "./price-triggers.ts";

const { Market, Limit, Stop, StopLimit, MarketIfTouched, LimitIfTouched, MarketToLimit, Pegged, TrailingStop } =
  OrderType;
const { Day, GoodTillCancel, GoodTillDate, AtTheOpening, AtTheClose, GoodForAuction } = TimeInForce;

/** A trailing distance in hundredths of a percent is less than the whole. */
const PERCENT_MAX = 9_999;

/** Whether an order waits for a price to come from the other side than it trades. */
export const isTouched = (orderType: number): boolean => orderType === MarketIfTouched || orderType === LimitIfTouched;
/** Whether it waits for a fixed price. */
export const hasTrigger = (orderType: number): boolean =>
  orderType === Stop || orderType === StopLimit || isTouched(orderType);
/** Whether it is for an auction. */
export const isForAuction = (timeInForce: number): boolean =>
  timeInForce === AtTheOpening || timeInForce === AtTheClose || timeInForce === GoodForAuction;
/** What an order becomes when its price has come. */
export const triggeredType = (orderType: number, limitOffset: number): number => {
  if (orderType === StopLimit || orderType === LimitIfTouched) return Limit;
  return orderType === TrailingStop && !Number.isNaN(limitOffset) ? Limit : Market;
};

/** The form of terms. @param t slot of the terms @returns None, or BadTerms */
export function checkForm(
  terms: OrderTermsStore,
  t: number,
  form: OrderForm,
  instrument: number,
  orderType: number,
  timeInForce: number,
  quantity: number,
  micros: number,
): number {
  const trigger = terms.triggerPrice[t]!;
  const amount = terms.trailAmount[t]!;
  const percent = terms.trailPercent[t]!;
  const offset = terms.limitOffset[t]!;
  const display = terms.displayQuantity[t]!;
  const least = terms.minQuantity[t]!;
  const expires = terms.expireMicros[t]!;
  const peg = terms.pegPriceType[t]!;
  const source = terms.triggerPriceType[t]!;
  const trails = orderType === TrailingStop;
  const isDistance =
    (amount === 0 && Number.isInteger(percent) && percent > 0 && percent <= PERCENT_MAX) ||
    (percent === 0 && Number.isSafeInteger(amount) && amount > 0);
  const isPeg = peg === PegPriceType.Midpoint || peg === PegPriceType.Market || peg === PegPriceType.Primary;
  const hasDisplay = display !== 0;
  const canDisplay = orderType === Limit || orderType === StopLimit || orderType === LimitIfTouched;
  const isGood =
    (hasTrigger(orderType)
      ? form.isPrice(instrument, trigger, micros)
      : trigger === 0 || (trails && form.isPrice(instrument, trigger, micros))) &&
    (trails ? isDistance : amount === 0 && percent === 0) &&
    (Number.isNaN(offset) || (trails && Number.isSafeInteger(offset))) &&
    (orderType === Pegged ? isPeg && Number.isSafeInteger(terms.pegOffset[t]!) : peg === 0) &&
    (!hasDisplay || (canDisplay && display > 0 && form.isLots(instrument, display))) &&
    (least === 0 || (least > 0 && least <= quantity && form.isLots(instrument, least))) &&
    (timeInForce === GoodTillDate ? Number.isSafeInteger(expires) && expires > micros : expires === 0) &&
    (!isForAuction(timeInForce) || ((orderType === Market || orderType === Limit) && !hasDisplay)) &&
    (source === 0 || source === 1 || source === 2 || source === 3 || source === 6) &&
    source < SOURCES;
  return isGood ? RefusalReason.None : RefusalReason.BadTerms;
}

/** Whether the venue has what an order asks for, or the engine can do it. */
export function isSupported(
  terms: OrderTermsStore,
  t: number,
  caps: Capabilities,
  options: EmulationOptions,
  orderType: number,
  timeInForce: number,
): boolean {
  const hasTime = caps.hasTime(timeInForce) || canEmulateTime(caps, options, timeInForce);
  const isType = caps.hasType(orderType) || canEmulateType(caps, orderType, terms.limitOffset[t]!);
  const shows = terms.displayQuantity[t] === 0 || caps.icebergs || options.orderIds !== undefined;
  // A minimum is the venue's to keep, and so the venue must have the order as it is.
  const least = terms.minQuantity[t] === 0 || (caps.minimumQuantities && caps.hasType(orderType));
  return hasTime && isType && shows && least;
}

/** Who keeps an order: the venue, by what it can; the engine for it; or nobody. */
export function handlingOf(
  caps: Capabilities,
  options: EmulationOptions,
  orderType: number,
  timeInForce: number,
): OrderHandling {
  if (caps.hasType(orderType) && caps.hasTime(timeInForce)) return "venue";
  const hasTime = caps.hasTime(timeInForce) || canEmulateTime(caps, options, timeInForce);
  const hasType = caps.hasType(orderType) || canEmulateType(caps, orderType, Number.NaN);
  return hasTime && hasType ? "engine" : "nobody";
}

function canEmulateTime(caps: Capabilities, options: EmulationOptions, timeInForce: number): boolean {
  const rests = caps.hasTime(Day) || caps.hasTime(GoodTillCancel);
  if (timeInForce === GoodTillDate || isForAuction(timeInForce)) return rests;
  return timeInForce === Day && options.dayEndMicros !== undefined && caps.hasTime(GoodTillCancel);
}

function canEmulateType(caps: Capabilities, orderType: number, limitOffset: number): boolean {
  if (orderType === Pegged || orderType === MarketToLimit) return caps.hasType(Limit);
  if (!hasTrigger(orderType) && orderType !== TrailingStop) return false;
  return caps.hasType(triggeredType(orderType, limitOffset));
}
