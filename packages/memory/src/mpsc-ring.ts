/**
 * A lock-free ring of variable-length records from many producers to one consumer.
 *
 * A producer claims room by a compare-and-swap on the tail, writes its record in place and commits it by storing the
 * record's length. The consumer stops at the first record that is claimed and not committed: records arrive in the
 * order of their claims, and each producer's own order is kept.
 */
import { markProducerDead } from "./internal/ring-retire.ts";
import { createRingBuffer, type RingOptions } from "./ring-buffer.ts";
import { KIND_MPSC } from "./ring-layout.ts";

/**
 * Allocates a ring for many producers, 64 at most at a time, and one consumer. Send the result to the Workers with
 * `postMessage`; the ends open it with {@link MpscProducer} and {@link MpscConsumer}.
 *
 * @throws {ConfigError} when the capacity is not a power of two in range
 * @throws {UnavailableError} where there is no `SharedArrayBuffer`
 *
 * @example
 * const ring = createMpscRing({ capacity: 1 << 20 });
 * for (const worker of workers) worker.postMessage(ring);
 */
export function createMpscRing(options: RingOptions): SharedArrayBuffer {
  return createRingBuffer(KIND_MPSC, options);
}

/**
 * Says that a producer is dead: what it claimed and did not publish will be skipped, and its id becomes free when the
 * head has passed. Call it when its Worker has ended (its `close` event), from any thread: until then every record
 * behind an unfinished claim waits. A producer that lives on would write into room that has been given away.
 *
 * @param producerId `MpscProducer.id` of the dead
 * @returns whether a live producer had that id
 * @throws {ConfigError} when there can be no such id
 */
export function retireProducer(ring: SharedArrayBuffer, producerId: number): boolean {
  return markProducerDead(ring, producerId);
}
