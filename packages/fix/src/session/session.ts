import { type Clock, HotpathError, StateError } from "@hotpath/core";
import type { MessageStore } from "../store/message-store.ts";
import { writeBody } from "../typed/encode.ts";
import type { MessageType } from "../typed/message-type.ts";
import type { MessageWriter } from "../writer/message-writer.ts";
import type { Application } from "./application.ts";
import { Incoming } from "./incoming.ts";
import { Keeper } from "./keeper.ts";
import { type ResolvedSessionOptions, resolveSessionOptions, type SessionOptions } from "./options.ts";
import { type MessageHeader, Outgoing } from "./outgoing.ts";
import { type SessionID, sessionName } from "./session-id.ts";
import type { SessionLink, SessionLog, SessionTap } from "./session-link.ts";
import { SessionState } from "./session-state.ts";

/** What a session works with. */
export interface SessionParts {
  store: MessageStore;
  application: Application;
  /** Where the time comes from: the session asks for it when something happens, and at no other time. */
  clock: Clock;
  log?: SessionLog | undefined;
  /** Hears of its application messages, as a `DropCopy` does. */
  tap?: SessionTap | undefined;
}

/** Counters of a session, since it was made. */
export interface SessionStatistics {
  /** Messages that were garbled, and ignored. */
  garbled: number;
  /** Messages that wait behind a gap. */
  behindGap: number;
  /** Messages behind a gap that were not kept for want of room. */
  dropped: number;
}

/**
 * One FIX session, as a state machine: bytes, connections, the passing of time and a program's commands go in; bytes,
 * callbacks and the end of the connection come out, at once and in order. It has no sockets and no timers: a host gives it
 * a {@link SessionLink}, the messages that a `Framer` finds, and a {@link Session.tick} several times a second. The same
 * inputs at the same times give the same outputs.
 *
 * Rules: FIX session protocol (FIX 4.0 to 4.4, FIXT 1.1), and QuickFIX where it leaves a choice.
 */
export class Session {
  readonly id: SessionID;
  /** `FIX.4.4:SENDER->TARGET`. */
  readonly name: string;
  readonly options: ResolvedSessionOptions;
  readonly store: MessageStore;
  readonly #clock: Clock;
  readonly #state: SessionState;
  readonly #out: Outgoing;
  readonly #in: Incoming;
  readonly #keeper: Keeper;
  #told = false;
  /** What is being ended is not ended once more from within. */
  #ending = false;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: SessionOptions, parts: SessionParts) {
    this.options = resolveSessionOptions(options);
    this.id = this.options.id;
    this.name = sessionName(this.id);
    this.store = parts.store;
    this.#clock = parts.clock;
    this.#state = new SessionState(this.options, parts.store, parts.application, parts, this);
    this.#out = new Outgoing(this.#state);
    this.#in = new Incoming(this.#state, this.#out);
    this.#keeper = new Keeper(this.#state, () => {
      this.#now();
      this.#state.adopt();
      this.checkSchedule();
    });
    if (this.isReady) this.#keeper.begin();
    parts.application.onCreate?.(this);
    this.#state.event("Created session");
  }

  /** Whether both sides have logged on. */
  get isLoggedOn(): boolean {
    return this.#state.isLoggedOn;
  }

  /** Whether there is a connection. */
  get isConnected(): boolean {
    return this.#state.link !== undefined;
  }

  /** Whether its numbers are known: always, but for a store that answers late. See {@link prepare}. */
  get isReady(): boolean {
    return this.#keeper.isReady;
  }

  /**
   * Whether the application's own transaction is under way, for which {@link flush} has answered a promise: a host gives
   * the session no message until it is over.
   */
  get isCommitting(): boolean {
    return this.#keeper.isCommitting;
  }

  /** Whether it may log on: not after {@link logout}, until {@link logon}. */
  get isEnabled(): boolean {
    return this.#state.enabled;
  }

  /** Whether it is the time for it to be connected. */
  get isLogonTime(): boolean {
    this.#now();
    const { schedule, logonSchedule } = this.options;
    return schedule.isOpen(this.#state.nowMicros) && logonSchedule.isOpen(this.#state.nowMicros);
  }

  /** Whether a message was begun and not ended. */
  get isWriting(): boolean {
    return this.#out.isWriting;
  }

  /** Messages that are kept and were never sent, as far as is known: they wait for a Logon, or for room. */
  get unsent(): number {
    return this.#state.unsent;
  }

  /** The oldest of the messages that were never sent will not be: the peer gets a gap fill in its place. */
  giveUpOldest(): void {
    this.#state.giveUpOldest();
  }

  /** Whether messages wait for room on the connection. */
  get isHolding(): boolean {
    return this.#out.resender.active;
  }

  statistics(): SessionStatistics {
    return { garbled: this.#state.garbled, behindGap: this.#in.behindGap.size, dropped: this.#in.behindGap.dropped };
  }

  /**
   * Reads the numbers from a store that answers late. A host waits for it before it connects the session; a program that
   * wants to send before there was a connection does too.
   *
   * @returns `undefined` where there is nothing to wait for; else whether it could be done
   */
  prepare(): Promise<boolean> | undefined {
    return this.#keeper.prepare();
  }

  /** There is a connection; an initiator sends Logon, if it is the time for it. */
  connect(link: SessionLink): void {
    const state = this.#state;
    this.#now();
    state.link = link;
    state.connectedMicros = state.nowMicros;
    state.lastReceivedMicros = state.nowMicros;
    state.testRequests = 0;
    this.#run(() => this.#tick());
  }

  /** A message was received: `bytes[start … end − 1]`, as a `Framer` gives it. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    if (this.#state.link === undefined) return;
    this.#now();
    try {
      this.#in.receive(bytes, start, end);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Time has passed: heartbeats, timeouts, the schedule. A host calls it several times a second. */
  tick(): void {
    this.#now();
    if (this.isReady) {
      this.#run(() => this.#tick());
      // What is sent without a connection is kept all the same.
      if (this.#state.link === undefined) this.flush();
    }
    this.#state.log?.flush?.(this.#state.nowMicros);
  }

  /** The connection takes more again. */
  drained(): void {
    if (!this.#out.resender.active) return;
    this.#now();
    this.#run(() => this.#out.resender.pump());
  }

  /** The connection was lost, or the peer has closed it. */
  disconnected(reason = "Connection was closed by the peer"): void {
    this.#now();
    if (this.#state.link === undefined) return;
    this.#state.event(reason);
    this.#state.link = undefined;
    this.#run(() => this.#end());
  }

  /** Ends the connection when what was sent is through, without Logout. */
  disconnect(): void {
    this.#now();
    if (this.#state.link !== undefined) {
      this.#state.event("Disconnecting");
      this.#state.link.disconnect();
      this.#state.link = undefined;
    }
    this.#end();
  }

  /** Logs out, and stays so until {@link logon}. @param text Text (58) of Logout */
  logout(text = ""): void {
    const state = this.#state;
    this.#now();
    state.enabled = false;
    state.logoutReason = text;
    this.#run(() => this.#tick());
  }

  /** May log on again. */
  logon(): void {
    this.#state.enabled = true;
    this.tick();
  }

  /**
   * Sends a typed message: it gets the next number, is kept, and goes out if the session is logged on; else the peer asks
   * for it at the next Logon.
   *
   * @returns its number
   * @throws {InputError} as `encode`
   * @throws {StateError} if the numbers are not known, see {@link isReady}
   */
  send<Message>(type: MessageType<Message>, values: Message, header?: MessageHeader): number {
    const { dictionary, age } = this.options;
    const other = age >= 50 && type.dictionary.applVerID !== dictionary.applVerID;
    const own = other ? { applVerID: type.dictionary.applVerID, ...header } : header;
    const writer = this.begin(type.msgType, own as MessageHeader | undefined);
    try {
      writeBody(writer, type, values);
    } catch (error) {
      this.cancel();
      throw error;
    }
    return this.commit();
  }

  /**
   * Begins a message, for those who write its body field by field; {@link commit} sends it.
   *
   * @example
   * const writer = session.begin("8");
   * writer.string(37, orderID);
   * session.commit();
   */
  begin(msgType: string, header?: MessageHeader): MessageWriter {
    if (!this.isReady)
      throw new StateError("STATE_INVALID", `${this.name}: the numbers are not read from the store, see prepare()`);
    this.#now();
    return this.#out.begin(msgType, header);
  }

  /** Ends the message that was begun, and sends it as {@link send}. @returns its number */
  commit(): number {
    return this.#out.commit();
  }

  /** Gives up the message that was begun. */
  cancel(): void {
    this.#out.cancel();
  }

  /** Numbers begin again, both at 1; the peer must do the same. A connection ends before. */
  reset(): void {
    this.#now();
    if (this.#state.link !== undefined) {
      if (this.#state.isLoggedOn) this.#out.logout("");
      this.disconnect();
    }
    this.#state.reset();
  }

  /** Tells the peer by SequenceReset (4) that our next message has this number: after a disaster, where nothing is kept. */
  sendSequenceReset(next: number): void {
    this.#now();
    this.#out.sequenceReset(next);
  }

  /** Reads the numbers again from the store, or from the application that keeps them. */
  refresh(): void {
    this.store.refresh();
    this.#state.adopt();
  }

  /**
   * Makes durable what has changed: the store, then the application's own transaction where it has one. A host calls it
   * before it writes what the session has sent.
   *
   * @returns false if that failed: the connection must end with nothing written. A promise of the same where the store or
   * the application answers late; it is never rejected
   */
  flush(): boolean | Promise<boolean> {
    return this.#keeper.flush();
  }

  /**
   * Whether the session that the numbers are of is open now. One that has ended is logged out, and its numbers begin again
   * when the next one opens.
   */
  checkSchedule(): boolean {
    const state = this.#state;
    const { schedule } = this.options;
    if (schedule.isSameSession(this.store.creationMicros, state.nowMicros)) return true;
    const open = schedule.isOpen(state.nowMicros);
    const busy = state.link !== undefined && (state.receivedLogon || state.sentLogon || !open);
    if (busy) {
      state.event("The session has ended by its schedule");
      if (state.isLoggedOn && !state.sentLogout) this.#out.logout("");
      this.disconnect();
    }
    if (!open) return false;
    state.reset();
    return !busy;
  }

  /** As disposing of it, but returns when a store that answers late has everything. */
  async close(): Promise<void> {
    this.disconnect();
    await this.#keeper.close();
    this[Symbol.dispose]();
  }

  /** Closes the store and the log; the session is no more. */
  [Symbol.dispose](): void {
    this.disconnect();
    this.flush();
    this.store[Symbol.dispose]();
    this.#state.log?.[Symbol.dispose]?.();
  }

  #now(): void {
    const state = this.#state;
    state.nowMicros = this.#clock.nowMicros();
    if (this.options.timestampPrecision === 9) state.nowNanos = Number(this.#clock.now() % 1000n);
  }

  #run(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A store that cannot write ends the connection; what is no error of the house is one of the program, and goes on. */
  #fail(error: unknown): void {
    if (!(error instanceof HotpathError)) throw error;
    this.#state.event(error.message);
    this.#out.cancel();
    this.disconnect();
  }

  #tick(): void {
    const state = this.#state;
    const { options, nowMicros } = state;
    if (!this.checkSchedule()) return;
    if (!state.enabled || !options.logonSchedule.isOpen(nowMicros)) {
      if (state.isLoggedOn && !state.sentLogout) {
        state.event("Initiated logout request");
        this.#out.logout(state.logoutReason);
      } else if (state.link !== undefined && !state.isLoggedOn) this.disconnect();
    }
    if (state.link === undefined) return;
    if (!state.receivedLogon) {
      if (state.initiates && !state.sentLogon) this.#logOn();
      else if (nowMicros - state.connectedMicros >= options.logonTimeout * 1e6) {
        state.event("Timed out waiting for logon");
        this.disconnect();
      }
      return;
    }
    if (state.sentLogout && nowMicros - state.logoutMicros >= options.logoutTimeout * 1e6) {
      state.event("Timed out waiting for logout response");
      this.disconnect();
      return;
    }
    if (state.heartBtMicros > 0) this.#beat();
    if (this.#out.resender.active) this.#out.resender.pump();
    this.#askAgain();
  }

  /** Heartbeats, TestRequests, and the end of a connection that has fallen silent. */
  #beat(): void {
    const state = this.#state;
    const { nowMicros, heartBtMicros, options } = state;
    const silent = nowMicros - state.lastReceivedMicros;
    const idle = nowMicros - state.lastSentMicros;
    if (silent < heartBtMicros && idle < heartBtMicros) return;
    if (silent >= options.heartBeatTimeoutMultiplier * heartBtMicros) {
      state.event("Timed out waiting for heartbeat");
      this.disconnect();
    } else if (silent >= options.testRequestDelayMultiplier * (state.testRequests + 1) * heartBtMicros) {
      this.#out.testRequest("TEST");
      state.testRequests++;
      state.event("Sent test request TEST");
    } else if (idle >= heartBtMicros && state.testRequests === 0) this.#out.heartbeat();
  }

  /** What was asked for again and did not come in a heartbeat's time is asked for once more. */
  #askAgain(): void {
    const state = this.#state;
    if (state.resendTo === 0 || state.sentLogout) return;
    const expected = this.store.nextTargetMsgSeqNum;
    if (state.nowMicros - state.resendAskedMicros < Math.max(state.heartBtMicros, 5e6)) return;
    if (expected === state.resendAskedNumber) this.#in.requestResend(state.resendTo);
    else {
      state.resendAskedMicros = state.nowMicros;
      state.resendAskedNumber = expected;
    }
  }

  #logOn(): void {
    const state = this.#state;
    const { options } = state;
    if (options.refreshOnLogon) this.refresh();
    if (options.resetOnLogon) state.reset();
    const { nextSenderMsgSeqNum, nextTargetMsgSeqNum } = this.store;
    const reset =
      options.age >= 41 &&
      (options.resetOnLogon || options.resetOnLogout || options.resetOnDisconnect) &&
      nextSenderMsgSeqNum === 1 &&
      nextTargetMsgSeqNum === 1;
    state.lastReceivedMicros = state.nowMicros;
    state.testRequests = 0;
    state.sentReset = reset;
    this.#out.logon(options.heartBtInt, reset, nextTargetMsgSeqNum);
    state.event("Initiated logon request");
  }

  /** Whatever was of the connection is over. */
  #end(): void {
    const state = this.#state;
    if (this.#ending) return;
    this.#ending = true;
    const was = state.receivedLogon || state.sentLogon;
    const told = this.#told;
    state.receivedLogon = false;
    state.sentLogon = false;
    state.sentLogout = false;
    state.receivedReset = false;
    state.sentReset = false;
    this.#told = false;
    this.#out.resender.stop();
    this.#in.behindGap.clear();
    state.clearResend();
    if (this.options.resetOnDisconnect && was) state.reset();
    this.#ending = false;
    if (told) state.application.onLogout?.(this);
  }

  /** Both sides have logged on: for the handler of Logon. */
  loggedOn(): void {
    if (this.#told) return;
    this.#told = true;
    this.#state.application.onLogon?.(this);
  }
}
