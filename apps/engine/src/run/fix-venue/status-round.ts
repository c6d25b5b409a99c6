import { EventCursor, EventQueue } from "@hotpath/core";

/** OrderStatusRequests that are under way, and what has been answered. */
export class StatusRound {
  /** What the venue says of the orders that it has. */
  readonly list: EventQueue = new EventQueue();
  readonly #waiting: Set<number>;

  /** @param orderIds the orders that were asked for */
  constructor(orderIds: readonly number[]) {
    this.#waiting = new Set(orderIds);
  }

  /** One was answered. @returns whether it was the last */
  answered(orderId: number): boolean {
    return this.#waiting.delete(orderId) && this.#waiting.size === 0;
  }

  /** Hands on what was said. */
  writeTo(sink: EventQueue): void {
    const event = new EventCursor();
    while (this.list.next(event)) sink.append(event);
  }
}
