import type { CloseCode, SUBPROTOCOLS, TransportConnection } from "./transport.ts";

/** A WebSocket of µWebSockets, whichever of its bindings it comes from. Used only while it is open. */
export interface RawSocket {
  bufferedBytes(): number;
  /** @returns whether the frame is on its way or waits for the client to read */
  write(frame: Uint8Array<ArrayBuffer> | string): boolean;
  /** Sends a close frame, and nothing after it. Its owner is told of the end at once. */
  end(code: number, reason: string): void;
  /** Ends the connection with all that was not sent. Its owner is told at once. */
  kill(): void;
}

/** Who it is. */
export type ConnectionFacts = Pick<TransportConnection, "id" | "remoteAddress" | "subprotocol" | "bearer">;

/**
 * A connection over µWebSockets.
 *
 * What was closed there cannot be terminated any more, and would hold what a client does not read for as long as that
 * client likes. So a close waits until all has been read, and a terminate may come before.
 */
export class SocketConnection implements TransportConnection {
  readonly id: number;
  readonly remoteAddress: string;
  readonly subprotocol: (typeof SUBPROTOCOLS)[number];
  readonly bearer: string | undefined;
  readonly #socket: RawSocket;
  #isOpen = true;
  #farewell: { code: CloseCode; reason: string } | undefined;

  constructor(socket: RawSocket, facts: ConnectionFacts) {
    this.#socket = socket;
    this.id = facts.id;
    this.remoteAddress = facts.remoteAddress;
    this.subprotocol = facts.subprotocol;
    this.bearer = facts.bearer;
  }

  /** Whether frames come and go: neither has it ended nor is it about to. */
  get isActive(): boolean {
    return this.#isOpen && this.#farewell === undefined;
  }

  get bufferedBytes(): number {
    return this.#isOpen ? this.#socket.bufferedBytes() : 0;
  }

  send(frame: Uint8Array<ArrayBuffer> | string): boolean {
    return this.isActive && this.#socket.write(frame);
  }

  close(code: CloseCode, reason: string): void {
    if (!this.isActive) return;
    this.#farewell = { code, reason };
    this.drained();
  }

  terminate(): void {
    if (this.#isOpen) this.#socket.kill();
  }

  /** What had been sent has left: a close that waited for it goes now. */
  drained(): void {
    if (this.#isOpen && this.#farewell !== undefined && this.#socket.bufferedBytes() === 0)
      this.#socket.end(this.#farewell.code, this.#farewell.reason);
  }

  /** It has ended, and its socket is no more. @returns the code: that of this side, where it said goodbye first */
  ended(code: number): number {
    this.#isOpen = false;
    return this.#farewell?.code ?? code;
  }
}

/** How long clients that do not read have to take their farewell when a transport stops. */
const FAREWELL_MILLIS = 1000;

/** The connections of a transport. */
export class ConnectionSet {
  readonly #connections = new Set<SocketConnection>();
  #lastId = 0;
  #emptied: (() => void) | undefined;

  /** Takes in a connection and counts it. */
  open(socket: RawSocket, facts: Omit<ConnectionFacts, "id">): SocketConnection {
    this.#lastId += 1;
    const connection = new SocketConnection(socket, { ...facts, id: this.#lastId });
    this.#connections.add(connection);
    return connection;
  }

  /** It has ended. @returns false if that was told before */
  delete(connection: SocketConnection): boolean {
    const isKnown = this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#emptied?.();
    return isKnown;
  }

  /** Ends all of them, behind what was sent where they read it within a second. */
  async end(code: CloseCode, reason: string): Promise<void> {
    for (const connection of this.#connections) connection.close(code, reason);
    if (this.#connections.size === 0) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, FAREWELL_MILLIS);
      this.#emptied = () => {
        clearTimeout(timer);
        done();
      };
    });
    for (const connection of this.#connections) connection.terminate();
  }
}
