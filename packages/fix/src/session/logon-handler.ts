import type { MessageReader } from "../reader/message-reader.ts";
import type { Incoming } from "./incoming.ts";
import type { Outgoing } from "./outgoing.ts";
import type { SessionState } from "./session-state.ts";

/** What a session does with Logon (A), as request and as answer. */
export class LogonHandler {
  readonly #state: SessionState;
  readonly #out: Outgoing;
  readonly #in: Incoming;

  constructor(state: SessionState, out: Outgoing, incoming: Incoming) {
    this.#state = state;
    this.#out = out;
    this.#in = incoming;
  }

  /** A Logon has come that its dictionary has no fault to find with. */
  receive(reader: MessageReader): void {
    const state = this.#state;
    const { options, store } = state;
    if (options.refreshOnLogon) state.session.refresh();
    const reset = reader.equals(141, "Y");
    const untimely = this.#untimely(reset);
    if (untimely !== undefined) {
      state.event(untimely);
      state.session.disconnect();
      return;
    }
    state.receivedReset = reset;
    // Nothing begins again for a Logon that is not in order.
    const begins = (reset && !state.sentReset) || (!state.initiates && options.resetOnLogon && !state.receivedLogon);
    if (!this.#in.verify(reader, "A", false, !begins)) return;
    const msgSeqNum = reader.int(34);
    if (begins && msgSeqNum < 1) {
      this.#in.tooLow(reader, "A", msgSeqNum, 1);
      return;
    }
    const refused = state.application.authenticate?.(reader, state.session);
    if (refused !== undefined) {
      state.event(`Logon refused: ${refused}`);
      this.#out.logout(refused);
      state.session.disconnect();
      return;
    }
    if (reset) state.event("Logon contains ResetSeqNumFlag=Y, resetting sequence numbers to 1");
    if (begins) this.#reset();
    const nextExpected = store.nextTargetMsgSeqNum;
    // What is sent from here on knows which version the peer speaks.
    if (options.age >= 50) state.targetApplVerID = reader.string(1137);
    state.receivedLogon = true;
    const high = msgSeqNum > nextExpected && !reset;
    const senderBefore = store.nextSenderMsgSeqNum;
    if (!state.initiates || (reset && !state.sentReset)) {
      const heartBtInt = reader.int(108);
      if (heartBtInt >= 0) state.heartBtMicros = heartBtInt * 1e6;
      state.event("Received logon request");
      this.#out.logon(state.heartBtMicros / 1e6, reset, high ? nextExpected : msgSeqNum + 1);
      state.event("Responding to logon request");
    } else state.event("Received logon response");
    state.sentReset = false;
    state.receivedReset = false;
    if (options.enableNextExpectedMsgSeqNum && reader.has(789) && !this.#resendExpected(reader, reset, senderBefore))
      return;
    if (high) this.#behindGap(reader, msgSeqNum);
    else this.#in.advance();
    if (state.isLoggedOn) state.session.loggedOn();
  }

  /** The peer has said what it expects: what lies before our next number goes out by itself. False where that cannot be. */
  #resendExpected(reader: MessageReader, reset: boolean, next: number): boolean {
    const state = this.#state;
    const expected = reader.int(789);
    if (expected > next) {
      const text = `Tag 789 (NextExpectedMsgSeqNum) is higher than expected. Expected ${next}, Received ${expected}`;
      state.event(text);
      this.#out.logout(text);
      state.session.disconnect();
      return false;
    }
    if (reset || !(expected < next)) return true;
    if (state.options.persistMessages) this.#out.resender.request(expected, next - 1);
    else this.#out.gapFill(expected, next);
    return true;
  }

  /** The Logon's number is too high: what is missing is asked for, or comes by itself where 789 has asked for it. */
  #behindGap(reader: MessageReader, msgSeqNum: number): void {
    const state = this.#state;
    if (!state.options.enableNextExpectedMsgSeqNum) {
      this.#in.tooHigh(reader, msgSeqNum);
      return;
    }
    this.#in.behindGap.keep(msgSeqNum, reader.index.bytes, reader.start, reader.end);
    state.resendFrom = state.store.nextTargetMsgSeqNum;
    state.resendTo = msgSeqNum - 1;
    state.resendChunkTo = state.resendTo;
    state.resendAskedMicros = state.nowMicros;
    state.resendAskedNumber = state.resendFrom;
  }

  #reset(): void {
    this.#in.behindGap.clear();
    this.#out.resender.stop();
    this.#state.reset();
  }

  /** Why a Logon cannot be taken now; undefined where it can. */
  #untimely(reset: boolean): string | undefined {
    const state = this.#state;
    if (!state.enabled) return "Session is not enabled for logon";
    if (!state.options.logonSchedule.isOpen(state.nowMicros)) return "Received logon outside of valid logon time";
    if (state.initiates && !state.sentLogon && !reset) return "Received logon response before sending request";
    return undefined;
  }
}
