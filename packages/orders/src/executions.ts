import { IntMap } from "@hotpath/cache";
import { ConfigError, InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

const NONE = -1;

/** What has become of an execution. */
export const ExecutionState = {
  Booked: 0,
  /** It never was. */
  Busted: 1,
  /** Another one stands in its place. */
  Corrected: 2,
} as const;

/**
 * The last executions that were booked, by the venue's id and the order: a report that is told twice is known again, and
 * one that is corrected or busted by its id alone is found. The oldest is forgotten first; what comes twice after that is
 * known by the order's cumulative quantity. Nothing is allocated after construction.
 */
export class Executions implements Snapshotable {
  readonly capacity: number;
  readonly executionId: Float64Array;
  readonly orderId: Float64Array;
  /** In price units. */
  readonly price: Float64Array;
  /** In size units. */
  readonly quantity: Float64Array;
  /** As the venue told, NaN where it did not. */
  readonly fee: Float64Array;
  /** When it was told, in microseconds. */
  readonly micros: Float64Array;
  /** The execution that stands in its place; 0 for none. */
  readonly successor: Float64Array;
  readonly instrument: Int32Array;
  readonly side: Int32Array;
  readonly liquidity: Int32Array;
  readonly strategy: Int32Array;
  /** {@link ExecutionState} */
  readonly state: Int32Array;
  /** The row of the one before it with the same id, of another venue's or order's. */
  readonly #before: Int32Array;
  readonly #rows: IntMap;
  #count = 0;

  /** @param capacity a power of two is fastest */
  constructor(capacity = 65_536) {
    if (!Number.isInteger(capacity) || capacity < 16 || capacity > 16_777_216)
      throw new ConfigError("maxExecutions", capacity, "an integer from 16 to 16777216");
    this.capacity = capacity;
    this.executionId = new Float64Array(capacity);
    this.orderId = new Float64Array(capacity);
    this.price = new Float64Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.fee = new Float64Array(capacity);
    this.micros = new Float64Array(capacity);
    this.successor = new Float64Array(capacity);
    this.instrument = new Int32Array(capacity);
    this.side = new Int32Array(capacity);
    this.liquidity = new Int32Array(capacity);
    this.strategy = new Int32Array(capacity);
    this.state = new Int32Array(capacity);
    this.#before = new Int32Array(capacity).fill(NONE);
    this.#rows = new IntMap(capacity, { fixed: true });
  }

  /** Executions that were ever noted. */
  get count(): number {
    return this.#count;
  }

  /** Whether every execution since a time is remembered, so that one that is not found was never told. */
  covers(micros: number): boolean {
    return this.#count < this.capacity || this.micros[this.#count % this.capacity]! < micros;
  }

  /** The row of an order's execution, or −1. */
  find(executionId: number, orderId: number): number {
    let row = this.#rows.get(executionId);
    while (row !== NONE && this.orderId[row] !== orderId) row = this.#before[row]!;
    return row;
  }

  /** The row of the execution that stands in the place of an order's execution, or its own, or −1. */
  findLast(executionId: number, orderId: number): number {
    let row = this.find(executionId, orderId);
    // As many steps as there are rows at the most, whatever a venue says.
    for (let n = 0; n < this.capacity && row !== NONE && this.successor[row] !== 0; n++)
      row = this.find(this.successor[row]!, orderId);
    return row;
  }

  /** Notes an execution, and forgets the oldest. @returns its row */
  add(
    executionId: number,
    orderId: number,
    price: number,
    quantity: number,
    fee: number,
    instrument: number,
    side: number,
    liquidity: number,
    strategy: number,
    state: number,
    micros: number,
  ): number {
    const row = this.#count % this.capacity;
    if (this.#count >= this.capacity) this.#forget(row);
    this.#count += 1;
    this.executionId[row] = executionId;
    this.orderId[row] = orderId;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.fee[row] = fee;
    this.micros[row] = micros;
    this.successor[row] = 0;
    this.instrument[row] = instrument;
    this.side[row] = side;
    this.liquidity[row] = liquidity;
    this.strategy[row] = strategy;
    this.state[row] = state;
    this.#before[row] = this.#rows.get(executionId);
    this.#rows.set(executionId, row);
    return row;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.executions");
    writer.f64(this.#count);
    const used = Math.min(this.#count, this.capacity);
    for (const column of this.#doubles()) writer.f64s(column.subarray(0, used));
    for (const column of this.#integers()) writer.i32s(column.subarray(0, used));
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.executions");
    const count = reader.f64();
    if (!Number.isSafeInteger(count) || count < 0) throw new InputError("CORRUPT", `snapshot: ${count} executions`);
    this.#count = count;
    const used = Math.min(count, this.capacity);
    for (const column of this.#doubles()) reader.f64s(column.subarray(0, used));
    for (const column of this.#integers()) reader.i32s(column.subarray(0, used));
    this.#rows.clear();
    // From the oldest on, so that the newest of one id is found first.
    for (let n = Math.max(0, count - this.capacity); n < count; n++) {
      const row = n % this.capacity;
      this.#before[row] = this.#rows.get(this.executionId[row]!);
      this.#rows.set(this.executionId[row]!, row);
    }
  }

  /** Takes the oldest row out of its chain, whose end it is. */
  #forget(row: number): void {
    const id = this.executionId[row]!;
    let at = this.#rows.get(id);
    if (at === row) {
      this.#rows.delete(id);
      return;
    }
    while (this.#before[at] !== row) at = this.#before[at]!;
    this.#before[at] = NONE;
  }

  #doubles(): Float64Array[] {
    return [this.executionId, this.orderId, this.price, this.quantity, this.fee, this.micros, this.successor];
  }

  #integers(): Int32Array[] {
    return [this.instrument, this.side, this.liquidity, this.strategy, this.state];
  }
}
