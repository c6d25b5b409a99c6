/** What a recording says of itself. */
export interface RecordingAbout {
  /** The venue's name, as `hotpath book --format` knows it. */
  venue?: string;
  /** The symbols that were subscribed to. */
  symbols?: readonly string[];
  /** Whatever else a reader should know, as JSON. */
  note?: unknown;
}

/**
 * One thing that a recording holds, with the time of its receipt in nanoseconds since the Unix epoch. Bytes are the
 * reader's own: they hold until the next event is asked for.
 */
export type RecordedEvent =
  /** A file begins: the first, or the next part of one that was rotated. */
  | { kind: "start"; time: bigint; version: number; part: number; about: RecordingAbout }
  /** A connection was asked for. */
  | { kind: "connecting"; time: bigint; url: string }
  /** A connection stands. */
  | { kind: "opened"; time: bigint; url: string }
  /** It is gone, or never came about. */
  | { kind: "lost"; time: bigint; code: number; reason: string }
  /** We ended it. */
  | { kind: "closed"; time: bigint }
  /** The venue said this over the connection. */
  | { kind: "message"; time: bigint; data: Uint8Array; isText: boolean }
  /** We said this over the connection. */
  | { kind: "sent"; time: bigint; url: string; text: string }
  /** The body of an answer over HTTP. */
  | { kind: "answer"; time: bigint; url: string; data: Uint8Array }
  /** A request over HTTP that brought none. */
  | { kind: "failed"; time: bigint; url: string; reason: string }
  /** A timer has run off: the `number`-th that was set, from 0. */
  | { kind: "timer"; time: bigint; number: number }
  /** So many messages came here and are not in the recording: the disk was too slow, or they were too long. */
  | { kind: "dropped"; time: bigint; messages: number }
  /** The file is whole; `part` is that which goes on, or 0 if none does. */
  | { kind: "end"; time: bigint; part: number };

/** A {@link RecordedEvent}'s kind. */
export type RecordedKind = RecordedEvent["kind"];
