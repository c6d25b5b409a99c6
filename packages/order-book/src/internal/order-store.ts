import {
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDERS_AT,
  STATE_BUCKET_MASK,
  STATE_BUCKETS,
  STATE_BUCKETS_AT,
  STATE_FILLED_AT,
  STATE_ORDER_CAPACITY,
  STATE_ORDER_FREE,
  STATE_ORDER_TOUCHED,
  STATE_ORDERS,
  STATE_OWNERS_AT,
  STATE_TIMES_AT,
} from "./layout.ts";
import { type BookMemory, FIRST_BUCKETS } from "./memory.ts";
import { addOrder, findEntry, freeOrder, hashOf, INDEX_MASK } from "./order-index.ts";

/** The greatest capacity: what 24 bits can name, less 0, which names nothing. */
export const MAX_ORDERS: number = 2 ** 24 - 1;

/** The orders of a {@link BookMemory}: their records, their columns, and the index of their ids (`order-index.ts`). */
export class OrderStore {
  readonly memory: BookMemory;
  /** The greatest number of orders at a time. */
  readonly capacity: number;
  readonly orderF: Float64Array;
  readonly orderI: Int32Array;
  /** The owner of each order. */
  readonly owners: Int32Array;
  /** Quantity that each order has traded so far. */
  readonly filled: Float64Array;
  /** The time in force of each order. */
  readonly timesInForce: Int32Array;

  constructor(memory: BookMemory) {
    const { I } = memory;
    const capacity = I[STATE_ORDER_CAPACITY]!;
    this.memory = memory;
    this.capacity = capacity;
    this.orderF = memory.doubles(ORDERS_AT, (capacity + 1) << ORDER_F_SHIFT);
    this.orderI = memory.integers(ORDERS_AT, (capacity + 1) << ORDER_I_SHIFT);
    this.owners = memory.integers(I[STATE_OWNERS_AT]!, capacity + 1);
    this.timesInForce = memory.integers(I[STATE_TIMES_AT]!, capacity + 1);
    this.filled = memory.doubles(I[STATE_FILLED_AT]!, capacity + 1);
  }

  /** Orders alive. */
  get count(): number {
    return this.memory.I[STATE_ORDERS]!;
  }

  /** Forgets every order. */
  clear(): void {
    const { I } = this.memory;
    const buckets = I[STATE_BUCKETS_AT]!;
    I.fill(0, buckets, buckets + I[STATE_BUCKETS]!);
    I[STATE_BUCKETS] = FIRST_BUCKETS;
    I[STATE_BUCKET_MASK] = FIRST_BUCKETS - 1;
    I[STATE_ORDERS] = 0;
    I[STATE_ORDER_FREE] = 0;
    I[STATE_ORDER_TOUCHED] = 0;
  }

  /** The order with this id, or 0. */
  find(orderId: number): number {
    const { F, I } = this.memory;
    const at = findEntry(F, I, hashOf(orderId), orderId);
    return at === 0 ? 0 : I[at]! & INDEX_MASK;
  }

  /** A record for a new order, findable by its id at once; the caller has made sure that there is room. */
  allocate(orderId: number): number {
    return addOrder(this.memory.F, this.memory.I, hashOf(orderId), orderId);
  }

  /** Gives a record back; its links to other orders are gone already. */
  free(order: number): void {
    freeOrder(this.memory.I, order, this.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
  }
}
