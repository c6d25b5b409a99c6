/**
 * Busts and corrections (FIX ExecType TradeCancel and TradeCorrect; appendix D, G): a fill that was booked is taken back,
 * and where it was corrected, booked anew as it should have been.
 *
 * What the venue says works afterwards (LeavesQty) decides whether what was filled works again. Where it does not, the
 * order's quantity falls by it, so that at any time quantity = filled + working.
 */
import { type EventCursor, type EventSink, ExecutionReport, FillBusted, OrderStatus } from "@hotpath/core";
import { Closed } from "./closed-orders.ts";
import { ExecutionState } from "./executions.ts";
import type { OrderCounts } from "./order-counts.ts";
import type { OrderEffects } from "./order-effects.ts";
import { OrderFlag, type OrderStore } from "./order-store.ts";
import { executionIdOf, isTrade, referenceIdOf, workingPriceOf } from "./report-fields.ts";

/** Takes fills back. */
export class TradeReversals {
  readonly #effects: OrderEffects;
  readonly #store: OrderStore;
  readonly #counts: OrderCounts;

  constructor(effects: OrderEffects) {
    this.#effects = effects;
    this.#store = effects.store;
    this.#counts = effects.counts;
  }

  /** A fill never was. */
  bust(event: EventCursor, out: EventSink): void {
    const row = this.#find(event);
    if (row === -1) return;
    const { executions } = this.#effects;
    if (executions.state[row] !== ExecutionState.Booked) {
      this.#counts.duplicateReports += 1;
      return;
    }
    executions.state[row] = ExecutionState.Busted;
    this.#counts.busts += 1;
    this.#reverse(row, event, out, 0);
    this.#endIfDone(event, out);
  }

  /** A fill was another. */
  correct(event: EventCursor, out: EventSink): void {
    const orderId = ExecutionReport.orderId(event);
    const price = ExecutionReport.lastPrice(event);
    const quantity = ExecutionReport.lastQuantity(event);
    if (!isTrade(price, quantity, ExecutionReport.cumulativeQuantity(event))) {
      this.#counts.malformedReports += 1;
      return;
    }
    const { executions } = this.#effects;
    const own = executionIdOf(event);
    if (this.#isNews(event, own)) {
      this.#bookCorrected(event, out, price, quantity, own);
      return;
    }
    const row = own !== 0 && executions.find(own, orderId) !== -1 ? -2 : this.#find(event);
    if (row === -1) return;
    const isSame = row >= 0 && executions.price[row] === price && executions.quantity[row] === quantity;
    if (row === -2 || executions.state[row] !== ExecutionState.Booked || (own === 0 && isSame)) {
      this.#counts.duplicateReports += 1;
      return;
    }
    const id = own === 0 ? executions.executionId[row]! : own;
    executions.state[row] = ExecutionState.Corrected;
    if (own !== 0) executions.successor[row] = own;
    this.#counts.busts += 1;
    this.#counts.corrections += 1;
    const instrument = executions.instrument[row]!;
    const side = executions.side[row]!;
    const strategy = executions.strategy[row]!;
    this.#reverse(row, event, out, quantity);
    this.#effects.note(event, id, price, quantity, instrument, side, strategy);
    this.#rebook(event, out, price, quantity, id, row);
    this.#endIfDone(event, out);
  }

  /**
   * Whether a correction is of a trade that was never told: every execution since its order was asked for is remembered,
   * and the venue counts it beside all that is booked. (One that it does not was told under another id.)
   */
  #isNews(event: EventCursor, own: number): boolean {
    const { executions, ended } = this.#effects;
    const orderId = ExecutionReport.orderId(event);
    const reference = referenceIdOf(event);
    if (reference === 0 || executions.find(reference, orderId) !== -1) return false;
    if (own !== 0 && executions.find(own, orderId) !== -1) return false;
    const slot = this.#store.slotOf(orderId);
    const at = slot === -1 ? ended.find(orderId) : -1;
    if (slot === -1 && at === -1) return false;
    const booked = slot === -1 ? ended.rows[at + Closed.CUMULATIVE]! : this.#store.cumulative[slot]!;
    if (ExecutionReport.cumulativeQuantity(event) < booked + ExecutionReport.lastQuantity(event)) return false;
    return executions.covers(slot === -1 ? ended.rows[at + Closed.CREATED]! : this.#store.created[slot]!);
  }

  /** The correction tells the whole trade: it is booked as it should have been, and what is corrected never will be. */
  #bookCorrected(event: EventCursor, out: EventSink, price: number, quantity: number, own: number): void {
    const { executions, ended } = this.#effects;
    const store = this.#store;
    const orderId = ExecutionReport.orderId(event);
    const reference = referenceIdOf(event);
    this.#counts.corrections += 1;
    this.#counts.outOfOrderReports += 1;
    if (own !== 0) {
      const state = ExecutionState.Corrected;
      const row = executions.add(reference, orderId, 0, 0, Number.NaN, -1, 0, 0, 0, state, event.micros);
      executions.successor[row] = own;
    }
    const id = own === 0 ? reference : own;
    const told = ExecutionReport.cumulativeQuantity(event);
    const slot = store.slotOf(orderId);
    if (slot === -1) {
      const { rows } = ended;
      const at = ended.find(orderId);
      rows[at + Closed.TOLD] = Math.max(rows[at + Closed.TOLD]!, told, rows[at + Closed.CUMULATIVE]! + quantity);
      this.#counts.lateFills += 1;
      const { INSTRUMENT, SIDE, STRATEGY } = Closed;
      this.#effects.note(event, id, price, quantity, rows[at + INSTRUMENT]!, rows[at + SIDE]!, rows[at + STRATEGY]!);
      this.#effects.bookLate(at, event, out, price, quantity, id);
      return;
    }
    if (told > store.told[slot]! + quantity) this.#effects.expect(slot, told - quantity, told);
    else store.told[slot] = Math.max(store.told[slot]!, told, store.cumulative[slot]! + quantity);
    const leaves = store.leaves[slot]!;
    if (quantity > leaves) this.#counts.overfills += 1;
    this.#effects.note(event, id, price, quantity, store.instrument[slot]!, store.side[slot]!, store.strategy[slot]!);
    this.#effects.book(slot, event, out, price, quantity, Math.min(quantity, leaves), id);
    this.#endIfDone(event, out);
  }

  /** The row of the execution that is meant, or −1: it is not known, and not booked either should it come later. */
  #find(event: EventCursor): number {
    const { executions, ended } = this.#effects;
    const orderId = ExecutionReport.orderId(event);
    const id = referenceIdOf(event);
    const row = id === 0 ? -1 : executions.findLast(id, orderId);
    if (row !== -1) return row;
    this.#counts.unknownExecutions += 1;
    const isKnown = this.#store.slotOf(orderId) !== -1 || ended.find(orderId) !== -1;
    if (id !== 0 && isKnown)
      executions.add(id, orderId, 0, 0, Number.NaN, -1, 0, 0, 0, ExecutionState.Busted, event.micros);
    return -1;
  }

  /** @param again what is booked in its place */
  #reverse(row: number, event: EventCursor, out: EventSink, again: number): void {
    const { executions, ended } = this.#effects;
    const orderId = executions.orderId[row]!;
    const quantity = executions.quantity[row]!;
    const slot = this.#store.slotOf(orderId);
    const at = slot === -1 ? ended.find(orderId) : -1;
    if (slot !== -1) this.#reverseLive(slot, row, event, out, quantity, again);
    else if (at !== -1) this.#reverseEnded(at, row, event, out, quantity, again);
    else {
      this.#emit(row, event, out, 0, 0, 0, 0, again);
      this.#effects.listener?.onBusted(orderId, quantity, 0, 0);
    }
  }

  #reverseLive(slot: number, row: number, event: EventCursor, out: EventSink, quantity: number, again: number): void {
    const store = this.#store;
    const before = store.leaves[slot]!;
    const told = ExecutionReport.leavesQuantity(event);
    const change = Number.isSafeInteger(told) && told >= 0 ? told - before : 0;
    const restored = Math.max(0, Math.min(quantity, change + again));
    const cumulative = Math.max(0, store.cumulative[slot]! - quantity);
    store.cumulative[slot] = cumulative;
    store.leaves[slot] = before + restored;
    store.quantity[slot] = cumulative + before + restored;
    store.told[slot] = Math.max(cumulative, store.told[slot]! - quantity);
    store.flags[slot]! &= ~OrderFlag.Gap;
    if (cumulative === 0 && store.base[slot] === OrderStatus.PartiallyFilled) {
      store.base[slot] = OrderStatus.New;
      store.settle(slot);
    }
    this.#emit(row, event, out, before + restored, restored, store.price[slot]!, store.quantity[slot]!, again);
    this.#effects.listener?.onBusted(store.orderId[slot]!, quantity, before + restored, cumulative);
  }

  #reverseEnded(at: number, row: number, event: EventCursor, out: EventSink, quantity: number, again: number): void {
    const { ended, listener } = this.#effects;
    const { rows } = ended;
    const orderId = rows[at + Closed.ORDER_ID]!;
    const told = ExecutionReport.leavesQuantity(event);
    const cumulative = Math.max(0, rows[at + Closed.CUMULATIVE]! - quantity);
    rows[at + Closed.CUMULATIVE] = cumulative;
    rows[at + Closed.TOLD] = Math.max(cumulative, rows[at + Closed.TOLD]! - quantity);
    rows[at + Closed.GAP_TO] = rows[at + Closed.GAP_FROM]!;
    // Only one that was filled can work again: the others ended for another reason.
    const canReopen = rows[at + Closed.STATUS] === OrderStatus.Filled && Number.isSafeInteger(told) && told > 0;
    const restored = canReopen ? Math.min(quantity, told + again) : 0;
    // A change of price after its end, or one that was never told, is known by this report alone.
    const price = workingPriceOf(event);
    if (restored > 0 && Number.isSafeInteger(price)) rows[at + Closed.PRICE] = price;
    const isOpen = restored > 0 && this.#reopen(at, cumulative, restored, event.micros);
    const works = isOpen ? restored : 0;
    const orderQuantity = isOpen ? cumulative + restored : rows[at + Closed.QUANTITY]!;
    this.#emit(row, event, out, works, works, rows[at + Closed.PRICE]!, orderQuantity, again);
    listener?.onBusted(orderId, quantity, works, cumulative);
  }

  /** An order that was filled works again, with what was under way then. @returns whether there was room for it */
  #reopen(at: number, cumulative: number, leaves: number, micros: number): boolean {
    const { ended } = this.#effects;
    const { rows } = ended;
    const store = this.#store;
    const orderId = rows[at + Closed.ORDER_ID]!;
    const slot = store.take(orderId);
    if (slot === -1) return false;
    store.price[slot] = rows[at + Closed.PRICE]!;
    store.quantity[slot] = cumulative + leaves;
    store.leaves[slot] = leaves;
    store.cumulative[slot] = cumulative;
    store.told[slot] = cumulative;
    store.created[slot] = rows[at + Closed.CREATED]!;
    store.newPrice[slot] = Number.NaN;
    store.newQuantity[slot] = Number.NaN;
    store.venueOrderId[slot] = rows[at + Closed.VENUE_ORDER_ID]!;
    store.venue[slot] = rows[at + Closed.VENUE]!;
    store.instrument[slot] = rows[at + Closed.INSTRUMENT]!;
    store.side[slot] = rows[at + Closed.SIDE]!;
    store.orderType[slot] = rows[at + Closed.ORDER_TYPE]!;
    store.timeInForce[slot] = rows[at + Closed.TIME_IN_FORCE]!;
    store.strategy[slot] = rows[at + Closed.STRATEGY]!;
    store.base[slot] = cumulative > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
    store.flags[slot] = OrderFlag.Known | rows[at + Closed.FLAGS]!;
    store.settle(slot);
    ended.forget(orderId);
    this.#counts.reopened += 1;
    this.#effects.onReopened?.(slot, micros);
    return true;
  }

  #rebook(event: EventCursor, out: EventSink, price: number, quantity: number, id: number, row: number): void {
    const { ended, executions } = this.#effects;
    const store = this.#store;
    const orderId = ExecutionReport.orderId(event);
    const slot = store.slotOf(orderId);
    const at = ended.find(orderId);
    if (slot !== -1) {
      const leaves = store.leaves[slot]!;
      store.told[slot]! += quantity;
      this.#effects.book(slot, event, out, price, quantity, Math.min(quantity, leaves), id);
    } else if (at !== -1) {
      ended.rows[at + Closed.TOLD]! += quantity;
      this.#effects.bookLate(at, event, out, price, quantity, id);
    } else {
      const { instrument, side, strategy } = executions;
      this.#effects.bookUnknown(event, out, instrument[row]!, side[row]!, price, quantity, strategy[row]!, id);
    }
  }

  #endIfDone(event: EventCursor, out: EventSink): void {
    const slot = this.#store.slotOf(ExecutionReport.orderId(event));
    if (slot !== -1) this.#effects.endIfDone(slot, event, out);
  }

  #emit(
    row: number,
    event: EventCursor,
    out: EventSink,
    leaves: number,
    restored: number,
    orderPrice: number,
    orderQuantity: number,
    again: number,
  ): void {
    const { executions } = this.#effects;
    FillBusted.emit(
      out,
      event,
      executions.instrument[row]!,
      event.venue,
      executions.orderId[row]!,
      executions.price[row]!,
      executions.quantity[row]!,
      leaves,
      restored,
      executions.side[row]!,
      executions.liquidity[row]!,
      executions.strategy[row]!,
      executions.fee[row]!,
      executions.executionId[row]!,
      orderPrice,
      orderQuantity,
      again > 0 ? 1 : 0,
    );
  }
}
