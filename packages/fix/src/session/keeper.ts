import type { LateStore } from "../store/message-store.ts";
import type { SessionState } from "./session-state.ts";

/** Keeps what a session has changed: in its store, then in the application's own transaction where it has one. */
export class Keeper {
  /** The session begins with the numbers that its store has. */
  readonly begin: () => void;
  readonly #state: SessionState;
  /** Promises of the application's transactions that are open. */
  #committing = 0;

  constructor(state: SessionState, begin: () => void) {
    this.#state = state;
    this.begin = begin;
  }

  /** Whether the numbers are known. */
  get isReady(): boolean {
    const { late } = this.#state.store;
    return late === undefined || late.isLoaded;
  }

  /** Whether the application's own transaction is under way. */
  get isCommitting(): boolean {
    return this.#committing > 0;
  }

  /** Reads the numbers where that takes time; whether it could be done. `undefined` where there is nothing to wait for. */
  prepare(): Promise<boolean> | undefined {
    const { store, options } = this.#state;
    const { late } = store;
    if (late === undefined || (late.isLoaded && !options.refreshOnLogon)) return undefined;
    return this.#load(late);
  }

  /** As `Session.flush`. What a tap has made of the messages is kept first. */
  flush(): boolean | Promise<boolean> {
    const { tap } = this.#state;
    if (tap === undefined) return this.#flush();
    const tapped = tap.flush();
    return tapped === true ? this.#flush() : tapped.then(() => this.#flush());
  }

  #flush(): boolean | Promise<boolean> {
    const { store, application, session, uncommitted, nowMicros } = this.#state;
    try {
      const kept = store.flush(nowMicros);
      if (kept === undefined && !uncommitted) return true;
      const next = store.nextTargetMsgSeqNum;
      if (kept !== undefined) {
        const commits = uncommitted && application.commitTargetMsgSeqNum !== undefined;
        const both = commits ? kept.then(() => application.commitTargetMsgSeqNum?.(next, session)) : kept;
        return this.#settle(both, commits);
      }
      const committed = application.commitTargetMsgSeqNum?.(next, session);
      if (committed !== undefined) return this.#settle(committed, true);
      this.#state.uncommitted = false;
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  /** Returns when a store that answers late has everything. */
  async close(): Promise<void> {
    const { late } = this.#state.store;
    if (late === undefined || !(this.isReady || (await this.#load(late)))) return;
    await this.flush();
    await late.close();
  }

  async #load(late: LateStore): Promise<boolean> {
    try {
      await late.load();
    } catch (error) {
      this.#state.event(error instanceof Error ? error.message : String(error));
      return false;
    }
    this.begin();
    return true;
  }

  /** Waits for the store, or for the application's transaction. */
  async #settle(kept: Promise<unknown>, commits: boolean): Promise<boolean> {
    this.#state.uncommitted = false;
    if (commits) this.#committing++;
    try {
      await kept;
      return true;
    } catch (error) {
      if (commits) this.#state.uncommitted = true;
      this.#failed(error);
      return false;
    } finally {
      if (commits) this.#committing--;
    }
  }

  #failed(error: unknown): void {
    const state = this.#state;
    state.event(`What was received or sent could not be kept: ${error instanceof Error ? error.message : error}`);
    if (state.uncommitted) {
      try {
        state.session.refresh();
      } catch (again) {
        state.event(`The numbers could not be read again: ${again instanceof Error ? again.message : again}`);
      }
    }
    state.uncommitted = false;
  }
}
