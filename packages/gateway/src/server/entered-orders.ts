import { type EventCursor, OrderEntry, OrderIntent } from "@hotpath/core";
import { Recent } from "./recent.ts";

/** An order of a client as the journal has it. */
export interface EnteredOrder {
  /** Number of the input with which it entered. */
  sequence: number;
  orderId: number;
  instrument: number;
  side: number;
  orderType: number;
  timeInForce: number;
  price: number;
  quantity: number;
}

/**
 * The orders that clients have entered under keys, by what the records say: an engine that was killed and comes back finds
 * them in its journal, and so an order that is sent again is not entered again.
 */
export class EnteredOrders {
  readonly #byKey: Recent<number, EnteredOrder>;
  readonly #deskNumber: number;
  #key = 0;
  #entered: Omit<EnteredOrder, "orderId"> | undefined;

  /** @param capacity orders that are remembered */
  constructor(capacity: number, deskNumber: number) {
    this.#byKey = new Recent(capacity);
    this.#deskNumber = deskNumber;
  }

  /** The order that entered under a key of `requestKeyOf`. */
  get(requestKey: number): EnteredOrder | undefined {
    return this.#byKey.get(requestKey);
  }

  /** Takes in a record: the desk gives an order its id in the same input. */
  take(event: EventCursor): void {
    const { type, sequence } = event;
    if (type === OrderEntry.TYPE) {
      this.#key = event.version >= 2 ? OrderEntry.requestKey(event) : 0;
      if (this.#key === 0) return;
      this.#entered = {
        sequence,
        instrument: event.instrument,
        side: OrderEntry.side(event),
        orderType: OrderEntry.orderType(event),
        timeInForce: OrderEntry.timeInForce(event),
        price: OrderEntry.price(event),
        quantity: OrderEntry.quantity(event),
      };
      return;
    }
    const entered = this.#entered;
    if (type !== OrderIntent.TYPE || entered?.sequence !== sequence) return;
    if (OrderIntent.strategy(event) !== this.#deskNumber) return;
    this.#entered = undefined;
    this.#byKey.set(this.#key, { ...entered, orderId: OrderIntent.orderId(event) });
  }
}
