import type { MomentMessage, ReplayMessage, ResultMessage } from "../protocol/index.ts";
import { GatewayError } from "./gateway-error.ts";

/** What of a moment is shown. */
export type MomentLook = Pick<ReplayMessage, "instrument" | "depth">;
/** Where to: an input, or a time. Left out: the journal's last input. */
export type ReplayPlace = MomentLook & ({ sequence?: number; at?: never } | { sequence?: never; at?: bigint });

type ReplayRequest = Omit<ReplayMessage, "id">;

interface Player {
  latest: MomentMessage | undefined;
  wake: (() => void) | undefined;
  error: Error | undefined;
  isOver: boolean;
}

/**
 * Time travel: the engine as it was, at any input of its journal. The live subscriptions go on beside it. A connection has
 * one replay, and it ends with the connection.
 *
 * @example
 * let moment = await client.replay.open({ sequence: 1000 });
 * moment = await client.replay.step(1, { until: "fill" });
 * console.log(moment.input, moment.derived, moment.positions);
 * for await (const each of client.replay.play({ speed: 10 })) if (each.sequence > 2000) break; // and stands still there
 * await client.replay.close();
 */
export class ClientReplay {
  /** Told on a long way how far it is. */
  onProgress: ((sequence: number, to: number) => void) | undefined;
  readonly #ask: (request: ReplayRequest) => Promise<ResultMessage>;
  #player: Player | undefined;

  /** @internal */
  constructor(ask: (request: ReplayRequest) => Promise<ResultMessage>) {
    this.#ask = ask;
  }

  /** Opens a replay, or moves the one that is open. @throws {GatewayError} `UNAVAILABLE` where the gateway has no journal */
  open(place: ReplayPlace = {}): Promise<MomentMessage> {
    return this.#move({ action: "open", ...place });
  }

  /** Goes to an input or a time. @throws {GatewayError} `BAD_VALUE` naming the bounds; it then stays where it is */
  seek(place: ReplayPlace): Promise<MomentMessage> {
    return this.#move({ action: "seek", ...place });
  }

  /**
   * Goes so many inputs on or, where the number is negative, back; or to the next or previous one from which something came.
   *
   * @throws {GatewayError} `NOT_FOUND` where nothing such is there; it then stays where it is
   */
  step(steps = 1, options: MomentLook & Pick<ReplayMessage, "until"> = {}): Promise<MomentMessage> {
    return this.#move({ action: "step", steps, ...options });
  }

  /**
   * Plays on from where it is, at so many times the speed of event time, until the loop is left, {@link pause} or another
   * move. Who is slower than moments come is given the latest.
   */
  async *play(options: MomentLook & Pick<ReplayMessage, "speed"> = {}): AsyncGenerator<MomentMessage, void, undefined> {
    this.#stop();
    const player: Player = { latest: undefined, wake: undefined, error: undefined, isOver: false };
    this.#player = player;
    try {
      yield await this.#request({ action: "play", ...options });
      while (!player.isOver) {
        const moment = player.latest;
        player.latest = undefined;
        if (moment !== undefined) yield moment;
        else await new Promise<void>((wake) => Object.assign(player, { wake }));
      }
      if (player.error !== undefined) throw player.error;
    } finally {
      if (this.#player === player) {
        this.#player = undefined;
        if (player.error === undefined) await this.#request({ action: "pause" });
      }
    }
  }

  /** Stands still. */
  pause(options: MomentLook = {}): Promise<MomentMessage> {
    return this.#move({ action: "pause", ...options });
  }

  /** Ends the replay. */
  async close(): Promise<void> {
    this.#stop();
    await this.#ask({ type: "replay", action: "close" });
  }

  /** It has come to another moment by itself. @internal */
  take(moment: MomentMessage): void {
    if (this.#player === undefined) return;
    this.#player.latest = moment;
    this.#player.wake?.();
  }

  /** The connection has ended, and the replay with it. @internal */
  lost(): void {
    if (this.#player === undefined) return;
    this.#player.error = new GatewayError("UNAVAILABLE", "the connection has ended, and the replay with it");
    this.#stop();
  }

  #stop(): void {
    const player = this.#player;
    this.#player = undefined;
    if (player === undefined) return;
    player.isOver = true;
    player.wake?.();
  }

  #move(request: Omit<ReplayRequest, "type">): Promise<MomentMessage> {
    this.#stop();
    return this.#request(request);
  }

  async #request(request: Omit<ReplayRequest, "type">): Promise<MomentMessage> {
    const { value } = await this.#ask({ type: "replay", ...request });
    return value as MomentMessage;
  }
}
