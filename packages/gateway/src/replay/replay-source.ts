/** What a gateway knows of time travel: a source of replays, one for each connection that asks for one. */
import type { MomentMessage, ReplayMessage } from "../protocol/index.ts";

/** A moment before it is a message. */
export type Moment = Omit<MomentMessage, "type">;

/** What a replay is asked: as `replay` has it, without `open` and `close`, which are the replay's own life. */
export type ReplayMove = Omit<ReplayMessage, "type" | "id" | "action"> & {
  action: "seek" | "step" | "play" | "pause";
};

/** What a replay tells while it goes. */
export interface ReplayListener {
  /** It plays, and has come to another moment. */
  onMoment(moment: Moment): void;
  /** It is on a long way. */
  onProgress?(sequence: number, to: number): void;
  /** It has ended by itself. */
  onEnd(error: Error): void;
}

/** One replay. Disposing of it ends all that it runs on. */
export interface Replay extends Disposable {
  /**
   * Moves it; moves are done one after the other.
   *
   * @returns the moment that was come to
   * @throws {ReplayError} where it cannot be come to
   */
  move(move: ReplayMove): Promise<Moment>;
}

/** Where replays come from. */
export interface ReplaySource {
  /** Begins one; it is nowhere until it is moved. */
  open(listener: ReplayListener): Replay;
}

/** Why a replay cannot do what it was asked, as the gateway answers it. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
  readonly code: "BAD_VALUE" | "NOT_FOUND" | "UNAVAILABLE";
  /** The field that is wrong. */
  readonly path: string | undefined;

  constructor(code: ReplayError["code"], message: string, path?: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}
