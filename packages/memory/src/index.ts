export type { RingOptions } from "./ring-buffer.ts";
export { type ConsumerOptions, type RecordHandler, SpscConsumer } from "./spsc-consumer.ts";
export { FULL, type ProducerOptions, SpscProducer } from "./spsc-producer.ts";
export { createSpscRing } from "./spsc-ring.ts";
export { blocking, busySpin, spinThenSleep, type WaitStrategy } from "./wait-strategy.ts";
