import { type Clock, ManualClock, Random } from "@hotpath/core";
import type { FeedHost, FeedSocket, SocketListener } from "../feed/feed-host.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { wordOfUrl } from "./recording-format.ts";
import { type ReplayOptions, replay } from "./replay.ts";

/** How a {@link ReplayHost} is made. */
export interface ReplayHostOptions extends ReplayOptions {
  /**
   * `recorded`: timers run off where the recording says that they did, which makes the same handler do the same again.
   * `elapsed`: they run off by the times of the recording, for another handler, other options, or a recording that has no
   * timers. By default `recorded`, if a {@link RecordingHost} has made the recording.
   */
  timers?: "recorded" | "elapsed";
  /** Seed of the jitter, which only matters with `elapsed`; 1 by default. */
  seed?: number | bigint;
}

/** What a {@link ReplayHost} has counted. */
export interface ReplayCounters {
  /** Messages handed to the handler. */
  messages: number;
  /** Answers handed to it. */
  answers: number;
  /** Messages, answers and timers of the recording for which the handler did not ask. */
  unmatched: number;
}

interface Timer {
  due: bigint;
  callback: () => void;
}

interface Connection {
  listener: SocketListener;
  isOpen: boolean;
}

interface Request {
  url: string;
  resolve: (bytes: Uint8Array) => void;
  reject: (error: unknown) => void;
}

/** Timers that may run off while a connection is waited for. */
const MAX_TIMERS = 10_000;

/**
 * A recording as the world of a feed handler: its connection, its answers, its clock. What a {@link RecordingHost} has
 * recorded of a handler makes the same handler, with the same options, do the same again: the same rows, to the byte, the same trust, the same
 * counts. No network, no clock of the machine.
 *
 * @example
 * const host = new ReplayHost(new RecordingReader(bytes), { speed: Number.POSITIVE_INFINITY });
 * const handler = new FeedHandler({ feed, host, onBatch });
 * await host.run(() => handler.start());
 */
export class ReplayHost implements FeedHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly #events: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>;
  readonly #options: ReplayHostOptions;
  readonly #clock: ManualClock = new ManualClock();
  readonly #timers = new Map<number, Timer>();
  readonly #requests: Request[] = [];
  #nextTimer = 0;
  #connection: Connection | undefined;
  #timing: "recorded" | "elapsed" | undefined;
  readonly #counters: ReplayCounters = { messages: 0, answers: 0, unmatched: 0 };

  /** @param events of a `RecordingReader`, or any others */
  constructor(events: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>, options: ReplayHostOptions = {}) {
    this.#events = events;
    this.#options = options;
    this.#timing = options.timers;
    this.clock = this.#clock;
    this.random = new Random(options.seed ?? 1);
  }

  /** What was counted. */
  counters(): ReplayCounters {
    return { ...this.#counters };
  }

  connect(_url: string, listener: SocketListener): FeedSocket {
    const connection: Connection = { listener, isOpen: false };
    this.#connection = connection;
    return {
      send: () => {},
      close: () => {
        if (this.#connection !== connection) return;
        this.#connection = undefined;
        queueMicrotask(() => listener.close(1000, ""));
      },
    };
  }

  fetch(url: string, signal: AbortSignal): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const request: Request = { url: wordOfUrl(url), resolve, reject };
    this.#requests.push(request);
    signal.addEventListener("abort", () => {
      this.#takeRequest(request.url, request);
      reject(signal.reason);
    });
    return promise;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const number = this.#nextTimer++;
    const due = this.#clock.now() + BigInt(Math.round(Math.max(0, milliseconds) * 1e6));
    this.#timers.set(number, { due, callback });
    return () => this.#timers.delete(number);
  }

  /**
   * Plays the recording to its end.
   *
   * @param begin called at the time of the first event: starts the handler
   * @throws {InputError} and what else the reader of the recording throws
   */
  async run(begin: () => void): Promise<void> {
    let hasBegun = false;
    for await (const event of replay(this.#events, this.#options)) {
      if (event.kind === "start" || event.kind === "end") continue;
      this.#timing ??= event.kind === "connecting" ? "recorded" : "elapsed";
      if (this.#timing === "elapsed" && hasBegun) this.#elapse(event.time);
      this.#clock.set(event.time);
      if (!hasBegun) begin();
      hasBegun = true;
      this.#apply(event);
      // What is promised to the handler is taken by it before anything else happens.
      if (event.kind === "answer" || event.kind === "failed") await new Promise<void>((next) => setTimeout(next, 0));
    }
    if (!hasBegun) begin();
  }

  #apply(event: RecordedEvent): void {
    switch (event.kind) {
      case "connecting":
        this.#connecting();
        return;
      case "opened":
        this.#opened();
        return;
      case "lost":
        this.#lost(event.code, event.reason);
        return;
      case "message":
        this.#message(event);
        return;
      case "answer":
      case "failed":
        this.#answered(event);
        return;
      case "timer":
        if (this.#timing === "recorded") this.#runOff(event.number);
        return;
    }
  }

  /** The handler may not have seen that its last connection is over: with other options, or where nobody recorded it. */
  #connecting(): void {
    if (this.#connection?.isOpen === true) this.#lost(1006, "another connection follows");
    this.#awaitConnection();
  }

  #opened(): void {
    this.#connecting();
    const connection = this.#connection;
    if (connection === undefined) return;
    connection.isOpen = true;
    connection.listener.open();
  }

  #lost(code: number, reason: string): void {
    this.#awaitConnection();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.listener.close(code, reason);
  }

  #message(event: RecordedEvent & { kind: "message" }): void {
    // A recording of messages alone has no connections.
    if (this.#connection !== undefined && !this.#connection.isOpen) this.#opened();
    const connection = this.#connection;
    if (connection === undefined) {
      this.#counters.unmatched++;
      return;
    }
    this.#counters.messages++;
    connection.listener.message(event.isText ? decoder.decode(event.data) : event.data);
  }

  #answered(event: RecordedEvent & { kind: "answer" | "failed" }): void {
    const request = this.#takeRequest(event.url);
    if (request === undefined) {
      this.#counters.unmatched++;
      return;
    }
    if (event.kind === "failed") {
      request.reject(new Error(event.reason));
      return;
    }
    this.#counters.answers++;
    request.resolve(event.data.slice());
  }

  /** Takes a request for this address away: the oldest, or the one given. */
  #takeRequest(url: string, only?: Request): Request | undefined {
    const at = this.#requests.findIndex((request) => request.url === url && (only === undefined || request === only));
    return at < 0 ? undefined : this.#requests.splice(at, 1)[0];
  }

  #runOff(number: number): void {
    const timer = this.#timers.get(number);
    if (timer === undefined) {
      this.#counters.unmatched++;
      return;
    }
    this.#timers.delete(number);
    timer.callback();
  }

  /** Lets the timers run off that are due before a time, in their order. */
  #elapse(time: bigint): void {
    for (let i = 0; i < MAX_TIMERS; i++) {
      const next = this.#nextDue();
      if (next === undefined || next.timer.due > time) return;
      if (next.timer.due > this.#clock.now()) this.#clock.set(next.timer.due);
      this.#runOff(next.number);
    }
  }

  /** Where a handler waits longer to connect than it did, it need not. */
  #awaitConnection(): void {
    for (let i = 0; i < MAX_TIMERS && this.#connection === undefined && this.#timing === "elapsed"; i++) {
      const next = this.#nextDue();
      if (next === undefined) return;
      this.#runOff(next.number);
    }
  }

  #nextDue(): { number: number; timer: Timer } | undefined {
    let first: { number: number; timer: Timer } | undefined;
    for (const [number, timer] of this.#timers) {
      if (first === undefined || timer.due < first.timer.due) first = { number, timer };
    }
    return first;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
