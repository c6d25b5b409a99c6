import {
  AlgorithmCancel,
  AlgorithmOrder,
  type EventCursor,
  type EventSink,
  RouteCancel,
  RouteOrder,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  StateError,
} from "@hotpath/core";
import { type ExecutionStages, FIRST_CHILD } from "./execution-config.ts";
import type { ReadParent, ReadWork } from "./work-description.ts";

/** The router finds the venue. */
const NO_VENUE = 0;

/** An order that an algorithm works or the router splits, as its strategy has it in mind. */
export interface WorkedOrder extends Readonly<ReadParent> {
  readonly orderId: number;
  readonly isRouted: boolean;
  /** Sum of the fills, in size units. */
  filled: number;
}

/**
 * The orders of one strategy that algorithms work or the router splits, from when they are asked for until their report.
 * What a child does is told as the parent's: which is whose, the stages' own tables know.
 */
export class WorkedOrders implements Snapshotable {
  readonly #strategy: number;
  readonly #stages: ExecutionStages;
  readonly #orders: Map<number, WorkedOrder> = new Map();

  constructor(strategy: number, stages: ExecutionStages) {
    this.#strategy = strategy;
    this.#stages = stages;
  }

  /** Whether an order was sent by an algorithm, the router or a group, and not by the strategy. */
  isChild(orderId: number): boolean {
    return orderId >= FIRST_CHILD;
  }

  /** The order that an order is a child of, or 0. A child of the router may be one of an algorithm's child. */
  parentOf(orderId: number): number {
    if (orderId < FIRST_CHILD) return 0;
    const { algorithms, router } = this.#stages;
    let parent = orderId;
    const cell = router === undefined ? -1 : router.table.cellOf(orderId);
    if (cell !== -1) parent = router!.table.orderId[Math.floor(cell / router!.table.venues)]!;
    if (algorithms !== undefined && parent >= FIRST_CHILD) {
      const row = algorithms.table.rowOfChild(parent);
      if (row !== -1) parent = algorithms.table.orderId[row]!;
    }
    return parent < FIRST_CHILD ? parent : 0;
  }

  /** One that has not ended; undefined otherwise. */
  get(orderId: number): WorkedOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** All that have not ended, the oldest first. */
  all(): IterableIterator<WorkedOrder> {
    return this.#orders.values();
  }

  /** @throws {StateError} if no stage works orders */
  assertWorks(): void {
    if (this.#stages.algorithms === undefined)
      throw new StateError("STATE_INVALID", "this engine works no orders: algorithms is not in its configuration");
  }

  /** @throws {StateError} if no stage routes orders */
  assertRoutes(): void {
    if (this.#stages.router === undefined)
      throw new StateError("STATE_INVALID", "this engine routes no orders: router is not in its configuration");
  }

  /** Whether the market's impact on an instrument is known. */
  hasImpact = (instrument: number): boolean => this.#stages.hasImpact(instrument);

  /** Hands an order to the algorithms. */
  work(orderId: number, order: ReadWork, cause: EventCursor, out: EventSink): void {
    this.#remember(orderId, order, false);
    const { index, quantity, limitPrice, start, end, participation, riskAversion } = order;
    const { minChild, maxChild, algorithm, side, slices, randomness } = order;
    AlgorithmOrder.emit(
      out,
      cause,
      index,
      cause.venue,
      orderId,
      quantity,
      limitPrice,
      start,
      end,
      participation,
      riskAversion,
      minChild,
      maxChild,
      algorithm,
      side,
      slices,
      randomness,
      this.#strategy,
    );
  }

  /** Hands an order to the router. */
  route(orderId: number, order: ReadParent & { end: number }, cause: EventCursor, out: EventSink): void {
    this.#remember(orderId, order, true);
    const { index, quantity, limitPrice, end, side } = order;
    RouteOrder.emit(out, cause, index, NO_VENUE, orderId, quantity, limitPrice, end, side, this.#strategy);
  }

  /** Asks for the end of one. @returns false if it is none, or has ended */
  cancel(orderId: number, cause: EventCursor, out: EventSink): boolean {
    const order = this.#orders.get(orderId);
    if (order === undefined) return false;
    const { index, isRouted } = order;
    (isRouted ? RouteCancel : AlgorithmCancel).emit(out, cause, index, cause.venue, orderId, this.#strategy);
    return true;
  }

  /** One has ended. @returns whether it had not before */
  end(orderId: number): boolean {
    return this.#orders.delete(orderId);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.i32(this.#orders.size);
    for (const { orderId, index, side, quantity, limitPrice, filled, isRouted } of this.#orders.values()) {
      for (const value of [orderId, quantity, limitPrice, filled]) writer.f64(value);
      for (const value of [index, side, isRouted ? 1 : 0]) writer.i32(value);
    }
  }

  restore(reader: SnapshotReader): void {
    this.#orders.clear();
    for (let left = reader.i32(); left > 0; left--) {
      const [orderId, quantity, limitPrice, filled] = [reader.f64(), reader.f64(), reader.f64(), reader.f64()];
      const [index, side, isRouted] = [reader.i32(), reader.i32(), reader.i32() === 1];
      this.#orders.set(orderId, { orderId, index, side, quantity, limitPrice, filled, isRouted });
    }
  }

  #remember(orderId: number, { index, side, quantity, limitPrice }: ReadParent, isRouted: boolean): void {
    this.#orders.set(orderId, { orderId, index, side, quantity, limitPrice, filled: 0, isRouted });
  }
}
