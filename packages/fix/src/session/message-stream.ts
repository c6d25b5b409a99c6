import { ConfigError } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import { MessageReader } from "../reader/message-reader.ts";
import type { Application } from "./application.ts";
import type { Session } from "./session.ts";

/** An application message that a {@link MessageStream} gives. */
export interface StreamedMessage {
  /** A view of the message, which holds until the next one is asked for. */
  message: MessageReader;
  session: Session;
}

interface Kept {
  bytes: Uint8Array;
  dictionary: Dictionary;
  session: Session;
}

/**
 * Application messages for those who would rather wait for them than be called: an application whose messages are read by
 * `for await`. A message counts as received when it is in the stream. When so many wait, the host reads no further.
 *
 * @example
 * const stream = new MessageStream();
 * await using acceptor = await Acceptor.listen({ …, application: stream });
 * for await (const { message, session } of stream) console.log(session.name, message.msgType);
 */
export class MessageStream implements Application, AsyncIterable<StreamedMessage> {
  readonly capacity: number;
  readonly #kept: Kept[] = [];
  #first = 0;
  #waiting: (() => void) | undefined;
  #closed = false;

  /**
   * @param capacity how many messages may wait; 10,000 by default
   * @param others the other callbacks: `onLogon`, `authenticate` …
   */
  constructor(capacity = 10_000, others: Omit<Application, "onMessage" | "isFull"> = {}) {
    if (!(Number.isInteger(capacity) && capacity > 0))
      throw new ConfigError("capacity", capacity, "a positive integer");
    this.capacity = capacity;
    Object.assign(this, others);
  }

  /** Messages that wait. */
  get size(): number {
    return this.#kept.length - this.#first;
  }

  onMessage(message: MessageReader, session: Session): undefined {
    const { index, start, end, dictionary } = message;
    this.#kept.push({ bytes: index.bytes.slice(start, end), dictionary, session });
    this.#wake();
  }

  isFull(): boolean {
    return this.size >= this.capacity;
  }

  /** No more messages come: who reads gets those that wait, and then the end. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamedMessage> {
    const readers = new Map<Dictionary, MessageReader>();
    for (;;) {
      while (this.size > 0) {
        const { bytes, dictionary, session } = this.#kept[this.#first++]!;
        // What was given is let go a thousand at a time.
        if (this.#first >= 1000) {
          this.#kept.splice(0, this.#first);
          this.#first = 0;
        }
        let reader = readers.get(dictionary);
        if (reader === undefined) {
          reader = new MessageReader(dictionary, { validateLengthAndChecksum: false });
          readers.set(dictionary, reader);
        }
        reader.read(bytes);
        yield { message: reader, session };
      }
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
