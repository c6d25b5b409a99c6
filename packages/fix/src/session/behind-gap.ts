/**
 * Messages that came behind a gap, by number, until what is missing has come. It is bounded in messages and bytes: one that
 * does not fit is not kept, and is asked for again when its turn comes.
 */
export class BehindGap {
  /** Messages that did not fit, since the start. */
  dropped = 0;
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  readonly #messages = new Map<number, Uint8Array>();
  #bytes = 0;

  constructor(maxMessages: number, maxBytes: number) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#messages.size;
  }

  /** Keeps a copy of `bytes[start … end − 1]`; a later message of the same number takes its place. */
  keep(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void {
    this.take(msgSeqNum);
    if (this.#messages.size >= this.#maxMessages || this.#bytes + end - start > this.#maxBytes) {
      this.dropped++;
      return;
    }
    this.#messages.set(msgSeqNum, bytes.slice(start, end));
    this.#bytes += end - start;
  }

  /** Whether there is anything kept. */
  has(msgSeqNum: number): boolean {
    return this.#messages.has(msgSeqNum);
  }

  /** Takes a message out; `undefined` where there is none. */
  take(msgSeqNum: number): Uint8Array | undefined {
    if (this.#messages.size === 0) return undefined;
    const message = this.#messages.get(msgSeqNum);
    if (message === undefined) return undefined;
    this.#messages.delete(msgSeqNum);
    this.#bytes -= message.length;
    return message;
  }

  /** Forgets what lies before a number: a sequence reset went over it. */
  skipTo(next: number): void {
    for (const msgSeqNum of this.#messages.keys()) if (msgSeqNum < next) this.take(msgSeqNum);
  }

  clear(): void {
    this.#messages.clear();
    this.#bytes = 0;
  }
}
