/**
 * Time travel: the page shows the engine as it was after one input of its journal. While it does, the live view goes on
 * behind it. One request is under way at a time: of the places that were wanted meanwhile the last one counts.
 */
import { GatewayError } from "@hotpath/gateway/client";
import type { InstrumentInfo, MomentMessage, ReplayMessage } from "@hotpath/gateway/protocol";
import type { EngineView } from "./store/engine-view.ts";
import { momentView } from "./store/moment-view.ts";

/** What moves a replay. */
export interface ReplayLink {
  readonly instruments: readonly InstrumentInfo[];
  readonly has: boolean;
  request(request: Omit<ReplayMessage, "type" | "id">): Promise<MomentMessage | undefined>;
}

type Move = Omit<ReplayMessage, "type" | "id">;
/** What a step goes to. */
export type Until = NonNullable<ReplayMessage["until"]>;

export class Travel {
  readonly #link: ReplayLink;
  readonly #changed: () => void;
  readonly #failed: (text: string) => void;
  #moment: MomentMessage | undefined;
  #view: EngineView | undefined;
  #isMoving = false;
  #wanted: Move | undefined;
  #speed = 1;
  #lastMillis = Number.NaN;

  /** @param changed is told of each moment, and of the way back @param failed of what could not be shown */
  constructor(link: ReplayLink, changed: () => void, failed: (text: string) => void) {
    this.#link = link;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Whether the gateway has a journal to travel in. */
  get isThere(): boolean {
    return this.#link.has;
  }

  /** The moment that is shown; undefined while the page is live. */
  get moment(): MomentMessage | undefined {
    return this.#moment;
  }

  /** The engine at that moment. */
  get view(): EngineView | undefined {
    return this.#view;
  }

  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** Times event time. */
  get speed(): number {
    return this.#speed;
  }

  /** What it took to come to the moment, as the page saw it, in milliseconds. */
  get lastMillis(): number {
    return this.#lastMillis;
  }

  /** Stops at what the engine has come to. @param instrument whose book is shown */
  pause(instrument: number): void {
    if (this.#moment === undefined) this.#move({ action: "open", instrument });
    else if (this.#moment.playing) this.#move({ action: "pause" });
  }

  /** Plays on from here. */
  play(speed: number = this.#speed): void {
    this.#speed = speed;
    if (this.#moment !== undefined) this.#move({ action: "play", speed });
  }

  /** Goes to an input. */
  seek(sequence: number, instrument?: number): void {
    const chosen = instrument === undefined ? {} : { instrument };
    const action = this.#moment === undefined ? "open" : "seek";
    this.#move({ action, sequence: Math.max(0, Math.round(sequence)), ...chosen });
  }

  /** Goes on by inputs, or back; or to the next thing of a kind. */
  step(steps: number, until: Until = "event"): void {
    if (this.#moment !== undefined) this.#move({ action: "step", steps, ...(until !== "event" && { until }) });
  }

  /** Back to the engine as it is. */
  close(): void {
    if (this.#moment === undefined) return;
    this.#moment = undefined;
    this.#view = undefined;
    this.#wanted = undefined;
    this.#changed();
    this.#link.request({ action: "close" }).catch(() => {});
  }

  /** A moment of a replay that plays. */
  take(moment: MomentMessage): void {
    if (this.#moment !== undefined) this.#show(moment);
  }

  /** The connection came again, and the replay went with the one before. */
  async resume(isSameEngine: boolean): Promise<void> {
    const moment = this.#moment;
    if (moment === undefined) return;
    if (!isSameEngine) {
      this.close();
      return;
    }
    this.#isMoving = false;
    this.#move({ action: "open", sequence: moment.sequence, instrument: moment.instrument });
  }

  #move(move: Move): void {
    if (this.#isMoving) {
      // Steps add up; of other moves the last one counts.
      const before = this.#wanted;
      const isSum =
        before?.action === "step" && move.action === "step" && before.until === undefined && move.until === undefined;
      this.#wanted = isSum ? { ...move, steps: (before.steps ?? 1) + (move.steps ?? 1) } : move;
      return;
    }
    this.#isMoving = true;
    void this.#run(move);
  }

  async #run(move: Move): Promise<void> {
    const isOpening = move.action === "open";
    const start = performance.now();
    try {
      const moment = await this.#link.request(move);
      if (moment !== undefined && (isOpening || this.#moment !== undefined)) this.#show(moment);
      this.#lastMillis = performance.now() - start;
    } catch (error) {
      this.#failed(error instanceof GatewayError ? error.message : String(error));
    }
    this.#isMoving = false;
    const next = this.#wanted;
    this.#wanted = undefined;
    if (next !== undefined && this.#moment !== undefined) this.#move(next);
    else this.#changed();
  }

  #show(moment: MomentMessage): void {
    this.#moment = moment;
    this.#view = momentView(moment, this.#link.instruments);
    this.#changed();
  }
}
