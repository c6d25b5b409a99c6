import { EventCursor, StateError, UnavailableError } from "@hotpath/core";
import { createSpscRing, FULL, SpscConsumer, SpscProducer } from "@hotpath/memory";
import type { OutputMerge } from "./output-merge.ts";
import {
  PREFIX_BYTES,
  RECORD_ASK,
  RECORD_HASHES,
  RECORD_INPUT,
  RECORD_OUTPUT,
  RECORD_PROGRESS,
} from "./ring-records.ts";
import { Shard, type ShardOptions } from "./shard.ts";
import type { ShardJob, ShardMessage } from "./shard-worker.ts";

/** A shard as its engine sees it, here or on a Worker. */
export interface ShardLink {
  /** Gives it an input. @returns false if there is no room: wait for it with `room` */
  take(event: EventCursor, input: number, cell: number): boolean;
  /** Waits for room, taking in what the shard says meanwhile. */
  room(): Promise<void>;
  /** Lets it see what it was given. */
  flush(): void;
  /** Takes in what it has said. */
  collect(): void;
  /** Waits until it says something, a little while at the most. */
  news(): Promise<void>;
  hashes(): Promise<Record<number, string>>;
  end(): Promise<void>;
}

/** A shard on this thread. */
export class InlineShard implements ShardLink {
  readonly #shard: Shard;
  readonly #merge: OutputMerge;
  readonly #place: number;
  readonly #sink = (event: EventCursor, input: number, cell: number, ordinal: number): void =>
    this.#merge.add(this.#place, event, input, cell, ordinal);

  constructor(options: ShardOptions, merge: OutputMerge, place: number) {
    this.#shard = new Shard(options);
    this.#merge = merge;
    this.#place = place;
  }

  take(event: EventCursor, input: number, cell: number): boolean {
    this.#shard.take(event, input, cell, this.#sink);
    this.#merge.applied(this.#place, input);
    return true;
  }

  async room(): Promise<void> {}
  flush(): void {}
  collect(): void {}
  async news(): Promise<void> {}

  async hashes(): Promise<Record<number, string>> {
    return this.#shard.hashes();
  }

  async end(): Promise<void> {
    this.#shard[Symbol.dispose]();
  }
}

/** Where the Worker's code is, seen from here: beside its source, or in a folder of the build. */
const WORKER_MODULE: string = import.meta.url.endsWith(".ts") ? "./shard-worker.ts" : "./shards/shard-worker.js";

/** How long a wait lasts at the most, so that a Worker that has died is noticed. */
const WAIT_MILLIS = 200;

/** A shard on a Worker, behind two rings. */
export class WorkerShard implements ShardLink {
  readonly #worker: Worker;
  readonly #inputs: SpscProducer;
  readonly #outputs: SpscConsumer;
  readonly #merge: OutputMerge;
  readonly #place: number;
  readonly #event = new EventCursor();
  #hashes: Record<number, string> | undefined;
  #failure: string | undefined;
  #isDone = false;

  /**
   * Starts the Worker and waits until its cells are made.
   *
   * @throws {StateError} with the Worker's own words if it cannot; {UnavailableError} where there are no Workers
   */
  static async start(
    job: Omit<ShardJob, "inputs" | "outputs">,
    merge: OutputMerge,
    place: number,
    ringBytes: number,
  ): Promise<WorkerShard> {
    if (typeof Worker === "undefined")
      throw new UnavailableError("there are no Workers here: let the shards run inline");
    const shard = new WorkerShard(merge, place, ringBytes);
    await shard.#begin(job);
    return shard;
  }

  private constructor(merge: OutputMerge, place: number, ringBytes: number) {
    this.#worker = new Worker(new URL(WORKER_MODULE, import.meta.url), { type: "module" });
    this.#inputs = new SpscProducer(createSpscRing({ capacity: ringBytes }), { publishEvery: 64 });
    this.#outputs = new SpscConsumer(createSpscRing({ capacity: ringBytes }));
    this.#merge = merge;
    this.#place = place;
    this.#event.i32 = this.#outputs.i32;
    this.#event.f64 = this.#outputs.f64;
  }

  take(event: EventCursor, input: number, cell: number): boolean {
    const inputs = this.#inputs;
    const at = inputs.tryClaim(RECORD_INPUT, PREFIX_BYTES + event.length);
    if (at === FULL) return false;
    inputs.f64[at >> 3] = input;
    inputs.i32[(at >> 2) + 2] = cell;
    inputs.i32[(at >> 2) + 3] = 0;
    const to = (at + PREFIX_BYTES) >> 2;
    const from = event.at << 1;
    for (let word = event.length >> 2; word-- > 0; ) inputs.i32[to + word] = event.i32[from + word]!;
    inputs.commit();
    return true;
  }

  async room(): Promise<void> {
    this.collect();
    await this.#inputs.waitForSpaceAsync(WAIT_MILLIS);
    this.#assertAlive();
  }

  flush(): void {
    this.#inputs.flush();
  }

  collect(): void {
    this.#outputs.drain(this.#handle);
  }

  async news(): Promise<void> {
    await this.#outputs.waitAsync(WAIT_MILLIS);
    this.#assertAlive();
  }

  async hashes(): Promise<Record<number, string>> {
    this.#hashes = undefined;
    while (this.#inputs.tryClaim(RECORD_ASK, 0) === FULL) await this.room();
    this.#inputs.commit();
    this.#inputs.flush();
    for (;;) {
      this.collect();
      const found = this.#hashes as Record<number, string> | undefined;
      if (found !== undefined) return found;
      await this.news();
    }
  }

  async end(): Promise<void> {
    this.#inputs.close();
    // What it still says is not wanted, but must not keep it.
    while (!this.#isDone && this.#failure === undefined) {
      this.#outputs.drain(() => {});
      await this.#outputs.waitAsync(WAIT_MILLIS / 10);
      await new Promise<void>((resolve) => setTimeout(resolve, 1));
    }
    this.#worker.terminate();
  }

  readonly #handle = (type: number, at: number, length: number): void => {
    const outputs = this.#outputs;
    if (type === RECORD_OUTPUT) {
      const words = at >> 2;
      this.#event.at = (at + PREFIX_BYTES) >> 3;
      this.#merge.add(
        this.#place,
        this.#event,
        outputs.f64[at >> 3]!,
        outputs.i32[words + 2]!,
        outputs.i32[words + 3]!,
      );
    } else if (type === RECORD_PROGRESS) this.#merge.applied(this.#place, outputs.f64[at >> 3]!);
    else if (type === RECORD_HASHES)
      this.#hashes = JSON.parse(new TextDecoder().decode(outputs.u8.slice(at, at + length)));
  };

  async #begin(job: Omit<ShardJob, "inputs" | "outputs">): Promise<void> {
    const ready = Promise.withResolvers<void>();
    this.#worker.onmessage = ({ data }: MessageEvent<ShardMessage>) => {
      if (data.kind === "ready") ready.resolve();
      else if (data.kind === "done") this.#isDone = true;
      else this.#failure = data.message;
      if (data.kind === "failed") ready.reject(this.#failed());
    };
    this.#worker.onerror = (event) => {
      this.#failure = event.message;
      ready.reject(this.#failed());
    };
    this.#worker.postMessage({ ...job, inputs: this.#inputs.buffer, outputs: this.#outputs.buffer });
    try {
      await ready.promise;
    } catch (error) {
      this.#worker.terminate();
      throw error;
    }
  }

  #assertAlive(): void {
    if (this.#failure !== undefined) throw this.#failed();
  }

  #failed(): StateError {
    return new StateError("STATE_INVALID", `shard ${this.#place}: ${this.#failure}`);
  }
}
