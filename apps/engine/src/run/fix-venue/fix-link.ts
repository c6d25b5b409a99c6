import { type InstrumentRegistry, systemClock } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { JournalWriter } from "@hotpath/journal";
import { screenLog } from "../../fix/session-log.ts";
import type { RunDescription } from "../assembly.ts";
import type { StopSignal } from "../stop-signal.ts";
import { FixVenue } from "./fix-venue.ts";
import type { FixVenueSettings } from "./fix-venue-options.ts";

/** How long the last orders' answers are waited for, in milliseconds. */
const LAST_ANSWERS = 5000;
const POLL = 2;
/** How often timers are looked at where the feed is silent, in milliseconds. */
const TICK = 100;

/** What the ClOrdIDs of a journal that begins now begin with: the second, to the base of 36. */
export function prefixNow(): string {
  return Math.floor(systemClock.nowMicros() / 1e6)
    .toString(36)
    .toUpperCase();
}

/** A run's way to its counterparty, from the replay's end to the logout. */
export class FixLink {
  readonly venue: FixVenue;
  readonly #isWall: boolean;
  #engine: StrategyEngine | undefined;
  #ticks: ReturnType<typeof setInterval> | undefined;

  constructor(run: RunDescription, settings: FixVenueSettings, resends: boolean, instruments: InstrumentRegistry) {
    this.#isWall = run.clock === "wall";
    this.venue = new FixVenue({
      instruments,
      settings,
      prefix: run.fix!.prefix,
      resends,
      // By the events' clock a report comes when the last event came.
      nowMicros: run.clock === "wall" ? () => systemClock.nowMicros() : () => this.#engine!.engine.lastMicros,
      log: (name) => screenLog(name, false),
    });
  }

  /** Connects, and returns when both sides know all of each other, or the user has had enough. */
  async open(engine: StrategyEngine, journal: JournalWriter, stop: StopSignal): Promise<void> {
    this.#engine = engine;
    this.venue.endReplay();
    await this.venue.start(engine, journal);
    while (!this.venue.isReady && !stop.isRaised) await Bun.sleep(POLL);
    if (this.#isWall) this.#ticks = setInterval(() => this.#tick(engine), TICK);
  }

  /** What waits for an answer, or for a time, does so by the clock, whether the feed says something or not. */
  #tick(engine: StrategyEngine): void {
    const now = systemClock.nowMicros();
    engine.advance(now, now);
  }

  /** Waits for the answers to the last orders, and logs out. */
  async close(engine: StrategyEngine): Promise<void> {
    const { store } = engine.orders;
    for (let waited = 0; store.size > 0 && this.venue.isReady && waited < LAST_ANSWERS; waited += POLL)
      await Bun.sleep(POLL);
    clearInterval(this.#ticks);
    if (store.size > 0)
      process.stderr.write(`hotpath: ${store.size} orders have not ended at the venue; --resume goes on with them\n`);
    await this.venue.stop();
    for (const note of this.venue.notes()) process.stderr.write(`hotpath: ${note}\n`);
  }
}
