import { type InstrumentDefinition, StateError } from "@hotpath/core";
import { createSpscRing } from "@hotpath/memory";
import type { EngineLink } from "../link/engine-link.ts";
import type { WorkerReplayOptions } from "../replay/worker-replay.ts";
import type { GatewayOptions } from "../server/gateway-options.ts";
import { EngineHost } from "./engine-host.ts";
import type { FromGateway, ToGateway } from "./gateway-worker.ts";
import { setupOf } from "./ring-engine-link.ts";

/** How a {@link GatewayThread} is made. */
export interface GatewayThreadOptions {
  /** To the engine of this thread, as `localEngineLink` makes it; without `replay`, which the gateway has on its own side. */
  link: EngineLink;
  /** Those of the engine, as its configuration has them. */
  instruments: readonly InstrumentDefinition[];
  /** Address of a module that exports `assembleGateway`, as `import.meta.resolve` gives it. */
  module: string;
  /** What it makes the gateway of: plain values, that a Worker can be sent. */
  options: unknown;
  /** Time travel. Default: none. */
  replay?: WorkerReplayOptions;
  log?: GatewayOptions["log"];
  /** Bytes of each of the two rings, a power of two. Default 16 MiB: some 200,000 records. */
  ringBytes?: number;
}

/** Where the Worker's code is, seen from here: beside its source, or in a folder of the build. */
const WORKER_MODULE: string = import.meta.url.endsWith(".ts") ? "./gateway-worker.ts" : "./gateway-worker.js";

/**
 * A gateway on a thread of its own: the engine copies its records into a ring, and that is all that clients cost it, however
 * many there are. Their commands come over a second ring, and are done between two turns of this thread's event loop. Where
 * the gateway lags a whole ring behind, the engine waits for it. Needs Bun.
 *
 * @example
 * // assembly.ts: export const assembleGateway = ({ link, log }, { port }) => new Gateway({ link, log, transport: bunTransport({ port }), … });
 * const link = localEngineLink({ engine, desk, tap, life, journal });
 * await using gateway = await GatewayThread.open({ link, instruments, module: import.meta.resolve("./assembly.ts"), options: { port: 7400 } });
 * const port = await gateway.listen();
 */
export class GatewayThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #host: EngineHost;
  readonly #log: GatewayOptions["log"];
  #failure: Error | undefined;
  #isOver = false;
  #waiting:
    | { kind: FromGateway["kind"]; resolve: (message: FromGateway) => void; reject: (error: Error) => void }
    | undefined;

  /** Starts the thread, and makes the gateway there. @throws {Error} as `assembleGateway` does */
  static async open(options: GatewayThreadOptions): Promise<GatewayThread> {
    const thread = new GatewayThread(options);
    const { link, instruments, module, replay } = options;
    const rings = thread.#rings;
    try {
      await thread.#ask(
        {
          kind: "begin",
          module,
          options: options.options,
          replay,
          link: setupOf(link, instruments, rings),
        },
        "ready",
      );
    } catch (error) {
      await thread.stop();
      throw error;
    }
    return thread;
  }

  readonly #rings: { toGateway: SharedArrayBuffer; toEngine: SharedArrayBuffer };

  private constructor({ link, log, ringBytes: capacity = 16 * 1024 * 1024 }: GatewayThreadOptions) {
    this.#rings = { toGateway: createSpscRing({ capacity }), toEngine: createSpscRing({ capacity }) };
    this.#log = log;
    this.#worker = new Worker(new URL(WORKER_MODULE, import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromGateway>) => this.#take(data);
    this.#worker.onerror = ({ message }) => this.#fail(message);
    this.#host = new EngineHost(link, this.#rings, () => this.#tell({ kind: "rung" }));
  }

  /** How often the engine has waited for the gateway. */
  get stalls(): number {
    return this.#host.stalls;
  }

  /** Lets clients in. @returns the port */
  async listen(): Promise<number> {
    const answer = await this.#ask({ kind: "listen" }, "listening");
    return (answer as Extract<FromGateway, { kind: "listening" }>).port;
  }

  /** Ends all connections and the thread. The engine goes on. */
  async stop(): Promise<void> {
    if (this.#isOver) return;
    if (this.#failure === undefined) await this.#ask({ kind: "stop" }, "stopped").catch(() => {});
    this.#isOver = true;
    this.#host[Symbol.dispose]();
    this.#worker.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #tell(message: ToGateway): void {
    this.#worker.postMessage(message);
  }

  #ask(message: ToGateway, kind: FromGateway["kind"]): Promise<FromGateway> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { kind, resolve, reject };
      this.#tell(message);
    });
  }

  #take(message: FromGateway): void {
    if (this.#isOver) return;
    if (message.kind === "ring") this.#host.serve();
    else if (message.kind === "log") this.#log?.(message.level, message.message, message.fields);
    else if (message.kind === "failed") this.#fail(message.message);
    else if (message.kind === this.#waiting?.kind) this.#waiting.resolve(message);
  }

  #fail(message: string): void {
    this.#failure = new StateError("STATE_INVALID", `the gateway's thread: ${message}`);
    this.#waiting?.reject(this.#failure);
    this.#log?.("error", "failed", { thread: "gateway", error: message });
  }
}
