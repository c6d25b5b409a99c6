/**
 * After a reconnect a venue's own list of orders, fills and positions is compared with what is known here; each
 * discrepancy is named (`Discrepancy`) and resolved by policy.
 *
 *     VenueSession ListBegin → ExecutionReport (what was missed, and more) …
 *                            → VenueOrderState (each order that works) … → VenuePosition … → VenueSession ListEnd
 *
 * Reports on the list that were told before are known again and booked once. An order that was on its way when the
 * connection was lost is sent again only if the venue does not know its id: it is neither lost nor doubled. Everything is
 * decided by the events alone, and so a replay decides the same.
 */
import {
  CancelOrder,
  Discrepancy,
  type EventCursor,
  type EventSink,
  NewOrder,
  NO_INSTRUMENT,
  OrderAdopted,
  OrderStatus,
  ReconciliationEnded,
  RiskAction,
  RiskCommand,
  RiskScope,
  SessionState,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  VenueOrderState,
  VenuePosition,
  VenueSession,
} from "@hotpath/core";
import { Closed } from "../closed-orders.ts";
import { ExecutionState } from "../executions.ts";
import type { OrderDeadlines } from "../order-deadlines.ts";
import type { OrderEffects } from "../order-effects.ts";
import { OrderFlag, type OrderStore } from "../order-store.ts";
import { hasEnded } from "../order-transitions.ts";
import { DiscrepancyKind, parsePolicy, type ReconciliationPolicy, Resolution } from "./discrepancy.ts";
import { ListMarks, Mark } from "./list-marks.ts";
import { ListPositions } from "./list-positions.ts";

/** Event types of a venue's list. */
export const SESSION_TYPES: readonly number[] = [VenueSession.TYPE, VenueOrderState.TYPE, VenuePosition.TYPE];

/** How a venue's list is compared. */
export interface ReconciliationOptions {
  /** What is done about each kind of discrepancy. */
  policy?: ReconciliationPolicy;
  /** The positions to compare with, where one venue holds them all. Without it positions are not compared. */
  portfolio?: { position(instrument: number): number };
  /** Whose an adopted order is taken to be. Default 0. */
  adoptiveStrategy?: number;
}

/** The venue has a request, and is at it. */
const PENDING: readonly number[] = [OrderStatus.PendingNew, OrderStatus.PendingCancel, OrderStatus.PendingReplace];

/** Compares a venue's list. */
export class Reconciler implements Snapshotable {
  readonly #effects: OrderEffects;
  readonly #store: OrderStore;
  readonly #deadlines: OrderDeadlines;
  readonly #policy: Required<ReconciliationPolicy>;
  readonly #portfolio: { position(instrument: number): number } | undefined;
  readonly #strategy: number;
  readonly #marks: ListMarks;
  readonly #positions: ListPositions;
  #isListing = 0;
  #orders = 0;
  #discrepancies = 0;
  #unresolved = 0;
  /** Writes the terms of an order that has any, ahead of one that is sent again. */
  tellTerms: ((slot: number, event: EventCursor, out: EventSink) => void) | undefined;

  constructor(options: ReconciliationOptions, instruments: number, effects: OrderEffects, deadlines: OrderDeadlines) {
    this.#effects = effects;
    this.#deadlines = deadlines;
    deadlines.tell = (slot, event, out, kind) => this.#requestFailed(slot, event, out, kind);
    this.#store = effects.store;
    this.#policy = parsePolicy(options.policy ?? {}, "reconciliation.policy");
    this.#portfolio = options.portfolio;
    this.#strategy = options.adoptiveStrategy ?? 0;
    this.#marks = new ListMarks(effects.store);
    this.#positions = new ListPositions(instruments);
    // By a bust among the fills of the list: it is to be on it, like those that worked before.
    effects.onReopened = (slot, micros) => {
      deadlines.reopened(slot, micros);
      if (this.#isListing === 1) this.#marks.expect(slot);
    };
  }

  /** Takes in an event of {@link SESSION_TYPES}. */
  on(event: EventCursor, out: EventSink): void {
    if (event.type === VenueSession.TYPE) {
      const state = VenueSession.state(event);
      if (state === SessionState.ListBegin) this.#begin(event.venue);
      else if (state === SessionState.ListEnd && this.#isListing === 1) this.#end(event, out);
      // A list that broke off is none.
      else if (state === SessionState.Lost) {
        this.#isListing = 0;
        this.#deadlines.disconnected();
      }
    } else if (this.#isListing === 0) this.#answer(event, out);
    else if (event.type === VenueOrderState.TYPE) this.#order(event, out);
    else this.#positions.take(event);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.reconciler", 3);
    const { used } = this.#store;
    for (const n of [this.#isListing, this.#orders, this.#discrepancies, this.#unresolved, used]) writer.i32(n);
    this.#marks.snapshotRows(writer);
    this.#positions.snapshotRows(writer);
  }

  /** After the store was. */
  restore(reader: SnapshotReader): void {
    reader.section("orders.reconciler", 3);
    this.#isListing = reader.i32();
    this.#orders = reader.i32();
    this.#discrepancies = reader.i32();
    this.#unresolved = reader.i32();
    const used = Math.min(Math.max(0, reader.i32()), this.#store.capacity);
    this.#marks.restoreRows(reader, used);
    this.#positions.restoreRows(reader);
  }

  #begin(venue: number): void {
    this.#isListing = 1;
    this.#orders = 0;
    this.#discrepancies = 0;
    this.#unresolved = 0;
    this.#positions.begin();
    this.#marks.begin(venue);
  }

  #order(event: EventCursor, out: EventSink): void {
    this.#orders += 1;
    const orderId = VenueOrderState.orderId(event);
    const slot = this.#store.slotOf(orderId);
    if (slot === -1) {
      this.#stranger(orderId, event, out);
      return;
    }
    this.#marks.set(slot, Mark.Seen);
    this.#marks.averagePrice[slot] = VenueOrderState.averagePrice(event);
    this.#look(slot, event, out);
  }

  /** Compares terms and fills of an order with what the venue says of it. */
  #look(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    store.flags[slot]! &= ~OrderFlag.Doubtful;
    this.#marks.status[slot] = VenueOrderState.status(event);
    const venueOrderId = VenueOrderState.venueOrderId(event);
    if (venueOrderId !== 0) store.venueOrderId[slot] = venueOrderId;
    this.#effects.accept(slot);
    this.#terms(slot, event, out);
    const cumulative = VenueOrderState.cumulativeQuantity(event);
    // The trades themselves may still come on the list: they are counted at its end.
    if (Number.isSafeInteger(cumulative) && cumulative > store.told[slot]!)
      this.#effects.expect(slot, cumulative, cumulative);
    else if (cumulative < store.cumulative[slot]!) {
      const isHalt = this.#policy.fills === "halt";
      this.#tell(
        slot,
        event,
        out,
        DiscrepancyKind.FilledMore,
        store.cumulative[slot]!,
        cumulative,
        isHalt ? Resolution.Halted : Resolution.Noted,
      );
    }
  }

  /**
   * Outside of a list: the answer to a question how one order stands. What it says of fills is not booked: they may still
   * come by themselves, and then they must count once.
   */
  #answer(event: EventCursor, out: EventSink): void {
    if (event.type !== VenueOrderState.TYPE) return;
    const store = this.#store;
    const orderId = VenueOrderState.orderId(event);
    const slot = store.slotOf(orderId);
    if (slot === -1 || !this.#deadlines.answered(slot)) return;
    const status = VenueOrderState.status(event);
    if (PENDING.includes(status)) {
      this.#deadlines.expect(slot, event.micros);
      return;
    }
    if (status === OrderStatus.Rejected && !(VenueOrderState.cumulativeQuantity(event) > 0)) {
      this.#missing(slot, event, out, false);
      return;
    }
    this.#look(slot, event, out);
    if (store.slotOf(orderId) === slot) this.#settleOne(slot, status, event, out);
  }

  /** What an answer that is no list leaves open. */
  #settleOne(slot: number, status: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const [booked, told] = [store.cumulative[slot]!, store.told[slot]!];
    if (told > booked) {
      const resolution = this.#policy.fills === "halt" ? Resolution.Halted : Resolution.Noted;
      this.#tell(slot, event, out, DiscrepancyKind.FillsMissed, booked, told, resolution);
    }
    if (hasEnded(status)) this.#endedThere(slot, status, event, out);
    else if ((store.flags[slot]! & OrderFlag.Canceling) !== 0) this.#cancelLost(slot, event, out, false);
  }

  /** Limit price and quantity as the venue has them; a replace that was under way has taken effect or has not. */
  #terms(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const price = VenueOrderState.price(event);
    const quantity = VenueOrderState.quantity(event);
    // One that was asked for after the list began is still to be answered.
    const isReplacing = this.#isListing === 1 ? this.#marks.isReplacing(slot) : store.newQuantity[slot]! >= 0;
    if (isReplacing && price === store.newPrice[slot] && quantity === store.newQuantity[slot]) {
      this.#effects.counts.replaced += 1;
      this.#effects.setTerms(slot, price, quantity);
      this.#effects.keepTerms(slot);
      this.#effects.tellTerms(slot, event, out, 1, 0);
      return;
    }
    if (isReplacing) {
      this.#tell(slot, event, out, DiscrepancyKind.ReplaceLost, store.newQuantity[slot]!, quantity, Resolution.Adopted);
      this.#effects.keepTerms(slot);
      this.#effects.tellTerms(slot, event, out, 0, 0);
    }
    const { terms } = this.#policy;
    const resolution = terms === "adopt" ? Resolution.Adopted : terms === "halt" ? Resolution.Halted : Resolution.Noted;
    const isPrice = price !== store.price[slot] && Number.isSafeInteger(price);
    const isQuantity = quantity !== store.quantity[slot] && Number.isSafeInteger(quantity) && quantity > 0;
    if (isPrice) this.#tell(slot, event, out, DiscrepancyKind.Price, store.price[slot]!, price, resolution);
    if (isQuantity) this.#tell(slot, event, out, DiscrepancyKind.Quantity, store.quantity[slot]!, quantity, resolution);
    if (terms !== "adopt" || (!isPrice && !isQuantity)) return;
    this.#effects.setTerms(slot, isPrice ? price : store.price[slot]!, isQuantity ? quantity : store.quantity[slot]!);
    this.#effects.tellTerms(slot, event, out, 2, 0);
  }

  /** An order that is not known here, or has ended. */
  #stranger(orderId: number, event: EventCursor, out: EventSink): void {
    const leaves = VenueOrderState.leavesQuantity(event);
    if (hasEnded(VenueOrderState.status(event)) || !(leaves > 0)) return;
    const at = this.#effects.ended.find(orderId);
    const kind = at === -1 ? DiscrepancyKind.Orphan : DiscrepancyKind.EndedHere;
    const strategy = at === -1 ? this.#strategy : this.#effects.ended.rows[at + Closed.STRATEGY]!;
    const { orphans } = this.#policy;
    let resolution: Resolution = orphans === "halt" ? Resolution.Halted : Resolution.Noted;
    // One without an id of ours cannot be spoken of to the venue.
    if (Number.isSafeInteger(orderId) && orderId > 0) {
      if (orphans === "cancel") {
        const side = VenueOrderState.side(event);
        CancelOrder.emit(out, event, event.instrument, event.venue, orderId, side, strategy);
        this.#effects.counts.cancels += 1;
        resolution = Resolution.Canceled;
      } else if (orphans === "adopt" && this.#adopt(orderId, strategy, event, out)) resolution = Resolution.Adopted;
    }
    this.#emit(event, out, event.instrument, orderId, kind, 0, leaves, resolution, strategy);
  }

  #adopt(orderId: number, strategy: number, event: EventCursor, out: EventSink): boolean {
    const store = this.#store;
    const quantity = VenueOrderState.quantity(event);
    const leaves = VenueOrderState.leavesQuantity(event);
    const price = VenueOrderState.price(event);
    const side = VenueOrderState.side(event);
    const { instrument, venue } = event;
    const isOrder =
      instrument >= 0 &&
      instrument < this.#positions.instruments &&
      (side === Side.Buy || side === Side.Sell) &&
      Number.isSafeInteger(price) &&
      Number.isSafeInteger(quantity) &&
      Number.isSafeInteger(leaves) &&
      leaves <= quantity;
    const slot = isOrder ? store.take(orderId) : -1;
    if (slot === -1) return false;
    const [type, time] = [VenueOrderState.orderType(event), VenueOrderState.timeInForce(event)];
    this.#effects.ended.forget(orderId);
    store.begin(slot, event.micros, venue, instrument, side, price, quantity, type, time, strategy);
    const cumulative = quantity - leaves;
    store.leaves[slot] = leaves;
    store.cumulative[slot] = cumulative;
    store.told[slot] = cumulative;
    store.venueOrderId[slot] = VenueOrderState.venueOrderId(event);
    store.flags[slot] = OrderFlag.Known;
    store.base[slot] = cumulative > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
    store.settle(slot);
    this.#marks.set(slot, Mark.None);
    OrderAdopted.emit(out, event, instrument, venue, orderId, price, quantity, leaves, side, type, time, strategy);
    return true;
  }

  #end(event: EventCursor, out: EventSink): void {
    const store = this.#store;
    this.#isListing = 0;
    this.#effects.ended.settleRequests();
    const { used } = store;
    for (let slot = 0; slot < used; slot++) {
      if (!this.#marks.has(slot)) continue;
      if (this.#marks.mark[slot] === Mark.Seen) this.#settle(slot, event, out);
      else this.#missing(slot, event, out, true);
    }
    if (this.#portfolio !== undefined) this.#comparePositions(this.#portfolio, event, out);
    ReconciliationEnded.emit(
      out,
      event,
      NO_INSTRUMENT,
      event.venue,
      this.#orders,
      this.#discrepancies,
      this.#unresolved,
    );
  }

  /** An order of the list: what is still missing of its fills, whether it has ended there, whether its cancel arrived. */
  #settle(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const orderId = store.orderId[slot]!;
    const missed = store.told[slot]! - store.cumulative[slot]!;
    if (missed > 0) this.#fills(slot, missed, event, out);
    if (store.slotOf(orderId) !== slot) return;
    const status = this.#marks.status[slot]!;
    if (hasEnded(status)) this.#endedThere(slot, status, event, out);
    else if (this.#marks.isCanceling(slot)) this.#cancelLost(slot, event, out, this.#policy.inFlight === "resend");
  }

  #endedThere(slot: number, status: number, event: EventCursor, out: EventSink): void {
    const { terms } = this.#policy;
    const resolution = terms === "adopt" ? Resolution.Closed : terms === "halt" ? Resolution.Halted : Resolution.Noted;
    this.#tell(slot, event, out, DiscrepancyKind.EndedThere, this.#store.status[slot]!, status, resolution);
    if (terms === "adopt") this.#effects.close(slot, event, out, status, 0);
  }

  /** A cancel that must come to pass is sent again in any case. */
  #cancelLost(slot: number, event: EventCursor, out: EventSink, resends: boolean): void {
    const store = this.#store;
    const isResent = resends || (store.flags[slot]! & OrderFlag.Ending) !== 0;
    this.#tell(
      slot,
      event,
      out,
      DiscrepancyKind.CancelLost,
      store.leaves[slot]!,
      store.leaves[slot]!,
      isResent ? Resolution.Resent : Resolution.Adopted,
    );
    if (isResent) {
      this.#deadlines.expect(slot, event.micros);
      CancelOrder.emit(
        out,
        event,
        store.instrument[slot]!,
        store.venue[slot]!,
        store.orderId[slot]!,
        store.side[slot]!,
        store.strategy[slot]!,
      );
      return;
    }
    store.flags[slot]! &= ~(OrderFlag.Canceling | OrderFlag.Expiring);
    store.settle(slot);
  }

  /** Fills that the venue counts and has not told. */
  #fills(slot: number, missed: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const { fills } = this.#policy;
    const price = fills === "book" ? this.#missedPrice(slot, missed) : Number.NaN;
    const isBooked = Number.isSafeInteger(price);
    const resolution = isBooked ? Resolution.Booked : fills === "halt" ? Resolution.Halted : Resolution.Noted;
    this.#tell(slot, event, out, DiscrepancyKind.FillsMissed, store.cumulative[slot]!, store.told[slot]!, resolution);
    if (!isBooked) return;
    const orderId = store.orderId[slot]!;
    const instrument = store.instrument[slot]!;
    this.#positions.book(instrument, store.side[slot] === Side.Buy ? missed : -missed);
    store.flags[slot]! &= ~OrderFlag.Gap;
    this.#effects.book(slot, event, out, price, missed, Math.min(missed, store.leaves[slot]!), 0);
    if (store.slotOf(orderId) === slot) this.#effects.endIfDone(slot, event, out);
  }

  /** What the venue's average price leaves for what was missed, where all that was told is remembered; else the average. */
  #missedPrice(slot: number, missed: number): number {
    const store = this.#store;
    const average = this.#marks.averagePrice[slot]!;
    const { executions } = this.#effects;
    const orderId = store.orderId[slot]!;
    let quantity = 0;
    let value = 0;
    const rows = Math.min(executions.count, executions.capacity);
    for (let row = 0; row < rows; row++) {
      if (executions.orderId[row] !== orderId || executions.state[row] !== ExecutionState.Booked) continue;
      quantity += executions.quantity[row]!;
      value += executions.quantity[row]! * executions.price[row]!;
    }
    const rest = (average * store.told[slot]! - value) / missed;
    return Math.round(quantity === store.cumulative[slot] ? rest : average);
  }

  /** An order that is not on the list, or that the venue does not know. @param isList whether nothing of it may be under way */
  #missing(slot: number, event: EventCursor, out: EventSink, isList: boolean): void {
    const store = this.#store;
    const isKnown = (store.flags[slot]! & OrderFlag.Known) !== 0;
    const isCanceling = (store.flags[slot]! & OrderFlag.Canceling) !== 0;
    const leaves = store.leaves[slot]!;
    if (isKnown || store.cumulative[slot]! > 0) {
      const { missing } = this.#policy;
      const resolution =
        missing === "close" ? Resolution.Closed : missing === "halt" ? Resolution.Halted : Resolution.Noted;
      this.#tell(slot, event, out, DiscrepancyKind.MissingAtVenue, leaves, 0, resolution);
      // By a replace that has taken effect unheard it may have been filled whole.
      const isFilled = leaves === 0 || store.newQuantity[slot]! <= store.cumulative[slot]!;
      const ended = isFilled ? OrderStatus.Filled : OrderStatus.Canceled;
      // Nothing that was asked for before is under way any more.
      store.newQuantity[slot] = Number.NaN;
      store.flags[slot]! &= ~OrderFlag.Canceling;
      if (missing === "close") this.#effects.close(slot, event, out, ended, 0);
      return;
    }
    const { inFlight } = this.#policy;
    const closes = inFlight === "close" || ((isCanceling || !isList) && inFlight === "resend");
    let resolution: Resolution = closes ? Resolution.Closed : Resolution.Noted;
    if (inFlight === "halt") resolution = Resolution.Halted;
    else if (inFlight === "resend" && !closes) resolution = Resolution.Resent;
    this.#tell(slot, event, out, DiscrepancyKind.NeverArrived, leaves, 0, resolution);
    if (closes) this.#effects.close(slot, event, out, isCanceling ? OrderStatus.Canceled : OrderStatus.Rejected, 0);
    else if (resolution === Resolution.Resent) this.#resend(slot, event, out);
  }

  /** The gate has passed it, and what it may trade is reserved: it goes to the venue as it went before. */
  #resend(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    this.#deadlines.expect(slot, event.micros);
    this.tellTerms?.(slot, event, out);
    NewOrder.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      store.orderId[slot]!,
      store.price[slot]!,
      store.quantity[slot]!,
      store.side[slot]!,
      store.orderType[slot]!,
      store.timeInForce[slot]!,
      store.strategy[slot]!,
    );
  }

  #comparePositions(portfolio: { position(i: number): number }, event: EventCursor, out: EventSink): void {
    const tell = (i: number, ours: number, theirs: number, resolution: Resolution): void =>
      this.#emit(event, out, i, 0, DiscrepancyKind.Position, ours, theirs, resolution, 0);
    this.#positions.compare(portfolio, this.#policy.positions, tell, event, out);
  }

  /** A request was not answered in time, or a cancel refused again and again. */
  #requestFailed(slot: number, event: EventCursor, out: EventSink, kind: DiscrepancyKind): void {
    const { leaves, status } = this.#store;
    const ours = kind === DiscrepancyKind.Unanswered ? status[slot]! : leaves[slot]!;
    const resolution = this.#policy.requests === "halt" ? Resolution.Halted : Resolution.Noted;
    this.#tell(slot, event, out, kind, ours, Number.NaN, resolution);
  }

  #tell(
    slot: number,
    event: EventCursor,
    out: EventSink,
    kind: DiscrepancyKind,
    ours: number,
    theirs: number,
    resolution: Resolution,
  ): void {
    const { instrument, orderId, strategy } = this.#store;
    this.#emit(event, out, instrument[slot]!, orderId[slot]!, kind, ours, theirs, resolution, strategy[slot]!);
  }

  #emit(
    event: EventCursor,
    out: EventSink,
    instrument: number,
    orderId: number,
    kind: DiscrepancyKind,
    ours: number,
    theirs: number,
    resolution: Resolution,
    strategy: number,
  ): void {
    this.#discrepancies += 1;
    if (resolution === Resolution.Noted) this.#unresolved += 1;
    Discrepancy.emit(out, event, instrument, event.venue, orderId, ours, theirs, kind, resolution, strategy);
    if (resolution === Resolution.Halted)
      RiskCommand.emit(out, event, NO_INSTRUMENT, event.venue, RiskAction.Halt, RiskScope.Firm, 0, 0, kind);
  }
}
