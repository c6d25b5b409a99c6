import { PriceHistory } from "@hotpath/cache";
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/**
 * Prices of many symbols, of which the changes can be read as they were when the symbol's last bar closed. A bar closes
 * with every `updatesPerBar`-th price.
 */
export class ChangeHistory implements Snapshotable {
  readonly #history: PriceHistory<"price">;
  readonly #prices: Float64Array;
  readonly #window: number;
  /** Selects the updates since the last bar out of a count. */
  readonly #ageMask: number;

  /** @param updatesPerBar a power of two */
  constructor(symbols: number, window: number, updatesPerBar: number) {
    this.#window = window;
    this.#ageMask = updatesPerBar - 1;
    this.#history = new PriceHistory({ symbols, capacity: window + 1 + updatesPerBar, columns: ["price"] });
    this.#prices = this.#history.column("price");
  }

  /** Takes in a price. */
  append(symbol: number, price: number): void {
    this.#history.append1(symbol, price);
  }

  /**
   * Writes the changes up to the last closed bar into `out`, padded with zeros where there are fewer.
   *
   * @returns how many there are
   */
  copyClosed(symbol: number, out: Float64Array): number {
    const age = this.#history.total(symbol) & this.#ageMask;
    const count = Math.min(this.#history.length(symbol) - age - 1, this.#window);
    if (count <= 0) return 0;
    const from = this.#history.offset(symbol, count + 1 + age);
    const prices = this.#prices;
    for (let k = 0; k < count; k++) out[k] = prices[from + k + 1]! - prices[from + k]!;
    out.fill(0, count);
    return count;
  }

  /** The last prices of a symbol, oldest first: a view, good until the next `append` to it. */
  window(symbol: number, prices: number): Float64Array {
    return this.#history.window(symbol, "price", prices);
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
    writer.i32(data[0]!.length);
    writer.f64s(data[0]!);
  }

  restore(reader: SnapshotReader): void {
    const { symbols, capacity, columns } = this.#history;
    reader.section("signals.changeHistory");
    const counts = new Int32Array(symbols);
    const totals = new Float64Array(symbols);
    reader.i32s(counts);
    reader.f64s(totals);
    const prices = new Float64Array(reader.i32());
    reader.f64s(prices);
    this.#history.restore({ symbols, capacity, columns, counts, totals, data: [prices] });
  }
}
