/**
 * A lock-free ring of variable-length records from one producer to one consumer, usually on two Workers.
 *
 * The producer writes records in place and publishes them by moving the tail; the consumer reads them in place and
 * frees them by moving the head. One position has one writer, so there is no compare-and-swap and nothing to retry. A
 * record is contiguous: where it does not fit before the end of the region, padding fills the rest.
 */

import { createRingBuffer, type RingOptions } from "./ring-buffer.ts";
import { KIND_SPSC } from "./ring-layout.ts";

/**
 * Allocates a ring for one producer and one consumer. Send the result to a Worker with `postMessage`; each end opens it
 * with {@link SpscProducer} and {@link SpscConsumer}.
 *
 * @throws {ConfigError} when the capacity is not a power of two in range
 * @throws {UnavailableError} where there is no `SharedArrayBuffer`
 *
 * @example
 * const ring = createSpscRing({ capacity: 1 << 20 });
 * worker.postMessage(ring);
 */
export function createSpscRing(options: RingOptions): SharedArrayBuffer {
  return createRingBuffer(KIND_SPSC, options);
}
