import { INDEX_LIMITS } from "@hotpath/backtest";
import { ConfigError, EventQueue, type InstrumentDefinition, Trade } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import { barsOfFile } from "../../backtest/bars.ts";
import type { RunFeed } from "./feed.ts";

const DAY_MICROS = 86_400e6;
/** Bars in one batch: between two of them a Ctrl-C is heard. */
const BATCH = 1024;

/**
 * Bars of a CSV file. Each enters as a `Trade` at its open, at which waiting orders are filled, and a `Bar` at its close:
 * an order therefore never sees a price that was there before it was.
 *
 * @throws {ConfigError} for a file that has no bars, or whose times do not rise
 */
export async function openBarsFeed(path: string): Promise<RunFeed> {
  const { series, source, rows, rejected } = await barsOfFile(path, "--feed");
  const { id, symbol, priceDecimals, sizeDecimals } = series.instrument;
  const instruments: InstrumentDefinition[] = [{ id, symbol, priceDecimals, sizeDecimals }];
  const covariance = { barMicros: DAY_MICROS, dayMicros: DAY_MICROS, decay: 0.97, initialDailyVolatility: 0.02 };
  const config: Partial<StrategyEngineConfig> = { riskLimits: INDEX_LIMITS, covariance };
  return {
    name: `${source}, ${series.length} bars`,
    instruments,
    venue: "bars",
    config,
    isLive: false,
    events: () => barEvents(series, path),
    notes: () => (rejected > 0 ? [`${rejected} of ${rows} rows could not be read`] : []),
  };
}

async function* barEvents(series: BarSeries, path: string): AsyncGenerator<EventQueue> {
  const queue = new EventQueue();
  for (let bar = 0; bar < series.length; bar++) {
    const close = series.timeMicros[bar]!;
    const last = bar === 0 ? close - 2 : series.timeMicros[bar - 1]!;
    if (!(close > last)) throw new ConfigError("--feed", path, `bars whose times rise; bar ${bar} does not`);
    Trade.write(queue, last + Math.floor((close - last) / 2), 0, 0, 0, series.open[bar]!, 0, 0);
    series.emit(bar, queue, 0);
    if (bar % BATCH === BATCH - 1) yield queue;
  }
  yield queue;
}
