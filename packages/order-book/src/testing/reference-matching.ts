/** How the reference matcher trades: one step at a time, everything looked up anew for each. */
import { OrderType, Side, TimeInForce } from "@hotpath/core";
import {
  CollarAction,
  MAX_PRICE,
  OrderInstruction,
  Reason,
  ReportKind,
  SelfTradePrevention,
  TradingPhase,
} from "../vocabulary.ts";
import { has, hasNoLimit, isDark, isWithin, mayStay, type ReferenceOrder, type World } from "./reference-world.ts";

/** How far an order may trade. */
export interface Bounds {
  /** The order's own limit and slippage. */
  own: number;
  slippage: number;
  low: number;
  high: number;
}

/** The least quantity that a resting order trades. */
function leastOf(order: ReferenceOrder): number {
  if (has(order, OrderInstruction.AllOrNone)) return order.leaves;
  return Math.min(order.leaves, order.minQuantity);
}

/** Every order of the other side that rests in the book, first one first. */
export function contras(world: World, order: ReferenceOrder): ReferenceOrder[] {
  const lit = world.queue(order.instrument, 3 - order.side, "lit");
  const dark = world.queue(order.instrument, 3 - order.side, "dark");
  const better = (a: ReferenceOrder, b: ReferenceOrder): number =>
    a.side === Side.Buy ? b.price - a.price : a.price - b.price;
  // A stable sort: at one price the lit ones stay before the dark ones.
  return [...lit, ...dark].sort(better);
}

export function boundsOf(world: World, order: ReferenceOrder): Bounds {
  const market = world.markets[order.instrument]!;
  const sign = order.side === Side.Buy ? 1 : -1;
  const best = contras(world, order)[0];
  const slippage =
    hasNoLimit(order) && order.slippage >= 0 && best !== undefined
      ? best.price + sign * order.slippage
      : sign * Number.POSITIVE_INFINITY;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const [middle, band] of [
    [market.reference, market.staticBand],
    [market.last, market.dynamicBand],
  ] as const) {
    if (band < 0 || Number.isNaN(middle)) continue;
    low = Math.max(low, middle - band);
    high = Math.min(high, middle + band);
  }
  return { own: hasNoLimit(order) ? sign * Number.POSITIVE_INFINITY : order.price, slippage, low, high };
}

function isInBand(price: number, bounds: Bounds): boolean {
  return price >= bounds.low && price <= bounds.high;
}

/** Trades an order as far as it can; returns the prices. */
export function match(world: World, order: ReferenceOrder, bounds: Bounds): number[] {
  const passed = new Set<ReferenceOrder>();
  const first = world.reports.length;
  const isAllowed = (o: ReferenceOrder): boolean =>
    isWithin(order.side, o.price, bounds.own) && isWithin(order.side, o.price, bounds.slippage);
  while (order.leaves > 0) {
    const lit = contras(world, order).find((o) => o.place === "lit");
    // A shown price on the near side of the band stops everything.
    if (lit !== undefined && (order.side === Side.Buy ? lit.price < bounds.low : lit.price > bounds.high)) break;
    const next = contras(world, order).find((o) => !passed.has(o) && isAllowed(o) && isInBand(o.price, bounds));
    if (next === undefined) break;
    if (next.place === "dark") {
      passed.add(next);
      if (leastOf(next) <= order.leaves) meet(world, order, next);
    } else if (world.options.proRata?.has(order.instrument)) {
      sharedLevel(world, order, next.price);
    } else {
      meet(world, order, next);
    }
  }
  return world.reports
    .slice(first)
    .filter((r) => r.kind === ReportKind.Trade)
    .map((r) => r.price);
}

/** An order and the resting one that is next. */
function meet(world: World, order: ReferenceOrder, resting: ReferenceOrder): void {
  if (isOwn(world, order, resting)) {
    preventSelfTrade(world, order, resting);
    return;
  }
  if (has(resting, OrderInstruction.ReduceOnly)) {
    const allowed = world.reducible(resting.owner, resting.instrument, resting.side);
    if (allowed < resting.leaves) {
      world.report(ReportKind.Canceled, Reason.ReduceOnly, resting, resting.leaves - allowed, allowed);
      shrinkTo(world, resting, allowed);
    }
    if (allowed === 0) return;
  }
  tradeWith(world, order, resting, Math.min(order.leaves, resting.shown), resting.price);
}

export function isOwn(world: World, order: ReferenceOrder, resting: ReferenceOrder): boolean {
  const { selfTradePrevention } = world.options;
  return selfTradePrevention !== SelfTradePrevention.None && order.owner !== 0 && order.owner === resting.owner;
}

export function tradeWith(
  world: World,
  order: ReferenceOrder,
  resting: ReferenceOrder,
  quantity: number,
  price: number,
): void {
  order.leaves -= quantity;
  order.filled += quantity;
  resting.leaves -= quantity;
  resting.filled += quantity;
  world.report(ReportKind.Trade, Reason.None, { ...order, price }, quantity, order.leaves, resting);
  world.markets[order.instrument]!.last = price;
  const signed = order.side === Side.Buy ? quantity : -quantity;
  world.move(order.owner, order.instrument, signed);
  world.move(resting.owner, order.instrument, -signed);
  afterFill(world, resting, quantity);
}

/** What a fill does to what a resting order shows. */
export function afterFill(world: World, resting: ReferenceOrder, quantity: number): void {
  resting.shown -= quantity;
  if (resting.leaves === 0) {
    world.remove(resting);
  } else if (resting.shown === 0) {
    const { top } = world.markets[resting.instrument]!;
    if (top.get(resting.side) === resting.orderId) top.delete(resting.side);
    setTop(world, resting);
    resting.shown = Math.min(resting.displayQuantity, resting.leaves);
    world.put(resting, resting.place);
    world.report(ReportKind.Restated, Reason.Reload, resting, resting.shown, resting.leaves);
  }
}

/** Takes quantity off an order that keeps its place; what is not shown goes first. */
export function shrinkTo(world: World, order: ReferenceOrder, leaves: number): void {
  order.leaves = leaves;
  order.shown = Math.min(order.shown, leaves);
  if (leaves === 0) world.remove(order);
}

export function preventSelfTrade(world: World, order: ReferenceOrder, resting: ReferenceOrder): void {
  const mode = world.options.selfTradePrevention;
  const least = Math.min(order.leaves, resting.leaves);
  const off = mode === SelfTradePrevention.Decrement ? least : order.leaves;
  const restingOff = mode === SelfTradePrevention.Decrement ? least : resting.leaves;
  const hitsResting = mode !== SelfTradePrevention.CancelNewest;
  const hitsOrder = mode !== SelfTradePrevention.CancelOldest;
  if (hitsOrder) order.leaves -= off;
  if (hitsResting) shrinkTo(world, resting, resting.leaves - restingOff);
  const { Canceled } = ReportKind;
  if (hitsResting) world.report(Canceled, Reason.SelfTrade, resting, restingOff, resting.leaves, order);
  if (hitsOrder) world.report(Canceled, Reason.SelfTrade, order, off, order.leaves, resting);
}

/** A level whose trades are shared out. */
function sharedLevel(world: World, order: ReferenceOrder, price: number): void {
  const level = (): ReferenceOrder[] =>
    world.queue(order.instrument, 3 - order.side, "lit").filter((o) => o.price === price);
  const rule = world.options.proRata!.get(order.instrument)!;
  const own = level().filter((o) => isOwn(world, order, o));
  for (const one of own) if (order.leaves > 0) preventSelfTrade(world, order, one);
  if (order.leaves === 0 || level().length === 0) return;
  const shown = (): number => level().reduce((sum, o) => sum + o.shown, 0);
  const fillAll = (): void => {
    for (const one of level()) tradeWith(world, order, one, one.shown, price);
  };
  if (shown() <= order.leaves) {
    fillAll();
    return;
  }
  const topId = world.markets[order.instrument]!.top.get(3 - order.side);
  const top = level().find((o) => o.orderId === topId);
  if (rule.topOrder && top !== undefined) tradeWith(world, order, top, Math.min(top.shown, order.leaves), price);
  if (order.leaves === 0) return;
  if (shown() <= order.leaves) {
    fillAll();
    return;
  }
  const whole = BigInt(shown());
  const toShare = BigInt(order.leaves);
  const shares = level().map((o) => {
    const share = Number((toShare * BigInt(o.shown)) / whole);
    return { o, quantity: share < rule.minAllocation ? 0 : share };
  });
  let left = order.leaves - shares.reduce((sum, { quantity }) => sum + quantity, 0);
  for (const share of shares) {
    const more = Math.min(left, share.o.shown - share.quantity);
    share.quantity += more;
    left -= more;
  }
  for (const { o, quantity } of shares) if (quantity > 0) tradeWith(world, order, o, quantity, price);
}

/** What an order would trade: tried out on a copy of the world, where an own order in the way ends it. */
export function wouldFill(world: World, order: ReferenceOrder): number {
  const copy = world.clone();
  const { CancelOldest, None, CancelNewest } = SelfTradePrevention;
  const mode = world.options.selfTradePrevention;
  const selfTradePrevention = mode === CancelOldest || mode === None ? mode : CancelNewest;
  copy.options = { ...world.options, selfTradePrevention };
  const trial = { ...order, filled: 0 };
  match(copy, trial, boundsOf(copy, trial));
  return trial.filled;
}

/** The best price that an order of this quantity could trade at, or undefined. */
export function bestContra(world: World, order: ReferenceOrder): number | undefined {
  return contras(world, order).find((o) => o.place === "lit" || leastOf(o) <= order.leaves)?.price;
}

/** An order in trading that has been accepted: it trades, and rests or goes. */
export function work(world: World, order: ReferenceOrder): void {
  const market = world.markets[order.instrument]!;
  const mayRest = !hasNoLimit(order) && mayStay(order.timeInForce);
  const least = has(order, OrderInstruction.AllOrNone) ? order.leaves : order.minQuantity;
  const drop = (reason: number): void => {
    world.remove(order);
    world.report(ReportKind.Expired, reason, order, order.leaves, 0);
  };
  if (least > 0 && wouldFill(world, order) < least) {
    if (mayRest) rest(world, order);
    else drop(Reason.UnfilledMinimum);
    return;
  }
  const bounds = boundsOf(world, order);
  for (const price of match(world, order, bounds)) tick(world, order.instrument, price);
  if (order.leaves === 0) {
    world.remove(order);
    return;
  }
  const next = world.queue(order.instrument, 3 - order.side, "lit")[0]?.price;
  const isNear = next !== undefined && isWithin(order.side, next, bounds.own);
  const stopsAtCollar = isNear && isWithin(order.side, next, bounds.slippage) && !isInBand(next, bounds);
  const interrupts = stopsAtCollar && market.action === CollarAction.Interrupt;
  if (interrupts) market.interrupted = true;
  if (mayRest && (!stopsAtCollar || interrupts)) rest(world, order);
  else if (stopsAtCollar) drop(Reason.OutsideCollar);
  else if (next !== undefined && !isWithin(order.side, next, bounds.slippage)) drop(Reason.SlippageBound);
  else drop(order.timeInForce === TimeInForce.ImmediateOrCancel ? Reason.UnfilledIoc : Reason.NoLiquidity);
}

/** Puts an order into the book. */
export function rest(world: World, order: ReferenceOrder): void {
  order.shown = order.displayQuantity > 0 ? Math.min(order.displayQuantity, order.leaves) : order.leaves;
  if (!isDark(order)) setTop(world, order);
  world.put(order, isDark(order) ? "dark" : "lit");
}

/** Remembers an order that betters its side's best price. */
function setTop(world: World, order: ReferenceOrder): void {
  const market = world.markets[order.instrument]!;
  if (market.phase !== TradingPhase.Continuous) return;
  const others = world.queue(order.instrument, order.side, "lit").filter((o) => o !== order);
  const best = others[0]?.price;
  const betters = best === undefined || (best !== order.price && isWithin(order.side, best, order.price));
  if (betters) market.top.set(order.side, order.orderId);
}

/** A trade price, as stops see it. */
export function tick(world: World, instrument: number, price: number): void {
  elect(world, instrument, price);
  trail(world, instrument, price);
}

export function elect(world: World, instrument: number, price: number): void {
  for (const side of [Side.Buy, Side.Sell]) {
    for (const order of world.queue(instrument, side, "trigger")) {
      const isReached = side === Side.Buy ? price >= order.trigger : price <= order.trigger;
      if (!isReached) continue;
      order.place = "none";
      world.elected.push(order);
    }
  }
}

export function trail(world: World, instrument: number, price: number): void {
  const trailing = world.orders.filter((o) => o.place === "trigger" && o.type === OrderType.TrailingStop);
  for (const order of trailing.sort((a, b) => a.entry - b.entry)) {
    if (order.instrument !== instrument) continue;
    const isBetter = order.side === Side.Buy ? price < order.extreme : price > order.extreme;
    if (!isBetter) continue;
    aim(order, price);
    world.put(order, "trigger");
  }
}

/** A trailing stop's trigger for its best price. */
export function aim(order: ReferenceOrder, extreme: number): void {
  const size = BigInt(Math.abs(extreme));
  const percent = (size * BigInt(order.trailOffset)) / 10_000n;
  const isPercent = has(order, OrderInstruction.TrailPercent);
  const distance = isPercent ? Number(percent < 1n ? 1n : percent) : order.trailOffset;
  order.extreme = extreme;
  const trigger = order.side === Side.Buy ? extreme + distance : extreme - distance;
  order.trigger = Math.max(-MAX_PRICE, Math.min(MAX_PRICE, trigger));
}

export function parkPeg(world: World, peg: ReferenceOrder): void {
  leaveTop(world, peg);
  peg.place = "parked";
  peg.price = 0;
  world.report(ReportKind.Restated, Reason.Reprice, peg, peg.leaves, peg.leaves);
}

/** An order that leaves its place is no longer the one that set the best price. */
export function leaveTop(world: World, order: ReferenceOrder): void {
  const { top } = world.markets[order.instrument]!;
  if (top.get(order.side) === order.orderId) top.delete(order.side);
}
