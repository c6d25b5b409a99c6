import { PriceHistory } from "@hotpath/cache";
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/**
 * Prices of many symbols and their changes, of which a window can be read as it was when the symbol's last bar closed.
 */
export class ChangeHistory implements Snapshotable {
  readonly #history: PriceHistory<"price" | "change">;
  readonly #changes: Float64Array;
  readonly #last: Float64Array;
  /** Updates since the symbol's last bar closed; −1 before the first one has. */
  readonly #age: Int32Array;
  readonly #window: number;

  /** @param updatesPerBar how many updates may come before the next bar closes */
  constructor(symbols: number, window: number, updatesPerBar: number) {
    this.#window = window;
    this.#history = new PriceHistory({ symbols, capacity: window + updatesPerBar, columns: ["price", "change"] });
    this.#changes = this.#history.column("change");
    this.#last = new Float64Array(symbols).fill(Number.NaN);
    this.#age = new Int32Array(symbols).fill(-1);
  }

  /** Takes in a price. The first change of a symbol is 0. */
  append(symbol: number, price: number): void {
    const change = price - this.#last[symbol]!;
    this.#last[symbol] = price;
    this.#history.append(symbol, price, change - change === 0 ? change : 0);
    if (this.#age[symbol]! >= 0) this.#age[symbol]! += 1;
  }

  /** The symbol's bar closes with the update that came last. */
  closeBar(symbol: number): void {
    this.#age[symbol] = 0;
  }

  /**
   * Copies the changes up to the last closed bar into `out`, padded with zeros where there are fewer.
   *
   * @returns how many there are
   */
  copyClosed(symbol: number, out: Float64Array): number {
    const age = this.#age[symbol]!;
    if (age < 0) return 0;
    const count = Math.min(this.#history.length(symbol) - age, this.#window);
    const from = this.#history.offset(symbol, count + age);
    const changes = this.#changes;
    for (let k = 0; k < count; k++) out[k] = changes[from + k]!;
    out.fill(0, count);
    return count;
  }

  /** Symbols with at least one price. */
  get symbolsWithHistory(): number {
    return this.#history.stats().activeSymbols;
  }

  snapshot(writer: SnapshotWriter): void {
    const { counts, totals, data } = this.#history.snapshot();
    writer.section("signals.changeHistory");
    writer.i32s(counts);
    writer.f64s(totals);
    for (const column of data) {
      writer.i32(column.length);
      writer.f64s(column);
    }
    writer.f64s(this.#last);
    writer.i32s(this.#age);
  }

  restore(reader: SnapshotReader): void {
    const { symbols, capacity, columns } = this.#history;
    reader.section("signals.changeHistory");
    const counts = new Int32Array(symbols);
    const totals = new Float64Array(symbols);
    reader.i32s(counts);
    reader.f64s(totals);
    const data = columns.map(() => {
      const column = new Float64Array(reader.i32());
      reader.f64s(column);
      return column;
    });
    reader.f64s(this.#last);
    reader.i32s(this.#age);
    this.#history.restore({ symbols, capacity, columns, counts, totals, data });
  }
}
