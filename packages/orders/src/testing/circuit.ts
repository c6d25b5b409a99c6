/**
 * Stages in a loop with a venue that a test plays: what stages emit is handled by all of them, in order, as a pipeline
 * does it; orders and cancels that reach the venue are kept, and the test answers them when and how it likes.
 */
import {
  CancelOrder,
  EventCursor,
  EventQueue,
  type EventView,
  ExecType,
  ExecutionReport,
  NewOrder,
  OrderRefused,
  OrderRequest,
  ReplaceOrder,
  ReplaceRequest,
  type Stage,
  TimeInForce,
  viewEvent,
} from "@hotpath/core";

/** An order as the venue has it. */
export interface VenueOrder {
  orderId: number;
  instrument: number;
  venue: number;
  side: number;
  orderType: number;
  price: number;
  quantity: number;
  filled: number;
  timeInForce: number;
  strategy: number;
  isLive: boolean;
  isKnown: boolean;
}

/** A request that has reached the venue and waits for its answer. */
export interface VenueRequest {
  kind: "new" | "cancel" | "replace";
  orderId: number;
  price: number;
  quantity: number;
}

/** Lets everything pass, or refuses by order id. */
class OpenGate implements Stage {
  readonly name = "gate";
  readonly handles: readonly number[] = [OrderRequest.TYPE, ReplaceRequest.TYPE];
  refuses: (orderId: number) => boolean = () => false;

  on(event: EventCursor, out: EventQueue): void {
    const { instrument, venue } = event;
    if (event.type === ReplaceRequest.TYPE) {
      const { orderId, price, quantity, side, strategy } = ReplaceRequest;
      const id = orderId(event);
      if (this.refuses(id)) {
        OrderRefused.emit(out, event, instrument, venue, id, 0, 0, 1, strategy(event), 0, 0, 1, 2);
        return;
      }
      const [p, q, s] = [price(event), quantity(event), side(event)];
      ReplaceOrder.emit(out, event, instrument, venue, id, p, q, s, strategy(event));
      return;
    }
    const { orderId, price, quantity, side, orderType, timeInForce, strategy } = OrderRequest;
    const id = orderId(event);
    if (this.refuses(id)) {
      OrderRefused.emit(out, event, instrument, venue, id, 0, 0, 1, strategy(event), 0, 0, 1, 0);
      return;
    }
    const [p, q, s, t] = [price(event), quantity(event), side(event), orderType(event)];
    NewOrder.emit(out, event, instrument, venue, id, p, q, s, t, timeInForce(event), strategy(event));
  }
}

/** Stages, an open gate behind them, and a venue in the test's hand. */
export class Circuit {
  readonly inbox: EventQueue = new EventQueue();
  readonly gate: OpenGate = new OpenGate();
  readonly orders: Map<number, VenueOrder> = new Map();
  readonly requests: VenueRequest[] = [];
  /** What was emitted since it was last emptied. */
  views: EventView[] = [];
  micros = 1_000_000;
  /** Whether reports wait until they are delivered. */
  isDelayed = false;
  readonly #reports: { orderId: number; write: (inbox: EventQueue, micros: number) => void }[] = [];
  #executions = 0;
  readonly #stages: readonly Stage[];
  readonly #queue = new EventQueue();
  readonly #input = new EventCursor();
  readonly #cursor = new EventCursor();

  /** @param gate what stands before the venue, in place of one that is open */
  constructor(stages: readonly Stage[], gate?: Stage) {
    this.#stages = [...stages, gate ?? (this.gate as Stage)];
  }

  /** Handles all that waits. */
  run(): void {
    while (this.inbox.next(this.#input)) {
      this.#dispatch(this.#input);
      while (this.#queue.next(this.#cursor)) {
        this.views.push(viewEvent(this.#cursor)!);
        this.#toVenue(this.#cursor);
        this.#dispatch(this.#cursor);
      }
    }
  }

  /** What was emitted, of one type. */
  seen<Type extends EventView["type"]>(type: Type): Extract<EventView, { type: Type }>[] {
    return this.views.filter((view): view is Extract<EventView, { type: Type }> => view.type === type);
  }

  /** The venue answers the oldest request, or the one at an index. */
  answer(accepts = true, index = 0): void {
    const orderId = this.requests[index]?.orderId;
    const first = this.requests.findIndex((request) => request.orderId === orderId);
    const request = first === -1 ? undefined : this.requests.splice(first, 1)[0];
    if (request === undefined) return;
    const order = this.orders.get(request.orderId)!;
    if (request.kind === "new") {
      order.isKnown = true;
      order.isLive = accepts;
      this.report(order, accepts ? ExecType.New : ExecType.Rejected);
    } else if (!order.isLive || !accepts) this.report(order, ExecType.CancelRejected);
    else if (request.kind === "cancel") {
      order.isLive = false;
      this.report(order, ExecType.Canceled);
    } else if (request.quantity < order.filled) this.report(order, ExecType.CancelRejected);
    else {
      order.price = request.price;
      order.quantity = request.quantity;
      this.report(order, ExecType.Replaced);
      if (order.filled === order.quantity) order.isLive = false;
    }
  }

  /** The venue fills an order. */
  fill(order: VenueOrder, quantity: number, price: number = order.price): void {
    order.filled += quantity;
    if (order.filled >= order.quantity) order.isLive = false;
    this.report(order, ExecType.Trade, quantity, price);
  }

  /** The venue ends what it has left of an order. */
  end(order: VenueOrder, execType: number): void {
    order.isLive = false;
    this.report(order, execType);
  }

  /** Orders that the venue has live. */
  live(): VenueOrder[] {
    return [...this.orders.values()].filter((order) => order.isLive);
  }

  /** Accepts everything, and fills what takes at once. */
  settle(): void {
    while (this.requests.length > 0) {
      const request = this.requests[0]!;
      this.answer();
      const order = this.orders.get(request.orderId)!;
      if (request.kind === "new" && order.timeInForce === TimeInForce.ImmediateOrCancel)
        this.fill(order, order.quantity);
    }
  }

  report(order: VenueOrder, execType: number, quantity = 0, price = 0): void {
    const { instrument, venue, orderId, side } = order;
    const leaves = Math.max(0, order.quantity - order.filled);
    this.#executions += 1;
    const executionId = this.#executions;
    const { filled } = order;
    const write = (inbox: EventQueue, micros: number): void =>
      writeReport(
        inbox,
        micros,
        instrument,
        venue,
        orderId,
        price,
        quantity,
        leaves,
        filled,
        execType,
        side,
        executionId,
      );
    this.#reports.push({ orderId, write });
    if (!this.isDelayed) this.deliver();
  }

  /** Reports under way. */
  get underWay(): number {
    return this.#reports.length;
  }

  /** Delivers the oldest report of the order that the one at an index is about. */
  deliver(index = 0): void {
    const orderId = this.#reports[index]?.orderId;
    const first = this.#reports.findIndex((report) => report.orderId === orderId);
    if (first === -1) return;
    this.#reports.splice(first, 1)[0]!.write(this.inbox, this.micros);
    this.run();
  }

  /** Goes on where another circuit is: with its venue, its reports under way, and what it has emitted. */
  takeOver(other: Circuit): void {
    for (const [id, order] of other.orders) this.orders.set(id, order);
    this.requests.push(...other.requests);
    this.views = other.views;
    this.micros = other.micros;
    this.isDelayed = other.isDelayed;
    this.#executions = other.#executions;
    for (const report of other.#reports) this.#reports.push(report);
  }

  #dispatch(event: EventCursor): void {
    for (const stage of this.#stages) if (stage.handles.includes(event.type)) stage.on(event, this.#queue);
  }

  #toVenue(event: EventCursor): void {
    if (event.type === NewOrder.TYPE) {
      const view = viewEvent(event) as Extract<EventView, { type: "NewOrder" }>;
      const { orderId, instrument, venue, side, orderType, price, quantity, timeInForce, strategy } = view;
      this.orders.set(orderId, {
        orderId,
        instrument,
        venue,
        side,
        orderType,
        price,
        quantity,
        timeInForce,
        strategy,
        filled: 0,
        isLive: false,
        isKnown: false,
      });
      this.requests.push({ kind: "new", orderId, price, quantity });
    } else if (event.type === CancelOrder.TYPE)
      this.requests.push({ kind: "cancel", orderId: CancelOrder.orderId(event), price: 0, quantity: 0 });
    else if (event.type === ReplaceOrder.TYPE) {
      const [orderId, price, quantity] = [
        ReplaceOrder.orderId(event),
        ReplaceOrder.price(event),
        ReplaceOrder.quantity(event),
      ];
      this.requests.push({ kind: "replace", orderId, price, quantity });
    }
  }
}

function writeReport(
  inbox: EventQueue,
  micros: number,
  instrument: number,
  venue: number,
  orderId: number,
  price: number,
  quantity: number,
  leaves: number,
  filled: number,
  execType: number,
  side: number,
  executionId: number,
): void {
  const [id, none] = [quantity > 0 ? executionId : 0, Number.NaN];
  const liquidity = quantity > 0 ? 1 : 0;
  ExecutionReport.write(
    inbox,
    micros,
    0,
    instrument,
    venue,
    orderId,
    0,
    price,
    quantity,
    leaves,
    filled,
    execType,
    side,
    liquidity,
    0,
    id,
    0,
    none,
    none,
    none,
    -1,
  );
}
