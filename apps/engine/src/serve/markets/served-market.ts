import type { EventCursor, Stage } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { StopSignal } from "../../run/stop-signal.ts";

/** What moves an engine beside its clients, and where its orders go. */
export interface ServedMarket {
  readonly venue: Stage;
  /** Whether it can be gone on with from a state of engine and venue, so that the journal may lose its beginning. */
  readonly isBounded: boolean;
  /** The venue has a state of before. */
  restored(): void;
  /** Applies a record of the journal that is gone on with. */
  replay(engine: StrategyEngine, event: EventCursor): void;
  /** The journal has ended, or there was none: what was still to come of it comes in. */
  begin(engine: StrategyEngine): void;
  /** Moves until somebody stops it. @param onRest called now and then between inputs */
  run(engine: StrategyEngine, stop: StopSignal, onRest: () => void): Promise<void>;
  /** What a user should know when it has ended: a line each. */
  notes(): string[];
}
