import type { UpdateContent } from "../protocol/index.ts";
import { SharedUpdate } from "./outbox.ts";

/** A message of a topic before it is a subscription's: without `subscription` and `number`. */
export type TopicMessage = UpdateContent;

/**
 * What has happened in a topic lately, once for all clients: each reads it at its own place, and one that resumes goes on
 * where it was. The bound of it is the bound of what all slow clients of the topic may have waiting.
 */
export class TopicLog {
  readonly capacity: number;
  readonly #kept: (SharedUpdate | undefined)[];
  #end = 0;
  /** The sequence of the last message that is kept no more; before the first one, what nobody has seen. */
  #lostSequence: number;

  /** @param capacity messages @param sequence the engine's when the log was begun: what was before it is not here */
  constructor(capacity: number, sequence: number) {
    this.capacity = capacity;
    this.#kept = new Array<SharedUpdate | undefined>(capacity);
    this.#lostSequence = sequence;
  }

  /** The place of the next message, counted from 0. */
  get end(): number {
    return this.#end;
  }

  /** The place of the oldest that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.capacity);
  }

  append(message: TopicMessage): void {
    this.add(new SharedUpdate(message.sequence, message));
  }

  add(update: SharedUpdate): void {
    const slot = this.#end % this.capacity;
    const oldest = this.#kept[slot];
    if (oldest !== undefined) this.#lostSequence = oldest.sequence;
    this.#kept[slot] = update;
    this.#end += 1;
  }

  /** The message at a place from `start` to before `end`. */
  at(place: number): TopicMessage {
    return this.shared(place).message;
  }

  /** The same, as it is sent. */
  shared(place: number): SharedUpdate {
    return this.#kept[place % this.capacity]!;
  }

  /** The place of the first message after a sequence, and whether all since are kept. */
  after(sequence: number): { place: number; isComplete: boolean } {
    let [low, high] = [this.start, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.shared(middle).sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return { place: low, isComplete: sequence >= this.#lostSequence };
  }
}
