/** Runs a bar builder over columns. */
import { InputError } from "@hotpath/core";
import type { Columns } from "../indicator.ts";
import type { BarBuilder } from "./bar-builder.ts";

/** Bars in columns, which indicators take as they are. */
export interface BarColumns {
  begin: Float64Array;
  end: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
  notional: Float64Array;
  trades: Float64Array;
}

const names = ["begin", "end", "open", "high", "low", "close", "volume", "notional", "trades"] as const;

/**
 * The bars that trades, in columns `price`, `size`, `time`, or bars, in columns `open`, `high`, `low`, `close`, `time` and
 * perhaps `volume`, finish. What the builder has from before goes on; what is forming afterwards stays with it.
 *
 * @example indicator("ATR").batch(buildBars(volumeBars(1000), { price, size, time }));
 */
export function buildBars(builder: BarBuilder, columns: Columns): BarColumns & Columns {
  const { price, size, time, open, high, low, close, volume } = columns;
  const ofTrades = price !== undefined;
  const needed = ofTrades ? { price, size, time } : { open, high, low, close, time };
  for (const [name, column] of Object.entries(needed))
    if (!(column instanceof Float64Array) || column.length !== time?.length)
      throw new InputError("INPUT_INVALID", `${name}: got no Float64Array as long as time`);
  const rows = new Rows();
  const bar = { time: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (let t = 0; t < time!.length; t++) {
    let finished: number;
    if (ofTrades) finished = builder.trade(price[t]!, size![t]!, time![t]!);
    else {
      bar.time = time![t]!;
      bar.open = open![t]!;
      bar.high = high![t]!;
      bar.low = low![t]!;
      bar.close = close![t]!;
      bar.volume = volume?.[t] ?? 0;
      finished = builder.bar(bar);
    }
    for (let k = 0; k < finished; k++) rows.take(builder, k);
  }
  return rows.columns();
}

/** Rows of bars that grow. */
class Rows {
  #values = new Float64Array(1024 * names.length);
  #length = 0;

  take(builder: BarBuilder, k: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    builder.read(k, this.#values, this.#length);
    this.#length += names.length;
  }

  columns(): BarColumns & Columns {
    const bars = this.#length / names.length;
    const columns = names.map((name, j) => [
      name,
      Float64Array.from({ length: bars }, (_, k) => this.#values[k * names.length + j]!),
    ]);
    return Object.fromEntries(columns) as BarColumns & Columns;
  }
}
