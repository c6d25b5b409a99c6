/** A store whose answers come when the test says so: memory behind a door. */

import { MemoryStore } from "../store/memory-store.ts";
import type { LateStore, MessageStore } from "../store/message-store.ts";

export class DoorStore extends MemoryStore implements MessageStore {
  readonly late: LateStore;
  /** Writes that are asked for and not answered. */
  readonly asked: PromiseWithResolvers<void>[] = [];
  loads = 0;
  fetches = 0;
  loadFails = false;
  /** Bytes that it says are not written yet. */
  waiting = 0;
  #loaded = false;
  #dirty = false;
  /** Messages below it are in memory. */
  #near = 0;

  constructor() {
    super({ creationMicros: Date.parse("2026-03-11T09:00:00Z") * 1000 });
    const store = this;
    this.late = {
      get isLoaded() {
        return store.#loaded;
      },
      get waiting() {
        return store.waiting;
      },
      load: async () => {
        store.loads++;
        await Promise.resolve();
        if (store.loadFails) throw new Error("nobody at home");
        store.#loaded = true;
      },
      isFetched: (n) => n < store.#near,
      fetch: async (from, to) => {
        store.fetches++;
        await Promise.resolve();
        store.#near = Math.min(from + 10, to + 1);
      },
      close: async () => {},
    };
  }

  override append(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void {
    super.append(msgSeqNum, bytes, start, end);
    this.#dirty = true;
  }

  override setNextTargetMsgSeqNum(next: number): void {
    super.setNextTargetMsgSeqNum(next);
    this.#dirty = true;
  }

  override flush(): undefined {
    if (!this.#dirty) return undefined;
    this.#dirty = false;
    const answer = Promise.withResolvers<void>();
    this.asked.push(answer);
    // The type of what it overrides knows no promise.
    return answer.promise as unknown as undefined;
  }
}
