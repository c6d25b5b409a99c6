import { IntMap } from "@hotpath/cache";
import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";
import { RetainedRows } from "../internal/retained-rows.ts";

const NONE = -1;

/** How far a routed order is. */
export const RoutePhase = { Free: 0, Working: 1, Stopping: 2, Ended: 3 } as const;
/** How far a child is. */
export const RouteChildState = { None: 0, Sent: 1, Cancelling: 2 } as const;

/**
 * Routed orders and their children, in columns: a row an order, a cell an order and venue, for there is one child at a
 * time at each venue. Found by their ids. Orders that have ended stay until their rows are needed, the oldest first.
 */
export class RouteTable implements Snapshotable {
  readonly capacity: number;
  readonly venues: number;
  readonly orderId: Float64Array;
  readonly quantity: Float64Array;
  readonly filled: Float64Array;
  /** What of the children may still be filled. */
  readonly working: Float64Array;
  readonly limitPrice: Float64Array;
  readonly arrival: Float64Array;
  readonly end: Float64Array;
  readonly traded: WideColumn;
  readonly phase: Int32Array;
  readonly status: Int32Array;
  readonly side: Int32Array;
  readonly instrument: Int32Array;
  readonly strategy: Int32Array;
  readonly children: Int32Array;
  readonly rounds: Int32Array;
  // A cell an order and venue.
  readonly childId: Float64Array;
  /** The child before, whose trades may be told late; 0 none. */
  readonly formerId: Float64Array;
  readonly childQuantity: Float64Array;
  readonly childLeaves: Float64Array;
  readonly childShown: Float64Array;
  readonly childSince: Float64Array;
  /** The venue gets nothing before this time, and nothing before its book is another. */
  readonly restUntil: Float64Array;
  readonly restVersion: Float64Array;
  readonly childState: Int32Array;
  /** 1 if the venue has answered. */
  readonly isAnswered: Int32Array;
  readonly #rows: RetainedRows;
  readonly #cells: IntMap;
  /** Id of the next child. */
  nextChildId: number;

  /** @throws {ConfigError} if a bound is out of range */
  constructor(capacity: number, venues: number, firstChildId: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 65_536)
      throw new ConfigError("maxRoutes", capacity, "an integer from 1 to 65536");
    if (!Number.isSafeInteger(firstChildId) || firstChildId < 1)
      throw new ConfigError("firstChildId", firstChildId, "a safe integer from 1");
    this.capacity = capacity;
    this.venues = venues;
    this.nextChildId = firstChildId;
    const doubles = (length: number): Float64Array => new Float64Array(length);
    const integers = (length: number): Int32Array => new Int32Array(length);
    const rows = capacity;
    const cells = capacity * venues;
    [this.quantity, this.filled, this.working] = [doubles(rows), doubles(rows), doubles(rows)];
    [this.limitPrice, this.arrival, this.end] = [doubles(rows), doubles(rows), doubles(rows)];
    this.traded = new WideColumn(rows);
    [this.phase, this.status, this.side, this.instrument] = [
      integers(rows),
      integers(rows),
      integers(rows),
      integers(rows),
    ];
    [this.strategy, this.children, this.rounds] = [integers(rows), integers(rows), integers(rows)];
    [this.childId, this.formerId, this.childQuantity] = [doubles(cells), doubles(cells), doubles(cells)];
    [this.childLeaves, this.childShown, this.childSince] = [doubles(cells), doubles(cells), doubles(cells)];
    [this.restUntil, this.restVersion] = [doubles(cells), doubles(cells)];
    [this.childState, this.isAnswered] = [integers(cells), integers(cells)];
    this.#rows = new RetainedRows(rows);
    this.orderId = this.#rows.ids;
    this.#cells = new IntMap(cells * 2, { fixed: true, rising: true });
  }

  /** The row of a routed order, or −1. */
  rowOf(orderId: number): number {
    return this.#rows.rowOf(orderId);
  }

  /** The cell whose child an order is or was, or −1. */
  cellOf(orderId: number): number {
    return this.#cells.get(orderId);
  }

  /** Takes a row, all 0. @returns the row, or −1 if there is no room */
  take(orderId: number): number {
    const old = this.#rows.yielding;
    if (old !== NONE) this.#forget(old);
    const row = this.#rows.take(orderId);
    if (row === NONE) return NONE;
    for (const column of this.#rowDoubles()) column[row] = 0;
    for (const column of this.#rowIntegers()) column[row] = 0;
    const [from, to] = [row * this.venues, (row + 1) * this.venues];
    for (const column of this.#cellDoubles()) column.fill(0, from, to);
    for (const column of this.#cellIntegers()) column.fill(0, from, to);
    this.restVersion.fill(NONE, from, to);
    this.traded.set(row, 0);
    this.phase[row] = RoutePhase.Working;
    return row;
  }

  /** A child is sent to a cell's venue: its id. */
  takeChild(cell: number): number {
    const childId = this.nextChildId++;
    if (this.formerId[cell] !== 0) this.#cells.delete(this.formerId[cell]!);
    this.formerId[cell] = this.childId[cell]!;
    this.childId[cell] = childId;
    this.#cells.set(childId, cell);
    return childId;
  }

  /** The order has ended. */
  retire(row: number): void {
    this.phase[row] = RoutePhase.Ended;
    this.#rows.retire(row);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.routes");
    writer.f64(this.nextChildId);
    this.#rows.snapshot(writer);
    for (const column of [...this.#rowDoubles(), ...this.#cellDoubles()]) writer.f64s(column);
    for (const column of [...this.#rowIntegers(), ...this.#cellIntegers()]) writer.i32s(column);
    this.traded.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.routes");
    this.nextChildId = reader.f64();
    this.#rows.restore(reader);
    for (const column of [...this.#rowDoubles(), ...this.#cellDoubles()]) reader.f64s(column);
    for (const column of [...this.#rowIntegers(), ...this.#cellIntegers()]) reader.i32s(column);
    this.traded.restore(reader);
    this.#cells.clear();
    for (let row = 0; row < this.capacity; row++) {
      if (this.phase[row] === RoutePhase.Free) continue;
      for (let cell = row * this.venues; cell < (row + 1) * this.venues; cell++) {
        if (this.childId[cell] !== 0) this.#cells.set(this.childId[cell]!, cell);
        if (this.formerId[cell] !== 0) this.#cells.set(this.formerId[cell]!, cell);
      }
    }
  }

  /** A row is given to another order: its children are unknown from now on. */
  #forget(row: number): void {
    for (let cell = row * this.venues; cell < (row + 1) * this.venues; cell++) {
      if (this.childId[cell] !== 0) this.#cells.delete(this.childId[cell]!);
      if (this.formerId[cell] !== 0) this.#cells.delete(this.formerId[cell]!);
    }
    this.phase[row] = RoutePhase.Free;
  }

  #rowDoubles(): Float64Array[] {
    const { quantity, filled, working, limitPrice, arrival, end } = this;
    return [quantity, filled, working, limitPrice, arrival, end];
  }

  #rowIntegers(): Int32Array[] {
    const { phase, status, side, instrument, strategy, children, rounds } = this;
    return [phase, status, side, instrument, strategy, children, rounds];
  }

  #cellDoubles(): Float64Array[] {
    const { childId, formerId, childQuantity, childLeaves, childShown, childSince, restUntil, restVersion } = this;
    return [childId, formerId, childQuantity, childLeaves, childShown, childSince, restUntil, restVersion];
  }

  #cellIntegers(): Int32Array[] {
    return [this.childState, this.isAnswered];
  }
}
