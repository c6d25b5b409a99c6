/** Bars of activity: of so many trades, so much volume or so much money. López de Prado (2018), chapter 2. */
import { ConfigError } from "@hotpath/core";
import { BarBuilder, type BarInput, type BuilderOptions, positive, SLOT } from "./bar-builder.ts";

/** What a bar is measured by. */
export type BarMeasure = "trades" | "volume" | "notional";

const measures: readonly BarMeasure[] = ["trades", "volume", "notional"];

/** What threshold bars may be told. */
export interface ThresholdBarsOptions extends BuilderOptions {
  measure: BarMeasure;
  /** A bar is finished when it has this much. */
  threshold: number;
  /** Whether a trade that is too much for its bar is divided, so that each has the threshold exactly. Default false. */
  split?: boolean;
}

const TOTAL = SLOT.own;

/**
 * Bars that are finished when they have a number of trades, a volume or a sum of |price| × size. The trade that gets
 * there is the bar's last, and the next bar begins from nothing, or with what was too much where trades are split. A
 * split trade counts as one, in the first of its bars. Bars go in whole, and are never split.
 */
export class ThresholdBars extends BarBuilder {
  readonly name: string;
  readonly #measure: BarMeasure;
  readonly #threshold: number;
  readonly #split: boolean;

  /** @throws {ConfigError} */
  constructor(options: ThresholdBarsOptions) {
    const { measure, threshold, split = false } = options;
    if (!measures.includes(measure)) throw new ConfigError("measure", measure, measures.join(", "));
    positive(threshold, "threshold");
    super({ measure, threshold, split }, options, 1);
    this.name = { trades: "TICK_BARS", volume: "VOLUME_BARS", notional: "DOLLAR_BARS" }[measure];
    this.#measure = measure;
    this.#threshold = threshold;
    this.#split = split && measure !== "trades";
  }

  protected override onTrade(price: number, size: number, time: number): void {
    const measure = this.#measure;
    const amount = measure === "trades" ? 1 : measure === "volume" ? size : Math.abs(price) * size;
    if (this.#split && this.s[TOTAL]! + amount > this.#threshold) this.#divide(price, size, time, amount);
    else {
      this.add(price, size, time);
      this.#count(amount);
    }
  }

  protected override onBar(bar: BarInput): void {
    const { volume = 0, trades = 1, notional = bar.close * volume } = bar;
    this.addBar(bar);
    this.#count(this.#measure === "trades" ? trades : this.#measure === "volume" ? volume : Math.abs(notional));
  }

  #count(amount: number): void {
    const { s } = this;
    s[TOTAL]! += amount;
    if (s[TOTAL]! < this.#threshold) return;
    this.finish();
    s[TOTAL] = 0;
  }

  #divide(price: number, size: number, time: number, amount: number): void {
    const { s } = this;
    const threshold = this.#threshold;
    this.expect(Math.floor((s[TOTAL]! + amount) / threshold));
    const unit = this.#measure === "volume" ? 1 : Math.abs(price);
    let [rest, trades] = [size, 1];
    while (rest > 0) {
      const room = (threshold - s[TOTAL]!) / unit;
      if (room > rest) {
        this.add(price, rest, time, trades);
        s[TOTAL]! += rest * unit;
        return;
      }
      this.add(price, room, time, trades);
      this.finish();
      s[TOTAL] = 0;
      rest -= room;
      trades = 0;
    }
  }

  override flush(): number {
    this.s[TOTAL] = 0;
    return super.flush();
  }
}

/** Bars of so many trades. @throws {ConfigError} */
export function tickBars(trades: number, options: BuilderOptions = {}): ThresholdBars {
  return new ThresholdBars({ ...options, measure: "trades", threshold: trades });
}

/** Bars of so much volume. @throws {ConfigError} */
export function volumeBars(volume: number, options: BuilderOptions & { split?: boolean } = {}): ThresholdBars {
  return new ThresholdBars({ ...options, measure: "volume", threshold: volume });
}

/** Bars of so much money: the sum of |price| × size. @throws {ConfigError} */
export function dollarBars(notional: number, options: BuilderOptions & { split?: boolean } = {}): ThresholdBars {
  return new ThresholdBars({ ...options, measure: "notional", threshold: notional });
}
