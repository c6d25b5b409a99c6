export { Arena, type ArenaOptions, CACHE_LINE } from "./arena.ts";
export { ColumnPool, type ColumnPoolOptions, type ColumnSchema, NO_SLOT } from "./column-pool.ts";
export type { ColumnArray, ColumnType } from "./column-type.ts";
export type { PoolLeak } from "./internal/lease-ledger.ts";
export {
  type Acquired,
  type ExhaustedPolicy,
  type Lease,
  ObjectPool,
  type ObjectPoolOptions,
  type ObjectPoolStats,
} from "./object-pool.ts";
export { PerWorker } from "./per-worker.ts";
export type { RingOptions } from "./ring-buffer.ts";
export { type ConsumerOptions, type RecordHandler, SpscConsumer } from "./spsc-consumer.ts";
export { FULL, type ProducerOptions, SpscProducer } from "./spsc-producer.ts";
export { createSpscRing } from "./spsc-ring.ts";
export { blocking, busySpin, spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";
export { createWorkerCounters, type WorkerCounterOptions, WorkerCounters } from "./worker-counters.ts";
