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
  /**
   * Reads the numbers again, where something else may have changed them: a standby that takes over. A store that answers
   * late does nothing here: it was asked by {@link LateStore.load} before.
   */
  refresh(): void;
  /**
   * Makes what was changed as durable as the store promises. A host calls it before it sends what was appended.
   *
   * @returns for a store that answers late a promise, where there is something to wait for: of all that was changed up to
   * this call. It is rejected with an {@link IoError} if that failed
   * @throws {IoError} if that failed; the session then ends its connection
   */
  flush(nowMicros: number): undefined | Promise<void>;
  /** What a store has besides that answers late, as one behind a network does. */
  readonly late?: LateStore;
  [Symbol.dispose](): void;
}

/**
 * The part of a store that answers late. Its numbers are in memory once they were loaded; what is changed gathers there, and
 * is written by {@link MessageStore.flush}; messages are fetched before they are read.
 */
export interface LateStore {
  /** Whether the numbers are known. Not before the first load, nor after a write that has failed. */
  readonly isLoaded: boolean;
  /** Bytes of messages that are not written yet. A host reads no further while there are many. */
  readonly waiting: number;
  /**
   * Writes what a failure has left unwritten, and reads the numbers. Before each Logon with RefreshOnLogon, and else where
   * {@link isLoaded} is false.
   *
   * @throws {IoError} if that failed; it may be tried again
   */
  load(): Promise<void>;
  /** Whether `read` would answer now. */
  isFetched(msgSeqNum: number): boolean;
  /**
   * Fetches the messages from one number on, some or all of those up to another, so that `read` finds them: at least the
   * first, and no more than fit into a bounded piece of memory.
   *
   * @throws {IoError} if that failed
   */
  fetch(from: number, to: number): Promise<void>;
  /** Returns when what was flushed is written or has failed, and lets go of what it holds. */
  close(): Promise<void>;
}

/** Makes the store of a session. */
export type MessageStoreFactory = (sessionName: string, nowMicros: number) => MessageStore;
