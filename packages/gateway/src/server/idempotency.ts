import type { ResultMessage } from "../protocol/index.ts";
import { toJson } from "../protocol/index.ts";
import { Recent } from "./recent.ts";
import { Refusal } from "./refusal.ts";
import { hashSecret, hashText } from "./secrets.ts";

/** Digits of a hash that a double holds: 52 bits. */
const KEY_DIGITS = 13;

/** What a client calls a request, as the journal has it: 1 to 2^52; 0 without a key. */
export function requestKeyOf(actor: number, key: string | undefined): number {
  if (key === undefined) return 0;
  return 1 + Number.parseInt(hashText(`${actor} ${key}`).slice(0, KEY_DIGITS), 16);
}

/** What was done under the keys of clients lately, so that what is sent again is not done again. */
export class IdempotencyKeys {
  readonly #done: Recent<string, { request: string; result: ResultMessage }>;

  /** @param capacity keys of all clients together; beyond it the oldest are forgotten */
  constructor(capacity: number) {
    this.#done = new Recent(capacity);
  }

  /**
   * Does a request, or answers what was answered when it was done. What was refused may be tried again.
   *
   * @param before what was done under the key before this gateway was there; undefined for nothing
   * @throws {Refusal} `BAD_VALUE` for a key under which something else was done
   */
  once(
    actor: number,
    message: { id: number; key?: string },
    run: () => ResultMessage,
    before?: () => ResultMessage | undefined,
  ): ResultMessage {
    const { id, key } = message;
    if (key === undefined) return run();
    if (key === "" || key.length > 128) throw new Refusal("BAD_VALUE", "a key has 1 to 128 characters", "key");
    const name = `${actor} ${key}`;
    // Of what was done its hash is kept, for it may be long.
    const request = hashSecret("", toJson([{ ...message, id: 0 }]));
    const known = this.#done.get(name);
    if (known !== undefined) {
      if (known.request !== request) throw new Refusal("BAD_VALUE", "something else was done under this key", "key");
      return { ...known.result, id };
    }
    const result = before?.() ?? run();
    this.#done.set(name, { request, result });
    return result;
  }
}
