/**
 * Memory: rings between Workers, a million retained records, pools.
 */
import { createSharedBlockPool, ObjectPool, SharedBlockPool } from "@hotpath/memory";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { channelRows } from "./memory/channels.ts";
import { retainedRows } from "./memory/retained.ts";

const OPERATIONS = 1000;
const BUFFER_BYTES = 4096;

/** Takes an object of 4 KiB, writes one byte and gives it back, beside making a new one each time. */
async function objectPoolRow(): Promise<BenchRow> {
  using pool = new ObjectPool({ create: () => new Uint8Array(BUFFER_BYTES), capacity: 16 });
  const ours = await nsPerOperation(OPERATIONS, () => {
    let sum = 0;
    for (let i = 0; i < OPERATIONS; i++) {
      const buffer = pool.acquire();
      buffer[i] = i;
      sum += buffer[0]!;
      pool.release(buffer);
    }
    return sum;
  });
  const fresh = await nsPerOperation(OPERATIONS, () => {
    let sum = 0;
    for (let i = 0; i < OPERATIONS; i++) {
      const buffer = new Uint8Array(BUFFER_BYTES);
      buffer[i] = i;
      sum += buffer[0]!;
    }
    return sum;
  });
  return {
    what: "object pool, acquire and release a 4 KiB buffer",
    ours,
    unit: "ns",
    better: "lower",
    peers: { "new Uint8Array(4096)": fresh },
  };
}

async function blockPoolRow(): Promise<BenchRow> {
  const pool = new SharedBlockPool(createSharedBlockPool({ blockBytes: BUFFER_BYTES, blocks: 1024 }));
  const ours = await nsPerOperation(OPERATIONS, () => {
    let sum = 0;
    for (let i = 0; i < OPERATIONS; i++) {
      const block = pool.acquire();
      sum += block;
      pool.release(block);
    }
    return sum;
  });
  const fresh = await nsPerOperation(OPERATIONS, () => {
    let sum = 0;
    for (let i = 0; i < OPERATIONS; i++) sum += new SharedArrayBuffer(BUFFER_BYTES).byteLength;
    return sum;
  });
  return {
    what: "shared block pool, acquire and release a 4 KiB block, uncontended",
    ours,
    unit: "ns",
    better: "lower",
    peers: { "new SharedArrayBuffer(4096)": fresh },
  };
}

const suite: Suite = {
  name: "memory",
  async run() {
    return [...(await channelRows()), ...retainedRows(), await objectPoolRow(), await blockPoolRow()];
  },
};

export default suite;
