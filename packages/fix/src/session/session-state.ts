import type { MessageStore } from "../store/message-store.ts";
import type { Application } from "./application.ts";
import type { ResolvedSessionOptions } from "./options.ts";
import type { Session } from "./session.ts";
import type { SessionLink, SessionLog, SessionTap } from "./session-link.ts";

/** What the parts of a session share. The names of the flags are QuickFIX's. */
export class SessionState {
  readonly options: ResolvedSessionOptions;
  readonly store: MessageStore;
  readonly application: Application;
  readonly log: SessionLog | undefined;
  readonly tap: SessionTap | undefined;
  /** The session that all of it is of. */
  readonly session: Session;
  link: SessionLink | undefined;
  /** The time of the event at hand. */
  nowMicros = 0;
  nowNanos = 0;
  enabled = true;
  logoutReason = "";
  receivedLogon = false;
  sentLogon = false;
  sentLogout = false;
  /** When Logout was sent. */
  logoutMicros = 0;
  receivedReset = false;
  sentReset = false;
  connectedMicros = 0;
  lastSentMicros = 0;
  lastReceivedMicros = 0;
  /** TestRequests sent since something was received. */
  testRequests = 0;
  heartBtMicros: number;
  /** Messages asked for again: from, to, and to where the last request went; 0 where none are. */
  resendFrom = 0;
  resendTo = 0;
  resendChunkTo = 0;
  /** When the last request was sent, and the number that was then expected. */
  resendAskedMicros = 0;
  resendAskedNumber = 0;
  /** The highest number that was put on the wire, as far as is known. */
  highestSent = 0;
  /** Numbers that were given up before they were sent: gap-filled from one to another; 0 where none are. */
  givenUpFrom = 0;
  givenUpTo = 0;
  /** ApplVerID of messages that do not say it, from the peer's Logon. */
  targetApplVerID: string | undefined;
  /** Messages that were no messages. */
  garbled = 0;
  /** Whether the number expected has changed since the application committed it. */
  uncommitted = false;
  /** How often numbers have begun again. */
  resets = 0;

  constructor(
    options: ResolvedSessionOptions,
    store: MessageStore,
    application: Application,
    { log, tap }: { log?: SessionLog | undefined; tap?: SessionTap | undefined },
    session: Session,
  ) {
    this.options = options;
    this.store = store;
    this.application = application;
    this.log = log;
    this.tap = tap;
    this.session = session;
    this.heartBtMicros = options.role === "initiator" ? options.heartBtInt * 1e6 : 0;
    this.targetApplVerID = options.dictionary.applVerID;
  }

  /** The store's numbers are known: the session goes on from them, or from the one that the application keeps. */
  adopt(): void {
    const { store, application, session } = this;
    this.highestSent = store.nextSenderMsgSeqNum - 1;
    const applied = application.nextTargetMsgSeqNum?.(session);
    if (applied !== undefined && applied !== store.nextTargetMsgSeqNum) store.setNextTargetMsgSeqNum(applied);
  }

  /** Messages that are kept and were never sent. */
  get unsent(): number {
    return this.store.nextSenderMsgSeqNum - 1 - Math.max(this.highestSent, this.givenUpTo);
  }

  /** The oldest message that was never sent will not be: it is gap-filled. */
  giveUpOldest(): void {
    if (this.unsent <= 0) return;
    if (this.givenUpTo <= this.highestSent) this.givenUpFrom = this.highestSent + 1;
    this.givenUpTo = Math.max(this.givenUpTo, this.highestSent) + 1;
  }

  get isLoggedOn(): boolean {
    return this.receivedLogon && this.sentLogon;
  }

  get initiates(): boolean {
    return this.options.role === "initiator";
  }

  event(text: string): void {
    this.log?.event(text, this.nowMicros);
  }

  /** The number that is expected from now on. */
  setNextTarget(next: number): void {
    this.store.setNextTargetMsgSeqNum(next);
    this.uncommitted = true;
  }

  /** Numbers begin again. */
  reset(): void {
    this.store.reset(this.nowMicros);
    this.resets++;
    this.highestSent = 0;
    this.givenUpFrom = 0;
    this.givenUpTo = 0;
    this.clearResend();
    this.uncommitted = true;
  }

  clearResend(): void {
    this.resendFrom = 0;
    this.resendTo = 0;
    this.resendChunkTo = 0;
  }
}
