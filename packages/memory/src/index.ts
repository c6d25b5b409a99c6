/**
 * Memory that trading code is made of. Between Workers: rings (`spsc-*`, `mpsc-*`) that carry records in place, a pool
 * of shared blocks, counters. Within a thread: columns for records that live long, pools for objects that are dear,
 * arenas for columns that die together. `ring-layout.ts` says where everything lies in a ring; ends of a ring open its
 * buffer, claim or drain, and publish positions; nothing is copied and nothing allocated in between.
 */
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
export type { ConsumerOptions, RecordHandler, RingConsumer } from "./ring-consumer.ts";
export { FULL, type RingProducer } from "./ring-producer.ts";
export { createSharedBlockPool, NO_BLOCK, SharedBlockPool, type SharedBlockPoolOptions } from "./shared-block-pool.ts";
export { SpscConsumer } from "./spsc-consumer.ts";
export { SpscProducer, type SpscProducerOptions } from "./spsc-producer.ts";
export { createSpscRing } from "./spsc-ring.ts";
export { blocking, busySpin, spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";
export { createWorkerCounters, type WorkerCounterOptions, WorkerCounters } from "./worker-counters.ts";
