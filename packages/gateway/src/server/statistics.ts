import { monotonicNanos } from "@hotpath/core";
import type { ClientFigures, Statistics } from "../protocol/index.ts";
import type { Interest } from "./interest.ts";
import type { GatewayLimits } from "./limits.ts";
import type { Counters } from "./metrics.ts";
import type { ReadModel } from "./read-model.ts";
import { RuntimeMonitor } from "./runtime-monitor.ts";
import type { Session } from "./session.ts";

/** What statistics are made of. */
export interface StatisticsParts {
  model: ReadModel;
  counters: Counters;
  interest: Interest;
  limits: GatewayLimits;
  maxIndicators: number;
  sessions: () => Iterable<Session>;
  /** Replays that are open. */
  replays: () => number;
}

/** Tells how engine and gateway do. */
export class StatisticsDesk implements Disposable {
  readonly #parts: StatisticsParts;
  readonly #runtime = new RuntimeMonitor();
  readonly #startNanos = monotonicNanos();

  constructor(parts: StatisticsParts) {
    this.#parts = parts;
  }

  read(): Statistics {
    const { model, limits, maxIndicators } = this.#parts;
    const { pools, ...engine } = model.link.statistics();
    const clients = this.#clients();
    return {
      inputs: model.link.sequence,
      uptimeMillis: (monotonicNanos() - this.#startNanos) / 1e6,
      events: model.eventCounts(),
      ...engine,
      pools: [
        ...pools,
        { name: "connections", used: clients.connections, capacity: limits.maxConnections },
        { name: "replays", used: this.#parts.replays(), capacity: limits.maxReplays },
        { name: "indicators", used: clients.indicators, capacity: maxIndicators },
      ],
      memory: this.#runtime.memory(),
      collector: this.#runtime.collector(),
      clients,
      venues: model.venues.figures(),
    };
  }

  [Symbol.dispose](): void {
    this.#runtime[Symbol.dispose]();
  }

  #clients(): ClientFigures {
    const { counters, interest, model } = this.#parts;
    const figures = { connections: 0, subscriptions: 0, bufferedBytes: 0, bufferedBytesMost: 0 };
    for (const { connection, subscriptionCount } of this.#parts.sessions()) {
      const { bufferedBytes } = connection;
      figures.connections += 1;
      figures.subscriptions += subscriptionCount;
      figures.bufferedBytes += bufferedBytes;
      figures.bufferedBytesMost = Math.max(figures.bufferedBytesMost, bufferedBytes);
    }
    return {
      ...figures,
      messagesIn: counters.messagesIn,
      messagesOut: counters.messagesOut,
      bytesOut: counters.bytesOut,
      conflated: interest.conflated,
      dropped: counters.slow + counters.silent,
      indicators: model.indicators.size,
    };
  }
}
