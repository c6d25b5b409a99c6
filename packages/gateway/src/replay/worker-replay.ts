import type { VenueReasons } from "../link/engine-link.ts";
import {
  type Moment,
  type Replay,
  ReplayError,
  type ReplayListener,
  type ReplayMove,
  type ReplaySource,
} from "./replay-source.ts";
import type { FromReplay, ReplayJob, ToReplay } from "./replay-worker.ts";

/** What a {@link workerReplay} is made of. */
export interface WorkerReplayOptions {
  /** The journal's. It may be written meanwhile. */
  folder: string;
  /** Address of a module that exports `assembleReplay`, as `import.meta.resolve` gives it. */
  module: string;
  /** What it puts the engine together from: plain values, that a Worker can be sent. */
  description: unknown;
  /** Names of the reasons that the venue gives in its reports, by their number. */
  venueReasons?: VenueReasons;
  /** Inputs between two states that are kept. Default 8,192. */
  stateEvery?: number;
  /** Memory of a replay for kept states. Default 256 MiB. */
  stateBytesMax?: number;
}

/** Where the Worker's code is, seen from here: beside its source, or in a folder of the build. */
const WORKER_MODULE: string = import.meta.url.endsWith(".ts") ? "./replay-worker.ts" : "./replay-worker.js";

/**
 * Replays of a journal, each on a Worker of its own, which ends with it. They need Bun.
 *
 * @example
 * // assembly.ts: export const assembleReplay = (config, observer) => new StrategyEngine({ config, observers: [desk, observer], … });
 * const replay = workerReplay({ folder: "journal", module: import.meta.resolve("./assembly.ts"), description: config });
 */
export function workerReplay(options: WorkerReplayOptions): ReplaySource {
  const job: ReplayJob = { kind: "begin", ...options };
  return { open: (listener) => new WorkerReplay(job, listener) };
}

interface Waiting {
  resolve: (moment: Moment) => void;
  reject: (error: Error) => void;
}

class WorkerReplay implements Replay {
  readonly #worker: Worker;
  readonly #listener: ReplayListener;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #isOver = false;

  constructor(job: ReplayJob, listener: ReplayListener) {
    this.#listener = listener;
    this.#worker = new Worker(new URL(WORKER_MODULE, import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromReplay>) => this.#take(data);
    this.#worker.onerror = ({ message }) => this.#end(new ReplayError("UNAVAILABLE", message));
    this.#tell(job);
  }

  move(move: ReplayMove): Promise<Moment> {
    if (this.#isOver) return Promise.reject(new ReplayError("UNAVAILABLE", "the replay has ended"));
    this.#last += 1;
    const number = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#tell({ kind: "move", number, move });
    });
  }

  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new ReplayError("UNAVAILABLE", "the replay was closed"));
    this.#waiting.clear();
  }

  #tell(message: ToReplay): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromReplay): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case "moment": {
        if (message.number === undefined) {
          this.#listener.onMoment(message.moment);
          return;
        }
        this.#answered(message.number)?.resolve(message.moment);
        return;
      }
      case "failed":
        this.#answered(message.number)?.reject(new ReplayError(message.code, message.message, message.path));
        return;
      case "progress":
        this.#listener.onProgress?.(message.sequence, message.to);
        return;
      case "ended":
        this.#end(new ReplayError("UNAVAILABLE", message.message));
    }
  }

  #answered(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }

  #end(error: Error): void {
    if (this.#isOver) return;
    this[Symbol.dispose]();
    this.#listener.onEnd(error);
  }
}
