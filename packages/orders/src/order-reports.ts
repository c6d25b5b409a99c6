/**
 * The venue's side of the order manager: what reports make of orders, by the table of `order-transitions.ts`.
 *
 * No report is booked twice, and none that is news is lost: one with an id is known by its id, one without by the venue's
 * cumulative quantity. A trade that comes ahead of an earlier one leaves a gap, which that one fills when it comes.
 */
import { type EventCursor, type EventSink, ExecType, ExecutionReport, OrderStatus } from "@hotpath/core";
import { Closed } from "./closed-orders.ts";
import type { OrderCounts } from "./order-counts.ts";
import type { OrderDeadlines } from "./order-deadlines.ts";
import type { OrderEffects } from "./order-effects.ts";
import { OrderFlag, type OrderStore } from "./order-store.ts";
import { Action, Anomaly, actionOf, anomalyOf, transition } from "./order-transitions.ts";
import { execTypeOf, executionIdOf, isTrade, workingPriceOf, workingQuantityOf } from "./report-fields.ts";
import { TradeReversals } from "./trade-reversals.ts";
import { Sequence, sequenceOf } from "./trade-sequence.ts";

const NAMES: readonly string[] = Object.keys(Anomaly);
/** What may answer a replace, by a venue that does not say which request it refuses too. */
const REPLACE_ANSWERS: readonly number[] = [ExecType.Replaced, ExecType.ReplaceRejected, ExecType.CancelRejected];
/** `accepted` of an OrderReplaced. */
const REFUSED = 0;
const TAKEN = 1;
const UNASKED = 2;

/** Applies reports to the orders of a store. */
export class OrderReports {
  readonly #effects: OrderEffects;
  readonly #store: OrderStore;
  readonly #counts: OrderCounts;
  readonly #reversals: TradeReversals;
  readonly #deadlines: OrderDeadlines;

  constructor(effects: OrderEffects, deadlines: OrderDeadlines) {
    this.#effects = effects;
    this.#deadlines = deadlines;
    this.#store = effects.store;
    this.#counts = effects.counts;
    this.#reversals = new TradeReversals(effects);
  }

  /** Takes in a report, and emits what follows. */
  on(event: EventCursor, out: EventSink): void {
    const execType = execTypeOf(event);
    const orderId = ExecutionReport.orderId(event);
    const slot = this.#store.slotOf(orderId);
    if (slot !== -1) this.#live(slot, event, out, execType);
    else this.#late(orderId, event, out, execType);
  }

  #live(slot: number, event: EventCursor, out: EventSink, execType: number): void {
    const store = this.#store;
    const what = transition(store.status[slot]!, execType);
    if ((store.flags[slot]! & OrderFlag.Doubtful) !== 0 && REPLACE_ANSWERS.includes(execType))
      store.flags[slot]! &= ~OrderFlag.Doubtful;
    switch (actionOf(what)) {
      case Action.Trade:
        this.#trade(slot, event, out);
        return;
      case Action.Accept:
        this.#accept(slot, event);
        break;
      case Action.Cancel:
        this.#end(slot, event, out, this.#cancelStatus(slot));
        break;
      case Action.Expire:
        this.#end(slot, event, out, OrderStatus.Expired);
        break;
      case Action.Reject:
        this.#counts.venueRejects += 1;
        this.#end(slot, event, out, OrderStatus.Rejected);
        break;
      case Action.Replace:
        this.#replaced(slot, event, out);
        return;
      case Action.Restate:
        this.#counts.restated += 1;
        this.#restate(slot, event, out);
        return;
      case Action.RefuseRequest:
        this.#refused(slot, event, out);
        return;
      case Action.RefuseReplace:
        if (store.newQuantity[slot]! >= 0) this.#replaceRefused(slot, event, out);
        else this.#counts.unsolicitedReports += 1;
        return;
      case Action.Bust:
        this.#reversals.bust(event, out);
        return;
      case Action.Correct:
        this.#reversals.correct(event, out);
        return;
      case Action.Note:
        store.base[slot] = execType;
        store.settle(slot);
        break;
      case Action.Compare:
        this.#compare(slot, event);
        return;
    }
    const anomaly = anomalyOf(what);
    if (anomaly !== Anomaly.None) this.#count(anomaly);
  }

  #late(orderId: number, event: EventCursor, out: EventSink, execType: number): void {
    const at = this.#effects.ended.find(orderId);
    if (at === -1 && execType !== ExecType.TradeCancel && execType !== ExecType.TradeCorrect) {
      const isRefusal = execType === ExecType.CancelRejected || execType === ExecType.ReplaceRejected;
      if (isRefusal) this.#counts.lateCancels += 1;
      else this.#counts.unknownReports += 1;
      return;
    }
    // The execution is remembered longer than its order.
    const what = transition(at === -1 ? OrderStatus.Filled : this.#effects.ended.rows[at + Closed.STATUS]!, execType);
    switch (actionOf(what)) {
      case Action.LateTrade:
        this.#lateTrade(at, event, out);
        return;
      case Action.Bust:
        this.#reversals.bust(event, out);
        return;
      case Action.Correct:
        this.#reversals.correct(event, out);
        return;
      case Action.Compare:
        return;
    }
    this.#answeredLate(at, execType);
    // Should a bust let it work again, it does so at the price that it had last.
    const price = workingPriceOf(event);
    if ((execType === ExecType.Restated || execType === ExecType.Replaced) && Number.isSafeInteger(price))
      this.#effects.ended.rows[at + Closed.PRICE] = price;
    const anomaly = anomalyOf(what);
    if (anomaly !== Anomaly.None) this.#count(anomaly);
  }

  /** What was under way when an order ended is not any more. */
  #answeredLate(at: number, execType: number): void {
    const { rows } = this.#effects.ended;
    const isCanceling = (rows[at + Closed.FLAGS]! & OrderFlag.Canceling) !== 0;
    if (execType === ExecType.CancelRejected && isCanceling) rows[at + Closed.FLAGS]! &= ~OrderFlag.Canceling;
    else if (REPLACE_ANSWERS.includes(execType)) rows[at + Closed.FLAGS]! &= ~OrderFlag.Doubtful;
  }

  #count(anomaly: number): void {
    const name = NAMES[anomaly] as keyof OrderCounts;
    this.#counts[name] += 1;
  }

  #accept(slot: number, event: EventCursor): void {
    const store = this.#store;
    const venueOrderId = ExecutionReport.venueOrderId(event);
    if (venueOrderId !== 0) store.venueOrderId[slot] = venueOrderId;
    store.base[slot] = store.cumulative[slot]! > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
    store.settle(slot);
    if ((store.flags[slot]! & OrderFlag.Known) !== 0) return;
    store.flags[slot]! |= OrderFlag.Known;
    this.#effects.listener?.onAccepted(store.orderId[slot]!);
  }

  /** A cancel that the engine asked for because the order's time was over is its expiry. */
  #cancelStatus(slot: number): number {
    return (this.#store.flags[slot]! & OrderFlag.Expiring) === 0 ? OrderStatus.Canceled : OrderStatus.Expired;
  }

  #end(slot: number, event: EventCursor, out: EventSink, status: number): void {
    const store = this.#store;
    const cumulative = ExecutionReport.cumulativeQuantity(event);
    // Trades that the venue counts and has not told are still to come.
    if (cumulative > store.told[slot]! && Number.isSafeInteger(cumulative))
      this.#effects.expect(slot, cumulative, cumulative);
    this.#effects.close(slot, event, out, status, ExecutionReport.reason(event));
  }

  #trade(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const quantity = ExecutionReport.lastQuantity(event);
    const price = ExecutionReport.lastPrice(event);
    const cumulative = ExecutionReport.cumulativeQuantity(event);
    if (!isTrade(price, quantity, cumulative)) {
      this.#counts.malformedReports += 1;
      return;
    }
    const id = executionIdOf(event);
    const orderId = store.orderId[slot]!;
    const told = store.told[slot]!;
    const hasGap = (store.flags[slot]! & OrderFlag.Gap) !== 0;
    const from = hasGap ? store.gapFrom[slot]! : 0;
    const to = hasGap ? store.gapTo[slot]! : 0;
    const isNew = id === 0 || this.#effects.executions.find(id, orderId) === -1;
    const newId = id === 0 ? 0 : this.#effects.executions.covers(store.created[slot]!) ? 2 : 1;
    const how = isNew ? sequenceOf(cumulative, quantity, told, store.cumulative[slot]!, from, to, newId) : 0;
    if (how === Sequence.Known) {
      this.#counts.duplicateReports += 1;
      return;
    }
    if (how === Sequence.Next) store.told[slot] = cumulative;
    else if (how === Sequence.Ahead) this.#effects.expect(slot, cumulative - quantity, cumulative);
    else {
      this.#counts.outOfOrderReports += 1;
      if (how === Sequence.Missing) this.#arrived(slot, cumulative - quantity, cumulative);
      // What is booked was told.
      else store.told[slot] = Math.max(told, store.cumulative[slot]! + quantity);
    }
    const leaves = store.leaves[slot]!;
    if (quantity > leaves) this.#counts.overfills += 1;
    if (id !== 0)
      this.#effects.note(event, id, price, quantity, store.instrument[slot]!, store.side[slot]!, store.strategy[slot]!);
    this.#effects.book(slot, event, out, price, quantity, quantity > leaves ? leaves : quantity, id);
    // A listener may have ended it.
    if (store.slotOf(orderId) === slot) this.#effects.endIfDone(slot, event, out);
  }

  /** A trade that was missing is there. Of a range that it leaves two parts of, the larger stays. */
  #arrived(slot: number, start: number, end: number): void {
    const { flags, gapFrom, gapTo } = this.#store;
    const before = start - gapFrom[slot]!;
    const after = gapTo[slot]! - end;
    if (before > after) gapTo[slot] = start;
    else gapFrom[slot] = end;
    if (before + after === 0) flags[slot]! &= ~OrderFlag.Gap;
  }

  #lateTrade(at: number, event: EventCursor, out: EventSink): void {
    const { rows } = this.#effects.ended;
    const quantity = ExecutionReport.lastQuantity(event);
    const price = ExecutionReport.lastPrice(event);
    const cumulative = ExecutionReport.cumulativeQuantity(event);
    if (!isTrade(price, quantity, cumulative)) {
      this.#counts.malformedReports += 1;
      return;
    }
    const id = executionIdOf(event);
    const told = rows[at + Closed.TOLD]!;
    const from = rows[at + Closed.GAP_FROM]!;
    const to = rows[at + Closed.GAP_TO]!;
    const isNew = id === 0 || this.#effects.executions.find(id, rows[at + Closed.ORDER_ID]!) === -1;
    const booked = rows[at + Closed.CUMULATIVE]!;
    const newId = id === 0 ? 0 : this.#effects.executions.covers(rows[at + Closed.CREATED]!) ? 2 : 1;
    const how = isNew ? sequenceOf(cumulative, quantity, told, booked, from, to, newId) : 0;
    if (how === Sequence.Known) {
      this.#counts.duplicateReports += 1;
      return;
    }
    if (how === Sequence.Next || how === Sequence.Ahead) rows[at + Closed.TOLD] = cumulative;
    if (how === Sequence.Ahead) {
      this.#counts.gaps += 1;
      if (from === to) {
        rows[at + Closed.GAP_FROM] = told;
        rows[at + Closed.GAP_TO] = cumulative - quantity;
      }
    } else if (how === Sequence.Late) rows[at + Closed.TOLD] = Math.max(told, booked + quantity);
    else if (how === Sequence.Missing) {
      if (cumulative - quantity - from > to - cumulative) rows[at + Closed.GAP_TO] = cumulative - quantity;
      else rows[at + Closed.GAP_FROM] = cumulative;
    }
    this.#counts.lateFills += 1;
    const { INSTRUMENT, SIDE, STRATEGY } = Closed;
    if (id !== 0)
      this.#effects.note(event, id, price, quantity, rows[at + INSTRUMENT]!, rows[at + SIDE]!, rows[at + STRATEGY]!);
    this.#effects.bookLate(at, event, out, price, quantity, id);
  }

  #replaced(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    if (!(store.newQuantity[slot]! >= 0)) {
      this.#counts.unsolicitedReports += 1;
      this.#restate(slot, event, out);
      return;
    }
    this.#counts.replaced += 1;
    store.price[slot] = store.newPrice[slot]!;
    store.quantity[slot] = store.newQuantity[slot]!;
    store.leaves[slot] = Math.max(0, store.quantity[slot]! - store.cumulative[slot]!);
    this.#answered(slot, event, out, TAKEN);
  }

  #replaceRefused(slot: number, event: EventCursor, out: EventSink): void {
    this.#answered(slot, event, out, REFUSED);
  }

  #answered(slot: number, event: EventCursor, out: EventSink, accepted: number): void {
    const store = this.#store;
    const orderId = store.orderId[slot]!;
    this.#effects.keepTerms(slot);
    this.#effects.tellTerms(slot, event, out, accepted, ExecutionReport.reason(event));
    if (store.slotOf(orderId) === slot) this.#effects.endIfDone(slot, event, out);
  }

  /** The venue has changed the order by itself: what it says holds. A replace that is under way stays so. */
  #restate(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const base = store.base[slot]!;
    // D.3 of the matrices: a good-till-cancel order that was done for the day works again the next.
    if (base === OrderStatus.DoneForDay || base === OrderStatus.Calculated || base === OrderStatus.Suspended) {
      store.base[slot] = store.cumulative[slot]! > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
      store.settle(slot);
    }
    const price = workingPriceOf(event);
    const quantity = workingQuantityOf(event);
    const hasPrice = Number.isSafeInteger(price);
    const hasQuantity = Number.isSafeInteger(quantity) && quantity >= 0;
    if (!hasPrice && !hasQuantity) return;
    if (hasPrice) store.price[slot] = price;
    if (hasQuantity) {
      store.quantity[slot] = Math.max(quantity, store.cumulative[slot]!);
      store.leaves[slot] = store.quantity[slot]! - store.cumulative[slot]!;
    }
    const orderId = store.orderId[slot]!;
    this.#effects.tellTerms(slot, event, out, UNASKED, ExecutionReport.reason(event));
    if (store.slotOf(orderId) === slot) this.#effects.endIfDone(slot, event, out);
  }

  /**
   * A cancel was refused; or a replace, where no cancel is under way, by a venue that does not say which. Where both are, it
   * is taken for the cancel's: so what the replace may trade stays reserved until that is answered, too.
   */
  #refused(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    if ((store.flags[slot]! & OrderFlag.Canceling) === 0) {
      if (store.newQuantity[slot]! >= 0) this.#replaceRefused(slot, event, out);
      else this.#counts.unsolicitedReports += 1;
      return;
    }
    // The order lives on as it was before the cancel was asked for.
    const isEnding = (store.flags[slot]! & OrderFlag.Ending) !== 0;
    store.flags[slot]! &= ~(isEnding ? OrderFlag.Canceling : OrderFlag.Canceling | OrderFlag.Expiring);
    store.settle(slot);
    if (isEnding) this.#deadlines.refused(slot, event, out);
  }

  /** How the venue says that the order stands, compared with what is known: a venue that counts more has more to tell. */
  #compare(slot: number, event: EventCursor): void {
    const store = this.#store;
    const cumulative = ExecutionReport.cumulativeQuantity(event);
    if (Number.isSafeInteger(cumulative) && cumulative > store.told[slot]!)
      this.#effects.expect(slot, cumulative, cumulative);
    const base = store.base[slot]!;
    if (base === OrderStatus.PendingNew) this.#accept(slot, event);
  }
}
