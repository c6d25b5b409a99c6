import { IntMap } from "@hotpath/cache";
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

const NONE = -1;

/** The rows of a table by id. One whose matter has ended stays, for what is still told of it, until its room is needed. */
export class RetainedRows implements Snapshotable {
  /** The id of a row, 0 for a free one. */
  readonly ids: Float64Array;
  readonly #rows: IntMap;
  readonly #free: Int32Array;
  /** The row that ended after it. */
  readonly #next: Int32Array;
  #freeCount: number;
  #endedHead = NONE;
  #endedTail = NONE;

  constructor(capacity: number) {
    this.ids = new Float64Array(capacity);
    this.#rows = new IntMap(capacity, { fixed: true, rising: true });
    this.#free = Int32Array.from({ length: capacity }, (_, n) => capacity - 1 - n);
    this.#next = new Int32Array(capacity);
    this.#freeCount = capacity;
  }

  /** The row of an id, or −1. */
  rowOf(id: number): number {
    return this.#rows.get(id);
  }

  /** The row that ended first and must give way to a new one, −1 if there is room or none has ended. */
  get yielding(): number {
    return this.#freeCount === 0 ? this.#endedHead : NONE;
  }

  /** Takes a row, that of {@link yielding} where there is no other. @returns −1 if there is none */
  take(id: number): number {
    if (this.#freeCount === 0) this.#forgetOldest();
    if (this.#freeCount === 0) return NONE;
    this.#freeCount -= 1;
    const row = this.#free[this.#freeCount]!;
    this.ids[row] = id;
    this.#rows.set(id, row);
    return row;
  }

  /** What a row is about has ended. */
  retire(row: number): void {
    this.#next[row] = NONE;
    if (this.#endedTail === NONE) this.#endedHead = row;
    else this.#next[this.#endedTail] = row;
    this.#endedTail = row;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.retainedRows");
    for (const n of [this.#freeCount, this.#endedHead, this.#endedTail]) writer.i32(n);
    writer.i32s(this.#free);
    writer.i32s(this.#next);
    writer.f64s(this.ids);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.retainedRows");
    this.#freeCount = reader.i32();
    this.#endedHead = reader.i32();
    this.#endedTail = reader.i32();
    reader.i32s(this.#free);
    reader.i32s(this.#next);
    reader.f64s(this.ids);
    this.#rows.clear();
    for (const [row, id] of this.ids.entries()) if (id !== 0) this.#rows.set(id, row);
  }

  #forgetOldest(): void {
    const row = this.#endedHead;
    if (row === NONE) return;
    this.#endedHead = this.#next[row]!;
    if (this.#endedHead === NONE) this.#endedTail = NONE;
    this.#rows.delete(this.ids[row]!);
    this.ids[row] = 0;
    this.#free[this.#freeCount] = row;
    this.#freeCount += 1;
  }
}
