/**
 * A user of a shared block pool: takes blocks, marks them all over as its own, looks whether the marks hold, gives back.
 */
import { NO_BLOCK, SharedBlockPool } from "../shared-block-pool.ts";
import { mix } from "./workers.ts";

/** What it does. */
export interface BlockJob {
  pool: SharedArrayBuffer;
  rounds: number;
  /** Blocks held at most. */
  hold: number;
  /** Hold everything and hang instead, to be killed. */
  hang?: boolean;
}

declare const self: Worker;

self.onmessage = (event: MessageEvent<BlockJob>) => {
  const { rounds, hold, hang } = event.data;
  const pool = new SharedBlockPool(event.data.pool);
  const { i32 } = pool;
  const words = pool.blockBytes / 4;
  const held: number[] = [];
  let exhausted = 0;
  for (let round = 0; round < rounds; round++) {
    if (held.length < hold && (mix(round * 64 + pool.id) & 1) === 0) {
      const block = pool.acquire();
      if (block === NO_BLOCK) {
        exhausted++;
        continue;
      }
      const at = pool.offsetOf(block) / 4;
      for (let k = 0; k < words; k++) i32[at + k] = pool.id;
      held.push(block);
    } else if (held.length > 0) {
      const block = held.splice(mix(round) % held.length, 1)[0]!;
      const at = pool.offsetOf(block) / 4;
      for (let k = 0; k < words; k++) {
        if (i32[at + k] !== pool.id) throw new Error(`block ${block} of ${pool.id} was written by ${i32[at + k]}`);
      }
      pool.release(block);
    }
  }
  if (hang) {
    self.postMessage({ id: pool.id, held: held.length });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  for (const block of held) pool.release(block);
  self.postMessage({ id: pool.id, exhausted });
};
