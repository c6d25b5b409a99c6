/** What the reference matcher refuses, as one list: the first that holds is the reason. */
import { OrderType, PegPriceType, TimeInForce } from "@hotpath/core";
import { MAX_PRICE, MAX_SLICES, OrderInstruction, Reason, TradingPhase } from "../vocabulary.ts";
import { has, hasNoLimit, isCallPhase, isStop, mayStay, type ReferenceOrder, type World } from "./reference-world.ts";

const MAX_OPEN = BigInt(Number.MAX_SAFE_INTEGER);

export function isPrice(price: number): boolean {
  return Number.isInteger(price) && Math.abs(price) <= MAX_PRICE;
}

export function isWhole(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 1;
}

export function hasLimitPrice(order: ReferenceOrder): boolean {
  return order.type === OrderType.Limit || order.type === OrderType.StopLimit;
}

/** Everything that one side of an instrument has open. */
export function openQuantity(world: World, instrument: number, side: number): bigint {
  return world.orders
    .filter((o) => o.instrument === instrument && o.side === side)
    .reduce((sum, order) => sum + BigInt(order.leaves), 0n);
}

/** Whether a limit lies beyond the static collar on the side where it would trade. */
export function isOutside(world: World, order: ReferenceOrder): boolean {
  const { reference, staticBand } = world.markets[order.instrument]!;
  if (staticBand < 0 || Number.isNaN(reference)) return false;
  return order.side === 1 ? order.price > reference + staticBand : order.price < reference - staticBand;
}

export function refusalOf(world: World, o: ReferenceOrder): number {
  const { instruments, orderCapacity, proRata } = world.options;
  if (!(Number.isInteger(o.instrument) && o.instrument >= 0 && o.instrument < instruments)) return Reason.BadInstrument;
  const { phase, last } = world.markets[o.instrument]!;
  const { AllOrNone, PostOnly, PostOnlySlide, ReduceOnly, Hidden, TrailPercent } = OrderInstruction;
  const inCall = isCallPhase(phase);
  const isPeg = o.type === OrderType.Pegged;
  const isMarket = o.type === OrderType.Market;
  const isTrailing = o.type === OrderType.TrailingStop;
  const isNow = o.timeInForce === TimeInForce.ImmediateOrCancel || o.timeInForce === TimeInForce.FillOrKill;
  const isAuction = o.timeInForce === TimeInForce.AtTheOpening || o.timeInForce === TimeInForce.AtTheClose;
  const stays = mayStay(o.timeInForce);
  const postTime = o.timeInForce === TimeInForce.PostOnly;
  const rests = stays && !isMarket;
  const hasPost = has(o, PostOnly) || has(o, PostOnlySlide);
  const isNoQuantity = (n: number): boolean => !Number.isSafeInteger(n) || n < 0 || n > o.leaves;
  const mostTrail = has(o, TrailPercent) ? 9999 : MAX_PRICE;
  const mayTakePart = stays || isAuction;
  const refusals: [boolean, number][] = [
    [!isWhole(o.orderId), Reason.BadOrderId],
    [o.side !== 1 && o.side !== 2, Reason.BadSide],
    [!Object.values(OrderType).some((type) => type === o.type), Reason.BadType],
    [hasLimitPrice(o) && !isPrice(o.price), Reason.BadPrice],
    [isPeg && !Number.isNaN(o.price) && !isPrice(o.price), Reason.BadPrice],
    [!isWhole(o.leaves), Reason.BadQuantity],
    [!(Number.isInteger(o.owner) && o.owner >= 0 && o.owner < 2 ** 31), Reason.BadOwner],
    [!stays && !isNow && !isAuction, Reason.BadTimeInForce],
    [world.orders.some((other) => other.orderId === o.orderId), Reason.DuplicateOrderId],
    [isMarket && postTime, Reason.BadTimeInForce],
    [(isStop(o) || isPeg) && (!stays || postTime), Reason.BadTimeInForce],
    [!(Number.isInteger(o.instructions) && o.instructions >= 0 && o.instructions < 64), Reason.BadInstructions],
    [isTrailing && (!isWhole(o.trailOffset) || o.trailOffset > mostTrail), Reason.BadTrigger],
    [isStop(o) && !isTrailing && !isPrice(o.triggerPrice), Reason.BadTrigger],
    [hasNoLimit(o) && !(isPrice(o.slippage) && o.slippage >= -1), Reason.BadSlippage],
    [isNoQuantity(o.displayQuantity), Reason.BadDisplayQuantity],
    [o.displayQuantity > 0 && o.leaves > MAX_SLICES * o.displayQuantity, Reason.BadDisplayQuantity],
    [isNoQuantity(o.minQuantity), Reason.BadMinQuantity],
    [isPeg && !Object.values(PegPriceType).some((type) => type === o.pegPriceType), Reason.BadPeg],
    [isPeg && !isPrice(o.pegOffset), Reason.BadPeg],
    [
      o.timeInForce === TimeInForce.GoodTillDate && !(isWhole(o.expireMicros) && o.expireMicros > world.now),
      Reason.BadExpireTime,
    ],
    [o.displayQuantity > 0 && (!rests || hasNoLimit(o)), Reason.BadDisplayQuantity],
    [
      o.displayQuantity > 0 && (has(o, Hidden | AllOrNone | ReduceOnly) || o.minQuantity > 0),
      Reason.BadDisplayQuantity,
    ],
    [o.minQuantity > 0 && (isStop(o) || isAuction || has(o, AllOrNone | ReduceOnly)), Reason.BadMinQuantity],
    [o.minQuantity > 0 && rests && !has(o, Hidden), Reason.BadMinQuantity],
    [isAuction && o.instructions !== 0, Reason.BadInstructions],
    [has(o, Hidden) && (!rests || hasNoLimit(o) || has(o, ReduceOnly)), Reason.BadInstructions],
    [has(o, AllOrNone) && (isStop(o) || hasPost || postTime || has(o, ReduceOnly)), Reason.BadInstructions],
    [hasPost && !(o.type === OrderType.Limit && rests), Reason.BadInstructions],
    [has(o, ReduceOnly) && (o.owner === 0 || isPeg), Reason.BadInstructions],
    [has(o, TrailPercent) && !isTrailing, Reason.BadInstructions],
    [has(o, ReduceOnly) && (rests || isStop(o)) && proRata?.has(o.instrument) === true, Reason.BadInstructions],
    [phase === TradingPhase.Halt || phase === TradingPhase.PostTrading, Reason.NotInPhase],
    [o.timeInForce === TimeInForce.AtTheOpening && phase !== TradingPhase.OpeningAuction, Reason.NotInPhase],
    [inCall && isNow, Reason.NotInPhase],
    [inCall && has(o, ReduceOnly) && !isStop(o), Reason.NotInPhase],
    [hasLimitPrice(o) && isOutside(world, o), Reason.OutsideCollar],
    [isTrailing && Number.isNaN(last), Reason.NoReference],
  ];
  const reason = refusals.find(([refused]) => refused)?.[1] ?? Reason.None;
  if (reason !== Reason.None) return reason;
  const needsRoom = mayTakePart && !(isMarket && !inCall && !isAuction);
  if (!needsRoom) return Reason.None;
  if (world.orders.length >= orderCapacity) return Reason.Capacity;
  const open = openQuantity(world, o.instrument, o.side) + BigInt(o.leaves);
  return open > MAX_OPEN ? Reason.Capacity : Reason.None;
}
