import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { SessionRejectReason } from "../validation/reject-reason.ts";
import { UNSUPPORTED_VERSION, VALID, Validator } from "../validation/validator.ts";
import { isAdmin } from "./admin.ts";
import { BusinessRejectReason, type Refusal } from "./application.ts";
import { BehindGap } from "./behind-gap.ts";
import { LogonHandler } from "./logon-handler.ts";
import type { Outgoing } from "./outgoing.ts";
import type { SessionState } from "./session-state.ts";

/**
 * What a session does with the messages that it receives: QuickFIX's rules in QuickFIX's order. See its `Session::next` and
 * `Session::verify`, and the FIX session protocol, "Message recovery" and "Test cases".
 */
export class Incoming {
  readonly behindGap: BehindGap;
  readonly #state: SessionState;
  readonly #out: Outgoing;
  readonly #logon: LogonHandler;
  readonly #reader: MessageReader;
  /** Readers of other versions over FIXT 1.1, by ApplVerID. */
  readonly #readers = new Map<string, MessageReader>();
  readonly #validator: Validator | undefined;
  /** Messages of this second, where there is a limit. */
  #second = 0;
  #count = 0;

  constructor(state: SessionState, out: Outgoing) {
    this.#state = state;
    this.#out = out;
    const {
      dictionary,
      applicationDictionaries,
      validation,
      validateLengthAndChecksum,
      maxQueuedMessages,
      maxQueuedBytes,
    } = state.options;
    this.behindGap = new BehindGap(maxQueuedMessages, maxQueuedBytes);
    this.#reader = new MessageReader(dictionary, { validateLengthAndChecksum });
    for (const each of [...applicationDictionaries, dictionary]) {
      if (each.applVerID === undefined) continue;
      const own = each === dictionary ? this.#reader : new MessageReader(each, { validateLengthAndChecksum });
      this.#readers.set(each.applVerID, own);
    }
    this.#validator = validation === false ? undefined : new Validator(validation);
    this.#logon = new LogonHandler(state, out, this);
  }

  /** A message has come: `bytes[start … end − 1]`, as a `Framer` gives it. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    const state = this.#state;
    state.log?.incoming(bytes, start, end, state.nowMicros);
    if (!this.#withinLimit()) return;
    const reader = this.#read(bytes, start, end);
    if (reader === undefined) return;
    this.#next(reader);
    this.processQueued();
    if (state.link !== undefined && !state.isLoggedOn && !(state.initiates && state.sentLogon)) {
      // Whoever has not logged on with the first message does not get a second one.
      state.event("The first message was no valid Logon");
      state.session.disconnect();
    }
  }

  /** Works off the messages behind a gap that has closed. */
  processQueued(): void {
    const state = this.#state;
    while (this.behindGap.size > 0 && state.link !== undefined) {
      const msgSeqNum = state.store.nextTargetMsgSeqNum;
      const bytes = this.behindGap.take(msgSeqNum);
      if (bytes === undefined) return;
      const reader = this.#read(bytes, 0, bytes.length);
      if (reader === undefined) return;
      state.event(`Processing QUEUED message: ${msgSeqNum}`);
      // Both were acted upon when they came.
      if (reader.equals(35, "A") || reader.equals(35, "2")) this.advance();
      else this.#next(reader);
    }
  }

  /** The number expected is the next one. */
  advance(): void {
    this.expect(this.#state.store.nextTargetMsgSeqNum + 1);
  }

  /** The number expected is `next`; a request for what was missing may be done with, or goes on. */
  expect(next: number): void {
    const state = this.#state;
    state.setNextTarget(next);
    if (state.resendTo === 0) return;
    if (next > state.resendTo) {
      state.event(`ResendRequest for messages FROM: ${state.resendFrom} TO: ${state.resendTo} has been satisfied.`);
      state.clearResend();
    } else if (next > state.resendChunkTo) this.requestResend(state.resendTo);
  }

  /** Asks for what lies from the number expected to `to`. */
  requestResend(to: number): void {
    const state = this.#state;
    const { resendRequestChunkSize: chunk, age } = state.options;
    const from = state.store.nextTargetMsgSeqNum;
    state.resendFrom = from;
    state.resendTo = to;
    state.resendChunkTo = chunk === 0 ? to : Math.min(to, from + chunk - 1);
    state.resendAskedMicros = state.nowMicros;
    state.resendAskedNumber = from;
    const open = age >= 42 ? 0 : 999_999;
    this.#out.resendRequest(from, chunk === 0 ? open : state.resendChunkTo);
  }

  /** A message is behind a gap: it waits, and what is missing is asked for. */
  tooHigh(reader: MessageReader, msgSeqNum: number): void {
    const state = this.#state;
    const { index } = reader;
    const expected = state.store.nextTargetMsgSeqNum;
    state.event(`MsgSeqNum too high, expecting ${expected} but received ${msgSeqNum}`);
    this.behindGap.keep(msgSeqNum, index.bytes, reader.start, reader.end);
    if (state.resendTo > 0 && !state.options.sendRedundantResendRequests && msgSeqNum >= state.resendFrom) {
      // A hole among the messages that were sent again: some of them were garbled on the way.
      const hole = reader.equals(43, "Y") && expected > state.resendAskedNumber && msgSeqNum <= state.resendChunkTo;
      if (!hole) return;
    }
    this.requestResend(Math.max(msgSeqNum - 1, state.resendTo));
  }

  #withinLimit(): boolean {
    const state = this.#state;
    const { maxIncomingPerSecond: limit } = state.options;
    if (limit === 0) return true;
    const second = Math.floor(state.nowMicros / 1e6);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    if (++this.#count <= limit) return true;
    state.event(`More than ${limit} messages in a second`);
    if (state.isLoggedOn) this.#out.logout("Message rate limit exceeded");
    state.session.disconnect();
    return false;
  }

  /** The reader that views the message, by its version; `undefined` where it is garbled, and dropped. */
  #read(bytes: Uint8Array, start: number, end: number): MessageReader | undefined {
    const state = this.#state;
    let reader = this.#reader;
    let garbled = reader.read(bytes, start, end);
    if (garbled === Garbled.None) {
      const version = state.options.age < 50 ? undefined : (reader.string(1128) ?? state.targetApplVerID);
      const own = version === undefined ? undefined : this.#readers.get(version);
      if (own === undefined || own === reader) return reader;
      reader = own;
      garbled = reader.read(bytes, start, end);
      if (garbled === Garbled.None) return reader;
    }
    state.garbled++;
    state.event(`A message was garbled and is ignored (${garbled})`);
    if (typeAt(bytes, start, end) === "A") {
      state.event("Logon message is not valid");
      state.session.disconnect();
    }
    return undefined;
  }

  #next(reader: MessageReader): void {
    const state = this.#state;
    const { options } = state;
    if (!state.session.checkSchedule()) return;
    const msgType = reader.msgType;
    const missing = !reader.has(49) ? 49 : !reader.has(56) ? 56 : 0;
    if (missing !== 0) this.#fieldMissing(reader, msgType, missing);
    else if (!reader.equals(8, options.id.beginString)) this.#otherVersion(reader, msgType);
    else if (msgType === "A" && options.age >= 50 && !reader.has(1137)) this.#fieldMissing(reader, msgType, 1137);
    else if (this.#isValid(reader, msgType)) this.#dispatch(reader, msgType);
  }

  #fieldMissing(reader: MessageReader, msgType: string, tag: number): void {
    const state = this.#state;
    if (!isAdmin(msgType) && state.options.age >= 42 && state.receivedLogon) {
      this.#out.businessReject(reader, BusinessRejectReason.ConditionallyRequiredFieldMissing, tag);
      this.advance();
    } else {
      this.reject(reader, SessionRejectReason.RequiredTagMissing, tag);
      if (msgType !== "A") return;
      state.event("Required field missing from logon");
      state.session.disconnect();
    }
  }

  #otherVersion(reader: MessageReader, msgType: string): void {
    const state = this.#state;
    if (!state.receivedLogon) {
      state.event("Incorrect BeginString");
      state.session.disconnect();
    } else if (msgType === "5") this.#logout(reader);
    else {
      this.#out.logout("Incorrect BeginString");
      this.advance();
    }
  }

  #isValid(reader: MessageReader, msgType: string): boolean {
    const state = this.#state;
    if (state.options.age >= 50 && !isAdmin(msgType)) {
      const version = reader.string(1128) ?? state.targetApplVerID ?? "";
      if (!this.#readers.has(version)) {
        this.reject(reader, SessionRejectReason.InvalidUnsupportedApplicationVersion, reader.has(1128) ? 1128 : 0);
        return false;
      }
    }
    const found = this.#validator?.validate(reader) ?? VALID;
    if (found !== VALID && found !== UNSUPPORTED_VERSION) {
      this.reject(reader, found, this.#validator!.refTag);
      return false;
    }
    return true;
  }

  /** Rejects a message; its number is used up if it is the one expected. */
  reject(reader: MessageReader, reason: number, refTag: number, text?: string): void {
    const state = this.#state;
    const admin = reader.equals(35, "A") || reader.equals(35, "4");
    if (!state.receivedLogon) {
      state.event(`Message rejected before Logon: reason ${reason}, tag ${refTag}`);
      return;
    }
    this.#out.reject(reader, reason, refTag, text);
    if (!admin && reader.int(34) === state.store.nextTargetMsgSeqNum) this.advance();
  }

  #dispatch(reader: MessageReader, msgType: string): void {
    switch (msgType) {
      case "A":
        this.#logon.receive(reader);
        break;
      case "0":
        if (this.verify(reader, msgType, true, true)) this.advance();
        break;
      case "3":
        if (this.verify(reader, msgType, false, true)) this.advance();
        break;
      case "1":
        if (!this.verify(reader, msgType, true, true)) break;
        this.#out.heartbeat(reader.string(112));
        this.advance();
        break;
      case "2":
        this.#resendRequest(reader);
        break;
      case "4":
        this.#sequenceReset(reader);
        break;
      case "5":
        this.#logout(reader);
        break;
      default:
        if (this.verify(reader, msgType, true, true)) this.#deliver(reader, msgType);
    }
  }

  /**
   * Whether a message is in order: logon state, SendingTime, CompIDs, number. What is not is answered here.
   */
  verify(reader: MessageReader, msgType: string, checkTooHigh: boolean, checkTooLow: boolean): boolean {
    const state = this.#state;
    const { options, store } = state;
    const { id } = options;
    if (!this.#validLogonState(msgType)) {
      state.event("Logon state is not valid for message");
      state.session.disconnect();
      return false;
    }
    if (options.checkLatency) {
      const sent = reader.timestampMicros(52);
      if (!(Math.abs(state.nowMicros - sent) <= options.maxLatency * 1e6)) {
        this.#refuse(reader, SessionRejectReason.SendingTimeAccuracyProblem);
        return false;
      }
    }
    if (options.checkCompID && !(reader.equals(49, id.targetCompID) && reader.equals(56, id.senderCompID))) {
      this.#refuse(reader, SessionRejectReason.CompIDProblem);
      return false;
    }
    const msgSeqNum = reader.int(34);
    if (Number.isNaN(msgSeqNum)) {
      this.reject(reader, SessionRejectReason.IncorrectDataFormatForValue, 34);
      return false;
    }
    if (checkTooHigh && msgSeqNum > store.nextTargetMsgSeqNum) {
      this.tooHigh(reader, msgSeqNum);
      return false;
    }
    if (checkTooLow && msgSeqNum < store.nextTargetMsgSeqNum) {
      this.tooLow(reader, msgType, msgSeqNum, store.nextTargetMsgSeqNum);
      return false;
    }
    state.lastReceivedMicros = state.nowMicros;
    state.testRequests = 0;
    if (isAdmin(msgType)) state.application.onAdmin?.(reader, state.session);
    return true;
  }

  #validLogonState(msgType: string): boolean {
    const { receivedLogon, sentLogon, sentLogout, sentReset, receivedReset } = this.#state;
    if ((msgType === "A" && sentReset) || receivedReset) return true;
    if ((msgType === "A") !== receivedLogon) return true;
    if (msgType === "5" && sentLogon) return true;
    if (msgType !== "5" && sentLogout) return true;
    return msgType === "4" || msgType === "3";
  }

  /** SendingTime or CompID is wrong: Reject and Logout; before Logon the connection ends without a word. */
  #refuse(reader: MessageReader, reason: number): void {
    const state = this.#state;
    if (!state.receivedLogon) {
      state.event(reason === SessionRejectReason.CompIDProblem ? "CompID problem" : "SendingTime accuracy problem");
      state.session.disconnect();
      return;
    }
    this.reject(reader, reason, 0);
    this.#out.logout("");
  }

  /** A message's number was used before: it was sent again, or the peer has lost count. */
  tooLow(reader: MessageReader, msgType: string, msgSeqNum: number, expected: number): void {
    const state = this.#state;
    if (!reader.equals(43, "Y")) {
      const text = `MsgSeqNum too low, expecting ${expected} but received ${msgSeqNum}`;
      state.event(text);
      this.#out.logout(text);
      state.session.disconnect();
      return;
    }
    if (msgType === "4") return;
    if (!reader.has(122)) this.reject(reader, SessionRejectReason.RequiredTagMissing, 122);
    else if (reader.timestampMicros(122) > reader.timestampMicros(52)) {
      this.reject(reader, SessionRejectReason.SendingTimeAccuracyProblem, 0);
      this.#out.logout("");
    }
  }

  #resendRequest(reader: MessageReader): void {
    const state = this.#state;
    if (!this.verify(reader, "2", false, false)) return;
    const { store, options } = state;
    const from = Math.max(1, reader.int(7));
    let to = reader.int(16);
    state.event(`Received ResendRequest FROM: ${from} TO: ${to}`);
    const last = store.nextSenderMsgSeqNum - 1;
    const open = (options.age >= 42 && to === 0) || (options.age <= 42 && to === 999_999);
    if (open || to > last) to = last;
    // The number is used up before what was asked for goes out, so that LastMsgSeqNumProcessed tells it.
    if (reader.int(34) === store.nextTargetMsgSeqNum) this.advance();
    if (!(from <= to)) return;
    if (options.persistMessages) this.#out.resender.request(from, to);
    else this.#out.gapFill(from, to + 1);
  }

  #sequenceReset(reader: MessageReader): void {
    const state = this.#state;
    const gapFill = reader.equals(123, "Y");
    if (!this.verify(reader, "4", gapFill, gapFill)) return;
    const next = reader.int(36);
    const expected = state.store.nextTargetMsgSeqNum;
    state.event(`Received SequenceReset FROM: ${expected} TO: ${next}`);
    if (next > expected) {
      this.expect(next);
      this.behindGap.skipTo(next);
    } else if (next < expected || Number.isNaN(next)) this.reject(reader, SessionRejectReason.ValueIsIncorrect, 0);
  }

  #logout(reader: MessageReader): void {
    const state = this.#state;
    if (!this.verify(reader, "5", false, false)) return;
    const text = reader.string(58);
    if (!state.sentLogout) {
      state.event(`Received logout request${text === undefined ? "" : `: ${text}`}`);
      this.#out.logout("");
      state.event("Sending logout response");
    } else state.event("Received logout response");
    if (reader.int(34) === state.store.nextTargetMsgSeqNum) this.advance();
    if (state.options.resetOnLogout) state.reset();
    state.session.disconnect();
  }

  #deliver(reader: MessageReader, msgType: string): void {
    const state = this.#state;
    const { application, options } = state;
    const { resets } = state;
    let refusal: Refusal | undefined | void;
    if (application.onMessage === undefined) refusal = { business: BusinessRejectReason.UnsupportedMessageType };
    else {
      try {
        refusal = application.onMessage(reader, state.session);
      } catch (error) {
        this.#out.cancel();
        state.event(
          `The application failed at a message of type ${msgType}: ${error instanceof Error ? error.message : error}`,
        );
        if (!options.rejectMessageOnUnhandledException) {
          this.#out.logout("Application not available");
          state.session.disconnect();
          return;
        }
        refusal = { business: BusinessRejectReason.ApplicationNotAvailable };
      }
    }
    // The callback may have ended the session, and numbers may have begun again: this message is then of the past.
    if (state.resets !== resets) return;
    if (refusal !== undefined) this.#answer(reader, refusal);
    else state.tap?.received(reader.index.bytes, reader.start, reader.end, msgType, state.session);
    this.advance();
  }

  #answer(reader: MessageReader, refusal: Refusal): void {
    const { age } = this.#state.options;
    // Two programs that refuse each other's refusals would never come to an end.
    if (reader.equals(35, "j"))
      this.#state.event("A BusinessMessageReject was refused by the program; it is not answered");
    else if ("session" in refusal) this.#out.reject(reader, refusal.session, refusal.refTag ?? 0, refusal.text);
    else if (age >= 42)
      this.#out.businessReject(reader, refusal.business, refusal.refTag ?? 0, refusal.text, refusal.refID);
    else {
      const unsupported = refusal.business === BusinessRejectReason.UnsupportedMessageType;
      this.#out.reject(reader, -1, 0, refusal.text ?? (unsupported ? "Unsupported message type" : "Refused"));
    }
  }
}

/** MsgType (35) of bytes that need not be a message; empty where there is none. */
function typeAt(bytes: Uint8Array, start: number, end: number): string {
  for (let at = start; at + 4 < end; at++) {
    if (bytes[at] !== 1 || bytes[at + 1] !== 51 || bytes[at + 2] !== 53 || bytes[at + 3] !== 61) continue;
    let text = "";
    for (let i = at + 4; i < end && bytes[i] !== 1 && text.length < 8; i++) text += String.fromCharCode(bytes[i]!);
    return text;
  }
  return "";
}
