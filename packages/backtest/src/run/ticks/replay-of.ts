import { ConfigError, type InstrumentDefinition, InstrumentRegistry } from "@hotpath/core";
import { EventTape } from "../../replay/event-tape.ts";
import { MarketReplay } from "../../replay/market-replay.ts";
import type { ReplayMarket } from "../../replay/replay-options.ts";
import { REPLAY_VENUE_CAPABILITIES, ReplayVenue } from "../../venue/replay-venue.ts";
import type { ReplayData } from "../run-backtest.ts";
import { calendarOf, latenciesOf, paymentsOf, queueOf, type ReplaySettings } from "./replay-settings.ts";
import type { RecordedTicks } from "./tick-recorder.ts";

/** What recorded ticks are replayed with: plain values, so that a Worker of a sweep can be told. */
export interface TickReplay extends ReplaySettings {
  instruments: readonly InstrumentDefinition[];
  /** Between two samples of the report's columns, in microseconds of event time. Default a minute. */
  sampleMicros?: number;
}

/**
 * A replay of recorded ticks, for one run.
 *
 * @throws {ConfigError} naming what is wrong
 * @example runBacktest({ strategy, data: replayOf(ticks, { instruments, queue: { model: "power", exponent: 3 } }) });
 */
export function replayOf(ticks: RecordedTicks, options: TickReplay): ReplayData {
  const { instruments: definitions, sampleMicros, latency, calendar, payments, queue, ...venue } = options;
  const instruments = new InstrumentRegistry(definitions, "instruments");
  if (latency?.feed === "recorded" && ticks.tapes.every(({ columns }) => columns.receiveMicros === undefined))
    throw new ConfigError("venue.latency.feed", "recorded", "a latency: the data does not say when it was received");
  const sources: ReplayMarket["sources"][number][] = ticks.tapes.map(({ columns, audience }) => ({
    source: EventTape.of(columns).source(),
    audience,
  }));
  if (calendar !== undefined) sources.push(calendarOf(calendar));
  if (payments !== undefined && payments.length > 0) sources.push(paymentsOf(payments, instruments));
  const { depth } = ticks;
  const exchange = new ReplayVenue({
    ...venue,
    instruments,
    depth: depth === "trades" ? "quotes" : depth,
    ...(queue !== undefined && { queue: queueOf(queue) }),
  });
  const { instruments: _, sampleMicros: __, ...settings } = options;
  return {
    instruments,
    replay: new MarketReplay({ markets: [{ exchange, sources, ...latenciesOf(latency) }] }),
    hash: ticks.hash,
    venue: { depth, ...settings },
    capabilities: REPLAY_VENUE_CAPABILITIES,
    ...(sampleMicros !== undefined && { sampleMicros }),
  };
}
