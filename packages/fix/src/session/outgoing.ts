import { StateError } from "@hotpath/core";
import type { FieldReader } from "../reader/field-reader.ts";
import { rejectText } from "../validation/reject-reason.ts";
import { MessageWriter } from "../writer/message-writer.ts";
import { isAdmin } from "./admin.ts";
import { businessRejectText } from "./application.ts";
import { Resender } from "./resender.ts";
import type { SessionState } from "./session-state.ts";

/** Header fields that a program may set on a message of its own, besides those of the session. */
export interface MessageHeader {
  possResend?: boolean;
  onBehalfOfCompID?: string;
  onBehalfOfSubID?: string;
  onBehalfOfLocationID?: string;
  deliverToCompID?: string;
  deliverToSubID?: string;
  deliverToLocationID?: string;
  /** SenderSubID (50) of this message, where the session has none. */
  senderSubID?: string;
  /** TargetSubID (57) of this message, where the session has none. */
  targetSubID?: string;
  /** ApplVerID (1128), over FIXT 1.1, of a message that is not of the default version. */
  applVerID?: string;
}

/** Tags of the header fields that reverse their direction in an answer: from, to. */
const ROUTES: readonly (readonly [from: number, to: keyof MessageHeader][])[] = [
  [
    [115, "deliverToCompID"],
    [116, "deliverToSubID"],
    [144, "deliverToLocationID"],
  ],
  [
    [128, "onBehalfOfCompID"],
    [129, "onBehalfOfSubID"],
    [145, "onBehalfOfLocationID"],
  ],
];

const NO_HEADER: MessageHeader = Object.freeze({});

/** Writes a session's messages, keeps them and puts them on the wire. */
export class Outgoing {
  readonly resender: Resender;
  readonly writer: MessageWriter;
  readonly #state: SessionState;
  /** The type of the message that is being written; empty for none. */
  #msgType = "";
  /** Application messages that may still be sent in this second, where there is a limit. */
  #allowance = 0;
  #allowanceMicros = 0;

  constructor(state: SessionState) {
    this.#state = state;
    const maxBytes = state.options.maxMessageBytes;
    this.writer = new MessageWriter({ bytes: Math.min(4096, maxBytes), maxBytes });
    this.resender = new Resender(state, this);
  }

  /** Begins a message with the next number: the header is written, the body is the caller's. */
  begin(msgType: string, header: MessageHeader = NO_HEADER): MessageWriter {
    if (this.#msgType !== "")
      throw new StateError("STATE_INVALID", `a message of type ${this.#msgType} is being written`);
    this.#msgType = msgType;
    this.writeHeader(msgType, this.#state.store.nextSenderMsgSeqNum, false, header);
    return this.writer;
  }

  /** Whether a message was begun and not ended. */
  get isWriting(): boolean {
    return this.#msgType !== "";
  }

  /** Gives up the message that was begun; its number is the next one's. */
  cancel(): void {
    this.#msgType = "";
  }

  /**
   * Ends the message that was begun: it is kept, and sent if the session is logged on and there is room.
   *
   * @returns its number
   */
  commit(): number {
    const { writer } = this;
    const { store, options, application, session } = this.#state;
    const msgType = this.#msgType;
    const admin = isAdmin(msgType);
    if (admin) application.toAdmin?.(writer, msgType, session);
    else application.toApp?.(writer, msgType, session);
    writer.end();
    const msgSeqNum = store.nextSenderMsgSeqNum;
    this.#msgType = "";
    if (options.persistMessages) store.append(msgSeqNum, writer.bytes, writer.start, writer.finish);
    else store.setNextSenderMsgSeqNum(msgSeqNum + 1);
    const { tap } = this.#state;
    if (tap !== undefined && !admin) tap.sent(writer.bytes, writer.start, writer.finish, msgType, session);
    this.#put(msgSeqNum, msgType, admin);
    return msgSeqNum;
  }

  /** Header fields in the order of their tags, as QuickFIX has them. */
  writeHeader(msgType: string, msgSeqNum: number, possDup: boolean, header: MessageHeader): void {
    const { writer } = this;
    const state = this.#state;
    const { id, timestampPrecision, enableLastMsgSeqNumProcessed } = state.options;
    writer.begin(id.beginString, msgType);
    if (header.applVerID !== undefined) writer.string(1128, header.applVerID);
    writer.int(34, msgSeqNum);
    if (possDup) writer.char(43, 89);
    writer.string(49, id.senderCompID);
    const senderSub = id.senderSubID !== "" ? id.senderSubID : (header.senderSubID ?? "");
    if (senderSub !== "") writer.string(50, senderSub);
    writer.timestamp(52, state.nowMicros, state.nowNanos, timestampPrecision);
    writer.string(56, id.targetCompID);
    const targetSub = id.targetSubID !== "" ? id.targetSubID : (header.targetSubID ?? "");
    if (targetSub !== "") writer.string(57, targetSub);
    if (header !== NO_HEADER) this.#writeRoute(header, 97);
    if (possDup) writer.timestamp(122, state.nowMicros, state.nowNanos, timestampPrecision);
    if (header !== NO_HEADER) this.#writeRoute(header, 128);
    if (id.senderLocationID !== "") writer.string(142, id.senderLocationID);
    if (id.targetLocationID !== "") writer.string(143, id.targetLocationID);
    if (header !== NO_HEADER) this.#writeRoute(header, 144);
    if (enableLastMsgSeqNumProcessed) writer.int(369, state.store.nextTargetMsgSeqNum - 1);
    state.lastSentMicros = state.nowMicros;
  }

  /** The fields of the route whose tags begin at `from`: 97 to 116, 128 and 129, or 144 and 145. */
  #writeRoute(header: MessageHeader, from: number): void {
    const { writer } = this;
    const text = (tag: number, value: string | undefined) => {
      if (value !== undefined && value !== "") writer.string(tag, value);
    };
    if (from === 97) {
      if (header.possResend === true) writer.char(97, 89);
      text(115, header.onBehalfOfCompID);
      text(116, header.onBehalfOfSubID);
    } else if (from === 128) {
      text(128, header.deliverToCompID);
      text(129, header.deliverToSubID);
    } else {
      text(144, header.onBehalfOfLocationID);
      text(145, header.deliverToLocationID);
    }
  }

  /** Puts the message that the writer holds on the wire, or leaves it to the resender. */
  #put(msgSeqNum: number, msgType: string, admin: boolean): void {
    const state = this.#state;
    const { link, options } = state;
    const { writer } = this;
    const always = msgType === "A" || msgType === "5" || msgType === "2" || msgType === "4";
    if (link === undefined || !(always || state.isLoggedOn)) return;
    if (options.persistMessages && msgType !== "A" && msgType !== "5") {
      const length = writer.finish - writer.start;
      const held = this.resender.active || link.room() < length || (!admin && !this.#allowed());
      if (held && options.slowPeer === "hold") {
        this.resender.hold(msgSeqNum);
        return;
      }
    }
    if (link.room() < writer.finish - writer.start && options.slowPeer === "disconnect") {
      state.event("The peer does not read what is sent to it");
      state.session.disconnect();
      return;
    }
    this.send(msgSeqNum);
  }

  /** Sends the message that the writer holds. */
  send(msgSeqNum: number): void {
    const { writer } = this;
    this.sendBytes(writer.bytes, writer.start, writer.finish, msgSeqNum);
  }

  sendBytes(bytes: Uint8Array, start: number, end: number, msgSeqNum: number): void {
    const state = this.#state;
    state.log?.outgoing(bytes, start, end, state.nowMicros);
    state.link!.send(bytes.subarray(start, end));
    if (msgSeqNum > state.highestSent) state.highestSent = msgSeqNum;
  }

  /** Whether one more application message may be sent now; it is counted. */
  #allowed(): boolean {
    const { maxMessagesPerSecond } = this.#state.options;
    if (maxMessagesPerSecond === 0) return true;
    if (!this.mayThrottle()) return false;
    this.#allowance--;
    return true;
  }

  /** Whether the limit of messages a second leaves room for one. */
  mayThrottle(): boolean {
    const { options, nowMicros } = this.#state;
    const { maxMessagesPerSecond: limit } = options;
    if (limit === 0) return true;
    const earned = ((nowMicros - this.#allowanceMicros) / 1e6) * limit;
    if (earned >= 1) {
      this.#allowance = Math.min(limit, this.#allowance + earned);
      this.#allowanceMicros = nowMicros;
    }
    return this.#allowance >= 1;
  }

  /** Counts an application message that was sent late. */
  countThrottled(): void {
    this.#allowance--;
  }

  /**
   * Logon (A).
   *
   * @param heartBtInt in seconds
   * @param reset whether to say ResetSeqNumFlag (141)
   * @param nextExpected NextExpectedMsgSeqNum (789), where it is said
   */
  logon(heartBtInt: number, reset: boolean, nextExpected: number): void {
    const state = this.#state;
    const { options } = state;
    const { age, username, password, newPassword, dictionary } = options;
    const writer = this.begin("A");
    const early = age < 43 ? password : undefined;
    if (early !== undefined) {
      writer.int(95, new TextEncoder().encode(early).length);
      writer.string(96, early);
    }
    writer.int(98, 0);
    writer.int(108, heartBtInt);
    if (reset) writer.boolean(141, true);
    if (age >= 43 && state.initiates) {
      if (username !== undefined) writer.string(553, username);
      if (password !== undefined) writer.string(554, password);
    }
    if (options.enableNextExpectedMsgSeqNum) writer.int(789, nextExpected);
    if (age >= 50 && newPassword !== undefined && state.initiates) writer.string(925, newPassword);
    if (age >= 50) writer.string(1137, dictionary.applVerID ?? "9");
    this.commit();
    state.sentLogon = true;
  }

  heartbeat(testReqID?: string): void {
    const writer = this.begin("0");
    if (testReqID !== undefined) writer.string(112, testReqID);
    this.commit();
  }

  testRequest(id: string): void {
    this.begin("1").string(112, id);
    this.commit();
  }

  logout(text: string): void {
    const writer = this.begin("5");
    if (text !== "") writer.string(58, text);
    this.commit();
    if (!this.#state.sentLogout) this.#state.logoutMicros = this.#state.nowMicros;
    this.#state.sentLogout = true;
  }

  resendRequest(from: number, to: number): void {
    const writer = this.begin("2");
    writer.int(7, from);
    writer.int(16, to);
    this.commit();
    this.#state.event(`Sent ResendRequest FROM: ${from} TO: ${to}`);
  }

  /** SequenceReset (4) with GapFillFlag in the place of the messages from `from` on; it has the number of the first. */
  gapFill(from: number, next: number): void {
    this.writeHeader("4", from, true, NO_HEADER);
    const { writer } = this;
    writer.int(36, next);
    writer.boolean(123, true);
    this.#state.application.toAdmin?.(writer, "4", this.#state.session);
    writer.end();
    this.send(Math.max(from, next - 1));
    this.#state.event(`Sent SequenceReset TO: ${next}`);
  }

  /** SequenceReset (4) without GapFillFlag: the peer expects `next` from now on. */
  sequenceReset(next: number): void {
    this.writeHeader("4", this.#state.store.nextSenderMsgSeqNum, false, NO_HEADER);
    this.writer.int(36, next);
    this.writer.boolean(123, false);
    this.writer.end();
    this.#state.store.setNextSenderMsgSeqNum(next);
    if (this.#state.link !== undefined) this.send(next - 1);
  }

  /**
   * Reject (3) of a message.
   *
   * @param reason a value of SessionRejectReason (373); −1 for text alone
   * @param refTag RefTagID (371); 0 for none, except with "Invalid tag number"
   */
  reject(message: FieldReader, reason: number, refTag: number, text: string = rejectText(reason)): void {
    const { age } = this.#state.options;
    const writer = this.begin("3", reversedRoute(message, age));
    const msgSeqNum = message.string(34) ?? "";
    const msgType = message.string(35) ?? "";
    const tagged = refTag !== 0 || reason === 0;
    if (msgSeqNum !== "") writer.string(45, msgSeqNum);
    writer.string(58, tagged && age < 42 ? `${text} (${refTag})` : text);
    if (age >= 42) {
      if (tagged) writer.int(371, refTag);
      if (msgType !== "") writer.string(372, msgType);
      if (reason >= 0 && (age > 42 || reason <= 11)) writer.int(373, reason);
    }
    this.commit();
    this.#state.event(`Message ${msgSeqNum} Rejected: ${text}${tagged ? `:${refTag}` : ""}`);
  }

  /** BusinessMessageReject (j) of a message. @param reason a value of BusinessRejectReason (380) */
  businessReject(message: FieldReader, reason: number, refTag: number, words?: string, refID?: string): void {
    const { age, dictionary } = this.#state.options;
    const writer = this.begin("j", reversedRoute(message, age));
    const text = words ?? businessRejectText(reason);
    const msgSeqNum = message.string(34) ?? "";
    if (msgSeqNum !== "") writer.string(45, msgSeqNum);
    writer.string(58, refTag !== 0 ? `${text} (${refTag})` : text);
    writer.string(372, message.string(35) ?? "");
    if (refID !== undefined) writer.string(379, refID);
    writer.int(380, reason);
    // As QuickFIX has it, whose counterparties know it so.
    if (age >= 50) writer.string(1137, dictionary.applVerID ?? "9");
    this.commit();
    this.#state.event(`Message ${msgSeqNum} Rejected: ${text}`);
  }
}

/**
 * The header of an answer to a message that came for or through a third party: OnBehalfOf and DeliverTo (their CompIDs,
 * SubIDs and LocationIDs) change places. Rejects have it by themselves.
 *
 * @param age `session.options.age`: before FIX 4.1 there are no LocationIDs
 * @example session.send(fix44.ExecutionReport, { … }, reversedRoute(order, session.options.age));
 */
export function reversedRoute(message: FieldReader, age: number): MessageHeader {
  let header: Record<string, string> | undefined;
  for (const route of ROUTES) {
    for (const [tag, name] of route) {
      if ((tag === 144 || tag === 145) && age < 41) continue;
      const value = message.string(tag);
      if (value === undefined || value === "") continue;
      header ??= {};
      header[name] = value;
    }
  }
  return (header as MessageHeader | undefined) ?? NO_HEADER;
}
