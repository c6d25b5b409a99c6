import { type Clock, microsOf, type Random } from "@hotpath/core";
import type { FeedHost, FeedSocket, SocketListener } from "../feed/feed-host.ts";
import type { FeedRecorder } from "./feed-recorder.ts";

/**
 * A host that records all that its handler is told: messages, answers, connections, timers that ran off. Its clock stands at the
 * time of the last of these, to the nanosecond that is recorded, so that the handler has no other input, and a
 * {@link ReplayHost} makes the same of it again. One is for one handler.
 */
export class RecordingHost implements FeedHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly #host: FeedHost;
  readonly #recorder: FeedRecorder;
  /** The time of the last input; undefined before the first. */
  #time: bigint | undefined;
  #asked: bigint | undefined;
  #timers = 0;

  constructor(host: FeedHost, recorder: FeedRecorder) {
    this.#host = host;
    this.#recorder = recorder;
    this.random = host.random;
    const now = () => {
      if (this.#time !== undefined) return this.#time;
      this.#asked = host.clock.now();
      return this.#asked;
    };
    this.clock = { now, nowMicros: () => microsOf(now()) };
  }

  connect(url: string, listener: SocketListener): FeedSocket {
    this.#recorder.connecting(this.#time ?? this.#asked ?? this.clock.now(), url);
    const recorder = this.#recorder;
    let isOver = false;
    const socket = this.#host.connect(url, {
      open: () => {
        if (isOver) return;
        recorder.opened(this.#next(), url);
        listener.open();
      },
      message: (data) => {
        if (isOver) return;
        recorder.message(this.#next(), data);
        listener.message(data);
      },
      close: (code, reason) => {
        if (!isOver) recorder.lost(this.#next(), code, reason);
        isOver = true;
        listener.close(code, reason);
      },
    });
    return {
      send: (text) => {
        if (isOver) return;
        recorder.sent(this.#time ?? this.clock.now(), url, text);
        socket.send(text);
      },
      close: () => {
        if (!isOver) recorder.closed(this.#time ?? this.clock.now());
        // What it still says belongs to nothing.
        isOver = true;
        socket.close();
      },
    };
  }

  async fetch(url: string, signal: AbortSignal): Promise<Uint8Array> {
    let bytes: Uint8Array | undefined;
    let failure: unknown;
    try {
      bytes = await this.#host.fetch(url, signal);
    } catch (error) {
      failure = error;
    }
    // A turn of its own, so that what the handler does with it happens at the time of the answer and of nothing else.
    await new Promise<void>((resolve) => this.#host.after(0, resolve));
    signal.throwIfAborted();
    if (bytes === undefined) {
      this.#recorder.failed(this.#next(), url, failure instanceof Error ? failure.message : String(failure));
      throw failure;
    }
    this.#recorder.answer(this.#next(), url, bytes);
    return bytes;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const number = this.#timers++;
    return this.#host.after(milliseconds, () => {
      this.#recorder.timer(this.#next(), number);
      callback();
    });
  }

  #next(): bigint {
    this.#time = this.#host.clock.now();
    return this.#time;
  }
}
