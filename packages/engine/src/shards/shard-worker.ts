/**
 * A shard on a Worker of its own: it is told what it is made of by one message, then lives on its rings until the one that
 * brings inputs is closed. It does no input or output, and sleeps while there is nothing to do.
 */
import { EventCursor } from "@hotpath/core";
import { FULL, SpscConsumer, SpscProducer } from "@hotpath/memory";
import { loadStrategy } from "../strategy/load-strategy.ts";
import type { StrategyEntry } from "../strategy/strategy-engine.ts";
import {
  PREFIX_BYTES,
  RECORD_ASK,
  RECORD_HASHES,
  RECORD_INPUT,
  RECORD_OUTPUT,
  RECORD_PROGRESS,
} from "./ring-records.ts";
import { Shard, type ShardOptions } from "./shard.ts";

/** What a Worker is told to be. */
export interface ShardJob extends Omit<ShardOptions, "strategies"> {
  strategies: (Omit<StrategyEntry, "definition"> & { file: string })[];
  inputs: SharedArrayBuffer;
  outputs: SharedArrayBuffer;
}

/** What a Worker says by messages: it is ready, it has ended, or why it cannot go on. */
export type ShardMessage = { kind: "ready" } | { kind: "done" } | { kind: "failed"; message: string };

declare const self: {
  onmessage: ((event: { data: ShardJob }) => void) | null;
  postMessage(message: ShardMessage): void;
};

self.onmessage = ({ data }) => {
  serve(data).then(
    () => self.postMessage({ kind: "done" }),
    (error: unknown) =>
      self.postMessage({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
};

async function serve(job: ShardJob): Promise<void> {
  const strategies: StrategyEntry[] = [];
  for (const { file, ...entry } of job.strategies) strategies.push({ ...entry, definition: await loadStrategy(file) });
  using shard = new Shard({ ...job, strategies });
  using inputs = new SpscConsumer(job.inputs);
  using outputs = new SpscProducer(job.outputs, { publishEvery: 64 });
  const event = new EventCursor();
  event.i32 = inputs.i32;
  event.f64 = inputs.f64;
  let last = 0;
  const send = (type: number, length: number): number => {
    for (;;) {
      const at = outputs.tryClaim(type, length);
      if (at !== FULL) return at;
      if (!outputs.waitForSpace() && outputs.closed) throw new Error("nobody reads the outputs any more");
    }
  };
  const sink = (output: EventCursor, input: number, cell: number, ordinal: number): void => {
    const at = send(RECORD_OUTPUT, PREFIX_BYTES + output.length);
    outputs.f64[at >> 3] = input;
    outputs.i32[(at >> 2) + 2] = cell;
    outputs.i32[(at >> 2) + 3] = ordinal;
    const to = (at + PREFIX_BYTES) >> 2;
    const from = output.at << 1;
    for (let word = output.length >> 2; word-- > 0; ) outputs.i32[to + word] = output.i32[from + word]!;
    outputs.commit();
  };
  const handle = (type: number, at: number): void => {
    if (type === RECORD_INPUT) {
      last = inputs.f64[at >> 3]!;
      event.at = (at + PREFIX_BYTES) >> 3;
      shard.take(event, last, inputs.i32[(at >> 2) + 2]!, sink);
    } else if (type === RECORD_ASK) {
      const bytes = new TextEncoder().encode(JSON.stringify(shard.hashes()));
      outputs.u8.set(bytes, send(RECORD_HASHES, bytes.length));
      outputs.commit();
    }
  };
  self.postMessage({ kind: "ready" });
  while (!inputs.finished) {
    if (inputs.drain(handle, 4096) === 0) {
      inputs.wait();
      continue;
    }
    outputs.f64[send(RECORD_PROGRESS, 8) >> 3] = last;
    outputs.commit();
    outputs.flush();
  }
  outputs.close();
}
