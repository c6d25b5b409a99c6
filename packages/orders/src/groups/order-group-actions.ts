/** What {@link OrderGroups} asks of the order manager, from within its hooks. */
export interface OrderGroupActions {
  /** A held order goes on, to the risk gate. @returns whether such an order was held */
  release(orderId: number): boolean;
  /** Cancels an order: a held one at once, one at the venue by a request. @returns whether such an order works or is held */
  cancel(orderId: number): boolean;
  /** Gives an order another quantity, what was filled included: a held one at once, one at the venue by a replace. */
  resize(orderId: number, quantity: number): boolean;
}
