/** The Workers of one job: each is told it once, and then takes one order after the other. */
import { StateError, UnavailableError } from "@hotpath/core";
import type { SweepAnswer, SweepJob, SweepOrder } from "./sweep-messages.ts";

/** Beside this file in the source, and beside the package's one file when it is built. */
const WORKER_MODULE: string = import.meta.url.endsWith(".ts") ? "./sweep-worker.ts" : "./run/sweep/sweep-worker.js";

/** What can be asked of a job. */
export type SweepTask = Exclude<SweepOrder, { job: SweepJob }>;

/** Workers that know their job. */
export class SweepWorkers implements Disposable {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /**
   * Starts Workers and tells them the job.
   *
   * @param module theirs; default this package's own
   * @throws {StateError} with the words of a Worker that cannot take the job; {UnavailableError} where there are no Workers
   */
  static async start(job: SweepJob, count: number, module?: URL): Promise<SweepWorkers> {
    if (typeof Worker === "undefined")
      throw new UnavailableError("there are no Workers here: run the sweep with workers 0");
    const url = module ?? new URL(WORKER_MODULE, import.meta.url);
    const workers = new SweepWorkers(Array.from({ length: count }, () => new Worker(url, { type: "module" })));
    try {
      await Promise.all(workers.#workers.map((worker) => ask(worker, { job })));
      return workers;
    } catch (error) {
      workers[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Has tasks done, by whoever is free.
   *
   * @param done is told of each answer with the task's place
   * @throws {StateError} with the words of a Worker that cannot go on; the others then begin no more tasks
   */
  async run(tasks: readonly SweepTask[], done: (place: number, answer: SweepAnswer) => void): Promise<void> {
    let next = 0;
    const serve = async (worker: Worker): Promise<void> => {
      try {
        while (next < tasks.length) {
          const place = next++;
          done(place, await ask(worker, tasks[place]!));
        }
      } catch (error) {
        next = tasks.length;
        throw error;
      }
    };
    await Promise.all(this.#workers.map(serve));
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

function ask(worker: Worker, order: SweepOrder): Promise<SweepAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<SweepAnswer>();
  worker.onmessage = ({ data }: { data: SweepAnswer }) => {
    if (data.kind === "failed") reject(new StateError("STATE_INVALID", `a Worker of the sweep: ${data.message}`));
    else resolve(data);
  };
  worker.onerror = (event) => reject(new UnavailableError(`a Worker of the sweep has died: ${event.message}`));
  worker.postMessage(order);
  return promise;
}
