/**
 * A matching engine that is obviously right: an array of objects, sorted by price and arrival, everything found by looking
 * at everything. Tests hold the real engine to its reports. `reference-world.ts` is what it knows,
 * `reference-matching.ts` how it trades, `reference-auction.ts` its auctions, `reference-admission.ts` what it refuses.
 */
import { OrderType, TimeInForce } from "@hotpath/core";
import { MAX_PRICE, MAX_SLICES, OrderInstruction, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import { hasLimitPrice, isOutside, isPrice, isWhole, openQuantity, refusalOf } from "./reference-admission.ts";
import { enterCallPhase, leaveCallPhase, outcomeOf, type ReferenceOutcome } from "./reference-auction.ts";
import { aim, bestContra, elect, leaveTop, rest, shrinkTo, work, wouldFill } from "./reference-matching.ts";
import { settle } from "./reference-settle.ts";
import {
  type Extras,
  has,
  hasNoLimit,
  isCallPhase,
  isStop,
  isWithin,
  NO_EXTRAS,
  type ReferenceOptions,
  type ReferenceOrder,
  type ReferenceReport,
  World,
} from "./reference-world.ts";

export type { ReferenceReport } from "./reference-world.ts";

export class ReferenceMatcher {
  readonly world: World;

  constructor(options: ReferenceOptions) {
    this.world = new World(options);
  }

  get options(): ReferenceOptions {
    return this.world.options;
  }

  get orders(): ReferenceOrder[] {
    return this.world.orders;
  }

  get reports(): ReferenceReport[] {
    return this.world.reports;
  }

  set reports(reports: ReferenceReport[]) {
    this.world.reports = reports;
  }

  submit(
    instrument: number,
    orderId: number,
    side: number,
    price: number,
    quantity: number,
    type: number,
    timeInForce: number,
    owner: number,
    extras: Extras = NO_EXTRAS,
  ): void {
    const { world } = this;
    const order: ReferenceOrder = {
      ...extras,
      orderId,
      instrument,
      side,
      type,
      price,
      cap: price,
      leaves: quantity,
      shown: quantity,
      filled: 0,
      owner,
      timeInForce,
      place: "none",
      arrival: 0,
      entry: ++world.counter,
      trigger: extras.triggerPrice,
      extreme: Number.NaN,
    };
    const reason = refusalOf(world, order);
    if (reason !== Reason.None) {
      const known = Number.isInteger(instrument) && instrument >= 0 && instrument < world.options.instruments;
      const named = {
        orderId,
        price,
        instrument: known ? instrument : -1,
        side: side === 1 || side === 2 ? side : 0,
        owner: Number.isInteger(owner) && owner >= 0 && owner < 2 ** 31 ? owner : 0,
      };
      world.report(ReportKind.Rejected, reason, named, quantity, 0);
      return;
    }
    if (!hasLimitPrice(order)) order.price = 0;
    this.#enter(order);
    settle(world, instrument);
  }

  #enter(order: ReferenceOrder): void {
    const { world } = this;
    const { AtTheOpening, AtTheClose } = TimeInForce;
    const market = world.markets[order.instrument]!;
    const inContinuous = market.phase === TradingPhase.Continuous;
    const accept = (): void => world.report(ReportKind.Accepted, Reason.None, order, order.leaves, order.leaves);
    if (isStop(order)) {
      accept();
      if (order.type === OrderType.TrailingStop) aim(order, market.last);
      world.put(order, "trigger");
      if (inContinuous && !Number.isNaN(market.last)) elect(world, order.instrument, market.last);
    } else if (order.type === OrderType.Pegged) {
      accept();
      world.put(order, "parked");
    } else if (order.timeInForce === AtTheOpening || order.timeInForce === AtTheClose) {
      accept();
      world.put(order, order.timeInForce === AtTheOpening ? "opening" : "closing");
    } else if (!inContinuous) {
      accept();
      if (hasNoLimit(order)) world.put(order, market.auction === "" ? "opening" : market.auction);
      else rest(world, order);
    } else {
      this.#enterTrading(order, accept);
    }
  }

  #enterTrading(order: ReferenceOrder, accept: () => void): void {
    const { world } = this;
    const reduces = has(order, OrderInstruction.ReduceOnly);
    const allowed = reduces ? world.reducible(order.owner, order.instrument, order.side) : order.leaves;
    const isFok = order.timeInForce === TimeInForce.FillOrKill;
    let reason: number = Reason.None;
    if (allowed === 0) reason = Reason.ReduceOnly;
    else if (!this.#mayPost(order)) reason = Reason.WouldCross;
    else if (isFok && (allowed < order.leaves || wouldFill(world, order) < order.leaves)) reason = Reason.UnfilledFok;
    if (reason !== Reason.None) {
      world.report(ReportKind.Rejected, reason, order, order.leaves, 0);
      return;
    }
    accept();
    this.#limitTo(order, allowed);
    if (order.leaves > 0) work(world, order);
  }

  /** Takes off what a reduce-only order may not trade. */
  #limitTo(order: ReferenceOrder, allowed: number): void {
    if (allowed >= order.leaves) return;
    this.world.report(ReportKind.Canceled, Reason.ReduceOnly, order, order.leaves - allowed, allowed);
    shrinkTo(this.world, order, allowed);
  }

  /** Whether post-only lets it be; a sliding order gets its new price. */
  #mayPost(order: ReferenceOrder): boolean {
    const contra = bestContra(this.world, order);
    const crosses = contra !== undefined && (hasNoLimit(order) || isWithin(order.side, contra, order.price));
    if (!crosses) return true;
    if (has(order, OrderInstruction.PostOnlySlide)) {
      const price = order.side === 1 ? contra - 1 : contra + 1;
      if (Math.abs(price) > MAX_PRICE) return false;
      order.price = price;
      return true;
    }
    return order.timeInForce !== TimeInForce.PostOnly && !has(order, OrderInstruction.PostOnly);
  }

  cancel(orderId: number): void {
    const { world } = this;
    const order = this.orders.find((o) => o.orderId === orderId);
    if (order === undefined) {
      world.report(ReportKind.CancelRejected, Reason.UnknownOrder, unknown(orderId, 0), 0, 0);
      return;
    }
    world.remove(order);
    world.report(ReportKind.Canceled, Reason.None, order, order.leaves, 0);
    settle(world, order.instrument);
  }

  replace(orderId: number, price: number, quantity: number): void {
    const { world } = this;
    const order = this.orders.find((o) => o.orderId === orderId);
    if (order === undefined) {
      world.report(ReportKind.ReplaceRejected, Reason.UnknownOrder, unknown(orderId, price), quantity, 0);
      return;
    }
    const isPeg = order.type === OrderType.Pegged;
    const samePrice = hasNoLimit(order) || price === (isPeg ? order.cap : order.price);
    const keeps = this.options.replaceKeepsPriority && samePrice && quantity <= order.leaves;
    const asked = { ...order, price: price + 0, leaves: quantity };
    const reason = this.#refusalOfReplace(order, asked, price, quantity, keeps);
    if (reason !== Reason.None) {
      world.report(ReportKind.ReplaceRejected, reason, { ...order, price }, quantity, order.leaves);
      return;
    }
    if (keeps) {
      shrinkTo(world, order, quantity);
      world.report(ReportKind.Replaced, Reason.None, order, quantity, quantity);
    } else {
      this.#replaceAnew(order, asked);
    }
    settle(world, order.instrument);
  }

  #refusalOfReplace(
    order: ReferenceOrder,
    asked: ReferenceOrder,
    price: number,
    quantity: number,
    keeps: boolean,
  ): number {
    const { world } = this;
    const { phase } = world.markets[order.instrument]!;
    const isPeg = order.type === OrderType.Pegged;
    if (!isPrice(price)) return Reason.BadPrice;
    if (!isWhole(quantity)) return Reason.BadQuantity;
    if (phase === TradingPhase.Halt || phase === TradingPhase.PostTrading) return Reason.NotInPhase;
    if (order.displayQuantity > 0 && quantity > order.displayQuantity * MAX_SLICES) return Reason.BadDisplayQuantity;
    if (keeps) return Reason.None;
    if (!hasNoLimit(order) && !isPeg && isOutside(world, asked)) return Reason.OutsideCollar;
    const open = openQuantity(world, order.instrument, order.side) + BigInt(quantity) - BigInt(order.leaves);
    if (open > BigInt(Number.MAX_SAFE_INTEGER)) return Reason.Capacity;
    if (has(order, OrderInstruction.ReduceOnly) && order.place === "lit") {
      if (world.reducible(order.owner, order.instrument, order.side) === 0) return Reason.ReduceOnly;
    }
    const trades = !isPeg && (order.place === "lit" || order.place === "dark") && phase === TradingPhase.Continuous;
    if (trades && !this.#mayPost(asked)) return Reason.WouldCross;
    return Reason.None;
  }

  #replaceAnew(order: ReferenceOrder, asked: ReferenceOrder): void {
    const { world } = this;
    const { place } = order;
    leaveTop(world, order);
    order.leaves = asked.leaves;
    if (order.type === OrderType.Pegged) {
      order.cap = asked.price;
      order.price = 0;
      order.place = "parked";
    } else if (!hasNoLimit(order)) {
      // Only what is in the book has slid.
      order.price = asked.price;
    }
    world.report(ReportKind.Replaced, Reason.None, order, order.leaves, order.leaves);
    if (order.type === OrderType.Pegged) return;
    if (place !== "lit" && place !== "dark") {
      world.put(order, place);
      order.shown = order.leaves;
    } else if (isCallPhase(world.markets[order.instrument]!.phase)) {
      rest(world, order);
    } else {
      order.place = "none";
      if (has(order, OrderInstruction.ReduceOnly)) {
        this.#limitTo(order, world.reducible(order.owner, order.instrument, order.side));
      }
      if (order.leaves > 0) work(world, order);
    }
  }

  massCancel(
    fits: (order: ReferenceOrder) => boolean,
    instrument: number,
    owner: number,
    kind: number,
    reason: number,
  ): void {
    const { world } = this;
    let count = 0;
    for (let one = 0; one < this.options.instruments; one++) {
      for (const place of ["lit", "dark", "trigger", "opening", "closing"] as const) {
        for (const order of [...world.queue(one, 1, place), ...world.queue(one, 2, place)].filter(fits)) {
          world.remove(order);
          world.report(kind, reason, order, order.leaves, 0);
          count++;
        }
      }
      const parked = this.orders.filter((o) => o.instrument === one && o.place === "parked" && fits(o));
      for (const order of parked.sort((a, b) => a.entry - b.entry)) {
        world.remove(order);
        world.report(kind, reason, order, order.leaves, 0);
        count++;
      }
    }
    world.report(ReportKind.MassCanceled, reason, { ...unknown(0, 0), instrument, owner }, count, 0);
    for (let one = 0; one < this.options.instruments; one++) settle(world, one);
  }

  setPhase(instrument: number, phase: number): void {
    const { world } = this;
    const isKnown = Object.values(TradingPhase).some((one) => one === phase);
    if (!isKnown || phase === world.markets[instrument]!.phase) {
      world.reportMarket(ReportKind.Rejected, Reason.BadPhase, instrument, 0, phase);
      return;
    }
    if (isCallPhase(phase)) {
      enterCallPhase(world, instrument, phase, Reason.None);
    } else if (phase === TradingPhase.Halt) {
      world.markets[instrument]!.phase = phase;
      world.reportMarket(ReportKind.PhaseChanged, Reason.None, instrument, 0, phase);
    } else {
      leaveCallPhase(world, instrument, phase);
    }
    settle(world, instrument);
  }

  setReference(instrument: number, price: number): void {
    this.world.markets[instrument]!.reference = price + 0;
    this.world.reportMarket(ReportKind.ReferenceSet, Reason.None, instrument, price + 0, 0);
  }

  setCollar(instrument: number, staticBand: number, dynamicBand: number, action: number): void {
    Object.assign(this.world.markets[instrument]!, { staticBand, dynamicBand, action });
    this.world.reportMarket(ReportKind.CollarSet, Reason.None, instrument, staticBand, dynamicBand, action);
  }

  setPosition(instrument: number, owner: number, position: number): void {
    this.world.positions.set(`${owner}/${instrument}`, position);
    const about = { ...unknown(0, 0), instrument, owner };
    this.world.report(ReportKind.PositionSet, Reason.None, about, position, 0);
  }

  advanceTime(micros: number): void {
    const { world } = this;
    if (micros < world.now) {
      world.reportMarket(ReportKind.Rejected, Reason.BadTime, -1, 0, micros);
      return;
    }
    world.now = micros;
    const due = this.orders.filter((o) => o.timeInForce === TimeInForce.GoodTillDate && o.expireMicros <= micros);
    due.sort((a, b) => a.expireMicros - b.expireMicros || a.orderId - b.orderId);
    for (const order of due) {
      world.remove(order);
      world.report(ReportKind.Expired, Reason.ExpireTime, order, order.leaves, 0);
    }
    world.reportMarket(ReportKind.TimeAdvanced, Reason.None, -1, 0, due.length);
    for (const instrument of new Set(due.map((o) => o.instrument))) settle(world, instrument);
  }

  /** What the auction would come to, while one is called. */
  indicative(instrument: number): ReferenceOutcome {
    const { phase, auction } = this.world.markets[instrument]!;
    const nothing = { price: Number.NaN, volume: 0, imbalance: 0 };
    return isCallPhase(phase) && auction !== "" ? outcomeOf(this.world, instrument, auction) : nothing;
  }

  /** The orders of a side in the book that is shown, in the order of their priority. */
  queue(instrument: number, side: number): ReferenceOrder[] {
    return this.world.queue(instrument, side, "lit");
  }
}

function unknown(
  orderId: number,
  price: number,
): { orderId: number; price: number; instrument: number; side: number; owner: number } {
  return { orderId, price, instrument: -1, side: 0, owner: 0 };
}
