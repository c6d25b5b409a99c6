import type { Session } from "./session.ts";

/** What connects a session with its peer: a host's side of one connection. */
export interface SessionLink {
  /** Takes bytes that are to be sent; they are copied or written before it returns. */
  send(bytes: Uint8Array): void;
  /** Bytes that it would take now without holding more than it should; at least as many as a message needs to be sent. */
  room(): number;
  /** Ends the connection when what was taken is sent. The session is told of it by nobody: it knows. */
  disconnect(): void;
}

/** Hears of the application messages of a session while they are worked off. */
export interface SessionTap {
  /** A message was sent for the first time: it is in the store, and not on the wire yet. `bytes[start … end − 1]`. */
  sent(bytes: Uint8Array, start: number, end: number, msgType: string, session: Session): void;
  /** A message was received, and the application has taken it. */
  received(bytes: Uint8Array, start: number, end: number, msgType: string, session: Session): void;
  /** Makes durable what it has made of them: asked for before they are on the wire. Nothing of it stops them. */
  flush(): true | Promise<true>;
}

/** What a session tells besides: for logs. */
export interface SessionLog {
  /** A message that was received: `bytes[start … end − 1]`. */
  incoming(bytes: Uint8Array, start: number, end: number, nowMicros: number): void;
  /** A message that was sent. */
  outgoing(bytes: Uint8Array, start: number, end: number, nowMicros: number): void;
  /** What happened, in words. */
  event(text: string, nowMicros: number): void;
  /** Called several times a second: what was gathered may be written. */
  flush?(nowMicros: number): void;
  /** The session is no more. */
  [Symbol.dispose]?(): void;
}
