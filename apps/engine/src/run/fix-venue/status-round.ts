import { EventCursor, EventQueue, OrderStatus } from "@hotpath/core";
import type { MessageReader } from "@hotpath/fix";
import { statusOf } from "./report-reader.ts";

/** Status requests that are under way, and what has been answered. */
export class StatusRound {
  /** What the venue says of the orders that it has. */
  readonly list: EventQueue = new EventQueue();
  /** MassStatusReqID (584), where all orders were asked for at once. */
  readonly name: string | undefined;
  readonly #waiting: Set<number>;
  #reports = 0;

  /** @param orderIds the orders that were asked for one by one */
  constructor(orderIds: readonly number[], name?: string) {
    this.#waiting = new Set(orderIds);
    this.name = name;
  }

  /** Whether a report that says how an order stands is an answer. @param orderId of ours; undefined for another's */
  isAnswer(message: MessageReader, orderId: number | undefined): boolean {
    if (this.name !== undefined) return message.string(584) === this.name;
    return orderId !== undefined && this.#waiting.has(orderId);
  }

  /** It was answered. @returns whether it was the last answer */
  answered(message: MessageReader, orderId: number | undefined): boolean {
    if (this.name === undefined) return this.#waiting.delete(orderId!) && this.#waiting.size === 0;
    this.#reports += 1;
    // Who has no orders says so by one report of a rejected one.
    const isNone = statusOf(message) === OrderStatus.Rejected && !(message.int(911) > 1);
    return message.boolean(912) === true || this.#reports === message.int(911) || isNone;
  }

  /** Hands on what was said. */
  writeTo(sink: EventQueue): void {
    const event = new EventCursor();
    while (this.list.next(event)) sink.append(event);
  }
}
