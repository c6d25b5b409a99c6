import type { ResultMessage } from "../protocol/index.ts";
import { toJson } from "../protocol/index.ts";
import { Recent } from "./recent.ts";
import { Refusal } from "./refusal.ts";
import { hashSecret } from "./secrets.ts";

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
   * @throws {Refusal} `BAD_VALUE` for a key under which something else was done
   */
  once(actor: number, message: { id: number; key?: string }, run: () => ResultMessage): ResultMessage {
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
    const result = run();
    this.#done.set(name, { request, result });
    return result;
  }
}
