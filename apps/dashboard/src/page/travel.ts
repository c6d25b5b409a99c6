/**
 * Time travel: the page shows the engine as it was after one input of its journal. While it does, the live view goes on
 * behind it. One move is under way at a time: of the places that were wanted meanwhile the last one counts.
 */
import { type ClientReplay, GatewayError } from "@hotpath/gateway/client";
import type { InstrumentInfo, MomentMessage, ReplayMessage } from "@hotpath/gateway/protocol";
import { BOOK_DEPTH, type EngineView } from "./store/engine-view.ts";
import { momentView } from "./store/moment-view.ts";

/** What moves through the journal: a client's `replay`. */
export type Replay = Pick<ClientReplay, "open" | "seek" | "step" | "play" | "pause" | "close">;

/** What a {@link Travel} is made of. */
export interface TravelOptions {
  replay: Replay;
  instruments: () => readonly InstrumentInfo[];
  /** Whether the gateway has a journal to travel in. */
  isThere: () => boolean;
  /** Told of each moment, and of the way back. */
  changed: () => void;
  /** Told of what could not be shown. */
  failed: (text: string) => void;
}

/** What a step goes to. */
export type Until = NonNullable<ReplayMessage["until"]>;

type Move =
  | { kind: "seek"; sequence: number | undefined; instrument: number }
  | { kind: "step"; steps: number; until: Until }
  | { kind: "pause" };

export class Travel {
  readonly #options: TravelOptions;
  #moment: MomentMessage | undefined;
  #view: EngineView | undefined;
  #isMoving = false;
  #wanted: Move | undefined;
  /** Counts the ways back to live: what is on its way from before is not shown. */
  #journey = 0;
  #lastMillis: number = Number.NaN;

  constructor(options: TravelOptions) {
    this.#options = options;
  }

  /** Whether the gateway has a journal to travel in. */
  get isThere(): boolean {
    return this.#options.isThere();
  }

  /** The moment that is shown; undefined while the page is live. */
  get moment(): MomentMessage | undefined {
    return this.#moment;
  }

  /** The engine at that moment. */
  get view(): EngineView | undefined {
    return this.#view;
  }

  /** Whether another moment is on its way. */
  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** What the last move took, from the wish to the moment, in milliseconds; NaN before the first. */
  get lastMillis(): number {
    return this.#lastMillis;
  }

  /** Stops at what the engine has come to, or where it plays. @param instrument whose book is shown */
  pause(instrument: number): void {
    if (this.#moment === undefined) this.#move({ kind: "seek", sequence: undefined, instrument });
    else if (this.#moment.playing) this.#move({ kind: "pause" });
  }

  /** Plays on from here. @param speed times event time */
  play(speed: number): void {
    if (this.#moment !== undefined && !this.#isMoving) void this.#play(speed);
  }

  /** Goes to an input. */
  seek(sequence: number, instrument: number): void {
    this.#move({ kind: "seek", sequence: Math.max(0, Math.round(sequence)), instrument });
  }

  /** Goes on by inputs, or back; or to the next thing of a kind. */
  step(steps: number, until: Until = "event"): void {
    if (this.#moment !== undefined) this.#move({ kind: "step", steps, until });
  }

  /** Back to the engine as it is. */
  close(): void {
    if (this.#moment === undefined && !this.#isMoving) return;
    this.#journey += 1;
    this.#moment = undefined;
    this.#view = undefined;
    this.#wanted = undefined;
    this.#options.changed();
    this.#options.replay.close().catch(() => {});
  }

  /** The connection came again, and the replay went with the one before. */
  resume(isSameEngine: boolean): void {
    const moment = this.#moment;
    if (moment === undefined) return;
    if (isSameEngine) this.seek(moment.sequence, moment.instrument);
    else this.close();
  }

  #move(move: Move): void {
    if (this.#isMoving) {
      const before = this.#wanted;
      // Steps add up; of other moves the last one counts.
      const isSum = before?.kind === "step" && move.kind === "step" && before.until === move.until;
      this.#wanted = isSum ? { ...move, steps: before.steps + move.steps } : move;
      return;
    }
    this.#isMoving = true;
    void this.#run(move, this.#journey);
  }

  async #run(move: Move, journey: number): Promise<void> {
    const start = performance.now();
    try {
      const moment = await this.#ask(move);
      if (journey === this.#journey) this.#show(moment);
      this.#lastMillis = performance.now() - start;
    } catch (error) {
      this.#fail(error, journey);
    }
    this.#isMoving = false;
    const next = this.#wanted;
    this.#wanted = undefined;
    if (next !== undefined) this.#move(next);
    else this.#options.changed();
  }

  #ask(move: Move): Promise<MomentMessage> {
    const { replay } = this.#options;
    switch (move.kind) {
      case "seek": {
        const { sequence, instrument } = move;
        return replay.open({ instrument, depth: BOOK_DEPTH, ...(sequence !== undefined && { sequence }) });
      }
      case "step":
        return replay.step(move.steps, move.until === "event" ? {} : { until: move.until });
      case "pause":
        return replay.pause();
    }
  }

  /** Shows moments as they come, until a move or the way back. */
  async #play(speed: number): Promise<void> {
    const journey = this.#journey;
    try {
      for await (const moment of this.#options.replay.play({ speed })) {
        if (journey !== this.#journey) return;
        this.#show(moment);
      }
    } catch (error) {
      this.#fail(error, journey);
    }
  }

  #fail(error: unknown, journey: number): void {
    if (journey === this.#journey) this.#options.failed(error instanceof GatewayError ? error.message : String(error));
  }

  #show(moment: MomentMessage): void {
    this.#moment = moment;
    this.#view = momentView(moment, this.#options.instruments());
    this.#options.changed();
  }
}
