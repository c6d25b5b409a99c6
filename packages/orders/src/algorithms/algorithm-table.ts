import { IntMap } from "@hotpath/cache";
import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";
import { RetainedRows } from "../internal/retained-rows.ts";
import { SLICES_MAX } from "./schedule.ts";

const NONE = -1;
/** Children of a parent that are still known, so that a trade told late finds it. */
export const CHILDREN_KNOWN = 4;

/** Whether a row is free, its algorithm works, is being stopped, or has ended. */
export const Phase = { Free: 0, Working: 1, Stopping: 2, Ended: 3 } as const;
/** How far the child is that works: there is one at most. */
export const ChildState = { None: 0, Sent: 1, Cancelling: 2 } as const;

/**
 * The orders that algorithms work, in columns, found by their own ids and those of their children. One that has ended
 * stays until its row is needed, the oldest first. Nothing is allocated after construction.
 */
export class AlgorithmTable implements Snapshotable {
  readonly capacity: number;
  readonly orderId: Float64Array;
  readonly quantity: Float64Array;
  readonly filled: Float64Array;
  readonly limitPrice: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly participation: Float64Array;
  readonly minChild: Float64Array;
  readonly maxChild: Float64Array;
  readonly arrival: Float64Array;
  /** Market volume, seconds with a middle and quotes when the order came. */
  readonly startVolume: Float64Array;
  readonly startStood: Float64Array;
  readonly childId: Float64Array;
  readonly childLeaves: Float64Array;
  /** What the child was sent for, and when. */
  readonly childQuantity: Float64Array;
  readonly childSince: Float64Array;
  /** Quotes of the market when the child was sent: another is sent only after news, or a time. */
  readonly childQuotes: Float64Array;
  readonly retryAt: Float64Array;
  /** When the algorithm wants to be looked at next. */
  readonly wakeAt: Float64Array;
  /** Ids of the last children. */
  readonly knownChildren: Float64Array;
  /** Timetables, `SLICES_MAX` a row. */
  readonly times: Float64Array;
  readonly due: Float64Array;
  /** Sum of price × size of the fills, and the market's sums when the order came. */
  readonly traded: WideColumn;
  readonly startTraded: WideColumn;
  readonly startArea: WideColumn;
  readonly phase: Int32Array;
  /** AlgorithmStatus that it ends with. */
  readonly status: Int32Array;
  readonly algorithm: Int32Array;
  readonly side: Int32Array;
  readonly instrument: Int32Array;
  readonly venue: Int32Array;
  readonly strategy: Int32Array;
  readonly randomness: Int32Array;
  readonly slices: Int32Array;
  readonly slice: Int32Array;
  readonly childState: Int32Array;
  /** 1 if the child waits in the book. */
  readonly childRests: Int32Array;
  /** 1 if the child was given to the router. */
  readonly isRouted: Int32Array;
  /** 1 if the next child takes: the last one has waited in vain. */
  readonly isUrgent: Int32Array;
  readonly children: Int32Array;
  /** Children refused or rejected in a row. */
  readonly refusals: Int32Array;
  readonly #rows: RetainedRows;
  readonly #children: IntMap;
  /** Id of the next child. */
  nextChildId: number;

  /** @throws {ConfigError} if a bound is out of range */
  constructor(capacity: number, firstChildId: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 65_536)
      throw new ConfigError("maxAlgorithms", capacity, "an integer from 1 to 65536");
    if (!Number.isSafeInteger(firstChildId) || firstChildId < 1)
      throw new ConfigError("firstChildId", firstChildId, "a safe integer from 1");
    this.capacity = capacity;
    this.nextChildId = firstChildId;
    const doubles = (): Float64Array => new Float64Array(capacity);
    const integers = (): Int32Array => new Int32Array(capacity);
    this.#rows = new RetainedRows(capacity);
    this.orderId = this.#rows.ids;
    [this.quantity, this.filled, this.limitPrice] = [doubles(), doubles(), doubles()];
    [this.start, this.end, this.participation] = [doubles(), doubles(), doubles()];
    [this.minChild, this.maxChild, this.arrival] = [doubles(), doubles(), doubles()];
    [this.startVolume, this.startStood] = [doubles(), doubles()];
    [this.childId, this.childLeaves, this.childQuantity] = [doubles(), doubles(), doubles()];
    [this.childSince, this.childQuotes, this.retryAt, this.wakeAt] = [doubles(), doubles(), doubles(), doubles()];
    this.knownChildren = new Float64Array(capacity * CHILDREN_KNOWN);
    this.times = new Float64Array(capacity * SLICES_MAX);
    this.due = new Float64Array(capacity * SLICES_MAX);
    [this.traded, this.startTraded] = [new WideColumn(capacity), new WideColumn(capacity)];
    this.startArea = new WideColumn(capacity);
    [this.phase, this.status, this.algorithm, this.side] = [integers(), integers(), integers(), integers()];
    [this.instrument, this.venue, this.strategy] = [integers(), integers(), integers()];
    [this.randomness, this.slices, this.slice] = [integers(), integers(), integers()];
    [this.childState, this.childRests, this.isUrgent, this.isRouted] = [integers(), integers(), integers(), integers()];
    [this.children, this.refusals] = [integers(), integers()];
    this.#children = new IntMap(capacity * CHILDREN_KNOWN, { fixed: true, rising: true });
  }

  /** The row of an algorithm's order, or −1. */
  rowOf(orderId: number): number {
    return this.#rows.rowOf(orderId);
  }

  /** The row of the algorithm whose child an order is or was, or −1. */
  rowOfChild(orderId: number): number {
    return this.#children.get(orderId);
  }

  /** Takes a row, with every column 0. @returns the row, or −1 if there is no room */
  take(orderId: number): number {
    const old = this.#rows.yielding;
    if (old !== NONE) this.#forget(old);
    const row = this.#rows.take(orderId);
    if (row === NONE) return NONE;
    for (const column of this.#doubles()) column[row] = 0;
    for (const column of this.#integers()) column[row] = 0;
    this.knownChildren.fill(0, row * CHILDREN_KNOWN, (row + 1) * CHILDREN_KNOWN);
    this.traded.set(row, 0);
    this.phase[row] = Phase.Working;
    return row;
  }

  /** A child of a row is sent: its id. */
  takeChild(row: number): number {
    const childId = this.nextChildId++;
    const place = row * CHILDREN_KNOWN + (this.children[row]! % CHILDREN_KNOWN);
    if (this.knownChildren[place] !== 0) this.#children.delete(this.knownChildren[place]!);
    this.knownChildren[place] = childId;
    this.#children.set(childId, row);
    this.children[row]! += 1;
    return childId;
  }

  /** The algorithm has ended: its row may be used anew when no other is free. */
  retire(row: number): void {
    this.phase[row] = Phase.Ended;
    this.#rows.retire(row);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.algorithms");
    writer.f64(this.nextChildId);
    this.#rows.snapshot(writer);
    for (const column of [...this.#doubles(), this.knownChildren]) writer.f64s(column);
    for (const column of this.#integers()) writer.i32s(column);
    for (let row = 0; row < this.capacity; row++)
      for (const column of [this.times, this.due]) writer.f64s(this.#timetable(column, row));
    for (const column of [this.traded, this.startTraded, this.startArea]) column.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.algorithms");
    this.nextChildId = reader.f64();
    this.#rows.restore(reader);
    for (const column of [...this.#doubles(), this.knownChildren]) reader.f64s(column);
    for (const column of this.#integers()) reader.i32s(column);
    for (let row = 0; row < this.capacity; row++)
      for (const column of [this.times, this.due]) reader.f64s(this.#timetable(column, row));
    for (const column of [this.traded, this.startTraded, this.startArea]) column.restore(reader);
    this.#children.clear();
    for (let row = 0; row < this.capacity; row++) {
      if (this.phase[row] === Phase.Free) continue;
      for (let n = row * CHILDREN_KNOWN; n < (row + 1) * CHILDREN_KNOWN; n++)
        if (this.knownChildren[n] !== 0) this.#children.set(this.knownChildren[n]!, row);
    }
  }

  #timetable(column: Float64Array, row: number): Float64Array {
    return column.subarray(row * SLICES_MAX, row * SLICES_MAX + this.slices[row]!);
  }

  /** A row is given to another order: its children are unknown from now on. */
  #forget(row: number): void {
    for (let n = row * CHILDREN_KNOWN; n < (row + 1) * CHILDREN_KNOWN; n++)
      if (this.knownChildren[n] !== 0) this.#children.delete(this.knownChildren[n]!);
    this.phase[row] = Phase.Free;
  }

  #doubles(): Float64Array[] {
    const { quantity, filled, limitPrice, start, end, participation, minChild, maxChild, arrival } = this;
    const { startVolume, startStood, childId, childLeaves, childQuantity, childSince, childQuotes, retryAt } = this;
    const terms = [quantity, filled, limitPrice, start, end, participation, minChild, maxChild, arrival];
    const child = [childId, childLeaves, childQuantity, childSince, childQuotes, retryAt, this.wakeAt];
    return [...terms, startVolume, startStood, ...child];
  }

  #integers(): Int32Array[] {
    const { phase, status, algorithm, side, instrument, venue, strategy, randomness, slices, slice } = this;
    const { childState, childRests, isUrgent, children, refusals } = this;
    const terms = [phase, status, algorithm, side, instrument, venue, strategy, randomness, slices, slice];
    return [...terms, childState, childRests, isUrgent, this.isRouted, children, refusals];
  }
}
