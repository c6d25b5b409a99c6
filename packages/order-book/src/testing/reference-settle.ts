/** What follows from a command of the reference matcher: triggered stops, pegs, and auctions that a collar calls. */
import { OrderType, PegPriceType, Side } from "@hotpath/core";
import { MAX_PRICE, OrderInstruction, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import { enterCallPhase } from "./reference-auction.ts";
import { leaveTop, parkPeg, rest, shrinkTo, work } from "./reference-matching.ts";
import { has, hasNoLimit, type ReferenceOrder, type World } from "./reference-world.ts";

/** Lets everything happen that follows from a command. */
export function settle(world: World, instrument: number): void {
  const market = world.markets[instrument]!;
  for (;;) {
    if (market.interrupted) {
      market.interrupted = false;
      enterCallPhase(world, instrument, TradingPhase.HaltAuction, Reason.OutsideCollar);
    }
    const order = world.elected.shift();
    if (order !== undefined) workElected(world, order);
    else if (!repricePegs(world, instrument)) return;
  }
}

/** A stop that was triggered, as the order that it now is. */
function workElected(world: World, order: ReferenceOrder): void {
  const { Triggered, Canceled } = ReportKind;
  const market = world.markets[order.instrument]!;
  const inCall = market.phase !== TradingPhase.Continuous;
  world.report(Triggered, Reason.None, { ...order, price: order.trigger }, order.leaves, order.leaves);
  order.type = hasNoLimit(order) ? OrderType.Market : OrderType.Limit;
  if (has(order, OrderInstruction.ReduceOnly)) {
    const allowed = inCall ? 0 : Math.min(order.leaves, world.reducible(order.owner, order.instrument, order.side));
    const off = order.leaves - allowed;
    if (off > 0) world.report(Canceled, inCall ? Reason.NotInPhase : Reason.ReduceOnly, order, off, allowed);
    shrinkTo(world, order, allowed);
    if (allowed === 0) return;
  }
  if (!inCall) work(world, order);
  else if (order.type === OrderType.Market) world.put(order, market.auction === "" ? "opening" : market.auction);
  else rest(world, order);
}

/** The price that a pegged order should have, or undefined. */
function targetOf(world: World, order: ReferenceOrder): number | undefined {
  const shownBy = (side: number): number | undefined =>
    world.queue(order.instrument, side, "lit").find((o) => o.type !== OrderType.Pegged)?.price;
  const bid = shownBy(Side.Buy);
  const ask = shownBy(Side.Sell);
  const isBuy = order.side === Side.Buy;
  let price: number | undefined;
  if (order.pegPriceType === PegPriceType.Primary) price = isBuy ? bid : ask;
  else if (order.pegPriceType === PegPriceType.Market) price = isBuy ? ask : bid;
  else if (bid !== undefined && ask !== undefined) price = Math[isBuy ? "floor" : "ceil"]((bid + ask) / 2);
  if (price === undefined) return undefined;
  price += order.pegOffset;
  if (!Number.isNaN(order.cap)) price = isBuy ? Math.min(price, order.cap) : Math.max(price, order.cap);
  return Math.max(-MAX_PRICE, Math.min(MAX_PRICE, price)) + 0;
}

/** Gives every pegged order its price for the book as it was when this began; true if any moved. */
function repricePegs(world: World, instrument: number): boolean {
  const market = world.markets[instrument]!;
  if (market.phase !== TradingPhase.Continuous) return false;
  const pegs = world.orders.filter((o) => o.instrument === instrument && o.type === OrderType.Pegged);
  pegs.sort((a, b) => a.entry - b.entry);
  const targets = new Map(pegs.map((peg) => [peg, targetOf(world, peg)]));
  let moved = false;
  for (const peg of pegs) {
    if (market.interrupted) break;
    if (!world.orders.includes(peg)) continue;
    const price = targets.get(peg);
    if (price === undefined) {
      if (peg.place === "parked") continue;
      parkPeg(world, peg);
      moved = true;
    } else if (peg.place === "parked" || peg.price !== price) {
      moved = true;
      leaveTop(world, peg);
      peg.place = "none";
      peg.price = price;
      world.report(ReportKind.Restated, Reason.Reprice, peg, peg.leaves, peg.leaves);
      work(world, peg);
    }
  }
  return moved;
}
