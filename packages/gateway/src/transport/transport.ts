/**
 * How frames come and go: the one interface between the gateway and sockets. `testing/conformance.ts` holds what every
 * implementation must do; `bun-transport.ts` is the one over `Bun.serve`.
 */

/** The subprotocols by which a client says how it speaks; the first is the default. */
export const SUBPROTOCOLS = ["hotpath.msgpack", "hotpath.json"] as const;

/** Codes with which a gateway closes a connection: those of RFC 6455 § 7.4 and, from 4000, its own. */
export const CloseCode = {
  Normal: 1000,
  /** The gateway is stopping. */
  GoingAway: 1001,
  /** A frame that is larger than allowed. */
  TooLarge: 1009,
  /** What came was no message of the protocol, again and again. */
  BadMessage: 4000,
  /** No `hello`, or one with a token that is none. */
  Unauthenticated: 4001,
  /** Another version of the protocol. */
  BadVersion: 4002,
  /** It did not read what it had asked for. */
  TooSlow: 4003,
  /** Nothing was heard of it. */
  Silent: 4004,
  /** The gateway has as many connections, of all or of this token, as it may have. */
  Full: 4005,
  /** It was refused request after request for their number, and went on. */
  Flooding: 4006,
} as const;
/** A value of {@link CloseCode}. */
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** What a client asked for when it came, before it is a connection. */
export interface UpgradeRequest {
  /** The browser's page; undefined for other programs. */
  readonly origin: string | undefined;
  readonly remoteAddress: string;
  /** The host that it called, as it wrote it. */
  readonly host: string | undefined;
}

/** A request of HTTP that is no WebSocket. */
export interface HttpRequest {
  readonly method: string;
  /** Begins with `/` and has no `..` in it; what is percent-encoded is left so. */
  readonly path: string;
  /** What follows the `?`, as it came; empty if nothing does. */
  readonly query: string;
  readonly origin: string | undefined;
  readonly remoteAddress: string;
  /** The host that it called, as it wrote it. */
  readonly host: string | undefined;
  /** The token of `Authorization: Bearer`, never to be logged. */
  readonly bearer: string | undefined;
}

/** The answer to it. */
export interface HttpAnswer {
  readonly status: number;
  /** `Content-Type`. */
  readonly type: string;
  readonly body: Uint8Array | string;
  /**
   * More, by names in lower case. Without them an answer is `cache-control: no-store` and `x-content-type-options: nosniff`.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One client. */
export interface TransportConnection {
  /** Counts the transport's connections from 1. */
  readonly id: number;
  readonly remoteAddress: string;
  /** Which of {@link SUBPROTOCOLS} was agreed on. */
  readonly subprotocol: (typeof SUBPROTOCOLS)[number];
  /** The token of the request's `Authorization: Bearer`, never to be logged. */
  readonly bearer: string | undefined;
  /** Bytes that were sent and that the system has not taken yet. */
  readonly bufferedBytes: number;
  /**
   * Sends a frame, a binary or a text one; keeps no reference to it. Frames arrive whole and in their order, or not at all.
   *
   * @returns false where the connection has ended
   */
  send(frame: Uint8Array<ArrayBuffer> | string): boolean;
  /** Ends it as RFC 6455 § 7 has it, behind what was sent. `close` of the handler follows. */
  close(code: CloseCode, reason: string): void;
  /** Ends it at once, with what was not sent yet thrown away: for a client that does not read. */
  terminate(): void;
}

/** What a transport tells of. Its methods are called one after the other and must not throw. */
export interface TransportHandler {
  /** Whether somebody may come in: undefined, or why not. */
  admit(request: UpgradeRequest): { status: number; reason: string } | undefined;
  http(request: HttpRequest): HttpAnswer;
  open(connection: TransportConnection): void;
  /** A whole frame. Its bytes are the transport's own: read them now. */
  message(connection: TransportConnection, frame: Uint8Array | string): void;
  /** What had been sent has left. */
  drain(connection: TransportConnection): void;
  /** It has ended, by whomever. Called once for each `open`. */
  close(connection: TransportConnection, code: number): void;
}

/** Somewhere that clients may come to. */
export interface Transport {
  /** Whether nobody but this machine can reach it. */
  readonly isLoopback: boolean;
  /** Whether it speaks TLS. */
  readonly isSecure: boolean;
  /**
   * Listens from now on.
   *
   * @returns the port
   * @throws {IoError} where it cannot, as for a port that is taken
   */
  listen(handler: TransportHandler): number;
  /** Closes every connection with `GoingAway` and listens no more. */
  stop(): Promise<void>;
}

/** `https://desk.example` from what a browser sends; undefined for what is no origin. */
export function normalOrigin(text: string): string | undefined {
  try {
    const { origin } = new URL(text);
    return origin === "null" ? undefined : origin;
  } catch {
    return undefined;
  }
}
