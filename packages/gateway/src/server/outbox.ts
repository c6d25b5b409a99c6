import {
  MessagePackWriter,
  renumberUpdate,
  type ServerMessage,
  toJson,
  type UpdateContent,
  writeUpdate,
} from "../protocol/index.ts";

const scratch = new MessagePackWriter();

/** An update that many subscriptions get: encoded once for all of them. */
export class SharedUpdate {
  readonly sequence: number;
  #message: UpdateContent | (() => UpdateContent);
  #bytes: Uint8Array<ArrayBuffer> | undefined;

  /** @param message or how it is made, when somebody first asks for it: much happens that nobody is told of */
  constructor(sequence: number, message: UpdateContent | (() => UpdateContent)) {
    this.sequence = sequence;
    this.#message = message;
  }

  get message(): UpdateContent {
    if (typeof this.#message === "function") this.#message = this.#message();
    return this.#message;
  }

  /** As MessagePack, with 0 for the two numbers that a subscription gives it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes === undefined) {
      scratch.clear();
      writeUpdate(scratch, 0, 0, this.message);
      this.#bytes = scratch.written().slice();
    }
    return this.#bytes;
  }
}

/** What one frame to a client will hold: one outbox serves all connections of an encoding in turn. */
export interface Outbox {
  /** Whose messages it holds; undefined while it is empty. */
  owner?: { post(): void } | undefined;
  /** Messages so far. */
  readonly count: number;
  /** How many short messages they are like: a frame ends when it is full, so that what waits stays bounded. */
  readonly weight: number;
  push(message: ServerMessage): void;
  /** Adds an update under the numbers of a subscription. */
  share(update: SharedUpdate, subscription: number, number: number): void;
  /** The frame, which is valid until the next message is added; the outbox is then empty. */
  take(): Uint8Array<ArrayBuffer> | string;
}

/** Bytes that are like a short message. */
const SHORT_BYTES = 256;

/** Of MessagePack. */
export class BinaryOutbox implements Outbox {
  owner: Outbox["owner"];
  count = 0;
  readonly #writer = new MessagePackWriter();

  get weight(): number {
    return Math.max(this.count, this.#writer.length / SHORT_BYTES);
  }

  push(message: ServerMessage): void {
    this.count += 1;
    if ("subscription" in message && "sequence" in message && "number" in message)
      writeUpdate(this.#writer, message.subscription, message.number, message);
    else this.#writer.value(message);
  }

  share(update: SharedUpdate, subscription: number, number: number): void {
    const at = this.#writer.copy(update.bytes);
    renumberUpdate(this.#writer, at, update.message.type, subscription, number);
    this.count += 1;
  }

  take(): Uint8Array<ArrayBuffer> {
    const frame = this.#writer.written();
    this.#writer.clear();
    this.count = 0;
    return frame;
  }
}

/** Of JSON. */
export class JsonOutbox implements Outbox {
  owner: Outbox["owner"];
  #messages: ServerMessage[] = [];
  #levels = 0;
  #rows = 0;

  get count(): number {
    return this.#messages.length;
  }

  get weight(): number {
    return this.#messages.length + this.#levels / 16 + this.#rows / 4;
  }

  push(message: ServerMessage): void {
    this.#messages.push(message);
    if (message.type === "book") this.#levels += message.bids.length + message.asks.length;
    else if (message.type === "columns") this.#rows += message.count;
  }

  share(update: SharedUpdate, subscription: number, number: number): void {
    this.push({ ...update.message, subscription, number } as ServerMessage);
  }

  take(): string {
    const frame = toJson(this.#messages);
    this.#messages = [];
    this.#levels = 0;
    this.#rows = 0;
    return frame;
  }
}
