import { IntMap } from "@hotpath/cache";
import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** Fees that are remembered. */
const CAPACITY = 65_536;

/**
 * What the last 65,536 executions were charged, so that a fill that is busted gets back what it had cost. The oldest is
 * forgotten first. Nothing is allocated after construction.
 */
export class ChargedFees implements Snapshotable {
  readonly #executionId: Float64Array = new Float64Array(CAPACITY);
  readonly #orderId: Float64Array = new Float64Array(CAPACITY);
  readonly #fee: Float64Array = new Float64Array(CAPACITY);
  readonly #rows: IntMap = new IntMap(CAPACITY, { fixed: true });
  #count = 0;

  /** Remembers a fee. Of two orders' executions of one id the latter is remembered. */
  add(executionId: number, orderId: number, fee: number): void {
    const row = this.#count % CAPACITY;
    const oldest = this.#executionId[row]!;
    if (this.#count >= CAPACITY && this.#rows.get(oldest) === row) this.#rows.delete(oldest);
    this.#count += 1;
    this.#executionId[row] = executionId;
    this.#orderId[row] = orderId;
    this.#fee[row] = fee;
    this.#rows.set(executionId, row);
  }

  /** What an order's execution was charged; NaN if it is not remembered. */
  find(executionId: number, orderId: number): number {
    const row = this.#rows.get(executionId);
    return row === -1 || this.#orderId[row] !== orderId ? Number.NaN : this.#fee[row]!;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.chargedFees");
    writer.f64(this.#count);
    const used = Math.min(this.#count, CAPACITY);
    for (const column of [this.#executionId, this.#orderId, this.#fee]) writer.f64s(column.subarray(0, used));
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.chargedFees");
    const count = reader.f64();
    if (!Number.isSafeInteger(count) || count < 0) throw new InputError("CORRUPT", `snapshot: ${count} fees`);
    this.#count = count;
    const used = Math.min(count, CAPACITY);
    for (const column of [this.#executionId, this.#orderId, this.#fee]) reader.f64s(column.subarray(0, used));
    this.#rows.clear();
    for (let n = Math.max(0, count - CAPACITY); n < count; n++)
      this.#rows.set(this.#executionId[n % CAPACITY]!, n % CAPACITY);
  }
}
