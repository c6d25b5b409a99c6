/**
 * Waiting for a word of the ring to change: spin, then sleep, as the strategy says.
 */
import { WORD_CLOSED, WORD_CONSUMER_SLEEPING, WORD_PING, WORD_PONG, WORD_PRODUCER_SLEEPING } from "../ring-layout.ts";
import type { WaitStrategy } from "../wait-strategy.ts";
import { pause, sleepOn, sleepOnAsync, type Words } from "./atomics.ts";

/**
 * Longest single sleep. Whoever wakes a sleeper clears its word and then notifies; one that is killed in between leaves
 * a sleeper that nobody will wake. It looks again by itself after this time.
 */
const SLEEP_MS_MAX = 1000;

/**
 * Waits while the word at `index` holds `value`. Returns whether it changed; false when the ring closed or the time is
 * over. A consumer also returns when it is woken for another reason, such as a ping; a producer sleeps on.
 */
export function waitForChange(
  words: Words,
  index: number,
  value: number,
  sleepingWord: number,
  strategy: WaitStrategy,
  timeoutMs: number,
): boolean {
  for (let spin = 0; spin < strategy.spins; spin++) {
    if (Atomics.load(words, index) !== value) {
      if (sleepingWord === WORD_CONSUMER_SLEEPING) for (let n = 0; n < strategy.gather; n++) pause();
      return true;
    }
    pause();
  }
  let leftMs = strategy.sleeps ? timeoutMs : 0;
  while (leftMs > 0 && announceSleep(words, index, value, sleepingWord)) {
    const outcome = sleepOn(words, sleepingWord, 1, Math.min(leftMs, SLEEP_MS_MAX));
    if (outcome === "timed-out") leftMs -= SLEEP_MS_MAX;
    else if (sleepingWord === WORD_CONSUMER_SLEEPING) break;
  }
  return Atomics.load(words, index) !== value;
}

/** Like {@link waitForChange} without spinning and without blocking the thread. */
export async function waitForChangeAsync(
  words: Words,
  index: number,
  value: number,
  sleepingWord: number,
  timeoutMs: number,
): Promise<boolean> {
  if (Atomics.load(words, index) !== value) return true;
  let leftMs = timeoutMs;
  while (leftMs > 0 && announceSleep(words, index, value, sleepingWord)) {
    const outcome = await sleepOnAsync(words, sleepingWord, 1, Math.min(leftMs, SLEEP_MS_MAX));
    if (outcome === "timed-out") leftMs -= SLEEP_MS_MAX;
    else if (sleepingWord === WORD_CONSUMER_SLEEPING) break;
  }
  return Atomics.load(words, index) !== value;
}

/**
 * Says that this end is about to sleep, and looks once more. The word stays set when the sleep is called off: several
 * producers may share it, and clearing it could rob another of its wake-up; at worst a wake-up finds nobody.
 */
function announceSleep(words: Words, index: number, value: number, sleepingWord: number): boolean {
  Atomics.store(words, sleepingWord, 1);
  return (
    Atomics.load(words, index) === value &&
    Atomics.load(words, WORD_CLOSED) === 0 &&
    (sleepingWord === WORD_PRODUCER_SLEEPING || Atomics.load(words, WORD_PING) === Atomics.load(words, WORD_PONG))
  );
}
