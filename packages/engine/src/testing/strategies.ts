import { type EventCursor, type EventView, Quote, type Stage, viewEvent } from "@hotpath/core";
import { defineStrategy, PaperVenue, StrategyEngine, type StrategyEngineOptions } from "../index.ts";
import { instruments } from "./quotes.ts";

/** Limits that stop nobody. */
export const LIMITS = {
  maxLeverage: 100,
  maxConcentration: 100,
  maxPositionVar: 1,
  maxPortfolioVar: 1,
  maxDrawdown: 1,
};

/** Keeps every event that comes by, as an object. */
export class Recorder implements Stage {
  readonly name = "recorder";
  readonly handles: readonly number[] = Array.from({ length: 100 }, (_, type) => type);
  readonly seen: EventView[] = [];
  on(event: EventCursor): void {
    const view = viewEvent(event);
    if (view !== undefined) this.seen.push(view);
  }
  of<T extends EventView["type"]>(type: T): Extract<EventView, { type: T }>[] {
    return this.seen.filter((view) => view.type === type) as Extract<EventView, { type: T }>[];
  }
}

/** An engine of one strategy over two instruments, on paper. */
export function engineOf(
  create: Parameters<typeof defineStrategy>[0]["create"],
  entry: Partial<StrategyEngineOptions["strategies"][number]> = {},
): { engine: StrategyEngine; recorder: Recorder } {
  const recorder = new Recorder();
  const engine = new StrategyEngine({
    config: { instruments: instruments(2), riskLimits: LIMITS },
    strategies: [{ definition: defineStrategy({ name: "probe", create }), ...entry }],
    venue: new PaperVenue({ instruments: 2 }),
    observers: [recorder],
  });
  return { engine, recorder };
}

/** A quote, two price units wide. */
export function quote(engine: StrategyEngine, micros = 1_000, bid = 10_000, instrument = 0, size = 100): void {
  Quote.write(engine.inbox, micros, 0, instrument, 0, bid, bid + 2, size, size, 0);
  engine.process();
}
