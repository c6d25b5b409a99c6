import type { VenueOrder } from "./venue-orders.ts";

/**
 * Questions how single orders stand (OrderStatusRequest, H) while the session holds. A venue knows an order by the last
 * ClOrdID that it has taken; where a replace was not answered, that may be the replace's: only a venue that knows none of
 * them does not know the order.
 */
export class StatusQuestions {
  /** By order: ClOrdIDs' versions that it is still to be asked by. */
  readonly #left = new Map<number, number[]>();

  /** An order is asked about. @returns the version of the ClOrdID to ask by */
  begin(order: VenueOrder): number {
    const replaces = order.open.filter(({ msgType }) => msgType === "G").map(({ version }) => version);
    this.#left.set(order.orderId, replaces);
    return order.accepted;
  }

  /** Whether an order was asked about. */
  isOpen(orderId: number): boolean {
    return this.#left.has(orderId);
  }

  /** The venue does not know the order by that ClOrdID. @returns the version to ask by next; undefined if there is none */
  next(orderId: number): number | undefined {
    return this.#left.get(orderId)?.shift();
  }

  /** It was answered. */
  end(orderId: number): void {
    this.#left.delete(orderId);
  }

  /** What was asked on a connection that is lost is not answered any more. */
  clear(): void {
    this.#left.clear();
  }
}
