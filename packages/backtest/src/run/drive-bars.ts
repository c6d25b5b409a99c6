/**
 * Drives an engine by bars, of one instrument or several. The open of each is a `Trade` halfway since the close before; the
 * two extremes are told after it where orders wait, the one first that is worse for them; its close is the `Bar`. Events of
 * all instruments come in the order of their times, opens before closes.
 */
import { Bar, ConfigError, EventSlot, Trade } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import { barOpenMicros } from "../bar-open-time.ts";
import type { BarVenue } from "../bar-venue.ts";
import type { RunSamples } from "./run-samples.ts";

/** What is driven. */
export interface BarDrive {
  engine: StrategyEngine;
  venue: BarVenue;
  samples: RunSamples;
  /** Called after every 1,024 bars, and at the end, with how many are done. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** @throws {ConfigError} naming the bar whose time does not rise */
export function checkBars(all: readonly BarSeries[]): void {
  if (all.length === 0) throw new ConfigError("data", all, "at least one series of bars");
  for (const [n, bars] of all.entries()) {
    const path = all.length === 1 ? "data" : `data[${n}]`;
    if (bars.length === 0) throw new ConfigError(path, bars.length, "at least one bar");
    const { timeMicros } = bars;
    let last = Number.NEGATIVE_INFINITY;
    for (let bar = 0; bar < timeMicros.length; bar++) {
      const time = timeMicros[bar]!;
      if (!(time > last))
        throw new ConfigError(`${path}.timeMicros[${bar}]`, time, `a time after the bar before, ${last}`);
      last = time;
    }
  }
}

/** Runs through all bars. A sample is taken after each time at which bars close. */
export function driveBars(drive: BarDrive, all: readonly BarSeries[]): void {
  const isWatched = drive.engine.engine.stages.some((stage) => stage.handles.includes(Trade.TYPE));
  if (all.length === 1) driveOne(drive, all[0]!, isWatched);
  else driveSeveral(drive, all, isWatched);
}

function driveOne(drive: BarDrive, bars: BarSeries, isWatched: boolean): void {
  const { engine, venue, samples, onProgress } = drive;
  const { timers } = engine;
  const core = engine.engine;
  const slot = new EventSlot();
  const { timeMicros, open: opens, high, low, close, volume, length } = bars;
  for (let bar = 0; bar < length; bar++) {
    if (isWatched || venue.waiting > 0 || timers.waiting > 0) open(drive, bars, bar, 0, isWatched);
    const micros = timeMicros[bar]!;
    if (timers.waiting > 0) engine.advance(micros);
    Bar.write(slot, micros, 0, 0, 0, opens[bar]!, high[bar]!, low[bar]!, close[bar]!, volume[bar]!);
    core.processRecord(slot.cursor);
    samples.take(micros);
    if (onProgress !== undefined && (bar & 1023) === 1023) onProgress(bar + 1, length);
  }
  onProgress?.(length, length);
}

function driveSeveral(drive: BarDrive, all: readonly BarSeries[], isWatched: boolean): void {
  const { engine, samples, onProgress } = drive;
  const total = all.reduce((sum, bars) => sum + bars.length, 0);
  const next = new Int32Array(all.length);
  const isOpen = new Uint8Array(all.length);
  let done = 0;
  let closedAt = Number.NaN;
  while (done < total) {
    let first = -1;
    let micros = Number.POSITIVE_INFINITY;
    for (let i = 0; i < all.length; i++) {
      const bars = all[i]!;
      if (next[i]! === bars.length) continue;
      const time = isOpen[i] === 1 ? bars.timeMicros[next[i]!]! : barOpenMicros(bars, next[i]!);
      if (time < micros || (time === micros && isOpen[i]! < isOpen[first]!)) [first, micros] = [i, time];
    }
    const bars = all[first]!;
    const bar = next[first]!;
    if (micros !== closedAt && !Number.isNaN(closedAt)) {
      samples.take(closedAt);
      closedAt = Number.NaN;
    }
    if (isOpen[first] === 0) {
      open(drive, bars, bar, first, isWatched);
      isOpen[first] = 1;
      continue;
    }
    engine.advance(micros);
    bars.emit(bar, engine.inbox, first);
    engine.process();
    isOpen[first] = 0;
    next[first] = bar + 1;
    done += 1;
    closedAt = micros;
    if ((done & 1023) === 1023) onProgress?.(done, total);
  }
  if (!Number.isNaN(closedAt)) samples.take(closedAt);
  onProgress?.(total, total);
}

/** The path of a bar up to its close; between its points the engine hears of its fills and can act on them. */
function open(drive: BarDrive, bars: BarSeries, bar: number, instrument: number, isWatched: boolean): void {
  const { engine, venue } = drive;
  const micros = barOpenMicros(bars, bar);
  if (engine.timers.waiting > 0) engine.advance(micros);
  if (!isWatched && venue.waiting === 0) return;
  visit(engine, micros, instrument, bars.open[bar]!);
  if (venue.waiting === 0) return;
  const isLowFirst = venue.visitsLowFirst(instrument);
  visit(engine, micros, instrument, isLowFirst ? bars.low[bar]! : bars.high[bar]!);
  visit(engine, micros, instrument, isLowFirst ? bars.high[bar]! : bars.low[bar]!);
}

function visit(engine: StrategyEngine, micros: number, instrument: number, price: number): void {
  Trade.write(engine.inbox, micros, 0, instrument, 0, price, 0, 0);
  engine.process();
}
