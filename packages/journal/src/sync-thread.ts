/**
 * Syncs on a thread of its own. The two meet in a few words of shared memory, so that neither needs the other's event
 * loop: the writer may be a thread that sleeps in `Atomics.wait`.
 */
import { Worker } from "node:worker_threads";
import type { DescriptorFile } from "./file-host.ts";
import type { BackgroundSync, JournalFile } from "./host.ts";

/** Files that may wait to be synced; a writer that begins another one waits. */
const FILES_MAX = 64;
// Where things are in the shared words. What one side writes in several words stands between two odd-even steps of a
// version (a sequence lock), and is read again if they have changed meanwhile.
const STOP = 0;
const WRITTEN_VERSION = 1;
const WRITTEN_LOW = 2;
const WRITTEN_HIGH = 3;
const FILES_BEGUN = 4;
const DURABLE_VERSION = 5;
const DURABLE_LOW = 6;
const DURABLE_HIGH = 7;
const FILES_DONE = 8;
const FAILED = 9;
const SYNCS = 10;
const ENDED = 11;
const DESCRIPTORS = 16;
const TEXT = DESCRIPTORS + FILES_MAX;
const TEXT_WORDS = 64;
const EXIT_MILLIS_MAX = 60_000;
const HIGH = 2 ** 32;

// Plain JavaScript in a string, so that whoever bundles the package need not know that there is a second file.
const PROGRAM = `
const { workerData: { shared, folder, intervalMillis, isWindows } } = require("node:worker_threads");
const { closeSync, fdatasyncSync, fsyncSync, openSync } = require("node:fs");
const words = new Int32Array(shared);
let lastLow = -1, lastHigh = -1, foldered = 0, done = 0;
const syncFolder = () => {
  if (isWindows) return;
  const descriptor = openSync(folder, "r");
  try { fsyncSync(descriptor); } finally { closeSync(descriptor); }
};
const round = () => {
  let version, low, high, begun;
  do {
    version = Atomics.load(words, ${WRITTEN_VERSION});
    low = Atomics.load(words, ${WRITTEN_LOW});
    high = Atomics.load(words, ${WRITTEN_HIGH});
    begun = Atomics.load(words, ${FILES_BEGUN});
  } while ((version & 1) !== 0 || version !== Atomics.load(words, ${WRITTEN_VERSION}));
  if (begun === 0 || (low === lastLow && high === lastHigh && begun === foldered)) return;
  for (let file = done; file < begun; file++) {
    fdatasyncSync(Atomics.load(words, ${DESCRIPTORS} + file % ${FILES_MAX}));
    Atomics.add(words, ${SYNCS}, 1);
  }
  if (begun !== foldered) syncFolder();
  foldered = begun;
  done = begun - 1;
  lastLow = low;
  lastHigh = high;
  Atomics.add(words, ${DURABLE_VERSION}, 1);
  Atomics.store(words, ${DURABLE_LOW}, low);
  Atomics.store(words, ${DURABLE_HIGH}, high);
  Atomics.store(words, ${FILES_DONE}, done);
  Atomics.add(words, ${DURABLE_VERSION}, 1);
  Atomics.notify(words, ${DURABLE_VERSION});
};
try {
  do {
    Atomics.wait(words, ${STOP}, 0, intervalMillis);
    round();
  } while (Atomics.load(words, ${STOP}) === 0);
} catch (error) {
  const text = new TextEncoder().encode(String(error && error.message || error)).subarray(0, ${TEXT_WORDS * 4});
  new Uint8Array(shared, ${TEXT * 4}).set(text);
  Atomics.store(words, ${FAILED}, 1);
  Atomics.add(words, ${DURABLE_VERSION}, 2);
  Atomics.notify(words, ${DURABLE_VERSION});
}
Atomics.store(words, ${ENDED}, 1);
Atomics.notify(words, ${ENDED});
`;

/** The default {@link BackgroundSync}: `fdatasync` in a Worker, every interval in which something was written. */
export class SyncThread implements BackgroundSync {
  readonly #words = new Int32Array(new SharedArrayBuffer((TEXT + TEXT_WORDS) * 4));
  #worker: Worker | undefined;
  #begun = 0;

  constructor(folder: string, intervalMillis: number) {
    // Nothing is written yet; sequences begin at 0.
    this.#words[WRITTEN_LOW] = -1;
    this.#words[WRITTEN_HIGH] = -1;
    this.#words[DURABLE_LOW] = -1;
    this.#words[DURABLE_HIGH] = -1;
    const isWindows = process.platform === "win32";
    this.#worker = new Worker(PROGRAM, {
      eval: true,
      workerData: { shared: this.#words.buffer, folder, intervalMillis, isWindows },
    });
    this.#worker.unref();
  }

  begin(file: JournalFile): void {
    const words = this.#words;
    while (this.#begun - Atomics.load(words, FILES_DONE) >= FILES_MAX && this.failure === undefined) this.wait(1000);
    Atomics.add(words, WRITTEN_VERSION, 1);
    Atomics.store(words, DESCRIPTORS + (this.#begun % FILES_MAX), (file as DescriptorFile).descriptor);
    this.#begun += 1;
    Atomics.store(words, FILES_BEGUN, this.#begun);
    Atomics.add(words, WRITTEN_VERSION, 1);
  }

  written(sequence: number): void {
    const words = this.#words;
    Atomics.add(words, WRITTEN_VERSION, 1);
    Atomics.store(words, WRITTEN_LOW, sequence | 0);
    Atomics.store(words, WRITTEN_HIGH, Math.floor(sequence / HIGH));
    Atomics.add(words, WRITTEN_VERSION, 1);
  }

  get durableSequence(): number {
    const words = this.#words;
    for (;;) {
      const version = Atomics.load(words, DURABLE_VERSION);
      const low = Atomics.load(words, DURABLE_LOW);
      const high = Atomics.load(words, DURABLE_HIGH);
      if ((version & 1) === 0 && version === Atomics.load(words, DURABLE_VERSION))
        return high < 0 ? -1 : high * HIGH + (low >>> 0);
    }
  }

  get syncs(): number {
    return Atomics.load(this.#words, SYNCS);
  }

  get filesDone(): number {
    return Atomics.load(this.#words, FILES_DONE);
  }

  get failure(): string | undefined {
    if (Atomics.load(this.#words, FAILED) === 0) return undefined;
    const bytes = new Uint8Array(this.#words.buffer).slice(TEXT * 4);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  }

  wait(millis: number): void {
    const version = Atomics.load(this.#words, DURABLE_VERSION);
    if (this.failure === undefined) Atomics.wait(this.#words, DURABLE_VERSION, version, millis);
  }

  /** Lets the thread sync what was written, and ends it. */
  [Symbol.dispose](): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    const words = this.#words;
    Atomics.store(words, STOP, 1);
    Atomics.notify(words, STOP);
    // Who has handed over nothing need not wait until it has started.
    if (this.#begun > 0 && Atomics.load(words, ENDED) === 0) Atomics.wait(words, ENDED, 0, EXIT_MILLIS_MAX);
    void worker.terminate();
  }
}
