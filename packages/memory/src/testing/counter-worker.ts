/**
 * A Worker that counts.
 */
import { WorkerCounters } from "../worker-counters.ts";

/** What it counts. */
export interface CounterJob {
  buffer: SharedArrayBuffer;
  workerId: number;
  times: number;
  by: number;
}

declare const self: Worker;

self.onmessage = (event: MessageEvent<CounterJob>) => {
  const { buffer, workerId, times, by } = event.data;
  const counters = new WorkerCounters(buffer, workerId);
  for (let i = 0; i < times; i++) {
    counters.add(0);
    counters.add(2, by);
  }
  self.postMessage("done");
};
