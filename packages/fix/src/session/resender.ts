import { Cell, Section } from "../dictionary/scope.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import type { LateStore } from "../store/message-store.ts";
import { isAdmin } from "./admin.ts";
import type { Outgoing } from "./outgoing.ts";
import type { SessionState } from "./session-state.ts";

/**
 * Sends messages from the store: those that the peer asks for again, and those that had to wait for room. One message is in
 * memory at a time, and it stops where the connection has no more room, however much was asked for. Requests that come while
 * one is worked off are joined with it: no number of them costs more than two ranges.
 */
export class Resender {
  /** Whether there is something to send. Then messages that are made meanwhile wait behind it, in the store. */
  active = false;
  readonly #state: SessionState;
  readonly #out: Outgoing;
  readonly #reader: MessageReader;
  /** The next number to look at, and the last one. */
  #next = 0;
  #to = 0;
  /** The first number of those that a gap fill will stand for; 0 for none. */
  #gapFrom = 0;
  /** A range that is wanted behind the present one; 0 for none. */
  #wantedFrom = 0;
  #wantedTo = 0;
  /** Messages are on their way from a store that answers late; why it has not given them. */
  #fetching = false;
  #failure: unknown;

  constructor(state: SessionState, out: Outgoing) {
    this.#state = state;
    this.#out = out;
    this.#reader = new MessageReader(state.options.dictionary);
  }

  /** Sends again what lies between two numbers, or as much as there is room for. */
  request(from: number, to: number): void {
    if (from > to) return;
    if (this.active) {
      this.#wantedFrom = this.#wantedFrom === 0 ? from : Math.min(this.#wantedFrom, from);
      this.#wantedTo = Math.max(this.#wantedTo, to);
      return;
    }
    this.active = true;
    this.#next = from;
    this.#to = to;
    this.#gapFrom = 0;
    this.pump();
  }

  /** A message that was kept and not sent: it goes when there is room. */
  hold(msgSeqNum: number): void {
    if (this.active) return;
    this.active = true;
    this.#next = msgSeqNum;
    this.#to = msgSeqNum;
    this.#gapFrom = 0;
  }

  /** The connection has ended. */
  stop(): void {
    this.active = false;
    this.#failure = undefined;
    this.#wantedFrom = 0;
    this.#wantedTo = 0;
  }

  /** Sends what there is room for. */
  pump(): void {
    const state = this.#state;
    const { store, link, options } = state;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    const enough = Math.min(options.maxMessageBytes, 65_536);
    while (this.active && state.link === link && link !== undefined) {
      // A link that is empty takes a message of any length.
      if (link.room() < enough) return;
      if (this.#next > this.#to) {
        if (!this.#finish()) return;
        continue;
      }
      const msgSeqNum = this.#next;
      if (store.late !== undefined && !store.late.isFetched(msgSeqNum)) {
        this.#fetch(store.late, msgSeqNum);
        return;
      }
      const givenUp = msgSeqNum <= state.givenUpTo && msgSeqNum >= state.givenUpFrom;
      const bytes = givenUp ? undefined : store.read(msgSeqNum);
      if (msgSeqNum > state.highestSent) {
        if (!this.#sendHeld(msgSeqNum, bytes)) return;
      } else this.#sendAgain(msgSeqNum, bytes);
      this.#next++;
    }
  }

  /** Asks a store that answers late for what comes next; it goes on when that is there. */
  #fetch(late: LateStore, from: number): void {
    if (this.#fetching) return;
    this.#fetching = true;
    const { session } = this.#state;
    const done = (failure: unknown) => {
      this.#fetching = false;
      this.#failure = failure;
      session.drained();
    };
    late.fetch(from, this.#to).then(() => done(undefined), done);
  }

  /** A range is done: its last gap is filled, and the next range begins. False where there is none. */
  #finish(): boolean {
    const { store, highestSent } = this.#state;
    if (this.#gapFrom !== 0) this.#out.gapFill(this.#gapFrom, this.#to + 1);
    this.#gapFrom = 0;
    const last = store.nextSenderMsgSeqNum - 1;
    if (this.#wantedFrom !== 0) {
      this.#next = this.#wantedFrom;
      this.#to = Math.min(this.#wantedTo, Math.max(highestSent, this.#to));
      this.#wantedFrom = 0;
      this.#wantedTo = 0;
      return true;
    }
    if (last > Math.max(this.#to, highestSent)) {
      this.#next = Math.max(this.#to, highestSent) + 1;
      this.#to = last;
      return true;
    }
    this.active = false;
    return false;
  }

  /** Sends a message for the first time, as it is. False where the limit of messages a second does not allow it yet. */
  #sendHeld(msgSeqNum: number, bytes: Uint8Array | undefined): boolean {
    if (bytes === undefined) {
      if (this.#gapFrom === 0) this.#gapFrom = msgSeqNum;
      return true;
    }
    const limited = this.#state.options.maxMessagesPerSecond > 0 && !this.#isAdminBytes(bytes);
    if (limited && !this.#out.mayThrottle()) return false;
    if (limited) this.#out.countThrottled();
    if (this.#gapFrom !== 0) {
      // A gap fill uses the writer, not the store: the view of the message still holds.
      this.#out.gapFill(this.#gapFrom, msgSeqNum);
      this.#gapFrom = 0;
    }
    this.#out.sendBytes(bytes, 0, bytes.length, msgSeqNum);
    return true;
  }

  #isAdminBytes(bytes: Uint8Array): boolean {
    return this.#reader.read(bytes) === Garbled.None && isAdmin(this.#reader.msgType);
  }

  /** Sends a message again with PossDupFlag, or counts it among those that a gap fill stands for. */
  #sendAgain(msgSeqNum: number, bytes: Uint8Array | undefined): void {
    const state = this.#state;
    const reader = this.#reader;
    const whole = bytes !== undefined && reader.read(bytes) === Garbled.None && !isAdmin(reader.msgType);
    if (!whole || state.application.shouldResend?.(reader, state.session) === false) {
      if (this.#gapFrom === 0) this.#gapFrom = msgSeqNum;
      return;
    }
    if (this.#gapFrom !== 0) this.#out.gapFill(this.#gapFrom, msgSeqNum);
    this.#gapFrom = 0;
    this.#rewrite();
    this.#out.send(msgSeqNum);
    state.event(`Resending Message: ${msgSeqNum}`);
  }

  /** Writes the stored message with PossDupFlag (43), SendingTime (52) of now, and the former as OrigSendingTime (122). */
  #rewrite(): void {
    const { writer } = this.#out;
    const { nowMicros, nowNanos, options } = this.#state;
    const { index, msgType } = this.#reader;
    const { tags, starts, ends, bytes, cells, count } = index;
    const sent = index.find(52);
    writer.begin(options.id.beginString, msgType);
    let flagged = false;
    let timed = false;
    for (let i = 3; i < count - 1; i++) {
      const tag = tags[i]!;
      const header = ((cells[i]! >> Cell.SectionShift) & Cell.SectionMask) === Section.Header && cells[i] !== 0;
      if (tag === 43 || tag === 122) continue;
      if (!flagged && (!header || tag > 43) && tag !== 1128) {
        writer.char(43, 89);
        flagged = true;
      }
      if (!timed && (!header || tag > 122) && tag !== 1128) {
        if (sent >= 0) writer.raw(122, bytes, starts[sent], ends[sent]);
        timed = true;
      }
      if (tag === 52) writer.timestamp(52, nowMicros, nowNanos, options.timestampPrecision);
      else writer.raw(tag, bytes, starts[i], ends[i]);
    }
    if (!timed && sent >= 0) writer.raw(122, bytes, starts[sent], ends[sent]);
    writer.end();
  }
}
