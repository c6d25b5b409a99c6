import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/** Hands out order ids: 1, 2, 3 … One for all strategies of an engine, so that no id is given twice. */
export class OrderIds implements Snapshotable {
  #last = 0;

  /** The next id. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.orderIds");
    writer.f64(this.#last);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.orderIds");
    this.#last = reader.f64();
  }
}
