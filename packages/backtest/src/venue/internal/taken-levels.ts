import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";

/**
 * What we took of levels that a feed of orders has not told of since: the feed tells of changes, and so a level's whole size
 * is what its book shows and what we took. There are few of them at a time, and none most of the time.
 */
export class TakenLevels {
  /** By ladder, by price. */
  readonly #taken = new Map<number, Map<number, number>>();
  #size = 0;

  /** Levels that something was taken of. */
  get size(): number {
    return this.#size;
  }

  /** So much more was taken of a level. */
  add(ladder: number, price: number, quantity: number): void {
    let levels = this.#taken.get(ladder);
    if (levels === undefined) {
      levels = new Map();
      this.#taken.set(ladder, levels);
    }
    const before = levels.get(price);
    if (before === undefined) this.#size += 1;
    levels.set(price, (before ?? 0) + quantity);
  }

  /** How much was taken of a level, which from now on is nothing. */
  giveBack(ladder: number, price: number): number {
    const levels = this.#taken.get(ladder);
    const quantity = levels?.get(price);
    if (levels === undefined || quantity === undefined) return 0;
    levels.delete(price);
    this.#size -= 1;
    return quantity;
  }

  /** Forgets what was taken of a ladder. */
  clear(ladder: number): void {
    this.#size -= this.#taken.get(ladder)?.size ?? 0;
    this.#taken.delete(ladder);
  }

  snapshot(writer: SnapshotWriter): void {
    const rows = [...this.#taken].flatMap(([ladder, levels]) =>
      [...levels].map(([price, quantity]) => [ladder, price, quantity] as const),
    );
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    writer.i32(rows.length);
    for (const row of rows) for (const value of row) writer.f64(value);
  }

  restore(reader: SnapshotReader): void {
    this.#taken.clear();
    this.#size = 0;
    for (let left = reader.i32(); left > 0; left--) {
      const ladder = reader.f64();
      const price = reader.f64();
      this.add(ladder, price, reader.f64());
    }
  }
}
