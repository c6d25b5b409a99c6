import type { Clock, Random } from "@hotpath/core";

/** What a socket tells its owner. */
export interface SocketListener {
  /** The connection stands. */
  open(): void;
  /** A message has come: text, or bytes that hold until the call returns. */
  message(data: string | Uint8Array): void;
  /** The connection is gone, or never came about: told once, and nothing after it. */
  close(code: number, reason: string): void;
}

/** A WebSocket of the host. Pings of the venue are answered by the host. */
export interface FeedSocket {
  /** Sends text; nothing happens if the connection does not stand. */
  send(text: string): void;
  /** Begins to close; `close` of the listener follows. */
  close(): void;
}

/**
 * What a feed handler needs of the world around it. Everything that differs between a live process, a test and a simulation
 * is here: {@link webHost} of `host.ts` is the one of Bun, Node and browsers.
 */
export interface FeedHost {
  /** Gives the times of receipt. */
  readonly clock: Clock;
  /** Gives the jitter of reconnections. */
  readonly random: Random;
  /** Opens a WebSocket. It does not throw: what fails is told by `close`. */
  connect(url: string, listener: SocketListener): FeedSocket;
  /** The body of an answer to GET. Rejects if there is none, if its status is not 200 to 299, or if it is aborted. */
  fetch(url: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Calls back after some milliseconds. @returns what cancels it */
  after(milliseconds: number, callback: () => void): () => void;
}
