/**
 * What both ends of both kinds of ring do with the control block: attach, sleep, wake, ask for a sign of life.
 *
 * Nobody loses a wake-up: a sleeper sets its word, looks at the ring again, then sleeps on the word; a publisher
 * publishes, then looks at the word. All four are sequentially consistent, so at least one sees the other.
 */
import { StateError } from "@hotpath/core";
import {
  WORD_CLOSED,
  WORD_CONSUMER_ATTACHED,
  WORD_CONSUMER_SLEEPING,
  WORD_PING,
  WORD_PONG,
  WORD_PRODUCER_SLEEPING,
} from "../ring-layout.ts";
import { sleepOn, sleepOnAsync, type Words } from "./atomics.ts";

/**
 * Marks an end as attached and gives its epoch. Wakes the other end: the predecessor may have been killed between
 * clearing a sleeper's word and notifying it.
 *
 * @throws {StateError} `STATE_INVALID` when one is attached and `takeOver` is not set
 */
export function attach(words: Words, attachedWord: number, epochWord: number, takeOver: boolean, end: string): number {
  const before = Atomics.exchange(words, attachedWord, 1);
  if (before === 1 && !takeOver) {
    throw new StateError("STATE_INVALID", `this ring has a ${end}; pass takeOver when it is known to be dead`);
  }
  const epoch = (Atomics.add(words, epochWord, 1) + 1) | 0;
  wake(words, WORD_CONSUMER_SLEEPING);
  wake(words, WORD_PRODUCER_SLEEPING);
  return epoch;
}

/** Marks an end as gone, unless another has taken over since. */
export function detach(words: Words, attachedWord: number, epochWord: number, epoch: number): void {
  if (Atomics.load(words, epochWord) === epoch) Atomics.store(words, attachedWord, 0);
}

/** Wakes whoever sleeps on this word. */
export function wake(words: Words, sleepingWord: number): void {
  Atomics.store(words, sleepingWord, 0);
  Atomics.notify(words, sleepingWord);
}

/** No more records will come; both ends wake to see it. */
export function close(words: Words): void {
  Atomics.store(words, WORD_CLOSED, 1);
  wake(words, WORD_CONSUMER_SLEEPING);
  wake(words, WORD_PRODUCER_SLEEPING);
}

/** Sends a ping, waking the consumer if it sleeps. Gives the number that it must answer. */
export function ping(words: Words): number {
  const asked = (Atomics.add(words, WORD_PING, 1) + 1) | 0;
  wake(words, WORD_CONSUMER_SLEEPING);
  return asked;
}

/** The consumer's answer to every ping so far. */
export function pong(words: Words): void {
  const asked = Atomics.load(words, WORD_PING);
  if (asked === Atomics.load(words, WORD_PONG)) return;
  Atomics.store(words, WORD_PONG, asked);
  Atomics.notify(words, WORD_PONG);
}

/** Whether a consumer is attached and answers within the time. Blocks. */
export function consumerAnswers(words: Words, timeoutMs: number): boolean {
  if (Atomics.load(words, WORD_CONSUMER_ATTACHED) === 0) return false;
  const asked = ping(words);
  for (;;) {
    const answered = Atomics.load(words, WORD_PONG);
    if (((answered - asked) | 0) >= 0) return true;
    if (sleepOn(words, WORD_PONG, answered, timeoutMs) === "timed-out") return false;
  }
}

/** Like {@link consumerAnswers}, without blocking the thread. */
export async function consumerAnswersAsync(words: Words, timeoutMs: number): Promise<boolean> {
  if (Atomics.load(words, WORD_CONSUMER_ATTACHED) === 0) return false;
  const asked = ping(words);
  for (;;) {
    const answered = Atomics.load(words, WORD_PONG);
    if (((answered - asked) | 0) >= 0) return true;
    if ((await sleepOnAsync(words, WORD_PONG, answered, timeoutMs)) === "timed-out") return false;
  }
}
