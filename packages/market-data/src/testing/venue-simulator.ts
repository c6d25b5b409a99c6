/**
 * A venue on this machine: a real WebSocket and HTTP server that tells what a source says, and breaks it on demand in the
 * ways that networks and venues do.
 */
import type { Server, ServerWebSocket } from "bun";

/** What a simulated venue says. */
export interface SimulatedSource {
  /** The next message of the stream, and the state behind it moves on; undefined at the end. */
  next(): string | undefined;
  /** The answer to a request for a whole book, or undefined: the request then fails with status 400. */
  whole(url: URL): string | undefined;
  /** What is answered to a message of the client, at once. */
  answer?(text: string): string[];
}

/** What may happen to one message on its way. */
export type Fault =
  | "none"
  | "loss"
  | "duplicate"
  | "reorder"
  | "disconnect"
  | "truncate"
  | "garbage"
  | "huge"
  | "silence";

/** Every {@link Fault} but `none`. */
export const FAULTS: readonly Fault[] = [
  "loss",
  "duplicate",
  "reorder",
  "disconnect",
  "truncate",
  "garbage",
  "huge",
  "silence",
];

/** Serves a {@link SimulatedSource}. */
export class VenueSimulator implements AsyncDisposable {
  /** Snapshots served. */
  requests = 0;
  /** Connections that came. */
  connections = 0;
  /** While true, nothing is sent to anybody: the sockets stand and are silent. */
  isSilent = false;
  readonly #source: SimulatedSource;
  readonly #server: Server<undefined>;
  readonly #sockets = new Set<ServerWebSocket<undefined>>();
  readonly #delay: number;
  #held: { text: string; steps: number } | undefined;

  /**
   * @param delay how many messages overtake one that is reordered
   * @param connected called when a client comes
   */
  constructor(source: SimulatedSource, delay = 2, connected: () => void = () => {}) {
    this.#source = source;
    this.#delay = delay;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request, server) => {
        if (server.upgrade(request)) return undefined;
        const whole = source.whole(new URL(request.url));
        if (whole === undefined) return new Response("no such symbol", { status: 400 });
        this.requests++;
        return new Response(whole);
      },
      websocket: {
        open: (socket) => {
          this.connections++;
          this.#sockets.add(socket);
          connected();
        },
        message: (socket, text) => {
          for (const answer of source.answer?.(String(text)) ?? []) socket.send(answer);
        },
        close: (socket) => {
          this.#sockets.delete(socket);
        },
      },
    });
  }

  /** Where the sockets are. */
  get socketBase(): string {
    return `ws://127.0.0.1:${this.#server.port}`;
  }

  /** Where the answers over HTTP are. */
  get httpBase(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** Clients that are connected now. */
  get clients(): number {
    return this.#sockets.size;
  }

  /** Tells the next message, with something happening to it. @returns false at the end of the source */
  step(fault: Fault = "none"): boolean {
    const text = this.#source.next();
    if (text === undefined) return false;
    switch (fault) {
      case "none":
        this.#send(text);
        break;
      case "loss":
        break;
      case "duplicate":
        this.#send(text);
        this.#send(text);
        break;
      case "reorder":
        this.#held = { text, steps: this.#delay };
        return true;
      case "disconnect":
        for (const socket of this.#sockets) socket.terminate();
        break;
      case "truncate":
        this.#send(text.slice(0, Math.floor(text.length / 2)));
        break;
      case "garbage":
        this.#send("\u0000\ufffd{]not a message");
        break;
      case "huge":
        this.#send(`{"x":"${"y".repeat(1_000_000)}"}`);
        break;
      case "silence":
        this.isSilent = true;
        break;
    }
    if (this.#held !== undefined && --this.#held.steps <= 0) {
      this.#send(this.#held.text);
      this.#held = undefined;
    }
    return true;
  }

  #send(text: string): void {
    if (!this.isSilent) for (const socket of this.#sockets) socket.send(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}
