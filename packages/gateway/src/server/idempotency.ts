import type { DoneCommand } from "../link/command-ledger.ts";
import { type HashWords, TEXT_BYTES } from "../link/command-record.ts";
import type { EngineLink } from "../link/engine-link.ts";
import type { ResultMessage } from "../protocol/index.ts";
import { fromJson, toJson } from "../protocol/index.ts";
import { Refusal } from "./refusal.ts";
import { hashWords } from "./secrets.ts";

/** Whether a key was used before, and the hashes under which the journal has it. */
export interface KeyedRequest {
  readonly key: HashWords;
  readonly request: HashWords;
}

/**
 * What was done under the keys of clients, so that what is sent again is not done again: not by this gateway, and not by one
 * that comes after it on the same journal.
 */
export class IdempotencyKeys {
  readonly #link: Pick<EngineLink, "done" | "sendAnswer">;
  readonly #orderNow: (orderId: number) => unknown;

  /** @param orderNow an order as it is now: the answer where the one that was given is not in the journal */
  constructor(link: Pick<EngineLink, "done" | "sendAnswer">, orderNow: (orderId: number) => unknown) {
    this.#link = link;
    this.#orderNow = orderNow;
  }

  /**
   * Does a request, or answers what was answered when it was done. What was refused may be tried again.
   *
   * @throws {Refusal} `BAD_VALUE` for a key under which something else was done
   */
  once(
    actor: number,
    message: { id: number; key?: string },
    run: (keyed: KeyedRequest | undefined) => ResultMessage,
  ): ResultMessage {
    const { id, key } = message;
    if (key === undefined) return run(undefined);
    if (key === "" || key.length > 128) throw new Refusal("BAD_VALUE", "a key has 1 to 128 characters", "key");
    const keyed = { key: hashWords(`${actor} ${key}`), request: hashWords(toJson([{ ...message, id: 0 }])) };
    const known = this.#link.done(keyed.key);
    if (known !== undefined) return this.#again(id, known, keyed.request);
    const result = run(keyed);
    const done = this.#link.done(keyed.key);
    const { id: _, type: __, ...answer } = result;
    const text = toJson([answer]);
    // One that is longer is made anew where it is asked for again: no command has one.
    if (done !== undefined && text.length * 3 <= TEXT_BYTES) this.#link.sendAnswer(done, text);
    return result;
  }

  #again(id: number, done: DoneCommand, request: HashWords): ResultMessage {
    if (done.request.some((word, k) => word !== request[k]))
      throw new Refusal("BAD_VALUE", "something else was done under this key", "key");
    if (done.answer !== undefined) return { type: "result", id, ...(fromJson(done.answer)[0] as object) };
    const value = done.orderId === 0 ? undefined : this.#orderNow(done.orderId);
    return { type: "result", id, sequence: done.first, ...(value !== undefined && { value }) };
  }
}
