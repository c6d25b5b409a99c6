/**
 * Runs a strategy's vectorised form: targets, then one pass over the bars. What it finds is what `runBacktest` finds for the
 * event-driven form, bit for bit, as long as the gate refuses nothing and money stays below 2^53 units.
 */
import { CapacityError, ConfigError, InstrumentRegistry, Liquidity, POWERS_OF_TEN } from "@hotpath/core";
import { parseParameters, type StrategyEngineConfig } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import { FeeSchedule, type FeeScheduleOptions, Portfolio } from "@hotpath/portfolio";
import { barOpenMicros } from "../../bar-open-time.ts";
import type { BarVenueOptions } from "../../bar-venue.ts";
import { checkBars } from "../drive-bars.ts";
import { IndicatorColumns } from "./indicator-columns.ts";
import type { VectorisedStrategy } from "./vectorised-strategy.ts";

/** How vectorised runs are made. */
export interface VectorisedOptions {
  strategy: VectorisedStrategy;
  bars: BarSeries;
  /** Cash and fees of it are used; limits are not asked. */
  config?: Omit<StrategyEngineConfig, "instruments">;
  slippage?: NonNullable<BarVenueOptions["slippage"]>;
}

/** What a run found. The columns are used again for the next run: copy what is kept. */
export interface VectorisedRun {
  /** Equity at each close, in money. */
  equity: Float64Array;
  /** Position at each close, in size units. */
  position: Float64Array;
  /** Fills: at which bar's open, signed quantity, price. */
  fills: number;
  fillBar: Int32Array;
  fillQuantity: Float64Array;
  fillPrice: Float64Array;
}

/** Runs parameter sets one after the other over the same bars; what they share is computed once. */
export class VectorisedRunner {
  readonly #strategy: VectorisedStrategy;
  readonly #bars: BarSeries;
  readonly #indicators: IndicatorColumns;
  readonly #fees: FeeScheduleOptions | undefined;
  readonly #ticks: number;
  readonly #basisPoints: number;
  readonly #cash: number;
  /** Money units of one price unit times one size unit, of money, and of the schedule's fee unit. */
  readonly #factor: number;
  readonly #unit: number;
  readonly #feeUnit: number;
  readonly #greatest: number;
  readonly #targets: Float64Array;
  readonly #run: VectorisedRun;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: VectorisedOptions) {
    const { strategy, bars, config = {}, slippage } = options;
    checkBars([bars]);
    const { instrument, length } = bars;
    const books = new Portfolio({
      instruments: new InstrumentRegistry([instrument]),
      initialCash: config.initialCash ?? "1000000",
    });
    this.#strategy = strategy;
    this.#bars = bars;
    this.#indicators = new IndicatorColumns(bars);
    this.#fees = config.fees;
    this.#ticks = slippage !== undefined && "ticks" in slippage ? slippage.ticks : 0;
    this.#basisPoints = slippage !== undefined && "basisPoints" in slippage ? slippage.basisPoints : 0;
    this.#cash = Number(books.initialCash);
    const { moneyDecimals } = books;
    if (moneyDecimals > 15)
      throw new ConfigError("bars.instrument", instrument.symbol, "at most 14 decimals of price and size together");
    this.#factor =
      instrument.multiplier * POWERS_OF_TEN[moneyDecimals - instrument.priceDecimals - instrument.sizeDecimals]!;
    this.#unit = POWERS_OF_TEN[moneyDecimals]!;
    const feeDecimals = config.fees?.decimals ?? 8;
    if (config.fees !== undefined && feeDecimals > moneyDecimals)
      throw new ConfigError("config.fees.decimals", feeDecimals, `at most ${moneyDecimals}`);
    this.#feeUnit = config.fees === undefined ? 0 : POWERS_OF_TEN[moneyDecimals - feeDecimals]!;
    this.#greatest = bars.high.reduce((most, price) => Math.max(most, Math.abs(price)), 0);
    this.#targets = new Float64Array(length);
    this.#run = {
      equity: new Float64Array(length),
      position: new Float64Array(length),
      fills: 0,
      fillBar: new Int32Array(length),
      fillQuantity: new Float64Array(length),
      fillPrice: new Float64Array(length),
    };
  }

  /**
   * Runs one parameter set.
   *
   * @throws {ConfigError} for a parameter that is wrong, or a target that is no whole number
   * @throws {CapacityError} where money would not stay exact in a double: run it event-driven
   */
  run(parameters: Readonly<Record<string, unknown>>): VectorisedRun {
    const { strategy } = this.#strategy;
    const values = parseParameters(strategy.parameters, parameters, strategy.name);
    const targets = this.#targets;
    targets.fill(Number.NaN);
    this.#strategy.targets({ bars: this.#bars, indicators: this.#indicators }, values, targets);
    const run = this.#run;
    const { close } = this.#bars;
    const { length } = targets;
    const fees = this.#fees === undefined ? undefined : new FeeSchedule(this.#fees);
    run.fills = 0;
    let cash = this.#cash;
    let held = 0;
    let from = 0;
    while (from < length) {
      const to = nextChange(targets, held, from, length);
      fillStretch(
        run.equity,
        run.position,
        close,
        cash,
        held,
        this.#factor,
        this.#unit,
        from,
        Math.min(to + 1, length),
      );
      from = to + 1;
      if (from >= length) break;
      cash -= this.#trade(from, targets[to]! - held, targets[to]!, fees);
      held = targets[to]!;
    }
    return run;
  }

  /** Trades at a bar's open. @returns what it costs, in money units */
  #trade(bar: number, quantity: number, target: number, fees: FeeSchedule | undefined): number {
    if (!Number.isSafeInteger(target))
      throw new ConfigError(
        `${this.#strategy.strategy.name}.targets[${bar - 1}]`,
        target,
        "a whole number of size units, or NaN",
      );
    const run = this.#run;
    const price = this.#slipped(this.#bars.open[bar]!, quantity > 0, bar);
    run.fillBar[run.fills] = bar;
    run.fillQuantity[run.fills] = quantity;
    run.fillPrice[run.fills] = price;
    run.fills += 1;
    const value = price * quantity * this.#factor;
    const most = (Math.abs(quantity) + Math.abs(target)) * Math.max(this.#greatest, Math.abs(price)) * this.#factor;
    if (!(most + this.#cash < Number.MAX_SAFE_INTEGER / 4))
      throw new CapacityError("vectorised: amounts leave what a double counts exactly; run the strategy event-driven");
    if (fees === undefined) return value;
    const fee = fees.charge({
      instrument: this.#bars.instrument,
      price,
      quantity: Math.abs(quantity),
      liquidity: Liquidity.Taker,
      micros: barOpenMicros(this.#bars, bar),
    });
    return value + Number(fee) * this.#feeUnit;
  }

  /** As the bar venue fills market orders. */
  #slipped(price: number, isBuy: boolean, bar: number): number {
    if (this.#ticks === 0 && this.#basisPoints === 0) return price;
    const tick = this.#bars.instrument.ticks.tickAt(price, barOpenMicros(this.#bars, bar)) || 1;
    const worse = Math.ceil(this.#ticks + (price * this.#basisPoints) / 1e4 / tick) * tick;
    return isBuy ? price + worse : Math.max(price - worse, tick);
  }
}

/** The first bar from `from` on whose target is another than what is held; `length` if there is none. */
const nextChange = (targets: Float64Array, held: number, from: number, length: number): number => {
  for (let i = from; i < length; i++) {
    const target = targets[i]!;
    if (target !== held && !Number.isNaN(target)) return i;
  }
  return length;
};

/** Equity and position of bars over which nothing is traded: [from, to). */
const fillStretch = (
  equity: Float64Array,
  position: Float64Array,
  close: Float64Array,
  cash: number,
  held: number,
  factor: number,
  unit: number,
  from: number,
  to: number,
): void => {
  const scale = held * factor;
  for (let i = from; i < to; i++) {
    equity[i] = (cash + scale * close[i]!) / unit;
    position[i] = held;
  }
};
