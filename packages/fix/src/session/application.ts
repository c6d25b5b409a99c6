import type { MessageReader } from "../reader/message-reader.ts";
import type { MessageWriter } from "../writer/message-writer.ts";
import type { Session } from "./session.ts";

/** The values of BusinessRejectReason (380), FIX 5.0 SP2 Volume 6. */
export const BusinessRejectReason = {
  Other: 0,
  UnknownID: 1,
  UnknownSecurity: 2,
  UnsupportedMessageType: 3,
  ApplicationNotAvailable: 4,
  ConditionallyRequiredFieldMissing: 5,
  NotAuthorized: 6,
  DeliverToFirmNotAvailable: 7,
} as const;
/** A value of {@link BusinessRejectReason}. */
export type BusinessRejectReason = (typeof BusinessRejectReason)[keyof typeof BusinessRejectReason];

const BUSINESS_TEXTS: Readonly<Record<number, string>> = {
  0: "Other",
  1: "Unknown ID",
  2: "Unknown Security",
  3: "Unsupported Message Type",
  4: "Application not available",
  5: "Conditionally Required Field Missing",
  6: "Not Authorized",
  7: "DeliverTo Firm Not Available At This Time",
};

/** The words for Text (58) of a BusinessMessageReject, as QuickFIX has them. */
export function businessRejectText(reason: number): string {
  return BUSINESS_TEXTS[reason] ?? "Other";
}

/**
 * Why an application does not take a message. `business` is answered by BusinessMessageReject (j), and before FIX 4.2 by
 * Reject; `session` is a value of SessionRejectReason (373), answered by Reject (3).
 */
export type Refusal =
  | { business: number; text?: string; refTag?: number; refID?: string }
  | { session: number; text?: string; refTag?: number };

/**
 * What a program does with its sessions. All are optional and called in the order of events, synchronously. A message is
 * the session's view of received bytes: what is to be kept must be copied out of it.
 */
export interface Application {
  /** A session was made; it is not connected yet. */
  onCreate?(session: Session): void;
  /** Both sides have logged on. */
  onLogon?(session: Session): void;
  /** The session has ended, by Logout or because the connection did. */
  onLogout?(session: Session): void;
  /** Decides about the peer's Logon, as by its password: a text refuses it, and is sent as the Text (58) of Logout. */
  authenticate?(logon: MessageReader, session: Session): string | undefined;
  /** An administrative message was received and is in order. */
  onAdmin?(message: MessageReader, session: Session): void;
  /**
   * An application message was received and is in order. Answers may be sent from within. Without this method every such
   * message is refused as of an unsupported type.
   */
  onMessage?(message: MessageReader, session: Session): Refusal | undefined | void;
  /** May add fields behind the body of an administrative message that is about to be sent. */
  toAdmin?(writer: MessageWriter, msgType: string, session: Session): void;
  /** May add fields behind the body of an application message that is about to be sent. */
  toApp?(writer: MessageWriter, msgType: string, session: Session): void;
  /** Whether an application message that the peer asks for again is sent again; gap-filled if not. */
  shouldResend?(message: MessageReader, session: Session): boolean;
  /**
   * For an application that keeps the incoming numbers together with its own state, so that no message is applied twice:
   * the number that it expects next, asked for when the session is made and when it refreshes.
   */
  nextTargetMsgSeqNum?(session: Session): number;
  /**
   * The same: what was received up to here is applied, and `next` is the number expected from now on. Both are one
   * transaction of the application. It is called once for all that a turn of the host has brought, when the messages that
   * were sent meanwhile are in the store, and before they are on the wire. It may answer a promise, as for a database: no
   * message of this session is received then until it is settled.
   *
   * @throws whatever says that it failed, as a rejected promise does; the connection then ends, and the number is asked for
   * again
   */
  commitTargetMsgSeqNum?(next: number, session: Session): void | Promise<void>;
  /** Whether the program takes no more messages for now: a host then reads no further until it does. */
  isFull?(): boolean;
}
