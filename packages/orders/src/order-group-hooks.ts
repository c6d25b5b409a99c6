/**
 * How groups of orders (one cancels the other, one triggers the other, brackets) hook into the order manager: the manager
 * tells them what becomes of their orders, and does what they ask.
 */
import type { EventCursor, EventSink, Snapshotable } from "@hotpath/core";

/**
 * What a group may ask of the order manager, from within any call of its hooks and nowhere else: what follows leaves with
 * the event that is handled then. A call may lead to other hooks before it returns, as `cancel` of a held order does to
 * `onClosed`.
 */
export interface OrderGroupActions {
  /**
   * A held order goes on: to the risk gate, or, where the engine emulates its type, to where it waits for its trigger.
   *
   * @returns whether such an order was held by its group
   */
  release(orderId: number): boolean;
  /**
   * Cancels an order: a held one at once, one at the venue by a request. One that is being cancelled is left alone.
   *
   * @returns whether such an order works or is held
   */
  cancel(orderId: number): boolean;
  /**
   * Gives an order another quantity, what was filled included, its price staying: a held one at once, one at the venue by
   * a replace through the gate.
   *
   * @param quantity in size units, more than was filled
   * @returns whether it was done or asked for: not of an order that a request is under way for (`onReplaced`, `onAccepted`
   *   and `onRefused` say when to ask again), nor a quantity that is off lot or out of range
   */
  resize(orderId: number, quantity: number): boolean;
}

/** What the order manager tells groups. Quantities are size units, prices price units, sides and states as in `core`. */
export interface OrderGroupHooks extends Snapshotable {
  /** Event types that the groups want to see themselves, as those that define them. The stage passes them on. */
  readonly handles: readonly number[];
  /** An event of one of those types, before the stage itself looks at it. */
  on(event: EventCursor, out: EventSink): void;
  /** Called once, when the stage is made. */
  attach(actions: OrderGroupActions): void;
  /** Called after each event that the stage has handled: what groups have to tell and to send leaves with it. */
  after?(event: EventCursor, out: EventSink): void;
  /**
   * An order is well formed and registered, and goes to the gate next.
   *
   * @returns whether its group holds it: then it stays in state `Held` until `release` or `cancel`
   */
  onIntent(orderId: number, instrument: number, side: number, price: number, quantity: number): boolean;
  /** A venue has taken an order. It is told once. */
  onAccepted(orderId: number): void;
  /** An order was filled by `quantity`, whatever its state; `leaves` works on, `cumulative` was filled in all. */
  onFill(orderId: number, quantity: number, leaves: number, cumulative: number): void;
  /** A fill was busted: `quantity` was not filled after all, `leaves` works now, and `cumulative` is what stays filled. */
  onBusted(orderId: number, quantity: number, leaves: number, cumulative: number): void;
  /** An order works no more, or a held one was cancelled. @param status OrderStatus: Filled, Canceled, Expired, Rejected */
  onClosed(orderId: number, status: number, cumulative: number): void;
  /**
   * An order has its new terms, or keeps those it had where a venue refused.
   *
   * @param accepted 1 new terms as asked for, 0 refused, 2 changed by the venue unasked
   */
  onReplaced(orderId: number, price: number, quantity: number, leaves: number, accepted: number): void;
  /**
   * An order, or a replace of it, was refused before it left the engine.
   *
   * @param request OrderRequestKind; a new order that was refused is gone
   */
  onRefused(orderId: number, request: number, reason: number): void;
}
