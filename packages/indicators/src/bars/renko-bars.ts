/** Renko: bricks of one height. Steve Nison, Beyond Candlesticks (1994); Stock.Indicators' Renko. */
import { ConfigError } from "@hotpath/core";
import { type Columns, Indicator } from "../indicator.ts";
import type { IndicatorStream, StreamSnapshot } from "../indicator-stream.ts";
import { findDefinition } from "../registry.ts";
import { BarBuilder, type BarInput, type BuilderOptions, type BuilderSnapshot, positive, SLOT } from "./bar-builder.ts";
import { levelAtOrAbove, levelAtOrBelow, levelPrice } from "./levels.ts";

/** What Renko bars may be told. */
export interface RenkoBarsOptions extends BuilderOptions {
  /** Height of a brick; or the number of bars whose average true range is it, once it is known, from then on. */
  brick: number | { readonly atrPeriod: number };
  /** Which of a bar's prices make bricks: its close, or the one of high and low that goes further. Default `close`. */
  by?: "close" | "high-low";
  /** Where bricks are counted from: the first close, or a price, of which the first close's nearest brick is taken. */
  origin?: "close" | number;
}

const ORIGIN = SLOT.own;
/** The last brick's bottom and top, counted in bricks from the origin; equal before the first. */
const BOTTOM = SLOT.own + 1;
const TOP = SLOT.own + 2;
/** The end at which it closed. */
const LAST = SLOT.own + 3;
const STARTED = SLOT.own + 4;
/** Its height; 0 while it is not known. */
const BRICK = SLOT.own + 5;

/**
 * A brick is added above the last one's top, or below its bottom, each time the price is a whole brick beyond it: two
 * bricks from a close back where it turns. Bricks are confirmed when they are emitted, and never change; `forming` is
 * from where the next would begin to the last price.
 *
 * A brick's open and close are its ends, whole bricks from the origin; its high and low are the prices since the bricks
 * before, of all bricks that one input finishes; and these have equal shares of the volume. The first input begins the
 * count and is in no brick.
 */
export class RenkoBars extends BarBuilder {
  readonly name: string = "RENKO_BARS";
  readonly #by: "close" | "high-low";
  readonly #origin: "close" | number;
  readonly #fixed: number;
  readonly #atr: IndicatorStream | undefined;

  /** @throws {ConfigError} */
  constructor(options: RenkoBarsOptions) {
    const { brick, by = "close", origin = "close" } = options;
    const fixed = typeof brick === "object" ? 0 : positive(brick, "brick");
    super({ brick, by, origin }, options, 6);
    if (by !== "close" && by !== "high-low") throw new ConfigError("by", by, '"close", "high-low"');
    if (origin !== "close" && !Number.isFinite(origin))
      throw new ConfigError("origin", origin, '"close", a finite number');
    this.#by = by;
    this.#origin = origin;
    this.#fixed = fixed;
    this.#atr = typeof brick === "object" ? averageTrueRange(brick.atrPeriod).stream() : undefined;
    this.s[BRICK] = fixed;
  }

  /** The height of a brick; 0 while it is not known. */
  get brick(): number {
    return this.s[BRICK]!;
  }

  override reset(): void {
    super.reset();
    this.#atr?.reset();
    this.s[BRICK] = this.#fixed;
  }

  override snapshot(): BuilderSnapshot {
    return this.#atr === undefined ? super.snapshot() : { ...super.snapshot(), parts: this.#atr.snapshot() };
  }

  override restore(snapshot: BuilderSnapshot): void {
    super.restore(snapshot);
    this.#atr?.restore(snapshot.parts as StreamSnapshot);
  }

  /** There is no unfinished brick to finish: nothing happens. */
  override flush(): number {
    this.clear();
    return 0;
  }

  protected override onTrade(price: number, size: number, time: number): void {
    if (!this.#begun(price, price, price)) return;
    const bricks = this.#bricks(price, price, price);
    this.expect(Math.abs(bricks));
    this.add(price, size, time);
    this.#lay(bricks, time);
  }

  protected override onBar(bar: BarInput): void {
    if (!this.#begun(bar.close, bar.high, bar.low)) return;
    const bricks = this.#bricks(bar.close, bar.high, bar.low);
    this.expect(Math.abs(bricks));
    this.addBar(bar);
    this.#lay(bricks, bar.time);
  }

  /** What comes after is formed from where the next brick would begin. */
  override forming(): ReturnType<BarBuilder["forming"]> {
    const bar = super.forming();
    if (bar === undefined) return undefined;
    const [bottom, top] = [this.#at(this.s[BOTTOM]!), this.#at(this.s[TOP]!)];
    bar.open = bar.close > top ? top : bar.close < bottom ? bottom : this.#at(this.s[LAST]!);
    return bar;
  }

  /** False up to the first price, which bricks are counted from. */
  #begun(close: number, high: number, low: number): boolean {
    const { s } = this;
    if (s[STARTED] === 1) return true;
    if (s[BRICK] === 0) s[BRICK] = this.#atr!.update({ high, low, close }) || 0;
    const brick = s[BRICK]!;
    if (brick === 0) return false;
    if (close + brick === close) {
      this.refuse("invalid", `a close of ${close}, where ${brick} is nothing,`);
      return false;
    }
    const origin = this.#origin === "close" ? close : this.#origin;
    const level = Math.round((close - origin) / brick);
    s[ORIGIN] = origin;
    s[BOTTOM] = level;
    s[TOP] = level;
    s[LAST] = level;
    s[STARTED] = 1;
    return false;
  }

  #at(level: number): number {
    return levelPrice(level, this.s[ORIGIN]!, this.s[BRICK]!);
  }

  /** Bricks that a bar adds: above 0 upwards, below 0 downwards. */
  #bricks(close: number, high: number, low: number): number {
    if (this.#by === "close") return this.#up(close) || -this.#down(close);
    const { s } = this;
    const up = high - this.#at(s[TOP]!);
    const down = this.#at(s[BOTTOM]!) - low;
    return up >= down ? this.#up(high) : -this.#down(low);
  }

  #up(price: number): number {
    return Math.max(0, levelAtOrBelow(price, this.s[ORIGIN]!, this.s[BRICK]!) - this.s[TOP]!);
  }

  #down(price: number): number {
    return Math.max(0, this.s[BOTTOM]! - levelAtOrAbove(price, this.s[ORIGIN]!, this.s[BRICK]!));
  }

  #lay(bricks: number, time: number): void {
    if (bricks === 0) return;
    const { s } = this;
    const step = bricks > 0 ? 1 : -1;
    const count = Math.abs(bricks);
    const [volume, notional, trades] = [s[SLOT.volume]!, s[SLOT.notional]!, s[SLOT.trades]!];
    for (let k = 0; k < count; k++) {
      const from = step > 0 ? s[TOP]! : s[BOTTOM]!;
      s[BOTTOM] = step > 0 ? from : from - 1;
      s[TOP] = s[BOTTOM]! + 1;
      s[LAST] = from + step;
      s[SLOT.open] = this.#at(from);
      s[SLOT.close] = this.#at(from + step);
      s[SLOT.end] = time;
      s[SLOT.volume] = volume / count;
      s[SLOT.notional] = notional / count;
      s[SLOT.trades] = trades / count;
      this.finish();
    }
  }
}

function averageTrueRange(timePeriod: number): Indicator {
  return new Indicator(findDefinition("ATR"), { timePeriod });
}

/**
 * The height of a brick that is the average true range at a series' end. Bricks of that height over the same series know
 * its future: for charts of the past only.
 *
 * @returns NaN where the series is too short
 */
export function lastAverageTrueRange(bars: Columns, period = 14): number {
  return averageTrueRange(period).batch(bars).outputs.real!.at(-1) ?? Number.NaN;
}
