import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { codeOf } from "./testing/codes.ts";
import { answer, start } from "./testing/workers.ts";
import { createWorkerCounters, WorkerCounters } from "./worker-counters.ts";

// Generous: Workers share the machine with whatever else runs.
setDefaultTimeout(120_000);

describe("worker counters", () => {
  test("three Workers count, a reader sums meanwhile and never sees a count fall or a carry half done", async () => {
    const buffer = createWorkerCounters({ workers: 3, counters: 3 });
    const reader = new WorkerCounters(buffer);
    const by = 2 ** 31 - 1;
    const times = 1_000_000;
    const workers = [0, 1, 2].map((workerId) => start("./counter-worker.ts", { buffer, workerId, times, by }));
    let done = 0;
    const all = Promise.all(workers.map((worker) => answer(worker).then(() => done++)));
    let last = 0;
    while (done < 3) {
      for (let i = 0; i < 1000; i++) {
        const now = reader.read(1, 2);
        if (now < last || now % by !== 0) throw new Error(`read ${now} after ${last}`);
        last = now;
      }
      await Bun.sleep(0);
    }
    await all;
    for (const worker of workers) worker.terminate();
    expect(reader.sum(0)).toBe(3 * times);
    expect(reader.sum(1)).toBe(0);
    expect(reader.sum(2)).toBe(3 * times * by);
  });

  test("misuse is an error with a stable code", () => {
    expect(codeOf(() => createWorkerCounters({ workers: 0, counters: 1 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new WorkerCounters(new SharedArrayBuffer(1024)))).toBe("CORRUPT");
    const buffer = createWorkerCounters({ workers: 2, counters: 1 });
    expect(codeOf(() => new WorkerCounters(buffer, 2))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new WorkerCounters(buffer).add(0))).toBe("STATE_INVALID");
    const counters = new WorkerCounters(buffer, 1);
    expect(codeOf(() => counters.add(1))).toBe("CONFIG_INVALID");
    expect(codeOf(() => counters.add(0, -1))).toBe("INPUT_OUT_OF_RANGE");
    expect(codeOf(() => counters.read(2, 0))).toBe("CONFIG_INVALID");
    counters[Symbol.dispose]();
    expect(codeOf(() => counters.add(0))).toBe("DISPOSED");
  });
});
