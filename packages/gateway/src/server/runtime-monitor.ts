/** What the runtime tells of itself: memory, garbage collector, event loop. */
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import type { CollectorFigures, MemoryFigures } from "../protocol/index.ts";

/** How often the event loop's delay is looked at. */
const RESOLUTION_MILLIS = 20;

/**
 * Watches the process from its construction on until it is disposed of.
 *
 * Node tells of each collection and how long it took. Bun does not: there an object that nobody holds is laid out, and
 * another whenever it has gone, which notices at most one collection in a turn of the event loop.
 */
export class RuntimeMonitor implements Disposable {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  readonly #observer: PerformanceObserver | undefined;
  #collections = 0;
  #pauseMillis: number | undefined;
  #bait: FinalizationRegistry<undefined> | undefined;

  constructor() {
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MILLIS });
    this.#delay.enable();
    if (PerformanceObserver.supportedEntryTypes.includes("gc")) this.#observer = this.#observe();
    else this.#layBait();
  }

  memory(): MemoryFigures {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return { residentBytes: rss, heapUsedBytes: heapUsed, heapBytes: heapTotal, externalBytes: external };
  }

  collector(): CollectorFigures {
    const delay = this.#delay;
    const millis = (nanos: number): number => (Number.isFinite(nanos) ? nanos / 1e6 : 0);
    const isEmpty = delay.count === 0;
    return {
      collections: this.#collections,
      ...(this.#pauseMillis !== undefined && { pauseMillis: this.#pauseMillis }),
      loopDelayP50Millis: isEmpty ? 0 : millis(delay.percentile(50)),
      loopDelayP99Millis: isEmpty ? 0 : millis(delay.percentile(99)),
      loopDelayMaxMillis: isEmpty ? 0 : millis(delay.max),
    };
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
    this.#observer?.disconnect();
    this.#bait = undefined;
  }

  #observe(): PerformanceObserver {
    this.#pauseMillis = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#collections += 1;
        this.#pauseMillis! += duration;
      }
    });
    observer.observe({ entryTypes: ["gc"] });
    return observer;
  }

  #layBait(): void {
    const bait = new FinalizationRegistry<undefined>(() => {
      this.#collections += 1;
      this.#bait?.register({}, undefined);
    });
    bait.register({}, undefined);
    this.#bait = bait;
  }
}
