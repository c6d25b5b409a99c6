/** Bars of one height. After Vicente Nicolellis' range bars. */
import { BarBuilder, type BarInput, type BuilderOptions, positive, SLOT } from "./bar-builder.ts";

/** What range bars may be told. */
export interface RangeBarsOptions extends BuilderOptions {
  /** From a bar's low to its high. */
  range: number;
}

/**
 * Bars whose highs are exactly `range` above their lows, and that close at the one or the other. A trade at such an end
 * is its bar's last; one beyond it ends the bar there, and the next begins where the last ended, as often as it takes:
 * a gap is crossed by bars without volume, and the trade counts in the bar that holds its price.
 *
 * A bar that goes in is taken for four trades, open, low, high, close where it rises and open, high, low, close where it
 * falls; its volume counts at the close.
 */
export class RangeBars extends BarBuilder {
  readonly name: string = "RANGE_BARS";
  readonly #range: number;

  /** @throws {ConfigError} */
  constructor(options: RangeBarsOptions) {
    const { range } = options;
    super({ range: positive(range, "range") }, options, 0);
    this.#range = range;
  }

  protected override onTrade(price: number, size: number, time: number): void {
    const range = this.#range;
    if (price + range === price || price - range === price) {
      this.refuse("invalid", `a trade at ${price}, where ${range} is nothing,`);
      return;
    }
    this.expect(this.#steps(price, price));
    this.#walk(price, time);
    this.add(price, size, time);
    this.#close();
  }

  protected override onBar(bar: BarInput): void {
    const { open, high, low, close, time, volume = 0, trades = 1 } = bar;
    const far = Math.max(Math.abs(high), Math.abs(low));
    if (far + this.#range === far) {
      this.refuse("invalid", `a bar at ${far}, where ${this.#range} is nothing,`);
      return;
    }
    const [first, second] = close >= open ? [low, high] : [high, low];
    this.expect(this.#steps(high, low) + Math.ceil((3 * (high - low)) / this.#range));
    for (const price of [open, first, second]) {
      this.#walk(price, time);
      this.add(price, 0, time, 0);
      this.#close();
    }
    this.#walk(close, time);
    this.add(close, volume, time, trades);
    const extra = (bar.notional ?? close * volume) - close * volume;
    this.s[SLOT.notional]! += extra;
    this.#close();
  }

  /** At least as many bars as the way to the farther of two prices finishes. */
  #steps(high: number, low: number): number {
    const { s } = this;
    if (s[SLOT.forming] === 0) return 1;
    return Math.ceil(Math.max(0, high - s[SLOT.low]!, s[SLOT.high]! - low) / this.#range);
  }

  /** Finishes bars until the forming one can hold a price. */
  #walk(price: number, time: number): void {
    const { s } = this;
    const range = this.#range;
    while (s[SLOT.forming] === 1) {
      const top = s[SLOT.low]! + range;
      const bottom = s[SLOT.high]! - range;
      if (price <= top && price >= bottom) return;
      const end = price > top ? top : bottom;
      this.add(end, 0, time, 0);
      this.finish();
      this.begin(end, time);
    }
  }

  #close(): void {
    const { s } = this;
    const { high, low } = SLOT;
    if (s[high]! - s[low]! >= this.#range || s[low]! + this.#range <= s[high]!) this.finish();
  }
}
