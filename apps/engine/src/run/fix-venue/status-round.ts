import { EventCursor, EventQueue } from "@hotpath/core";

/** OrderStatusRequests that are under way, and what has been answered. */
export class StatusRound {
  /** What the venue says of the orders that it has. */
  readonly list: EventQueue = new EventQueue();
  readonly #waiting: Set<number>;

  constructor(asked: readonly (readonly [orderId: number, msgSeqNum: number])[]) {
    this.#waiting = new Set(asked.map(([orderId]) => orderId));
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
