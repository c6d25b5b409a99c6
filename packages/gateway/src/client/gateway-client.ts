/** The client of a gateway, on what Bun, Node and browsers have in common: `WebSocket`, timers and typed arrays. */
import { monotonicNanos } from "@hotpath/core";
import type { ColumnTopic } from "../codec/columns.ts";
import {
  type ClientMessage,
  checkServerMessage,
  fromJson,
  MessagePackReader,
  MessagePackWriter,
  PROTOCOL_VERSION,
  type ResultMessage,
  type ServerMessage,
  type Topic,
  type WelcomeMessage,
} from "../protocol/index.ts";
import { ClientReplay } from "./client-replay.ts";
import {
  type AnySubscription,
  ClientSubscription,
  type SubscribeOptions,
  type SubscriptionHost,
} from "./client-subscription.ts";
import { ColumnSubscription } from "./column-subscription.ts";
import { GatewayError } from "./gateway-error.ts";

/** How a {@link GatewayClient} comes in. */
export interface GatewayClientOptions {
  /** `ws://…` or `wss://…`. */
  url: string;
  token: string;
  /** What it calls itself, for the gateway's log. */
  name?: string;
  /** Whether it comes again after a connection has ended. Default true. */
  reconnect?: boolean;
  /** How long it waits before it comes again: at first, doubled each time it fails. Default 100. */
  firstDelayMillis?: number;
  /** The most that it waits. Default 10,000. */
  maxDelayMillis?: number;
  /** Updates that a subscription holds for its reader, before it asks for no more until all were read. Default 10,000. */
  maxQueue?: number;
  /** Told of each connection that stands, and of each that has ended. */
  onState?: (state: "open" | "lost" | "closed") => void;
}

type Requested = Exclude<ClientMessage, { type: "hello" | "alive" | "subscribe" | "unsubscribe" }>;
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
/** A request, whose number the client gives. */
export type ClientRequest = WithoutId<Requested>;

interface Pending {
  message: ClientMessage & { id: number };
  resolve: (result: ResultMessage) => void;
  reject: (error: Error) => void;
}

/** Failures after which coming again would be answered the same. */
const FINAL: readonly string[] = ["UNAUTHENTICATED", "BAD_VERSION"];

/**
 * A connection to a gateway that is made again when it ends.
 *
 * @example
 * await using client = await GatewayClient.connect({ url: "ws://127.0.0.1:7400", token });
 * for await (const quote of client.subscribe("quotes")) console.log(quote.bidPrice, quote.askPrice);
 */
export class GatewayClient implements AsyncDisposable {
  /** Time travel through the engine's journal. */
  readonly replay: ClientReplay = new ClientReplay((request) => this.request(request));
  readonly #options: GatewayClientOptions;
  readonly #reader: MessagePackReader = new MessagePackReader({
    maxTextBytes: 1 << 24,
    maxItems: 1 << 24,
    maxMessages: 1 << 20,
  });
  readonly #writer: MessagePackWriter = new MessagePackWriter();
  readonly #pending = new Map<number, Pending>();
  readonly #asked = new Map<number, AnySubscription>();
  readonly #subscriptions = new Set<AnySubscription>();
  readonly #byNumber = new Map<number, AnySubscription>();
  readonly #host: SubscriptionHost = {
    subscribe: (subscription) => this.#ask(subscription),
    unsubscribe: (subscription) => this.#forget(subscription),
  };
  #socket: WebSocket | undefined;
  #welcome: WelcomeMessage | undefined;
  #isOpen = false;
  #isClosed = false;
  #lastId = 0;
  #delay: number;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #heardNanos = 0;
  #reconnects = 0;
  #first: { resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(options: GatewayClientOptions) {
    this.#options = options;
    this.#delay = options.firstDelayMillis ?? 100;
  }

  /**
   * Comes in.
   *
   * @throws {GatewayError} where the gateway does not let it in, or is not there and `reconnect` is false
   */
  static async connect(options: GatewayClientOptions): Promise<GatewayClient> {
    const client = new GatewayClient(options);
    await new Promise<void>((resolve, reject) => {
      client.#first = { resolve, reject };
      client.#open();
    });
    return client;
  }

  /** What the gateway said when it last let the client in. */
  get welcome(): WelcomeMessage {
    return this.#welcome!;
  }

  /** How often it has come in again. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /**
   * Asks, and waits for the answer. A command with a `key`, and what changes nothing, is sent again after a reconnect; of
   * another it is then not known whether it was done.
   *
   * @throws {GatewayError} as the gateway refuses it; `UNAVAILABLE` where the connection ended before the answer
   */
  request(request: ClientRequest): Promise<ResultMessage> {
    if (this.#isClosed) return Promise.reject(new GatewayError("UNAVAILABLE", "this client was closed"));
    this.#lastId += 1;
    const message = { ...request, id: this.#lastId } as ClientMessage & { id: number };
    return new Promise((resolve, reject) => {
      this.#pending.set(message.id, { message, resolve, reject });
      if (this.#isOpen) this.#send(message);
    });
  }

  /** The updates of a topic, from now on or from `options.after`. */
  subscribe<T extends Topic>(topic: T, options: SubscribeOptions = {}): ClientSubscription<T> {
    const subscription = new ClientSubscription<T>(this.#host, topic, options, this.#options.maxQueue ?? 10_000);
    this.#begin(subscription);
    return subscription;
  }

  /** The same as columns: many updates at a time, for programs that compute. */
  subscribeColumns<T extends ColumnTopic>(topic: T, options: SubscribeOptions = {}): ColumnSubscription<T> {
    const subscription = new ColumnSubscription<T>(this.#host, topic, options, this.#options.maxQueue ?? 10_000);
    this.#begin(subscription);
    return subscription;
  }

  /** Leaves. What was asked and not answered fails, subscriptions end. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const socket = this.#socket;
    const isGone = socket === undefined || socket.readyState === WebSocket.CLOSED;
    const gone = isGone ? undefined : new Promise<void>((done) => socket.addEventListener("close", () => done()));
    this.#end(new GatewayError("UNAVAILABLE", "this client was closed"));
    for (const subscription of [...this.#subscriptions]) subscription.close();
    socket?.close(1000);
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(): void {
    const socket = new WebSocket(this.#options.url, ["hotpath.msgpack"]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => {
      const { token, name } = this.#options;
      this.#send({ type: "hello", version: PROTOCOL_VERSION, token, ...(name !== undefined && { client: name }) });
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#frame(data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
    socket.onerror = () => {};
  }

  #frame(data: string | ArrayBuffer): void {
    this.#heardNanos = monotonicNanos();
    let messages: unknown[];
    try {
      messages = typeof data === "string" ? fromJson(data) : this.#reader.read(new Uint8Array(data));
    } catch {
      // What cannot be read says nothing of what is missed: a new connection goes on from what was read.
      this.#socket?.close(1002);
      return;
    }
    for (const message of messages) {
      const checked = checkServerMessage(message);
      if (checked.ok) this.#take(checked.message);
    }
  }

  #take(message: ServerMessage): void {
    if ("subscription" in message && message.type !== "subscribed") {
      this.#byNumber.get(message.subscription)?.take(message as never);
      return;
    }
    switch (message.type) {
      case "welcome":
        this.#welcomed(message);
        return;
      case "heartbeat":
        this.#send({ type: "alive" });
        return;
      case "subscribed": {
        const subscription = this.#asked.get(message.id);
        this.#asked.delete(message.id);
        if (subscription === undefined || !this.#subscriptions.has(subscription)) {
          this.#unsubscribe(message.subscription);
          return;
        }
        this.#byNumber.set(message.subscription, subscription);
        subscription.subscribed(message);
        return;
      }
      case "result": {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        pending?.resolve(message);
        return;
      }
      case "moment":
        this.replay.take(message);
        return;
      case "progress":
        this.replay.onProgress?.(message.sequence, message.to);
        return;
      case "failure":
        this.#failed(message.id, GatewayError.of(message));
        return;
      default:
    }
  }

  #failed(id: number | undefined, error: GatewayError): void {
    if (id === undefined) {
      if (FINAL.includes(error.code)) this.#end(error);
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(error);
    const subscription = this.#asked.get(id);
    this.#asked.delete(id);
    if (subscription !== undefined && this.#subscriptions.delete(subscription)) subscription.fail(error);
  }

  #welcomed(welcome: WelcomeMessage): void {
    if (this.#welcome !== undefined) this.#reconnects += 1;
    this.#welcome = welcome;
    this.#isOpen = true;
    this.#delay = this.#options.firstDelayMillis ?? 100;
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      // A gateway that is there is heard at least once a heartbeat.
      if (monotonicNanos() - this.#heardNanos > 3e6 * welcome.heartbeatMillis) this.#drop();
    }, welcome.heartbeatMillis);
    for (const { message } of this.#pending.values()) this.#send(message);
    for (const subscription of this.#subscriptions) if (!subscription.isPaused) this.#ask(subscription);
    this.#first?.resolve();
    this.#first = undefined;
    this.#options.onState?.("open");
  }

  /** Leaves a connection on which nothing is heard, without waiting for its end. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#lost();
  }

  #lost(): void {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    this.#byNumber.clear();
    this.#asked.clear();
    clearInterval(this.#watch);
    for (const subscription of this.#subscriptions) subscription.number = 0;
    this.replay.lost();
    if (this.#isClosed) return;
    const error = new GatewayError("UNAVAILABLE", "the connection has ended");
    if (this.#options.reconnect === false) {
      this.#end(error);
      return;
    }
    for (const [id, { message, reject }] of this.#pending) {
      const isRepeatable = message.type === "query" || ("key" in message && message.key !== undefined);
      // What was never sent may be sent.
      if (isRepeatable || !wasOpen) continue;
      this.#pending.delete(id);
      reject(error);
    }
    if (wasOpen) this.#options.onState?.("lost");
    this.#retry = setTimeout(() => this.#open(), this.#delay);
    this.#delay = Math.min(2 * this.#delay, this.#options.maxDelayMillis ?? 10_000);
  }

  /** For good. */
  #end(error: GatewayError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isOpen = false;
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.replay.lost();
    if (error.message !== "this client was closed") for (const each of this.#subscriptions) each.fail(error);
    this.#first?.reject(error);
    this.#first = undefined;
    this.#options.onState?.("closed");
  }

  #begin(subscription: AnySubscription): void {
    this.#subscriptions.add(subscription);
    this.#ask(subscription);
  }

  #ask(subscription: AnySubscription): void {
    if (!this.#isOpen) return;
    this.#lastId += 1;
    this.#asked.set(this.#lastId, subscription);
    this.#send(subscription.request(this.#lastId, this.#welcome!.engine));
  }

  #forget(subscription: AnySubscription): void {
    if (!subscription.isPaused) this.#subscriptions.delete(subscription);
    if (subscription.number === 0) return;
    this.#byNumber.delete(subscription.number);
    this.#unsubscribe(subscription.number);
    subscription.number = 0;
  }

  #unsubscribe(subscription: number): void {
    if (!this.#isOpen) return;
    this.#lastId += 1;
    this.#send({ type: "unsubscribe", id: this.#lastId, subscription });
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#writer.clear();
    this.#writer.value(message);
    this.#socket.send(this.#writer.written().slice());
  }
}
