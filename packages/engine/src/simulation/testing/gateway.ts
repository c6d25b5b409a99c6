/** The way from an engine to a venue, where all that leaves is held to the limits once more, by their plain wording. */
import {
  CancelOrder,
  type EventCursor,
  NewOrder,
  OrderStatusRequest,
  OrderType,
  ReplaceOrder,
  Side,
  type Stage,
} from "@hotpath/core";
import { hold } from "./hold.ts";
import type { Ledger } from "./ledger.ts";
import type { Command } from "./venue.ts";

/** What every order is held to. */
export const LIMITS = {
  maxLeverage: 1_000,
  maxConcentration: 1_000,
  maxPositionVar: 1,
  maxPortfolioVar: 1,
  maxDrawdown: 1,
  maxPriceDeviation: 0.02,
  maxOrderSize: 50,
  maxPosition: 120,
};

/** Sends what an engine decides. */
export class SimulatedGateway implements Stage {
  readonly name = "gateway";
  readonly handles: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE, OrderStatusRequest.TYPE];
  /** Ids of all orders that have left in all lives of the engine. */
  readonly sent: Set<number> = new Set();
  /** Those of the journal at the last recovery: they were about to leave, if they did not. */
  journalled: ReadonlySet<number> = new Set();
  /** What the engine has seen so far. */
  ledger: Ledger;
  readonly #send: (command: Command) => void;

  constructor(ledger: Ledger, send: (command: Command) => void) {
    this.ledger = ledger;
    this.#send = send;
  }

  on(event: EventCursor): void {
    const { instrument } = event;
    if (event.type === NewOrder.TYPE) {
      const orderId = NewOrder.orderId(event);
      const side = NewOrder.side(event);
      const orderType = NewOrder.orderType(event);
      const price = NewOrder.price(event);
      const quantity = NewOrder.quantity(event);
      const timeInForce = NewOrder.timeInForce(event);
      const isMarket = orderType === OrderType.Market;
      hold(isMarket || orderType === OrderType.Limit, `order ${orderId} leaves, of a type that the venue has not`);
      this.#check(instrument, orderId, side, isMarket ? 0 : price, quantity);
      this.sent.add(orderId);
      this.#send({ kind: "new", instrument, orderId, side, price, quantity, orderType, timeInForce });
    } else if (event.type === ReplaceOrder.TYPE) {
      const orderId = ReplaceOrder.orderId(event);
      const side = ReplaceOrder.side(event);
      const price = ReplaceOrder.price(event);
      const quantity = ReplaceOrder.quantity(event);
      this.#check(instrument, orderId, side, price, quantity);
      this.#isAfterItsOrder("replace", orderId);
      this.#send({ kind: "replace", instrument, orderId, side, price, quantity, orderType: 0, timeInForce: 0 });
    } else {
      const isCancel = event.type === CancelOrder.TYPE;
      const kind = isCancel ? "cancel" : "status";
      const orderId = isCancel ? CancelOrder.orderId(event) : OrderStatusRequest.orderId(event);
      const side = isCancel ? CancelOrder.side(event) : OrderStatusRequest.side(event);
      this.#isAfterItsOrder(kind, orderId);
      this.#send({ kind, instrument, orderId, side, price: 0, quantity: 0, orderType: 0, timeInForce: 0 });
    }
  }

  #isAfterItsOrder(what: string, orderId: number): void {
    hold(
      this.sent.has(orderId) || this.journalled.has(orderId),
      `the ${what} of order ${orderId} leaves ahead of the order`,
    );
  }

  #check(instrument: number, orderId: number, side: number, price: number, quantity: number): void {
    hold(quantity > 0 && quantity <= LIMITS.maxOrderSize, `order ${orderId} of ${quantity} leaves: it is too large`);
    const twice = this.ledger.twiceMid[instrument]!;
    hold(twice > 0, `order ${orderId} leaves without a reference price`);
    const beyond = ((side === Side.Buy ? 1 : -1) * (2 * price - twice)) / twice;
    hold(price === 0 || beyond <= LIMITS.maxPriceDeviation, `order ${orderId} leaves at ${price}, beyond the collar`);
  }
}
