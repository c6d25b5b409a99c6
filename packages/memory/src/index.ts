export { Arena, type ArenaOptions, CACHE_LINE } from "./arena.ts";
export { ColumnPool, type ColumnPoolOptions, type ColumnSchema, NO_SLOT } from "./column-pool.ts";
export type { ColumnArray, ColumnType } from "./column-type.ts";
export type { PoolLeak } from "./internal/lease-ledger.ts";
export { MpscConsumer } from "./mpsc-consumer.ts";
export { MpscProducer, type MpscProducerOptions } from "./mpsc-producer.ts";
export { createMpscRing, retireProducer } from "./mpsc-ring.ts";
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
export { type ConsumerOptions, type RecordHandler, RingConsumer } from "./ring-consumer.ts";
export { FULL, RingProducer } from "./ring-producer.ts";
export { createSharedBlockPool, NO_BLOCK, SharedBlockPool, type SharedBlockPoolOptions } from "./shared-block-pool.ts";
export { SpscConsumer } from "./spsc-consumer.ts";
export { SpscProducer, type SpscProducerOptions } from "./spsc-producer.ts";
export { createSpscRing } from "./spsc-ring.ts";
export { blocking, busySpin, spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";
export { createWorkerCounters, type WorkerCounterOptions, WorkerCounters } from "./worker-counters.ts";
