/**
 * The parts of `Atomics` that not every runtime has yet, and sleeping on a word.
 */
import { UnavailableError } from "@hotpath/core";

/** View of a ring's words. */
export type Words = Int32Array<SharedArrayBuffer>;

interface WaitAsyncResult {
  readonly async: boolean;
  readonly value: "not-equal" | "timed-out" | Promise<"ok" | "timed-out">;
}

interface NewerAtomics {
  pause?: () => void;
  waitAsync?: (words: Words, index: number, value: number, timeout?: number) => WaitAsyncResult;
}

const newer = Atomics as unknown as NewerAtomics;

/** Tells the CPU that this is a spin loop (`PAUSE`, `YIELD`), where the runtime can. */
export const pause: () => void = newer.pause === undefined ? () => {} : newer.pause.bind(Atomics);

/**
 * Sleeps while the word holds `value`, at most `timeoutMs`. Returns at once when it holds another.
 *
 * @throws {UnavailableError} on a thread that may not block, such as a browser's main thread
 */
export function sleepOn(
  words: Words,
  index: number,
  value: number,
  timeoutMs: number,
): "ok" | "not-equal" | "timed-out" {
  try {
    return Atomics.wait(words, index, value, timeoutMs);
  } catch (cause) {
    throw new UnavailableError("this thread may not block; use the asynchronous twin of this call", { cause });
  }
}

/**
 * Like {@link sleepOn}, without blocking the thread. The timer keeps the process alive meanwhile: Node would exit with
 * only an `Atomics.waitAsync` pending.
 */
export async function sleepOnAsync(words: Words, index: number, value: number, timeoutMs: number): Promise<string> {
  if (newer.waitAsync === undefined) throw new UnavailableError("this runtime has no Atomics.waitAsync");
  const keepAlive = setTimeout(() => {}, Math.min(timeoutMs, 2 ** 31 - 1));
  try {
    return await newer.waitAsync(words, index, value, timeoutMs).value;
  } finally {
    clearTimeout(keepAlive);
  }
}

/** Lets the event loop have a turn, timers and I/O included: a resolved promise would only run other promises. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
