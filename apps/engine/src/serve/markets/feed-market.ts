import { EventCursor, type Stage } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { RunDescription } from "../../run/assembly.ts";
import type { RunFeed } from "../../run/feeds/feed.ts";
import { Pace } from "../../run/pace.ts";
import { FEED_TYPES } from "../../run/resume-run.ts";
import type { StopSignal } from "../../run/stop-signal.ts";
import { advanceNow, takeNow } from "../../run/wall-time.ts";
import type { ServedMarket } from "./served-market.ts";

/** How often timers are looked at when nothing comes, in milliseconds. */
const IDLE_MILLIS = 20;

/** A feed as `hotpath run` has it, on a venue on paper or one outside. When a recording has ended, the engine stays. */
export class FeedMarket implements ServedMarket {
  readonly venue: Stage;
  /** A recording is gone on with behind what the whole journal has of it; a counterparty's orders are the whole journal's. */
  readonly isBounded: boolean;
  readonly #run: RunDescription;
  readonly #feed: RunFeed;
  readonly #pace: number | undefined;
  /** Events of the feed that the journal has. */
  #known = 0;

  /** @param pace the most events a second of a feed that is not live */
  constructor(run: RunDescription, feed: RunFeed, venue: Stage, pace: number) {
    this.#run = run;
    this.#feed = feed;
    this.venue = venue;
    this.isBounded = run.venue !== "fix" && (feed.isLive || run.feed === "client");
    this.#pace = feed.isLive ? undefined : pace;
  }

  restored(): void {}

  replay(engine: StrategyEngine, event: EventCursor): void {
    if (FEED_TYPES.includes(event.type)) this.#known += 1;
    engine.replay(event, this.#run.venue === "fix" ? "silent" : "answers");
  }

  begin(engine: StrategyEngine): void {
    engine.engine.resume();
    engine.process();
  }

  async run(engine: StrategyEngine, stop: StopSignal, onRest: () => void): Promise<void> {
    const isWall = this.#run.clock === "wall";
    const pace = this.#pace === undefined ? undefined : new Pace(this.#pace);
    let skipped = this.#feed.isLive ? this.#known : 0;
    const event = new EventCursor();
    for await (const queue of this.#feed.events()) {
      while (!stop.isRaised && queue.next(event)) {
        if (skipped < this.#known) {
          skipped += 1;
          continue;
        }
        if (pace !== undefined) await pace.next();
        if (isWall) takeNow(engine, event);
        else engine.take(event);
      }
      if (isWall) advanceNow(engine);
      onRest();
      if (stop.isRaised) return;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    while (!stop.isRaised) {
      if (isWall) advanceNow(engine);
      onRest();
      await Promise.race([stop.raised, Bun.sleep(IDLE_MILLIS)]);
    }
  }

  notes(): string[] {
    return this.#feed.notes();
  }
}
