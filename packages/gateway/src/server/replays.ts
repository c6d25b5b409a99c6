import type { ReplayMessage, ServerMessage } from "../protocol/index.ts";
import type { Replay, ReplayError, ReplayMove, ReplaySource } from "../replay/replay-source.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** Moves of one replay that may wait. */
const MOST_MOVES = 32;

interface Open {
  replay: Replay;
  /** Requests that are not answered, the oldest first. */
  waiting: number[];
}

/** The replays of a gateway's connections: one each, and so many altogether at the most. */
export class Replays implements Disposable {
  readonly #source: ReplaySource | undefined;
  readonly #most: number;
  readonly #bufferBytes: number;
  readonly #opening: (session: Session) => void;
  readonly #open = new Map<Session, Open>();

  /**
   * @param most at a time
   * @param bufferBytes that may wait in a connection before moments that play are passed over
   * @param opening is told of each that is about to be opened
   */
  constructor(
    source: ReplaySource | undefined,
    most: number,
    bufferBytes: number,
    opening: (session: Session) => void,
  ) {
    this.#source = source;
    this.#most = most;
    this.#bufferBytes = bufferBytes;
    this.#opening = opening;
  }

  /** Replays that are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Does what is asked; the answer comes when the replay is there. @throws {Refusal} where it cannot be asked */
  request(session: Session, message: ReplayMessage): void {
    const { type: _, id, action, ...rest } = message;
    if (this.#source === undefined) throw new Refusal("UNAVAILABLE", "this gateway has no journal to replay");
    if (action === "close") {
      this.close(session);
      session.say({ type: "result", id });
      return;
    }
    const open = this.#open.get(session) ?? (action === "open" ? this.#begin(session, this.#source) : undefined);
    if (open === undefined) throw new Refusal("NOT_FOUND", "no replay is open on this connection", "action");
    if (open.waiting.length >= MOST_MOVES)
      throw new Refusal("RATE_LIMITED", `${MOST_MOVES} moves of this replay wait for their answers`);
    open.waiting.push(id);
    const move: ReplayMove = { ...rest, action: action === "open" ? "seek" : action };
    open.replay.move(move).then(
      (moment) => this.#answer(session, open, id, { type: "result", id, value: { type: "moment", ...moment } }),
      (error: ReplayError) => {
        const { code = "INTERNAL", message, path } = error;
        this.#answer(session, open, id, { type: "failure", id, code, message, ...(path !== undefined && { path }) });
      },
    );
  }

  /** The connection has ended, or wants no more. */
  close(session: Session): void {
    this.#open.get(session)?.replay[Symbol.dispose]();
    this.#open.delete(session);
  }

  [Symbol.dispose](): void {
    for (const session of [...this.#open.keys()]) this.close(session);
  }

  #begin(session: Session, source: ReplaySource): Open {
    if (this.#open.size >= this.#most)
      throw new Refusal("REFUSED", `a gateway may have ${this.#most} replays at a time`);
    this.#opening(session);
    const waiting: number[] = [];
    const replay = source.open({
      onMoment: (moment) => {
        // A client that lags is shown fewer of them.
        if (session.connection.bufferedBytes < this.#bufferBytes) session.say({ type: "moment", ...moment });
      },
      onProgress: (sequence, to) => session.say({ type: "progress", id: waiting[0] ?? 0, sequence, to }),
      onEnd: ({ message }) => {
        this.#open.delete(session);
        session.say({ type: "failure", code: "UNAVAILABLE", message });
      },
    });
    const open = { replay, waiting };
    this.#open.set(session, open);
    return open;
  }

  #answer(session: Session, open: Open, id: number, answer: ServerMessage): void {
    open.waiting.splice(open.waiting.indexOf(id), 1);
    session.say(answer);
  }
}
