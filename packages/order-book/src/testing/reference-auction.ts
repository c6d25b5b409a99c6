/** Auctions and phases of the reference matcher: every candidate price is tried. */
import { OrderType, Side } from "@hotpath/core";
import { OrderInstruction, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import {
  afterFill,
  elect,
  isOwn,
  parkPeg,
  preventSelfTrade,
  shrinkTo,
  tradeWith,
  trail,
} from "./reference-matching.ts";
import { has, hasNoLimit, isWithin, type ReferenceOrder, type ReferencePlace, type World } from "./reference-world.ts";

export interface ReferenceOutcome {
  price: number;
  volume: number;
  imbalance: number;
}

/** The orders of a side that take part, in the order of their priority. */
function participants(world: World, instrument: number, side: number, place: ReferencePlace): ReferenceOrder[] {
  const dark = world.queue(instrument, side, "dark").filter((o) => {
    return o.minQuantity === 0 && !has(o, OrderInstruction.AllOrNone);
  });
  const all = [...world.queue(instrument, side, "lit"), ...world.queue(instrument, side, place), ...dark];
  const worth = (o: ReferenceOrder): number =>
    hasNoLimit(o) ? Number.POSITIVE_INFINITY : side === Side.Buy ? o.price : -o.price;
  return all.sort((a, b) => (worth(a) === worth(b) ? 0 : worth(b) > worth(a) ? 1 : -1));
}

/** What an auction would come to. */
export function outcomeOf(world: World, instrument: number, place: ReferencePlace): ReferenceOutcome {
  const market = world.markets[instrument]!;
  const buys = participants(world, instrument, Side.Buy, place);
  const sells = participants(world, instrument, Side.Sell, place);
  const takes = (o: ReferenceOrder, price: number): boolean => hasNoLimit(o) || isWithin(o.side, price, o.price);
  const sum = (orders: ReferenceOrder[], price: number): number =>
    orders.filter((o) => takes(o, price)).reduce((total, o) => total + o.leaves, 0);
  const reference = Number.isNaN(market.reference) ? market.last : market.reference;
  const limits = [...buys, ...sells].filter((o) => !hasNoLimit(o)).map((o) => o.price);
  const low = limits.length > 0 ? Math.min(...limits) : reference;
  const high = limits.length > 0 ? Math.max(...limits) : reference;
  const near = [...limits, ...(Number.isNaN(reference) ? [] : [reference])].flatMap((p) => [p - 1, p, p + 1]);
  const candidates = [...new Set(near)]
    .filter((p) => p >= low && p <= high)
    .sort((a, b) => a - b)
    .map((price) => {
      const demand = sum(buys, price);
      const supply = sum(sells, price);
      return { price, volume: Math.min(demand, supply), imbalance: demand - supply };
    });
  const most = Math.max(0, ...candidates.map((c) => c.volume));
  if (most === 0) return { price: Number.NaN, volume: 0, imbalance: 0 };
  const largest = candidates.filter((c) => c.volume === most);
  const least = Math.min(...largest.map((c) => Math.abs(c.imbalance)));
  const best = largest.filter((c) => Math.abs(c.imbalance) === least);
  const first = best[0]!.price;
  const last = best.at(-1)!.price;
  const price = Number.isNaN(reference)
    ? first + Math.floor((last - first) / 2)
    : best.reduce((a, b) => (Math.abs(b.price - reference) < Math.abs(a.price - reference) ? b : a)).price;
  return { price: price + 0, volume: most, imbalance: sum(buys, price) - sum(sells, price) };
}

/** Holds an auction; false if its price lies outside the static collar. */
export function uncross(world: World, instrument: number, place: ReferencePlace): boolean {
  const market = world.markets[instrument]!;
  let outcome = outcomeOf(world, instrument, place);
  if (market.staticBand >= 0 && Math.abs(outcome.price - market.reference) > market.staticBand) {
    world.reportMarket(ReportKind.Rejected, Reason.OutsideCollar, instrument, outcome.price, outcome.volume);
    return false;
  }
  if (outcome.volume === 0) world.reportMarket(ReportKind.Uncrossed, Reason.None, instrument, 0, 0);
  while (outcome.volume > 0) {
    const { price, imbalance } = outcome;
    let volume = 0;
    for (;;) {
      const [buy] = participants(world, instrument, Side.Buy, place);
      const [sell] = participants(world, instrument, Side.Sell, place);
      const canTrade = (o: ReferenceOrder | undefined): boolean =>
        o !== undefined && (hasNoLimit(o) || isWithin(o.side, price, o.price));
      if (buy === undefined || sell === undefined || !canTrade(buy) || !canTrade(sell)) break;
      if (isOwn(world, buy, sell)) {
        preventSelfTrade(world, buy, sell);
        shrinkTo(world, buy, buy.leaves);
        continue;
      }
      const quantity = Math.min(buy.shown, sell.shown);
      tradeWith(world, buy, sell, quantity, price);
      afterFill(world, buy, quantity);
      volume += quantity;
    }
    if (volume > 0) {
      market.last = price;
      market.reference = price;
      trail(world, instrument, price);
    }
    const side = imbalance === 0 ? 0 : imbalance > 0 ? Side.Buy : Side.Sell;
    const about = { instrument, side, orderId: 0, owner: 0, price };
    world.report(ReportKind.Uncrossed, Reason.None, about, volume, Math.abs(imbalance));
    outcome = outcomeOf(world, instrument, place);
  }
  return true;
}

/** Begins a call. */
export function enterCallPhase(world: World, instrument: number, phase: number, reason: number): void {
  const market = world.markets[instrument]!;
  market.phase = phase;
  market.auction = phase === TradingPhase.ClosingAuction ? "closing" : "opening";
  world.reportMarket(ReportKind.PhaseChanged, reason, instrument, 0, phase);
  const pegs = world.orders.filter((o) => o.instrument === instrument && o.type === OrderType.Pegged);
  for (const peg of pegs.sort((a, b) => a.entry - b.entry)) if (peg.place !== "parked") parkPeg(world, peg);
  for (const side of [Side.Buy, Side.Sell]) {
    for (const order of world.queue(instrument, side, "lit")) {
      if (!has(order, OrderInstruction.ReduceOnly)) continue;
      world.remove(order);
      world.report(ReportKind.Canceled, Reason.NotInPhase, order, order.leaves, 0);
    }
  }
}

/** Ends a call, or a halt, or the time after the day. */
export function leaveCallPhase(world: World, instrument: number, phase: number): void {
  const market = world.markets[instrument]!;
  const { auction } = market;
  if (auction !== "") {
    if (!uncross(world, instrument, auction)) return;
    market.auction = "";
  }
  const over: ReferencePlace[] = auction === "closing" ? ["closing", "opening"] : ["opening"];
  if (phase === TradingPhase.PostTrading && auction !== "closing") over.push("closing");
  for (const place of over) {
    for (const side of [Side.Buy, Side.Sell]) {
      for (const order of world.queue(instrument, side, place)) {
        world.remove(order);
        world.report(ReportKind.Expired, Reason.EndOfAuction, order, order.leaves, 0);
      }
    }
  }
  market.phase = phase;
  world.reportMarket(ReportKind.PhaseChanged, Reason.None, instrument, 0, phase);
  if (phase === TradingPhase.Continuous && !Number.isNaN(market.last)) elect(world, instrument, market.last);
}
