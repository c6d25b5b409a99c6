/**
 * Where a session keeps what must outlive a connection, and perhaps the process: the next sequence numbers of both
 * directions, when they began, and the messages that were sent, for those who ask for them again.
 */
export interface MessageStore {
  /** When the numbers began, in microseconds since the Unix epoch. */
  readonly creationMicros: number;
  /** The number that the next message which is sent will have. */
  readonly nextSenderMsgSeqNum: number;
  /** The number that the next message which is received should have. */
  readonly nextTargetMsgSeqNum: number;
  /** Keeps a message that is about to be sent: `bytes[start … end − 1]`. The next sender number becomes the one behind it. */
  append(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void;
  setNextSenderMsgSeqNum(next: number): void;
  setNextTargetMsgSeqNum(next: number): void;
  /**
   * A message that was sent; `undefined` where it was not kept, or no longer is.
   *
   * @returns a view that holds until the next call of the store
   */
  read(msgSeqNum: number): Uint8Array | undefined;
  /** Forgets everything: both numbers are 1, and began at `nowMicros`. */
  reset(nowMicros: number): void;
  /** Reads the numbers again, where something else may have changed them: a standby that takes over. */
  refresh(): void;
  /**
   * Makes what was changed as durable as the store promises. A host calls it before it sends what was appended.
   *
   * @throws {IoError} if that failed; the session then ends its connection
   */
  flush(nowMicros: number): void;
  [Symbol.dispose](): void;
}

/** Makes the store of a session. */
export type MessageStoreFactory = (sessionName: string, nowMicros: number) => MessageStore;
