import type { Finding } from "./finding.ts";

/** Rounds of the ping-pong: the first ones start the thread. */
const ROUNDS = 2000;
const TIMEOUT_MS = 5000;

/**
 * Workers, shared memory and `Atomics`, by using them: a Worker and this thread hand a number to each other, each
 * sleeping in `Atomics.wait` until it is its turn.
 */
export async function examineThreads(): Promise<Finding> {
  const common = { id: "threads", what: "Workers, Atomics" };
  try {
    const micros = await pingPong();
    return {
      ...common,
      state: "ok",
      found: `work; a thread wakes another in ${micros.toFixed(1)} µs`,
      details: { wakeMicros: micros },
    };
  } catch (error) {
    return {
      ...common,
      state: "broken",
      found: `do not work: ${(error as Error).message}`,
      advice: "rings, journal writing and the gateway need Workers with SharedArrayBuffer",
    };
  }
}

/** Microseconds for one thread to wake the other: the median. */
async function pingPong(): Promise<number> {
  const turn = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL("./echo-worker.ts", import.meta.url).href);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no Worker within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
      worker.onmessage = () => {
        clearTimeout(timer);
        resolve();
      };
      worker.onerror = (event) => {
        clearTimeout(timer);
        reject(new Error(event.message));
      };
      worker.postMessage({ turn, rounds: ROUNDS });
    });
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = Bun.nanoseconds();
      Atomics.store(turn, 0, 1);
      Atomics.notify(turn, 0);
      if (Atomics.wait(turn, 0, 1, TIMEOUT_MS) === "timed-out") throw new Error("Atomics.wait was never woken");
      times.push((Bun.nanoseconds() - start) / 2000);
    }
    times.sort((a, b) => a - b);
    return times[times.length >> 1]!;
  } finally {
    worker.terminate();
  }
}
