import {
  CancelOrder,
  Discrepancy,
  type EventCursor,
  ExecType,
  ExecutionReport,
  NewOrder,
  NewOrderTerms,
  OrderClosed,
  OrderReplaced,
  ReconciliationEnded,
  ReplaceOrder,
  SessionState,
  type Stage,
  VenueSession,
} from "@hotpath/core";
import { DiscrepancyKind } from "@hotpath/orders";

/** Orders that have ended are remembered for late requests: one to two generations of so many. */
const GENERATION = 65_536;

/** A message that an order asks for: NewOrderSingle (D), OrderCancelRequest (F) or OrderCancelReplaceRequest (G). */
export interface OrderMessage {
  readonly msgType: "D" | "F" | "G";
  readonly order: VenueOrder;
  /** Of its ClOrdID (11): 0 for the order itself, then one for each request. */
  readonly version: number;
  /** Of its OrigClOrdID (41). */
  readonly original: number;
  /** In units, of D and G. */
  readonly price: number;
  readonly quantity: number;
}

/** An order as its venue is told of it. */
export interface VenueOrder {
  readonly orderId: number;
  readonly instrument: number;
  readonly side: number;
  readonly orderType: number;
  readonly timeInForce: number;
  /** Until when it is good, in microseconds since the Unix epoch; 0 where its time in force is another. */
  readonly expireMicros: number;
  /** Terms that the venue has taken, in units. */
  price: number;
  quantity: number;
  /** Of the last ClOrdID that was given. */
  version: number;
  /** Of the ClOrdID that the venue has taken last. */
  accepted: number;
  /** What nobody has answered yet, the oldest first. */
  readonly open: OrderMessage[];
}

/**
 * The orders of an engine with their ClOrdIDs, made of its events alone: a replay gives each request the number that it had.
 * It stands among the engine's stages, and so it sees what its venue is not shown in a replay.
 */
export class VenueOrders implements Stage {
  readonly name = "fixOrders";
  readonly handles: readonly number[] = [
    NewOrderTerms.TYPE,
    NewOrder.TYPE,
    CancelOrder.TYPE,
    ReplaceOrder.TYPE,
    ExecutionReport.TYPE,
    OrderClosed.TYPE,
    OrderReplaced.TYPE,
    Discrepancy.TYPE,
    VenueSession.TYPE,
    ReconciliationEnded.TYPE,
  ];
  /** What the venue's lists had otherwise, and what of it nobody has resolved; not in a replay. */
  discrepancies = 0;
  unresolved = 0;
  /** Which numbers of the session's were last known to be whole; −1 for none. */
  sessionNumbers = -1;
  readonly #working = new Map<number, VenueOrder>();
  #ended = new Map<number, VenueOrder>();
  #endedBefore = new Map<number, VenueOrder>();
  /** Messages on their way from the stages to the venue. */
  readonly #asked: (OrderMessage | undefined)[] = [];
  #isReplaying = true;
  /** Terms that came last, ahead of their order. */
  #terms = { orderId: 0, expireMicros: 0 };

  on(event: EventCursor): void {
    switch (event.type) {
      case NewOrderTerms.TYPE:
        this.#terms = { orderId: NewOrderTerms.orderId(event), expireMicros: NewOrderTerms.expireMicros(event) };
        return;
      case NewOrder.TYPE:
        this.#newOrder(event);
        return;
      case CancelOrder.TYPE:
        this.#request("F", CancelOrder.orderId(event), Number.NaN, Number.NaN);
        return;
      case ReplaceOrder.TYPE:
        this.#request("G", ReplaceOrder.orderId(event), ReplaceOrder.price(event), ReplaceOrder.quantity(event));
        return;
      case ExecutionReport.TYPE:
        this.#report(event);
        return;
      case OrderClosed.TYPE:
        this.#close(OrderClosed.orderId(event));
        return;
      case OrderReplaced.TYPE:
        if (OrderReplaced.accepted(event) === 1) this.#taken(OrderReplaced.orderId(event));
        return;
      case Discrepancy.TYPE:
        this.#lost(Discrepancy.orderId(event), Discrepancy.kind(event));
        return;
      case ReconciliationEnded.TYPE:
        if (this.#isReplaying) return;
        this.discrepancies += ReconciliationEnded.discrepancies(event);
        this.unresolved += ReconciliationEnded.unresolved(event);
        return;
      default:
        if (VenueSession.state(event) === SessionState.Connected || VenueSession.state(event) === SessionState.ListEnd)
          this.sessionNumbers = VenueSession.argument(event);
    }
  }

  /** The record is at its end: what is asked for from now on is to be sent. @returns what was not answered until then */
  endReplay(): OrderMessage[] {
    this.#isReplaying = false;
    return [...this.#working.values()].flatMap(({ open }) => open);
  }

  /** The next message that the stages have asked for, in the order in which the venue sees them; undefined for one of an order that is not known. */
  take(): OrderMessage | undefined {
    return this.#asked.shift();
  }

  /** An order that works, or has ended not too long ago. */
  find(orderId: number): VenueOrder | undefined {
    return this.#working.get(orderId) ?? this.#ended.get(orderId) ?? this.#endedBefore.get(orderId);
  }

  /** Whether nobody has answered a message yet. */
  isOpen(message: OrderMessage): boolean {
    return message.order.open.includes(message);
  }

  /** All that work or are under way. */
  working(): VenueOrder[] {
    return [...this.#working.values()];
  }

  #newOrder(event: EventCursor): void {
    const orderId = NewOrder.orderId(event);
    const price = NewOrder.price(event);
    const quantity = NewOrder.quantity(event);
    // One that never arrived is sent again under its own id.
    const order: VenueOrder = this.#working.get(orderId) ?? {
      orderId,
      instrument: event.instrument,
      side: NewOrder.side(event),
      orderType: NewOrder.orderType(event),
      timeInForce: NewOrder.timeInForce(event),
      expireMicros: orderId === this.#terms.orderId ? this.#terms.expireMicros : 0,
      price,
      quantity,
      version: 0,
      accepted: 0,
      open: [],
    };
    this.#working.set(orderId, order);
    this.#ask({ msgType: "D", order, version: 0, original: 0, price, quantity });
  }

  #request(msgType: "F" | "G", orderId: number, price: number, quantity: number): void {
    const order = this.find(orderId);
    if (order === undefined) {
      if (!this.#isReplaying) this.#asked.push(undefined);
      return;
    }
    order.version += 1;
    // Requests are chained: the one before counts, answered or not (FIX 4.4, volume 4, appendix D.2).
    const pending = order.open.findLast((message) => message.msgType === "G");
    const original = pending?.version ?? order.accepted;
    this.#ask({ msgType, order, version: order.version, original, price, quantity });
  }

  #ask(message: OrderMessage): void {
    message.order.open.push(message);
    if (!this.#isReplaying) this.#asked.push(message);
  }

  #report(event: EventCursor): void {
    const order = this.find(ExecutionReport.orderId(event));
    if (order === undefined) return;
    const execType = ExecutionReport.execType(event);
    const isReversal = execType === ExecType.TradeCancel || execType === ExecType.TradeCorrect;
    // An order whose fill never was works again.
    if (isReversal && ExecutionReport.leavesQuantity(event) > 0) this.#working.set(order.orderId, order);
    if (isReversal || execType === ExecType.PendingNew || execType === ExecType.OrderStatus) return;
    const answered = answerOf(execType);
    const at = order.open.findIndex(({ msgType }) => msgType === answered);
    const message = order.open[at];
    if (message === undefined) return;
    order.open.splice(at, 1);
    if (execType === ExecType.Replaced) accept(order, message);
  }

  /** A replace has taken effect; where that was found out by asking, no report has said so. */
  #taken(orderId: number): void {
    const order = this.#working.get(orderId);
    const at = order?.open.findIndex(({ msgType }) => msgType === "G") ?? -1;
    if (order !== undefined && at !== -1) accept(order, order.open.splice(at, 1)[0]!);
  }

  /** A request has never arrived: nothing is chained to it. */
  #lost(orderId: number, kind: number): void {
    const msgType = kind === DiscrepancyKind.ReplaceLost ? "G" : kind === DiscrepancyKind.CancelLost ? "F" : undefined;
    const order = this.#working.get(orderId);
    const at = order?.open.findIndex((message) => message.msgType === msgType) ?? -1;
    if (at !== -1) order!.open.splice(at, 1);
  }

  #close(orderId: number): void {
    const order = this.#working.get(orderId);
    if (order === undefined) return;
    this.#working.delete(orderId);
    order.open.length = 0;
    if (this.#ended.size === GENERATION) {
      this.#endedBefore = this.#ended;
      this.#ended = new Map();
    }
    this.#ended.set(orderId, order);
  }
}

/** The venue has taken a replace. */
function accept(order: VenueOrder, { version, price, quantity }: OrderMessage): void {
  order.accepted = version;
  order.price = price;
  order.quantity = quantity;
}

/** The message that a report answers; of an order that was replaced or refused the order itself has been taken long ago. */
function answerOf(execType: number): OrderMessage["msgType"] {
  if (execType === ExecType.Replaced || execType === ExecType.ReplaceRejected) return "G";
  return execType === ExecType.CancelRejected || execType === ExecType.Canceled ? "F" : "D";
}
