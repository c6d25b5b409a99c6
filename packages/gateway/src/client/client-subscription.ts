import type { ServerMessage, SubscribedMessage, SubscribeMessage, Topic } from "../protocol/index.ts";
import type { GatewayError } from "./gateway-error.ts";

/** The message of each topic. */
export interface TopicMessages {
  book: "book";
  quotes: "quote";
  trades: "trade";
  bars: "bar";
  indicators: "indicator";
  signals: "signal";
  orders: "order";
  fills: "fill";
  positions: "position";
  risk: "risk";
  statistics: "statistics";
  logs: "log";
  events: "event";
}
/** What a topic's subscription yields. */
export type UpdateOf<T extends Topic> = Extract<ServerMessage, { type: TopicMessages[T] }>;
/** What a subscription may ask for. */
export type SubscribeOptions = Omit<SubscribeMessage, "type" | "id" | "topic" | "columns">;

/** What a subscription has its client do. */
export interface SubscriptionHost {
  subscribe(subscription: AnySubscription): void;
  unsubscribe(subscription: AnySubscription): void;
}

/** A subscription as its client sees it, whatever it yields. */
export type AnySubscription = Pick<
  ClientSubscription<Topic>,
  "number" | "isPaused" | "request" | "subscribed" | "close" | "fail"
> & { take(update: never): void };

const STATES: readonly Topic[] = ["book", "quotes", "positions", "risk", "statistics"];

/**
 * The updates of a topic, to be read by one `for await`. It outlives connections: after a reconnect it goes on where it
 * was, without an update lost or doubled as long as the gateway keeps them; `gaps` counts where it did not.
 *
 * Who reads more slowly than updates come is waited for: beyond `maxQueue` the client takes no more of the topic, and asks
 * for the rest when all has been read.
 */
export class ClientSubscription<T extends Topic, U = UpdateOf<T>> implements AsyncIterable<U> {
  readonly topic: T;
  readonly options: SubscribeOptions;
  /** How often something was missed: the gateway kept it no more, or is in front of another engine. */
  gaps = 0;
  /** The gateway's number of it; 0 while it has none. @internal */
  number = 0;
  readonly #host: SubscriptionHost;
  readonly #maxQueue: number;
  readonly #isState: boolean;
  #queue: U[] = [];
  #read = 0;
  #queued = 0;
  #waiting: { resolve: (result: IteratorResult<U>) => void; reject: (error: Error) => void } | undefined;
  #error: Error | undefined;
  #isDone = false;
  #isPaused = false;
  #engine: string | undefined;
  /** Where to go on: everything up to here was received, and of the next input so many updates. */
  #after: number | undefined;
  #last = -1;
  #ofLast = 0;
  #skip = 0;

  /** What its request has beside its options. @internal */
  protected readonly extra: Partial<SubscribeMessage> = {};

  /** @internal */
  constructor(host: SubscriptionHost, topic: T, options: SubscribeOptions, maxQueue: number) {
    this.#host = host;
    this.topic = topic;
    this.options = options;
    this.#maxQueue = maxQueue;
    this.#isState = STATES.includes(topic);
    this.#after = options.after;
  }

  /** Updates that were received and not read. */
  get queued(): number {
    return this.#queued;
  }

  /** Whether it waits for its reader before it asks for more. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Ends it. A reader that waits is done. */
  close(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#host.unsubscribe(this);
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
  }

  [Symbol.asyncIterator](): AsyncIterator<U> {
    return {
      next: () => this.#next(),
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** The request with which it begins or goes on at a gateway. @internal */
  request(id: number, engine: string): SubscribeMessage {
    if (this.#engine !== undefined && this.#engine !== engine) {
      if (!this.#isState) this.gaps += 1;
      this.#after = undefined;
      this.#last = -1;
    }
    this.#engine = engine;
    const { after: _, ...options } = this.options;
    const base = { type: "subscribe" as const, id, topic: this.topic as Topic, ...options, ...this.extra };
    if (this.#isState) return base;
    const isMidway = this.#last !== -1;
    this.#skip = isMidway ? this.#ofLast : 0;
    const after = isMidway ? this.#last - 1 : this.#after;
    return { ...base, ...(after !== undefined && { after }) };
  }

  /** It stands at the gateway. @internal */
  subscribed({ subscription, sequence, isComplete }: SubscribedMessage): void {
    this.number = subscription;
    if (!isComplete) {
      this.gaps += 1;
      this.#skip = 0;
      this.#last = -1;
      this.#after = undefined;
    }
    this.#after ??= sequence;
  }

  /** An update of it has come. @internal */
  take(update: U): void {
    if (this.#isDone) return;
    const fresh = this.fresh(update);
    if (fresh === undefined) return;
    if (this.#waiting !== undefined) {
      this.#waiting.resolve({ done: false, value: fresh });
      this.#waiting = undefined;
      return;
    }
    this.#queue.push(fresh);
    this.#queued += this.count(fresh);
    if (this.#queued >= this.#maxQueue && !this.#isPaused) {
      this.#isPaused = true;
      this.#host.unsubscribe(this);
    }
  }

  /** How many updates are in what is yielded. @internal */
  protected count(_update: U): number {
    return 1;
  }

  /** What of it was not received before; undefined if nothing. @internal */
  protected fresh(update: U): U | undefined {
    return this.isFresh((update as { sequence: number }).sequence) ? update : undefined;
  }

  /** Notes that an update of a sequence has come. @returns false for one that was received before a reconnect @internal */
  protected isFresh(sequence: number): boolean {
    if (this.#skip > 0 && sequence === this.#last) {
      this.#skip -= 1;
      return false;
    }
    this.#skip = 0;
    if (sequence === this.#last) this.#ofLast += 1;
    else if (sequence > Math.max(this.#last, this.#after ?? -1)) {
      this.#last = sequence;
      this.#ofLast = 1;
    }
    return true;
  }

  /** There will be no more of it. @internal */
  fail(error: Error | GatewayError): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#error = error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #next(): Promise<IteratorResult<U>> {
    const queue = this.#queue;
    if (this.#read < queue.length) {
      const value = queue[this.#read]!;
      this.#read += 1;
      this.#queued -= this.count(value);
      if (this.#read === queue.length) {
        this.#queue = [];
        this.#read = 0;
        this.#goOn();
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#isDone) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #goOn(): void {
    if (!this.#isPaused || this.#isDone) return;
    this.#isPaused = false;
    this.#host.subscribe(this);
  }
}
