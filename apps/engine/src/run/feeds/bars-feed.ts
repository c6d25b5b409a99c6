import { barOpenMicros, INDEX_LIMITS } from "@hotpath/backtest";
import { ConfigError, EventQueue, type InstrumentDefinition, Trade } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import type { RunFeed } from "./feed.ts";

const DAY_MICROS = 86_400e6;
/** Bars in one batch: between two of them a Ctrl-C is heard. */
const BATCH = 1024;

/**
 * Bars, a series an instrument. Each enters as a `Trade` at its open, at which waiting orders are filled, and a `Bar` at its
 * close: an order therefore never sees a price that was there before it was. At one time opens come before closes, and
 * instruments in their order.
 *
 * @param instruments what each series is of
 * @param path what `--feed` names, for errors
 */
export function feedOfBars(
  all: readonly BarSeries[],
  instruments: readonly InstrumentDefinition[],
  { name, path, notes }: { name: string; path: string; notes: readonly string[] },
): RunFeed {
  const covariance = { barMicros: DAY_MICROS, dayMicros: DAY_MICROS, decay: 0.97, initialDailyVolatility: 0.02 };
  const config: Partial<StrategyEngineConfig> = { riskLimits: INDEX_LIMITS, covariance };
  const bars = all.reduce((sum, { length }) => sum + length, 0);
  return {
    name: `${name}, ${bars} bars`,
    instruments,
    venue: "bars",
    config,
    isLive: false,
    events: () => barEvents(all, path),
    notes: () => [...notes],
  };
}

async function* barEvents(all: readonly BarSeries[], path: string): AsyncGenerator<EventQueue> {
  const queue = new EventQueue();
  const next = new Int32Array(all.length);
  const isOpen = new Uint8Array(all.length);
  for (let done = 0; ; ) {
    let first = -1;
    let micros = Number.POSITIVE_INFINITY;
    for (const [i, bars] of all.entries()) {
      const bar = next[i]!;
      if (bar === bars.length) continue;
      const time = isOpen[i] === 1 ? bars.timeMicros[bar]! : barOpenMicros(bars, bar);
      if (time < micros || (time === micros && isOpen[i]! < isOpen[first]!)) [first, micros] = [i, time];
    }
    const bars = all[first];
    if (bars === undefined) break;
    const bar = next[first]!;
    if (isOpen[first] === 0) {
      if (bar > 0 && !(bars.timeMicros[bar]! > bars.timeMicros[bar - 1]!))
        throw new ConfigError("--feed", path, `bars whose times rise; bar ${bar} does not`);
      Trade.write(queue, micros, 0, first, 0, bars.open[bar]!, 0, 0);
      isOpen[first] = 1;
      continue;
    }
    bars.emit(bar, queue, first);
    isOpen[first] = 0;
    next[first] = bar + 1;
    done += 1;
    if (done % BATCH === 0) yield queue;
  }
  yield queue;
}
